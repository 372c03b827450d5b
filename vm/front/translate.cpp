// From a verified LuaFunction to a Proto: runs the chain lower, captures, weave, flow check, and
// copies the result into the heap object. Children first: a Proto is complete when it is seen.
#include <algorithm>
#include <unordered_map>

#include "vm/front/captures.hpp"
#include "vm/front/chunk_format.hpp"
#include "vm/front/definition_names.hpp"
#include "vm/front/errors.hpp"
#include "vm/front/flow.hpp"
#include "vm/front/weave.hpp"
#include "vm/strings/strings.hpp"

namespace gilua {

namespace {

using namespace front;

class Translator {
 public:
  Translator(Mutator& m, std::string_view chunk_name, size_t source_share)
      : m_(m), chunk_name_(chunk_name), source_share_(source_share) {}

  /// [upvalues]: how the function's own are filled; its parent knows.
  Result<Proto*> translate(const LuaFunction& f, const AssignedUpvalues& assigned,
                           std::vector<UpvalueInfo> upvalues, std::string name);

 private:
  ChildUpvalues child_upvalues(const LuaFunction& f, const Captures& captures,
                               const RegisterLayout& layout) const;
  const String* constant(const std::string& text);
  bool add_constants(Proto& proto, const LuaFunction& f);
  void add_code(Proto& proto, const Woven& woven);
  void add_debug(Proto& proto, const LuaFunction& f, const Woven& woven);

