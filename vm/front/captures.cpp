// Capture analysis: scopes, who captures them, who assigns them, and registers for shared cells.
#include "vm/front/captures.hpp"

#include <algorithm>

#include "vm/front/errors.hpp"

namespace gilua::front {

namespace {

constexpr uint32_t kMaxRegisters = 255;
constexpr uint32_t kMaxTemporaries = 4;  // three operands from cells and a literal

class Finder {
 public:
  Finder(const LuaFunction& f, const Lowered& lowered, const AssignedUpvalues& assigned,
         std::string_view chunk_name)
      : f_(f), lowered_(lowered), assigned_(assigned), chunk_name_(chunk_name) {}

  Result<Captures> run();

 private:
  Result<void> find_captured();
  Result<void> capture_at(const ScopeSweep& sweep, uint32_t pc);
  int64_t scope_of_capture(const ScopeSweep& sweep, uint32_t pc, uint32_t reg, bool& self) const;
  tl::unexpected<Error> no_scope() const;
  void find_written();
  void order_variables();
  void place_shared_cells();

  const LuaFunction& f_;
  const Lowered& lowered_;
  const AssignedUpvalues& assigned_;
  std::string_view chunk_name_;
  Captures out_;
  std::vector<bool> child_seen_;
};

tl::unexpected<Error> Finder::no_scope() const {
  if (!f_.locals.empty()) return bad_chunk(chunk_name_, "captured register without a variable");
  const std::string where =
      f_.line_defined == 0 ? "main chunk" : "function at line " + std::to_string(f_.line_defined);
  return fail(ErrorKind::kBadChunk,
              display_name(chunk_name_) +
                  ": cannot load a stripped chunk whose functions capture local variables (" +
                  where + ")");
}

/// The scope that owns [reg] at the CLOSURE at [pc], or that begins right behind it with the
/// closure as its value: a local function that captures itself. -1 if there is none.
int64_t Finder::scope_of_capture(const ScopeSweep& sweep, uint32_t pc, uint32_t reg,
                                 bool& self) const {
  self = false;
  if (reg < sweep.depth()) return sweep.scope_at(reg);
  for (uint32_t i = sweep.next(); i < out_.scopes.size() && out_.scopes[i].start == pc + 1; i++) {
    if (out_.scopes[i].register_index != reg) continue;
    self = field_a(f_.code[pc]) == reg;
    return self ? static_cast<int64_t>(i) : -1;
  }
  return -1;
}

Result<void> Finder::capture_at(const ScopeSweep& sweep, uint32_t pc) {
  const uint32_t child = field_bx(f_.code[pc]);
  std::vector<CaptureSource> sources;
  for (size_t i = 0; i < f_.children[child].upvalues.size(); i++) {
    const LuaFunction::Upvalue& u = f_.children[child].upvalues[i];
    CaptureSource& source = sources.emplace_back();
    if (u.in_stack == 0) continue;
    const int64_t scope = scope_of_capture(sweep, pc, u.index, source.self);
    if (scope < 0) return no_scope();
    int32_t& variable = out_.variable_of_scope[static_cast<size_t>(scope)];
    if (variable < 0) {
      variable = static_cast<int32_t>(out_.variables.size());
      CapturedVariable& v = out_.variables.emplace_back();
      v.scope = out_.scopes[static_cast<size_t>(scope)];
      v.made_at = v.scope.start;
    }
    source.variable = variable;
    CapturedVariable& v = out_.variables[static_cast<size_t>(variable)];
    if (source.self) {
      v.self = true;
      v.made_at = pc;
    }
    if (assigned_.children[child].own[i]) v.in_cell = true;
  }
  // Lua's compiler makes one CLOSURE for each function.
  if (child_seen_[child] && out_.of_child[child] != sources)
    return bad_chunk(chunk_name_, "function with different captures");
  child_seen_[child] = true;
  out_.of_child[child] = std::move(sources);
  return {};
}

Result<void> Finder::find_captured() {
  ScopeSweep sweep(out_.scopes);
  for (uint32_t pc = 0; pc < f_.code.size(); pc++) {
    if (lua_op(f_.code[pc]) != LuaOp::kCLOSURE) continue;
    sweep.advance(pc);
    Result<void> result = capture_at(sweep, pc);
    if (!result) return result;
  }
  return {};
}

/// A write to a captured local's register inside its scope is an assignment.
void Finder::find_written() {
  ScopeSweep sweep(out_.scopes);
  for (uint32_t pc = 0; pc < f_.code.size(); pc++) {
    sweep.advance(pc);
    for (uint32_t i = lowered_.first[pc]; i < lowered_.first[pc + 1]; i++) {
      const Draft& d = lowered_.drafts[i];
      if (d.a >= kTemporary) continue;
      const Registers written = written_by(d, f_.stack_size);
      for (uint32_t r = written.first; r < std::min(written.end, sweep.depth()); r++) {
        const int32_t variable = out_.variable_of_scope[sweep.scope_at(r)];
        if (variable >= 0) out_.variables[static_cast<size_t>(variable)].in_cell = true;
      }
    }
  }
}

/// Captures were met in the order of CLOSUREs; cells are made in the order of scopes.
void Finder::order_variables() {
  std::vector<CapturedVariable> ordered;
  std::vector<int32_t> place(out_.variables.size(), -1);
  for (int32_t& variable : out_.variable_of_scope) {
    if (variable < 0) continue;
    place[static_cast<size_t>(variable)] = static_cast<int32_t>(ordered.size());
    ordered.push_back(out_.variables[static_cast<size_t>(variable)]);
    variable = static_cast<int32_t>(ordered.size()) - 1;
  }
  for (auto& sources : out_.of_child) {
    for (CaptureSource& source : sources) {
      if (source.variable >= 0) source.variable = place[static_cast<size_t>(source.variable)];
    }
  }
  out_.variables = std::move(ordered);
}

/// Shared cells whose scopes do not overlap take the same register. Where no register is left, the
/// variable goes into a cell in its own, which is always right and only slower.
void Finder::place_shared_cells() {
  const uint32_t used = f_.stack_size + kMaxTemporaries;
  const uint32_t room = used < kMaxRegisters ? kMaxRegisters - used : 0;
  std::vector<uint32_t> busy_until(room, 0);
  for (CapturedVariable& v : out_.variables) {
    if (v.in_cell) continue;
    const auto free = std::find_if(busy_until.begin(), busy_until.end(),
                                   [&](uint32_t end) { return end <= v.made_at; });
    if (free == busy_until.end()) {
      v.in_cell = true;
      continue;
    }
    *free = v.scope.end;
    v.shared_cell = static_cast<uint16_t>(free - busy_until.begin());
    out_.shared_cells = std::max(out_.shared_cells, v.shared_cell + 1u);
  }
}

Result<Captures> Finder::run() {
  const bool captures =
      std::any_of(f_.children.begin(), f_.children.end(), [](const LuaFunction& child) {
        return std::any_of(child.upvalues.begin(), child.upvalues.end(),
                           [](const LuaFunction::Upvalue& u) { return u.in_stack != 0; });
      });
  child_seen_.assign(f_.children.size(), false);
  for (const LuaFunction& child : f_.children) out_.of_child.emplace_back(child.upvalues.size());
  if (!captures) return std::move(out_);
  out_.scopes = scopes_of(f_);
  out_.variable_of_scope.assign(out_.scopes.size(), -1);
  Result<void> found = find_captured();
  if (!found) return tl::unexpected<Error>(found.error());
  find_written();
  order_variables();
  place_shared_cells();
  return std::move(out_);
}

}  // namespace

std::vector<Scope> scopes_of(const LuaFunction& f) {
  std::vector<Scope> scopes;
  std::vector<uint32_t> open_ends;
  const uint32_t first = f.is_vararg != 0 ? 1 : 0;
  for (const LocalVariable& v : f.locals) {
    const uint32_t start = std::max(static_cast<uint32_t>(v.start_pc), first);
    const uint32_t end = static_cast<uint32_t>(v.end_pc);
    if (start >= end) continue;
    while (!open_ends.empty() && open_ends.back() <= start) open_ends.pop_back();
    scopes.push_back({start, end, static_cast<uint16_t>(open_ends.size())});
    open_ends.push_back(end);
  }
  return scopes;
}

void ScopeSweep::advance(uint32_t pc) {
  while (!active_.empty() && scopes_[active_.back()].end <= pc) active_.pop_back();
  for (; next_ < scopes_.size() && scopes_[next_].start <= pc; next_++) {
    if (scopes_[next_].end <= pc) continue;
    active_.resize(scopes_[next_].register_index);
    active_.push_back(next_);
  }
}

AssignedUpvalues find_assigned_upvalues(const LuaFunction& f) {
  AssignedUpvalues out;
  out.own.assign(f.upvalues.size(), false);
  for (const uint32_t w : f.code) {
    if (lua_op(w) == LuaOp::kSETUPVAL) out.own[field_b(w)] = true;
  }
  for (const LuaFunction& child : f.children) {
    const AssignedUpvalues& inner = out.children.emplace_back(find_assigned_upvalues(child));
    for (size_t i = 0; i < child.upvalues.size(); i++) {
      if (inner.own[i] && child.upvalues[i].in_stack == 0) out.own[child.upvalues[i].index] = true;
    }
  }
  return out;
}

Result<Captures> find_captures(const LuaFunction& f, const Lowered& lowered,
                               const AssignedUpvalues& assigned, std::string_view chunk_name) {
  return Finder(f, lowered, assigned, chunk_name).run();
}

}  // namespace gilua::front
