// Levels, locals, and what is known of functions. See inspect.hpp.
//
// Locals are counted in Lua's own registers, of which ours differ by the shared cells' registers
// (register_of_local). What lies above the named ones, up to the function that the frame calls, is
// a temporary, as for PUC's.
#include "vm/exec/inspect.hpp"

#include <algorithm>

#include "vm/exec/call_info.hpp"

namespace gilua {

namespace {

bool waits_for(const Exec& target, const Exec& ex) {
  for (const Exec* e = &ex; e != nullptr; e = e->resumer)
    if (e == &target) return true;
  return false;
}

}  // namespace

Inspection::Inspection(Exec& ex, Exec& target) : target_(target) {
  if (waits_for(target, ex)) return;
  // As a resume takes it: acquire pairs with the release of whoever ran it last.
  for (const ExecStatus wanted : {ExecStatus::kSuspended, ExecStatus::kDead}) {
    before_ = wanted;
    held_ = target.status.compare_exchange_strong(
        before_, ExecStatus::kRunning, std::memory_order_acquire, std::memory_order_relaxed);
    if (held_) return;
  }
  allowed_ = false;
}

Inspection::~Inspection() {
  if (held_) target_.status.store(before_, std::memory_order_release);
}

Frame* find_level(const Exec& target, int64_t level) {
  if (level < 0) return nullptr;
  for (Frame* fr = target.frame; !is_bottom(target, fr); ++fr)
    if (is_level(target, fr) && level-- == 0) return fr;
  return nullptr;
}

Value function_at(const Frame& level) { return function_of(level); }
int32_t current_line_at(const Frame& level) { return current_line(level); }
VariableName name_at(const Exec& target, const Frame& level) {
  return name_in_caller(target, level);
}
bool is_tail_called(const Frame& level) {
  return level.body == FrameBody::kLua && (level.flags & kFrameTailCalled) != 0;
}

namespace {

/// Whether a hook runs for the frame now.
bool is_hooked(const Exec& target, const Frame& fr) {
  if (&fr == target.frame) return false;
  const Frame& inner = *(&fr - 1);
  return inner.body == FrameBody::kBoundary && (inner.flags & kBoundaryHook) != 0;
}

/// One past the last value that belongs to the frame.
const Value* end_of(const Exec& target, const Frame& fr) {
  if (&fr != target.frame) return function_slot(*(&fr - 1));
  return fr.body == FrameBody::kLua ? fr.base + proto_of(fr).stack_size : target.top;
}

/// A temporary that exists. What is left of a frame (exec.hpp) reads as nil.
Value* temporary(const Exec& target, const Frame& fr, Value* slot) {
  if (slot >= end_of(target, fr)) return nullptr;
  if (!slot->is_known()) *slot = Value::nil();
  return slot;
}

Value* find_local(const Exec& target, const Frame& fr, int32_t number, std::string& name) {
  if (fr.body == FrameBody::kBoundary || number == 0) return nullptr;
  if (number < 0) {
    const int64_t i = -static_cast<int64_t>(number);
    if (fr.body != FrameBody::kLua || i > fr.extra) return nullptr;
    name = "(vararg)";
    return fr.base - 1 - fr.extra + (i - 1);
  }
  const uint32_t n = static_cast<uint32_t>(number) - 1;
  if (fr.body == FrameBody::kLua) {
    const Proto& p = proto_of(fr);
    Value* slot = fr.base + register_of_local(p, n);
    name = name_of_local(p, current_pc(fr), n);
    if (!name.empty()) return slot;
    name = "(temporary)";
    return temporary(target, fr, slot);
  }
  name = "(C temporary)";
  return temporary(target, fr, fr.base + n);
}

bool is_alive(const SharedVariable& v, const Frame& fr) {
  const uint32_t pc = current_pc(fr);
  return v.from <= pc && pc < v.to && fr.base[v.cell_index].is_cell();
}

}  // namespace

Transfer transfer_at(const Exec& target, const Frame& level) {
  if (!is_hooked(target, level)) return {};
  return {target.hook->transfer_first, target.hook->transfer_count};
}

std::string get_local(const Exec& target, const Frame& level, int32_t number, Value& out) {
  std::string name;
  const Value* slot = find_local(target, level, number, name);
  if (slot == nullptr) return {};
  out = slot->is_cell() ? slot->as_cell()->slot.load() : *slot;
  return name;
}

std::string set_local(Exec& target, Frame& level, int32_t number, Value value) {
  std::string name;
  Value* slot = find_local(target, level, number, name);
  if (slot == nullptr) return {};
  if (level.body != FrameBody::kLua) {
    if (!is_hooked(target, level)) return {};
    *slot = value;
    return name;
  }
  if (slot->is_cell()) {
    slot->as_cell()->slot.store(value);
    return name;
  }
  *slot = value;
  for (const SharedVariable& v : proto_of(level).debug->shared)
    if (level.base + v.index == slot && is_alive(v, level))
      level.base[v.cell_index].as_cell()->slot.store(value);
  return name;
}

// ---- functions

FunctionInfo describe(Value function) {
  FunctionInfo info;
  if (function.is_native()) info.upvalues = function.as_native()->upvalue_count;
  if (!function.is_closure()) return info;
  const Proto& p = *function.as_closure()->proto;
  const ProtoDebug& debug = *p.debug;
  info.source = debug.stripped ? "=?" : debug.source;
  info.short_source = short_source(p);
  info.line_defined = debug.line_defined;
  info.last_line_defined = debug.last_line_defined;
  info.what = debug.line_defined == 0 ? "main" : "Lua";
  info.upvalues = p.upvalue_count;
  info.parameters = p.parameter_count;
  info.is_vararg = p.is_vararg;
  return info;
}

std::optional<std::vector<int32_t>> active_lines(Value function) {
  if (!function.is_closure()) return std::nullopt;
  const Proto& p = *function.as_closure()->proto;
  std::vector<int32_t> lines = p.debug->lines;
  if (p.is_vararg && !lines.empty()) lines.erase(lines.begin());  // VARARGPREP's
  std::sort(lines.begin(), lines.end());
  lines.erase(std::unique(lines.begin(), lines.end()), lines.end());
  return lines;
}

std::string parameter_name(Value function, int32_t number) {
  if (!function.is_closure() || number <= 0) return {};
  return name_of_parameter(*function.as_closure()->proto, static_cast<uint32_t>(number) - 1);
}

// ---- upvalues

std::optional<std::string> upvalue_name(Value function, int64_t number) {
  if (number < 1 || number > describe(function).upvalues) return std::nullopt;
  if (function.is_native()) return "";
  const std::string& name = function.as_closure()->proto->upvalues[number - 1].name;
  return function.as_closure()->proto->debug->stripped && name.empty() ? "(no name)" : name;
}

namespace {

// Acquire and release: a joined cell may have been made by another thread just now.
Cell* cell_of(const Closure& function, int64_t number) {
  return function.upvalues[number - 1].load(std::memory_order_acquire);
}

}  // namespace

Value get_upvalue(Value function, int64_t number) {
  if (function.is_native()) return function.as_native()->upvalues[number - 1].load();
  return cell_of(*function.as_closure(), number)->slot.load();
}

void set_upvalue(Exec& ex, Closure& function, int64_t number, Value value) {
  const Cell* cell = cell_of(function, number);
  cell_of(function, number)->slot.store(value);
  for (const Exec* e = &ex; e != nullptr; e = e->resumer) {
    for (const Frame* fr = e->frame; !is_bottom(*e, fr); ++fr) {
      if (fr->body != FrameBody::kLua) continue;
      for (const SharedVariable& v : proto_of(*fr).debug->shared)
        if (is_alive(v, *fr) && fr->base[v.cell_index].as_cell() == cell) fr->base[v.index] = value;
    }
  }
}

void* upvalue_id(Value function, int64_t number) {
  if (function.is_native()) return &function.as_native()->upvalues[number - 1];
  return cell_of(*function.as_closure(), number);
}

void join_upvalues(Closure& function, int64_t number, const Closure& other, int64_t other_number) {
  function.upvalues[number - 1].store(cell_of(other, other_number), std::memory_order_release);
}

// ---- hooks

HookSetting get_hook(const Exec& target) {
  if (target.hook_mask == 0) return {};
  return {target.hook->function, target.hook_mask, target.hook->count};
}

bool set_hook(Exec& ex, Exec& target, HookSetting setting) {
  return set_hook(ex, target, setting.function, setting.mask, setting.count);
}

}  // namespace gilua
