// Module "_aio_watch": descriptors that become readable or writable, and signals, for the loop's
// add_reader, add_writer and add_signal_handler.
//
// Both are handles that one operation at a time waits for. It ends with what happened; the Lua half
// calls the callbacks and waits again, so a callback that does not read is called again, as with
// any level-triggered poll.
#include <signal.h>

#include <map>

#include "stdlib/aio/libraries.hpp"
#include "stdlib/aio/natives.hpp"
#include "vm/base/mutex.hpp"

namespace gilua {
namespace {

class WatchWait;

/// What a poll and a signal handle have in common.
class Watch : public Resource {
 public:
  using Resource::Resource;

  /// What happened since it was delivered last: bits of uv_poll_event, or how often a signal came.
  int64_t take() { return std::exchange(happened_, 0); }
  bool is_waited_for() const { return waiting_ != nullptr; }
  /// The Future waits: goes on to watch.
  virtual void armed() {}

 protected:
  ~Watch() override;
  bool has_happened() const { return happened_ != 0; }
  void wake();

 private:
  friend class WatchWait;
  WatchWait* waiting_ = nullptr;

 protected:
  int64_t happened_ = 0;
};

class WatchWait final : public OwnedOperation {
 public:
  WatchWait(Watch& watch, Value owner) : OwnedOperation(owner), watch_(&watch) {
    watch.waiting_ = this;
  }
  ~WatchWait() override {
    if (watch_ != nullptr) watch_->waiting_ = nullptr;
  }
  Outcome deliver(Exec& ex) override {
    if (watch_ == nullptr) return 0;
    Watch& watch = *std::exchange(watch_, nullptr);
    watch.waiting_ = nullptr;
    ex.push(Value::integer(watch.take()));
    return 1;
  }
  void cancel() override { finish(); }

 private:
  friend class Watch;
  Watch* watch_;
};

Watch::~Watch() {
  if (waiting_ != nullptr) waiting_->watch_ = nullptr;
}

void Watch::wake() {
  if (waiting_ != nullptr) waiting_->finish();
}

// ---- descriptors

class Poll final : public Watch {
 public:
  using Watch::Watch;
  int init(int fd) {
    const int status = uv_poll_init(uv_loop_of(loop()), &handle_, fd);
    handle_.data = this;
    return status;
  }
  /// 0: nothing any more.
  int set_events(int events) {
    events_ = events;
    return update();
  }
  void armed() override { update(); }

 private:
  ~Poll() override = default;
  /// Asks for nothing while nobody waits: libuv would call again and again.
  int update() {
    if (is_closing()) return 0;
    if (events_ == 0 || !is_waited_for()) return uv_poll_stop(&handle_);
    return uv_poll_start(&handle_, events_, on_ready);
  }
  static void on_ready(uv_poll_t* handle, int status, int events) {
    auto* poll = static_cast<Poll*>(handle->data);
    uv_poll_stop(handle);
    // An error is for the callbacks to find when they read or write.
    poll->happened_ = status < 0 ? UV_READABLE | UV_WRITABLE : events;
    poll->wake();
  }
  void close_handles() override {
    wake();
    uv_close(reinterpret_cast<uv_handle_t*>(&handle_),
             [](uv_handle_t* handle) { static_cast<Poll*>(handle->data)->handles_closed(); });
  }

  uv_poll_t handle_{};
  int events_ = 0;
};

// ---- signals

/// What the program did with a signal before a loop of ours took it, to be put back after the last
/// one: libuv would leave the system's default, and Ctrl-C would end the program.
class SignalActions {
 public:
  static void taken(int number) {
    const MutexLock lock(mutex_);
    Saved& saved = saved_[number];
    if (saved.users++ == 0) sigaction(number, nullptr, &saved.before);
  }
  static void given_back(int number) {
    const MutexLock lock(mutex_);
    const auto it = saved_.find(number);
    if (it == saved_.end() || --it->second.users != 0) return;
    sigaction(number, &it->second.before, nullptr);
    saved_.erase(it);
  }

