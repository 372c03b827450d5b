// Under which name a function's definition stands: what follows Lua's own CLOSURE instruction in
// the code of the function around it says where the function goes.
//
// One pass over that code, which knows at each instruction which locals are active (the k-th of
// them lives in register k) and which registers hold a table that a constructor is building. So it
// takes time in proportion to the code, also for a chunk of 100,000 functions. Debug information
// is not trusted: what does not fit gives no name, or a wrong one.
#include "vm/front/definition_names.hpp"

#include <array>

#include "vm/front/lua_code.hpp"

namespace gilua::front {
namespace {

class DefinitionNamer {
 public:
  DefinitionNamer(const Proto& parent, size_t children)
      : parent_(parent), debug_(*parent.debug), names_(children) {}

  std::vector<std::string> run() {
    for (size_t pc = 0; pc < debug_.original.size(); ++pc) {
      update_locals(pc);
      const uint32_t word = debug_.original[pc];
      if (is_open_ && !follow(word)) is_open_ = false;
      if (has_flag(word, kSetsA)) built_[field_a(word)] = lua_op(word) == LuaOp::kNEWTABLE;
      if (lua_op(word) != LuaOp::kCLOSURE) continue;
      is_open_ = true;
      child_ = field_bx(word);
      reg_ = field_a(word);
    }
    return std::move(names_);
  }

 private:
  void update_locals(size_t pc) {
    const auto at = static_cast<int64_t>(pc);
    while (!active_.empty() && active_.back()->end_pc <= at) active_.pop_back();
    while (next_ < debug_.locals.size() && debug_.locals[next_].start_pc <= at) {
      if (debug_.locals[next_].end_pc > at) active_.push_back(&debug_.locals[next_]);
      ++next_;
    }
  }

  bool give(const std::string& name) {
    names_[child_] = name;
    return false;
  }
  bool give_constant(uint32_t index) {
    if (index >= parent_.constant_count || !parent_.constants[index].is_string()) return false;
    return give(std::string(parent_.constants[index].as_string()->view()));
  }

  /// The function is in register reg_, and [word] comes next. False: there is no more to follow.
  bool follow(uint32_t word) {
    if (reg_ < active_.size()) return give(active_[reg_]->name);
    const bool stores_it = field_k(word) == 0 && field_c(word) == reg_;
    switch (lua_op(word)) {
      case LuaOp::kSETUPVAL:
        if (field_a(word) != reg_ || field_b(word) >= parent_.upvalue_count) return false;
        return give(parent_.upvalues[field_b(word)].name);
      case LuaOp::kSETFIELD:  // `function M.f`, but not `{f = function ... end}`
        if (field_a(word) >= active_.size() && built_[field_a(word)]) return false;
        return stores_it && give_constant(field_b(word));
      case LuaOp::kSETTABUP:
        return stores_it && give_constant(field_b(word));
      case LuaOp::kCALL:  // wrap(function ... end): the name is the result's
        if (field_a(word) + 1 != reg_ || field_b(word) != 2 || field_c(word) != 2) return false;
        --reg_;
        return true;
      default:
        return false;
    }
  }

  const Proto& parent_;
  const ProtoDebug& debug_;
  std::vector<std::string> names_;
  std::vector<const LocalVariable*> active_;
  size_t next_ = 0;                // the first local whose scope has not begun
  std::array<bool, 256> built_{};  // by register: a constructor made the table in it
  bool is_open_ = false;           // it is not known yet where child_ goes
  uint32_t child_ = 0;
  uint32_t reg_ = 0;
};

}  // namespace

std::vector<std::string> definition_names(const Proto& parent, size_t children) {
  if (children == 0 || parent.debug->stripped) return std::vector<std::string>(children);
  return DefinitionNamer(parent, children).run();
}

}  // namespace gilua::front
