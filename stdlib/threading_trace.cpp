// settrace and setprofile for threads: installing a hook in the calling thread, or in all of them.
//
// A hook belongs to an Exec (vm/exec/hook.hpp); a thread has several when coroutines resume each
// other. Another thread's are reached in a stop, when none of them runs; the thread looks at its
// mask when it goes on.
#include "stdlib/threading_record.hpp"
#include "vm/exec/inspect.hpp"

namespace gilua {
namespace {

HookSetting setting_of(Args args) {
  HookSetting setting;
  if (!args[0].is_function()) return setting;
  setting.function = args[0];
  setting.mask = kHookCall | kHookReturn;
  if (!args[1].is_falsy()) setting.mask |= kHookLine;
  return setting;
}

bool set_on_thread(Exec& ex, Thread& thread, const HookSetting& setting) {
  for (Exec* target = thread.exec; target != nullptr; target = target->resumer) {
    if (!set_hook(ex, *target, setting)) return false;
  }
  if (thread.exec != nullptr) thread.hook_mask = thread.exec->hook_mask;
  return true;
}

// set(function or nil, with lines): the calling thread's hook.
Outcome set(Exec& ex, Args args) {
  return set_hook(ex, ex, setting_of(args)) ? args.ret() : kError;
}

// set_everywhere(function or nil, with lines): all threads' hooks.
Outcome set_everywhere(Exec& ex, Args) {
  bool ok = true;
  ex.world().stop_the_world(*ex.thread, WaitKind::kStopped, [&] {
    const HookSetting setting = setting_of(ex.args());
    ex.world().for_each_thread([&](Thread& thread) {
      ok = ok && set_on_thread(ex, thread, setting);
      // Relaxed: the bit only sends its owner to a safepoint, which looks at the mask.
      thread.poll.fetch_or(kPollMode, std::memory_order_relaxed);
    });
  });
  return ok ? ex.args().ret() : kError;
}

constexpr NativeRow kRows[] = {
    {"set", 2, 2, Runs::kFull, set, "set(function or nil, with lines): this thread's hook"},
    {"set_everywhere", 2, 2, Runs::kFull, set_everywhere,
     "set_everywhere(function or nil, with lines): every thread's hook"},
};

}  // namespace

std::span<const NativeRow> trace_rows() { return kRows; }

}  // namespace gilua
