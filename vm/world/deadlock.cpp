// Deadlocks, found by the thread that completes them.
//
//  1. An endless wait is a park without deadline for what only a thread of this World can bring: a
//     lock, a queue's item, another thread's end. A thread in one has kForever in its word, set by
//     the same addition as kSleeping and cleared by the same step that takes the token. The upper
//     bits of the word count these waits: the episode. A thread is STUCK while its word has
//     kForever and no token, poke or kDeadlock: it does nothing until somebody else acts on it.
//  2. Rule A, for waits that any thread may end (locks, queues): all are stuck. able_ counts who
//     may still act: attached threads outside endless waits, and helpers (5). Whoever lowers it to
//     zero, or finds it there after its own word says that it is stuck, looks at all words twice.
//     If each thread is stuck in both looks, in the same episode, each was stuck at every moment
//     between the two looks: then nobody was left to act. So there is no false alarm, whatever
//     happens meanwhile; and able_ may be wrong for moments, since it only says when to look.
//  3. Nothing is missed. unpark counts the thread that it wakes as able on its behalf, just after
//     setting the token; so able_ is too low for a moment at most, never too high when all have
//     stopped. The last one to go to sleep has set its bits before it reads able_, and so has
//     everybody before it: it sees zero and finds all stuck. Other last steps look as well: a
//     thread that detaches, a helper that goes, a poke that turns out to mean nothing.
//  4. Rule B, for waits that one thread alone can end (an RLock, a join: WaitEdge::only_holder):
//  the
//     thread that goes to sleep follows holder after holder through stuck threads. If it comes back
//     to itself, twice, through the same episodes and holders, then between the two walks all of
//     them were stuck on each other: a deadlock, though others run. A walk ends after
//     kLongestCycle steps, so that 10,000 threads that join each other in a row stay cheap; longer
//     cycles are found by rule A.
//  5. A helper is somebody outside who may still wake a thread: a thread that was launched and is
//     not attached yet, one that has detached and is about to say so to whoever joins it, an
//     embedder's thread, an event loop.
//  6. Reading another thread's edge: its Thread stays while the registry's mutex is held. What it
//     waits for stays while its account's mutex is held and its word says kForever, since it has to
//     pass begin_span, which takes that mutex, before it goes on. So holder functions are called
//     under these two mutexes; they must only read an atomic.
//  7. One deadlock is told once: mutex_ is held from looking to telling. Without a handler the
//     thread that completed it is woken with an error (kDeadlock): it is not stuck any more, so
//     whoever looks next finds no deadlock. Where that thread is gone (3), the main thread or else
//     the first in the list stands in. A thread that goes to sleep again without having raised its
//     error is left alone: it would be told for ever.
#include "vm/world/deadlock.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "vm/world/futex.hpp"
#include "vm/world/impl.hpp"
#include "vm/world/parker.hpp"

