// What the interpreter loops do out of line: cache misses, allocation that failed at first, calls
// and returns that are not the plain case. And execute(), which picks the loop.
#include "vm/exec/interp.hpp"

#include <algorithm>
#include <bitset>
#include <cassert>

#include "vm/exec/numbers.hpp"
#include "vm/exec/operate.hpp"
#include "vm/front/front.hpp"

namespace gilua {

bool execute(Thread& th) {
  for (;;) {
    Leave leave = Leave::kMode;
    switch (th.mode) {
      case Mode::kGil:
        leave = run_gil(th);
        break;
      case Mode::kFree:
        leave = run_free(th);
        break;
      case Mode::kStepped:
        leave = run_stepped(th);
        break;
    }
    if (leave != Leave::kMode) return leave == Leave::kReturned;
  }
}

bool answer_poll(Exec& ex) {
  Thread& th = *ex.thread;
  if (!th.world->safepoint(th)) return true;
  ex.raise_interrupt();
  return false;
}

bool Exec::poll() {
  if (!gilua::poll(*this)) return false;
  // A thread that counts down is in that mode; it may be so since before the native was called.
  if (GILUA_UNLIKELY(thread->mode == Mode::kStepped)) world().let_go_if_asked(*thread);
  return true;
}

void collect_for_memory(Exec& ex) { ex.world().collect(*ex.thread, CollectReason::kMemory); }

void clear_dead_registers(Exec& ex) {
  const Frame& fr = *ex.frame;
  const Proto& p = *fr.base[-1].as_closure()->proto;
  const ProtoDebug& debug = *p.debug;
  if (debug.stripped) return;
  const uint32_t pc = static_cast<uint32_t>(fr.pc - p.code);
  const int32_t original = static_cast<int32_t>(debug.original_pc[pc]);
  uint32_t active = 0;
  for (const LocalVariable& v : debug.locals) {  // in the order of their starts
    if (v.start_pc > original) break;
    if (original < v.end_pc) ++active;
  }
  std::bitset<256> used;  // variables of different scopes may share a cell's register
  for (const SharedVariable& v : debug.shared)
    if (v.from <= pc && pc < v.to) used.set(v.cell_index);
  for (const SharedVariable& v : debug.shared)
    if (!used.test(v.cell_index)) fr.base[v.cell_index] = Value::nil();
  const uint32_t first_free = p.parameter_count + debug.shared_cells;
  for (uint32_t r = std::max(register_of_local(p, active), first_free); r < p.stack_size; ++r)
    fr.base[r] = Value::nil();
}

// ---- string keys

namespace {

/// A node's index goes to the cache only when it changed: the word is shared by all threads.
void remember(std::atomic<uint32_t>& cache, uint32_t node) {
  if (cache.load(std::memory_order_relaxed) != node) cache.store(node, std::memory_order_relaxed);
}

constexpr int kMaxChain = 100;  // longer ones go the general way, which counts to Lua's limit

}  // namespace

bool get_own(const Table* t, const String* key, std::atomic<uint32_t>& cache, Value& out) {
  const Place place = table_find_interned(t, key);
  if (place.slot == nullptr) return false;
  remember(cache, place.node);
  return place.slot->load_into(out) != kNil;
}

Slot* find_own(const Table* t, const String* key, std::atomic<uint32_t>& cache,
               const std::atomic<WriterId>*& writer) {
  const Place place = table_find_interned(t, key);
  if (place.slot == nullptr) return nullptr;
  remember(cache, place.node);
  writer = place.writer;
  return place.slot;
}

bool get_inherited(const Exec& ex, const Table* t, const String* key, std::atomic<uint32_t>& cache,
                   Value& out) {
  const EventNames& events = ex.world().events;
  for (int i = 0; i < kMaxChain; ++i) {
    const Table* mt = t->metatable.load(std::memory_order_acquire);
    const Value handler = metamethod(mt, Event::kIndex, events);
    if (handler.is_nil()) {
      out = Value::nil();
      return true;
    }
    if (!handler.is_table()) return false;
    t = handler.as_table();
    HashBlock* block = t->hash_part.load(std::memory_order_acquire);
    Node* node = cached_node(block, cache.load(std::memory_order_relaxed), key);
    if (node != nullptr) {
      if (node->value.load_into(out) != kNil) return true;
    } else if (get_own(t, key, cache, out)) {
      return true;
    }
  }
  return false;
}

bool get_method(const Exec& ex, Value self, const String* key, std::atomic<uint32_t>& cache,
                Value& out) {
  const Table* mt = metatable_of(ex, self);
  const Value handler = metamethod(mt, Event::kIndex, ex.world().events);
  if (!handler.is_table()) return false;
  const Table* methods = handler.as_table();
  HashBlock* block = methods->hash_part.load(std::memory_order_acquire);
  Node* node = cached_node(block, cache.load(std::memory_order_relaxed), key);
  if (node != nullptr) return node->value.load_into(out) != kNil;
  return get_own(methods, key, cache, out);
}

bool finish_store(Exec& ex, Table* t, const Slot* slot, Value key, Value value) {
  Write done = finish_store_slow(ex.mutator(), t, slot, key, value);
  if (done == Write::kOutOfMemory) {
    collect_for_memory(ex);
    done = table_set(ex.mutator(), t, key, value);
  }
  if (done == Write::kDone) return true;
  raise_write_error(ex, done);
  return false;
}

// ---- constants as operands

namespace {

Step arith_flipped(Exec& ex, Event event, Value a, Value constant, uint32_t aux) {
  return (aux & 1) != 0 ? arith_slow(ex, event, constant, a) : arith_slow(ex, event, a, constant);
}

Event event_of(uint32_t aux) { return static_cast<Event>((aux >> 8) & 0xff); }
/// The immediate operand of the event, which may differ from the instruction's (x - 3 adds -3).
int64_t operand_of(uint32_t aux) { return static_cast<int8_t>((aux >> 16) & 0xff); }

}  // namespace

Step arith_constant_slow(Exec& ex, Event event, Value a, Value constant, uint32_t aux) {
  return arith_flipped(ex, event, a, constant, aux);
}

Step arith_immediate_slow(Exec& ex, Value a, uint32_t aux) {
  return arith_flipped(ex, event_of(aux), a, Value::integer(operand_of(aux)), aux);
}

// ---- allocation: a collection and a second try when memory ran out

bool make_cell(Exec& ex, uint32_t a) {
  collect_for_memory(ex);
  Value* at = ex.frame->base + a;
  Cell* cell = new_cell(ex.mutator(), *at);
  if (cell == nullptr) {
    ex.raise_out_of_memory();
    return false;
  }
  *at = Value::of(cell);
  return true;
}

bool make_table(Exec& ex, uint32_t a, uint32_t array_size, uint32_t hash_size) {
  collect_for_memory(ex);
  Table* t = new_table(ex.mutator(), array_size, hash_size);
  if (t == nullptr) {
    ex.raise_out_of_memory();
    return false;
  }
  ex.frame->base[a] = Value::of(t);
  return true;
}

bool raise_not_a_cell(Exec& ex) {
  ex.raise("bad binary format (a captured variable's register holds no cell)");
  return false;
}

namespace {

/// The shared cell of a captured local that is never reassigned; made by the first closure.
Cell* shared_cell(Exec& ex, Value* base, const UpvalueInfo& info, Value value) {
  Value& holder = base[info.cell_index];
  if (holder.is_cell()) return holder.as_cell();
  Cell* cell = new_cell(ex.mutator(), value);
  if (cell != nullptr) holder = Value::of(cell);
  return cell;
}

/// Fills the closure's upvalues; nullptr cells only if memory ran out.
bool fill_upvalues(Exec& ex, Closure* closure, const Proto& child, bool& damaged) {
  Value* base = ex.frame->base;
  const Closure* outer = base[-1].as_closure();
  for (uint32_t i = 0; i < child.upvalue_count; ++i) {
    const UpvalueInfo& info = child.upvalues[i];
    Cell* cell = nullptr;
    switch (info.from) {
      case UpvalueInfo::From::kEnclosing:
        cell = outer->upvalues[info.index].load(std::memory_order_acquire);
        break;
      case UpvalueInfo::From::kCell:
        if (!base[info.index].is_cell()) {
          damaged = true;
          return false;
        }
        cell = base[info.index].as_cell();
        break;
      case UpvalueInfo::From::kSharedCell:
        cell = shared_cell(ex, base, info, Value{base[info.index].bits, base[info.index].tag});
        break;
      case UpvalueInfo::From::kSelf:
        cell = shared_cell(ex, base, info, Value::of(closure));
        break;
    }
    if (cell == nullptr) return false;
    closure->upvalues[i].store(cell, std::memory_order_release);
  }
  return true;
}

}  // namespace

bool make_closure(Exec& ex, uint32_t a, uint32_t child_index) {
  for (int attempt = 0; attempt < 2; ++attempt) {
    Value* base = ex.frame->base;
    Proto* child = base[-1].as_closure()->proto->children[child_index];
    bool damaged = false;
    Closure* closure = new_closure(ex.mutator(), child);
    if (closure != nullptr && fill_upvalues(ex, closure, *child, damaged)) {
      base[a] = Value::of(closure);
      return true;
    }
    if (damaged) return raise_not_a_cell(ex);
    if (attempt == 0) collect_for_memory(ex);
  }
  ex.raise_out_of_memory();
  return false;
}

bool set_list(Exec& ex, uint32_t a, uint32_t b, uint32_t offset) {
  Value* at = ex.frame->base + a;
  const uint32_t count = b != 0 ? b : static_cast<uint32_t>(ex.top - at) - 1;
  if (!at->is_table()) return raise_not_a_cell(ex);  // only a damaged chunk gets here
  for (int attempt = 0; attempt < 2; ++attempt) {
    at = ex.frame->base + a;
    Table* t = at->as_table();
    Write done = table_reserve(ex.mutator(), t, offset + count, 0);
    for (uint32_t i = 1; done == Write::kDone && i <= count; ++i)
      done = table_set_integer(ex.mutator(), t, static_cast<int64_t>(offset) + i, at[i]);
    if (done == Write::kDone) return true;
    if (attempt == 0) {
      ex.top = at + count + 1;  // keep the values alive
      collect_for_memory(ex);
    }
  }
  ex.raise_out_of_memory();
  return false;
}

void copy_varargs(Exec& ex, uint32_t a, uint32_t c, bool& ok) {
  ok = true;
  const uint32_t extra = ex.frame->extra;
  Value* to = ex.frame->base + a;
  const uint32_t wanted = c != 0 ? c - 1 : extra;
  if (c == 0) {
    const size_t bytes = extra * sizeof(Value) + kFrameSlack;
    if (!has_room(ex, to, bytes)) {
      if (!grow_stack(ex, free_slots(ex), bytes)) {
        ok = false;
        return;
      }
      to = ex.frame->base + a;
    }
    ex.top = to + extra;
  }
  const Value* from = ex.frame->base - 1 - extra;
  const uint32_t kept = extra < wanted ? extra : wanted;
  for (uint32_t i = 0; i < kept; ++i) copy(to[i], from[i]);
  for (uint32_t i = kept; i < wanted; ++i) to[i] = Value::nil();
}

// ---- calls

Step failed_leaf(Exec& ex, uint32_t a, uint32_t argc, int32_t wanted) {
  Value* func = ex.frame->base + a;
  assert(func->is_native());  // a leaf that fails has not begun to write its results
  if (func->as_native()->row->runs == Runs::kTry)
    return call_value(ex, func, argc, wanted, FrameKind::kCall);
  if (!has_room(ex, func + 1 + argc, kFrameSlack)) return Step::kRaised;
  push_frame(ex, func + 1, FrameKind::kCall, FrameBody::kNative, wanted, argc)->native =
      func->as_native();
  ex.top = func + 1 + argc;
  const Outcome count = run_native_again(ex);
  if (count < 0) return Step::kRaised;
  return deliver(ex, ex.frame->base - 1, static_cast<uint32_t>(count));
}

Step tail_call(Exec& ex, uint32_t a, uint32_t argc) {
  Frame* fr = ex.frame;
  Value* func = fr->base + a;
  while (!func->is_closure()) {
    // A native: an ordinary call; the RETURN that follows passes all results on.
    if (func->is_native()) return call_value(ex, func, argc, -1, FrameKind::kCall);
    if (!insert_call_handler(ex, func, argc)) return Step::kRaised;
    fr = ex.frame;
  }
  Value* to = function_slot(*fr);
  const FrameKind kind = fr->kind;
  const int32_t wanted = fr->wanted;
  for (uint32_t i = 0; i <= argc; ++i) copy(to[i], func[i]);
  ex.frame = fr + 1;
  ex.top = to + 1 + argc;
  if (!push_lua_frame(ex, to, argc, wanted, kind)) return Step::kRaised;
  ex.frame->flags = kFrameTailCalled;
  return enter_function(ex);
}

Step call_iterator(Exec& ex, uint32_t a, uint32_t wanted) {
  Value* control = ex.frame->base + a;
  for (int i = 0; i < 3; ++i) copy(control[4 + i], control[i]);
  return call_value(ex, control + 4, 2, static_cast<int32_t>(wanted), FrameKind::kCall);
}

}  // namespace gilua
