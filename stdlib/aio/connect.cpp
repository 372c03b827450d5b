// Module "_aio_streams", connecting: asyncio.open_connection tries one numeric address after the
// other with connect_tcp. Names are looked up by module "_aio_names".
#include "stdlib/aio/connect.hpp"

#include <fmt/format.h>
#include <sys/un.h>

#include <iterator>

#include "stdlib/aio/address.hpp"
#include "stdlib/aio/natives.hpp"

namespace gilua {
namespace {

/// Owns the stream until it is delivered; a cancelled one closes it, which ends the request.
class ConnectOperation final : public Operation {
 public:
  explicit ConnectOperation(StreamCore* core) : core_(core) { request_.data = this; }
  ~ConnectOperation() override {
    if (core_ != nullptr) core_->release();
  }
  void cancel() override { core_->abort(); }
  Outcome deliver(Exec& ex) override {
    if (status_ < 0) {
      ex.push(Value::nil());
      ex.push(Value::integer(status_));
      return 2;
    }
    Value stream = Value::nil();
    if (!make_stream(ex, std::exchange(core_, nullptr), stream)) return kError;
    ex.push(stream);
    return 1;
  }

  /// @thread the loop's, under a LoopUse. Begins; its Future waits already.
  void start_tcp(const Address& address, const Address* local) {
    int status = 0;
    if (local != nullptr) status = uv_tcp_bind(core_->tcp(), local->any(), 0);
    if (status == 0) status = uv_tcp_connect(&request_, core_->tcp(), address.any(), on_connect);
    if (status < 0) ended(status);
  }
  void start_unix(const std::string& path) {
    uv_pipe_connect(&request_, core_->pipe(), path.c_str(), on_connect);
  }

 private:
  static void on_connect(uv_connect_t* request, int status) {
    static_cast<ConnectOperation*>(request->data)->ended(status);
  }
  void ended(int status) {
    status_ = status;
    if (status == 0) core_->connected();
    finish();
  }

  StreamCore* core_;
  uv_connect_t request_{};
  int status_ = 0;
};

/// A core with its handle; nullptr and a status where that is refused.
StreamCore* new_core(Exec& ex, EventLoop& loop, StreamCore::Kind kind, int64_t limit, int& status) {
  auto* core = new StreamCore(loop, ex.heap(), kind, static_cast<size_t>(limit));
  status = core->init();
  if (status >= 0) return core;
  core->abandon();
  return nullptr;
}

/// Starts a connection with [begin](operation).
template <typename Begin>
Outcome connect_with(Exec& ex, EventLoop& loop, StreamCore* core, Begin begin) {
  auto operation = std::make_unique<ConnectOperation>(core);
  ConnectOperation* const started = operation.get();
  Value future = Value::nil();
  if (!start_operation(ex, loop, std::move(operation), future)) return kError;
  begin(*started);
  return ex.args().ret(future, Value::boolean(true));
}

bool parse_address(Exec& ex, Args args, uint32_t i, Address& address) {
  std::string host;
  int port = 0;
  if (!check_name(ex, args, i, host) || !check_port(ex, args, i + 1, port)) return false;
  if (address.parse(host, port)) return true;
  ex.raise_class("ValueError", fmt::format("'{}' is no numeric address", host));
  return false;
}

// connect_tcp(loop, limit, host, port [, local host, local port]): a stream, or nil, status
Outcome connect_tcp(Exec& ex, Args args) {
  EventLoop* loop = check_loop(ex, args, 0);
  int64_t limit = 0;
  Address address;
  Address local;
  const bool has_local = !args[4].is_nil();
  if (loop == nullptr || !check_limit(ex, args, 1, limit) || !parse_address(ex, args, 2, address) ||
      (has_local && !parse_address(ex, args, 4, local)))
    return kError;
  if (!address.is_loopback() &&
      !sandbox_allows(ex, Sandbox::Act::kConnect, args[2].as_string()->view()))
    return kError;
  const LoopUse use(ex, *loop);
  if (!use) return kError;
  int status = 0;
  StreamCore* core = new_core(ex, *loop, StreamCore::Kind::kTcp, limit, status);
  if (core == nullptr) return return_status(args, status);
  return connect_with(ex, *loop, core, [&](ConnectOperation& operation) {
    operation.start_tcp(address, has_local ? &local : nullptr);
  });
}

// connect_unix(loop, limit, path)
Outcome connect_unix(Exec& ex, Args args) {
  EventLoop* loop = check_loop(ex, args, 0);
  int64_t limit = 0;
  std::string path;
  if (loop == nullptr || !check_limit(ex, args, 1, limit) || !check_name(ex, args, 2, path))
    return kError;
  if (!sandbox_allows(ex, Sandbox::Act::kConnect, path)) return kError;
  if (path.size() >= sizeof(sockaddr_un::sun_path)) return return_status(args, UV_ENAMETOOLONG);
  const LoopUse use(ex, *loop);
  if (!use) return kError;
  int status = 0;
  StreamCore* core = new_core(ex, *loop, StreamCore::Kind::kPipe, limit, status);
  if (core == nullptr) return return_status(args, status);
  return connect_with(ex, *loop, core,
                      [&](ConnectOperation& operation) { operation.start_unix(path); });
}

}  // namespace

extern const NativeRow kConnectRows[7] = {
    {"connect_tcp", 4, 6, Runs::kFull, connect_tcp,
     "connect_tcp(loop, limit, host, port [, local host, local port])"},
    {"connect_unix", 3, 3, Runs::kFull, connect_unix, "connect_unix(loop, limit, path)"},
    {"listen_tcp", 6, 6, Runs::kFull, listen_tcp,
     "listen_tcp(loop, limit, backlog, host, port, reuse_port)"},
    {"listen_unix", 4, 4, Runs::kFull, listen_unix, "listen_unix(loop, limit, backlog, path)"},
    {"accept", 1, 1, Runs::kFull, accept_streams, "accept(listener): a list of streams"},
    {"close_listener", 1, 1, Runs::kFull, close_listener, "close_listener(listener)"},
    {"listener_address", 1, 1, Runs::kFull, listener_address,
     "listener_address(listener): fd, then host, port or path; nothing once it is closed"},
};

}  // namespace gilua
