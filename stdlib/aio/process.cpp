// Module "_aio_processes": children of asyncio's create_subprocess_*.
//
//  1. Pipes are made here, not by libuv, whose are sockets: a child may open /dev/stdout again.
//  2. A child that nobody refers to goes on, as in Python: an operation keeps its userdata until it
//     has exited and was waited for. libuv waits for the ids that it started and for no others, so
//     children of os.execute, io.popen and of other loops are not disturbed.
//  3. A loop that is closed kills the children that it still has, as asyncio does, and reaps them.
#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <thread>
#include <vector>

#include "stdlib/aio/libraries.hpp"
#include "stdlib/aio/natives.hpp"

namespace gilua {
namespace {

class ExitWait;

class Child final : public Resource {
 public:
  explicit Child(EventLoop& loop) : Resource(loop) {}

  /// A status. If it is negative there is no child, and the handle has to be closed all the same.
  int spawn(uv_process_options_t& options) {
    options.exit_cb = on_exit;
    const int status = uv_spawn(uv_loop_of(loop()), &handle_, &options);
    handle_.data = this;
    if (status == 0) pid_ = handle_.pid;
    return status;
  }
  int pid() const { return pid_; }
  bool has_exited() const { return exited_; }
  int64_t return_code() const { return return_code_; }
  int kill(int signal_number) { return uv_process_kill(&handle_, signal_number); }

 private:
  friend class ExitWait;
  ~Child() override;
  void close_handles() override;
  void ended(int64_t return_code);
  static void on_exit(uv_process_t* handle, int64_t status, int signal_number) {
    auto* child = static_cast<Child*>(handle->data);
    child->ended(signal_number != 0 ? -int64_t{signal_number} : status);
    child->close();
  }

  uv_process_t handle_{};
  std::vector<ExitWait*> waits_;
  int64_t return_code_ = 0;
  int pid_ = 0;
  bool exited_ = false;
};

/// Ends with the child. [owner]: what it keeps alive until then.
class ExitWait final : public OwnedOperation {
 public:
  ExitWait(Child& child, Value owner) : OwnedOperation(owner), child_(&child) {
    child.waits_.push_back(this);
  }
  ~ExitWait() override { unlink(); }
  Outcome deliver(Exec&) override { return 0; }
  void cancel() override {
    if (child_ == nullptr) return;
    unlink();
    finish();
  }

 private:
  friend class Child;
  void unlink() {
    if (child_ != nullptr) std::erase(child_->waits_, this);
    child_ = nullptr;
  }

