// The OS thread of a threading.Thread: from pthread_create to its last step.
//
// The stack is small because Lua calls do not use it; only natives that call back nest on it, to a
// limit. Read first: the protocol at the head of threading_record.cpp.
#include <fmt/format.h>
#include <pthread.h>

#include <cstdio>
#include <memory>
#include <optional>

#include "stdlib/state.hpp"
#include "stdlib/stdlib.hpp"
#include "stdlib/thread_libraries.hpp"
#include "stdlib/threading_record.hpp"

namespace gilua {
namespace {

#if defined(__SANITIZE_ADDRESS__) || GILUA_TSAN
constexpr size_t kStackBytes = 16 << 20;  // instrumented frames are many times larger
#else
constexpr size_t kStackBytes = 1 << 20;
#endif

constexpr std::string_view kListKey = "_threading.list";

/// What the new OS thread is given; it holds a reference to the record.
struct Launch {
  Runtime& runtime;
  ThreadRecord& record;
  std::shared_ptr<ThreadList> list;
  bool daemon;
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

void print_error(Thread& thread, const std::string& text) {
  World::Blocking io(*thread.world, thread, {WaitKind::kIo, nullptr, "stderr", nullptr});
  // One call, so that the lines of two threads do not mix. There is nowhere to report a failure to.
  flush_standard_output();  // what the script printed before comes first
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

// The error's text, as the Lua half makes it. [error] is on the stack only: what is called may
// collect.
std::string describe_error(Exec& ex, const ThreadList& list, Value error) {
  if (!ex.reserve(2)) return "not enough memory";
  ex.push(list.describe);
  ex.push(error);
  if (ex.pcall(1, 1) == kError) return "(error in __tostring of the error object)";
  const Value text = ex.pop();
  return text.is_string() ? std::string(text.as_string()->view()) : "(no text)";
}

// As Python's threading.excepthook: SystemExit ends a thread quietly.
void report_uncaught(Exec& ex, const Launch& launch, const std::string& traceback) {
  Value code = Value::nil();
  if (is_system_exit(ex, ex.error, code)) return;
  const std::string text = describe_error(ex, *launch.list, ex.error);
  print_error(*ex.thread, fmt::format("Exception in thread {}:\n{}\n{}\n", launch.record.name(),
                                      text, traceback));
}

void run_script(Launch& launch, Thread& thread) {
  Exec* ex = launch.runtime.new_thread_exec(thread);
  if (ex == nullptr) {
    print_error(thread,
                fmt::format("Exception in thread {}:\nnot enough memory\n", launch.record.name()));
    return;
  }
  ex->push(launch.list->bootstrap);
  ex->push(launch.list->object_of(launch.record));
  std::string traceback;
  if (ex->pcall(1, 0, &traceback) == kError) report_uncaught(*ex, launch, traceback);
}

void* run_os_thread(void* argument) {
  const std::unique_ptr<Launch> launch(static_cast<Launch*>(argument));
  World& world = launch->runtime.world;
  ThreadRecord& record = launch->record;
  {
    Thread thread;
    thread.name = record.name();
    thread.is_daemon = launch->daemon;
    world.attach(thread);
    launch->helper.reset();
    launch->list->bind(record, thread.writer);
    record.begin(world, thread);
    run_script(*launch, thread);
    launch->list->remove(record);
    record.forget_thread();
    launch->helper.emplace(world);
    world.detach(thread);
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
  pthread_attr_setstacksize(&attributes, kStackBytes);
  pthread_t id;
  const int status = pthread_create(&id, &attributes, run_os_thread, launch);
  pthread_attr_destroy(&attributes);
  return status == 0;
}

}  // namespace

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

bool launch_thread(Exec& ex, ThreadRecord& record) {
  const std::shared_ptr<ThreadList>& list = *list_of(ex);
  const bool daemon = record.daemon.load(std::memory_order_relaxed);
  std::unique_ptr<Launch> launch(new Launch{*ex.runtime, record, list, daemon});
  launch->helper.emplace(ex.world());
  record.ref();
  if (!daemon) list->os_thread_begins();
  if (create_os_thread(launch.get())) {
    (void)launch.release();  // the new thread owns it
    return true;
  }
  if (!daemon) list->os_thread_ends();
  record.unref();
  return false;
}

bool finish_threads(Exec& ex) {
  const std::shared_ptr<ThreadList>* held = list_of(ex);
  if (held == nullptr) return true;  // module threading was never loaded
  const std::shared_ptr<ThreadList> list = *held;
  const WriterId self = ex.thread->writer;
  const Value main = list->find(self);
  if (main.is_userdata()) {
    // Joining the main thread ends here, or a thread that does so would never be waited out.
    auto** record = static_cast<ThreadRecord**>(main.as_userdata()->payload());
    (*record)->end(ex.world());
  }
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
