// Looking into functions and call stacks, for the debug library: levels, locals, upvalues, hooks.
// What of it may be done to another coroutine needs an Inspection of it, which keeps other threads
// from resuming it meanwhile.
//
// Cells of captured variables never reach a script: a captured local is read and written through
// its cell. Nothing here polls or calls Lua, so raw pointers stay valid.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "vm/exec/exec.hpp"
#include "vm/front/front.hpp"

namespace gilua {

/// The right to look into [target] while it lives: it is the running Exec or one that waits for it
/// (resumed it), or it is suspended or dead and now held. False if another thread runs it.
class Inspection {
 public:
  Inspection(Exec& ex, Exec& target);
  ~Inspection();
  Inspection(const Inspection&) = delete;
  Inspection& operator=(const Inspection&) = delete;

  explicit operator bool() const { return allowed_; }

 private:
  Exec& target_;
  ExecStatus before_ = ExecStatus::kRunning;
  bool allowed_ = true;
  bool held_ = false;
};

/// An activation by its number, 0 for the innermost (of a running native, that native itself).
/// nullptr: there is none.
Frame* find_level(const Exec& target, int64_t level);

/// The function that runs there; nil for the C++ program at the bottom.
Value function_at(const Frame& level);
int32_t current_line_at(const Frame& level);  // -1: not known
/// As the code that called it names it; empty kind: not known.
VariableName name_at(const Exec& target, const Frame& level);
bool is_tail_called(const Frame& level);
/// What passes at the call or return for which a hook runs: the numbers of its first local and of
/// values. 0, 0 otherwise.
struct Transfer {
  int32_t first = 0;
  int32_t count = 0;
};
Transfer transfer_at(const Exec& target, const Frame& level);

/// Reads local [number]: from 1 as Lua counts them, temporaries behind them; from -1 downwards the
/// extra arguments. Returns its name, "" if there is none.
std::string get_local(const Exec& target, const Frame& level, int32_t number, Value& out);
/// Natives trust their values, so those can only be set while a hook runs for the native.
std::string set_local(Exec& target, Frame& level, int32_t number, Value value);

/// What is known of a function without its running. nil: the C++ program.
struct FunctionInfo {
  std::string source = "=[C]";
  std::string short_source = "[C]";
  int32_t line_defined = -1;
  int32_t last_line_defined = -1;
  const char* what = "C";
  uint32_t upvalues = 0;
  uint32_t parameters = 0;
  bool is_vararg = true;
};
FunctionInfo describe(Value function);
/// The lines with code on them; nothing for natives.
std::optional<std::vector<int32_t>> active_lines(Value function);
/// The name of parameter [number] from 1, or "".
std::string parameter_name(Value function, int32_t number);

/// The name of upvalue [number] from 1; nothing if there is none. A native's have the name "".
std::optional<std::string> upvalue_name(Value function, int64_t number);
Value get_upvalue(Value function, int64_t number);  // it must exist
/// A Lua function's. Where the variable is still alive in a register, of a function that runs on
/// [ex] or waits for it, that is set too.
void set_upvalue(Exec& ex, Closure& function, int64_t number, Value value);
/// The same for the same variable.
void* upvalue_id(Value function, int64_t number);
/// Makes upvalue [number] of [function] refer to the variable of [other]'s.
void join_upvalues(Closure& function, int64_t number, const Closure& other, int64_t other_number);

/// Bits of a hook's mask.
constexpr uint8_t kHookCall = 1;
constexpr uint8_t kHookReturn = 2;
constexpr uint8_t kHookLine = 4;
constexpr uint8_t kHookCount = 8;

struct HookSetting {
  Value function = Value::nil();
  uint8_t mask = 0;
  int32_t count = 0;
};
HookSetting get_hook(const Exec& target);
/// Mask 0 removes the hook. False: raised "not enough memory".
bool set_hook(Exec& ex, Exec& target, HookSetting setting);

/// "stack traceback:" and the lines from [level] on, as luaL_traceback.
std::string traceback(const Exec& target, int64_t level);

}  // namespace gilua