  Child* child_;
};

Child::~Child() {
  for (ExitWait* wait : waits_) wait->child_ = nullptr;
}

void Child::ended(int64_t return_code) {
  exited_ = true;
  return_code_ = return_code;
  for (ExitWait* wait : std::exchange(waits_, {})) {
    wait->child_ = nullptr;
    wait->finish();
  }
}

/// Not for ever: a child may be stuck in the system.
int reap_killed(int pid) {
  constexpr int kAttempts = 200;
  int status = 0;
  for (int i = 0; i < kAttempts; ++i) {
    if (waitpid(pid, &status, WNOHANG) != 0) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return status;
}

void Child::close_handles() {
  if (pid_ != 0 && !exited_) {
    uv_process_kill(&handle_, SIGKILL);
    reap_killed(pid_);
    ended(-SIGKILL);
  }
  uv_close(reinterpret_cast<uv_handle_t*>(&handle_),
           [](uv_handle_t* handle) { static_cast<Child*>(handle->data)->handles_closed(); });
}

struct ChildBox {
  Child* child;
};
void destroy_child(void* payload) {
  Child* child = static_cast<ChildBox*>(payload)->child;
  if (child != nullptr) child->release();
}
const UserdataType kChildType{"_aio_process", destroy_child};

Child* check_child(Exec& ex, Args args) {
  auto* box = check_payload<ChildBox>(ex, args, 0, kChildType);
  if (box == nullptr) return nullptr;
  if (box->child == nullptr) ex.bad_type(0, kChildType.name);
  return box->child;
}

// ---- starting

constexpr int kStreams = 3;

/// The child's three streams, and our ends of its pipes.
class Streams {
 public:
  ~Streams() {
    for (int i = 0; i < kStreams; ++i) {
      if (theirs_[i] >= 0 && owned_[i]) close(theirs_[i]);
      if (ours_[i] >= 0) close(ours_[i]);
    }
  }
  /// What "pipe", "null", "stdout", nil or a descriptor's number stand for. False after an error.
  bool add(Exec& ex, Args args, uint32_t argument, int i);
  void fill(uv_stdio_container_t* stdio) const {
    for (int i = 0; i < kStreams; ++i) {
      stdio[i].flags = UV_INHERIT_FD;
      stdio[i].data.fd = theirs_[i];
    }
  }
  int take_ours(int i) { return std::exchange(ours_[i], -1); }

 private:
  int make_pipe(int i) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return -errno;
    theirs_[i] = ends[i == 0 ? 0 : 1];
    ours_[i] = ends[i == 0 ? 1 : 0];
    owned_[i] = true;
    return 0;
  }

  int theirs_[kStreams] = {-1, -1, -1};
  int ours_[kStreams] = {-1, -1, -1};
  bool owned_[kStreams] = {false, false, false};
};

bool Streams::add(Exec& ex, Args args, uint32_t argument, int i) {
  const Value v = args[argument];
  theirs_[i] = i;
  if (v.is_nil()) return true;
  if (v.is_integer()) {
    theirs_[i] = static_cast<int>(v.as_integer());
    return true;
  }
  const std::string_view word = v.is_string() ? v.as_string()->view() : std::string_view();
  int status = 0;
  if (word == "pipe") {
    status = make_pipe(i);
  } else if (word == "null") {
    theirs_[i] = open("/dev/null", O_RDWR | O_CLOEXEC);
    owned_[i] = theirs_[i] >= 0;
    status = owned_[i] ? 0 : -errno;
  } else if (word == "stdout") {
    theirs_[i] = theirs_[1];
  } else {
    ex.bad_argument(argument, "no kind of stream");
    return false;
  }
  if (status == 0) return true;
  theirs_[i] = -1;
  raise_uv(ex, status, strerror(-status));
  return false;
}

/// A list of strings as exec wants it.
class StringList {
 public:
  /// False after an error.
  bool read(Exec& ex, Value list) {
    if (!list.is_table()) return true;
    given_ = true;
    Table* table = list.as_table();
    const int64_t count = table_length(table);
    for (int64_t i = 1; i <= count; ++i) {
      const Value v = table_get_integer(table, i);
      if (!v.is_string()) {
        ex.raise_class("TypeError", fmt::format("program arguments must be strings, not {}",
                                                message_type_name(ex, v)));
        return false;
      }
      texts_.emplace_back(v.as_string()->view());
      if (texts_.back().find('\0') == std::string::npos) continue;
      ex.raise_class("ValueError", "embedded null byte");
      return false;
    }
    for (std::string& text : texts_) pointers_.push_back(text.data());
    pointers_.push_back(nullptr);
    return true;
  }
  char** data() { return given_ ? pointers_.data() : nullptr; }

