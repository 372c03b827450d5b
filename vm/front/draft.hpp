// Our instructions while they are being made: registers are still Lua's (or tokens for added ones)
// and jumps still name Lua's instructions. The translation is a chain over them:
//
//   lower (Lua's instruction -> drafts) -> find captures -> weave (cells in, places fixed)
//   -> registers and jumps resolved -> flow check -> Proto
#pragma once

#include <cstdint>
#include <vector>

#include "vm/front/front.hpp"
#include "vm/front/lua_code.hpp"

namespace gilua::front {

/// Register tokens: below kTemporary Lua's own registers; from kTemporary on scratch registers
/// above them, live within the translation of one instruction; from kSharedRegister on registers
/// for the cells of captured variables that are never reassigned. Those must survive calls, and a
/// callee's frame begins inside its caller's, so they come right after the parameters.
constexpr uint16_t kTemporary = 0x100;
constexpr uint16_t kSharedRegister = 0x200;

struct Draft {
  Op op = Op::kCount;
  uint16_t a = 0, b = 0, c = 0;
  uint32_t aux = 0;
  uint32_t original = 0;   // index of Lua's instruction
  int64_t target = -1;     // Lua's instruction to jump to
  uint32_t jump_from = 0;  // the one that jumps there in Lua's code (a test's JMP)
};

/// A function's drafts, grouped by Lua's instruction: group i is [first[i], first[i + 1]).
struct Lowered {
  std::vector<Draft> drafts;
  std::vector<uint32_t> first;
};

/// Whether the function has to-be-closed variables; else CLOSE and closing returns mean nothing.
bool has_to_be_closed(const LuaFunction& f);
Lowered lower(const LuaFunction& f);

/// What an instruction's operands are, one letter each for a, b, c: w register written, r register
/// read, c register that holds a cell, R start of a register range (or a register whose place
/// matters), u upvalue, k constant, i immediate, - unused.
const char* roles_of(Op op);

/// The registers that a draft may write: [first, end); [stack_size] bounds open ranges.
struct Registers {
  uint32_t first = 0, end = 0;
};
Registers written_by(const Draft& d, uint32_t stack_size);

}  // namespace gilua::front
