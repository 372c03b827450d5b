// The weaver. Where a captured variable's scope begins it makes the variable's cell: NEWCELL, or
// LOADNIL of the shared cell's register, which the first capturing CLOSURE fills. Inside the scope
// of a variable in a cell, operands that name its register go through a temporary.
//
// Jumps to a scope's first instruction: from outside they meet the making of the cell, so that each
// turn of a loop has a fresh variable; from inside the scope (a label right behind the declaration)
// they go past it, for the variable is still the same.
#include "vm/front/weave.hpp"

#include <algorithm>

#include "vm/front/errors.hpp"

namespace gilua::front {

namespace {

class Weaver {
 public:
  Weaver(const LuaFunction& f, const Lowered& lowered, const Captures& captures)
      : f_(f), lowered_(lowered), captures_(captures), sweep_(captures.scopes) {
    out_.layout = {f.parameter_count, captures.shared_cells, f.stack_size, 0};
  }

  Result<Woven> run(std::string_view chunk_name);

 private:
  bool in_cell(uint32_t token) const {
    if (token >= kTemporary || token >= sweep_.depth()) return false;
    const int32_t v = captures_.variable_of_scope[sweep_.scope_at(token)];
    return v >= 0 && captures_.variables[static_cast<size_t>(v)].in_cell;
  }
  Draft& put(Op op, uint16_t a, uint16_t b = 0) {
    Draft& d = out_.code.emplace_back();
    d.op = op;
    d.a = a;
    d.b = b;
    d.original = pc_;
    return d;
  }
  uint16_t new_temporary() {
    const uint32_t n = group_temporaries_++;
    out_.layout.temporaries = std::max(out_.layout.temporaries, group_temporaries_);
    return static_cast<uint16_t>(kTemporary + n);
  }
  void note_temporaries();
  void begin_scopes();
  void begin_self_capture(const Draft& closure);
  uint16_t read_through(uint16_t token);
  void weave_one(Draft d);
  void weave_loadnil(const Draft& d);
  bool weave_special(const Draft& d);
  int64_t place_of_jump(const Draft& d) const;
  const char* place_registers(Draft& d) const;
  void list_shared();

