// Strings: making them, their hash, and the table of interned ones.
//
// Constants of loaded code and the keys of tables are interned when short (at most kShortLimit
// bytes); strings made at run time are not, until they become a key. So making a string costs an
// allocation and a copy, a lookup by a constant compares pointers only, and a lookup by a run-time
// string compares pointer, then hash and bytes. A short key in a node is always interned.
//
// The intern table is sharded; lookup takes no lock, insertion locks one shard, removal happens
// only in a stop (docs/design/0004).
#pragma once

#include <string_view>

#include "vm/heap/heap.hpp"

namespace gilua {

constexpr size_t kShortLimit = 40;  // bytes; as PUC's LUAI_MAXSHORTLEN
constexpr size_t kMaxStringBytes = size_t{1} << 40;

/// All functions that return String* return nullptr when memory is exhausted.

/// A string with room for [length] bytes, to be filled by the caller before anybody sees it.
/// The final '\0' is set.
String* new_string_buffer(Mutator& m, size_t length);
/// A run-time string, not interned, except that strings of length 0 and 1 come from a table of
/// ready-made ones.
String* new_string(Mutator& m, std::string_view bytes);
/// The interned string with these bytes; longer than kShortLimit: a new one, not interned.
String* intern(Mutator& m, std::string_view bytes);
/// [s] itself if it is interned or long; else the interned string with the same bytes.
String* interned(Mutator& m, String* s);

/// Never 0. Computed once and kept in the header (idempotent, so relaxed). Every byte counts for
/// strings up to 128 bytes; longer ones mix all bytes too (8 at a time).
uint32_t string_hash(const String* s);
uint32_t hash_bytes(std::string_view bytes);

/// Equal bytes. Fast for identical pointers and for two interned strings.
GILUA_NOINLINE bool equal_bytes(const String* a, const String* b);
GILUA_ALWAYS_INLINE bool string_equal(const String* a, const String* b) {
  if (a == b) return true;
  if ((a->is_interned() && b->is_interned()) || a->length != b->length) return false;
  return equal_bytes(a, b);
}
/// <0, 0, >0 as l_strcmp of Lua: strcoll piece by piece in the C locale equals memcmp order.
int string_compare(const String* a, const String* b);

/// The World's set of interned strings.
class StringTable {
 public:
  StringTable();
  ~StringTable();
  String* find_or_insert(Mutator& m, std::string_view bytes, uint32_t hash, String* ready);
  /// Drops unmarked strings. @thread stopped, after marking
  void sweep(const Heap& heap);
  /// The ready-made strings of length 0 and 1 are roots.
  void mark_roots(Marker& marker);
  String* empty() const;
  String* single(unsigned char byte) const;
  void make_ready(Mutator& m);  // creates the ready-made strings; once
  size_t size() const;          // interned strings, approximate while threads run

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace gilua
