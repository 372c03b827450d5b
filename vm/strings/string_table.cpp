// The set of interned strings: 64 shards, each an open-addressing array of atomic words.
//
//  1. A word is a String's address with 16 bits of its hash above it, or 0. Words are only ever
//     written from 0 to a string, under the shard's mutex, with release order; so a lookup needs no
//     lock: it loads (acquire) and compares until it meets a 0.
//  2. A shard grows by publishing a larger array (release). The old one is kept until the next
//     stop: a lookup still in it merely misses newer strings, and a miss is repeated under the
//     mutex in the array of that moment.
//  3. Strings are removed only by sweep(), in a stop, when no lookup is under way.
#include <array>
#include <atomic>
#include <cstring>
#include <memory>
#include <vector>

#include "vm/base/mutex.hpp"
#include "vm/strings/strings.hpp"

namespace gilua {
namespace {

constexpr unsigned kShards = 64;  // chosen by the hash's top 6 bits
constexpr size_t kFirstSize = 16;
constexpr uint64_t kAddressBits = (uint64_t{1} << 48) - 1;  // user addresses are below 2^47

struct Buckets {
  explicit Buckets(size_t size) : mask(size - 1), words(new std::atomic<uint64_t>[size]()) {}
  size_t mask;
  std::unique_ptr<std::atomic<uint64_t>[]> words;
};

uint64_t make_word(const String* s, uint32_t hash) {
  // The bits beside those that choose the shard and the place.
  return reinterpret_cast<uint64_t>(s) | uint64_t{(hash >> 10) & 0xffff} << 48;
}
String* string_in(uint64_t word) { return reinterpret_cast<String*>(word & kAddressBits); }

String* find_in(const Buckets& buckets, std::string_view bytes, uint32_t hash) {
  const uint64_t tag = uint64_t{(hash >> 10) & 0xffff};
  for (size_t i = hash & buckets.mask;; i = (i + 1) & buckets.mask) {
    // Pairs with put(): the string's bytes are visible.
    const uint64_t word = buckets.words[i].load(std::memory_order_acquire);
    if (word == 0) return nullptr;
    if (word >> 48 != tag) continue;
    String* s = string_in(word);
    if (s->view() == bytes) {
      return s;
    }
  }
}

/// There is room. Under the shard's mutex, or before the array is published.
void put(Buckets& buckets, uint64_t word, uint32_t hash) {
  size_t i = hash & buckets.mask;
  // Relaxed: only the holder of the mutex writes words.
  while (buckets.words[i].load(std::memory_order_relaxed) != 0) i = (i + 1) & buckets.mask;
  buckets.words[i].store(word, std::memory_order_release);  // pairs with find_in
}

}  // namespace

struct StringTable::Impl {
  struct alignas(64) Shard {
    Mutex mutex;
    /// Stored (release) under the mutex, loaded (acquire) by anyone.
    std::atomic<Buckets*> current{nullptr};
    std::atomic<size_t> count{0};  // written under the mutex; relaxed: a statistic elsewhere
    std::vector<std::unique_ptr<Buckets>> all GUARDED_BY(mutex);  // the current one is the last

    void publish(std::unique_ptr<Buckets> buckets) REQUIRES(mutex) {
      Buckets* p = buckets.get();
      all.push_back(std::move(buckets));
      current.store(p, std::memory_order_release);
    }
    void grow() REQUIRES(mutex);
    String* insert(String* fresh, uint32_t hash) EXCLUDES(mutex);
    void sweep(const Heap& heap) EXCLUDES(mutex);
  };

