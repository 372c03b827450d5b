// The heap's limit: objects, charged bytes, buffers, and pages that are mostly free.
#include <catch2/catch.hpp>

#include <memory>
#include <string>

#include "vm/heap/heap.hpp"

using namespace gilua;

namespace {

constexpr size_t kLimit = size_t{16} << 20;

struct LimitedHeap {
  Heap heap{HeapOptions{kLimit}};
  Mutator mutator;
  LimitedHeap() { heap.attach(mutator); }
  ~LimitedHeap() { heap.detach(mutator); }
  LimitedHeap(const LimitedHeap&) = delete;
  LimitedHeap& operator=(const LimitedHeap&) = delete;
};

}  // namespace

TEST_CASE("limit: charged bytes leave less for objects", "[heap][limit]") {
  LimitedHeap h;
  CHECK_FALSE(h.heap.charge(kLimit + 1));
  CHECK_FALSE(h.heap.charge(SIZE_MAX));
  REQUIRE(h.heap.charge(kLimit - 1000));
  CHECK(h.heap.used_bytes() >= kLimit - 1000);
  CHECK(Heap::allocate(h.mutator, 1 << 20) == nullptr);
  h.heap.discharge(kLimit - 1000);
  CHECK(Heap::allocate(h.mutator, 1 << 20) != nullptr);
}

TEST_CASE("limit: buffers are charged while they live", "[heap][limit]") {
  LimitedHeap h;
  {
    std::pmr::string text(&h.heap.buffers());
    text.resize(kLimit / 2);
    CHECK(h.heap.used_bytes() >= kLimit / 2);
    CHECK_THROWS_AS(text.resize(2 * kLimit), std::bad_alloc);
    CHECK(text.size() == kLimit / 2);
  }
  CHECK(h.heap.used_bytes() < 1 << 20);
}

TEST_CASE("limit: what is reserved for a while comes back", "[heap][limit]") {
  LimitedHeap h;
  {
    const Reserved some(h.heap, kLimit / 2);
    const Reserved too_much(h.heap, kLimit);
    CHECK(some.ok());
    CHECK_FALSE(too_much.ok());
    CHECK(Reserved(h.heap, 0).ok());
  }
  CHECK(Reserved(h.heap, kLimit - (1 << 20)).ok());
}

TEST_CASE("limit: a collection is due before half of what is left is used", "[heap][limit]") {
  LimitedHeap h;
  size_t taken = 0;
  while ((h.mutator.poll.load() & kPollCollect) == 0) {
    void* p = Heap::allocate(h.mutator, 1024);
    REQUIRE(p != nullptr);
    init_object(p, Kind::kRaw);
    taken += 1024;
  }
  CHECK(taken <= kLimit / 2 + (1 << 17));
}
