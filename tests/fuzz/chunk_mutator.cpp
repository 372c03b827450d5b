// See chunk_mutator.hpp. Changes are small, so that many a changed chunk is still accepted: what
// matters is what the verifier lets through wrongly.
#include "tests/fuzz/chunk_mutator.hpp"

#include <array>
#include <random>

#include "vm/front/lua_code.hpp"

namespace gilua::fuzz {
namespace {

using front::LuaOp;

class ChunkMutator {
 public:
  ChunkMutator(LuaFunction& main, unsigned seed) : random_(seed) { collect(main); }

  void change();

 private:
  void collect(LuaFunction& f) {
    functions_.push_back(&f);
    for (LuaFunction& child : f.children) collect(child);
  }
  /// In [0, count); count must not be 0.
  size_t below(size_t count) { return random_() % count; }
  template <typename T>
  T& any(std::vector<T>& list) {
    return list[below(list.size())];
  }
  /// An instruction of any function; [f]'s if that has none.
  uint32_t& foreign_word(LuaFunction& f) {
    LuaFunction& other = *any(functions_);
    return any(other.code.empty() ? f.code : other.code);
  }
  uint32_t small_change(uint32_t value) {
    switch (below(4)) {
      case 0:
        return value + 1;
      case 1:
        return value - 1;
      case 2:
        return static_cast<uint32_t>(below(8));
      default:
        return random_();
    }
  }

  void change_operand(LuaFunction& f);
  void change_opcode(LuaFunction& f);
  void move_code(LuaFunction& f);
  void insert_code(LuaFunction& f);
  void erase_code(LuaFunction& f);
  void change_constant(LuaFunction& f);
  void change_upvalue(LuaFunction& f);
  void change_scope(LuaFunction& f);
  void change_frame(LuaFunction& f);
  void shift_scopes(LuaFunction& f, size_t at, int32_t by);

