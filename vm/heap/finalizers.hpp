// Objects with a finalizer (__gc), and those whose finalizer is due. Private to vm/heap.
//
// The manual's order: of the objects that one collection finds dead, the one whose finalizer was
// set last comes first. Instances of a type with wants_finalizer are asked before, and forgotten if
// they need none. Due objects are roots until they are taken, so that what a finalizer sees is
// alive.
#pragma once

#include "vm/heap/heap.hpp"
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

/// Some types of userdata need theirs only in some states.
inline bool wants_finalizer(const Object* object) {
  if (object->kind != Kind::kUserdata) return true;
  const Userdata* u = static_cast<const Userdata*>(object);
  return u->type->wants_finalizer == nullptr || u->type->wants_finalizer(u + 1);
}

template <typename IsDead>
size_t Finalizers::separate(IsDead&& is_dead) {
  for (size_t i = taken_; i < due_.size(); ++i) due_[i - taken_] = due_[i];
  due_.shrink(due_.size() - taken_);
  taken_ = 0;
  const size_t before = due_.size();
  bool changed = false;
  for (size_t i = live_.size(); i-- > 0;) {
    if (!is_dead(live_[i])) continue;
    if (wants_finalizer(live_[i]))
      due_.push(live_[i]);  // there is room
    else
      live_[i]->spare &= static_cast<uint8_t>(~kHasFinalizer);
    live_[i] = nullptr;
    changed = true;
  }
  if (!changed) return 0;
  size_t kept = 0;
  for (size_t i = 0; i < live_.size(); ++i)
    if (live_[i] != nullptr) live_[kept++] = live_[i];
  live_.shrink(kept);
  return due_.size() - before;
}

}  // namespace gilua