 private:
  struct Saved {
    int users = 0;
    struct sigaction before {};
  };
  static inline Mutex mutex_;
  static inline std::map<int, Saved> saved_ GUARDED_BY(mutex_);
};

class Signal final : public Watch {
 public:
  using Watch::Watch;
  int init() {
    const int status = uv_signal_init(uv_loop_of(loop()), &handle_);
    handle_.data = this;
    return status;
  }
  int start(int number) {
    SignalActions::taken(number);
    const int status = uv_signal_start(&handle_, on_signal, number);
    if (status < 0)
      SignalActions::given_back(number);
    else
      number_ = number;
    return status;
  }
  void armed() override {
    if (has_happened()) wake();
  }

 private:
  ~Signal() override = default;
  static void on_signal(uv_signal_t* handle, int) {
    auto* signal = static_cast<Signal*>(handle->data);
    ++signal->happened_;
    signal->wake();
  }
  void close_handles() override {
    wake();
    uv_signal_stop(&handle_);
    if (number_ != 0) SignalActions::given_back(number_);
    uv_close(reinterpret_cast<uv_handle_t*>(&handle_),
             [](uv_handle_t* handle) { static_cast<Signal*>(handle->data)->handles_closed(); });
  }

  uv_signal_t handle_{};
  int number_ = 0;
};

// ---- natives

struct WatchBox {
  Watch* watch;
};
void destroy_watch(void* payload) {
  Watch* watch = static_cast<WatchBox*>(payload)->watch;
  if (watch != nullptr) watch->release();
}
const UserdataType kPollType{"_aio_poll", destroy_watch};
const UserdataType kSignalType{"_aio_signal", destroy_watch};

Outcome return_watch(Exec& ex, Args args, const UserdataType& type, Watch* watch) {
  Userdata* box = new_userdata(ex.mutator(), type, sizeof(WatchBox));
  if (box == nullptr) {
    watch->release();
    return ex.raise_out_of_memory();
  }
  static_cast<WatchBox*>(box->payload())->watch = watch;
  return args.ret(Value::of(box));
}

Watch* check_watch(Exec& ex, Args args) {
  const Value v = args[0];
  if (v.is_userdata()) {
    auto* box = v.as_userdata()->as<WatchBox>(kPollType);
    if (box == nullptr) box = v.as_userdata()->as<WatchBox>(kSignalType);
    if (box != nullptr && box->watch != nullptr) return box->watch;
  }
  ex.bad_type(0, "_aio_poll or _aio_signal");
  return nullptr;
}

// new_poll(loop, fd): a poll, or nil, status
Outcome new_poll(Exec& ex, Args args) {
  EventLoop* loop = check_loop(ex, args, 0);
  int64_t fd = 0;
  if (loop == nullptr || !ex.check_integer(args, 1, fd)) return kError;
  const LoopUse use(ex, *loop);
  if (!use) return kError;
  if (fd < 0 || fd > INT32_MAX) return return_status(args, UV_EBADF);
  auto* poll = new Poll(*loop);
  const int status = poll->init(static_cast<int>(fd));
  if (status >= 0) return return_watch(ex, args, kPollType, poll);
  poll->abandon();
  return return_status(args, status);
}

// set_events(poll, events): 1 readable, 2 writable
Outcome set_events(Exec& ex, Args args) {
  auto* box = check_payload<WatchBox>(ex, args, 0, kPollType);
  int64_t events = 0;
  if (box == nullptr || !ex.check_integer(args, 1, events)) return kError;
  if (box->watch == nullptr) return ex.bad_type(0, kPollType.name);
  const LoopUse use(ex, box->watch->loop());
  if (!use) return kError;
  constexpr int64_t kAll = UV_READABLE | UV_WRITABLE;
  return return_status(args,
                       static_cast<Poll*>(box->watch)->set_events(static_cast<int>(events & kAll)));
}

// new_signal(loop, number): true, or nil, status. The main thread's loop only.
Outcome new_signal(Exec& ex, Args args) {
  EventLoop* loop = check_loop(ex, args, 0);
  int64_t number = 0;
  if (loop == nullptr || !ex.check_integer(args, 1, number)) return kError;
  if (!ex.thread->is_main)
    return ex.raise_class("RuntimeError", "signal handlers can be set only in the main thread");
  const LoopUse use(ex, *loop);
  if (!use) return kError;
  if (number <= 0 || number >= NSIG) return return_status(args, UV_EINVAL);
  auto* signal = new Signal(*loop);
  int status = signal->init();
  if (status < 0) {
    signal->abandon();
    return return_status(args, status);
  }
  status = signal->start(static_cast<int>(number));
  if (status >= 0) return return_watch(ex, args, kSignalType, signal);
  signal->release();
  return return_status(args, status);
}

// wait(watch): `future, true`, whose result is the events, or how often the signal came; 0 once the
// watch is closed
Outcome wait(Exec& ex, Args args) {
  Watch* watch = check_watch(ex, args);
  if (watch == nullptr) return kError;
  const LoopUse use(ex, watch->loop());
  if (!use) return kError;
  if (watch->is_waited_for() || watch->is_closing())
    return ex.raise_class("RuntimeError", "it is waited for already, or closed");
  Value future = Value::nil();
  if (!start_operation(ex, watch->loop(), std::make_unique<WatchWait>(*watch, args[0]), future))
    return kError;
  watch->armed();
  return ex.args().ret(future, Value::boolean(true));
}

Outcome close_watch(Exec& ex, Args args) {
  Watch* watch = check_watch(ex, args);
  if (watch == nullptr) return kError;
  const LoopUse use(ex, watch->loop());
  if (!use) return kError;
  watch->close();
  return args.ret();
}

constexpr NativeRow kRows[] = {
    {"new_poll", 2, 2, Runs::kFull, new_poll, "new_poll(loop, fd)"},
    {"set_events", 2, 2, Runs::kFull, set_events, "set_events(poll, events)"},
    {"new_signal", 2, 2, Runs::kFull, new_signal, "new_signal(loop, number)"},
    {"wait", 1, 1, Runs::kFull, wait, "wait(watch): until something happens"},
    {"close", 1, 1, Runs::kFull, close_watch, "close(watch)"},
};

struct SignalName {
  const char* name;
  int number;
};
constexpr SignalName kSignalNames[] = {
    {"SIGHUP", SIGHUP},   {"SIGINT", SIGINT},     {"SIGQUIT", SIGQUIT}, {"SIGILL", SIGILL},
    {"SIGTRAP", SIGTRAP}, {"SIGABRT", SIGABRT},   {"SIGBUS", SIGBUS},   {"SIGFPE", SIGFPE},
    {"SIGKILL", SIGKILL}, {"SIGUSR1", SIGUSR1},   {"SIGSEGV", SIGSEGV}, {"SIGUSR2", SIGUSR2},
    {"SIGPIPE", SIGPIPE}, {"SIGALRM", SIGALRM},   {"SIGTERM", SIGTERM}, {"SIGCHLD", SIGCHLD},
    {"SIGCONT", SIGCONT}, {"SIGSTOP", SIGSTOP},   {"SIGTSTP", SIGTSTP}, {"SIGTTIN", SIGTTIN},
    {"SIGTTOU", SIGTTOU}, {"SIGWINCH", SIGWINCH},
};

// signals: {SIGTERM = 15, ...}
bool open_watch(Exec& ex, Table* library) {
  Table* names = new_table(ex.mutator(), 0, 32);
  if (names == nullptr) {
    ex.raise_out_of_memory();
    return false;
  }
  if (!set_field(ex, library, "signals", Value::of(names))) return false;
  for (const SignalName& row : kSignalNames) {
    if (!set_field(ex, names, row.name, Value::integer(row.number))) return false;
  }
  return true;
}

}  // namespace

extern const Library kAioWatchNative{"_aio_watch", kRows, open_watch};

}  // namespace gilua
