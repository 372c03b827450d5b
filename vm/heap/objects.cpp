// Constructors of plain objects. Each returns a complete object that nothing refers to yet, or
// nullptr when memory is exhausted. Publishing it (a release store into a slot) makes it visible to
// other threads, so its fields are written plainly here.
#include <cstring>
#include <new>

#include "vm/heap/heap.hpp"

namespace gilua {

Cell* new_cell(Mutator& m, Value value) {
  void* p = Heap::allocate(m, sizeof(Cell));
  if (p == nullptr) return nullptr;
  init_object(p, Kind::kCell);
  Cell* cell = static_cast<Cell*>(p);
  cell->slot.init(value);
  return cell;
}

Closure* new_closure(Mutator& m, Proto* proto) {
  const size_t count = proto->upvalue_count;
  void* p = Heap::allocate(m, sizeof(Closure) + count * sizeof(std::atomic<Cell*>));
  if (p == nullptr) return nullptr;
  init_object(p, Kind::kClosure);
  Closure* closure = static_cast<Closure*>(p);
  closure->proto = proto;
  // Relaxed: not published yet.
  for (size_t i = 0; i < count; ++i) closure->upvalues[i].store(nullptr, std::memory_order_relaxed);
  return closure;
}

Native* new_native(Mutator& m, const NativeRow* row, uint32_t upvalue_count) {
  void* p = Heap::allocate(m, sizeof(Native) + size_t{upvalue_count} * sizeof(Slot));
  if (p == nullptr) return nullptr;
  init_object(p, Kind::kNative);
  Native* native = static_cast<Native*>(p);
  native->row = row;
  native->upvalue_count = upvalue_count;
  native->spare2 = 0;
  native->spare3 = 0;
  for (uint32_t i = 0; i < upvalue_count; ++i) native->upvalues[i].init(Value::nil());
  return native;
}

Userdata* new_userdata(Mutator& m, const UserdataType& type, size_t payload_bytes) {
  if (payload_bytes > PTRDIFF_MAX / 2) return nullptr;
  void* p = Heap::allocate(m, sizeof(Userdata) + payload_bytes);
  if (p == nullptr) return nullptr;
  init_object(p, Kind::kUserdata);
  Userdata* userdata = static_cast<Userdata*>(p);
  userdata->type = &type;
  userdata->metatable.store(nullptr, std::memory_order_relaxed);  // not published yet
  userdata->size = payload_bytes;
  userdata->user_value.init(Value::nil());
  std::memset(userdata->payload(), 0, payload_bytes);
  if (type.destroy != nullptr) m.heap->add_finalizable(m, userdata);
  return userdata;
}

Proto* new_proto(Mutator& m) {
  void* p = Heap::allocate(m, sizeof(Proto));
  if (p == nullptr) return nullptr;
  std::memset(p, 0, sizeof(Proto));  // null parts, zero counts; all of them plain data or atomics
  init_object(p, Kind::kProto);
  Proto* proto = static_cast<Proto*>(p);
  m.heap->add_finalizable(m, proto);
  return proto;
}

}  // namespace gilua
