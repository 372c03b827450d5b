// The garbage-collected heap.
//
// Memory comes in 64 KiB heap pages, each for one size class. 64 of them form an arena, whose first
// page holds the mark bits (one per 16 bytes), so that an object's bit is found by masking its
// address. A thread allocates from runs of free cells in a page that it owns: bump a pointer, no
// lock. Larger objects have page runs of their own, or a mapping of their own.
//
//  1. Allocation NEVER collects and never waits for other threads. When enough was allocated it
//     raises kPollCollect in the allocating mutator's poll word; the collection runs at that
//     thread's next safepoint (vm/world). A function that takes Mutator& may therefore keep raw
//     object pointers in C++ locals as long as it does not poll, park or call Lua.
//  2. A collection runs with the world stopped: clear mark bits, mark from the roots (by several
//     threads when there is much to mark), clear what weak tables hold of the dead, keep dead
//     objects that have a finalizer, clear dead entries of the string table, destroy dead objects
//     with C++ parts, hand free pages back. collect.cpp has the order and why.
//  3. Sweeping is lazy: a cell whose mark bit is clear is free, and is found when its page is
//     next allocated from. Nothing walks dead objects.
//  4. Objects are never moved.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <memory_resource>
#include <vector>

#include "vm/base/mutex.hpp"
#include "vm/object/object.hpp"
#include "vm/object/proto.hpp"

namespace gilua {

class Heap;
class StringTable;  // vm/strings
struct EventNames;  // vm/table

constexpr size_t kPageBytes = size_t{64} * 1024;
constexpr size_t kSmallLimit = 512;  // size classes of 16 bytes up to here
constexpr unsigned kSmallClasses = kSmallLimit / 16;

/// Why a thread should leave its fast path: bits of Mutator::poll.
enum PollBit : uint32_t {
  kPollStop = 1,       // somebody stops the world
  kPollDropGil = 2,    // another thread wants the GIL
  kPollCollect = 4,    // this thread's allocation passed the threshold
  kPollInterrupt = 8,  // Ctrl-C, or an error to be raised in this thread
  kPollMode = 16,      // the loop does not fit the World's mode any more
  kPollAlways = 32,    // stress builds: never cleared
  kPollFinalize = 64,  // finalizers wait to be called at this thread's next instruction boundary
  kPollEnd = 128,      // the process is being ended (World::halt): never cleared
};

/// The heap's view of a thread that runs Lua: what allocation and table writes need.
/// World's Thread derives from it.
struct Mutator {
  /// Set by any thread, read relaxed at every safepoint by the owner: a stale read costs one more
  /// safepoint; whatever the bit announces synchronises by itself.
  std::atomic<uint32_t> poll{0};
  WriterId writer = kFirstWriter;
  /// True while no other thread can be in the middle of a table operation: the GIL is on, or this
  /// is the only thread. Written only in a stop or by the owner; read by the owner.
  bool exclusive = true;
  Heap* heap = nullptr;

  struct Run {  // free cells of one size class
    char* cursor = nullptr;
    char* end = nullptr;
  };
  Run runs[kSmallClasses + 1];  // index (bytes + 15) / 16
  struct PageState;             // which page each class is in; vm/heap/page.hpp
  std::unique_ptr<PageState> pages;

  Mutator();
  ~Mutator();
};

struct HeapOptions {
  /// Of objects and of what is charged, together; 0: no limit. Pages that are partly free may take
  /// as much again.
  size_t max_bytes = 0;
  unsigned markers = 0;  // threads that mark, the collecting one included; 0: see kMostMarkers
  /// Several threads mark if about this many bytes live: fewer are marked before a second thread is
  /// awake. The thread sanitizer's and the stress builds use them for everything, or nearly.
  size_t parallel_from = GILUA_TSAN ? 0 : GILUA_STRESS ? size_t{256} << 10 : size_t{2} << 20;
};

/// By default as many threads mark as there are processors, up to this many.
constexpr unsigned kMostMarkers = 8;

/// What a collection did. Times in nanoseconds.
struct CollectionStats {
  uint64_t number = 0;
  uint64_t mark_ns = 0;
  uint64_t sweep_ns = 0;
  uint64_t bytes_before = 0;
  uint64_t live_bytes = 0;
  uint64_t finalizers = 0;  // objects that this collection found dead and whose __gc is due
  unsigned markers = 1;
};

/// What a weak table (__mode) does not keep alive.
enum class Weak : uint8_t { kNothing, kValues, kKeys, kBoth };

/// Marks objects during a collection. Roots call mark(); the heap traces what they reach.
///
/// Every object must come from the heap (not static ones such as the empty table blocks); nullptr
/// is ignored.
class Marker {
 public:
  /// [table] is weak and has entries that marking has to decide about. False: no memory to remember
  /// it; the table must then be traced as a strong one.
  virtual bool remember(Table& table, Weak weak) = 0;
  /// Whether the object is known to live. While marking goes on "no" may change.
  virtual bool is_marked(const Object* object) const = 0;
  virtual void mark(const Object* object) = 0;
  /// Only sets the mark: for objects without references (strings), and for a table's blocks while
  /// that table is traced. Saves the detour over the mark stack.
  virtual void mark_leaf(const Object* object) { mark(object); }
  void mark(Value v) {
    if (v.is_string()) return mark_leaf(v.as_object());
    if (v.is_object()) mark(v.as_object());
  }
  virtual ~Marker() = default;
};

class Heap {
 public:
  explicit Heap(HeapOptions options = {});
  ~Heap();  // destroys finalizable objects and frees all memory; no mutator may be left
  Heap(const Heap&) = delete;
  Heap& operator=(const Heap&) = delete;

