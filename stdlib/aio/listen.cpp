// Module "_aio_streams", listening: what asyncio's Server is made of.
//
// Connections are accepted, and read from, by the callback, before Lua hears of them: the loop
// wakes it once for all that came in one turn. Those that it never takes are closed with the
// listener.
#include <fmt/format.h>
#include <sys/un.h>

#include <vector>

#include "stdlib/aio/address.hpp"
#include "stdlib/aio/connect.hpp"
#include "stdlib/aio/natives.hpp"

namespace gilua {
namespace {

class AcceptOperation;

class Listener final : public Resource {
 public:
  Listener(EventLoop& loop, Heap& heap, StreamCore::Kind kind, size_t limit)
      : Resource(loop), heap_(heap), kind_(kind), limit_(limit) {}

  int init() {
    uv_loop_t* uv = uv_loop_of(loop());
    const int status = kind_ == StreamCore::Kind::kTcp ? uv_tcp_init(uv, &handle_.tcp)
                                                       : uv_pipe_init(uv, &handle_.pipe, 0);
    handle_.any.data = this;
    return status;
  }
  int listen_at(const Address& address, bool reuse_port, int backlog);
  int listen_at(const std::string& path, int backlog);
  /// Connections that nobody has taken yet; they belong to the caller now.
  std::vector<StreamCore*> take() { return std::exchange(accepted_, {}); }
  void give_back(std::vector<StreamCore*> streams) { accepted_ = std::move(streams); }
  bool has_streams() const { return !accepted_.empty(); }
  int fileno() const {
    uv_os_fd_t fd = -1;
    return uv_fileno(&handle_.any, &fd) == 0 ? fd : -1;
  }

 private:
  friend class AcceptOperation;
  ~Listener() override;
  void close_handles() override;
  static void on_connection(uv_stream_t* stream, int status);
  void accept_one();
  void wake();

  union {
    uv_handle_t any;
    uv_stream_t stream;
    uv_tcp_t tcp;
    uv_pipe_t pipe;
  } handle_{};
  Heap& heap_;
  const StreamCore::Kind kind_;
  const size_t limit_;
  std::vector<StreamCore*> accepted_;
  AcceptOperation* waiting_ = nullptr;
};

/// Ends when connections were accepted, or the listener is closed.
class AcceptOperation final : public OwnedOperation {
 public:
  AcceptOperation(Listener& listener, Value owner) : OwnedOperation(owner), listener_(&listener) {
    listener.waiting_ = this;
  }
  ~AcceptOperation() override {
    if (listener_ != nullptr) listener_->waiting_ = nullptr;
  }
  Outcome deliver(Exec& ex) override;
  void cancel() override { finish(); }
  using Operation::finish;

 private:
  friend class Listener;
  Listener* listener_;
};

struct ListenerBox {
  Listener* listener;
};
void destroy_listener(void* payload) {
  Listener* listener = static_cast<ListenerBox*>(payload)->listener;
  if (listener != nullptr) listener->release();
}
const UserdataType kListenerType{"_aio_listener", destroy_listener};

Listener::~Listener() {
  if (waiting_ != nullptr) waiting_->listener_ = nullptr;
}

int Listener::listen_at(const Address& address, bool reuse_port, int backlog) {
  int status = 0;
  if (reuse_port) {  // libuv makes the socket only when it is bound
    const int fd = socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return -errno;
    const int on = 1;
    status = setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) != 0
                 ? -errno
                 : uv_tcp_open(&handle_.tcp, fd);
    if (status < 0) ::close(fd);
  }
  const bool v6 = address.storage.ss_family == AF_INET6;
  if (status == 0) status = uv_tcp_bind(&handle_.tcp, address.any(), v6 ? UV_TCP_IPV6ONLY : 0);
  return status < 0 ? status : uv_listen(&handle_.stream, backlog, on_connection);
}

int Listener::listen_at(const std::string& path, int backlog) {
  const int status = uv_pipe_bind(&handle_.pipe, path.c_str());
  return status < 0 ? status : uv_listen(&handle_.stream, backlog, on_connection);
}

void Listener::on_connection(uv_stream_t* stream, int status) {
  // A failure is of one connection, which is gone (or, out of descriptors, was turned away).
  if (status == 0) static_cast<Listener*>(stream->data)->accept_one();
}

void Listener::accept_one() {
  auto* core = new StreamCore(loop(), heap_, kind_, limit_);
  if (core->init() < 0) return core->abandon();
  if (uv_accept(&handle_.stream, core->stream()) < 0) return core->release();
  core->connected();
  accepted_.push_back(core);
  wake();
}

void Listener::wake() {
  if (waiting_ != nullptr) waiting_->finish();
}

void Listener::close_handles() {
  for (StreamCore* core : take()) core->release();
  wake();
  uv_close(&handle_.any,
           [](uv_handle_t* handle) { static_cast<Listener*>(handle->data)->handles_closed(); });
}

/// The streams as a list; one that found no memory goes back to the listener.
Outcome push_streams(Exec& ex, Listener& listener) {
  std::vector<StreamCore*> cores = listener.take();
  Mutator& m = ex.mutator();
  Table* list = new_table(m, static_cast<uint32_t>(cores.size()), 0);
  if (list == nullptr) {
    listener.give_back(std::move(cores));
    return ex.raise_out_of_memory();
  }
  for (size_t i = 0; i < cores.size(); ++i) {
    Value stream = Value::nil();
    bool made = make_stream(ex, cores[i], stream);
    if (made && table_append(m, list, stream) != Write::kDone) {
      ex.raise_out_of_memory();  // the userdata owns it, and is garbage
      made = false;
    }
    if (made) continue;
    cores.erase(cores.begin(), cores.begin() + static_cast<ptrdiff_t>(i) + 1);
    listener.give_back(std::move(cores));
    return kError;
  }
  ex.push(Value::of(list));
  return 1;
}

Outcome AcceptOperation::deliver(Exec& ex) {
  if (listener_ == nullptr) return 0;
  Listener& listener = *std::exchange(listener_, nullptr);
  listener.waiting_ = nullptr;
  return listener.is_closing() ? 0 : push_streams(ex, listener);
}

Outcome return_listener(Exec& ex, Args args, Listener* listener, int status) {
  if (status < 0) {
    listener->release();
    return return_status(args, status);
  }
  Userdata* box = new_userdata(ex.mutator(), kListenerType, sizeof(ListenerBox));
  if (box == nullptr) {
    listener->release();
    return ex.raise_out_of_memory();
  }
  static_cast<ListenerBox*>(box->payload())->listener = listener;
  return args.ret(Value::of(box));
}

bool check_backlog(Exec& ex, Args args, uint32_t i, int64_t& backlog) {
  constexpr int64_t kMost = INT32_MAX;
  if (!ex.check_integer(args, i, backlog)) return false;
  if (backlog >= 0 && backlog <= kMost) return true;
  ex.raise_class("ValueError", "backlog must not be negative");
  return false;
}

Listener* check_listener(Exec& ex, Args args) {
  auto* box = check_payload<ListenerBox>(ex, args, 0, kListenerType);
  if (box == nullptr || box->listener != nullptr) return box == nullptr ? nullptr : box->listener;
  ex.bad_type(0, kListenerType.name);
  return nullptr;
}

Listener* new_listener(Exec& ex, EventLoop& loop, StreamCore::Kind kind, int64_t limit,
                       int& status) {
  auto* listener = new Listener(loop, ex.heap(), kind, static_cast<size_t>(limit));
  status = listener->init();
  if (status >= 0) return listener;
  listener->abandon();
  return nullptr;
}

}  // namespace