 private:
  std::vector<std::string> texts_;
  std::vector<char*> pointers_;
  bool given_ = false;
};

bool is_folder(const std::string& path) {
  struct stat info {};
  return stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

Outcome push_started(Exec& ex, Child* child, EventLoop& loop, Streams& streams, int64_t limit) {
  Userdata* box = new_userdata(ex.mutator(), kChildType, sizeof(ChildBox));
  if (box == nullptr) {
    child->release();
    return ex.raise_out_of_memory();
  }
  static_cast<ChildBox*>(box->payload())->child = child;
  ex.push(Value::of(box));
  Value ignored = Value::nil();
  if (!child->has_exited() &&
      !start_operation(ex, loop, std::make_unique<ExitWait>(*child, Value::of(box)), ignored))
    return kError;
  for (int i = 0; i < kStreams; ++i) {
    Value stream = Value::nil();
    const int fd = streams.take_ours(i);
    if (fd >= 0) {
      auto* core =
          new StreamCore(loop, ex.heap(), StreamCore::Kind::kPipe, static_cast<size_t>(limit));
      const int status = core->init(fd);
      if (status < 0) {
        close(fd);
        core->release();
        return raise_uv(ex, status, strerror(-status));
      }
      core->set_one_way();
      core->connected();
      if (!make_stream(ex, core, stream)) return kError;
    }
    ex.push(stream);
  }
  return 1 + kStreams;
}

// spawn(loop, limit, program, args, env, cwd, stdin, stdout, stderr): process, stdin, stdout,
// stderr or nil, status, name
Outcome spawn(Exec& ex, Args args) {
  EventLoop* loop = check_loop(ex, args, 0);
  int64_t limit = 0;
  std::string program;
  std::string folder;
  StringList list;
  StringList environment;
  Streams streams;
  if (loop == nullptr || !ex.check_integer(args, 1, limit) || !check_name(ex, args, 2, program) ||
      !list.read(ex, args[3]) || !environment.read(ex, args[4]) ||
      (!args[5].is_nil() && !check_name(ex, args, 5, folder)))
    return kError;
  if (!sandbox_allows(ex, Sandbox::Act::kProcess, program)) return kError;
  for (int i = 0; i < kStreams; ++i) {
    if (!streams.add(ex, args, 6 + static_cast<uint32_t>(i), i)) return kError;
  }
  const LoopUse use(ex, *loop);
  if (!use) return kError;
  uv_process_options_t options{};
  uv_stdio_container_t stdio[kStreams];
  streams.fill(stdio);
  options.file = program.c_str();
  options.args = list.data();
  options.env = environment.data();
  options.cwd = args[5].is_nil() ? nullptr : folder.c_str();
  options.stdio = stdio;
  options.stdio_count = kStreams;
  auto* child = new Child(*loop);
  const int status = child->spawn(options);
  if (status < 0) {
    child->release();
    const bool no_folder = options.cwd != nullptr && !is_folder(folder);
    return args.ret(Value::nil(), Value::integer(status), args[no_folder ? 5 : 2]);
  }
  return return_pushed(ex, push_started(ex, child, *loop, streams, limit));
}

// ---- afterwards

// wait(process): nothing if it has exited, else `future, true`
Outcome wait(Exec& ex, Args args) {
  Child* child = check_child(ex, args);
  if (child == nullptr) return kError;
  const LoopUse use(ex, child->loop());
  if (!use) return kError;
  if (child->has_exited()) return args.ret();
  return return_wait(ex, child->loop(), std::make_unique<ExitWait>(*child, Value::nil()));
}

Outcome pid(Exec& ex, Args args) {
  const Child* child = check_child(ex, args);
  return child == nullptr ? kError : args.ret(Value::integer(child->pid()));
}

// return_code(process): nil while it runs
Outcome return_code(Exec& ex, Args args) {
  Child* child = check_child(ex, args);
  if (child == nullptr) return kError;
  const LoopUse use(ex, child->loop());
  if (!use) return kError;
  return args.ret(child->has_exited() ? Value::integer(child->return_code()) : Value::nil());
}

// kill(process, signal): true, or nil, status
Outcome kill(Exec& ex, Args args) {
  Child* child = check_child(ex, args);
  int64_t number = 0;
  if (child == nullptr || !ex.check_integer(args, 1, number)) return kError;
  const LoopUse use(ex, child->loop());
  if (!use) return kError;
  if (child->has_exited()) return return_status(args, UV_ESRCH);
  if (number < 0 || number >= NSIG) return return_status(args, UV_EINVAL);
  return return_status(args, child->kill(static_cast<int>(number)));
}

constexpr NativeRow kRows[] = {
    {"spawn", 9, 9, Runs::kFull, spawn,
     "spawn(loop, limit, program, args, env, cwd, stdin, stdout, stderr)"},
    {"wait", 1, 1, Runs::kFull, wait, "wait(process): until it has exited"},
    {"pid", 1, 1, Runs::kLeaf, pid, "pid(process)"},
    {"return_code", 1, 1, Runs::kFull, return_code, "return_code(process): nil while it runs"},
    {"kill", 2, 2, Runs::kFull, kill, "kill(process, signal)"},
};

}  // namespace

extern const Library kAioProcessesNative{"_aio_processes", kRows, nullptr};

}  // namespace gilua
