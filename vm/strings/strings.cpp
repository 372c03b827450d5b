// Making, hashing and comparing strings. string_table.cpp has the table of interned ones.
#include "vm/strings/strings.hpp"

#include <algorithm>
#include <cstring>

namespace gilua {
namespace {

uint64_t load_8(const char* p) {
  uint64_t word;
  std::memcpy(&word, p, sizeof(word));
  return word;
}
uint64_t load_4(const char* p) {
  uint32_t word;
  std::memcpy(&word, p, sizeof(word));
  return word;
}

/// Both halves of the 128-bit product: every bit of the operands reaches every bit of the result.
/// (The idea of wyhash and its relatives.)
uint64_t mix(uint64_t a, uint64_t b) {
  const unsigned __int128 product = static_cast<unsigned __int128>(a) * b;
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

// Odd constants with about half of their bits set: digits of the golden ratio, pi and e.
constexpr uint64_t kGolden = 0x9e3779b97f4a7c15;
constexpr uint64_t kPi = 0x243f6a8885a308d3;
constexpr uint64_t kE = 0xb7e151628aed2a6b;

/// Up to 16 bytes as two words that overlap where there are fewer.
uint64_t hash_up_to_16(const char* p, size_t n) {
  uint64_t a = 0;
  uint64_t b = 0;
  if (n >= 8) {
    a = load_8(p);
    b = load_8(p + n - 8);
  } else if (n >= 4) {
    a = load_4(p);
    b = load_4(p + n - 4);
  } else if (n > 0) {
    const auto byte = [p](size_t i) { return uint64_t{static_cast<unsigned char>(p[i])}; };
    a = byte(0) << 16 | byte(n / 2) << 8 | byte(n - 1);
  }
  return mix(a ^ kGolden, b ^ kPi ^ n);
}

}  // namespace

uint32_t hash_bytes(std::string_view bytes) {
  const char* p = bytes.data();
  size_t n = bytes.size();
  uint64_t h = n * kE;
  if (n > 16) {
    uint64_t other = kPi;  // two chains, so that multiplications overlap
    for (; n > 32; n -= 32, p += 32) {
      h = mix(h ^ load_8(p), load_8(p + 8) ^ kGolden);
      other = mix(other ^ load_8(p + 16), load_8(p + 24) ^ kE);
    }
    h ^= other;
    if (n > 16) {
      h = mix(h ^ load_8(p), load_8(p + 8) ^ kGolden);
      p += 16;
      n -= 16;
    }
  }
  h = mix(h ^ hash_up_to_16(p, n), kE);
  const uint32_t folded = static_cast<uint32_t>(h ^ h >> 32);
  return folded != 0 ? folded : 1;
}

uint32_t string_hash(const String* s) {
  // Relaxed: whoever computes it gets the same number, and nothing else hangs on it.
  uint32_t hash = s->hash.load(std::memory_order_relaxed);
  if (GILUA_LIKELY(hash != 0)) return hash;
  hash = hash_bytes(s->view());
  const_cast<String*>(s)->hash.store(hash, std::memory_order_relaxed);
  return hash;
}

bool equal_bytes(const String* a, const String* b) {
  return a->length == b->length && std::memcmp(a->data(), b->data(), a->length) == 0;
}

int string_compare(const String* a, const String* b) {
  const int order = std::memcmp(a->data(), b->data(), std::min(a->length, b->length));
  if (order != 0) return order;
  return a->length < b->length ? -1 : a->length > b->length;
}

String* new_string_buffer(Mutator& m, size_t length) {
  if (length > kMaxStringBytes) return nullptr;
  void* p = Heap::allocate(m, sizeof(String) + length + 1);
  if (p == nullptr) return nullptr;
  init_object(p, Kind::kString);
  String* s = static_cast<String*>(p);
  s->length = length;
  s->mutable_data()[length] = '\0';
  return s;
}

String* new_string(Mutator& m, std::string_view bytes) {
  if (bytes.size() <= 1 && m.heap->strings != nullptr) {
    const StringTable& table = *m.heap->strings;
    String* ready = bytes.empty() ? table.empty() : table.single(bytes.front());
    if (GILUA_LIKELY(ready != nullptr)) return ready;  // null before make_ready only
  }
  String* s = new_string_buffer(m, bytes.size());
  if (s != nullptr && !bytes.empty()) std::memcpy(s->mutable_data(), bytes.data(), bytes.size());
  return s;
}

String* intern(Mutator& m, std::string_view bytes) {
  if (bytes.size() > kShortLimit) return new_string(m, bytes);
  return m.heap->strings->find_or_insert(m, bytes, hash_bytes(bytes), nullptr);
}

String* interned(Mutator& m, String* s) {
  if (s->is_interned() || s->length > kShortLimit) return s;
  return m.heap->strings->find_or_insert(m, s->view(), string_hash(s), s);
}

}  // namespace gilua