// listen_tcp(loop, limit, backlog, host, port, reuse_port): a listener, or nil, status
Outcome listen_tcp(Exec& ex, Args args) {
  EventLoop* loop = check_loop(ex, args, 0);
  int64_t limit = 0;
  int64_t backlog = 0;
  std::string host;
  int port = 0;
  if (loop == nullptr || !check_limit(ex, args, 1, limit) || !check_backlog(ex, args, 2, backlog) ||
      !check_name(ex, args, 3, host) || !check_port(ex, args, 4, port))
    return kError;
  Address address;
  if (!address.parse(host, port))
    return ex.raise_class("ValueError", fmt::format("'{}' is no numeric address", host));
  if (!address.is_loopback() && !sandbox_allows(ex, Sandbox::Act::kListen, host)) return kError;
  const LoopUse use(ex, *loop);
  if (!use) return kError;
  int status = 0;
  Listener* listener = new_listener(ex, *loop, StreamCore::Kind::kTcp, limit, status);
  if (listener == nullptr) return return_status(args, status);
  status = listener->listen_at(address, !args[5].is_falsy(), static_cast<int>(backlog));
  return return_listener(ex, args, listener, status);
}

// listen_unix(loop, limit, backlog, path)
Outcome listen_unix(Exec& ex, Args args) {
  EventLoop* loop = check_loop(ex, args, 0);
  int64_t limit = 0;
  int64_t backlog = 0;
  std::string path;
  if (loop == nullptr || !check_limit(ex, args, 1, limit) || !check_backlog(ex, args, 2, backlog) ||
      !check_name(ex, args, 3, path))
    return kError;
  if (!sandbox_allows(ex, Sandbox::Act::kListen, path)) return kError;
  if (path.size() >= sizeof(sockaddr_un::sun_path)) return return_status(args, UV_ENAMETOOLONG);
  const LoopUse use(ex, *loop);
  if (!use) return kError;
  int status = 0;
  Listener* listener = new_listener(ex, *loop, StreamCore::Kind::kPipe, limit, status);
  if (listener == nullptr) return return_status(args, status);
  status = listener->listen_at(path, static_cast<int>(backlog));
  return return_listener(ex, args, listener, status);
}

// accept(listener): `future, true`, whose result is a list of streams, or nothing once the listener
// is closed
Outcome accept_streams(Exec& ex, Args args) {
  Listener* listener = check_listener(ex, args);
  if (listener == nullptr) return kError;
  const LoopUse use(ex, listener->loop());
  if (!use) return kError;
  auto operation = std::make_unique<AcceptOperation>(*listener, args[0]);
  AcceptOperation* const started = operation.get();
  Value future = Value::nil();
  if (!start_operation(ex, listener->loop(), std::move(operation), future)) return kError;
  if (listener->has_streams() || listener->is_closing()) started->finish();
  return ex.args().ret(future, Value::boolean(true));
}

Outcome close_listener(Exec& ex, Args args) {
  Listener* listener = check_listener(ex, args);
  if (listener == nullptr) return kError;
  const LoopUse use(ex, listener->loop());
  if (!use) return kError;
  listener->close();
  return args.ret();
}

Outcome listener_address(Exec& ex, Args args) {
  Listener* listener = check_listener(ex, args);
  if (listener == nullptr) return kError;
  const LoopUse use(ex, listener->loop());
  if (!use) return kError;
  const int fd = listener->fileno();
  Address address;
  socklen_t length = sizeof address.storage;
  if (fd < 0 || getsockname(fd, address.any(), &length) != 0) return args.ret();
  ex.push(Value::integer(fd));
  const Outcome count = push_address(ex, address);
  return count < 0 ? kError : return_pushed(ex, count + 1);
}

}  // namespace gilua
