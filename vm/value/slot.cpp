// What a Slot needs beyond single loads and stores: the 16-byte compare-and-swap, and the check
// that this processor keeps the promise on which slot.hpp rests.
//
// cmpxchg16b takes part in the same cache coherence as the vector loads and stores of slot.hpp, so
// a slot may be used with all three at once. g++ 12 has no inline form of it for plain builds (its
// 16-byte __atomic builtins are library calls), hence the assembly; thread-sanitizer builds use the
// builtin, whose happens-before edges the sanitizer sees.
#include "vm/value/slot.hpp"

#include <cpuid.h>

namespace gilua {

bool Slot::compare_exchange(Value expected, Value desired) {
#if GILUA_TSAN
  unsigned __int128 from = (static_cast<unsigned __int128>(expected.tag) << 64) | expected.bits;
  const unsigned __int128 to = (static_cast<unsigned __int128>(desired.tag) << 64) | desired.bits;
  return __atomic_compare_exchange_n(word(), &from, to, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
#else
  bool stored;
  // A locked instruction is a full fence: acquire and release at once.
  asm volatile("lock cmpxchg16b %1"
               : "=@ccz"(stored), "+m"(value_), "+a"(expected.bits), "+d"(expected.tag)
               : "b"(desired.bits), "c"(desired.tag)
               : "memory");
  return stored;
#endif
}

bool slots_are_atomic() {
  // Intel and AMD guarantee that aligned 16-byte vector moves are atomic on processors that report
  // AVX (SDM volume 3, 9.1.1; APM volume 2, 7.3.2). The system must have enabled AVX as well, which
  // __builtin_cpu_supports checks (OSXSAVE and XCR0).
  unsigned eax = 0;
  unsigned ebx = 0;
  unsigned ecx = 0;
  unsigned edx = 0;
  if (__get_cpuid(1, &eax, &ebx, &ecx, &edx) == 0) return false;
  const bool has_cmpxchg16b = (ecx & bit_CMPXCHG16B) != 0;
  return has_cmpxchg16b && __builtin_cpu_supports("avx");
}

}  // namespace gilua
