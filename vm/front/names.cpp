// Names of variables for error messages: symbolic execution of Lua's own instructions, with the
// rules of ldebug.c 5.4.4, so that messages agree with Lua's.
//
// Callers speak of our instructions and registers; original() and original_register() lead back to
// Lua's. A temporary stands for the captured variable that the GETCELL before it read.
#include <algorithm>

#include "vm/front/front.hpp"
#include "vm/front/lua_code.hpp"
#include "vm/table/table.hpp"

namespace gilua {

namespace {

using namespace front;

const VariableName kNoName{};

class Namer {
 public:
  explicit Namer(const Proto& proto) : proto_(proto), code_(proto.debug->original) {}

  VariableName of_register(int64_t pc, uint32_t reg) const;
  VariableName of_call(size_t pc) const;
  std::string local(int64_t pc, uint32_t n) const;

 private:
  std::string constant(uint32_t k) const;
  std::string constant_in_register(int64_t pc, uint32_t reg) const;
  int64_t last_write(int64_t last_pc, uint32_t reg) const;
  /// "global" if the table that is indexed is called _ENV.
  std::string field_kind(const std::string& table_name) const {
    return table_name == "_ENV" ? "global" : "field";
  }

  const Proto& proto_;
  const std::vector<uint32_t>& code_;
};

std::string Namer::local(int64_t pc, uint32_t n) const {
  for (const LocalVariable& v : proto_.debug->locals) {
    if (v.start_pc > pc) break;
    if (pc < v.end_pc && n-- == 0) return v.name;
  }
  return {};
}

std::string Namer::constant(uint32_t k) const {
  const Value v = proto_.constants[k];
  if (!v.is_string()) return "?";
  const std::string_view name = v.as_string()->view();
  return std::string(name.substr(0, name.find('\0')));  // a C string, to PUC's messages
}

std::string Namer::constant_in_register(int64_t pc, uint32_t reg) const {
  const VariableName name = of_register(pc, reg);
  return name.kind == "constant" ? name.name : "?";
}

/// The instruction before [last_pc] that surely wrote [reg] last; -1 if a jump makes it uncertain.
int64_t Namer::last_write(int64_t last_pc, uint32_t reg) const {
  int64_t writer = -1;
  int64_t jump_target_seen = 0;  // code before this may have been jumped over
  if (has_flag(code_[static_cast<size_t>(last_pc)], kMetamethod)) last_pc--;
  for (int64_t pc = 0; pc < last_pc; pc++) {
    const uint32_t w = code_[static_cast<size_t>(pc)], a = field_a(w);
    bool writes = false;
    switch (lua_op(w)) {
      case LuaOp::kLOADNIL:
        writes = a <= reg && reg <= a + field_b(w);
        break;
      case LuaOp::kTFORCALL:
        writes = reg >= a + 2;
        break;
      case LuaOp::kCALL:
      case LuaOp::kTAILCALL:
        writes = reg >= a;
        break;
      case LuaOp::kJMP: {
        const int64_t target = pc + 1 + field_sj(w);
        if (target <= last_pc) jump_target_seen = std::max(jump_target_seen, target);
        break;
      }
      default:
        writes = has_flag(w, kSetsA) && reg == a;
        break;
    }
    if (writes) writer = pc < jump_target_seen ? -1 : pc;
  }
  return writer;
}

VariableName Namer::of_register(int64_t pc, uint32_t reg) const {
  std::string name = local(pc, reg);
  if (!name.empty()) return {"local", std::move(name)};
  const int64_t writer = last_write(pc, reg);
  if (writer < 0) return kNoName;
  const uint32_t w = code_[static_cast<size_t>(writer)], b = field_b(w), c = field_c(w);
  switch (lua_op(w)) {
    case LuaOp::kMOVE:
      return b < field_a(w) ? of_register(writer, b) : kNoName;
    case LuaOp::kGETTABUP:
      return {field_kind(proto_.upvalues[b].name), constant(c)};
    case LuaOp::kGETTABLE:
      return {field_kind(of_register(writer, b).name), constant_in_register(writer, c)};
    case LuaOp::kGETI:
      return {"field", "integer index"};
    case LuaOp::kGETFIELD:
      return {field_kind(of_register(writer, b).name), constant(c)};
    case LuaOp::kGETUPVAL:
      return name_of_upvalue(proto_, b);
    case LuaOp::kLOADK:
    case LuaOp::kLOADKX: {
      const uint32_t k = lua_op(w) == LuaOp::kLOADK
                             ? field_bx(w)
                             : field_ax(code_[static_cast<size_t>(writer) + 1]);
      return proto_.constants[k].is_string() ? VariableName{"constant", constant(k)} : kNoName;
    }
    case LuaOp::kSELF:
      return {"method", field_k(w) != 0 ? constant(c) : constant_in_register(writer, c)};
    default:
      return kNoName;
  }
}

VariableName metamethod_name(Event event) {
  // In the order of Event.
  static const char* const kNames[] = {"index", "newindex", "gc",   "mode", "len", "eq",   "add",
                                       "sub",   "mul",      "mod",  "pow",  "div", "idiv", "band",
                                       "bor",   "bxor",     "shl",  "shr",  "unm", "bnot", "lt",
                                       "le",    "concat",   "call", "close"};
  static_assert(sizeof(kNames) / sizeof(kNames[0]) == static_cast<size_t>(Event::kCount));
  return {"metamethod", kNames[static_cast<size_t>(event)]};
}

VariableName Namer::of_call(size_t pc) const {
  const uint32_t w = code_[pc];
  switch (lua_op(w)) {
    case LuaOp::kCALL:
    case LuaOp::kTAILCALL:
      return of_register(static_cast<int64_t>(pc), field_a(w));
    case LuaOp::kTFORCALL:
      return {"for iterator", "for iterator"};
    case LuaOp::kSELF:
    case LuaOp::kGETTABUP:
    case LuaOp::kGETTABLE:
    case LuaOp::kGETI:
    case LuaOp::kGETFIELD:
      return metamethod_name(Event::kIndex);
    case LuaOp::kSETTABUP:
    case LuaOp::kSETTABLE:
    case LuaOp::kSETI:
    case LuaOp::kSETFIELD:
      return metamethod_name(Event::kNewindex);
    case LuaOp::kUNM:
      return metamethod_name(Event::kUnm);
    case LuaOp::kBNOT:
      return metamethod_name(Event::kBnot);
    case LuaOp::kLEN:
      return metamethod_name(Event::kLen);
    case LuaOp::kCONCAT:
      return metamethod_name(Event::kConcat);
    case LuaOp::kEQ:
      return metamethod_name(Event::kEq);
    case LuaOp::kLT:
    case LuaOp::kLTI:
    case LuaOp::kGTI:
      return metamethod_name(Event::kLt);
    case LuaOp::kLE:
    case LuaOp::kLEI:
    case LuaOp::kGEI:
      return metamethod_name(Event::kLe);
    case LuaOp::kCLOSE:
    case LuaOp::kRETURN:
      return metamethod_name(Event::kClose);
    default:
      break;
  }
  // Arithmetic: the MMBIN* behind it knows (verified: its event is in range).
  if (pc + 1 < code_.size() && has_flag(code_[pc + 1], kMetamethod))
    return metamethod_name(static_cast<Event>(field_c(code_[pc + 1])));
  return kNoName;
}

/// Lua's register for ours at [pc]; -1 if it is one that the translator added for itself.
int64_t original_register(const Proto& proto, uint32_t pc, uint32_t reg) {
  const uint32_t extra = proto.debug->shared_cells;
  if (reg >= proto.debug->original_stack_size + extra) {
    const std::vector<uint32_t>& origins = proto.debug->original_pc;
    for (uint32_t i = pc; i > 0 && origins[i - 1] == origins[pc]; --i) {
      const uint32_t w = proto.code[i - 1].word.load(std::memory_order_relaxed);  // never changes
      if (Instruction::op_of(w) != Op::kGETCELL || Instruction::a_of(w) != reg) continue;
      reg = Instruction::b_of(w);
      return reg < proto.parameter_count ? reg : reg - extra;
    }
    return -1;
  }
  if (reg < proto.parameter_count) return reg;
  return reg < proto.parameter_count + extra ? -1 : static_cast<int64_t>(reg) - extra;
}

}  // namespace

VariableName name_of_register(const Proto& proto, uint32_t pc, uint32_t reg) {
  const int64_t original = original_register(proto, pc, reg);
  if (original < 0) return {};
  return Namer(proto).of_register(proto.debug->original_pc[pc], static_cast<uint32_t>(original));
}

VariableName name_of_upvalue(const Proto& proto, uint32_t index) {
  const std::string& name = proto.upvalues[index].name;
  return {"upvalue", name.empty() ? "?" : name};
}

VariableName name_of_called(const Proto& proto, uint32_t pc) {
  return Namer(proto).of_call(proto.debug->original_pc[pc]);
}

std::string name_of_parameter(const Proto& proto, uint32_t n) { return Namer(proto).local(0, n); }

int32_t line_of(const Proto& proto, uint32_t pc) {
  const ProtoDebug& debug = *proto.debug;
  return debug.lines.empty() ? -1 : debug.lines[debug.original_pc[pc]];
}

std::string name_of_local(const Proto& proto, uint32_t pc, uint32_t n) {
  return Namer(proto).local(proto.debug->original_pc[pc], n);
}

uint32_t register_of_local(const Proto& proto, uint32_t n) {
  return n < proto.parameter_count ? n : n + proto.debug->shared_cells;
}

uint32_t local_of_register(const Proto& proto, uint32_t reg) {
  return reg < proto.parameter_count ? reg : reg - proto.debug->shared_cells;
}

std::string short_source(const Proto& proto) {
  return short_source(proto.debug->stripped ? "=?" : proto.debug->source);
}

std::string short_source(std::string_view source) {
  constexpr size_t kRoom = 60 - 1;  // LUA_IDSIZE without the final '\0'
  const std::string_view dots = "...";
  if (!source.empty() && source[0] == '=') return std::string(source.substr(1, kRoom));
  if (!source.empty() && source[0] == '@') {
    source.remove_prefix(1);
    if (source.size() <= kRoom) return std::string(source);
    return std::string(dots).append(source.substr(source.size() - (kRoom - dots.size())));
  }
  const std::string_view opening = "[string \"", closing = "\"]";
  const size_t room = kRoom - opening.size() - dots.size() - closing.size();
  const std::string_view line = source.substr(0, source.find('\n'));
  std::string out(opening);
  if (line.size() == source.size() && line.size() < room)
    out.append(line);
  else
    out.append(line.substr(0, room)).append(dots);
  return out.append(closing);
}

}  // namespace gilua