  // --- mutators
  /// @thread any. Sets mutator.heap, its writer id and its allocation state.
  void attach(Mutator& mutator);
  /// Gives the mutator's runs back. @thread owner, while it still counts as running
  void detach(Mutator& mutator);

  /// Whether the writer id belongs to an attached mutator. @thread stopped
  bool is_attached(WriterId writer) const;

  // --- allocation
  /// Returns 16-byte aligned, UNINITIALISED memory of at least [bytes], or nullptr when memory (or
  /// max_bytes) is exhausted; the caller sets the Object header before its next safepoint.
  /// @thread the mutator's owner, running   @blocks never (a short lock at most)
  static GILUA_ALWAYS_INLINE void* allocate(Mutator& m, size_t bytes) {
    const size_t size_class = (bytes + 15) / 16;
    if (GILUA_LIKELY(size_class - 1 < kSmallClasses)) {  // class 0 wraps around: no bytes asked for
      Mutator::Run& run = m.runs[size_class];
      char* p = run.cursor;
      if (GILUA_LIKELY(static_cast<size_t>(run.end - p) >= size_class * 16)) {
        run.cursor = p + size_class * 16;
        return p;
      }
    }
    return m.heap->allocate_slow(m, bytes);
  }
  GILUA_NOINLINE void* allocate_slow(Mutator& m, size_t bytes);
  /// As allocate, but all bytes are 0 (a slot of zeros is nil). Large memory that is fresh from the
  /// system is zero already and is not touched: what a script does not use then costs nothing.
  static void* allocate_zeroed(Mutator& m, size_t bytes);

  /// Gives an object's memory back at once. Only for storage that nobody can reach any more and
  /// only when m.exclusive (replaced table blocks). The next allocation may reuse it.
  void free_now(Mutator& m, Object* object, size_t bytes);

  /// The object's C++ parts are destroyed (UserdataType::destroy, destroy_proto_parts) after the
  /// collection that finds it dead, or with the heap. Registering twice is harmless; new_proto and
  /// new_userdata (for types with a destroy function) have done it.
  void add_finalizable(Mutator& m, Object* object);

  // --- collection
  using RootFunction = std::function<void(Marker&)>;
  /// Runs one full collection. [roots] marks all roots; [after_mark] runs when marking is done and
  /// may ask is_marked() (weak structures). @thread stopped: no mutator is running
  CollectionStats collect(const RootFunction& roots, const std::function<void()>& after_mark);
  bool is_marked(const Object* object) const;

  // --- finalizers (__gc). The heap keeps dead objects that have one; vm/exec calls them.
  /// From now on [object] is kept when it dies, until its finalizer was called. Again: no effect.
  /// False: out of memory. @thread running
  bool add_finalizer(Object* object);
  /// A dead object whose finalizer is due, in Lua's order; nullptr if there is none. The caller
  /// roots it before its next safepoint. Its finalizer may be set anew. @thread running
  Object* take_finalizable();
  /// How many take_finalizable() would give. @thread any
  size_t finalizers_due() const;
  /// The end of the World: all finalizers become due, and no more are accepted. @thread running
  void finalize_all();

  /// Bytes in use: live after the last collection plus allocated since. Exact to within the
  /// mutators' current runs. @thread any
  /// For the calling thread's own mutator also what it has not yet taken from its runs is known.
  size_t used_bytes() const;
  void set_pause(unsigned percent);  // as Lua's: 200 waits until use doubles
  void set_automatic(bool on);       // collectgarbage("stop"/"restart")
  bool is_automatic() const;
  size_t max_bytes() const;
  void set_max_bytes(size_t bytes);

