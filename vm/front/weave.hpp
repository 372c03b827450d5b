// Puts captured variables' cells into the drafts, then fixes places: registers and jump offsets.
#pragma once

#include <string_view>
#include <vector>

#include "vm/front/captures.hpp"

namespace gilua::front {

/// How the final registers lie: parameters, shared cells, Lua's other registers, temporaries.
struct RegisterLayout {
  uint32_t parameters = 0;
  uint32_t shared_cells = 0;
  uint32_t original_stack = 0;
  uint32_t temporaries = 0;

  uint32_t size() const { return original_stack + shared_cells + temporaries; }
  /// [token]: a register of Lua's, or kTemporary + n, or kSharedRegister + n.
  uint32_t place(uint32_t token) const {
    if (token >= kSharedRegister) return parameters + (token - kSharedRegister);
    if (token >= kTemporary) return original_stack + shared_cells + (token - kTemporary);
    return token < parameters ? token : token + shared_cells;
  }
};

struct Woven {
  std::vector<Draft> code;  // registers placed; aux of jumps filled in
  RegisterLayout layout;
  std::vector<SharedVariable> shared;
};

Result<Woven> weave(const LuaFunction& f, const Lowered& lowered, const Captures& captures,
                    std::string_view chunk_name);

}  // namespace gilua::front
