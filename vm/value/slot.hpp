// A Slot is a place for a Value that several threads may read and write at once: 16-byte aligned,
// loaded and stored with ONE vector instruction, which processors with AVX make atomic. Two 8-byte
// accesses to a slot would be a torn value, so a Slot offers load and store only and cannot be
// copied; blocks of slots are copied slot by slot, never with memcpy.
//
// The instructions are inline assembly because gcc narrows a 16-byte intrinsic load whose halves
// are used apart into two 8-byte loads. Order: x86 keeps loads and stores in program order, so on
// it a load acquires and a store releases; the compiler is held by the "memory" clobber.
// Thread-sanitizer builds use the 16-byte __atomic builtins, whose happens-before edges it sees.
#pragma once

#include <immintrin.h>

#include "vm/value/value.hpp"

namespace gilua {

class alignas(16) Slot {
 public:
  Slot() = default;
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;

  GILUA_ALWAYS_INLINE Value load() const {
#if GILUA_TSAN
    const unsigned __int128 both = __atomic_load_n(word(), __ATOMIC_ACQUIRE);
    return {static_cast<uint64_t>(both), static_cast<uint64_t>(both >> 64)};
#else
    __m128i v;
    asm volatile("vmovdqa %1, %0" : "=x"(v) : "m"(value_));
    return {static_cast<uint64_t>(_mm_cvtsi128_si64(v)),
            static_cast<uint64_t>(_mm_extract_epi64(v, 1))};
#endif
  }

  /// Loads into the register [to] and returns the tag that was loaded.
  GILUA_ALWAYS_INLINE uint64_t load_into(Value& to) const {
#if GILUA_TSAN
    const Value v = load();
    to.bits = v.bits;
    to.tag = v.tag;
    return v.tag;
#else
    __m128i v;
    asm volatile("vmovdqa %1, %0" : "=x"(v) : "m"(value_));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(&to), v);
    return static_cast<uint64_t>(_mm_extract_epi64(v, 1));
#endif
  }

  /// A store with release order.
  GILUA_ALWAYS_INLINE void store(Value value) {
#if GILUA_TSAN
    const unsigned __int128 both = (static_cast<unsigned __int128>(value.tag) << 64) | value.bits;
    __atomic_store_n(word(), both, __ATOMIC_RELEASE);
#else
    const __m128i v =
        _mm_set_epi64x(static_cast<int64_t>(value.tag), static_cast<int64_t>(value.bits));
    asm volatile("vmovdqa %1, %0" : "=m"(value_) : "x"(v) : "memory");
#endif
  }

  /// For a slot that no other thread can see yet (a fresh block or cell).
  GILUA_ALWAYS_INLINE void init(Value value) { copy(exclusive(), value); }

  /// Stores [desired] if the slot holds exactly [expected]. Used by module `atomic`.
  bool compare_exchange(Value expected, Value desired);

  /// The slot as a plain Value in two halves, for the interpreter loop that runs under the GIL
  /// (one thread at a time; hand-overs synchronise).
  Value& exclusive() { return value_; }
  const Value& exclusive() const { return value_; }

 private:
#if GILUA_TSAN
  using Word [[gnu::may_alias]] = unsigned __int128;
  Word* word() { return reinterpret_cast<Word*>(&value_); }
  const Word* word() const { return reinterpret_cast<const Word*>(&value_); }
#endif

  Value value_;
};
static_assert(sizeof(Slot) == 16 && alignof(Slot) == 16);

/// Whether this processor moves 16 aligned bytes as one (AVX) and can swap them (cmpxchg16b). The
/// program refuses to start where it does not.
bool slots_are_atomic();

}  // namespace gilua
