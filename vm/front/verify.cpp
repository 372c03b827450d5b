// Checks a LuaFunction instruction by instruction: operands, constants' types, jumps, pairs of
// instructions that belong together, scopes. What holds along paths (a register is written before
// it is read, a cell register holds a cell) is checked after the translation, in flow.cpp.
//
// A pair is an instruction and the one that completes it: arithmetic and its MMBIN, a test and its
// JMP, NEWTABLE/LOADKX/SETLIST and EXTRAARG, TFORCALL and TFORLOOP, a producer of an open list and
// its consumer. Nothing may jump to the second half of a pair, a test's JMP apart.
#include "vm/front/chunk_format.hpp"
#include "vm/front/errors.hpp"
#include "vm/front/lua_code.hpp"
#include "vm/table/table.hpp"

namespace gilua {

namespace {

using namespace front;

using Reason = const char*;  // nullptr: all is well

/// Checks one function; its children have Checkers of their own.
class Checker {
 public:
  Checker(const LuaFunction& f, const LuaFunction* parent) : f_(f), parent_(parent) {}

  Reason check();
  size_t pc() const { return pc_; }

 private:
  Reason check_frame() const;
  Reason check_upvalues() const;
  Reason check_locals() const;
  Reason check_role(char role, uint32_t operand, uint32_t k) const;
  Reason check_operands() const;
  Reason check_pair() const;
  Reason check_arithmetic() const;
  Reason check_ranges() const;
  Reason check_tables() const;
  Reason check_open_list() const;
  Reason check_loop() const;
  Reason check_jump() const;
  Reason check_placement() const;

  uint32_t word() const { return f_.code[pc_]; }
  LuaOp op() const { return lua_op(word()); }
  bool op_at(size_t pc, LuaOp op) const { return pc < f_.code.size() && lua_op(f_.code[pc]) == op; }
  bool is_register(uint32_t r) const { return r < f_.stack_size; }
  bool is_second_half(size_t pc) const;

