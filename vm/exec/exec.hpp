// An Exec is one strand of Lua execution: a coroutine, or the main strand of a thread. Its
// registers and frames share one piece of heap memory: values grow upwards, frames grow downwards,
// so one comparison checks the room for both.
//
// No thread touches another's registers: captured variables live in cells. Resuming is a
// compare-and-swap kSuspended -> kRunning (acquire); a yield moves its values first and then
// stores kSuspended (release), so any thread may resume next.
//
// Errors travel as status: a function that can fail returns kError (natives) or false (helpers)
// after raise*() put the error value into [error].
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "vm/exec/native.hpp"
#include "vm/object/proto.hpp"
#include "vm/world/world.hpp"

namespace gilua {

class Runtime;

/// What happens with a frame's results: how it was called.
enum class FrameKind : uint8_t {
  kCall,         // by a call instruction: to where the function stood
  kEntry,        // from C++: leaves the interpreter
  kBase,         // bottom of a coroutine: ends it
  kMeta,         // a metamethod for the caller's current instruction, which the result finishes
  kClose,        // a __close handler: the caller's instruction runs again
  kProtected,    // the function that pcall, xpcall or a staged native called
  kCloseUnwind,  // a __close handler run by pcall's unwinding
  kForward,      // called in place of the native below, whose results its results are
};

/// What a frame is an activation of.
enum class FrameBody : uint8_t {
  kLua,
  kNative,
  kPcall,
  kXpcall,
  kResume,
  kWrap,
  kYield,
  kBoundary,
  kStaged,
  kDying  // bottom of a coroutine that an error ends, while its variables are closed
};

/// One activation. The eight bytes from [kind] on are all zero for the plain case (a Lua function
/// without extra arguments that a call instruction called), so that a return tests them at once.
///
/// The place of a frame that was left may become registers, which the collector reads before they
/// are written. So where a Value has its tag, a frame has [base] and [kind], and neither ever looks
/// like the tag of an object: the first is an address, the other below kString or above 255.
struct Frame {
  union {
    const Instruction* pc;  // Lua: the next instruction (saved when anything else may look)
    const Native* native;   // natives: the function, as results replace it on the stack
  };
  Value* base;     // R[0], or the first argument; base[-1] is the function
  int32_t wanted;  // results that the caller wants; -1: all
  uint32_t state;  // natives: argument count; Lua: see call.cpp
  FrameKind kind;
  FrameBody body;
  uint16_t flags;
  uint32_t extra;  // Lua vararg functions: extra arguments, which end just below base - 1
};
static_assert(sizeof(Frame) == 2 * sizeof(Value));
static_assert(offsetof(Frame, base) == offsetof(Value, tag));
static_assert(offsetof(Frame, kind) == sizeof(Value) + offsetof(Value, tag));
static_assert(static_cast<uint64_t>(FrameKind::kForward) < kString, "body above it is 256 on");

// Frame::flags. Of Lua functions:
constexpr uint16_t kFrameTailCalled = 1;  // for tracebacks and hooks
constexpr uint16_t kFrameNegates = 2;     // the comparison that it waits for is to be negated
// Of boundaries:
constexpr uint16_t kBoundaryProtected = 1;  // errors end here
constexpr uint16_t kBoundaryTraceback = 2;  // and leave a traceback
constexpr uint16_t kBoundaryHook = 4;       // calls a hook for the frame below
constexpr uint16_t kBoundaryFinalizer = 8;  // calls a __gc metamethod
constexpr uint16_t kBoundaryHandler = 16;   // the slot below the function called is a handler
// Of staged natives: bits of Came, and whether it waits for a call (whose errors it catches).
constexpr uint16_t kStageCame = 3;
constexpr uint16_t kStageCalls = 4;

struct Hook;

enum class ExecStatus : uint8_t { kSuspended, kRunning, kNormal, kDead };

/// Who drives a coroutine. Those but kPlain are objects of ours (stage.hpp): scripts cannot resume
/// or close them with library coroutine, and closing their variables may yield.
enum class ExecRole : uint8_t { kPlain, kGenerator, kAsync, kOldAsync, kAsyncGenerator };

struct Exec : Object {
  std::atomic<ExecStatus> status;
  bool died_of_error;      // kDead because of [error] (coroutine.close reports it once)
  bool error_handled;      // the message handler saw [error] already
  uint8_t hook_mask;       // what the hook is called for (hook.hpp); 0: no hook
  uint8_t native_nesting;  // C++ calls between this Exec's bottom and now: yields cannot cross them
  uint8_t depth;           // resumes below this Exec; limit 200: "C stack overflow"
  ExecRole role;
  uint32_t tbc_count;  // entries in use in the to-be-closed list
  uint32_t tbc_capacity;
  Value* stack;    // lowest slot
  Value* top;      // one past the last value in use: natives, open results
  Frame* frame;    // the current one; frame + 1 is its caller
  char* limit;     // end of the memory: the first frame lies just below
  Thread* thread;  // who runs it (only while running)
  Exec* resumer;   // who resumed it, or nullptr
  Runtime* runtime;
  uint32_t* tbc;  // offsets of to-be-closed slots from [stack]; heap memory, kRaw
  Hook* hook;     // nullptr as long as there never was one; heap memory, kRaw
  Value error;    // the error value in flight, or what a coroutine died of

  // --- for natives. @thread owner, running
  World& world() const { return *thread->world; }
  Heap& heap() const { return thread->world->heap; }
  Mutator& mutator() const { return *thread; }

  /// The current native frame's arguments, wherever the stack lies now (kFull natives).
  Args args() const { return {frame->base, frame->state}; }

