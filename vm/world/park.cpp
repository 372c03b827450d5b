// Every wait of a running thread: park and unpark, blocking scopes, interrupts. Waits without end
// that are part of a deadlock: deadlock.cpp.
//
// A thread sleeps on one word of its own. unpark sets the token bit and wakes it if it sleeps;
// whoever parks takes the token. The bits are set by read-modify-writes and the kernel compares the
// word before it puts the thread to sleep, so no wake-up is lost between looking and sleeping. A
// deadline that passes, or an interrupt, leaves a token that comes later for the next park.
#include <sys/eventfd.h>
#include <unistd.h>

#include "vm/world/futex.hpp"
#include "vm/world/impl.hpp"
#include "vm/world/parker.hpp"

namespace gilua {
namespace {

using Parker = Thread::Parker;

/// Why a sleep is over.
enum class End : uint8_t { kToken, kDeadline, kInterrupt, kDeadlock };

/// One sleep on a thread's word. @thread owner, not running
class Sleep {
 public:
  Sleep(Thread& thread, const WaitEdge& edge, Clock::time_point deadline)
      : thread_(thread), word_(thread.parker->word), edge_(edge), deadline_(deadline) {
    DeadlockWatch* watch = thread.parker->impl->deadlocks.get();
    if (watch->enabled() && DeadlockWatch::is_endless(edge, deadline)) watch_ = watch;
  }

  /// Until a token, an interrupt, a deadlock or the deadline.
  End run() {
    const uint32_t at_start = begin();
    uint32_t seen = at_start;
    if (watch_ != nullptr && !(seen & Parker::kToken)) seen = look();
    End end = End::kDeadline;
    while (!is_over(seen, end)) {
      if (seen & Parker::kPoke) {
        // It came without an interrupt. Whoever looked meanwhile did not take this thread for
        // stuck.
        seen = watch_ != nullptr ? look() : load();
      } else {
        futex_wait(word_, seen, deadline_);
        seen = load();
      }
    }
    finish(end, at_start);
    return end;
  }

 private:
  // Acquire, here and below: pairs with unpark's release, so that what was done before unpark is
  // seen by whoever was woken, also without the GIL.
  uint32_t load() const { return word_.load(std::memory_order_acquire); }

  uint32_t look() {
    watch_->look(thread_, edge_);
    return load();
  }

  /// Sets the owner's bits, which are clear, and counts the episode in one addition.
  uint32_t begin() {
    uint32_t bits = Parker::kSleeping;
    if (watch_ != nullptr) {
      watch_->begin_wait();
      bits += Parker::kForever + Parker::kEpisode;
    }
    return word_.fetch_add(bits, std::memory_order_seq_cst) + bits;  // deadlock.cpp, 3
  }

  bool is_over(uint32_t seen, End& end) {
    if (seen & Parker::kDeadlock) {
      end = End::kDeadlock;
      return true;
    }
    if (seen & Parker::kToken) {
      end = End::kToken;
      return true;
    }
    if (seen & Parker::kPoke) {
      word_.fetch_and(~Parker::kPoke, std::memory_order_relaxed);
      end = End::kInterrupt;
      return thread_.pending_interrupt.load(std::memory_order_acquire) != 0;
    }
    end = End::kDeadline;
    return deadline_ != World::kForever && Clock::now() >= deadline_;
  }

  void finish(End end, uint32_t at_start) {
    const uint32_t own = Parker::kSleeping | Parker::kForever | Parker::kDeadlock;
    const uint32_t taken = end == End::kToken ? Parker::kToken : 0;
    const uint32_t before = word_.fetch_and(~(own | taken), std::memory_order_acquire);
    if (watch_ == nullptr) return;
    // unpark counted the thread back in if it was unpark that ended this wait.
    if ((at_start & Parker::kToken) || !(before & Parker::kToken)) watch_->end_wait();
    if ((before & Parker::kDeadlock) && end != End::kDeadlock) DeadlockWatch::take_text(thread_);
  }

  Thread& thread_;
  std::atomic<uint32_t>& word_;
  const WaitEdge& edge_;
  const Clock::time_point deadline_;
  DeadlockWatch* watch_ = nullptr;  // for endless waits
};

}  // namespace

World::Woken World::park(Thread& thread, const WaitEdge& edge, Clock::time_point deadline) {
  Parker& parker = *thread.parker;
  if (parker.word.load(std::memory_order_relaxed) & Parker::kToken) {
    parker.word.fetch_and(~Parker::kToken, std::memory_order_acquire);
    return Woken::kUnparked;
  }
  if (thread.pending_interrupt.load(std::memory_order_relaxed) != 0 && take_interrupt(thread))
    return Woken::kInterrupted;
  Impl& impl = *parker.impl;  // see Parker::impl
  impl.permit.leave(thread, edge);
  const End end = Sleep(thread, edge, deadline).run();
  impl.permit.enter(thread);
  impl.refresh_mode(thread);
  switch (end) {
    case End::kToken:
      return Woken::kUnparked;
    case End::kDeadline:
      return Woken::kTimeout;
    case End::kInterrupt:
      take_interrupt(thread);
      break;
    case End::kDeadlock:  // an interrupt that came too stays pending
      break;
  }
  return Woken::kInterrupted;
}

void World::unpark(Thread& thread) {
  Parker& parker = *thread.parker;
  const uint32_t before = parker.word.fetch_or(Parker::kToken, std::memory_order_release);
  if (before & Parker::kToken) return;
  if (before & Parker::kForever) impl_->deadlocks->add_able();
  if (before & Parker::kSleeping) futex_wake(parker.word);
}

void World::interrupt(Thread& thread) {
  // Atomics and a system call only: signal handlers come here. Release: pairs with take_interrupt.
  thread.pending_interrupt.store(1, std::memory_order_release);
  thread.poll.fetch_or(kPollInterrupt, std::memory_order_relaxed);
  const int fd = thread.parker->wake_fd.load(std::memory_order_acquire);
  const uint64_t one = 1;
  // Full means that it is readable already.
  if (fd >= 0) [[maybe_unused]]
    const ssize_t written = ::write(fd, &one, sizeof(one));
  // Last: a thread that this wakes may end, and be gone with its Parker.
  const uint32_t before = thread.parker->word.fetch_or(Parker::kPoke, std::memory_order_release);
  if (before & Parker::kSleeping) futex_wake(thread.parker->word);
}

Thread::Parker::~Parker() {
  const int fd = wake_fd.load(std::memory_order_acquire);
  if (fd >= 0) ::close(fd);
}

int World::wake_descriptor(Thread& thread) {
  std::atomic<int>& fd = thread.parker->wake_fd;
  if (fd.load(std::memory_order_relaxed) < 0)
    fd.store(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), std::memory_order_release);
  return fd.load(std::memory_order_relaxed);
}

World::Blocking::Blocking(World&, Thread& thread, WaitEdge edge) : thread_(thread) {
  thread.parker->impl->permit.leave(thread, edge);
}

World::Blocking::~Blocking() {
  Impl& impl = *thread_.parker->impl;
  impl.permit.enter(thread_);
  impl.refresh_mode(thread_);
}

WaitEdge World::waiting_for(const Thread& thread) const {
  MutexLock lock(thread.parker->mutex);
  return thread.parker->edge;
}

}  // namespace gilua
