// Tracebacks in Lua's format (luaL_traceback of 5.4).
#include <fmt/format.h>

#include "vm/exec/call_info.hpp"

namespace gilua {

namespace {

constexpr int kFirstLevels = 10;  // printed before "..."
constexpr int kLastLevels = 11;   // and after it

std::string describe_function(const Exec& ex, const Frame& fr, const std::string& global) {
  if (fr.body == FrameBody::kBoundary || fr.body == FrameBody::kDying) return "?";
  if (!global.empty()) return fmt::format("function '{}'", global);
  const VariableName name = name_in_caller(ex, fr);
  if (!name.kind.empty()) return fmt::format("{} '{}'", name.kind, name.name);
  if (fr.body != FrameBody::kLua) return "?";
  const Proto& p = proto_of(fr);
  if (p.debug->line_defined == 0) return "main chunk";
  return fmt::format("function <{}:{}>", short_source(p), p.debug->line_defined);
}

std::string describe_frame(const Exec& ex, const Frame& fr, const std::string& global) {
  std::string line = "\n\t";
  if (fr.body == FrameBody::kLua) {
    line += short_source(proto_of(fr));
    const int32_t at = current_line(fr);
    if (at > 0) line += fmt::format(":{}", at);
  } else {
    line += "[C]";
  }
  line += ": in " + describe_function(ex, fr, global);
  if (fr.body == FrameBody::kLua && (fr.flags & kFrameTailCalled) != 0)
    line += "\n\t(...tail calls...)";
  return line;
}

}  // namespace

std::string traceback(const Exec& ex, int64_t level) {
  int64_t total = 0;
  for (const Frame* fr = ex.frame; !is_bottom(ex, fr); ++fr)
    if (is_level(ex, fr)) ++total;
  const int64_t shown = level < 0 ? 0 : total - level;  // Lua finds no level below 0
  // Lua's loop drops one level more than it says, and never just that one.
  const bool skips = shown > kFirstLevels + kLastLevels + 1;
  std::vector<const Frame*> frames;
  std::vector<Value> functions;
  int64_t at = -level;
  for (const Frame* fr = ex.frame; level >= 0 && !is_bottom(ex, fr); ++fr) {
    if (!is_level(ex, fr)) continue;
    const int64_t i = at++;
    if (i < 0 || (skips && i >= kFirstLevels && i < shown - kLastLevels)) continue;
    frames.push_back(fr);
    functions.push_back(function_of(*fr));
  }
  const std::vector<std::string> globals = global_names(*ex.runtime, functions);
  std::string text = "stack traceback:";
  for (size_t i = 0; i < frames.size(); ++i) {
    if (skips && i == kFirstLevels)
      text += fmt::format("\n\t...\t(skipping {} levels)", shown - kFirstLevels - kLastLevels - 1);
    text += describe_frame(ex, *frames[i], globals[i]);
  }
  return text;
}

std::string Runtime::traceback(Exec& ex, std::string_view message, int level) {
  std::string text(message);
  if (!text.empty()) text += "\n";
  return text + gilua::traceback(ex, level);
}

}  // namespace gilua