namespace gilua {
namespace {

using Parker = Thread::Parker;

constexpr size_t kLongestCycle = 1000;  // rule B's
constexpr size_t kLinksShown = 8;       // in the line that says the cycle
constexpr size_t kThreadsShown = 20;    // in an error's message

bool is_stuck(uint32_t word) {
  return (word & Parker::kForever) != 0 &&
         (word & (Parker::kToken | Parker::kPoke | Parker::kDeadlock)) == 0;
}

// seq_cst: rule A's words are read in one order with able_ (prose, 3).
uint32_t word_of(const Thread& thread) {
  return thread.parker->word.load(std::memory_order_seq_cst);
}

/// "Lock held by 'w1'", "join of 'w2'", "sleep"; empty: it runs.
std::string wait_text(const WaitEdge& edge, const Thread* holder) {
  const char* between = " held by ";
  std::string text = edge.what_name;
  switch (edge.kind) {
    case WaitKind::kNone:
    case WaitKind::kGil:
    case WaitKind::kReleased:
    case WaitKind::kStopped:
    case WaitKind::kCollection:
      return "";
    case WaitKind::kJoin:
      text = "join";
      between = " of ";
      break;
    case WaitKind::kLock:
    case WaitKind::kQueue:
    case WaitKind::kIo:
    case WaitKind::kSleep:
      break;
  }
  return holder == nullptr ? text : fmt::format("{}{}'{}'", text, between, holder->name);
}

std::string text_of(Thread& thread, const Registry::Members& members) {
  WaitEdge edge;
  const Thread* holder = nullptr;
  {
    MutexLock lock(thread.parker->mutex);  // prose, 6
    edge = thread.parker->edge;
    if (edge.holder != nullptr) holder = edge.holder(edge.what);
  }
  return wait_text(edge, members.contains(holder) ? holder : nullptr);
}

/// The first line of an error's message, then what each thread waits for.
std::string with_waits(std::string text, const std::vector<Thread*>& threads,
                       const Registry::Members& members) {
  const size_t shown = std::min(threads.size(), kThreadsShown);
  for (size_t i = 0; i < shown; ++i) {
    text += fmt::format("\n  thread '{}': waiting for {}", threads[i]->name,
                        text_of(*threads[i], members));
  }
  if (shown < threads.size()) text += fmt::format("\n  and {} more", threads.size() - shown);
  return text;
}

}  // namespace

bool DeadlockWatch::is_endless(const WaitEdge& edge, Clock::time_point deadline) {
  return deadline == World::kForever &&
         (edge.kind == WaitKind::kLock || edge.kind == WaitKind::kQueue ||
          edge.kind == WaitKind::kJoin);
}

// --- who may still act

void DeadlockWatch::drop_able() {
  if (able_.fetch_sub(1, std::memory_order_seq_cst) <= 1 && enabled_) look_at_all(nullptr);
}

void DeadlockWatch::add_helper() {
  helpers_.fetch_add(1, std::memory_order_seq_cst);
  add_able();
}

void DeadlockWatch::drop_helper() {
  helpers_.fetch_sub(1, std::memory_order_seq_cst);
  drop_able();
}

// --- rule B

bool DeadlockWatch::read_link(Thread& thread, Link& link) {
  const Parker& parker = *thread.parker;
  MutexLock lock(parker.mutex);
  const uint32_t word = word_of(thread);
  if (!is_stuck(word) || !parker.edge.only_holder || parker.edge.holder == nullptr) return false;
  link = {&thread, word, parker.edge, parker.edge.holder(parker.edge.what)};
  return true;
}

bool DeadlockWatch::walk(Thread& start, const Members& members, std::vector<Link>& links) {
  links.clear();
  Thread* at = &start;
  do {
    Link link;
    if (links.size() == kLongestCycle || !members.contains(at) || !read_link(*at, link))
      return false;
    links.push_back(link);
    at = link.holder;
  } while (at != &start);
  return true;
}

bool DeadlockWatch::find_cycle(Thread& start, const Members& members, std::vector<Link>& links) {
  std::vector<Link> again;
  const auto same = [](const Link& a, const Link& b) {
    return a.thread == b.thread && a.word == b.word && a.holder == b.holder;
  };
  return walk(start, members, links) && walk(start, members, again) &&
         std::equal(links.begin(), links.end(), again.begin(), again.end(), same);
}

void DeadlockWatch::look_at_cycle(Thread& thread) {
  const auto seen = [&](const Members& members) {
    std::vector<Link> unused;
    return find_cycle(thread, members, unused);
  };
  bool found = false;
  registry_.examine([&](const Members& members) { found = seen(members); });
  if (!found) return;  // nearly always: mutex_ is for those who have something to tell
  MutexLock lock(mutex_);
  found = false;
  std::string text = "deadlock: thread ";
  // Called at once, under the mutex: the analysis does not see that.
  registry_.examine([&](const Members& members) NO_THREAD_SAFETY_ANALYSIS {
    std::vector<Link> links;
    found = find_cycle(thread, members, links);
    if (!found) return;  // somebody else has told it
    const size_t shown = std::min(links.size(), kLinksShown);
    for (size_t i = 0; i < shown; ++i) {
      text += fmt::format("{}'{}' waits for {}", i == 0 ? "" : ", ", links[i].thread->name,
                          wait_text(links[i].edge, links[i].holder));
    }
    if (shown < links.size()) text += fmt::format("... in a cycle of {} threads", links.size());
    if (handler_) return;
    std::vector<Thread*> threads;
    threads.reserve(links.size());
    for (const Link& link : links) threads.push_back(link.thread);
    break_wait(thread, with_waits(text, threads, members));
  });
  if (found && handler_) handler_(text);
}

// --- rule A

bool DeadlockWatch::all_stuck(const Members& members) const {
  std::vector<uint32_t> words;
  words.reserve(members.list.size());
  for (const Thread* thread : members.list) {
    words.push_back(word_of(*thread));
    if (!is_stuck(words.back())) return false;
  }
  // Between the looks: with no helper at this moment, nobody is on the way to the list either.
  if (helpers_.load(std::memory_order_seq_cst) != 0) return false;
  for (size_t i = 0; i < words.size(); ++i) {
    if (word_of(*members.list[i]) != words[i]) return false;
  }
  return !words.empty();
}

void DeadlockWatch::look_at_all(Thread* last) {
  MutexLock lock(mutex_);
  if (closed_) return;
  bool found = false;
  std::string text;
  registry_.examine([&](const Members& members) NO_THREAD_SAFETY_ANALYSIS {
    found = all_stuck(members);
    if (!found) return;
    text = fmt::format("deadlock: all {} threads are waiting", members.list.size());
    if (handler_) return;
    if (last == nullptr) {
      const auto main = std::find_if(members.list.begin(), members.list.end(),
                                     [](const Thread* thread) { return thread->is_main; });
      last = main != members.list.end() ? *main : members.list.front();
    }
    break_wait(*last, with_waits(text, members.list, members));
  });
  if (found && handler_) handler_(text);
}

void DeadlockWatch::look(Thread& thread, const WaitEdge& edge) {
  {
    MutexLock lock(thread.parker->mutex);
    if (!thread.parker->deadlock.empty()) return;  // prose, 7
  }
  if (edge.only_holder && edge.holder != nullptr) look_at_cycle(thread);
  if (able_.load(std::memory_order_seq_cst) <= 0) look_at_all(&thread);
}

// --- telling

void DeadlockWatch::break_wait(Thread& victim, const std::string& text) {
  {
    MutexLock lock(victim.parker->mutex);
    victim.parker->deadlock = text;
  }
  // Release: pairs with the sleeper's acquire; the text itself is under the mutex.
  victim.parker->word.fetch_or(Parker::kDeadlock, std::memory_order_release);
  futex_wake(victim.parker->word);
}

std::string DeadlockWatch::take_text(Thread& thread) {
  MutexLock lock(thread.parker->mutex);
  return std::exchange(thread.parker->deadlock, {});
}

void DeadlockWatch::set_handler(World::DeadlockHandler handler) {
  MutexLock lock(mutex_);
  handler_ = std::move(handler);
}

void DeadlockWatch::close() {
  MutexLock lock(mutex_);
  closed_ = true;
}

// --- the World's side

World::Helper::Helper(World& world) : watch_(world.impl_->deadlocks) { watch_->add_helper(); }

World::Helper::~Helper() { watch_->drop_helper(); }

void World::set_deadlock_handler(DeadlockHandler handler) {
  impl_->deadlocks->set_handler(std::move(handler));
}

std::string World::take_deadlock(Thread& thread) { return DeadlockWatch::take_text(thread); }

std::string World::describe_wait(const Thread* thread, uint64_t ident) const {
  std::string text;
  impl_->registry.examine([&](const Registry::Members& members) {
    // The set's own pointer, not the caller's: that one may be old.
    const auto found = members.set.find(const_cast<Thread*>(thread));
    if (found != members.set.end() && (*found)->ident == ident) text = text_of(**found, members);
  });
  return text;
}

}  // namespace gilua
