// Operations with metamethods for natives: they nest a C++ call (Exec::call) where a metamethod is
// a Lua function. Also metatables and the lookups that operate.cpp shares.
#include "vm/exec/call.hpp"
#include "vm/exec/lookup.hpp"
#include "vm/exec/numbers.hpp"
#include "vm/exec/operate.hpp"

namespace gilua {

namespace {
constexpr int kMaxChain = 2000;
}

Table* metatable_of(const Exec& ex, Value v) {
  switch (v.tag) {
    case kTable:
      return v.as_table()->metatable.load(std::memory_order_acquire);
    case kUserdata:
      return v.as_userdata()->metatable.load(std::memory_order_acquire);
    default:
      return ex.runtime->basic_metatable(v.tag);
  }
}

bool set_metatable_of(Exec& ex, Value v, Table* metatable) {
  const bool own = v.is_table() || v.is_userdata();
  if (own && !metamethod(metatable, Event::kGc, ex.world().events).is_nil() &&
      !ex.heap().add_finalizer(v.as_object())) {
    ex.raise_out_of_memory();
    return false;
  }
  // Release: who finds the metatable finds its contents.
  if (v.is_table())
    v.as_table()->metatable.store(metatable, std::memory_order_release);
  else if (v.is_userdata())
    v.as_userdata()->metatable.store(metatable, std::memory_order_release);
  else
    ex.runtime->set_basic_metatable(v.tag, metatable);
  return true;
}

Value metamethod_of(const Exec& ex, Value v, Event event) {
  return metamethod(metatable_of(ex, v), event, ex.world().events);
}

Lookup lookup_index(const Exec& ex, Value& object, Value key, Value& out, bool& is_operand) {
  for (int i = 0; i < kMaxChain; ++i) {
    Value handler;
    if (object.is_table()) {
      const Table* t = object.as_table();
      out = table_get(t, key);
      if (!out.is_nil()) return Lookup::kValue;
      handler = metamethod(t->metatable.load(std::memory_order_acquire), Event::kIndex,
                           ex.world().events);
      if (handler.is_nil()) return Lookup::kValue;
    } else {
      handler = metamethod_of(ex, object, Event::kIndex);
      if (handler.is_nil()) return Lookup::kNotIndexable;
    }
    if (handler.is_function()) {
      out = handler;
      return Lookup::kCall;
    }
    object = handler;
    is_operand = false;
  }
  return Lookup::kTooLong;
}

Lookup lookup_set_index(const Exec& ex, Value& object, Value key, Value& out, bool& is_operand) {
  for (int i = 0; i < kMaxChain; ++i) {
    Value handler;
    if (object.is_table()) {
      const Table* t = object.as_table();
      const Table* mt = t->metatable.load(std::memory_order_acquire);
      handler = metamethod(mt, Event::kNewindex, ex.world().events);
      if (handler.is_nil()) return Lookup::kValue;
      if (!table_get(t, key).is_nil()) return Lookup::kValue;
    } else {
      handler = metamethod_of(ex, object, Event::kNewindex);
      if (handler.is_nil()) return Lookup::kNotIndexable;
    }
    if (handler.is_function()) {
      out = handler;
      return Lookup::kCall;
    }
    object = handler;
    is_operand = false;
  }
  return Lookup::kTooLong;
}

namespace {

/// Calls [fn] above the running native's values; its first result in [out].
bool call_for_value(Exec& ex, Value fn, const Value* arguments, uint32_t count, Value& out) {
  if (!ex.reserve(count + 1)) return false;
  ex.push(fn);
  for (uint32_t i = 0; i < count; ++i) ex.push(arguments[i]);
  if (ex.call(count, 1) < 0) return false;
  out = ex.pop();
  return true;
}

}  // namespace

bool get_index(Exec& ex, Value object, Value key, Value& out) {
  bool operand = false;
  switch (lookup_index(ex, object, key, out, operand)) {
    case Lookup::kValue:
      return true;
    case Lookup::kCall: {
      const Value arguments[] = {object, key};
      return call_for_value(ex, out, arguments, 2, out);
    }
    case Lookup::kNotIndexable:
      raise_index_error(ex, object, false);
      return false;
    case Lookup::kTooLong:
      raise_in_frame(ex, "'__index' chain too long; possible loop");
      return false;
  }
  return false;
}

bool set_index(Exec& ex, Value object, Value key, Value value) {
  bool operand = false;
  Value handler;
  switch (lookup_set_index(ex, object, key, handler, operand)) {
    case Lookup::kValue: {
      const Write done = table_set(ex.mutator(), object.as_table(), key, value);
      if (done == Write::kDone) return true;
      raise_write_error(ex, done);
      return false;
    }
    case Lookup::kCall: {
      const Value arguments[] = {object, key, value};
      Value ignored;
      return call_for_value(ex, handler, arguments, 3, ignored);
    }
    case Lookup::kNotIndexable:
      raise_index_error(ex, object, false);
      return false;
    case Lookup::kTooLong:
      raise_in_frame(ex, "'__newindex' chain too long; possible loop");
      return false;
  }
  return false;
}

bool raw_equal(Value a, Value b) {
  if (a.is_number() && b.is_number()) return number_equal(a, b);
  if (a.tag != b.tag) return false;
  if (a.is_string()) return string_equal(a.as_string(), b.as_string());
  return a.bits == b.bits || a.tag <= kTrue;
}

bool equals(Exec& ex, Value a, Value b, bool& out) {
  out = raw_equal(a, b);
  if (out || a.tag != b.tag || (!a.is_table() && !a.is_userdata())) return true;
  Value handler = metamethod_of(ex, a, Event::kEq);
  if (handler.is_nil()) handler = metamethod_of(ex, b, Event::kEq);
  if (handler.is_nil()) return true;
  const Value arguments[] = {a, b};
  Value result;
  if (!call_for_value(ex, handler, arguments, 2, result)) return false;
  out = !result.is_falsy();
  return true;
}

bool less_than(Exec& ex, Value a, Value b, bool& out) {
  if (a.is_number() && b.is_number()) {
    out = number_less(a, b);
    return true;
  }
  if (a.is_string() && b.is_string()) {
    out = string_compare(a.as_string(), b.as_string()) < 0;
    return true;
  }
  Value handler = metamethod_of(ex, a, Event::kLt);
  if (handler.is_nil()) handler = metamethod_of(ex, b, Event::kLt);
  if (handler.is_nil()) {
    raise_compare_error(ex, a, b);
    return false;
  }
  const Value arguments[] = {a, b};
  Value result;
  if (!call_for_value(ex, handler, arguments, 2, result)) return false;
  out = !result.is_falsy();
  return true;
}

bool length_of(Exec& ex, Value v, Value& out) {
  const Value handler = metamethod_of(ex, v, Event::kLen);
  if (!handler.is_nil()) {
    const Value arguments[] = {v, v};
    return call_for_value(ex, handler, arguments, 2, out);
  }
  if (v.is_table()) {
    out = Value::integer(table_length(v.as_table()));
  } else if (v.is_string()) {
    out = Value::integer(static_cast<int64_t>(v.as_string()->length));
  } else {
    raise_type_error(ex, v, "get length of", -1);
    return false;
  }
  return true;
}

}  // namespace gilua