  std::mt19937 random_;
  std::vector<LuaFunction*> functions_;  // into the tree, whose shape does not change
};

struct Field {
  int shift, bits;
};
constexpr std::array<Field, 6> kFields{{{7, 8}, {15, 1}, {16, 8}, {24, 8}, {15, 17}, {7, 25}}};

void ChunkMutator::change_operand(LuaFunction& f) {
  uint32_t& word = any(f.code);
  const Field field = kFields[below(kFields.size())];
  const uint32_t mask = (uint32_t{1} << field.bits) - 1;
  const uint32_t value = small_change((word >> field.shift) & mask) & mask;
  word = (word & ~(mask << field.shift)) | (value << field.shift);
}

void ChunkMutator::change_opcode(LuaFunction& f) {
  uint32_t& word = any(f.code);
  word = (word & ~0x7fu) | static_cast<uint32_t>(below(static_cast<size_t>(LuaOp::kCount)));
}

void ChunkMutator::move_code(LuaFunction& f) {
  uint32_t& a = any(f.code);
  uint32_t& b = below(2) != 0 ? any(f.code) : foreign_word(f);
  if (below(2) != 0)
    std::swap(a, b);
  else
    a = b;
}

/// Scopes move with the code as the compiler would have it; jumps do not, which is the point.
void ChunkMutator::shift_scopes(LuaFunction& f, size_t at, int32_t by) {
  if (below(4) == 0) return;
  for (LocalVariable& v : f.locals) {
    if (v.start_pc > static_cast<int32_t>(at)) v.start_pc += by;
    if (v.end_pc > static_cast<int32_t>(at)) v.end_pc += by;
  }
}

void ChunkMutator::insert_code(LuaFunction& f) {
  const size_t at = below(f.code.size());
  uint32_t word = below(3) != 0 ? any(f.code) : foreign_word(f);
  if (below(3) == 0) word = random_();
  f.code.insert(f.code.begin() + static_cast<ptrdiff_t>(at), word);
  if (!f.lines.empty()) f.lines.insert(f.lines.begin() + static_cast<ptrdiff_t>(at), 1);
  shift_scopes(f, at, 1);
}

void ChunkMutator::erase_code(LuaFunction& f) {
  if (f.code.size() < 2) return;
  const size_t at = below(f.code.size());
  f.code.erase(f.code.begin() + static_cast<ptrdiff_t>(at));
  if (at < f.lines.size()) f.lines.erase(f.lines.begin() + static_cast<ptrdiff_t>(at));
  shift_scopes(f, at, -1);
}

void ChunkMutator::change_constant(LuaFunction& f) {
  static const std::array<LuaFunction::Constant, 12> kInteresting{
      std::monostate{}, true, false, int64_t{0},    int64_t{-1},      INT64_MIN,
      INT64_MAX,        0.5,  -0.0,  std::string(), std::string("x"), std::string(50, 'y')};
  const LuaFunction::Constant value = kInteresting[below(kInteresting.size())];
  if (f.constants.empty() || below(4) == 0)
    f.constants.push_back(value);
  else
    any(f.constants) = value;
}

void ChunkMutator::change_upvalue(LuaFunction& f) {
  if (f.upvalues.empty() || below(8) == 0) {
    f.upvalues.push_back({static_cast<uint8_t>(below(2)), static_cast<uint8_t>(below(4)), 0, "u"});
    return;
  }
  LuaFunction::Upvalue& u = any(f.upvalues);
  if (below(2) != 0)
    u.in_stack ^= 1;
  else
    u.index = static_cast<uint8_t>(small_change(u.index));
}

void ChunkMutator::change_scope(LuaFunction& f) {
  switch (f.locals.empty() ? 0 : below(5)) {
    case 0: {
      const int32_t start = static_cast<int32_t>(below(f.code.size()));
      f.locals.push_back({"v", start, static_cast<int32_t>(f.code.size())});
      return;
    }
    case 1:
      f.locals.erase(f.locals.begin() + static_cast<ptrdiff_t>(below(f.locals.size())));
      return;
    case 2:
      if (below(4) == 0) f.locals.clear();
      return;
    case 3: {
      int32_t& start = any(f.locals).start_pc;
      start = static_cast<int32_t>(small_change(static_cast<uint32_t>(start)));
      return;
    }
    default: {
      int32_t& end = any(f.locals).end_pc;
      end = static_cast<int32_t>(small_change(static_cast<uint32_t>(end)));
    }
  }
}

void ChunkMutator::change_frame(LuaFunction& f) {
  switch (below(3)) {
    case 0:
      f.stack_size = static_cast<uint8_t>(small_change(f.stack_size));
      return;
    case 1:
      f.parameter_count = static_cast<uint8_t>(small_change(f.parameter_count));
      return;
    default:
      f.is_vararg ^= 1;
  }
}

void ChunkMutator::change() {
  LuaFunction& f = *any(functions_);
  if (f.code.empty()) return;
  using Change = void (ChunkMutator::*)(LuaFunction&);
  // Operands first: they are what a verifier gets wrong.
  constexpr std::array<Change, 14> kChanges{
      &ChunkMutator::change_operand, &ChunkMutator::change_operand,  &ChunkMutator::change_operand,
      &ChunkMutator::change_operand, &ChunkMutator::change_opcode,   &ChunkMutator::change_opcode,
      &ChunkMutator::move_code,      &ChunkMutator::move_code,       &ChunkMutator::insert_code,
      &ChunkMutator::erase_code,     &ChunkMutator::change_constant, &ChunkMutator::change_upvalue,
      &ChunkMutator::change_scope,   &ChunkMutator::change_frame};
  (this->*kChanges[below(kChanges.size())])(f);
}

}  // namespace

std::string mutate_chunk(std::string_view chunk, unsigned seed) {
  auto main = read_chunk(chunk, "=fuzz");
  if (!main) return "";
  ChunkMutator mutator(*main, seed);
  for (unsigned i = 0; i < 1 + seed / 4 % 4; ++i) mutator.change();
  return write_chunk(*main);
}

}  // namespace gilua::fuzz
