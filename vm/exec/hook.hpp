// Hooks: a Lua function that is called at calls, returns, new lines or every so many instructions.
//
// Each Exec has its own, as each coroutine of PUC's. Thread::hook_mask repeats the mask of the Exec
// that runs and keeps the thread in the stepped loop, so the other loops know nothing of hooks:
// whatever changes thread.exec does so through switch_exec. A hook is called as any function is, on
// top of the frame that it is called for, and cannot yield. While it runs no hook is called, but
// instructions count on, as in PUC's. Private to vm/exec; inspect.hpp is for everybody else.
#pragma once

#include "vm/exec/inspect.hpp"

namespace gilua {

constexpr uint8_t kHookEachInstruction = kHookLine | kHookCount;

constexpr size_t kHookHeader = 16;  // of the kRaw object that holds a Hook

/// What an Exec keeps for its hook. @thread owner of the Exec
struct Hook {
  Value function;       // not a function: inherited from the Exec that made this one, never called
  int32_t count;        // kHookCount: every so many instructions
  int32_t left;         // until the next time
  int32_t line_pc;      // Lua's instruction that was looked at last for a new line
  uint32_t last_index;  // our instruction that was looked at last; kNoInstruction in a new function
  int32_t transfer_first;  // the values passed at a call or return, as getlocal numbers them
  int32_t transfer_count;
  bool running;  // no hook is called inside a hook
  bool rerun;    // the next instruction was looked at already
};

/// Brings the thread into the loop that its Exec's hook needs. @thread owner
void follow_hook(Thread& thread);
/// Makes [to] the Exec that [thread] runs.
inline void switch_exec(Thread& thread, Exec& to) {
  thread.exec = &to;
  if (GILUA_UNLIKELY(thread.hook_mask != to.hook_mask)) follow_hook(thread);
}

/// The hook of [target], whose owner runs [ex]; mask 0 removes it. False: raised "not enough
/// memory".
bool set_hook(Exec& ex, Exec& target, Value function, uint8_t mask, int32_t count);
/// A new coroutine has the mask of the Exec that makes it, but calls nothing. False: no memory.
bool inherit_hook(Exec& maker, Exec& made);

// The events. Each works for the current frame, may run Lua and move the stack; false: the hook
// raised an error.
/// Before the instruction at the frame's pc, which is not counted by pc yet. @runs lua
bool hook_instruction(Exec& ex);
/// The frame is new. @runs lua
bool hook_call(Exec& ex);
/// The frame is about to deliver first[0 .. count), which may move. @runs lua
bool hook_return(Exec& ex, const Value*& first, uint32_t& count);
/// The instruction before pc runs once more, which is no event.
void hook_rerun(Exec& ex);

}  // namespace gilua