  const LuaFunction& f_;
  const Lowered& lowered_;
  const Captures& captures_;
  ScopeSweep sweep_;
  Woven out_;
  std::vector<uint32_t> entry_;        // per instruction of Lua's: where its scopes' cells are made
  std::vector<uint32_t> first_begun_;  // and its first variable in [begun_]
  std::vector<uint32_t> begun_;        // variables whose cells are made at their scope's start
  std::vector<uint32_t> begun_at_;     // and where in our code
  size_t next_variable_ = 0;
  uint32_t pc_ = 0;
  uint32_t group_temporaries_ = 0;
};

/// Temporaries that the lowering of this group uses already.
void Weaver::note_temporaries() {
  group_temporaries_ = 0;
  for (uint32_t i = lowered_.first[pc_]; i < lowered_.first[pc_ + 1]; i++) {
    for (const uint16_t token : {lowered_.drafts[i].a, lowered_.drafts[i].b, lowered_.drafts[i].c})
      if (token >= kTemporary) group_temporaries_ = token - kTemporary + 1u;
  }
  out_.layout.temporaries = std::max(out_.layout.temporaries, group_temporaries_);
}

void Weaver::begin_scopes() {
  const auto& variables = captures_.variables;
  for (; next_variable_ < variables.size(); next_variable_++) {
    const CapturedVariable& v = variables[next_variable_];
    if (v.scope.start > pc_) break;
    if (v.self) continue;  // its cell is made before its CLOSURE
    begun_.push_back(static_cast<uint32_t>(next_variable_));
    begun_at_.push_back(static_cast<uint32_t>(out_.code.size()));
    if (v.in_cell)
      put(Op::kNEWCELL, v.scope.register_index);
    else
      put(Op::kLOADNIL, static_cast<uint16_t>(kSharedRegister + v.shared_cell));
  }
}

/// A local function that captures itself: the cell must be there before the closure is.
void Weaver::begin_self_capture(const Draft& closure) {
  for (const CaptureSource& source : captures_.of_child[closure.aux]) {
    if (!source.self) continue;
    const CapturedVariable& v = captures_.variables[static_cast<size_t>(source.variable)];
    if (v.in_cell) {
      put(Op::kLOADNIL, v.scope.register_index);
      put(Op::kNEWCELL, v.scope.register_index);
    } else {
      put(Op::kLOADNIL, static_cast<uint16_t>(kSharedRegister + v.shared_cell));
    }
    break;
  }
}

/// The register to read [token]'s value from.
uint16_t Weaver::read_through(uint16_t token) {
  if (!in_cell(token)) return token;
  const uint16_t temporary = new_temporary();
  put(Op::kGETCELL, temporary, token);
  return temporary;
}

/// Runs of registers, interrupted where one is in a cell, and where our registers have the shared
/// cells between Lua's parameters and the rest.
void Weaver::weave_loadnil(const Draft& d) {
  const uint32_t end = d.a + d.b + 1u;
  uint32_t r = d.a;
  while (r < end) {
    if (in_cell(r)) {
      const uint16_t temporary = group_temporaries_ > 0 ? kTemporary : new_temporary();
      put(Op::kLOADNIL, temporary);
      put(Op::kSETCELL, static_cast<uint16_t>(r++), temporary);
      continue;
    }
    const uint32_t first = r++;
    const bool split = captures_.shared_cells > 0;
    while (r < end && !in_cell(r) && !(split && r == f_.parameter_count)) r++;
    put(Op::kLOADNIL, static_cast<uint16_t>(first), static_cast<uint16_t>(r - first - 1));
  }
}

/// Instructions that are more than operands read and written. True: done.
bool Weaver::weave_special(const Draft& d) {
  if (d.op == Op::kLOADNIL) {
    weave_loadnil(d);
    return true;
  }
  if (d.op == Op::kLFALSESKIP && in_cell(d.a)) {
    const uint16_t temporary = new_temporary();
    put(Op::kLOADFALSE, temporary);
    put(Op::kSETCELL, d.a, temporary);
    Draft& jump = put(Op::kJMP, 0);
    jump.target = static_cast<int64_t>(pc_) + 2;
    jump.jump_from = pc_;
    return true;
  }
  if (d.op == Op::kMOVE && (in_cell(d.a) || in_cell(d.b))) {
    if (in_cell(d.a))
      put(Op::kSETCELL, d.a, read_through(d.b));
    else
      put(Op::kGETCELL, d.a, d.b);
    return true;
  }
  if (d.op == Op::kRETURN && d.b == 2 && in_cell(d.a)) {  // the one range that may begin at a local
    const uint16_t temporary = read_through(d.a);
    out_.code.push_back(d);
    out_.code.back().a = temporary;
    return true;
  }
  return false;
}

/// `x = ...`: the one range that may be written over a local.
bool is_one_vararg(const Draft& d) { return d.op == Op::kVARARG && d.c == 2; }

void Weaver::weave_one(Draft d) {
  if (weave_special(d)) return;
  const char* roles = roles_of(d.op);
  if (roles[0] == 'r') d.a = read_through(d.a);
  if (roles[1] == 'r') d.b = read_through(d.b);
  if (roles[2] == 'r') d.c = read_through(d.c);
  bool self_in_cell = false;
  if (d.op == Op::kCLOSURE) {
    begin_self_capture(d);
    for (const CaptureSource& source : captures_.of_child[d.aux])
      self_in_cell |=
          source.self && captures_.variables[static_cast<size_t>(source.variable)].in_cell;
  }
  if (!(roles[0] == 'w' || is_one_vararg(d)) || !(in_cell(d.a) || self_in_cell)) {
    out_.code.push_back(d);
    return;
  }
  if (d.op == Op::kTESTSET) {  // writes only where it jumps
    d.op = Op::kTESTSETCELL;
    out_.code.push_back(d);
    return;
  }
  const uint16_t target = d.a;
  d.a =
      group_temporaries_ > 0 ? kTemporary : new_temporary();  // operands are read before the write
  const uint16_t written = d.a;
  out_.code.push_back(d);
  put(Op::kSETCELL, target, written);
}

/// The index in our code that a jump leads to.
int64_t Weaver::place_of_jump(const Draft& d) const {
  const size_t target = static_cast<size_t>(d.target);
  int64_t place = entry_[target];
  for (uint32_t i = first_begun_[target]; i < first_begun_[target + 1]; i++) {
    const Scope& scope = captures_.variables[begun_[i]].scope;
    if (d.jump_from < scope.start || d.jump_from >= scope.end) break;
    place++;  // one instruction makes a cell
  }
  return place;
}

/// Turns tokens into registers. A range must not straddle the shared cells' registers.
const char* Weaver::place_registers(Draft& d) const {
  const char* roles = roles_of(d.op);
  if (roles[0] == 'R' && captures_.shared_cells > 0 && d.a < f_.parameter_count) {
    const bool single = d.op == Op::kLOADNIL || d.op == Op::kCLOSE || d.op == Op::kTBC ||
                        (d.op == Op::kRETURN && d.b >= 1 && d.b <= 2) || is_one_vararg(d);
    if (!single) return "register range begins at a parameter";
  }
  const auto place = [&](char role, uint16_t& token) {
    if (role == 'r' || role == 'w' || role == 'c' || role == 'R')
      token = static_cast<uint16_t>(out_.layout.place(token));
  };
  place(roles[0], d.a);
  place(roles[1], d.b);
  place(roles[2], d.c);
  return nullptr;
}

/// Where each variable that is never reassigned has its register and its shared cell: from behind
/// the LOADNIL that empties the cell's register to the end of the scope.
void Weaver::list_shared() {
  const auto place = [&](const CapturedVariable& v, uint32_t from) {
    SharedVariable& shared = out_.shared.emplace_back();
    shared.index = static_cast<uint8_t>(out_.layout.place(v.scope.register_index));
    shared.cell_index = static_cast<uint8_t>(out_.layout.place(kSharedRegister + v.shared_cell));
    shared.from = from;
    shared.to =
        v.scope.end < entry_.size() ? entry_[v.scope.end] : static_cast<uint32_t>(out_.code.size());
  };
  for (const CapturedVariable& v : captures_.variables)
    if (v.self && !v.in_cell && v.scope.start < entry_.size()) place(v, entry_[v.scope.start]);
  for (size_t i = 0; i < begun_.size(); i++) {
    const CapturedVariable& v = captures_.variables[begun_[i]];
    if (!v.in_cell) place(v, begun_at_[i] + 1);
  }
}

Result<Woven> Weaver::run(std::string_view chunk_name) {
  const uint32_t size = static_cast<uint32_t>(f_.code.size());
  for (pc_ = 0; pc_ < size; pc_++) {
    sweep_.advance(pc_);
    entry_.push_back(static_cast<uint32_t>(out_.code.size()));
    first_begun_.push_back(static_cast<uint32_t>(begun_.size()));
    begin_scopes();
    note_temporaries();
    for (uint32_t i = lowered_.first[pc_]; i < lowered_.first[pc_ + 1]; i++)
      weave_one(lowered_.drafts[i]);
  }
  first_begun_.push_back(static_cast<uint32_t>(begun_.size()));
  if (out_.layout.size() > UINT8_MAX) {
    const int32_t line = f_.lines.empty() ? f_.line_defined : f_.lines.front();
    return fail(ErrorKind::kSyntax, short_source(f_.source) + ":" + std::to_string(line) +
                                        ": function or expression needs too many registers");
  }
  for (size_t i = 0; i < out_.code.size(); i++) {
    Draft& d = out_.code[i];
    if (d.target >= 0)
      d.aux = static_cast<uint32_t>(place_of_jump(d) - static_cast<int64_t>(i) - 1);
    if (const char* why = place_registers(d)) return bad_chunk(chunk_name, why);
  }
  list_shared();
  return std::move(out_);
}

}  // namespace

Result<Woven> weave(const LuaFunction& f, const Lowered& lowered, const Captures& captures,
                    std::string_view chunk_name) {
  return Weaver(f, lowered, captures).run(chunk_name);
}

}  // namespace gilua::front
