// See thread_report.hpp.
//
// A thread that is in a native which takes long is left alone after kGrace; it is said then that
// there is no traceback of it.
#include "repl/thread_report.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <vector>

#include "repl/chunks.hpp"
#include "stdlib/aio/task_report.hpp"
#include "stdlib/stdlib.hpp"
#include "vm/front/front.hpp"

namespace gilua {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kGrace{1000};  // until every thread should have come to a safepoint
constexpr milliseconds kFlush{500};   // for what streams hold

void write_to_stderr(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(STDERR_FILENO, text.data(), text.size());
    if (written <= 0) return;
    text.remove_prefix(static_cast<size_t>(written));
  }
}

struct SeenThread {
  Thread* thread;
  std::string name;
  bool stands;  // it does not run: its stack can be read
};

std::string describe(const World& world, const SeenThread& seen) {
  if (!seen.stands) return "busy in a native function";
  const WaitEdge edge = world.waiting_for(*seen.thread);
  if (edge.kind == WaitKind::kSleep) return "sleeping";
  if (edge.kind == WaitKind::kReleased)
    return fmt::format("working outside Lua {}", edge.what_name);
  const std::string wait = world.describe_wait(seen.thread, seen.thread->ident);
  return wait.empty() ? "running" : "waiting for " + wait;
}

/// Places only. For when some thread still runs: names of functions are looked up in tables, which
/// that thread might be changing.
std::string places_of(const Exec& ex) {
  std::string text = "stack traceback:";
  const auto* end = reinterpret_cast<const Frame*>(ex.limit);
  constexpr int kMostLines = 22;
  int lines = 0;
  for (const Frame* frame = ex.frame; frame < end && lines < kMostLines; ++frame) {
    if (frame->body != FrameBody::kLua) continue;
    const Proto& proto = *frame->base[-1].as_closure()->proto;
    const ptrdiff_t next = frame->pc - proto.code;
    const int32_t line = line_of(proto, next > 0 ? static_cast<uint32_t>(next) - 1 : 0);
    text += fmt::format("\n\t{}:{}", short_source(proto.debug->source), line);
    ++lines;
  }
  return text;
}

std::string stack_of(Runtime& runtime, Exec& ex, bool with_names) {
  const std::string stack = with_names ? runtime.traceback(ex, "", 0) : places_of(ex);
  return (stack == "stack traceback:" ? "no function is running" : stack) + "\n";
}

/// The tasks of the event loops that the thread runs.
std::string tasks_of(Runtime& runtime, const Exec& ex, bool with_names) {
  constexpr size_t kMostTasks = 20;
  const std::vector<TaskLine> tasks = tasks_below(ex);
  std::string text;
  for (size_t i = 0; i < tasks.size() && i < kMostTasks; ++i) {
    text += fmt::format("task '{}': {}\n", tasks[i].name, tasks[i].state);
    if (tasks[i].exec != nullptr)
      text += stack_of(runtime, *const_cast<Exec*>(tasks[i].exec), with_names);
  }
  if (tasks.size() > kMostTasks)
    text += fmt::format("and {} tasks more\n", tasks.size() - kMostTasks);
  return text;
}

/// The stack of the coroutine that runs, then of those that resumed it.
std::string stacks_of(Runtime& runtime, const Thread& thread, bool with_names) {
  std::string text;
  for (Exec* ex = thread.exec; ex != nullptr; ex = ex->resumer) {
    if (!text.empty()) text += "resumed from\n";
    text += stack_of(runtime, *ex, with_names);
  }
  // Lists are read that a thread which still runs might be changing.
  for (const Exec* ex = thread.exec; with_names && ex != nullptr; ex = ex->resumer)
    text += tasks_of(runtime, *ex, with_names);
  return text;
}

std::string report(Runtime& runtime, const std::string& line, bool all_stand) {
  std::vector<SeenThread> threads;
  runtime.world.for_each_thread([&](Thread& thread) {
    // Acquire: pairs with the store by which it stopped running; its stack is read below.
    const bool stands = thread.state.load(std::memory_order_acquire) != ThreadState::kRunning;
    threads.push_back({&thread, thread.name, stands});
  });
  std::string text = fmt::format("gilua: {}\n", line);
  for (const SeenThread& seen : threads) {
    text += fmt::format("thread '{}': {}\n", seen.name, describe(runtime.world, seen));
    text += seen.stands ? stacks_of(runtime, *seen.thread, all_stand) : "no traceback\n";
  }
  return text;
}

}  // namespace

void end_with_report(Runtime& runtime, const std::string& line, int status) {
  const bool all_stand = runtime.world.halt(Clock::now() + kGrace);
  flush_streams_by(Clock::now() + kFlush);
  write_to_stderr(report(runtime, line, all_stand));
  _exit(status);
}

void report_deadlocks(Runtime& runtime) {
  runtime.world.set_deadlock_handler(
      [&runtime](const std::string& line) { end_with_report(runtime, line, kFailure); });
}

void raise_deadlocks(Runtime& runtime) { runtime.world.set_deadlock_handler(nullptr); }

}  // namespace gilua
