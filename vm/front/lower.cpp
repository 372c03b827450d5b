// Lua's instructions to drafts of ours, one group per instruction of Lua's. The function is
// verified, so pairs are complete and operands in range.
//
// What has no counterpart leaves an empty group: MMBIN*, EXTRAARG and a test's JMP. A CLOSE where
// nothing can be to-be-closed does nothing, but hooks see it: it becomes a jump to what follows. An
// immediate of 128 does not fit our signed bytes (Lua's reach from
// -127 to 128): it goes through a scratch register and the register form.
#include "vm/front/draft.hpp"
#include "vm/table/table.hpp"

namespace gilua::front {

// Lua's metamethod numbers (ltm.h) are in MMBIN*'s C and go into aux unchanged.
static_assert(static_cast<int>(Event::kIndex) == 0 && static_cast<int>(Event::kEq) == 5 &&
              static_cast<int>(Event::kAdd) == 6 && static_cast<int>(Event::kShr) == 17 &&
              static_cast<int>(Event::kClose) == 24);

namespace {

class Lowering {
 public:
  explicit Lowering(const LuaFunction& f)
      : f_(f), closes_(has_to_be_closed(f)), is_target_(f.code.size(), false) {
    for (size_t pc = 0; pc < f.code.size(); pc++) {
      const int64_t target = jump_target(f.code, pc);
      if (target >= 0) is_target_[static_cast<size_t>(target)] = true;
    }
  }

  Lowered run() {
    for (pc_ = 0; pc_ < f_.code.size(); pc_++) {
      out_.first.push_back(static_cast<uint32_t>(out_.drafts.size()));
      lower_one();
    }
    out_.first.push_back(static_cast<uint32_t>(out_.drafts.size()));
    return std::move(out_);
  }

 private:
  uint32_t word() const { return f_.code[pc_]; }
  uint32_t next_word() const { return f_.code[pc_ + 1]; }

  Draft& emit(Op op, uint32_t a, uint32_t b = 0, uint32_t c = 0, uint32_t aux = 0) {
    Draft& d = out_.drafts.emplace_back();
    d.op = op;
    d.a = static_cast<uint16_t>(a);
    d.b = static_cast<uint16_t>(b);
    d.c = static_cast<uint16_t>(c);
    d.aux = aux;
    d.original = static_cast<uint32_t>(pc_);
    return d;
  }
  void emit_jump(Op op, uint32_t a, int64_t target, size_t from, uint32_t b = 0, uint32_t c = 0) {
    Draft& d = emit(op, a, b, c);
    d.target = target;
    d.jump_from = static_cast<uint32_t>(from);
  }
  void emit_same(Op op);
  void lower_one();
  void lower_other();
  void lower_store(Op with_register, Op with_constant);
  void lower_self();
  void lower_immediate(Op op, Op register_form);
  void lower_arithmetic_constant(Op op);
  void lower_test(Op op, uint32_t a, uint32_t b, bool float_immediate = false);
  void lower_compare_immediate(Op op);
  void lower_jump();
  void lower_return();
  uint32_t closed_from() const;

