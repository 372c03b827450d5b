// http.Session's natives. Its pool is made with the first request, in the loop that runs then.
#include <new>

#include "stdlib/http/natives.hpp"
#include "stdlib/http/session.hpp"
#include "stdlib/sync_wait.hpp"

namespace gilua {
namespace {

/// Another thread may close the session while the loop's uses it: what it took from here stays
/// valid until the loop's thread comes back to the loop (Resource::release).
struct SessionCore {
  Mutex mutex;
  HttpPool* pool GUARDED_BY(mutex) = nullptr;
  bool is_closed GUARDED_BY(mutex) = false;
};

void destroy_session(void* payload) NO_THREAD_SAFETY_ANALYSIS {
  auto* core = static_cast<SessionCore*>(payload);
  if (core->pool != nullptr) core->pool->release();
}
const UserdataType kSessionType{"HttpSession", destroy_session};

SessionCore* check_session(Exec& ex, Args args) {
  if (args[0].is_userdata()) {
    if (auto* core = args[0].as_userdata()->as<SessionCore>(kSessionType)) return core;
  }
  ex.bad_type(0, kSessionType.name);
  return nullptr;
}

/// The session's pool in [loop]; nullptr after raising.
HttpPool* pool_in(Exec& ex, SessionCore& core, EventLoop& loop, const CurlApi& curl) {
  CoreLock lock(core.mutex, *ex.thread);
  if (core.is_closed) {
    ex.raise_class("RuntimeError", "Session is closed");
    return nullptr;
  }
  if (core.pool == nullptr) {
    auto* pool = new HttpPool(loop, curl);
    if (!pool->init()) {
      ex.raise_class("OSError", "a Session cannot be made: too many open files");
      return nullptr;
    }
    core.pool = pool;
  }
  if (&core.pool->loop() == &loop && !core.pool->is_closing()) return core.pool;
  ex.raise_class("RuntimeError", "Session is used in another event loop than before");
  return nullptr;
}

}  // namespace

// new_session()
Outcome http_new_session(Exec& ex, Args args) {
  Userdata* object = new_userdata(ex.mutator(), kSessionType, sizeof(SessionCore));
  if (object == nullptr) return ex.raise_out_of_memory();
  new (object->payload()) SessionCore;
  return args.ret(Value::of(object));
}

// start(session, method, url, headers, body, timeout, allow_redirects, save_to)
Outcome http_session_start(Exec& ex, Args args) {
  SessionCore* core = check_session(ex, args);
  if (core == nullptr || check_running_loop(ex) == nullptr) return kError;
  auto transfer = make_transfer(ex, args, 1);
  if (transfer == nullptr) return kError;
  std::string library_error;
  const CurlApi* const curl =
      without_permit(ex.world(), *ex.thread, {WaitKind::kReleased, nullptr, "http", nullptr},
                     [&] { return curl_api(library_error); });
  if (curl == nullptr) return ex.raise_class("ImportError", library_error);
  EventLoop& loop = *check_running_loop(ex);
  HttpPool* const pool = pool_in(ex, *core, loop, *curl);
  if (pool == nullptr) return kError;
  auto operation = std::make_unique<SessionRequest>(std::move(transfer));
  SessionRequest* const request = operation.get();
  Value future;
  if (!start_operation(ex, loop, std::move(operation), future)) return kError;
  request->begin(*pool);
  return ex.args().ret(future);
}

// close(session)
Outcome http_session_close(Exec& ex, Args args) {
  SessionCore* core = check_session(ex, args);
  if (core == nullptr) return kError;
  HttpPool* pool = nullptr;
  {
    CoreLock lock(core->mutex, *ex.thread);
    core->is_closed = true;
    std::swap(pool, core->pool);
  }
  if (pool != nullptr) pool->release();
  return args.ret();
}

}  // namespace gilua
