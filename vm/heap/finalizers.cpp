// See finalizers.hpp. Heap's functions for finalizers are here too.
#include "vm/heap/finalizers.hpp"

#include "vm/heap/impl.hpp"

namespace gilua {

bool Finalizers::add(Object* object) {
  if (closed_ || (object->spare & kHasFinalizer) != 0) return true;
  // Room for all of them in due_ as well: separate() must not fail.
  if (!due_.reserve(due_.size() + live_.size() + 1) || !live_.push(object)) return false;
  object->spare |= kHasFinalizer;
  return true;
}

Object* Finalizers::take() {
  if (taken_ == due_.size()) return nullptr;
  Object* object = due_[taken_++];
  if (taken_ == due_.size()) {
    due_.shrink(0);
    taken_ = 0;
  }
  object->spare &= static_cast<uint8_t>(~kHasFinalizer);
  return object;
}

void Finalizers::mark_due(Marker& marker) const {
  for (size_t i = taken_; i < due_.size(); ++i) marker.mark(due_[i]);
}

bool Heap::add_finalizer(Object* object) {
  MutexLock lock(impl_->mutex);
  return impl_->finalizers.add(object);
}

Object* Heap::take_finalizable() {
  MutexLock lock(impl_->mutex);
  return impl_->finalizers.take();
}

size_t Heap::finalizers_due() const {
  MutexLock lock(impl_->mutex);
  return impl_->finalizers.due();
}

void Heap::finalize_all() {
  MutexLock lock(impl_->mutex);
  impl_->finalizers.close();
  impl_->finalizers.separate([](const Object*) { return true; });
}

}  // namespace gilua
