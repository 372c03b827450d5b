// A Lua value: 8 bytes of payload and 8 bytes of tag.
//
// Registers are private to a thread and hold plain Values, moved as two halves. What threads share
// (table slots, cells) is a Slot, moved whole; see slot.hpp. Nothing outside this folder knows the
// bits: everybody else asks is_*() and as_*().
#pragma once

#include <cstdint>
#include <cstring>

#include "vm/base/attributes.hpp"

namespace gilua {

struct Object;
struct String;
struct Table;
struct Closure;
struct Native;
struct Userdata;
struct Exec;
struct Cell;

/// The kinds of value. False and nil are the two lowest, so "is falsy" is one comparison.
/// From kString on, the payload is a pointer to an Object.
enum Tag : uint64_t {
  kNil = 0,
  kFalse = 1,
  kTrue = 2,
  kInteger = 3,
  kFloat = 4,
  kLightUserdata = 5,
  kDeadKey = 6,  // a table key whose object was collected: matches in `next`, never in a lookup
  kString = 8,
  kTable = 9,
  kClosure = 10,
  kNative = 11,
  kUserdata = 12,
  kCoroutine = 13,  // Lua's type name for it is "thread"
  kCell = 14,       // internal: a captured variable's cell in a register, never seen by scripts
};

struct Value {
  uint64_t bits;
  uint64_t tag;

  static constexpr Value nil() { return {0, kNil}; }
  static constexpr Value boolean(bool b) { return {0, b ? kTrue : kFalse}; }
  static constexpr Value integer(int64_t i) { return {static_cast<uint64_t>(i), kInteger}; }
  static constexpr Value number(double d) { return {__builtin_bit_cast(uint64_t, d), kFloat}; }
  static Value light(void* p) { return {reinterpret_cast<uint64_t>(p), kLightUserdata}; }
  static Value object(const Object* o, Tag t) { return {reinterpret_cast<uint64_t>(o), t}; }
  static Value of(const String* o) { return {reinterpret_cast<uint64_t>(o), kString}; }
  static Value of(const Table* o) { return {reinterpret_cast<uint64_t>(o), kTable}; }
  static Value of(const Closure* o) { return {reinterpret_cast<uint64_t>(o), kClosure}; }
  static Value of(const Native* o) { return {reinterpret_cast<uint64_t>(o), kNative}; }
  static Value of(const Userdata* o) { return {reinterpret_cast<uint64_t>(o), kUserdata}; }
  static Value of(const Exec* o) { return {reinterpret_cast<uint64_t>(o), kCoroutine}; }
  static Value of(const Cell* o) { return {reinterpret_cast<uint64_t>(o), kCell}; }

  bool is_nil() const { return tag == kNil; }
  bool is_falsy() const { return tag <= kFalse; }
  bool is_boolean() const { return tag == kFalse || tag == kTrue; }
  bool is_integer() const { return tag == kInteger; }
  bool is_float() const { return tag == kFloat; }
  bool is_number() const { return tag == kInteger || tag == kFloat; }
  bool is_string() const { return tag == kString; }
  bool is_table() const { return tag == kTable; }
  bool is_closure() const { return tag == kClosure; }
  bool is_native() const { return tag == kNative; }
  bool is_function() const { return tag == kClosure || tag == kNative; }
  bool is_userdata() const { return tag == kUserdata; }
  bool is_coroutine() const { return tag == kCoroutine; }
  bool is_cell() const { return tag == kCell; }
  bool is_object() const { return tag >= kString; }
  /// Whether the tag is one: memory that held something else may be read as a register.
  bool is_known() const { return tag <= kCell; }

  int64_t as_integer() const { return static_cast<int64_t>(bits); }
  double as_float() const { return __builtin_bit_cast(double, bits); }
  Object* as_object() const { return reinterpret_cast<Object*>(bits); }
  String* as_string() const { return reinterpret_cast<String*>(bits); }
  Table* as_table() const { return reinterpret_cast<Table*>(bits); }
  Closure* as_closure() const { return reinterpret_cast<Closure*>(bits); }
  Native* as_native() const { return reinterpret_cast<Native*>(bits); }
  Userdata* as_userdata() const { return reinterpret_cast<Userdata*>(bits); }
  Exec* as_coroutine() const { return reinterpret_cast<Exec*>(bits); }
  Cell* as_cell() const { return reinterpret_cast<Cell*>(bits); }
  void* as_light() const { return reinterpret_cast<void*>(bits); }

  /// Same type and same bits: raw equality for everything but numbers of two kinds, NaN and
  /// strings that are not interned.
  bool same(Value o) const { return bits == o.bits && tag == o.tag; }
};
static_assert(sizeof(Value) == 16);

/// Copies a register as two halves. A 16-byte vector load from a register that was just written as
/// two halves cannot be store-forwarded (measured: up to 22 % of an interpreter loop).
GILUA_ALWAYS_INLINE void copy(Value& to, const Value& from) {
  const uint64_t bits = from.bits;
  const uint64_t tag = from.tag;
  to.bits = bits;
  to.tag = tag;
}

}  // namespace gilua
