// Tracebacks in Lua's format (luaL_traceback of 5.4).
#include <fmt/format.h>

#include "vm/exec/call.hpp"
#include "vm/front/front.hpp"

namespace gilua {

namespace {

constexpr int kFirstLevels = 10;  // printed before "..."
constexpr int kLastLevels = 11;   // and after it

bool is_bottom(const Exec& ex, const Frame* fr) {
  return reinterpret_cast<const char*>(fr) >= ex.limit;
}

const Proto& proto_of(const Frame& fr) { return *fr.base[-1].as_closure()->proto; }

uint32_t current_pc(const Frame& fr) {
  const ptrdiff_t next = fr.pc - proto_of(fr).code;
  return next > 0 ? static_cast<uint32_t>(next) - 1 : 0;
}

/// "string.rep" or "f" if a loaded module (or _G) has the function under a name; else "".
std::string global_name(const Runtime& rt, Value function) {
  Value module_name = Value::nil();
  Value module;
  std::string found;
  while (table_next(rt.loaded(), module_name, module) == Next::kFound) {
    if (!module.is_table() || !module_name.is_string()) continue;
    Value key = Value::nil();
    Value value;
    while (table_next(module.as_table(), key, value) == Next::kFound) {
      if (!key.is_string() || !value.same(function)) continue;
      const std::string_view prefix = module_name.as_string()->view();
      const std::string name(key.as_string()->view());
      if (prefix == "_G") return name;
      found = fmt::format("{}.{}", prefix, name);
    }
  }
  return found;
}

std::string name_in_caller(const Exec& ex, const Frame& fr) {
  const Frame* caller = &fr + 1;
  if (fr.kind == FrameKind::kClose) return "metamethod 'close'";
  if ((fr.flags & kFrameTailCalled) != 0 && fr.body == FrameBody::kLua) return "";
  if (fr.kind != FrameKind::kCall && fr.kind != FrameKind::kMeta) return "";
  if (is_bottom(ex, caller) || caller->body != FrameBody::kLua) return "";
  const VariableName name = name_of_called(proto_of(*caller), current_pc(*caller));
  return name.kind.empty() ? "" : fmt::format("{} '{}'", name.kind, name.name);
}

std::string describe_function(const Exec& ex, const Frame& fr) {
  const Value function = fr.base[-1];
  const bool is_lua = fr.body == FrameBody::kLua;
  const std::string global = global_name(*ex.runtime, function);
  if (!global.empty()) return fmt::format("function '{}'", global);
  const std::string named = name_in_caller(ex, fr);
  if (!named.empty()) return named;
  if (!is_lua) return "?";
  const ProtoDebug& debug = *proto_of(fr).debug;
  if (debug.line_defined == 0) return "main chunk";
  return fmt::format("function <{}:{}>", short_source(debug.source), debug.line_defined);
}

std::string describe_frame(const Exec& ex, const Frame& fr) {
  std::string line = "\n\t";
  if (fr.body == FrameBody::kBoundary) return line + "[C]: in ?";
  if (fr.body == FrameBody::kLua) {
    const Proto& p = proto_of(fr);
    const int32_t at = line_of(p, current_pc(fr));
    line += short_source(p.debug->source);
    if (at > 0) line += fmt::format(":{}", at);
  } else {
    line += "[C]";
  }
  line += ": in " + describe_function(ex, fr);
  if (fr.body == FrameBody::kLua && (fr.flags & kFrameTailCalled) != 0)
    line += "\n\t(...tail calls...)";
  return line;
}

/// Boundaries are how C++ calls Lua; only the bottom one stands for a function of its own.
bool is_shown(const Exec& ex, const Frame* fr) {
  return fr->body != FrameBody::kBoundary || is_bottom(ex, fr + 1);
}

}  // namespace

std::string Runtime::traceback(Exec& ex, std::string_view message, int level) {
  std::string text(message);
  if (!text.empty()) text += "\n";
  text += "stack traceback:";
  int total = 0;
  for (const Frame* fr = ex.frame; !is_bottom(ex, fr); ++fr)
    if (is_shown(ex, fr)) ++total;
  const int shown = total - level;
  const bool skips = shown > kFirstLevels + kLastLevels;
  int at = -level;
  for (const Frame* fr = ex.frame; !is_bottom(ex, fr); ++fr) {
    if (!is_shown(ex, fr)) continue;
    const int i = at++;
    if (i < 0) continue;
    if (skips && i >= kFirstLevels && i < shown - kLastLevels) {
      if (i == kFirstLevels)
        text += fmt::format("\n\t...\t(skipping {} levels)", shown - kFirstLevels - kLastLevels);
      continue;
    }
    text += describe_frame(ex, *fr);
  }
  return text;
}

}  // namespace gilua
