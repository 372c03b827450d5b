// A Proto's code as text, for `gilua dis` and for tests.
#include <cstdio>

#include "vm/front/draft.hpp"

namespace gilua {

namespace {

struct OpText {
  const char* name;
  const char* operands;
};
constexpr OpText kOps[] = {
#define OP(name, operands, summary) {#name, operands},
#include "vm/object/opcodes.def"
#undef OP
};

constexpr size_t kNameWidth = 12;
constexpr size_t kLongestConstant = 40;

std::string constant_text(Value v) {
  if (v.is_nil()) return "nil";
  if (v.is_boolean()) return v.is_falsy() ? "false" : "true";
  if (v.is_integer()) return std::to_string(v.as_integer());
  if (v.is_float()) {
    char text[40];
    std::snprintf(text, sizeof text, "%.14g", v.as_float());
    return text;
  }
  const std::string_view s = v.as_string()->view();
  std::string out = "\"";
  for (const char c : s.substr(0, kLongestConstant)) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) >= ' ') {
      out += c;
    } else {
      out += '\\' + std::to_string(static_cast<unsigned char>(c));
    }
  }
  return out + (s.size() > kLongestConstant ? "\"..." : "\"");
}

bool jumps(Op op) {
  switch (op) {
    case Op::kJMP:
    case Op::kEQ:
    case Op::kLT:
    case Op::kLE:
    case Op::kEQK:
    case Op::kEQI:
    case Op::kLTI:
    case Op::kLEI:
    case Op::kGTI:
    case Op::kGEI:
    case Op::kTEST:
    case Op::kTESTSET:
    case Op::kTESTSETCELL:
    case Op::kFORPREP:
    case Op::kFORLOOP:
    case Op::kTFORPREP:
    case Op::kTFORLOOP:
      return true;
    default:
      return false;
  }
}

/// Operand bytes that are signed numbers.
bool signed_b(Op op) {
  return op == Op::kEQI || op == Op::kLTI || op == Op::kLEI || op == Op::kGTI || op == Op::kGEI;
}
bool signed_c(Op op) { return op == Op::kADDI || op == Op::kSHRI || op == Op::kSHLI; }

/// aux is printed where it is an immediate or an index, not where it is a cache or the encoding of
/// a metamethod; a jump's shows as its target.
bool prints_aux(Op op) {
  return op == Op::kLOADI || op == Op::kLOADF || op == Op::kLOADK || op == Op::kNEWTABLE ||
         op == Op::kSETLIST || op == Op::kCLOSURE;
}

class Printer {
 public:
  void print(const Proto& proto);
  std::string take() { return std::move(out_); }

 private:
  void print_header(const Proto& proto);
  void print_instruction(const Proto& proto, uint32_t pc);
  std::string comment(const Proto& proto, uint32_t pc, uint32_t word, int32_t aux) const;

  std::string out_;
};

void Printer::print_header(const Proto& proto) {
  const ProtoDebug& d = *proto.debug;
  out_ += d.line_defined == 0 ? "main <" : "function <";
  out_ += short_source(d.source) + ":" + std::to_string(d.line_defined) + "," +
          std::to_string(d.last_line_defined) + "> " + std::to_string(proto.parameter_count) +
          (proto.is_vararg ? "+" : "") + " params, " + std::to_string(proto.stack_size) +
          " registers, " + std::to_string(proto.upvalue_count) + " upvalues, " +
          std::to_string(proto.constant_count) + " constants, " +
          std::to_string(proto.child_count) + " functions\n";
  static const char* const kFrom[] = {"upvalue", "cell", "shared", "self"};
  for (uint32_t i = 0; i < proto.upvalue_count; i++) {
    const UpvalueInfo& u = proto.upvalues[i];
    out_ += "\tupvalue " + std::to_string(i) + "\t" + (u.name.empty() ? "?" : u.name) + "\t" +
            kFrom[static_cast<size_t>(u.from)] + " " + std::to_string(u.index);
    if (u.from == UpvalueInfo::From::kSharedCell || u.from == UpvalueInfo::From::kSelf)
      out_ += " in " + std::to_string(u.cell_index);
    out_ += "\n";
  }
}

std::string Printer::comment(const Proto& proto, uint32_t pc, uint32_t word, int32_t aux) const {
  const Op op = Instruction::op_of(word);
  const char* roles = front::roles_of(op);
  std::string out;
  const auto add = [&](const std::string& text) { out += (out.empty() ? "\t; " : " ") + text; };
  const uint32_t operands[] = {Instruction::a_of(word), Instruction::b_of(word),
                               Instruction::c_of(word)};
  for (size_t i = 0; i < 3; i++) {
    if (roles[i] == 'u') add(name_of_upvalue(proto, operands[i]).name);
    if (roles[i] == 'k') add(constant_text(proto.constants[operands[i]]));
  }
  if (op == Op::kLOADK) add(constant_text(proto.constants[static_cast<uint32_t>(aux)]));
  if (jumps(op)) add("to " + std::to_string(int64_t{pc} + 1 + aux));
  return out;
}

void Printer::print_instruction(const Proto& proto, uint32_t pc) {
  const uint32_t word = proto.code[pc].word.load(std::memory_order_relaxed);  // never changes
  // An immediate or a jump never changes either; a cache is not printed.
  const int32_t aux = static_cast<int32_t>(proto.code[pc].aux.load(std::memory_order_relaxed));
  const Op op = Instruction::op_of(word);
  const OpText& text = kOps[static_cast<size_t>(op)];
  std::string name = text.name;
  std::string operands;
  for (const char* p = text.operands; *p != '\0'; p++) {
    std::string one;
    if (*p == 'a' && p[1] == 'u') break;  // "aux" comes last
    if (*p == 'a') one = std::to_string(Instruction::a_of(word));
    if (*p == 'b')
      one = std::to_string(signed_b(op) ? Instruction::sb_of(word)
                                        : static_cast<int32_t>(Instruction::b_of(word)));
    if (*p == 'c')
      one = std::to_string(signed_c(op) ? Instruction::sc_of(word)
                                        : static_cast<int32_t>(Instruction::c_of(word)));
    if (!one.empty()) operands += " " + one;
  }
  if (prints_aux(op)) operands += " " + std::to_string(aux);
  if (!operands.empty()) name.resize(std::max(name.size(), kNameWidth), ' ');
  const int32_t line = line_of(proto, pc);
  out_ += "\t" + std::to_string(pc) + "\t[" + (line < 0 ? "-" : std::to_string(line)) + "]\t" +
          name + operands + comment(proto, pc, word, aux) + "\n";
}

void Printer::print(const Proto& proto) {
  print_header(proto);
  for (uint32_t pc = 0; pc < proto.code_size; pc++) print_instruction(proto, pc);
  for (uint32_t i = 0; i < proto.child_count; i++) {
    out_ += "\n";
    print(*proto.children[i]);
  }
}

}  // namespace

std::string disassemble(const Proto& proto) {
  Printer printer;
  printer.print(proto);
  return printer.take();
}

}  // namespace gilua