  std::array<Shard, kShards> shards;
  String* empty = nullptr;
  std::array<String*, 256> singles{};
};

void StringTable::Impl::Shard::grow() {
  const Buckets* old = current.load(std::memory_order_relaxed);  // written under this mutex only
  auto larger = std::make_unique<Buckets>(old == nullptr ? kFirstSize : (old->mask + 1) * 2);
  if (old != nullptr) {
    for (size_t i = 0; i <= old->mask; ++i) {
      const uint64_t word = old->words[i].load(std::memory_order_relaxed);
      if (word != 0) put(*larger, word, string_hash(string_in(word)));
    }
  }
  publish(std::move(larger));
}

/// Returns the string that is in the table afterwards: [fresh], or one that was there before it.
String* StringTable::Impl::Shard::insert(String* fresh, uint32_t hash) {
  MutexLock lock(mutex);
  const Buckets* buckets = current.load(std::memory_order_relaxed);  // as in grow()
  if (buckets != nullptr) {
    if (String* found = find_in(*buckets, fresh->view(), hash)) return found;
  }
  const size_t entries = count.load(std::memory_order_relaxed) + 1;
  if (buckets == nullptr || entries * 2 > buckets->mask + 1) grow();
  // Others may be looking at a run-time string that becomes interned now: see is_interned().
  fresh->flags.store(String::kInterned, std::memory_order_relaxed);
  put(*current.load(std::memory_order_relaxed), make_word(fresh, hash), hash);
  count.store(entries, std::memory_order_relaxed);
  return fresh;
}

void StringTable::Impl::Shard::sweep(const Heap& heap) {
  MutexLock lock(mutex);
  Buckets* buckets = current.load(std::memory_order_relaxed);
  if (buckets == nullptr) return;
  if (all.size() > 1) all.erase(all.begin(), all.end() - 1);  // nobody looks in them any more
  bool any_dead = false;
  std::vector<uint64_t> alive;
  for (size_t i = 0; i <= buckets->mask; ++i) {
    const uint64_t word = buckets->words[i].load(std::memory_order_relaxed);
    if (word == 0) continue;
    if (heap.is_marked(string_in(word))) {
      alive.push_back(word);
    } else {
      any_dead = true;
    }
  }
  if (!any_dead) return;
  size_t size = buckets->mask + 1;
  while (size > kFirstSize && alive.size() * 8 < size) size /= 2;
  if (size != buckets->mask + 1) {
    all.clear();
    publish(std::make_unique<Buckets>(size));
    buckets = current.load(std::memory_order_relaxed);
  } else {
    for (size_t i = 0; i < size; ++i) buckets->words[i].store(0, std::memory_order_relaxed);
  }
  for (const uint64_t word : alive) put(*buckets, word, string_hash(string_in(word)));
  count.store(alive.size(), std::memory_order_relaxed);
}

StringTable::StringTable() : impl_(std::make_unique<Impl>()) {
  Heap::set_sweep_strings([](StringTable& table, const Heap& heap) { table.sweep(heap); });
}
StringTable::~StringTable() = default;

String* StringTable::find_or_insert(Mutator& m, std::string_view bytes, uint32_t hash,
                                    String* ready) {
  Impl::Shard& shard = impl_->shards[hash >> 26];
  // Pairs with publish().
  const Buckets* buckets = shard.current.load(std::memory_order_acquire);
  if (buckets != nullptr) {
    if (String* found = find_in(*buckets, bytes, hash)) return found;
  }
  String* fresh = ready;
  if (fresh == nullptr) {
    fresh = new_string_buffer(m, bytes.size());
    if (fresh == nullptr) return nullptr;
    if (!bytes.empty()) std::memcpy(fresh->mutable_data(), bytes.data(), bytes.size());
  }
  fresh->hash.store(hash, std::memory_order_relaxed);  // published with the string
  return shard.insert(fresh, hash);
}

void StringTable::sweep(const Heap& heap) {
  for (Impl::Shard& shard : impl_->shards) shard.sweep(heap);
}

void StringTable::mark_roots(Marker& marker) {
  marker.mark_leaf(impl_->empty);
  for (String* s : impl_->singles) marker.mark_leaf(s);
}

String* StringTable::empty() const { return impl_->empty; }
String* StringTable::single(unsigned char byte) const { return impl_->singles[byte]; }

void StringTable::make_ready(Mutator& m) {
  impl_->empty = find_or_insert(m, {}, hash_bytes({}), nullptr);
  for (unsigned byte = 0; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    const std::string_view bytes(&c, 1);
    impl_->singles[byte] = find_or_insert(m, bytes, hash_bytes(bytes), nullptr);
  }
}

size_t StringTable::size() const {
  size_t sum = 0;
  for (const Impl::Shard& shard : impl_->shards) sum += shard.count.load(std::memory_order_relaxed);
  return sum;
}

}  // namespace gilua