  Mutator& m_;
  std::string_view chunk_name_;
  /// Nothing collects while a chunk is loaded, so the strings and their bytes stay where they are.
  std::unordered_map<std::string_view, const String*> long_strings_;
  size_t source_share_;  // of the source's bytes, for each function that keeps it alive
};

size_t count_functions(const LuaFunction& f) {
  size_t count = 1;
  for (const LuaFunction& child : f.children) count += count_functions(child);
  return count;
}

UpvalueInfo original_upvalue(const LuaFunction::Upvalue& u) {
  UpvalueInfo info;
  info.name = u.name;
  info.original_instack = u.in_stack;
  info.original_index = u.index;
  info.original_kind = u.kind;
  return info;
}

ChildUpvalues Translator::child_upvalues(const LuaFunction& f, const Captures& captures,
                                         const RegisterLayout& layout) const {
  ChildUpvalues all;
  for (size_t child = 0; child < f.children.size(); child++) {
    std::vector<UpvalueInfo>& infos = all.emplace_back();
    for (size_t i = 0; i < f.children[child].upvalues.size(); i++) {
      UpvalueInfo& info = infos.emplace_back(original_upvalue(f.children[child].upvalues[i]));
      const CaptureSource& source = captures.of_child[child][i];
      if (source.variable < 0) {
        // A child that no CLOSURE names has no sources; nobody asks for its upvalues either.
        info.index = info.original_instack == 0 ? info.original_index : 0;
        continue;
      }
      const CapturedVariable& v = captures.variables[static_cast<size_t>(source.variable)];
      info.index = static_cast<uint8_t>(layout.place(v.scope.register_index));
      info.cell_index = static_cast<uint8_t>(layout.place(kSharedRegister + v.shared_cell));
      info.from = v.in_cell     ? UpvalueInfo::From::kCell
                  : source.self ? UpvalueInfo::From::kSelf
                                : UpvalueInfo::From::kSharedCell;
      if (v.in_cell) info.cell_index = 0;
    }
  }
  return all;
}

/// A string of the chunk; equal long ones are one object, as they are where a source is compiled
/// (the chunk has a copy for each function). nullptr: memory is exhausted.
const String* Translator::constant(const std::string& text) {
  if (const auto known = long_strings_.find(text); known != long_strings_.end())
    return known->second;
  const String* string = intern(m_, text);
  if (string != nullptr && !string->is_interned()) long_strings_.emplace(string->view(), string);
  return string;
}

/// False: memory is exhausted.
bool Translator::add_constants(Proto& proto, const LuaFunction& f) {
  proto.constants = new Value[f.constants.size()];
  for (const LuaFunction::Constant& c : f.constants) {
    Value v = Value::nil();
    if (const bool* b = std::get_if<bool>(&c)) {
      v = Value::boolean(*b);
    } else if (const int64_t* i = std::get_if<int64_t>(&c)) {
      v = Value::integer(*i);
    } else if (const double* d = std::get_if<double>(&c)) {
      v = Value::number(*d);
    } else if (const std::string* s = std::get_if<std::string>(&c)) {
      const String* string = constant(*s);
      if (string == nullptr) return false;
      v = Value::of(string);
    }
    proto.constants[proto.constant_count++] = v;
  }
  return true;
}

void Translator::add_code(Proto& proto, const Woven& woven) {
  proto.code = new Instruction[woven.code.size()];
  for (const Draft& d : woven.code)
    proto.code[proto.code_size++] = Instruction(Instruction::pack(d.op, d.a, d.b, d.c), d.aux);
}

void Translator::add_debug(Proto& proto, const LuaFunction& f, const Woven& woven) {
  proto.debug = new ProtoDebug;
  ProtoDebug& debug = *proto.debug;
  debug.source = f.source;
  debug.line_defined = f.line_defined;
  debug.last_line_defined = f.last_line_defined;
  debug.original = f.code;
  debug.original_pc.reserve(woven.code.size());
  for (const Draft& d : woven.code) debug.original_pc.push_back(d.original);
  debug.lines = f.lines;
  debug.locals = f.locals;
  debug.original_stack_size = f.stack_size;
  debug.shared_cells = static_cast<uint8_t>(woven.layout.shared_cells);
  debug.shared = woven.shared;
  debug.stripped = f.lines.empty();
}

Result<Proto*> Translator::translate(const LuaFunction& f, const AssignedUpvalues& assigned,
                                     std::vector<UpvalueInfo> upvalues, std::string name) {
  const Lowered lowered = lower(f);
  const Result<Captures> captures = find_captures(f, lowered, assigned, chunk_name_);
  if (!captures) return tl::unexpected<Error>(captures.error());
  const Result<Woven> woven = weave(f, lowered, *captures, chunk_name_);
  if (!woven) return tl::unexpected<Error>(woven.error());
  ChildUpvalues of_children = child_upvalues(f, *captures, woven->layout);
  if (const char* why = check_flow(*woven, of_children)) return bad_chunk(chunk_name_, why);

  Proto* proto = new_proto(m_);
  if (proto == nullptr) return out_of_memory();
  proto->parameter_count = f.parameter_count;
  proto->is_vararg = f.is_vararg != 0;
  proto->stack_size = static_cast<uint16_t>(woven->layout.size());
  // Each array is owned by the Proto before the next is made, so a failure leaks none.
  proto->upvalues = new UpvalueInfo[upvalues.size()];
  for (UpvalueInfo& info : upvalues) proto->upvalues[proto->upvalue_count++] = std::move(info);
  add_code(*proto, *woven);
  add_debug(*proto, f, *woven);
  proto->debug->name = std::move(name);
  if (!add_constants(*proto, f)) return out_of_memory();
  const size_t parts = proto_parts_bytes(*proto) + source_share_;
  if (!m_.heap->charge(parts)) return out_of_memory();
  proto->charged_bytes = parts;  // the heap discharges it when the Proto dies
  proto->children = new Proto*[f.children.size()];
  std::vector<std::string> names = definition_names(*proto, f.children.size());
  for (size_t i = 0; i < f.children.size(); i++) {
    const Result<Proto*> child = translate(f.children[i], assigned.children[i],
                                           std::move(of_children[i]), std::move(names[i]));
    if (!child) return child;
    proto->children[proto->child_count++] = *child;
  }
  return proto;
}

}  // namespace

Result<Proto*> translate(Mutator& m, const LuaFunction& function, std::string_view chunk_name) {
  return guard_memory([&]() -> Result<Proto*> {
    std::vector<UpvalueInfo> upvalues;  // the main function's: `load` makes one cell for each
    for (const LuaFunction::Upvalue& u : function.upvalues) {
      UpvalueInfo& info = upvalues.emplace_back(original_upvalue(u));
      info.index = static_cast<uint8_t>(upvalues.size() - 1);
    }
    return Translator(m, chunk_name, function.source.size() / count_functions(function))
        .translate(function, find_assigned_upvalues(function), std::move(upvalues), "");
  });
}

namespace {

/// What reading, checking and translating take until they are done, for each byte of the chunk.
/// Measured as growth of the process: 2.6 (long constants), 26 (short ones), 27 to 38 (small
/// functions), 44 (nothing but instructions).
constexpr size_t kWorkPerByte = 45;
constexpr size_t kWorkPerTextByte = 4;  // of a source's text, which is only copied

Result<Proto*> load_reserved(Mutator& m, std::string_view chunk, std::string_view chunk_name,
                             size_t text_bytes) {
  const Reserved work(*m.heap,
                      kWorkPerByte * (chunk.size() - text_bytes) + kWorkPerTextByte * text_bytes);
  if (!work.ok()) return out_of_memory();
  Result<LuaFunction> function = read_chunk(chunk, chunk_name);
  if (!function) return tl::unexpected<Error>(function.error());
  const Result<void> verified = verify(*function, chunk_name);
  if (!verified) return tl::unexpected<Error>(verified.error());
  repair(*function);
  return translate(m, *function, chunk_name);
}

}  // namespace

Result<Proto*> load_compiled(Mutator& m, std::string_view chunk, std::string_view chunk_name) {
  return guard_memory([&] {
    return load_reserved(m, chunk, chunk_name, std::min(chunk_name.size(), chunk.size()));
  });
}

Result<Proto*> load_chunk(Mutator& m, std::string_view bytes, std::string_view chunk_name,
                          std::string_view mode) {
  return guard_memory([&]() -> Result<Proto*> {
    const bool binary = !bytes.empty() && bytes[0] == kSignature[0];
    if (mode.find(binary ? 'b' : 't') == std::string_view::npos)
      return fail(ErrorKind::kSyntax, std::string("attempt to load a ") +
                                          (binary ? "binary" : "text") + " chunk (mode is '" +
                                          std::string(mode) + "')");
    if (binary) return load_reserved(m, bytes, chunk_name, 0);
    const Result<std::string> compiled = compile_to_chunk(bytes, chunk_name, m.heap);
    if (!compiled) return tl::unexpected<Error>(compiled.error());
    return load_compiled(m, *compiled, chunk_name);
  });
}

}  // namespace gilua
