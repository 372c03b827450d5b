// Finalizers (__gc): calling them. set_metatable_of sets them.
//
// The heap keeps dead objects whose finalizer is due (vm/heap/finalizers.hpp). They are called one
// by one, protected, by the thread that collected: at its next instruction boundary, or before
// collectgarbage returns. Never inside a wait or under a library's lock, since neither is at an
// instruction boundary. A finalizer that collects makes others due; they are called after it.
#include "vm/exec/call.hpp"

namespace gilua {

namespace {

/// C++ calls that a finalizer may nest before Lua's limit.
constexpr uint32_t kNestingForFinalizers = 30;

void warn_of_error(Exec& ex) {
  const Value error = ex.error;
  std::string text = "error in __gc (";
  text += error.is_string() ? error.as_string()->view() : "error object is not a string";
  ex.runtime->warn(ex, text + ")");
}

void call_finalizer(Exec& ex, Object* object) {
  const Value v = Value::object(object, static_cast<Tag>(object->kind));
  const Value handler = metamethod_of(ex, v, Event::kGc);
  if (handler.is_nil()) return;  // taken away since
  ex.push(handler);
  ex.push(v);
  if (call_protected(ex, 1, 0, kBoundaryProtected | kBoundaryFinalizer) < 0) warn_of_error(ex);
}

/// Whether a finalizer could hardly run: they stay due until a later collection.
bool is_too_deep(const Exec& ex) {
  constexpr size_t kRoomForFinalizers = size_t{1} << 20;
  const size_t used = static_cast<size_t>(reinterpret_cast<char*>(free_slots(ex)) -
                                          reinterpret_cast<char*>(ex.stack) + ex.limit -
                                          reinterpret_cast<char*>(ex.frame));
  return ex.thread->c_depth + kNestingForFinalizers >= kMaxNesting ||
         used + kRoomForFinalizers >= kMaxStackBytes;
}

/// Room above everything that is in use, and the error in flight kept safe.
class Scope {
 public:
  explicit Scope(Exec& ex) : ex_(ex), top_(ex.top - ex.stack), handled_(ex.error_handled) {
    Value* free = free_slots(ex);
    if (ex.top < free) ex.top = free;
    const Value error = ex.error;
    ok_ = ex.reserve(4);
    if (ok_)
      ex.push(error);
    else
      ex.error = error;  // nothing was collected meanwhile
    start_ = ex.top - ex.stack;
    ex.error_handled = false;
    ex.thread->finalizing = true;
  }
  ~Scope() {
    ex_.thread->finalizing = false;
    if (ok_) ex_.error = ex_.stack[start_ - 1];
    ex_.error_handled = handled_;
    ex_.top = ex_.stack + top_;
  }
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;
  bool ok() const { return ok_; }

 private:
  Exec& ex_;
  ptrdiff_t top_;
  ptrdiff_t start_ = 0;
  bool handled_;
  bool ok_ = false;
};

void run_due(Exec& ex, size_t count) {
  Scope scope(ex);
  if (!scope.ok()) return;  // no room on the stack: they stay due
  Heap& heap = ex.heap();
  for (; count > 0; --count) {
    Object* object = heap.take_finalizable();
    if (object == nullptr) return;
    call_finalizer(ex, object);
  }
}

}  // namespace

void run_finalizers(Exec& ex) {
  Thread& th = *ex.thread;
  th.poll.fetch_and(~uint32_t{kPollFinalize}, std::memory_order_relaxed);  // its own bit
  if (th.finalizing || is_too_deep(ex)) return;
  Heap& heap = ex.heap();
  run_due(ex, heap.finalizers_due());
  // What became due meanwhile waits one instruction, so that finalizers that make garbage with
  // finalizers do not stop the program.
  if (heap.finalizers_due() != 0) th.poll.fetch_or(kPollFinalize, std::memory_order_relaxed);
}

void run_all_finalizers(Exec& ex) {
  run_due(ex, ex.heap().finalizers_due());
  ex.heap().finalize_all();
  run_due(ex, ex.heap().finalizers_due());
}

}  // namespace gilua
