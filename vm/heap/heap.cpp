// The heap's bookkeeping: mutators come and go, counters, settings, identities.
//
// Read allocate.cpp for how cells are found and collect.cpp for a collection.
#include "vm/heap/heap.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <thread>

#include "vm/heap/impl.hpp"

namespace gilua {

Mutator* latest_mutator_of_thread();           // allocate.cpp
void forget_latest_mutator(const Mutator& m);  // allocate.cpp

Mutator::Mutator() = default;
Mutator::~Mutator() = default;

Heap::Heap(HeapOptions options) : impl_(std::make_unique<Impl>(*this)) {
  impl_->max_bytes.store(options.max_bytes, std::memory_order_relaxed);
  impl_->parallel_from = options.parallel_from;
  const unsigned asked =
      options.markers != 0 ? options.markers : std::thread::hardware_concurrency();
  impl_->most_markers = std::clamp(asked, 1u, kMostMarkers);
  impl_->set_threshold(0);
}

Heap::~Heap() { impl_->destroy_dead(*this, true); }

void Heap::attach(Mutator& mutator) {
  // Process-wide, so that no two Worlds share an id either. Relaxed: only uniqueness matters.
  static std::atomic<WriterId> next_writer{kFirstWriter};
  const WriterId writer = next_writer.fetch_add(1, std::memory_order_relaxed);
  if (writer < kFirstWriter) {  // ids are never reused: the write protocol rests on it
    std::fputs("gilua: more than 4,294,967,292 threads in one process\n", stderr);
    std::abort();
  }
  mutator.heap = this;
  mutator.writer = writer;
  mutator.pages = std::make_unique<Mutator::PageState>();
  MutexLock lock(impl_->mutex);
  impl_->mutators.push_back(&mutator);
  impl_->set_count_step();
}

void Heap::Impl::set_count_step() {
  const auto count = static_cast<int64_t>(mutators.size());
  count_step.store(count == 0 ? kCountStep : std::min(kCountStep, kMostUncounted / count),
                   std::memory_order_relaxed);
}

namespace {

/// False: there is no memory for it.
bool try_push(std::vector<PageCursor>& list, const PageCursor& cursor) {
  try {
    list.push_back(cursor);
  } catch (const std::bad_alloc&) {
    return false;
  }
  return true;
}

}  // namespace

void Heap::detach(Mutator& mutator) {
  forget_latest_mutator(mutator);
  Mutator::PageState& state = *mutator.pages;
  MutexLock lock(impl_->mutex);
  for (unsigned c = 1; c < kClassCount; ++c) {
    Mutator::Run& run = run_of(mutator, c);
    PageCursor cursor = state.cursors[c];
    if (cursor.page != nullptr) {
      // The rest of the run goes back with the page, if it is the stretch just before the cursor.
      if (run.cursor != run.end && run.end == cursor.page + cursor.next) {
        const int64_t rest = run.end - run.cursor;
        cursor.next -= static_cast<uint32_t>(rest);
        impl_->allocated.fetch_sub(rest, std::memory_order_relaxed);
      }
      // Where there is no memory for that, the next collection lists the page again.
      if (cursor.next < cursor.end) try_push(impl_->lists[c], cursor);
    }
    run = {};
  }
  impl_->allocated.fetch_add(state.uncounted.load(std::memory_order_relaxed),
                             std::memory_order_relaxed);
  impl_->finalizable.insert(impl_->finalizable.end(), state.finalizable.begin(),
                            state.finalizable.end());
  std::erase(impl_->mutators, &mutator);
  impl_->set_count_step();
  mutator.pages.reset();
}

bool Heap::is_attached(WriterId writer) const {
  // Asked once per block during a collection, so that one looks at its own copy, without a lock.
  if (impl_->collecting) {
    return std::binary_search(impl_->writers.begin(), impl_->writers.end(), writer);
  }
  MutexLock lock(impl_->mutex);
  return std::any_of(impl_->mutators.begin(), impl_->mutators.end(),
                     [writer](const Mutator* m) { return m->writer == writer; });
}

void Heap::add_finalizable(Mutator& m, Object* object) {
  if (object->spare & kRegisteredFinalizable) return;
  object->spare |= kRegisteredFinalizable;
  m.pages->finalizable.push_back(object);
}

size_t Heap::used_bytes() const {
  MutexLock lock(impl_->mutex);
  int64_t used = impl_->counted_bytes();
  for (Mutator* m : impl_->mutators) {
    used += m->pages->uncounted.load(std::memory_order_relaxed);
    if (m != latest_mutator_of_thread()) continue;
    for (unsigned c = 1; c < kClassCount; ++c) used -= run_of(*m, c).end - run_of(*m, c).cursor;
  }
  return static_cast<size_t>(std::max<int64_t>(used, 0));
}

void Heap::set_pause(unsigned percent) { impl_->pause.store(percent, std::memory_order_relaxed); }
void Heap::set_automatic(bool on) { impl_->automatic.store(on, std::memory_order_relaxed); }
bool Heap::is_automatic() const { return impl_->automatic.load(std::memory_order_relaxed); }
size_t Heap::max_bytes() const { return impl_->max_bytes.load(std::memory_order_relaxed); }
void Heap::set_max_bytes(size_t bytes) { impl_->max_bytes.store(bytes, std::memory_order_relaxed); }

void Heap::set_table_tracing(const TableTracing& tracing) { impl_->tables = tracing; }
void Heap::set_trace_exec(TraceExec trace) { impl_->trace_exec = trace; }

uint32_t Heap::next_identity() {
  // Relaxed: only uniqueness matters. 0 means "not made yet" in an object's header.
  uint32_t id = 0;
  while (id == 0) id = impl_->identity.fetch_add(1, std::memory_order_relaxed) + 1;
  return id;
}

uint32_t identity_hash(Heap& heap, Object* object) {
  // Relaxed: the number is all there is to see. Of two threads the first to store wins.
  uint32_t hash = object->hash.load(std::memory_order_relaxed);
  if (hash != 0) return hash;
  const uint32_t fresh = heap.next_identity();
  return object->hash.compare_exchange_strong(hash, fresh, std::memory_order_relaxed) ? fresh
                                                                                      : hash;
}

}  // namespace gilua