  // --- memory outside the object heap that a script can make grow (external.cpp)
  /// Counts [bytes] of the C heap towards max_bytes. False, and nothing is counted, if that would
  /// pass it. What is counted must be discharged. @thread any, no permit needed   @blocks never
  bool charge(size_t bytes);
  void discharge(size_t bytes);
  /// The C heap with what it gives counted: for containers that grow with what a script gives
  /// them. At the limit it throws std::bad_alloc, which becomes "not enough memory" where natives
  /// are called. @thread any, no permit needed
  std::pmr::memory_resource& buffers();

  /// What the collector needs to know of tables (vm/table owns their protocol); set once by the
  /// World. All are called in a stop, trace by any marking thread, once per table.
  struct TableTracing {
    const EventNames* names = nullptr;  // for __mode
    /// Marks what the table keeps alive, and remembers it if it is weak.
    void (*trace)(Heap&, Table&, Marker&, const EventNames&) = nullptr;
    /// Marks the values of a weak-keyed table whose keys are marked. [again]: some key is not.
    /// Returns whether it marked any.
    bool (*trace_ephemerons)(Table&, Marker&, bool& again) = nullptr;
    /// Calls [visit] with the key and value of each entry whose key is not marked, if its value may
    /// have something to mark.
    void (*each_undecided)(Table&, Marker&, void (*visit)(void*, Value key, Value value),
                           void* to) = nullptr;
    /// Removes the entries with dead keys, or dead values.
    void (*clear_keys)(Table&, Marker&) = nullptr;
    void (*clear_values)(Table&, Marker&) = nullptr;
  };
  void set_table_tracing(const TableTracing& tracing);
  /// How an Exec traces its stack: set once by vm/exec, since the heap does not know its layout.
  using TraceExec = void (*)(Exec&, Marker&);
  void set_trace_exec(TraceExec trace);

  /// How a string table drops dead strings (StringTable::sweep). vm/strings lies above this folder
  /// and sets it, once per process, when it makes a StringTable.
  using SweepStrings = void (*)(StringTable&, const Heap&);
  static void set_sweep_strings(SweepStrings sweep);

  /// A fresh identity number for table keys; deterministic per World.
  uint32_t next_identity();

  /// The World's interned strings; made by vm/strings, set once by the World.
  StringTable* strings = nullptr;

  struct Impl;

 private:
  std::unique_ptr<Impl> impl_;
};

/// Bytes charged for a while, for work whose allocations are not counted one by one.
class Reserved {
 public:
  Reserved(Heap& heap, size_t bytes) : heap_(heap), bytes_(heap.charge(bytes) ? bytes : 0) {
    ok_ = bytes == 0 || bytes_ != 0;
  }
  ~Reserved() { heap_.discharge(bytes_); }
  Reserved(const Reserved&) = delete;
  Reserved& operator=(const Reserved&) = delete;
  bool ok() const { return ok_; }

 private:
  Heap& heap_;
  size_t bytes_;
  bool ok_;
};

/// Object::spare: bits that the heap keeps in an object.
constexpr uint8_t kRegisteredFinalizable = 1;  // add_finalizable has seen it
constexpr uint8_t kHasFinalizer = 2;  // add_finalizer has, and its finalizer is not due yet

/// Writes the Object header of fresh memory with one store: no lock, no hash.
GILUA_ALWAYS_INLINE void init_object(void* memory, Kind kind, uint8_t flags = 0) {
  const uint64_t header = static_cast<uint64_t>(kind) | uint64_t{flags} << 16;
  std::memcpy(memory, &header, sizeof(header));
}

/// The object's identity hash, made on first use. @thread any
uint32_t identity_hash(Heap& heap, Object* object);

// --- constructors for plain objects. All return nullptr when memory is exhausted; the object is
// complete (slots nil) but not yet reachable. @thread owner, running
Cell* new_cell(Mutator& m, Value value);
Closure* new_closure(Mutator& m, Proto* proto);                                // upvalues null
Native* new_native(Mutator& m, const NativeRow* row, uint32_t upvalue_count);  // upvalues nil
// Payload zeroed, user value nil. Registered as finalizable if the type has a destroy function,
// which must therefore accept a payload of zeros.
Userdata* new_userdata(Mutator& m, const UserdataType& type, size_t payload_bytes);
Proto* new_proto(Mutator& m);  // all parts null, registered as finalizable

}  // namespace gilua
