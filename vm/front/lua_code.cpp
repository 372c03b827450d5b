// The table of Lua 5.4's instructions.
#include "vm/front/lua_code.hpp"

namespace gilua::front {

namespace {

constexpr LuaOpInfo kInfo[] = {
#define LUA_OP(name, fields, roles, flags) {#name, fields, roles, flags},
#include "vm/front/lua_opcodes.def"
#undef LUA_OP
};
static_assert(sizeof(kInfo) / sizeof(kInfo[0]) == 83);

}  // namespace

const LuaOpInfo& info_of(LuaOp op) { return kInfo[static_cast<size_t>(op)]; }

int64_t jump_target(const std::vector<uint32_t>& code, size_t pc) {
  const int64_t next = static_cast<int64_t>(pc) + 1;
  const uint32_t word = code[pc];
  switch (lua_op(word)) {
    case LuaOp::kJMP:
      return next + field_sj(word);
    case LuaOp::kLFALSESKIP:
      return next + 1;
    case LuaOp::kFORPREP:
      return next + field_bx(word) + 1;
    case LuaOp::kTFORPREP:
      return next + field_bx(word);
    case LuaOp::kFORLOOP:
    case LuaOp::kTFORLOOP:
      return next - field_bx(word);
    default:
      return -1;
  }
}

}  // namespace gilua::front
