// Which locals closures capture, and how each is kept.
//
// The k-th local that is active at an instruction lives in register k (verify.cpp checks that
// scopes nest), so a child's "upvalue in register r" at its CLOSURE names one scope. A captured
// local that is assigned inside its scope, or through SETUPVAL in a closure that reaches it, lives
// in a cell in its register. One that never is stays as it is; the closures that capture it share a
// cell that is made by the first of them and kept in a register of its own.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "vm/front/draft.hpp"

namespace gilua::front {

/// A local variable's scope [start, end) in Lua's instructions, never empty. Parameters of a vararg
/// function begin behind VARARGPREP.
struct Scope {
  uint32_t start = 0, end = 0;
  uint16_t register_index = 0;
};
std::vector<Scope> scopes_of(const LuaFunction& f);

/// Follows the scopes through the code: which one owns register r at the instruction reached.
class ScopeSweep {
 public:
  explicit ScopeSweep(const std::vector<Scope>& scopes) : scopes_(scopes) {}

  /// [pc] never decreases.
  void advance(uint32_t pc);
  /// Number of active locals: they own the registers below it.
  uint32_t depth() const { return static_cast<uint32_t>(active_.size()); }
  uint32_t scope_at(uint32_t register_index) const { return active_[register_index]; }
  /// The first scope that begins behind the instruction reached.
  uint32_t next() const { return next_; }

 private:
  const std::vector<Scope>& scopes_;
  std::vector<uint32_t> active_;
  uint32_t next_ = 0;
};

struct CapturedVariable {
  Scope scope;
  bool in_cell = false;      // reassigned: R[register_index] holds its cell
  bool self = false;         // captured by the CLOSURE that initialises it, one instruction before
  uint32_t made_at = 0;      // that CLOSURE; else the scope's start
  uint16_t shared_cell = 0;  // number of the register for the shared cell, if not in_cell
};

/// Where a child's upvalue comes from: a captured variable, or (variable < 0) an upvalue.
struct CaptureSource {
  int32_t variable = -1;
  bool self = false;
  bool operator==(const CaptureSource&) const = default;
};

struct Captures {
  std::vector<Scope> scopes;
  std::vector<int32_t> variable_of_scope;            // index into variables, or -1
  std::vector<CapturedVariable> variables;           // in order of their scopes
  std::vector<std::vector<CaptureSource>> of_child;  // per child, per upvalue
  uint32_t shared_cells = 0;                         // registers for shared cells
};

/// Which of a function's upvalues somebody assigns: itself or a function inside it.
struct AssignedUpvalues {
  std::vector<bool> own;
  std::vector<AssignedUpvalues> children;
};
AssignedUpvalues find_assigned_upvalues(const LuaFunction& f);

Result<Captures> find_captures(const LuaFunction& f, const Lowered& lowered,
                               const AssignedUpvalues& assigned, std::string_view chunk_name);

}  // namespace gilua::front
