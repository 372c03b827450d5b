// See mark_crew.hpp.
#include "vm/heap/mark_crew.hpp"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <new>
#include <optional>
#include <system_error>

#include "vm/heap/mark.hpp"

namespace gilua {

// ---- sharing work

MarkShare::~MarkShare() {
  while (pieces_ != nullptr) {
    Piece* next = pieces_->next;
    delete pieces_;
    pieces_ = next;
  }
}

void MarkShare::give(HeapMarker& marker) {
  Piece* piece = new (std::nothrow) Piece;
  if (piece == nullptr) return;  // then this marker does it all
  // What was pushed last is likely to be in the cache here, but taking it needs no move of the
  // rest, and older entries lead to larger structures, which keep this marker able to give again.
  List<const Object*>& stack = marker.stack_;
  const size_t half = stack.size() / 2;
  piece->count = half < Piece::kObjects ? half : Piece::kObjects;
  for (size_t i = 0; i < piece->count; ++i) piece->objects[i] = stack.pop();
  MutexLock lock(mutex_);
  piece->next = pieces_;
  pieces_ = piece;
  changed_.notify_one();
}

bool MarkShare::take(HeapMarker& marker) {
  Piece* piece = nullptr;
  {
    MutexLock lock(mutex_);
    if (hungry_.fetch_add(1, std::memory_order_relaxed) + 1 == markers_ && pieces_ == nullptr) {
      done_ = true;
      changed_.notify_all();
    }
    while (pieces_ == nullptr && !done_) changed_.wait(mutex_);
    if (pieces_ == nullptr) return false;
    hungry_.fetch_sub(1, std::memory_order_relaxed);
    piece = pieces_;
    pieces_ = piece->next;
  }
  for (size_t i = 0; i < piece->count; ++i) marker.push(piece->objects[i]);
  delete piece;
  return true;
}

// ---- threads

struct MarkCrew::Shared {
  Mutex mutex;
  CondVar wake;
  CondVar finished;
  uint64_t round GUARDED_BY(mutex) = 0;  // raised to begin a round
  unsigned working GUARDED_BY(mutex) = 0;
  bool ending GUARDED_BY(mutex) = false;
  // Of the current round; written before it begins.
  MarkShare* share GUARDED_BY(mutex) = nullptr;
  std::array<std::optional<HeapMarker>, kMostMarkers - 1> markers GUARDED_BY(mutex);
  int process = 0;  // who made the threads: a forked child has none of them
};

MarkCrew::MarkCrew() : shared_(std::make_unique<Shared>()) {}

MarkCrew::~MarkCrew() {
  if (threads_.empty()) return;
  if (shared_->process != getpid()) {  // the threads are another process's
    for (std::thread& thread : threads_) thread.detach();
    [[maybe_unused]] const Shared* const left = shared_.release();
    return;
  }
  {
    MutexLock lock(shared_->mutex);
    shared_->ending = true;
    shared_->wake.notify_all();
  }
  for (std::thread& thread : threads_) thread.join();
}

void MarkCrew::work(Shared& shared, unsigned index) {
  uint64_t seen = 0;
  for (;;) {
    MarkShare* share = nullptr;
    HeapMarker* marker = nullptr;
    {
      MutexLock lock(shared.mutex);
      while (!shared.ending && (shared.round == seen || !shared.markers[index]))
        shared.wake.wait(shared.mutex);
      if (shared.ending) return;
      seen = shared.round;
      share = shared.share;
      marker = &*shared.markers[index];
    }
    marker->drain_with(*share);
    MutexLock lock(shared.mutex);
    if (--shared.working == 0) shared.finished.notify_one();
  }
}

void MarkCrew::start(unsigned count) {
  if (!threads_.empty() && shared_->process != getpid()) {
    for (std::thread& thread : threads_) thread.detach();
    threads_.clear();
    [[maybe_unused]] const Shared* const left = shared_.release();  // its locks may be in any state
    shared_ = std::make_unique<Shared>();
  }
  shared_->process = getpid();
  // Signals are for the threads that run Lua.
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  while (threads_.size() < count) {
    const unsigned index = static_cast<unsigned>(threads_.size());
    try {
      threads_.emplace_back([shared = shared_.get(), index] { work(*shared, index); });
    } catch (const std::system_error&) {
      break;  // no more threads to be had: fewer mark
    }
    pthread_setname_np(threads_.back().native_handle(), "gilua-mark");
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

unsigned MarkCrew::drain(HeapMarker& first, unsigned markers) {
  if (markers > 1) start(markers - 1);
  const unsigned helpers = std::min(markers - 1, static_cast<unsigned>(threads_.size()));
  if (helpers == 0) {
    first.drain();
    return 1;
  }
  MarkShare share(helpers + 1);
  {
    MutexLock lock(shared_->mutex);
    for (unsigned i = 0; i < helpers; ++i) first.make_another(shared_->markers[i]);
    shared_->share = &share;
    shared_->working = helpers;
    ++shared_->round;
    shared_->wake.notify_all();
  }
  first.drain_with(share);
  MutexLock lock(shared_->mutex);
  while (shared_->working != 0) shared_->finished.wait(shared_->mutex);
  for (unsigned i = 0; i < helpers; ++i) first.adopt(*shared_->markers[i]);
  return helpers + 1;
}

void MarkCrew::forget() {
  MutexLock lock(shared_->mutex);
  for (auto& marker : shared_->markers) marker.reset();
}

}  // namespace gilua
