// Staged natives: C++ functions that wait in the middle without nesting a C++ call, for whatever
// has to be able to yield there: generators, await, event loops.
//
// Row: Runs::kStaged, fn begins, next goes on. Either may end as a kFull native's does, or ask for
// one thing to happen first, after which next is called with an Arrival:
//  * kCallStage    the function and arguments pushed right above the native's own are called; all
//                  results come (kReturned), or the error (kRaised).
//  * kResumeStage  the coroutine pushed there, claimed before, goes on with the values above it: it
//                  yields (kYielded), returns (kReturned) or dies of an error (kRaised).
//  * kThrowStage   the same, but the one value above the coroutine is raised in it.
//  * kSuspendStage the values pushed there are yielded to whoever drives this coroutine; what comes
//                  back is values (kSent) or an error to raise (kRaised).
// An error that comes is in ex.error; a stage that does not want it returns kError.
//
// Arguments are a stage's memory: it may change them, and with keep_values have more of them. Above
// them there is room for kStageFreeSlots values.
#pragma once

#include "vm/exec/exec.hpp"

namespace gilua {

enum class Came : uint8_t { kReturned, kRaised, kYielded, kSent };

struct Arrival {
  Came came;
  Value* first;  // above the native's arguments
  uint32_t count;
};

constexpr Outcome kCallStage = INT32_MIN;
constexpr Outcome kResumeStage = INT32_MIN + 1;
constexpr Outcome kThrowStage = INT32_MIN + 2;
constexpr Outcome kSuspendStage = INT32_MIN + 3;
constexpr Outcome kLastStage = kSuspendStage;

/// The values pushed above the arguments become arguments too.
inline void keep_values(Exec& ex) {
  ex.frame->state = static_cast<uint32_t>(ex.top - ex.frame->base);
}
/// Drops everything above the arguments: what an Arrival brought.
inline void drop_values(Exec& ex) { ex.top = ex.frame->base + ex.frame->state; }

/// Whether the coroutine has never run. @thread who has claimed it, or nobody else can
inline bool is_fresh(const Exec& co) { return reinterpret_cast<const char*>(co.frame) == co.limit; }
/// Suspended -> running: from now on nobody else can. False: [was] says what it is instead.
bool claim_coroutine(const Exec& ex, Exec& co, ExecStatus& was);
/// Gives up what was claimed and not resumed; [dead]: for good, with what it holds.
void unclaim_coroutine(Exec& co, bool dead = false);
/// Whether the running coroutine can be suspended: it was resumed, and no C++ call lies between.
inline bool can_suspend(const Exec& ex) { return ex.resumer != nullptr && ex.native_nesting == 0; }

/// A coroutine of ours over [fn] and the [count] arguments, not started. nullptr after raising "not
/// enough memory". Neither polls nor runs Lua.
Exec* new_driven_coroutine(Exec& ex, ExecRole role, Value fn, const Value* arguments,
                           uint32_t count);

}  // namespace gilua
