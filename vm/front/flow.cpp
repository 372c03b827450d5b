// The flow check: abstract execution to a fixed point. Debug information is not trusted, and a
// hostile chunk's jumps may lead anywhere, so this is what makes the weaver's work safe: no path
// reads a register that may hold a cell as a value, or a register that nobody wrote.
//
// The state at a point says of each register: may it be something else than a value, may it be
// something else than a cell, may it be marked as to-be-closed. States are kept where jumps arrive;
// paths that meet are joined by "or". Each bit only ever gets set, so the iteration ends.
//
// A call leaves garbage above its results: the callee's frame began there.
#include "vm/front/flow.hpp"

#include <array>
#include <functional>
#include <optional>
#include <queue>

namespace gilua::front {

namespace {

/// A set of registers.
class RegisterSet {
 public:
  bool has(uint32_t r) const { return (words_[r >> 6] >> (r & 63)) & 1; }
  void add(uint32_t r) { words_[r >> 6] |= uint64_t{1} << (r & 63); }
  void remove(uint32_t r) { words_[r >> 6] &= ~(uint64_t{1} << (r & 63)); }
  bool any_from(uint32_t r) const {
    for (; r < 256; r++)
      if (has(r)) return true;
    return false;
  }
  bool empty() const { return (words_[0] | words_[1] | words_[2] | words_[3]) == 0; }
  /// Adds the other's; true if that changed anything.
  bool join(const RegisterSet& o) {
    bool changed = false;
    for (size_t i = 0; i < words_.size(); i++) {
      changed |= (o.words_[i] & ~words_[i]) != 0;
      words_[i] |= o.words_[i];
    }
    return changed;
  }

 private:
  std::array<uint64_t, 4> words_{};
};

struct State {
  RegisterSet not_value, not_cell, closing;

  void write(uint32_t r) {
    not_value.remove(r);
    not_cell.add(r);
  }
  void make_cell(uint32_t r) {
    not_value.add(r);
    not_cell.remove(r);
  }
  void forget(uint32_t r) {
    not_value.add(r);
    not_cell.add(r);
  }
  bool join(const State& o) {
    const bool a = not_value.join(o.not_value), b = not_cell.join(o.not_cell);
    return closing.join(o.closing) || a || b;
  }
};

class Flow {
 public:
  Flow(const Woven& woven, const ChildUpvalues& upvalues)
      : code_(woven.code),
        layout_(woven.layout),
        upvalues_(upvalues),
        at_(code_.size()),
        is_waiting_(code_.size(), false) {}

  const char* check();

 private:
  // Each reports through why_ and goes on: one wrong read is enough.
  void need(uint32_t r) {
    if (state_.not_value.has(r)) why_ = "register is read before it is written";
  }
  void need_range(uint32_t first, uint32_t end) {
    for (uint32_t r = first; r < end; r++) need(r);
  }
  void need_cell(uint32_t r) {
    if (state_.not_cell.has(r)) why_ = "captured variable without its cell";
  }
  void set(uint32_t r) {
    if (state_.closing.has(r)) why_ = "to-be-closed variable is overwritten";
    state_.write(r);
  }
  void set_range(uint32_t first, uint32_t end) {
    for (uint32_t r = first; r < end; r++) set(r);
  }
  void forget_from(uint32_t first, uint32_t end) {
    for (uint32_t r = first; r < end; r++) {
      if (state_.closing.has(r)) why_ = "to-be-closed variable is overwritten";
      state_.forget(r);
    }
  }
  void need_all_closed() {
    if (!state_.closing.empty()) why_ = "function ends without closing its variables";
  }

