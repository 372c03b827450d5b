// Which references each kind of object holds, and the loop that follows them.
#include "vm/heap/mark.hpp"

#include "vm/heap/mark_crew.hpp"

#include <cstdio>
#include <cstdlib>

namespace gilua {

void HeapMarker::drain() {
  constexpr unsigned kQueue = 8;  // objects on their way from memory
  constexpr size_t kWorthGiving = 64;
  const Object* queue[kQueue] = {};
  unsigned at = 0;
  unsigned waiting = 0;
  while (!stack_.empty() || waiting != 0) {
    const Object* next = nullptr;
    if (!stack_.empty()) {
      next = stack_.pop();
      __builtin_prefetch(next);
      ++waiting;
    }
    const Object* due = queue[at];
    queue[at] = next;
    at = (at + 1) % kQueue;
    if (due == nullptr) continue;
    --waiting;
    trace(due);
    if (GILUA_UNLIKELY(ephemerons_ != nullptr)) ephemerons_->reached(due, *this);
    if (share_ != nullptr && stack_.size() >= kWorthGiving && share_->is_hungry())
      share_->give(*this);
  }
}

void HeapMarker::drain_with(MarkShare& share) {
  share_ = &share;
  do {
    drain();
  } while (share.take(*this));
  share_ = nullptr;
}

void HeapMarker::drain_forgotten(const PagePool& pool) {
  while (forgot_) {
    forgot_ = false;
    pool.for_each_marked([this](const Object* object) {
      trace(object);
      drain();
    });
  }
}

void HeapMarker::trace(const Object* object) {
  switch (object->kind) {
    case Kind::kTable:
      tables_.trace(heap_, const_cast<Table&>(static_cast<const Table&>(*object)), *this,
                    *tables_.names);
      break;
    case Kind::kClosure:
      trace_closure(object);
      break;
    case Kind::kNative:
      trace_native(object);
      break;
    case Kind::kUserdata:
      trace_userdata(object);
      break;
    case Kind::kExec:
      // An Exec begins with its Object header; its layout is vm/exec's.
      trace_exec_(*reinterpret_cast<Exec*>(const_cast<Object*>(object)), *this);
      break;
    case Kind::kCell:
      mark(static_cast<const Cell*>(object)->slot.load());
      break;
    case Kind::kProto:
      trace_proto(object);
      break;
    case Kind::kString:
    case Kind::kArrayBlock:  // what blocks hold is marked through their table
    case Kind::kHashBlock:
    case Kind::kRaw:
      break;
    case Kind::kFree:
      std::fprintf(stderr, "gilua: the collector met freed memory at %p\n",
                   static_cast<const void*>(object));
      std::abort();
  }
}

// Loads are relaxed throughout: the world is stopped, and the stop synchronised.

void HeapMarker::trace_closure(const Object* object) {
  const Closure* closure = static_cast<const Closure*>(object);
  if (closure->proto == nullptr) return;
  mark(closure->proto);
  for (unsigned i = 0; i < closure->proto->upvalue_count; ++i) {
    mark(closure->upvalues[i].load(std::memory_order_relaxed));
  }
}

void HeapMarker::trace_proto(const Object* object) {
  const Proto* proto = static_cast<const Proto*>(object);
  if (proto->constants != nullptr) {
    for (uint32_t i = 0; i < proto->constant_count; ++i) mark(proto->constants[i]);
  }
  if (proto->children != nullptr) {
    for (uint32_t i = 0; i < proto->child_count; ++i) mark(proto->children[i]);
  }
}

void HeapMarker::trace_native(const Object* object) {
  const Native* native = static_cast<const Native*>(object);
  for (uint32_t i = 0; i < native->upvalue_count; ++i) mark(native->upvalues[i].load());
}

void HeapMarker::trace_userdata(const Object* object) {
  const Userdata* userdata = static_cast<const Userdata*>(object);
  mark(userdata->metatable.load(std::memory_order_relaxed));
  mark(userdata->user_value.load());
  if (userdata->type->trace != nullptr) userdata->type->trace(userdata + 1, *this);
}

}  // namespace gilua