  const LuaFunction& f_;
  const LuaFunction* parent_;
  size_t pc_ = 0;
};

Reason Checker::check_frame() const {
  if (f_.code.empty() || !is_return(lua_op(f_.code.back()))) return "code does not end in a return";
  if (f_.parameter_count > f_.stack_size) return "more parameters than registers";
  if ((f_.is_vararg != 0) != op_at(0, LuaOp::kVARARGPREP)) return "bad vararg function";
  if (!f_.lines.empty() && f_.lines.size() != f_.code.size()) return "bad line information";
  return nullptr;
}

Reason Checker::check_upvalues() const {
  if (f_.upvalues.size() > UINT8_MAX) return "too many upvalues";
  if (parent_ == nullptr) return nullptr;  // the main function's are made by `load`
  for (const LuaFunction::Upvalue& u : f_.upvalues) {
    if (u.in_stack > 1) return "bad upvalue";
    const size_t limit = u.in_stack != 0 ? parent_->stack_size : parent_->upvalues.size();
    if (u.index >= limit) return "upvalue index out of range";
  }
  return nullptr;
}

/// Scopes must nest and be sorted by their start: then the k-th active local is in register k.
Reason Checker::check_locals() const {
  std::vector<int32_t> open_ends;
  const int64_t size = static_cast<int64_t>(f_.code.size());
  int32_t last_start = 0;
  for (const LocalVariable& v : f_.locals) {
    if (v.start_pc < last_start || v.end_pc < v.start_pc || v.end_pc > size)
      return "bad scope of a local variable";
    last_start = v.start_pc;
    if (v.start_pc == v.end_pc) continue;
    while (!open_ends.empty() && open_ends.back() <= v.start_pc) open_ends.pop_back();
    if (!open_ends.empty() && open_ends.back() < v.end_pc) return "scopes overlap";
    open_ends.push_back(v.end_pc);
    if (open_ends.size() > f_.stack_size) return "more local variables than registers";
  }
  return nullptr;
}

Reason Checker::check_role(char role, uint32_t operand, uint32_t k) const {
  const auto constant = [&]() -> const LuaFunction::Constant* {
    return operand < f_.constants.size() ? &f_.constants[operand] : nullptr;
  };
  if (role == 'x') role = k != 0 ? 'K' : 'r';
  if (role == 'y') role = k != 0 ? 'S' : 'r';
  switch (role) {
    case 'w':
    case 'r':
      return is_register(operand) ? nullptr : "register out of range";
    case 'u':
      return operand < f_.upvalues.size() ? nullptr : "upvalue out of range";
    case 'K':
      return constant() != nullptr ? nullptr : "constant out of range";
    case 'S':
    case 's': {
      const auto* c = constant();
      const auto* s = c != nullptr ? std::get_if<std::string>(c) : nullptr;
      if (s == nullptr) return "key is not a string constant";
      return role == 'S' || s->size() <= kShortLimit ? nullptr : "key is not a short string";
    }
    case 'm':
    case 'n': {
      const auto* c = constant();
      if (c != nullptr && std::holds_alternative<int64_t>(*c)) return nullptr;
      if (role == 'n' && c != nullptr && std::holds_alternative<double>(*c)) return nullptr;
      return "constant is not a number";
    }
    default:
      return nullptr;
  }
}

Reason Checker::check_operands() const {
  const uint32_t w = word();
  const char* roles = info_of(op()).roles;
  if (Reason why = check_role(roles[0], field_a(w), 0)) return why;
  if (Reason why = check_role(roles[1], field_b(w), 0)) return why;
  if (Reason why = check_role(roles[2], field_c(w), field_k(w))) return why;
  switch (op()) {
    case LuaOp::kLOADK:
      return check_role('K', field_bx(w), 0);
    case LuaOp::kLOADKX:
      if (!op_at(pc_ + 1, LuaOp::kEXTRAARG)) return "LOADKX without EXTRAARG";
      return check_role('K', field_ax(f_.code[pc_ + 1]), 0);
    case LuaOp::kCLOSURE:
      return field_bx(w) < f_.children.size() ? nullptr : "function out of range";
    case LuaOp::kVARARGPREP:
      if (pc_ != 0 || field_a(w) != f_.parameter_count) return "misplaced VARARGPREP";
      return nullptr;
    case LuaOp::kVARARG:
      return f_.is_vararg != 0 ? nullptr : "VARARG outside a vararg function";
    default:
      return nullptr;
  }
}

/// Registers that an instruction uses beside the ones that it names.
Reason Checker::check_ranges() const {
  const uint32_t w = word(), a = field_a(w), b = field_b(w), c = field_c(w);
  uint32_t last = 0;  // the highest register in use
  switch (op()) {
    case LuaOp::kLOADNIL:
      last = a + b;
      break;
    case LuaOp::kSELF:
      last = a + 1;
      break;
    case LuaOp::kCONCAT:
      if (b < 2) return "CONCAT of less than two values";
      last = a + b - 1;
      break;
    case LuaOp::kCLOSE:
      return a <= f_.stack_size ? nullptr : "register out of range";
    case LuaOp::kCALL:
    case LuaOp::kTAILCALL:
      if (b > 0) last = a + b - 1;
      if (op() == LuaOp::kCALL && c > 1 && a + c - 2 > last) last = a + c - 2;
      break;
    case LuaOp::kRETURN:
      if (b > 1) last = a + b - 2;  // with b = 1 nothing is returned, and a may lie at the end
      break;
    case LuaOp::kVARARG:
      if (c > 1) last = a + c - 2;
      break;
    case LuaOp::kFORPREP:
    case LuaOp::kFORLOOP:
    case LuaOp::kTFORPREP:
      last = a + 3;
      break;
    case LuaOp::kTFORCALL:
      if (c == 0) return "TFORCALL without results";
      last = a + (c > 3 ? 3 + c : 6);  // the iterator is called in R[a+4] .. R[a+6]
      break;
    case LuaOp::kTFORLOOP:
      last = a + 4;
      break;
    case LuaOp::kSETLIST:
      last = a + b;
      break;
    default:
      return nullptr;
  }
  return last == 0 || is_register(last) ? nullptr : "register range too long";
}

Reason Checker::check_tables() const {
  const uint32_t w = word();
  if (op() != LuaOp::kNEWTABLE && op() != LuaOp::kSETLIST) return nullptr;
  const bool extra = op() == LuaOp::kNEWTABLE || field_k(w) != 0;
  if (extra && !op_at(pc_ + 1, LuaOp::kEXTRAARG)) return "EXTRAARG missing";
  uint64_t size = field_c(w);
  if (field_k(w) != 0) size += uint64_t{field_ax(f_.code[pc_ + 1])} * 256;
  if (size > INT32_MAX - 256) return "table too large";
  if (op() == LuaOp::kNEWTABLE && field_b(w) > 31) return "table too large";
  return nullptr;
}

/// The metamethod event that belongs to an arithmetic instruction; kCount: it is none.
Event event_of(LuaOp op, bool& constant_operand) {
  constant_operand = op >= LuaOp::kADDK && op <= LuaOp::kBXORK;
  const int base = static_cast<int>(Event::kAdd);
  if (constant_operand)
    return static_cast<Event>(base + static_cast<int>(op) - static_cast<int>(LuaOp::kADDK));
  if (op >= LuaOp::kADD && op <= LuaOp::kSHR)
    return static_cast<Event>(base + static_cast<int>(op) - static_cast<int>(LuaOp::kADD));
  return Event::kCount;
}

/// Arithmetic must be followed by the MMBIN* that repeats its operands.
Reason Checker::check_arithmetic() const {
  const LuaOp o = op();
  const bool immediate = o == LuaOp::kADDI || o == LuaOp::kSHRI || o == LuaOp::kSHLI;
  bool constant = false;
  const Event expected = event_of(o, constant);
  if (!immediate && expected == Event::kCount) return nullptr;
  const uint32_t w = word();
  const LuaOp wanted = immediate ? LuaOp::kMMBINI : constant ? LuaOp::kMMBINK : LuaOp::kMMBIN;
  if (!op_at(pc_ + 1, wanted)) return "arithmetic without its metamethod instruction";
  const uint32_t mm = f_.code[pc_ + 1];
  if (field_a(mm) != field_b(w)) return "metamethod operands differ";
  const Event event = static_cast<Event>(field_c(mm));
  if (!immediate) {
    if (field_b(mm) != field_c(w) || event != expected) return "metamethod operands differ";
    return nullptr;
  }
  // x - n is ADDI -n with event "sub" and n; x << n is SHRI -n with event "shl" and n.
  const Event same = o == LuaOp::kADDI   ? Event::kAdd
                     : o == LuaOp::kSHRI ? Event::kShr
                                         : Event::kShl;
  const Event opposite = o == LuaOp::kADDI ? Event::kSub : Event::kShl;
  const int32_t operand = field_sb(mm), sc = field_sc(w);
  if (event == same && operand == sc) return nullptr;
  if (o != LuaOp::kSHLI && event == opposite && operand == -sc && field_k(mm) == 0) return nullptr;
  return "metamethod operands differ";
}

bool Checker::is_second_half(size_t pc) const {
  if (pc >= f_.code.size()) return false;
  const uint32_t w = f_.code[pc];
  return has_flag(w, kMetamethod) || lua_op(w) == LuaOp::kEXTRAARG ||
         lua_op(w) == LuaOp::kTFORLOOP || uses_top(w);
}

/// The second half of a pair must follow its first.
Reason Checker::check_pair() const {
  const uint32_t before = pc_ > 0 ? f_.code[pc_ - 1] : 0;
  if (has_flag(word(), kTest) && !op_at(pc_ + 1, LuaOp::kJMP)) return "test without a jump";
  if (op() == LuaOp::kLFALSESKIP && !op_at(pc_ + 1, LuaOp::kLOADTRUE)) return "bad LFALSESKIP";
  if (has_flag(word(), kMetamethod)) {
    bool constant = false;
    const LuaOp o = pc_ > 0 ? lua_op(before) : LuaOp::kCount;
    const bool arithmetic = o == LuaOp::kADDI || o == LuaOp::kSHRI || o == LuaOp::kSHLI ||
                            event_of(o, constant) != Event::kCount;
    return pc_ > 0 && arithmetic ? nullptr : "misplaced metamethod instruction";
  }
  if (op() == LuaOp::kEXTRAARG) {
    const LuaOp o = pc_ > 0 ? lua_op(before) : LuaOp::kCount;
    const bool wanted = o == LuaOp::kLOADKX || o == LuaOp::kNEWTABLE ||
                        (o == LuaOp::kSETLIST && field_k(before) != 0);
    return wanted ? nullptr : "misplaced EXTRAARG";
  }
  return nullptr;
}

/// Open lists: the consumer follows its producer at once and begins at or below it.
Reason Checker::check_open_list() const {
  if (sets_top(word())) {
    if (pc_ + 1 == f_.code.size() || !uses_top(f_.code[pc_ + 1])) return "open list without a user";
  }
  if (!uses_top(word())) return nullptr;
  if (pc_ == 0 || !sets_top(f_.code[pc_ - 1])) return "open list without a source";
  const uint32_t producer = field_a(f_.code[pc_ - 1]), a = field_a(word());
  const uint32_t first = op() == LuaOp::kRETURN ? a : a + 1;
  return first <= producer ? nullptr : "open list begins above its source";
}

/// A loop's two ends name each other, so that its registers were prepared when it turns.
Reason Checker::check_loop() const {
  const auto& code = f_.code;
  const int64_t size = static_cast<int64_t>(code.size());
  const int64_t next = static_cast<int64_t>(pc_) + 1;
  const auto is_pair = [&](int64_t first, LuaOp first_op, int64_t second, LuaOp second_op) {
    return first >= 0 && second >= 0 && first < size && second < size &&
           lua_op(code[static_cast<size_t>(first)]) == first_op &&
           lua_op(code[static_cast<size_t>(second)]) == second_op &&
           field_a(code[static_cast<size_t>(first)]) == field_a(code[static_cast<size_t>(second)]);
  };
  const int64_t forward = next + field_bx(word()), back = next - field_bx(word());
  bool good = true;
  switch (op()) {
    case LuaOp::kFORPREP:
      good = is_pair(next - 1, LuaOp::kFORPREP, forward, LuaOp::kFORLOOP) &&
             jump_target(code, static_cast<size_t>(forward)) == next;
      break;
    case LuaOp::kFORLOOP:
      good = is_pair(back - 1, LuaOp::kFORPREP, next - 1, LuaOp::kFORLOOP) &&
             jump_target(code, static_cast<size_t>(back - 1)) == next;
      break;
    case LuaOp::kTFORPREP:
      good = is_pair(next - 1, LuaOp::kTFORPREP, forward, LuaOp::kTFORCALL);
      break;
    case LuaOp::kTFORCALL:
      good = is_pair(next - 1, LuaOp::kTFORCALL, next, LuaOp::kTFORLOOP);
      break;
    case LuaOp::kTFORLOOP:
      good = is_pair(next - 2, LuaOp::kTFORCALL, next - 1, LuaOp::kTFORLOOP) &&
             is_pair(back - 1, LuaOp::kTFORPREP, next - 2, LuaOp::kTFORCALL) &&
             jump_target(code, static_cast<size_t>(back - 1)) == next - 2;
      break;
    default:
      break;
  }
  return good ? nullptr : "bad loop";
}

Reason Checker::check_jump() const {
  const int64_t target = jump_target(f_.code, pc_);
  if (target == -1 && op() != LuaOp::kJMP) return nullptr;
  if (target < 0 || target >= static_cast<int64_t>(f_.code.size())) return "jump out of the code";
  if (target == 0 && f_.is_vararg != 0) return "jump to VARARGPREP";
  return is_second_half(static_cast<size_t>(target)) ? "jump into a pair of instructions" : nullptr;
}

/// No instruction but a return may fall off the end; a scope must not begin inside a pair, since
/// the translator puts the making of cells there.
Reason Checker::check_placement() const {
  if (f_.locals.empty()) return nullptr;
  for (const LocalVariable& v : f_.locals) {
    const size_t at = static_cast<size_t>(v.start_pc);
    if (at == 0 || at >= f_.code.size() || v.start_pc == v.end_pc) continue;
    const uint32_t before = f_.code[at - 1];
    if (is_second_half(at) || has_flag(before, kTest) || lua_op(before) == LuaOp::kLFALSESKIP)
      return "scope begins inside a pair of instructions";
  }
  return nullptr;
}

Reason Checker::check() {
  for (const uint32_t w : f_.code) {
    if (op_number(w) >= static_cast<uint32_t>(LuaOp::kCount)) return "unknown instruction";
  }
  if (Reason why = check_frame()) return why;
  if (Reason why = check_upvalues()) return why;
  if (Reason why = check_locals()) return why;
  if (Reason why = check_placement()) return why;
  for (pc_ = 0; pc_ < f_.code.size(); pc_++) {
    for (const auto part :
         {&Checker::check_operands, &Checker::check_ranges, &Checker::check_tables,
          &Checker::check_arithmetic, &Checker::check_pair, &Checker::check_open_list,
          &Checker::check_loop, &Checker::check_jump}) {
      if (Reason why = (this->*part)()) return why;
    }
  }
  return nullptr;
}

Result<void> verify_tree(const LuaFunction& f, const LuaFunction* parent,
                         std::string_view chunk_name, uint32_t depth) {
  if (depth > kMaxFunctionDepth) return bad_chunk(chunk_name, "functions nested too deeply");
  Checker checker(f, parent);
  if (Reason why = checker.check())
    return bad_chunk(chunk_name, std::string(why) + " in function at line " +
                                     std::to_string(f.line_defined) + ", instruction " +
                                     std::to_string(checker.pc() + 1));
  for (const LuaFunction& child : f.children) {
    Result<void> result = verify_tree(child, &f, chunk_name, depth + 1);
    if (!result) return result;
  }
  return {};
}

}  // namespace

Result<void> verify(const LuaFunction& function, std::string_view chunk_name) {
  return front::guard_memory([&] { return verify_tree(function, nullptr, chunk_name, 1); });
}

}  // namespace gilua