  void run_from(uint32_t start);
  /// Runs one instruction; false: the next one does not follow it.
  bool step(uint32_t i);
  bool step_range(const Draft& d, uint32_t i);
  bool step_call(const Draft& d, uint32_t i);
  bool step_loop(const Draft& d, uint32_t i);
  void step_closure(const Draft& d);
  void step_close(const Draft& d);
  void step_plain(const Draft& d);
  uint32_t list_end(uint32_t i, uint32_t first, uint32_t count) const {
    return count != 0 ? first + count : code_[i - 1].a;  // open: up to where its source begins
  }
  void arrive(uint32_t i, const State& state);
  void jump(uint32_t i) { jump_with(i, state_); }
  void jump_with(uint32_t i, const State& state) {
    arrive(i + 1 + static_cast<uint32_t>(static_cast<int32_t>(code_[i].aux)), state);
  }

  const std::vector<Draft>& code_;
  const RegisterLayout& layout_;
  const ChildUpvalues& upvalues_;
  std::vector<std::optional<State>> at_;  // where jumps arrive
  // Earliest first: most code then settles in two rounds.
  std::priority_queue<uint32_t, std::vector<uint32_t>, std::greater<>> waiting_;
  std::vector<bool> is_waiting_;
  State state_;
  const char* why_ = nullptr;
};

void Flow::arrive(uint32_t i, const State& state) {
  if (!at_[i])
    at_[i] = state;
  else if (!at_[i]->join(state))
    return;
  if (is_waiting_[i]) return;
  is_waiting_[i] = true;
  waiting_.push(i);
}

void Flow::step_plain(const Draft& d) {
  const char* roles = roles_of(d.op);
  if (roles[0] == 'r') need(d.a);
  if (roles[1] == 'r') need(d.b);
  if (roles[2] == 'r') need(d.c);
  if (roles[0] == 'w') set(d.a);
}

void Flow::step_closure(const Draft& d) {
  for (const UpvalueInfo& u : upvalues_[d.aux]) {
    if (u.from == UpvalueInfo::From::kCell) need_cell(u.index);
    if (u.from == UpvalueInfo::From::kSharedCell) need(u.index);
    if (u.from == UpvalueInfo::From::kSelf && u.index != d.a) why_ = "bad self capture";
    if (u.from == UpvalueInfo::From::kSharedCell || u.from == UpvalueInfo::From::kSelf)
      need(u.cell_index);
  }
  set(d.a);
}

void Flow::step_close(const Draft& d) {
  if (d.op == Op::kCLOSE) {
    for (uint32_t r = d.a; r < layout_.size(); r++) state_.closing.remove(r);
    return;
  }
  const uint32_t r = d.op == Op::kTBC ? d.a : d.a + 3u;
  need(r);
  if (state_.closing.any_from(r)) why_ = "to-be-closed variables out of order";
  state_.closing.add(r);
}

bool Flow::step_call(const Draft& d, uint32_t i) {
  switch (d.op) {
    case Op::kCALL:
      need_range(d.a, list_end(i, d.a, d.b));
      forget_from(d.a, layout_.size());
      if (d.c > 1) set_range(d.a, d.a + d.c - 1u);
      return true;
    case Op::kTAILCALL:
      need_range(d.a, list_end(i, d.a, d.b));
      need_all_closed();
      return false;
    case Op::kRETURN:
      if (d.b != 1) need_range(d.a, d.b != 0 ? d.a + d.b - 1u : list_end(i, d.a, 0));
      if (d.c == 0) need_all_closed();
      return false;
    case Op::kRETURN1:
      need(d.a);
      [[fallthrough]];
    default:  // RETURN0
      need_all_closed();
      return false;
  }
}

bool Flow::step_loop(const Draft& d, uint32_t i) {
  State there = state_;
  switch (d.op) {
    case Op::kFORPREP:
      need_range(d.a, d.a + 3u);
      set_range(d.a, d.a + 3u);
      jump(i);
      set(d.a + 3u);
      return true;
    case Op::kFORLOOP:
      need_range(d.a, d.a + 3u);
      set_range(d.a, d.a + 3u);
      there = state_;
      set(d.a + 3u);
      jump(i);
      state_ = there;
      return true;
    case Op::kTFORPREP:
      step_close(d);
      jump(i);
      return false;
    case Op::kTFORCALL:
      need_range(d.a, d.a + 3u);
      forget_from(d.a + 4u, layout_.size());
      set_range(d.a + 4u, d.a + 4u + d.c);
      return true;
    default:  // TFORLOOP
      need(d.a + 4u);
      set(d.a + 2u);
      jump(i);
      return true;
  }
}

/// Instructions that use more registers than they name.
bool Flow::step_range(const Draft& d, uint32_t i) {
  switch (d.op) {
    case Op::kLOADNIL:
      set_range(d.a, d.a + d.b + 1u);
      return true;
    case Op::kSELF:
    case Op::kSELFR:
      step_plain(d);
      set_range(d.a, d.a + 2u);
      return true;
    case Op::kCONCAT:
      need_range(d.a, d.a + d.b);
      forget_from(d.a, d.a + d.b);
      set(d.a);
      return true;
    case Op::kVARARG:
      if (d.c == 0)
        forget_from(d.a, layout_.size());
      else
        set_range(d.a, d.a + d.c - 1u);
      return true;
    case Op::kSETLIST:
      need(d.a);
      need_range(d.a + 1u, list_end(i, d.a + 1u, d.b));
      return true;
    case Op::kCLOSE:
    case Op::kTBC:
      step_close(d);
      return true;
    case Op::kFORPREP:
    case Op::kFORLOOP:
    case Op::kTFORPREP:
    case Op::kTFORCALL:
    case Op::kTFORLOOP:
      return step_loop(d, i);
    default:
      return step_call(d, i);
  }
}

bool Flow::step(uint32_t i) {
  const Draft& d = code_[i];
  if (roles_of(d.op)[0] == 'R' || d.op == Op::kRETURN0 || d.op == Op::kRETURN1)
    return step_range(d, i);
  switch (d.op) {
    case Op::kNEWCELL:
      need(d.a);
      if (state_.closing.has(d.a)) why_ = "to-be-closed variable is overwritten";
      state_.make_cell(d.a);
      return true;
    case Op::kGETCELL:
      need_cell(d.b);
      set(d.a);
      return true;
    case Op::kSETCELL:
      need_cell(d.a);
      need(d.b);
      return true;
    case Op::kCLOSURE:
      step_closure(d);
      return true;
    case Op::kJMP:
      jump(i);
      return false;
    case Op::kLFALSESKIP:
      set(d.a);
      arrive(i + 2, state_);
      return false;
    case Op::kTESTSET: {
      need(d.b);
      State there = state_;
      if (there.closing.has(d.a)) why_ = "to-be-closed variable is overwritten";
      there.write(d.a);
      jump_with(i, there);
      return true;
    }
    case Op::kTESTSETCELL:
      need_cell(d.a);
      [[fallthrough]];
    default:
      step_plain(d);
      if (d.target >= 0) jump(i);
      return true;
  }
}

void Flow::run_from(uint32_t start) {
  state_ = *at_[start];
  for (uint32_t i = start;;) {
    if (!step(i) || why_ != nullptr) return;
    i++;
    if (at_[i]) {  // a place where jumps arrive: go on from what is known there
      arrive(i, state_);
      return;
    }
  }
}

const char* Flow::check() {
  State entry;
  for (uint32_t r = 0; r < layout_.size(); r++) {
    entry.not_cell.add(r);
    if (r >= layout_.parameters) entry.not_value.add(r);
  }
  arrive(0, entry);
  while (!waiting_.empty() && why_ == nullptr) {
    const uint32_t start = waiting_.top();
    waiting_.pop();
    is_waiting_[start] = false;
    run_from(start);
  }
  return why_;
}

}  // namespace

const char* check_flow(const Woven& woven, const ChildUpvalues& upvalues) {
  return Flow(woven, upvalues).check();
}

}  // namespace gilua::front
