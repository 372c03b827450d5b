// Objects with a finalizer (__gc), and those whose finalizer is due. Private to vm/heap.
//
// The manual's order: of the objects that one collection finds dead, the one whose finalizer was
// set last comes first. Due objects are roots until they are taken, so that what a finalizer sees
// is alive.
#pragma once

#include "vm/heap/list.hpp"
#include "vm/object/object.hpp"

namespace gilua {

class Marker;

class Finalizers {
 public:
  /// False: out of memory.
  bool add(Object* object);
  Object* take();
  size_t due() const { return due_.size() - taken_; }
  /// Makes those due that nothing reaches, or [all]; returns how many. Never allocates: add() has
  /// made the room.
  template <typename IsDead>
  size_t separate(IsDead&& is_dead);
  void mark_due(Marker& marker) const;
  /// No more are accepted: add() then does nothing.
  void close() { closed_ = true; }

 private:
  List<Object*> live_;  // in the order in which the finalizers were set
  List<Object*> due_;   // in the order in which they are to be called, from taken_ on
  size_t taken_ = 0;
  bool closed_ = false;
};

template <typename IsDead>
size_t Finalizers::separate(IsDead&& is_dead) {
  for (size_t i = taken_; i < due_.size(); ++i) due_[i - taken_] = due_[i];
  due_.shrink(due_.size() - taken_);
  taken_ = 0;
  const size_t before = due_.size();
  for (size_t i = live_.size(); i-- > 0;) {
    if (!is_dead(live_[i])) continue;
    due_.push(live_[i]);  // there is room
    live_[i] = nullptr;
  }
  if (due_.size() == before) return 0;
  size_t kept = 0;
  for (size_t i = 0; i < live_.size(); ++i)
    if (live_[i] != nullptr) live_[kept++] = live_[i];
  live_.shrink(kept);
  return due_.size() - before;
}

}  // namespace gilua
