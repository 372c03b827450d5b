// Names and lines of frames.
#include "vm/exec/call_info.hpp"

#include <fmt/format.h>

namespace gilua {

int32_t current_line(const Frame& fr) {
  return fr.body == FrameBody::kLua ? line_of(proto_of(fr), current_pc(fr)) : -1;
}

VariableName name_in_caller(const Exec& ex, const Frame& fr) {
  if (fr.body == FrameBody::kLua && (fr.flags & kFrameTailCalled) != 0) return {};
  const Frame* caller = &fr + 1;
  if (is_bottom(ex, caller)) return {};
  if (caller->body == FrameBody::kBoundary) {
    if ((caller->flags & kBoundaryHook) != 0) return {"hook", "?"};
    if ((caller->flags & kBoundaryFinalizer) != 0) return {"metamethod", "__gc"};
    ++caller;  // a message handler, run where a Lua function failed
    if (is_bottom(ex, caller)) return {};
  }
  if (caller->body != FrameBody::kLua) return {};
  return name_of_called(proto_of(*caller), current_pc(*caller));
}

std::vector<std::string> global_names(const Runtime& runtime, std::span<const Value> functions) {
  // A function may be found in several places. "gilua.threading" is what our own modules call
  // module "threading" among themselves.
  enum class Found : uint8_t { kNone, kOwn, kModule, kGlobal };
  std::vector<std::string> names(functions.size());
  std::vector<Found> places(functions.size(), Found::kNone);
  const auto found = [&](Value value, const std::string& name, Found place) {
    for (size_t i = 0; i < functions.size(); ++i) {
      if (!value.same(functions[i]) || place <= places[i]) continue;
      names[i] = name;
      places[i] = place;
    }
  };
  Value module_name = Value::nil();
  Value module;
  while (table_next(runtime.loaded(), module_name, module) == Next::kFound) {
    if (!module_name.is_string()) continue;
    const std::string prefix(module_name.as_string()->view());
    const Found in_module = prefix.starts_with("gilua.") ? Found::kOwn : Found::kModule;
    if (module.is_function()) found(module, prefix, in_module);
    if (!module.is_table()) continue;
    const bool globals = module.as_table() == runtime.globals();
    Value key = Value::nil();
    Value value;
    while (table_next(module.as_table(), key, value) == Next::kFound) {
      if (!key.is_string() || !value.is_function()) continue;
      const std::string_view name = key.as_string()->view();
      bool wanted = false;
      for (const Value function : functions) wanted = wanted || value.same(function);
      if (!wanted) continue;
      if (globals)
        found(value, std::string(name), Found::kGlobal);
      else
        found(value, fmt::format("{}.{}", prefix, name), in_module);
    }
  }
  return names;
}

}  // namespace gilua
