// Finds the name of a function in the code that made it.
//
// A Proto does not know its parent, so we look for it below the functions that run now: the script
// that starts a thread usually defines its target, or was called by what does. In the parent, what
// follows Lua's own CLOSURE instruction says where the function goes.
#include "stdlib/threading_names.hpp"

#include <fmt/format.h>

#include <optional>

#include "vm/front/lua_code.hpp"

namespace gilua {
namespace {

using front::field_a;
using front::field_b;
using front::field_c;
using front::field_k;
using front::lua_op;
using front::LuaOp;

// The local variable in register [reg] at [pc]: the k-th active one lives in register k.
std::optional<std::string> local_at(const ProtoDebug& debug, uint32_t reg, size_t pc) {
  uint32_t active = 0;
  for (const LocalVariable& local : debug.locals) {
    const auto at = static_cast<int64_t>(pc);
    if (local.start_pc > at || local.end_pc <= at) continue;
    if (active++ == reg) return local.name;
  }
  return std::nullopt;
}

std::optional<std::string> constant_name(const Proto& proto, uint32_t index) {
  if (index >= proto.constant_count || !proto.constants[index].is_string()) return std::nullopt;
  return std::string(proto.constants[index].as_string()->view());
}

// Whether the table in [reg] at [pc] is one that a constructor is building: `{f = function ...
// end}` gives no name, `function M.f` does.
bool in_constructor(const ProtoDebug& debug, size_t pc, uint32_t reg) {
  if (local_at(debug, reg, pc)) return false;
  while (pc-- > 0) {
    const uint32_t word = debug.original[pc];
    if (field_a(word) == reg && front::has_flag(word, front::kSetsA)) {
      return lua_op(word) == LuaOp::kNEWTABLE;
    }
  }
  return false;
}

// Where the value that the instruction at [pc] leaves in [reg] goes.
std::optional<std::string> destination(const Proto& parent, size_t pc, uint32_t reg) {
  const ProtoDebug& debug = *parent.debug;
  for (size_t next = pc + 1; next < debug.original.size(); ++next) {
    if (auto local = local_at(debug, reg, next)) return local;
    const uint32_t word = debug.original[next];
    const bool stores_reg = field_k(word) == 0 && field_c(word) == reg;
    switch (lua_op(word)) {
      case LuaOp::kSETUPVAL:
        if (field_a(word) != reg || field_b(word) >= parent.upvalue_count) return std::nullopt;
        return parent.upvalues[field_b(word)].name;
      case LuaOp::kSETFIELD:
        if (in_constructor(debug, next, field_a(word))) return std::nullopt;
        [[fallthrough]];
      case LuaOp::kSETTABUP:
        return stores_reg ? constant_name(parent, field_b(word)) : std::nullopt;
      case LuaOp::kCALL:  // wrap(function ... end): the name is the result's
        if (field_a(word) + 1 != reg || field_b(word) != 2 || field_c(word) != 2)
          return std::nullopt;
        --reg;
        break;
      default:
        return std::nullopt;
    }
  }
  return std::nullopt;
}

std::optional<std::string> name_in_parent(const Proto& parent, uint32_t child) {
  const ProtoDebug& debug = *parent.debug;
  if (debug.stripped) return std::nullopt;
  for (size_t pc = 0; pc < debug.original.size(); ++pc) {
    const uint32_t word = debug.original[pc];
    if (lua_op(word) == LuaOp::kCLOSURE && front::field_bx(word) == child) {
      return destination(parent, pc, field_a(word));
    }
  }
  return std::nullopt;
}

// Protos nest at most 200 deep (Lua's own limit), and so does this.
std::optional<std::string> name_below(const Proto& root, const Proto& wanted) {
  for (uint32_t i = 0; i < root.child_count; ++i) {
    if (root.children[i] == &wanted) return name_in_parent(root, i);
    if (auto name = name_below(*root.children[i], wanted)) return name;
  }
  return std::nullopt;
}

std::optional<std::string> name_in_frames(const Exec& ex, const Proto& wanted) {
  const auto* end = reinterpret_cast<const Frame*>(ex.limit);
  for (const Frame* frame = ex.frame; frame < end; ++frame) {
    if (frame->body != FrameBody::kLua) continue;
    const Value function = {frame->base[-1].bits, frame->base[-1].tag};
    if (!function.is_closure()) continue;
    if (auto name = name_below(*function.as_closure()->proto, wanted)) return name;
  }
  return std::nullopt;
}

std::string place_name(const ProtoDebug& debug) {
  std::string_view source = debug.source;
  if (!source.empty() && (source.front() == '@' || source.front() == '=')) {
    source.remove_prefix(1);
    source.remove_prefix(source.rfind('/') + 1);  // npos + 1 is 0: no folder, nothing removed
  } else {
    source = "string";
  }
  return fmt::format("<{}:{}>", source, debug.line_defined);
}

}  // namespace

std::string definition_name(const Exec& ex, Value v) {
  if (v.is_native()) return v.as_native()->row->name;
  if (!v.is_closure()) return "";
  const Proto& proto = *v.as_closure()->proto;
  for (const Exec* e = &ex; e != nullptr; e = e->resumer) {
    if (auto name = name_in_frames(*e, proto)) return *name;
  }
  return place_name(*proto.debug);
}

}  // namespace gilua
