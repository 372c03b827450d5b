// Making Execs and tracing them.
//
// The collector sees an Exec only in a stop, so its registers need no synchronisation. Everything
// from the bottom of the stack up to the live extent is marked; what lies above is set to nil, so
// that no stale register ever names an object that is gone (call.cpp, rule 4).
#include <cstring>

#include "vm/exec/call.hpp"

namespace gilua {

namespace {

constexpr size_t kChunkHeader = 16;
constexpr size_t kListHeader = 16;

const Object* header_of(const void* memory, size_t header) {
  return reinterpret_cast<const Object*>(static_cast<const char*>(memory) - header);
}

}  // namespace

Exec* new_exec(Mutator& m, Runtime& runtime, size_t stack_bytes) {
  stack_bytes = (stack_bytes + 15) & ~size_t{15};
  void* chunk_memory = Heap::allocate(m, kChunkHeader + stack_bytes);
  void* memory = chunk_memory == nullptr ? nullptr : Heap::allocate(m, sizeof(Exec));
  if (memory == nullptr) return nullptr;
  Object* chunk = new (chunk_memory) Object{};
  chunk->kind = Kind::kRaw;
  char* low = static_cast<char*>(chunk_memory) + kChunkHeader;
  std::memset(low, 0, stack_bytes);
  Exec* ex = new (memory) Exec{};
  ex->kind = Kind::kExec;
  ex->status.store(ExecStatus::kSuspended, std::memory_order_relaxed);
  ex->stack = reinterpret_cast<Value*>(low);
  ex->top = ex->stack;
  ex->limit = low + stack_bytes;
  ex->frame = reinterpret_cast<Frame*>(ex->limit);
  ex->runtime = &runtime;
  ex->error = Value::nil();
  return ex;
}

void trace_exec(Exec& ex, Marker& marker) {
  marker.mark(header_of(ex.stack, kChunkHeader));
  if (ex.tbc != nullptr) marker.mark(header_of(ex.tbc, kListHeader));
  if (ex.hook != nullptr) {
    marker.mark(header_of(ex.hook, kHookHeader));
    marker.mark(ex.hook->function);
  }
  for (const Frame* fr = ex.frame; reinterpret_cast<const char*>(fr) < ex.limit; ++fr)
    if (fr->body != FrameBody::kLua && fr->native != nullptr)
      marker.mark(static_cast<const Object*>(fr->native));
  if (ex.resumer != nullptr) marker.mark(static_cast<const Object*>(ex.resumer));
  marker.mark(ex.error);
  Value* end = ex.top;
  if (reinterpret_cast<char*>(ex.frame) != ex.limit) {
    Value* extent = free_slots(ex);
    if (extent > end) end = extent;
  }
  for (const Value* v = ex.stack; v < end; ++v) {
    if (v->is_known()) marker.mark(*v);  // else a frame was here: see Frame
  }
  char* const above = reinterpret_cast<char*>(end);
  char* const frames = reinterpret_cast<char*>(ex.frame);
  if (above < frames) std::memset(above, 0, static_cast<size_t>(frames - above));
}

}  // namespace gilua
