// Module "_aio_names": looking names up without blocking (libuv does it in a pool of threads), and
// what libuv's numbers mean.
//
// In the sandbox only "localhost" and numeric addresses are looked up: asking a name server would
// be a way out.
#include <fmt/format.h>
#include <netdb.h>

#include <cstring>

#include "stdlib/aio/address.hpp"
#include "stdlib/aio/libraries.hpp"
#include "stdlib/aio/natives.hpp"

namespace gilua {
namespace {

Outcome push_failure(Exec& ex, int status) {
  ex.push(Value::nil());
  ex.push(Value::integer(status));
  return 2;
}

// ---- getaddrinfo

class AddressOperation final : public Operation {
 public:
  AddressOperation() { request_.data = this; }
  ~AddressOperation() override { uv_freeaddrinfo(found_); }
  void cancel() override { uv_cancel(reinterpret_cast<uv_req_t*>(&request_)); }
  Outcome deliver(Exec& ex) override;

  void start(EventLoop& loop, const char* host, const char* service, const addrinfo& hints) {
    const int status = uv_getaddrinfo(uv_loop_of(loop), &request_, on_found, host, service, &hints);
    if (status < 0) on_found(&request_, status, nullptr);
  }

 private:
  static void on_found(uv_getaddrinfo_t* request, int status, addrinfo* found) {
    auto* self = static_cast<AddressOperation*>(request->data);
    self->status_ = status;
    self->found_ = found;
    self->finish();
  }

  uv_getaddrinfo_t request_{};
  addrinfo* found_ = nullptr;
  int status_ = 0;
};

/// {family, type, proto, canonname, {host, port}}; nullptr after raising.
Table* make_entry(Exec& ex, const addrinfo& info) {
  Mutator& m = ex.mutator();
  Table* entry = new_table(m, 5, 0);
  Table* where = new_table(m, 4, 0);
  Value name = Value::nil();
  if (entry == nullptr || where == nullptr) {
    ex.raise_out_of_memory();
    return nullptr;
  }
  if (!ex.make_string(info.ai_canonname != nullptr ? info.ai_canonname : "", name)) return nullptr;
  Address address;
  std::memcpy(&address.storage, info.ai_addr,
              std::min<size_t>(info.ai_addrlen, sizeof address.storage));
  const Outcome parts = push_address(ex, address);
  if (parts < 0) return nullptr;
  ex.top -= parts;
  bool ok = true;
  for (Outcome i = 0; i < parts; ++i) ok = ok && table_append(m, where, ex.top[i]) == Write::kDone;
  const Value items[] = {Value::integer(info.ai_family), Value::integer(info.ai_socktype),
                         Value::integer(info.ai_protocol), name, Value::of(where)};
  for (const Value& item : items) ok = ok && table_append(m, entry, item) == Write::kDone;
  if (ok) return entry;
  ex.raise_out_of_memory();
  return nullptr;
}

Outcome AddressOperation::deliver(Exec& ex) {
  if (status_ < 0) return push_failure(ex, status_);
  Mutator& m = ex.mutator();
  Table* list = new_table(m, 4, 0);
  if (list == nullptr) return ex.raise_out_of_memory();
  for (const addrinfo* info = found_; info != nullptr; info = info->ai_next) {
    Table* entry = make_entry(ex, *info);
    if (entry == nullptr) return kError;
    if (table_append(m, list, Value::of(entry)) != Write::kDone) return ex.raise_out_of_memory();
  }
  ex.push(Value::of(list));
  return 1;
}

bool is_numeric(const std::string& host) {
  Address address;
  return address.parse(host, 0);
}

bool may_look_up(Exec& ex, const std::string& host) {
  return host.empty() || host == "localhost" || is_numeric(host) ||
         sandbox_allows(ex, Sandbox::Act::kLookUp, host);
}

/// nil, a string or a number; false after an error.
bool check_optional_name(Exec& ex, Args args, uint32_t i, std::string& text, const char*& out) {
  out = nullptr;
  if (args[i].is_nil()) return true;
  if (!check_name(ex, args, i, text)) return false;
  out = text.c_str();
  return true;
}

bool check_int(Exec& ex, Args args, uint32_t i, int& out) {
  int64_t number = 0;
  if (!ex.opt_integer(args, i, 0, number)) return false;
  if (number != static_cast<int>(number)) {
    ex.bad_argument(i, "number out of range");
    return false;
  }
  out = static_cast<int>(number);
  return true;
}

// getaddrinfo(loop, host, service, family, type, proto, flags)
Outcome getaddrinfo(Exec& ex, Args args) {
  EventLoop* loop = check_loop(ex, args, 0);
  std::string host_text;
  std::string service_text;
  const char* host = nullptr;
  const char* service = nullptr;
  addrinfo hints{};
  if (loop == nullptr || !check_optional_name(ex, args, 1, host_text, host) ||
      !check_optional_name(ex, args, 2, service_text, service) ||
      !check_int(ex, args, 3, hints.ai_family) || !check_int(ex, args, 4, hints.ai_socktype) ||
      !check_int(ex, args, 5, hints.ai_protocol) || !check_int(ex, args, 6, hints.ai_flags) ||
      !may_look_up(ex, host_text))
    return kError;
  if (host == nullptr && service == nullptr) return return_status(args, UV_EAI_NONAME);
  const LoopUse use(ex, *loop);
  if (!use) return kError;
  auto operation = std::make_unique<AddressOperation>();
  AddressOperation* const started = operation.get();
  Value future = Value::nil();
  if (!start_operation(ex, *loop, std::move(operation), future)) return kError;
  started->start(*loop, host, service, hints);
  return ex.args().ret(future, Value::boolean(true));
}

// ---- getnameinfo

class NameOperation final : public Operation {
 public:
  NameOperation() { request_.data = this; }
  void cancel() override { uv_cancel(reinterpret_cast<uv_req_t*>(&request_)); }
  Outcome deliver(Exec& ex) override {
    if (status_ < 0) return push_failure(ex, status_);
    Value host = Value::nil();
    Value service = Value::nil();
    if (!ex.make_string(request_.host, host) || !ex.make_string(request_.service, service))
      return kError;
    ex.push(host);
    ex.push(service);
    return 2;
  }
  void start(EventLoop& loop, const Address& address, int flags) {
    const int status = uv_getnameinfo(uv_loop_of(loop), &request_, on_found, address.any(), flags);
    if (status < 0) on_found(&request_, status, nullptr, nullptr);
  }

