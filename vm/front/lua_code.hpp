// Lua 5.4's own instructions: numbers, operand fields and properties (from lua_opcodes.def).
//
// A word is op:7 A:8 k:1 B:8 C:8, or op:7 A:8 Bx:17, or op:7 Ax:25 / sJ:25. Signed fields are kept
// in excess of half their range. Nothing here checks: verify.cpp does.
#pragma once

#include <cstdint>
#include <vector>

#include "vm/front/front.hpp"

namespace gilua::front {

enum class LuaOp : uint8_t {
#define LUA_OP(name, fields, roles, flags) k##name,
#include "vm/front/lua_opcodes.def"
#undef LUA_OP
  kCount
};

struct LuaOpInfo {
  const char* name;
  const char* fields;
  const char* roles;
  uint8_t flags;
};
enum LuaOpFlag : uint8_t {
  kSetsA = 1,
  kTest = 2,
  kUsesTop = 4,
  kSetsTop = 8,
  kMetamethod = 16,
};

/// [op] must be below LuaOp::kCount.
const LuaOpInfo& info_of(LuaOp op);

inline uint32_t op_number(uint32_t word) { return word & 0x7f; }
inline LuaOp lua_op(uint32_t word) { return static_cast<LuaOp>(word & 0x7f); }
inline uint32_t field_a(uint32_t word) { return (word >> 7) & 0xff; }
inline uint32_t field_k(uint32_t word) { return (word >> 15) & 1; }
inline uint32_t field_b(uint32_t word) { return (word >> 16) & 0xff; }
inline uint32_t field_c(uint32_t word) { return word >> 24; }
inline int32_t field_sb(uint32_t word) { return static_cast<int32_t>(field_b(word)) - 127; }
inline int32_t field_sc(uint32_t word) { return static_cast<int32_t>(field_c(word)) - 127; }
inline uint32_t field_bx(uint32_t word) { return word >> 15; }
inline int32_t field_sbx(uint32_t word) { return static_cast<int32_t>(field_bx(word)) - 65535; }
inline uint32_t field_ax(uint32_t word) { return word >> 7; }
inline int32_t field_sj(uint32_t word) { return static_cast<int32_t>(word >> 7) - 16777215; }

inline bool has_flag(uint32_t word, LuaOpFlag flag) {
  return (info_of(lua_op(word)).flags & flag) != 0;
}
/// Takes its values up to the top that the instruction before it set.
inline bool uses_top(uint32_t word) { return has_flag(word, kUsesTop) && field_b(word) == 0; }
/// Sets the top for the instruction after it.
inline bool sets_top(uint32_t word) {
  return (has_flag(word, kSetsTop) && field_c(word) == 0) || lua_op(word) == LuaOp::kTAILCALL;
}
inline bool is_return(LuaOp op) {
  return op == LuaOp::kRETURN || op == LuaOp::kRETURN0 || op == LuaOp::kRETURN1;
}

/// The instruction that the jump, loop or skip at [pc] may continue at, other than the next one;
/// -1 if it has none. May lie outside the code in a chunk that is not verified.
int64_t jump_target(const std::vector<uint32_t>& code, size_t pc);

}  // namespace gilua::front
