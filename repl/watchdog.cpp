// See watchdog.hpp.
//
// Two threads outside the World sleep until the time is over.
//  1. The reporter halts the World: threads stay at their next safepoint or in the wait they are
//  in.
//     Nothing is raised in them, so there is nothing that pcall, a coroutine or __close could
//     catch. Then their stacks can be read. A thread that is in a native which takes long is left
//     alone after kGrace; it is said then that there is no traceback of it.
//  2. It writes the report and what streams hold, and ends the process.
//  3. The backstop sleeps kBackstop longer. If the reporter has not ended the process by then,
//  since
//     standard error or a stream takes nothing, it does so.
// Both exist from the start: later there might be no memory, and no thread, to be had.
#include "repl/watchdog.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <string>
#include <thread>
#include <vector>

#include "stdlib/stdlib.hpp"
#include "vm/front/front.hpp"

namespace gilua {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kGrace{1000};  // until every thread should have come to a safepoint
constexpr milliseconds kFlush{500};   // for what streams hold
constexpr milliseconds kBackstop{3000};

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

std::string describe_wait(const World& world, const SeenThread& seen,
                          const std::vector<SeenThread>& all) {
  if (!seen.stands) return "busy in a native function";
  const WaitEdge edge = world.waiting_for(*seen.thread);
  std::string text;
  switch (edge.kind) {
    case WaitKind::kNone:
    case WaitKind::kGil:
    case WaitKind::kStopped:
    case WaitKind::kCollection:
      return "running";
    case WaitKind::kSleep:
      return "sleeping";
    case WaitKind::kReleased:
      text = "working outside Lua";
      break;
    case WaitKind::kLock:
    case WaitKind::kQueue:
    case WaitKind::kIo:
    case WaitKind::kJoin:
      text = "waiting for";
      break;
  }
  text += fmt::format(" {}", edge.what_name);
  const Thread* holder = edge.holder == nullptr ? nullptr : edge.holder(edge.what);
  for (const SeenThread& other : all) {
    if (other.thread != holder) continue;
    text += edge.kind == WaitKind::kJoin ? fmt::format(" '{}'", other.name)
                                         : fmt::format(", held by '{}'", other.name);
  }
  return text;
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

/// The stack of the coroutine that runs, then of those that resumed it.
std::string stacks_of(Runtime& runtime, const Thread& thread, bool with_names) {
  std::string text;
  for (Exec* ex = thread.exec; ex != nullptr; ex = ex->resumer) {
    if (!text.empty()) text += "resumed from\n";
    text += with_names ? runtime.traceback(*ex, "", 0) : places_of(*ex);
    text += '\n';
  }
  return text;
}

std::string report(Runtime& runtime, double limit_s, bool all_stand) {
  std::vector<SeenThread> threads;
  runtime.world.for_each_thread([&](Thread& thread) {
    // Acquire: pairs with the store by which it stopped running; its stack is read below.
    const bool stands = thread.state.load(std::memory_order_acquire) != ThreadState::kRunning;
    threads.push_back({&thread, thread.name, stands});
  });
  std::string text = fmt::format("gilua: timeout: the script did not end within {} s\n", limit_s);
  for (const SeenThread& seen : threads) {
    text +=
        fmt::format("thread '{}': {}\n", seen.name, describe_wait(runtime.world, seen, threads));
    text += seen.stands ? stacks_of(runtime, *seen.thread, all_stand) : "no traceback\n";
  }
  return text;
}

[[noreturn]] void end_in_time(Runtime& runtime, double limit_s) {
  const bool all_stand = runtime.world.halt(Clock::now() + kGrace);
  flush_streams_by(Clock::now() + kFlush);
  write_to_stderr(report(runtime, limit_s, all_stand));
  _exit(kTimedOut);
}

}  // namespace

void start_watchdog(Runtime& runtime, double limit_s) {
  const auto end = Clock::now() + std::chrono::nanoseconds(static_cast<int64_t>(limit_s * 1e9));
  // Signals are for the script's threads.
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  std::thread([&runtime, limit_s, end] {
    std::this_thread::sleep_until(end);
    end_in_time(runtime, limit_s);
  }).detach();
  std::thread([end] {
    std::this_thread::sleep_until(end + kBackstop);
    _exit(kTimedOut);
  }).detach();
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

}  // namespace gilua
