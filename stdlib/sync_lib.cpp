// Module "_sync": the C++ halves of the classes in stdlib/lua/_locks.lua.
#include "stdlib/state.hpp"
#include "stdlib/sync_objects.hpp"
#include "stdlib/thread_libraries.hpp"

namespace gilua {
namespace {

Outcome new_lock(Exec& ex, Args args) { return new_instance<LockCore>(ex, args, kLockType); }
Outcome new_rlock(Exec& ex, Args args) { return new_instance<RLockCore>(ex, args, kRLockType); }

constexpr NativeRow kRows[] = {
    {"new_lock", 1, 1, Runs::kLeaf, new_lock, "new_lock(metatable): an instance"},
    {"new_rlock", 1, 1, Runs::kLeaf, new_rlock, "new_rlock(metatable): an instance"},
    {"new_condition", 1, 1, Runs::kLeaf, new_condition, "new_condition(metatable): without lock"},
    {"new_semaphore", 1, 1, Runs::kLeaf, new_semaphore, "new_semaphore(metatable): of value 1"},
    {"new_event", 1, 1, Runs::kLeaf, new_event, "new_event(metatable): not set"},
    {"condition_init", 2, 3, Runs::kFull, condition_init,
     "condition_init(condition, lock, role): once, before others see it"},
    {"semaphore_init", 2, 3, Runs::kFull, semaphore_init,
     "semaphore_init(semaphore, value, is_bounded)"},
};

bool open_sync(Exec& ex, Table* library) {
  return register_guards(ex) && add_methods(ex, library, "lock", lock_methods()) &&
         add_methods(ex, library, "rlock", rlock_methods()) &&
         add_methods(ex, library, "condition", condition_methods()) &&
         add_methods(ex, library, "semaphore", semaphore_methods()) &&
         add_methods(ex, library, "event", event_methods());
}

}  // namespace

extern const Library kSyncNative{"_sync", kRows, open_sync};

}  // namespace gilua
