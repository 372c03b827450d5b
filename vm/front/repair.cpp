// Puts right in a verified function what Lua 5.4.4's compiler gets wrong. Two of its instructions
// change places, so nothing else has to move.
//
// `t[a == b]`, where t is an upvalue. The key is a comparison, which sets its register by a jump;
// the compiler loads t between the two, so that a comparison that holds jumps over it:
//
//   EQ; JMP to 3; GETUPVAL R t; LFALSESKIP R+1; 3: LOADTRUE R+1; GETTABLE _ R R+1
//
// and the table is what R held before. 5.4.8 makes the key first, and so do we:
//
//   EQ; JMP to 2; LFALSESKIP R+1; 2: LOADTRUE R+1; GETUPVAL R t; GETTABLE _ R R+1
//
// Nothing else that the compiler writes looks so: it puts the two halves of a condition's value
// side by side, behind the jump or behind the condition's last operand, which has the same
// register.
#include <algorithm>

#include "vm/front/front.hpp"
#include "vm/front/lua_code.hpp"

namespace gilua {

namespace {

using namespace front;

constexpr uint32_t kJumpUnit = 1 << 7;  // of a JMP's offset

/// Whether the upvalue that [code][pc] loads is jumped over as above.
bool is_jumped_over(const std::vector<uint32_t>& code, size_t pc) {
  if (pc < 2 || pc + 2 >= code.size() || lua_op(code[pc]) != LuaOp::kGETUPVAL) return false;
  const uint32_t key = field_a(code[pc]) + 1;
  return has_flag(code[pc - 2], kTest) && lua_op(code[pc - 1]) == LuaOp::kJMP &&
         field_sj(code[pc - 1]) == 2 && lua_op(code[pc + 1]) == LuaOp::kLFALSESKIP &&
         field_a(code[pc + 1]) == key && lua_op(code[pc + 2]) == LuaOp::kLOADTRUE &&
         field_a(code[pc + 2]) == key;
}

}  // namespace

void repair(LuaFunction& function) {
  std::vector<uint32_t>& code = function.code;
  for (size_t pc = 0; pc < code.size(); ++pc) {
    if (!is_jumped_over(code, pc)) continue;
    code[pc - 1] -= kJumpUnit;
    const auto behind = [pc](auto& list) {
      std::rotate(list.begin() + pc, list.begin() + pc + 1, list.begin() + pc + 3);
    };
    behind(code);
    if (!function.lines.empty()) behind(function.lines);
  }
  for (LuaFunction& child : function.children) repair(child);
}

}  // namespace gilua