 private:
  static void on_found(uv_getnameinfo_t* request, int status, const char*, const char*) {
    auto* self = static_cast<NameOperation*>(request->data);
    self->status_ = status;
    self->finish();
  }

  uv_getnameinfo_t request_{};
  int status_ = 0;
};

// getnameinfo(loop, host, port, flags): host, service
Outcome getnameinfo(Exec& ex, Args args) {
  EventLoop* loop = check_loop(ex, args, 0);
  std::string host;
  int port = 0;
  int flags = 0;
  Address address;
  if (loop == nullptr || !check_name(ex, args, 1, host) || !check_port(ex, args, 2, port) ||
      !check_int(ex, args, 3, flags))
    return kError;
  if (!address.parse(host, port)) return return_status(args, UV_EAI_NONAME);
  const bool asks_nobody = (flags & NI_NUMERICHOST) != 0 || address.is_loopback();
  if (!asks_nobody && !sandbox_allows(ex, Sandbox::Act::kLookUp, host)) return kError;
  const LoopUse use(ex, *loop);
  if (!use) return kError;
  auto operation = std::make_unique<NameOperation>();
  NameOperation* const started = operation.get();
  Value future = Value::nil();
  if (!start_operation(ex, *loop, std::move(operation), future)) return kError;
  started->start(*loop, address, flags);
  return ex.args().ret(future, Value::boolean(true));
}

// ---- what is what

// family_of(host): 4 or 6 if it is a numeric address, else nil
Outcome family_of(Exec& ex, Args args) {
  std::string host;
  Address address;
  if (!check_name(ex, args, 0, host)) return kError;
  if (!address.parse(host, 0)) return args.ret(Value::nil());
  return args.ret(Value::integer(address.storage.ss_family));
}

struct LookUpCode {
  int status;
  int code;
};
constexpr LookUpCode kLookUpCodes[] = {
    {UV_EAI_ADDRFAMILY, EAI_ADDRFAMILY}, {UV_EAI_AGAIN, EAI_AGAIN},
    {UV_EAI_BADFLAGS, EAI_BADFLAGS},     {UV_EAI_FAIL, EAI_FAIL},
    {UV_EAI_FAMILY, EAI_FAMILY},         {UV_EAI_MEMORY, EAI_MEMORY},
    {UV_EAI_NODATA, EAI_NODATA},         {UV_EAI_NONAME, EAI_NONAME},
    {UV_EAI_OVERFLOW, EAI_OVERFLOW},     {UV_EAI_SERVICE, EAI_SERVICE},
    {UV_EAI_SOCKTYPE, EAI_SOCKTYPE},
};

// describe(status): the system's number and text, and whether it is getaddrinfo's
Outcome describe(Exec& ex, Args args) {
  int64_t status = 0;
  if (!integer_argument(ex, args, 0, status)) return kError;
  for (const LookUpCode& row : kLookUpCodes) {
    if (row.status != status) continue;
    Value text = Value::nil();
    if (!ex.make_string(gai_strerror(row.code), text)) return kError;
    return args.ret(Value::integer(row.code), text, Value::boolean(true));
  }
  const int number = static_cast<int>(-status);
  Value text = Value::nil();
  if (!ex.make_string(std::strerror(number), text)) return kError;
  return args.ret(Value::integer(number), text, Value::boolean(false));
}

constexpr NativeRow kRows[] = {
    {"getaddrinfo", 3, 7, Runs::kFull, getaddrinfo,
     "getaddrinfo(loop, host, service, family, type, proto, flags): a list"},
    {"getnameinfo", 3, 4, Runs::kFull, getnameinfo, "getnameinfo(loop, host, port, flags)"},
    {"family_of", 1, 1, Runs::kFull, family_of, "family_of(host): of a numeric address"},
    {"describe", 1, 1, Runs::kLeaf, describe, "describe(status): number, text, is getaddrinfo's"},
};

bool set_constant(Exec& ex, Table* library, const char* name, int value) {
  return set_field(ex, library, name, Value::integer(value));
}

bool open_names(Exec& ex, Table* library) {
  return set_constant(ex, library, "AF_UNSPEC", AF_UNSPEC) &&
         set_constant(ex, library, "AF_INET", AF_INET) &&
         set_constant(ex, library, "AF_INET6", AF_INET6) &&
         set_constant(ex, library, "AF_UNIX", AF_UNIX) &&
         set_constant(ex, library, "SOCK_STREAM", SOCK_STREAM) &&
         set_constant(ex, library, "AI_PASSIVE", AI_PASSIVE) &&
         set_constant(ex, library, "ENOTCONN", UV_ENOTCONN);
}

}  // namespace

extern const Library kAioNamesNative{"_aio_names", kRows, open_names};

}  // namespace gilua
