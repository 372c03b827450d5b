// See task_report.hpp.
#include "stdlib/aio/task_report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "stdlib/aio/event_loop.hpp"

namespace gilua {
namespace {

std::string name_of(const TaskCore& task) {
  const Value name = task.name.load();
  if (name.is_integer()) return fmt::format("Task-{}", name.as_integer());
  return name.is_string() ? std::string(name.as_string()->view()) : "?";
}

std::string state_of(const TaskCore& task) {
  const Value waiter = task.waiter.load();
  if (const TaskCore* other = task_of(waiter)) return "waiting for " + name_of(*other);
  if (future_of(waiter) != nullptr) return "waiting for a Future";
  // Relaxed: the World is halted.
  return task.timer.load(std::memory_order_relaxed) != 0 ? "sleeping" : "ready to run";
}

}  // namespace

std::vector<TaskLine> tasks_below(const Exec& ex) {
  std::vector<TaskLine> lines;
  const auto* end = reinterpret_cast<const Frame*>(ex.limit);
  for (const Frame* frame = ex.frame; frame < end; ++frame) {
    const bool runs_loop = frame->body == FrameBody::kStaged && frame->native != nullptr &&
                           frame->native->row->fn == kRunForever.fn;
    if (!runs_loop) continue;
    for (const Userdata* object : event_loop_of(frame->base[0])->halted_tasks()) {
      const auto& task = *reinterpret_cast<const TaskCore*>(object + 1);
      lines.push_back({name_of(task), state_of(task), exec_of(task.coroutine.load())});
    }
  }
  std::sort(lines.begin(), lines.end(), [](const TaskLine& a, const TaskLine& b) {
    return a.name.size() != b.name.size() ? a.name.size() < b.name.size() : a.name < b.name;
  });
  return lines;
}

}  // namespace gilua
