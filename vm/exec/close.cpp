// To-be-closed variables: marking them and calling their __close.
//
// The list (Exec::tbc) holds the slots' offsets from the bottom of the stack, oldest first. A
// normal exit from a scope calls one handler and then runs the same instruction again
// (FrameKind::kClose) until none is left, so a handler may yield. pcall's unwinding does the same
// with kCloseUnwind.
#include <cstring>

#include "vm/exec/interp.hpp"
#include "vm/exec/operate.hpp"
#include "vm/front/front.hpp"

namespace gilua {

namespace {

constexpr size_t kListHeader = 16;

bool grow_list(Exec& ex) {
  const uint32_t capacity = ex.tbc_capacity == 0 ? 4 : ex.tbc_capacity * 2;
  void* memory = Heap::allocate(ex.mutator(), kListHeader + capacity * sizeof(uint32_t));
  if (memory == nullptr) {
    ex.raise_out_of_memory();
    return false;
  }
  Object* list = new (memory) Object{};
  list->kind = Kind::kRaw;
  uint32_t* entries = reinterpret_cast<uint32_t*>(static_cast<char*>(memory) + kListHeader);
  if (ex.tbc_count != 0) std::memcpy(entries, ex.tbc, ex.tbc_count * sizeof(uint32_t));
  ex.tbc = entries;
  ex.tbc_capacity = capacity;
  return true;
}

}  // namespace

bool mark_to_be_closed(Exec& ex, Value* slot, uint32_t reg) {
  if (slot->is_falsy()) return true;
  if (metamethod_of(ex, *slot, Event::kClose).is_nil()) {
    const Proto& p = *ex.frame->base[-1].as_closure()->proto;
    const uint32_t pc = static_cast<uint32_t>(ex.frame->pc - p.code) - 1;
    std::string name = name_of_register(p, pc + 1, reg).name;
    if (name.empty()) name = "?";
    ex.raise("variable '" + name + "' got a non-closable value");
    return false;
  }
  if (ex.tbc_count == ex.tbc_capacity && !grow_list(ex)) return false;
  ex.tbc[ex.tbc_count++] = static_cast<uint32_t>(slot - ex.stack);
  return true;
}

Step close_last(Exec& ex, Value* top, Value error, FrameKind kind) {
  const Value v = ex.stack[ex.tbc[--ex.tbc_count]];
  if (!has_room(ex, top, 3 * sizeof(Value) + kFrameSlack)) {
    const ptrdiff_t offset = top - ex.stack;
    if (!grow_stack(ex, top, 3 * sizeof(Value) + kFrameSlack)) return Step::kRaised;
    top = ex.stack + offset;
  }
  const Value handler = metamethod_of(ex, v, Event::kClose);
  top[0] = handler;  // taken away since: calling nil gives Lua's error
  top[1] = v;
  top[2] = error;
  ex.top = top + 3;
  return call_value(ex, top, 2, 0, kind);
}

bool close_all(Exec& ex, Value* from, Value error, bool has_error) {
  const ptrdiff_t bottom = from - ex.stack;
  ex.error = error;
  bool ok = !has_error;
  while (has_pending_close(ex, ex.stack + bottom)) {
    const Value v = ex.stack[ex.tbc[--ex.tbc_count]];
    ex.top = ex.stack + ex.tbc[ex.tbc_count] + 1;
    if (!ex.reserve(4)) return false;
    const Value handler = metamethod_of(ex, v, Event::kClose);
    const Value current = ok ? Value::nil() : ex.error;
    ex.push(current);  // stays reachable while the handler runs
    ex.push(handler);
    ex.push(v);
    ex.push(current);
    if (ex.call(2, 0) < 0) {
      ok = false;
    } else if (!ok) {
      ex.error = ex.pop();
    }
  }
  return ok;
}

void close_for_exit(Exec& ex) {
  Exec* main = &ex;
  while (main->resumer != nullptr) main = main->resumer;
  Thread& thread = *ex.thread;
  main->thread = &thread;
  main->frame = reinterpret_cast<Frame*>(main->limit);  // the strand's frames are given up
  // Relaxed: only this thread, which runs the strand already, looks at it.
  main->status.store(ExecStatus::kRunning, std::memory_order_relaxed);
  switch_exec(thread, *main);
  close_all(*main, main->stack, Value::nil(), false);
}

bool mark_register_to_be_closed(Exec& ex, uint32_t a) {
  return mark_to_be_closed(ex, ex.frame->base + a, a);
}

bool prepare_generic_for(Exec& ex, uint32_t a) {
  return mark_to_be_closed(ex, ex.frame->base + a + 3, a + 3);
}

Step close_scope(Exec& ex, uint32_t a) {
  Frame& fr = *ex.frame;
  if (!has_pending_close(ex, fr.base + a)) return Step::kGo;
  return close_last(ex, free_slots(ex), Value::nil(), FrameKind::kClose);
}

Step return_values(Exec& ex, uint32_t a, uint32_t count, bool close) {
  Frame& fr = *ex.frame;
  Value* first = fr.base + a;
  if (close && has_pending_close(ex, fr.base)) {
    fr.state = count;  // RETURN up to top finds it again when it runs once more
    // Above the results, and above the variables that are still to be closed.
    Value* top = free_slots(ex);
    if (first + count > top) top = first + count;
    return close_last(ex, top, Value::nil(), FrameKind::kClose);
  }
  return deliver(ex, first, count);
}

}  // namespace gilua