  /// Makes room for [count] more values above top (or above the native's arguments). May move the
  /// stack: fetch Args again. False: "stack overflow" was raised.
  bool reserve(uint32_t count);
  /// For natives with many results: makes room for them from args.base[-1] on and updates [args].
  /// False: "stack overflow ([what])" was raised.
  bool reserve_results(Args& args, uint32_t count, const char* what);

  /// Calls [fn] with the [count] values from top - count; they are replaced by the results, of
  /// which [wanted] are kept (-1: all). Returns the number of results or kError. kFull natives
  /// only. Push the function, then the arguments, then call: as lua_call. @runs lua
  Outcome call(uint32_t argument_count, int32_t wanted);
  /// The same, protected: on an error returns kError with the error value in [error], everything
  /// above the function popped and to-be-closed variables closed. [traceback], if given, receives
  /// the traceback taken where the error was raised.
  Outcome pcall(uint32_t argument_count, int32_t wanted, std::string* traceback = nullptr);
  /// The same with a message handler, as lua_pcall: handler, function, arguments are pushed in that
  /// order. The handler runs where the error is raised; its result is then [error]. It stays on the
  /// stack, below the results.
  Outcome xpcall(uint32_t argument_count, int32_t wanted);
  /// For kFull natives that work long: takes a safepoint if one is wanted, which may collect and
  /// move the stack. False: KeyboardInterrupt was raised. @runs gc
  bool poll();
  /// Whether the thread is to stop what it does: for leaves, which then fail (Runs::kPure).
  bool must_give_up() const {
    const uint32_t bits = mutator().poll.load(std::memory_order_relaxed);
    return (bits & (kPollInterrupt | kPollEnd)) != 0;
  }
  void push(Value v) { copy(*top++, v); }
  Value pop() {
    --top;
    return {top->bits, top->tag};
  }

  // --- raising. All return kError, for `return ex.raise(...)`.
  /// error(message) with the position of the running Lua function in front ("script.lua:12: ").
  Outcome raise(std::string_view message);
  Outcome raise_value(Value v);  // as it is
  /// "script.lua:12: " of the function at [level] (1: the one that called the running native), or
  /// "".
  std::string where(int level) const;
  Outcome raise_out_of_memory();  // the plain string "not enough memory"
  /// "bad argument #N to 'name' (detail)", N counted from 0 here; knows methods and names.
  Outcome bad_argument(uint32_t i, std::string_view detail);
  Outcome bad_type(uint32_t i, std::string_view expected);  // "... (number expected, got nil)"
  /// Raises an instance of one of module `errors`' classes: raise_class("ValueError", "...").
  Outcome raise_class(std::string_view class_name, std::string_view message);
  /// What ended a wait or a poll with an interrupt: KeyboardInterrupt, or the RuntimeError of a
  /// deadlock that no handler took.
  Outcome raise_interrupt();

  // --- checked arguments: false after raising Lua's usual error. Out parameters last.
  bool check_integer(Args args, uint32_t i, int64_t& out);
  bool check_number(Args args, uint32_t i, double& out);
  /// Strings and numbers; numbers are converted, and the argument slot then holds the string.
  bool check_string(Args args, uint32_t i, String*& out);
  bool check_table(Args args, uint32_t i, Table*& out);
  bool check_any(Args args, uint32_t i);  // "value expected"
  bool opt_integer(Args args, uint32_t i, int64_t fallback, int64_t& out);
  bool opt_number(Args args, uint32_t i, double fallback, double& out);

  // --- making values; nullptr/false after raising "not enough memory"
  bool make_string(std::string_view bytes, Value& out);
};

/// "nil", "number", ... as type() says; with __name for tables and userdata as messages say.
std::string_view type_name(Value v);
std::string message_type_name(Exec& ex, Value v);

/// luaL_tolstring: __tostring, __name and the standard forms. Result in [out] (reachable only from
/// there). @runs lua (kFull natives only), false after an error
bool to_display_string(Exec& ex, Value v, Value& out);
/// tostring without metamethods.
bool to_raw_string(Exec& ex, Value v, Value& out);

// --- conversions, as the manual's section 3.4.3
bool to_integer(Value v, int64_t& out);           // numbers and strings with an exact integer value
bool to_number(Value v, double& out);             // numbers and strings
bool number_to_integer(double d, int64_t& out);   // exact only
Value string_to_number(std::string_view text);    // nil if it is none; Lua's syntax, hex too
size_t number_to_chars(Value number, char* out);  // "%d" or "%.14g" with ".0"; at most 40 bytes

// --- operations with metamethods, for kFull natives (they nest a C++ call). False after an error.
bool get_index(Exec& ex, Value object, Value key, Value& out);
bool set_index(Exec& ex, Value object, Value key, Value value);
bool less_than(Exec& ex, Value a, Value b, bool& out);
bool equals(Exec& ex, Value a, Value b, bool& out);
bool length_of(Exec& ex, Value v, Value& out);
bool raw_equal(Value a, Value b);
/// Calls the finalizers that are due. Errors become warnings (Runtime::warn). At an instruction
/// boundary of a Lua function, or in a kFull native. @runs lua
void run_finalizers(Exec& ex);
/// The end of the state: makes all finalizers due and calls them. Also from within a finalizer.
void run_all_finalizers(Exec& ex);

/// The metatable of any value (strings have one), nullptr if none.
Table* metatable_of(const Exec& ex, Value v);
/// Sets it, nullptr for none: the object's own, or that of all values of a basic type. If it has a
/// __gc now, the object will be finalized. False after raising "not enough memory". Neither polls
/// nor runs Lua.
bool set_metatable_of(Exec& ex, Value v, Table* metatable);
Value metamethod_of(const Exec& ex, Value v, Event event);

}  // namespace gilua
