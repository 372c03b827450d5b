// See sandbox.hpp. The thread that interrupts runs from the first sandbox to the end of the
// process.
#include "tests/fuzz/sandbox.hpp"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "stdlib/stdlib.hpp"

namespace gilua::fuzz {
namespace {

constexpr size_t kHeapLimit = size_t{192} << 20;
constexpr uint64_t kRunsPerCollection = 500;
constexpr uint32_t kCheckInterval = 7;

RuntimeOptions options() {
  RuntimeOptions result;
  result.world.heap.max_bytes = kHeapLimit;
  result.world.check_interval = kCheckInterval;
  return result;
}

/// When the run in progress began, or 0. Relaxed: the watchdog may act a little late, and an
/// interrupt that comes after the run's end is taken back before the next one.
std::atomic<uint64_t> began_ns{0};
std::atomic<bool> was_interrupted{false};  // relaxed: read by the run that it belongs to

void watch(Runtime& runtime) {
  const auto limit_ns = static_cast<uint64_t>(std::chrono::nanoseconds(kTimeLimit).count());
  for (;;) {
    const uint64_t began = began_ns.load(std::memory_order_relaxed);
    if (began == 0 || World::now_ns() - began < limit_ns) {
      std::this_thread::sleep_for(kTimeLimit / 4);
      continue;
    }
    // Again and again: a script's pcalls pass an interrupt on, but its coroutines end with it, and
    // who resumed them goes on.
    was_interrupted.store(true, std::memory_order_relaxed);
    runtime.world.interrupt(runtime.main);
    std::this_thread::yield();
  }
}

[[noreturn]] void give_up(Exec& ex, const char* what) {
  const std::string text = ex.error.is_string() ? std::string(ex.error.as_string()->view()) : "";
  std::fprintf(stderr, "fuzz: %s: %s\n", what, text.c_str());
  std::abort();
}

}  // namespace

Sandbox::Sandbox(const char* driver) : runtime_(options()) {
  Exec& ex = exec();
  if (!open_standard_libraries(runtime_, {.use_environment = false})) give_up(ex, "libraries");
  // Interrupts are raised as one of its classes: with it loaded, raising one loads no files.
  if (!runtime_.load(ex, "require 'errors'", "=errors", "t") || ex.pcall(0, 0) < 0)
    give_up(ex, "errors");
  driver_ = static_cast<size_t>(ex.top - ex.stack);
  if (!runtime_.load(ex, driver, "=driver", "t") || ex.pcall(0, 1) < 0) give_up(ex, "driver");
  std::thread(watch, std::ref(runtime_)).detach();
}

std::optional<std::string> Sandbox::run(std::initializer_list<std::string_view> texts,
                                        Value first) {
  Exec& ex = exec();
  uint32_t count = 0;
  ex.push(ex.stack[driver_]);
  if (!first.is_nil()) {
    ex.push(first);
    ++count;
  }
  bool complete = true;
  for (const std::string_view text : texts) {
    Value v;
    if (!ex.make_string(text, v)) {
      v = Value::nil();
      complete = false;
    }
    ex.push(v);
    ++count;
  }
  was_interrupted.store(false, std::memory_order_relaxed);
  began_ns.store(World::now_ns(), std::memory_order_relaxed);
  const Outcome outcome = ex.pcall(count, 1);
  began_ns.store(0, std::memory_order_relaxed);
  std::optional<std::string> result;
  if (outcome >= 0) {
    const Value v = ex.pop();
    const bool whole = complete && !was_interrupted.load(std::memory_order_relaxed);
    if (whole && v.is_string()) result = std::string(v.as_string()->view());
  }
  clean_up();
  return result;
}

void Sandbox::clean_up() {
  Exec& ex = exec();
  ex.error = Value::nil();
  ex.top = ex.stack + driver_ + 1;
  if (++runs_ % kRunsPerCollection == 0) runtime_.world.collect(runtime_.main);
  runtime_.main.pending_interrupt.store(0, std::memory_order_relaxed);
}

void Sandbox::choose_loop(size_t input_bytes) {
  constexpr int kLoops = 4;  // fast with the GIL, free, stepped with the GIL, fast again
  const int loop = static_cast<int>(input_bytes % kLoops);
  if (loop == loop_) return;
  loop_ = loop;
  Thread& main = runtime_.main;
  runtime_.world.set_gil_enabled(main, loop != 1);
  if (!runtime_.world.set_policy(main, loop == 2 ? "ticks" : "interval")) std::abort();
}

}  // namespace gilua::fuzz