  const LuaFunction& f_;
  const bool closes_;
  std::vector<bool> is_target_;
  Lowered out_;
  size_t pc_ = 0;
};

/// The operands stay; those that we do not use become 0.
void Lowering::emit_same(Op op) {
  const char* roles = roles_of(op);
  const uint32_t w = word();
  emit(op, roles[0] != '-' ? field_a(w) : 0, roles[1] != '-' ? field_b(w) : 0,
       roles[2] != '-' ? field_c(w) : 0);
}

void Lowering::lower_store(Op with_register, Op with_constant) {
  emit_same(field_k(word()) != 0 ? with_constant : with_register);
}

void Lowering::lower_self() {
  const uint32_t a = field_a(word()), b = field_b(word()), c = field_c(word());
  if (field_k(word()) == 0) {
    emit(Op::kSELFR, a, b, c);
  } else if (std::get<std::string>(f_.constants[c]).size() <= kShortLimit) {
    emit(Op::kSELF, a, b, c);
  } else {
    emit(Op::kLOADK, kTemporary, 0, 0, c);
    emit(Op::kSELFR, a, b, kTemporary);
  }
}

/// ADDI, SHRI, SHLI with the metamethod's event and operand from the MMBINI behind them.
void Lowering::lower_immediate(Op op, Op register_form) {
  const uint32_t w = word(), mm = next_word();
  const int32_t immediate = field_sc(w);
  if (immediate > INT8_MAX) {
    // Flipped, the literal is the left operand; so it always is for SHLI (literal << register).
    const bool literal_first = field_k(mm) != 0 || op == Op::kSHLI;
    emit(Op::kLOADI, kTemporary, 0, 0, static_cast<uint32_t>(immediate));
    emit(register_form, field_a(w), literal_first ? kTemporary : field_b(w),
         literal_first ? field_b(w) : kTemporary);
    return;
  }
  const uint32_t operand = static_cast<uint8_t>(field_sb(mm));
  emit(op, field_a(w), field_b(w), static_cast<uint8_t>(immediate),
       field_k(mm) | field_c(mm) << 8 | operand << 16);
}

void Lowering::lower_arithmetic_constant(Op op) {
  const uint32_t w = word(), mm = next_word();
  emit(op, field_a(w), field_b(w), field_c(w), field_k(mm) | field_c(mm) << 8 | field_b(mm) << 16);
}

/// A test takes its JMP into itself. If other jumps meet that JMP too, it stays as an instruction
/// of its own, and the way on from the test leads around it.
void Lowering::lower_test(Op op, uint32_t a, uint32_t b, bool float_immediate) {
  const size_t jump = pc_ + 1;
  const uint32_t c = field_k(word()) | (float_immediate ? 2u : 0u);
  emit_jump(op, a, jump_target(f_.code, jump), jump, b, c);
  if (is_target_[jump]) emit_jump(Op::kJMP, 0, static_cast<int64_t>(jump) + 1, jump);
}

/// EQI and the like. That the literal was a float (Lua's C) matters to metamethods only.
void Lowering::lower_compare_immediate(Op op) {
  const uint32_t a = field_a(word());
  const int32_t immediate = field_sb(word());
  if (immediate <= INT8_MAX)
    return lower_test(op, a, static_cast<uint8_t>(immediate), field_c(word()) != 0);
  emit(field_c(word()) != 0 ? Op::kLOADF : Op::kLOADI, kTemporary, 0, 0,
       static_cast<uint32_t>(immediate));
  switch (op) {
    case Op::kEQI:
      return lower_test(Op::kEQ, a, kTemporary);
    case Op::kLTI:
      return lower_test(Op::kLT, a, kTemporary);
    case Op::kLEI:
      return lower_test(Op::kLE, a, kTemporary);
    case Op::kGTI:
      return lower_test(Op::kLT, kTemporary, a);
    default:
      return lower_test(Op::kLE, kTemporary, a);
  }
}

void Lowering::lower_jump() {
  const bool belongs_to_test = pc_ > 0 && has_flag(f_.code[pc_ - 1], kTest);
  if (belongs_to_test && !is_target_[pc_]) return;
  emit_jump(Op::kJMP, 0, jump_target(f_.code, pc_), pc_);
}

void Lowering::lower_return() {
  const uint32_t a = field_a(word()), b = field_b(word());
  const bool closing = closes_ && field_k(word()) != 0;
  if (b == 1 && !closing)
    emit(Op::kRETURN0, 0);
  else if (b == 2 && !closing)
    emit(Op::kRETURN1, a);
  else
    emit(Op::kRETURN, b == 1 ? 0 : a, b, closing ? 1 : 0);
}

/// The register from which the CLOSE at pc_ closes. Lua 5.4.4's compiler is wrong about one: where
/// a `break` leaves a generic `for` whose variables are captured, the CLOSE behind the loop begins
/// above the loop's own registers R[A] .. R[A+3], so the fourth one, which is to be closed, never
/// is (5.4.5 and later begin at R[A]). Nothing else begins there right behind a loop.
uint32_t Lowering::closed_from() const {
  const uint32_t a = field_a(word());
  const bool behind_loop = pc_ > 0 && lua_op(f_.code[pc_ - 1]) == LuaOp::kTFORLOOP;
  const uint32_t loop = behind_loop ? field_a(f_.code[pc_ - 1]) : 0;
  return behind_loop && a == loop + 4 ? loop : a;
}

void Lowering::lower_one() {
  switch (lua_op(word())) {
#define SAME(name)     \
  case LuaOp::k##name: \
    return emit_same(Op::k##name);
    SAME(MOVE)
    SAME(LOADFALSE)
    SAME(LFALSESKIP)
    SAME(LOADTRUE)
    SAME(LOADNIL)
    SAME(GETUPVAL)
    SAME(SETUPVAL)
    SAME(GETTABUP)
    SAME(GETTABLE)
    SAME(GETI)
    SAME(GETFIELD)
    SAME(ADD)
    SAME(SUB)
    SAME(MUL)
    SAME(MOD)
    SAME(POW)
    SAME(DIV)
    SAME(IDIV)
    SAME(BAND)
    SAME(BOR)
    SAME(BXOR)
    SAME(SHL)
    SAME(SHR)
    SAME(UNM)
    SAME(BNOT)
    SAME(NOT)
    SAME(LEN)
    SAME(CONCAT)
    SAME(TBC)
    SAME(CALL)
    SAME(RETURN0)
    SAME(RETURN1)
    SAME(TFORCALL)
    SAME(VARARG)
    SAME(VARARGPREP)
#undef SAME
#define CONSTANT(name) \
  case LuaOp::k##name: \
    return lower_arithmetic_constant(Op::k##name);
    CONSTANT(ADDK)
    CONSTANT(SUBK)
    CONSTANT(MULK)
    CONSTANT(MODK)
    CONSTANT(POWK)
    CONSTANT(DIVK)
    CONSTANT(IDIVK)
    CONSTANT(BANDK)
    CONSTANT(BORK)
    CONSTANT(BXORK)
#undef CONSTANT
    default:
      return lower_other();
  }
}

void Lowering::lower_other() {
  const uint32_t w = word(), a = field_a(w), b = field_b(w), c = field_c(w);
  const auto extra = [&] { return field_k(w) != 0 ? field_ax(next_word()) * 256 : 0; };
  switch (lua_op(w)) {
    case LuaOp::kLOADI:
      emit(Op::kLOADI, a, 0, 0, static_cast<uint32_t>(field_sbx(w)));
      break;
    case LuaOp::kLOADF:
      emit(Op::kLOADF, a, 0, 0, static_cast<uint32_t>(field_sbx(w)));
      break;
    case LuaOp::kLOADK:
      emit(Op::kLOADK, a, 0, 0, field_bx(w));
      break;
    case LuaOp::kLOADKX:
      emit(Op::kLOADK, a, 0, 0, field_ax(next_word()));
      break;
    case LuaOp::kSETTABUP:
      return lower_store(Op::kSETTABUP, Op::kSETTABUPK);
    case LuaOp::kSETTABLE:
      return lower_store(Op::kSETTABLE, Op::kSETTABLEK);
    case LuaOp::kSETI:
      return lower_store(Op::kSETI, Op::kSETIK);
    case LuaOp::kSETFIELD:
      return lower_store(Op::kSETFIELD, Op::kSETFIELDK);
    case LuaOp::kNEWTABLE:
      emit(Op::kNEWTABLE, a, b, 0, c + extra());
      break;
    case LuaOp::kSETLIST:
      emit(Op::kSETLIST, a, b, 0, c + extra());
      break;
    case LuaOp::kSELF:
      return lower_self();
    case LuaOp::kADDI:
      return lower_immediate(Op::kADDI, Op::kADD);
    case LuaOp::kSHRI:
      return lower_immediate(Op::kSHRI, Op::kSHR);
    case LuaOp::kSHLI:
      return lower_immediate(Op::kSHLI, Op::kSHL);
    case LuaOp::kEQ:
      return lower_test(Op::kEQ, a, b);
    case LuaOp::kLT:
      return lower_test(Op::kLT, a, b);
    case LuaOp::kLE:
      return lower_test(Op::kLE, a, b);
    case LuaOp::kEQK:
      return lower_test(Op::kEQK, a, b);
    case LuaOp::kEQI:
      return lower_compare_immediate(Op::kEQI);
    case LuaOp::kLTI:
      return lower_compare_immediate(Op::kLTI);
    case LuaOp::kLEI:
      return lower_compare_immediate(Op::kLEI);
    case LuaOp::kGTI:
      return lower_compare_immediate(Op::kGTI);
    case LuaOp::kGEI:
      return lower_compare_immediate(Op::kGEI);
    case LuaOp::kTEST:
      return lower_test(Op::kTEST, a, 0);
    case LuaOp::kTESTSET:
      return lower_test(Op::kTESTSET, a, b);
    case LuaOp::kJMP:
      return lower_jump();
    case LuaOp::kCLOSE:
      if (closes_)
        emit(Op::kCLOSE, closed_from());
      else
        emit_jump(Op::kJMP, 0, static_cast<int64_t>(pc_) + 1, pc_);
      break;
    case LuaOp::kTAILCALL:
      emit(Op::kTAILCALL, a, b, closes_ && field_k(w) != 0 ? 1 : 0);
      break;
    case LuaOp::kRETURN:
      return lower_return();
    case LuaOp::kFORPREP:
      return emit_jump(Op::kFORPREP, a, jump_target(f_.code, pc_), pc_);
    case LuaOp::kFORLOOP:
      return emit_jump(Op::kFORLOOP, a, jump_target(f_.code, pc_), pc_);
    case LuaOp::kTFORPREP:
      return emit_jump(Op::kTFORPREP, a, jump_target(f_.code, pc_), pc_);
    case LuaOp::kTFORLOOP:
      return emit_jump(Op::kTFORLOOP, a, jump_target(f_.code, pc_), pc_);
    case LuaOp::kCLOSURE:
      emit(Op::kCLOSURE, a, 0, 0, field_bx(w));
      break;
    default:  // MMBIN*, EXTRAARG: part of the instruction before
      break;
  }
}

}  // namespace

bool has_to_be_closed(const LuaFunction& f) {
  for (const uint32_t w : f.code) {
    if (lua_op(w) == LuaOp::kTBC || lua_op(w) == LuaOp::kTFORPREP) return true;
  }
  return false;
}

Lowered lower(const LuaFunction& f) { return Lowering(f).run(); }

}  // namespace gilua::front
