// The heap objects' layouts: plain data, no behaviour beyond accessors. Whoever adds a kind adds it
// to Kind, to the marker (vm/heap/mark.cpp) and, if scripts can hold it, to Tag.
//
// Every object begins with an 8-byte Object header. Mark bits are not in the object but in its
// heap page. Fields that other threads may read while one writes are atomics or Slots.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "vm/value/slot.hpp"
#include "vm/value/value.hpp"

namespace gilua {

enum class Kind : uint8_t {
  kFree = 0,
  kString = 8,  // from here to kCell as in Tag
  kTable = 9,
  kClosure = 10,
  kNative = 11,
  kUserdata = 12,
  kExec = 13,
  kCell = 14,
  kProto = 15,
  kArrayBlock = 16,
  kHashBlock = 17,
  kRaw = 18,  // bytes without references; an Exec's stack memory too (its Exec traces it)
};

struct Object {
  Kind kind;
  std::atomic<uint8_t> lock;   // Table: its lock byte. Others: unused
  std::atomic<uint8_t> flags;  // meaning by kind
  uint8_t spare;
  /// String: its hash. Table, function, userdata, coroutine: identity hash, made on first use from
  /// a sequence number (never from an address, so that the order of `pairs` repeats). 0: not made.
  std::atomic<uint32_t> hash;
};
static_assert(sizeof(Object) == 8);

/// An immutable byte string, '\0' after its last byte. Flag kInterned: the only string object with
/// these bytes among the interned ones, so two interned strings are equal only if they are one. A
/// run-time string may become interned while others look at it.
struct String : Object {
  static constexpr uint8_t kInterned = 1;
  uint64_t length;  // bytes, without the final '\0'

  const char* data() const { return reinterpret_cast<const char*>(this + 1); }
  char* mutable_data() { return reinterpret_cast<char*>(this + 1); }
  std::string_view view() const { return {data(), length}; }
  /// Relaxed: the flag is set once and never taken back; a stale "no" compares bytes instead.
  bool is_interned() const { return (flags.load(std::memory_order_relaxed) & kInterned) != 0; }
};
static_assert(sizeof(String) == 16);

/// A captured variable, or the shared value of a captured variable that is never reassigned.
struct alignas(16) Cell : Object {
  Slot slot;
};
static_assert(sizeof(Cell) == 32);

/// Identifies who may write to a block without a lock. Never reused.
using WriterId = uint32_t;
constexpr WriterId kUnowned = 0;  // the first writer to take the lock owns it
constexpr WriterId kShared = 1;   // anyone may write without a lock; growing needs the barrier
constexpr WriterId kFrozen = 2;   // replaced, or being replaced: every write goes to the slow path
constexpr WriterId kFirstWriter = 3;

/// A table's array part: slots for the keys 1..size. Its shape never changes once published.
struct alignas(16) ArrayBlock : Object {
  std::atomic<WriterId> writer;
  uint32_t size;                      // slots
  std::atomic<uint32_t> border_hint;  // where `#` looked last; only a hint
  uint32_t spare2;
  uint64_t spare3;
  Slot slots[];
};
static_assert(sizeof(ArrayBlock) == 32);

/// One entry of a hash block. [key_tag] holds the key's tag in its low 32 bits and the chain's next
/// node (index + 1; 0 ends) in its high 32 bits. A key is written once: payload first, then tag
/// (release). Only the link changes afterwards, under the table's lock.
struct alignas(16) Node {
  Slot value;
  std::atomic<uint64_t> key_bits;
  std::atomic<uint64_t> key_tag;

  static uint32_t tag_of(uint64_t word) { return static_cast<uint32_t>(word); }
  static uint32_t next_of(uint64_t word) { return static_cast<uint32_t>(word >> 32); }
};
static_assert(sizeof(Node) == 32);

/// A table's hash part: 2^n nodes with coalesced chains. Nodes never move inside a block.
struct alignas(16) HashBlock : Object {
  std::atomic<WriterId> writer;
  uint32_t mask;                 // nodes - 1
  std::atomic<uint32_t> absent;  // bit per metamethod: set means "surely not a key of this block"
  uint32_t last_free;            // free nodes are searched downwards from here, under the lock
  uint64_t spare2;
  Node nodes[];
};
static_assert(sizeof(HashBlock) == 32);

struct Table : Object {
  std::atomic<ArrayBlock*> array;  // never null: World's empty block stands for none
  std::atomic<HashBlock*> hash_part;
  std::atomic<Table*> metatable;
};
static_assert(sizeof(Table) == 32);

struct Proto;

struct Closure : Object {
  Proto* proto;
  std::atomic<Cell*> upvalues[];  // proto->upvalue_count of them; replaced only by upvaluejoin
};

struct NativeRow;

/// A C++ function that scripts can call, with the row that describes it (vm/exec/native.hpp).
struct alignas(16) Native : Object {
  const NativeRow* row;
  uint32_t upvalue_count;
  uint32_t spare2;
  uint64_t spare3;
  Slot upvalues[];
};
static_assert(sizeof(Native) == 32);

class Marker;  // vm/heap

/// What a userdata's C++ side looks like to the heap. One static object per type.
struct UserdataType {
  const char* name;
  void (*destroy)(void* payload);  // may be null; runs in a stop: no Lua, no waiting, no allocation
  /// Marks what the payload refers to; may be null. Runs in a stop, once per collection.
  void (*trace)(const void* payload, Marker& marker) = nullptr;
  /// Instances of a class of ours: user_value is the table of the fields that scripts set.
  bool has_fields = false;
  /// Whether an instance that was given a finalizer needs it: asked in a stop, when the instance is
  /// found dead (or the World ends). Null: always.
  bool (*wants_finalizer)(const void* payload) = nullptr;
  /// The payload begins with a Slot that holds a coroutine of role kGenerator: the interpreter
  /// resumes it without a frame (vm/exec/coroutine.cpp, 5).
  bool is_generator = false;
};

/// A C++ object that scripts hold, followed by its payload bytes.
struct alignas(16) Userdata : Object {
  const UserdataType* type;
  std::atomic<Table*> metatable;
  uint64_t size;    // payload bytes
  Slot user_value;  // one value that the payload needs kept alive; nil if none

  void* payload() { return this + 1; }
  template <typename T>
  T* as(const UserdataType& wanted) {
    return type == &wanted ? static_cast<T*>(payload()) : nullptr;
  }
};
static_assert(sizeof(Userdata) == 48);

inline Tag tag_of(const Object* o) { return static_cast<Tag>(o->kind); }

}  // namespace gilua
