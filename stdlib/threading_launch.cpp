// The OS thread of a threading.Thread: from pthread_create to its last step.
//
// The stack is small because Lua calls do not use it; only natives that call back nest on it, to a
// limit, and the compiler: docs/design/0012-threads.md has the figures. What the thread needs is
// made by start(), so that a lack of memory is told there. Read first: the protocol at the head of
// threading_record.cpp.
#include <fmt/format.h>
#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <new>
#include <optional>

#include "stdlib/state.hpp"
#include "stdlib/stdlib.hpp"
#include "stdlib/thread_libraries.hpp"
#include "stdlib/threading_record.hpp"

namespace gilua {
namespace {

#if defined(__SANITIZE_ADDRESS__) || GILUA_TSAN || !defined(__OPTIMIZE__)
constexpr size_t kStackBytes = 16 << 20;  // such frames are many times larger
#else
constexpr size_t kStackBytes = 1 << 20;  // 608 KiB is the most that was measured
#endif

/// What a living thread is charged for with --max-memory: its part of the C heap and the pages of
/// its stack that it touches. And what start() sets aside besides, for its first objects: the
/// thread gives that back when it has attached, so that it can begin although others have taken the
/// rest.
constexpr size_t kChargedBytes = 8 << 10;
constexpr size_t kSetAside = 8 << 10;

constexpr std::string_view kListKey = "_threading.list";

/// What the new OS thread is given; it holds a reference to the record.
struct Launch {
  Runtime& runtime;
  ThreadRecord& record;
  std::shared_ptr<ThreadList> list;
  bool daemon;
  Thread thread{};
  /// While the OS thread is not attached: it may wake whoever waits for its begin or its end.
  std::optional<World::Helper> helper{};
};

void destroy_list(void* payload) {
  static_cast<std::shared_ptr<ThreadList>*>(payload)->~shared_ptr();
}
const UserdataType kListType{"threads", destroy_list};

std::shared_ptr<ThreadList>* list_of(Exec& ex) {
  const Value v = raw_field(ex, ex.runtime->registry(), kListKey);
  return v.is_userdata() ? v.as_userdata()->as<std::shared_ptr<ThreadList>>(kListType) : nullptr;
}

void write_error(std::string_view text) {
  // One call, so that the lines of two threads do not mix. There is nowhere to report a failure to.
  flush_standard_output();  // what the script printed before comes first
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

// The error's text, as the Lua half makes it. [error] is on the stack only: what is called may
// collect.
std::string describe_error(Exec& ex, const ThreadList& list, Value error) {
  if (error.bits == ex.runtime->out_of_memory_message().bits) return "not enough memory";
  if (!ex.reserve(2)) return "not enough memory";
  ex.push(list.describe);
  ex.push(error);
  if (ex.pcall(1, 1) == kError) return "(error in __tostring of the error object)";
  const Value text = ex.pop();
  return text.is_string() ? std::string(text.as_string()->view()) : "(no text)";
}

// Calls threading.excepthook. What that raises is told as CPython tells it; if there was no memory
// to come that far, the error itself is.
void report_uncaught(Exec& ex, const Launch& launch, const std::string& traceback) {
  const Value error = ex.error;
  const Value no_memory = ex.runtime->out_of_memory_message();
  const bool is_plain = error.bits == no_memory.bits;
  std::string where;
  Value text;
  if (ex.reserve(4)) {
    ex.push(launch.list->report);
    ex.push(error);
    ex.push(ex.make_string(traceback, text) ? text : Value::nil());
    ex.push(launch.record.object);
    if (ex.pcall(3, 0, &where) != kError) return;
  }
  const Value failure = ex.error;
  Value code;
  if (is_system_exit(ex, failure, code)) return;
  if (failure.bits == no_memory.bits) {
    const char* told = is_plain ? "not enough memory" : "(not enough memory to tell the error)";
    print_error(*ex.thread, fmt::format("Exception in thread {}:\n{}\n{}\n", launch.record.name(),
                                        told, traceback));
    return;
  }
  print_error(*ex.thread, fmt::format("Exception in threading.excepthook:\n{}\n{}\n",
                                      describe_error(ex, *launch.list, failure), where));
}

std::string no_memory_for(const ThreadRecord& record) {
  try {
    return fmt::format("Exception in thread {}:\nnot enough memory\n", record.name());
  } catch (const std::bad_alloc&) {
    return "no memory\n";  // short enough to need none
  }
}

void run_script(Launch& launch, Thread& thread) {
  Exec* ex = launch.runtime.new_thread_exec(thread);
  if (ex == nullptr) {
    launch.runtime.world.collect(thread, CollectReason::kMemory);
    ex = launch.runtime.new_thread_exec(thread);
  }
  if (ex == nullptr) return print_error(thread, no_memory_for(launch.record));
  ex->push(launch.list->bootstrap);
  ex->push(launch.record.object);
  std::string traceback;
  if (ex->pcall(1, 0, &traceback) == kError) report_uncaught(*ex, launch, traceback);
}

// False: no memory for what the World keeps of a thread, for a while: whoever starts threads until
// there is no more gives some back when that fails.
bool attach(Launch& launch) {
  constexpr int kTries = 100;
  for (int tries = 1;; ++tries) {
    try {
      launch.runtime.world.attach(launch.thread);
      return true;
    } catch (const std::bad_alloc&) {
      if (tries == kTries) return false;
    }
    ::usleep(5000);
  }
}

void* run_os_thread(void* argument) {
  const std::unique_ptr<Launch> launch(static_cast<Launch*>(argument));
  World& world = launch->runtime.world;
  ThreadRecord& record = launch->record;
  if (attach(*launch)) {
    Thread& thread = launch->thread;
    launch->helper.reset();
    world.heap.discharge(kSetAside);
    launch->list->bind(record, thread.writer);
    record.begin(world, thread);
    run_script(*launch, thread);
    launch->list->remove(record);
    record.forget_thread();
    launch->helper.emplace(world);
    world.heap.discharge(kChargedBytes);
    world.detach(thread);
  } else {
    write_error(no_memory_for(record));
    launch->list->remove(record);
    world.heap.discharge(kChargedBytes + kSetAside);
  }
  record.end(world);
  launch->helper.reset();
  record.unref();
  if (!launch->daemon) launch->list->os_thread_ends();
  return nullptr;
}

// At exit an interrupt ends the waiting, as Python's _shutdown says it. So does a deadlock in a
// Runtime that raises those.
bool finish_or_say(Exec& ex) {
  call_before_threads_end(ex);
  if (finish_threads(ex)) return true;
  const std::string text = describe_error(ex, ThreadList::of(ex), ex.error);
  print_error(*ex.thread, fmt::format("Exception ignored on threading shutdown:\n{}\n", text));
  return false;
}

// Detached: who waits for a thread waits for its record.
bool create_os_thread(Launch* launch) {
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes) != 0) return false;
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  // A script may ask for more than the default; less would not do for natives that nest.
  const size_t asked = launch->list->stack_bytes.load(std::memory_order_relaxed);
  const bool sized = pthread_attr_setstacksize(&attributes, std::max(asked, kStackBytes)) == 0;
  pthread_t id;
  const int status = sized ? pthread_create(&id, &attributes, run_os_thread, launch) : EINVAL;
  pthread_attr_destroy(&attributes);
  return status == 0;
}

}  // namespace

