// See watchdog.hpp.
//
// Two threads outside the World sleep until the time is over.
//  1. The reporter halts the World, writes the report and what streams hold, and ends the process
//     (thread_report.hpp). Nothing is raised in the script's threads, so there is nothing that
//     pcall, a coroutine or __close could catch.
//  2. The backstop sleeps kBackstop longer. If the reporter has not ended the process by then,
//     since standard error or a stream takes nothing, it does so.
// Both exist from the start: later there might be no memory, and no thread, to be had.
#include "repl/watchdog.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <thread>

#include "repl/thread_report.hpp"

namespace gilua {
namespace {

constexpr std::chrono::milliseconds kBackstop{3000};

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
    end_with_report(runtime, fmt::format("timeout: the script did not end within {} s", limit_s),
                    kTimedOut);
  }).detach();
  std::thread([end] {
    std::this_thread::sleep_until(end + kBackstop);
    _exit(kTimedOut);
  }).detach();
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

}  // namespace gilua
