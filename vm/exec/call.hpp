// How frames are made, finished and unwound: everything about calls that the interpreter loops do
// not do inline. Private to vm/exec. call.cpp has the whole picture as prose.
#pragma once

#include <new>
#include <stdexcept>

#include "vm/exec/exec.hpp"
#include "vm/exec/hook.hpp"
#include "vm/exec/runtime.hpp"
#include "vm/exec/stage.hpp"

namespace gilua {

/// What the interpreter does next. After any of these functions it takes up thread.exec, which may
/// be another Exec than before, at that Exec's current frame.
enum class Step : uint8_t {
  kGo,      // go on with thread.exec's current frame (a Lua function)
  kLeave,   // the entry frame has returned: leave to the C++ caller
  kRaised,  // an error is in thread.exec->error: unwind
  kStage,   // the current frame is a staged native's: run_stage
};

/// Room every Lua frame has above its registers: for leaf natives' results and one more frame.
constexpr size_t kFrameSlack = (kLeafFreeSlots + 1) * sizeof(Value) + sizeof(Frame);
constexpr size_t kMaxStackBytes = size_t{32} << 20;  // values and frames
constexpr size_t kMaxStackSlots = 1'000'000;         // for what natives push: PUC's LUAI_MAXSTACK
constexpr size_t kErrorStackBytes = size_t{256} << 10;  // more, for handlers of a stack overflow
constexpr uint32_t kMaxNesting = 200;                   // C++ calls or resumes: "C stack overflow"

/// Makes room for [bytes] between [from] and the frames. False: raised "stack overflow" or memory.
/// Moves the stack: every Value* and Frame* into it is stale afterwards.
bool grow_stack(Exec& ex, const Value* from, size_t bytes);
/// After an error was caught: gives back what a stack overflow and its handler took, so that the
/// next one has as much. May move the stack.
void shrink_stack(Exec& ex);
inline bool has_room(const Exec& ex, const Value* from, size_t bytes) {
  return reinterpret_cast<const char*>(from) + bytes <= reinterpret_cast<const char*>(ex.frame);
}

/// Calls func[0] from C++: pushes a boundary with [flags] and runs the function to its end. False:
/// an error reached the boundary.
bool call_nested(Exec& ex, Value* func, uint32_t argc, int32_t wanted, uint16_t flags);

/// Calls what lies below the arguments on top, with boundary [flags] (kBoundaryProtected and more);
/// after an error closes, pops and returns kError, the error in [ex.error].
Outcome call_protected(Exec& ex, uint32_t argument_count, int32_t wanted, uint16_t flags);

/// func[0] cannot be called as it is: puts its __call metamethod below it. False: raised. May move
/// the stack; [func] and [argc] are updated.
bool insert_call_handler(Exec& ex, Value*& func, uint32_t& argc);

/// Calls func[0] with the [argc] arguments above it. Lua functions get a frame; natives run.
Step call_value(Exec& ex, Value* func, uint32_t argc, int32_t wanted, FrameKind kind);
/// The current frame's native has failed: kError, or what it returned when it was worth running it
/// again (Runs::kPure).
Outcome run_native_again(Exec& ex);
/// Pushes the frame of closure func[0]; false after an error.
bool push_lua_frame(Exec& ex, Value* func, uint32_t argc, int32_t wanted, FrameKind kind);
/// The current frame is done; its results are first[0 .. count).
Step deliver(Exec& ex, Value* first, uint32_t count);
Frame* push_frame(Exec& ex, Value* base, FrameKind kind, FrameBody body, int32_t wanted,
                  uint32_t state);
/// Where the current frame's function stood when it was called.
Value* function_slot(const Frame& frame);

/// First free slot above whatever the current frame uses.
Value* free_slots(const Exec& ex);

/// Runs C++ code of a native. Natives keep what grows with a script's data in containers that count
/// (Heap::buffers). Where one is at the limit the exception ends here, after the native's own C++
/// frames were cleaned up.
template <typename F>
Outcome guarded(Exec& ex, F run) {
  try {
    return run();
  } catch (const std::bad_alloc&) {
    return ex.raise_out_of_memory();
  } catch (const std::length_error&) {  // a container's own limit
    return ex.raise_out_of_memory();
  }
}

/// Calls a metamethod above the current Lua frame's registers; its first result finishes the
/// frame's current instruction (finish_instruction).
Step call_metamethod(Exec& ex, Value fn, Value a, Value b);
Step call_metamethod(Exec& ex, Value fn, Value a, Value b, Value c);
Step finish_instruction(Exec& ex, Value result);

/// An error is in thread.exec->error: runs the message handler, finds who catches it.
/// kRaised: nobody in this C++ call; the frames up to and with its entry frame are popped.
Step unwind(Thread& thread);

/// The current frame is pcall's, its error in base[-1]: closes what is to be closed above it, then
/// delivers `false, error`.
Step continue_unwinding(Exec& ex);

/// To-be-closed variables.
bool mark_to_be_closed(Exec& ex, Value* slot, uint32_t reg);
inline bool has_pending_close(const Exec& ex, const Value* from) {
  return ex.tbc_count != 0 && ex.stack + ex.tbc[ex.tbc_count - 1] >= from;
}
/// Takes the last to-be-closed variable off the list and calls its __close(value, error) with its
/// frame's results going nowhere ([kind] says what is next). [top]: where there is free stack.
Step close_last(Exec& ex, Value* top, Value error, FrameKind kind);
/// Closes everything from [from] up, from C++, one nested call each; the last error wins and is in
/// ex.error. False: there was one.
bool close_all(Exec& ex, Value* from, Value error, bool has_error);

/// What a staged native waited for has come: runs its next stages, until one calls or returns.
/// Never returns kStage.
Step run_stage(Thread& thread);
/// Tells the staged native in the current frame, whose values are from base + state to top.
inline Step arrive(Exec& ex, Came came) {
  ex.frame->flags = static_cast<uint16_t>(came);
  return Step::kStage;
}
/// The current frame's native ends with a call: call_instead's Outcome.
Step call_forward(Exec& ex, Outcome outcome);
/// A staged native asked for something: [request] is one of its special Outcomes.
Step begin_stage(Exec& ex, Outcome request);

/// Coroutine switches (coroutine.cpp).
Step resume_coroutine(Exec& ex, bool wrap);  // current frame: the native's, body kResume or kWrap
Step yield_coroutine(Exec& ex);              // current frame: the native's, body kYield
Step end_coroutine(Exec& ex, Value* first, uint32_t count);
Step fail_coroutine(Exec& ex);                 // its error is in ex.error
Outcome close_coroutine(Exec& ex, Args args);  // coroutine.close
/// For the current frame, a staged native's. [co] is claimed; the values are from [first] to top.
Step resume_claimed(Exec& ex, Exec& co, Value* first);
/// The same, but [error] is raised in [co], where it waits or at its start.
Step throw_into_claimed(Exec& ex, Exec& co, Value error);

/// Runs thread.exec from its current frame until an entry frame returns (true) or an error passes
/// it.
bool execute(Thread& thread);

/// The thread's request word is not 0. False: an interrupt was raised.
bool answer_poll(Exec& ex);
/// A safepoint from C++; false: an interrupt was raised.
inline bool poll(Exec& ex) {  // relaxed: see Mutator::poll
  return GILUA_LIKELY(ex.thread->poll.load(std::memory_order_relaxed) == 0) || answer_poll(ex);
}
/// A Lua function's frame was pushed: its hook hears of it, and requests are answered.
Step enter_function(Exec& ex);
/// The collection that a failed allocation asks for. @runs gc
void collect_for_memory(Exec& ex);

/// exec_state.cpp: a new Exec with room for a function's first frame; nullptr if memory ran out.
Exec* new_exec(Mutator& m, Runtime& runtime, size_t stack_bytes);
void trace_exec(Exec& ex, Marker& marker);

}  // namespace gilua