void print_error(Thread& thread, std::string_view text) {
  World::Blocking io(*thread.world, thread, {WaitKind::kIo, nullptr, "stderr", nullptr});
  write_error(text);
}

ThreadList& ThreadList::of(Exec& ex) { return **list_of(ex); }

bool make_thread_list(Exec& ex) {
  Mutator& m = ex.mutator();
  Userdata* holder = new_userdata(m, kListType, sizeof(std::shared_ptr<ThreadList>));
  if (holder == nullptr) {
    ex.raise_out_of_memory();
    return false;
  }
  auto list = std::make_shared<ThreadList>();
  new (holder->payload()) std::shared_ptr<ThreadList>(list);
  ex.heap().add_finalizable(m, holder);
  if (!set_field(ex, ex.runtime->registry(), kListKey, Value::of(holder))) return false;
  ex.world().add_roots([list](Marker& marker) { list->mark(marker); });
  add_exit_hook(*ex.runtime, finish_or_say);
  return true;
}

bool launch_thread(Exec& ex, ThreadRecord& record, bool& no_memory) {
  const std::shared_ptr<ThreadList>& list = *list_of(ex);
  const bool daemon = record.daemon.load(std::memory_order_relaxed);
  no_memory = !ex.heap().charge(kChargedBytes + kSetAside);
  if (no_memory) return false;
  std::unique_ptr<Launch> launch;
  try {
    launch.reset(new Launch{*ex.runtime, record, list, daemon});
    launch->thread.name = record.name();
    launch->thread.is_daemon = daemon;
  } catch (const std::bad_alloc&) {
    ex.heap().discharge(kChargedBytes + kSetAside);
    no_memory = true;
    return false;
  }
  launch->helper.emplace(ex.world());
  record.ref();
  if (!daemon) list->os_thread_begins();
  if (create_os_thread(launch.get())) {
    (void)launch.release();  // the new thread owns it
    return true;
  }
  if (!daemon) list->os_thread_ends();
  record.unref();
  ex.heap().discharge(kChargedBytes + kSetAside);
  return false;
}

bool finish_threads(Exec& ex) {
  const std::shared_ptr<ThreadList>* held = list_of(ex);
  if (held == nullptr) return true;  // module threading was never loaded
  const std::shared_ptr<ThreadList> list = *held;
  const WriterId self = ex.thread->writer;
  // Joining the main thread ends here, or a thread that does so would never be waited out.
  if (ThreadRecord* main = list->current(ex)) main->end(ex.world());
  while (ThreadRecord* record = list->first_to_wait_for(self)) {
    const World::Woken woken = record->wait(ex, ThreadRecord::Wait::kEnded, World::kForever);
    record->unref();
    if (woken == World::Woken::kInterrupted) {
      ex.raise_interrupt();
      return false;
    }
  }
  World::Blocking tails(ex.world(), *ex.thread, {WaitKind::kJoin, nullptr, "Thread", nullptr});
  list->wait_for_os_threads();
  return true;
}

}  // namespace gilua
