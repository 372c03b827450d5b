// The slow paths of instructions. A metamethod that is a Lua function gets a frame and the
// instruction is finished when it returns (finish_instruction), so nothing here nests a C++ call.
// For natives, which are C++ already, nested.cpp has the same operations as nested calls.
#include "vm/exec/operate.hpp"

#include <fmt/format.h>

#include <cstring>

#include "vm/exec/lookup.hpp"
#include "vm/exec/numbers.hpp"

namespace gilua {

Step index_slow(Exec& ex, Value object, Value key) {
  bool operand = true;
  Value out;
  switch (lookup_index(ex, object, key, out, operand)) {
    case Lookup::kValue:
      return finish_instruction(ex, out);
    case Lookup::kCall:
      return call_metamethod(ex, out, object, key);
    case Lookup::kNotIndexable:
      raise_index_error(ex, object, operand);
      break;
    case Lookup::kTooLong:
      raise_in_frame(ex, "'__index' chain too long; possible loop");
      break;
  }
  return Step::kRaised;
}

Step set_index_slow(Exec& ex, Value object, Value key, Value value) {
  bool operand = true;
  Value handler;
  switch (lookup_set_index(ex, object, key, handler, operand)) {
    case Lookup::kValue: {
      Write done = table_set(ex.mutator(), object.as_table(), key, value);
      if (done == Write::kOutOfMemory) {
        // All that is needed is in registers, so a collection may run before the second try.
        collect_for_memory(ex);
        done = table_set(ex.mutator(), object.as_table(), key, value);
      }
      if (done == Write::kDone) return Step::kGo;
      raise_write_error(ex, done);
      break;
    }
    case Lookup::kCall:
      return call_metamethod(ex, handler, object, key, value);
    case Lookup::kNotIndexable:
      raise_index_error(ex, object, operand);
      break;
    case Lookup::kTooLong:
      raise_in_frame(ex, "'__newindex' chain too long; possible loop");
      break;
  }
  return Step::kRaised;
}

namespace {

bool is_bitwise(Event event) {
  switch (event) {
    case Event::kBand:
    case Event::kBor:
    case Event::kBxor:
    case Event::kShl:
    case Event::kShr:
    case Event::kBnot:
      return true;
    default:
      return false;
  }
}

/// The register that held operand [v] of the current instruction, or -1.
int operand_register(const Exec& ex, Value v) {
  const Frame& fr = *ex.frame;
  const uint32_t w = fr.pc[-1].word.load(std::memory_order_relaxed);
  const uint32_t b = Instruction::b_of(w);
  const uint32_t c = Instruction::c_of(w);
  switch (Instruction::op_of(w)) {
    case Op::kADD:
    case Op::kSUB:
    case Op::kMUL:
    case Op::kMOD:
    case Op::kPOW:
    case Op::kDIV:
    case Op::kIDIV:
    case Op::kBAND:
    case Op::kBOR:
    case Op::kBXOR:
    case Op::kSHL:
    case Op::kSHR:
      // The second operand first, as in Lua: if both are bad, the caller asks for the first's
      // value.
      if (fr.base[b].same(v)) return static_cast<int>(b);
      return fr.base[c].same(v) ? static_cast<int>(c) : -1;
    default:
      return fr.base[b].same(v) ? static_cast<int>(b) : -1;
  }
}

void raise_arith_error(Exec& ex, Event event, Value a, Value b, Arith problem) {
  switch (problem) {
    case Arith::kDivideByZero:
      raise_in_frame(ex, "attempt to divide by zero");
      return;
    case Arith::kModuloByZero:
      raise_in_frame(ex, "attempt to perform 'n%0'");
      return;
    case Arith::kNotIntegers: {
      int64_t i = 0;
      const Value culprit = to_integer(a, i) ? b : a;
      const int reg = operand_register(ex, culprit);
      raise_in_frame(ex, "number" + describe_register(ex, reg) + " has no integer representation");
      return;
    }
    default:
      break;
  }
  if (is_bitwise(event)) {
    const Value culprit = a.is_number() ? b : a;
    raise_type_error(ex, culprit, "perform bitwise operation on", operand_register(ex, culprit));
    return;
  }
  const Value culprit = a.is_number() ? b : a;
  raise_type_error(ex, culprit, "perform arithmetic on", operand_register(ex, culprit));
}

}  // namespace

Step arith_slow(Exec& ex, Event event, Value a, Value b) {
  Value out;
  const Arith done = arith_numbers(event, a, b, out);
  if (done == Arith::kDone) return finish_instruction(ex, out);
  if (done == Arith::kNotNumbers || done == Arith::kNotIntegers) {
    Value handler = metamethod_of(ex, a, event);
    if (handler.is_nil()) handler = metamethod_of(ex, b, event);
    if (!handler.is_nil()) return call_metamethod(ex, handler, a, b);
  }
  raise_arith_error(ex, event, a, b, done);
  return Step::kRaised;
}

Step unary_slow(Exec& ex, Event event, Value a) { return arith_slow(ex, event, a, a); }

Step length_slow(Exec& ex, Value v) {
  const Value handler = metamethod_of(ex, v, Event::kLen);
  if (!handler.is_nil()) return call_metamethod(ex, handler, v, v);
  if (v.is_table()) return finish_instruction(ex, Value::integer(table_length(v.as_table())));
  if (v.is_string())
    return finish_instruction(ex, Value::integer(static_cast<int64_t>(v.as_string()->length)));
  raise_type_error(ex, v, "get length of", operand_register(ex, v));
  return Step::kRaised;
}

Step equal_slow(Exec& ex, Value a, Value b) {
  Value handler = metamethod_of(ex, a, Event::kEq);
  if (handler.is_nil()) handler = metamethod_of(ex, b, Event::kEq);
  if (handler.is_nil()) return finish_instruction(ex, Value::boolean(false));
  return call_metamethod(ex, handler, a, b);
}

namespace {

Step compare_slow(Exec& ex, Event event, Value a, Value b) {
  Value handler = metamethod_of(ex, a, event);
  if (handler.is_nil()) handler = metamethod_of(ex, b, event);
  if (!handler.is_nil()) return call_metamethod(ex, handler, a, b);
  if (event == Event::kLe) {  // Debian's lua5.4 is built so: without __le, a <= b is not (b < a)
    handler = metamethod_of(ex, b, Event::kLt);
    if (handler.is_nil()) handler = metamethod_of(ex, a, Event::kLt);
    if (!handler.is_nil()) {
      ex.frame->flags |= kFrameNegates;
      return call_metamethod(ex, handler, b, a);
    }
  }
  raise_compare_error(ex, a, b);
  return Step::kRaised;
}

}  // namespace

Step less_slow(Exec& ex, Value a, Value b) {
  if (a.is_number() && b.is_number())
    return finish_instruction(ex, Value::boolean(number_less(a, b)));
  if (a.is_string() && b.is_string())
    return finish_instruction(ex, Value::boolean(string_compare(a.as_string(), b.as_string()) < 0));
  return compare_slow(ex, Event::kLt, a, b);
}

Step less_equal_slow(Exec& ex, Value a, Value b) {
  if (a.is_number() && b.is_number())
    return finish_instruction(ex, Value::boolean(number_less_equal(a, b)));
  if (a.is_string() && b.is_string())
    return finish_instruction(ex,
                              Value::boolean(string_compare(a.as_string(), b.as_string()) <= 0));
  return compare_slow(ex, Event::kLe, a, b);
}

// ---- concatenation

namespace {

/// The bytes of a string or number; numbers are written into [buffer].
std::string_view piece_of(Value v, char* buffer) {
  if (v.is_string()) return v.as_string()->view();
  return {buffer, number_to_chars(v, buffer)};
}

bool is_concatenable(Value v) { return v.is_string() || v.is_number(); }

/// Joins registers at[0 .. n) into at[0]. False after an error.
bool join(Exec& ex, Value* at, uint32_t n) {
  char buffer[64];
  size_t total = 0;
  for (uint32_t i = 0; i < n; ++i) {
    total += piece_of(at[i], buffer).size();
    if (total > kMaxStringBytes) {
      raise_in_frame(ex, "string length overflow");
      return false;
    }
  }
  String* s = new_string_buffer(ex.mutator(), total);
  if (s == nullptr) {
    collect_for_memory(ex);
    s = new_string_buffer(ex.mutator(), total);
    if (s == nullptr) {
      ex.raise_out_of_memory();
      return false;
    }
  }
  char* to = s->mutable_data();
  for (uint32_t i = 0; i < n; ++i) {
    const std::string_view piece = piece_of(at[i], buffer);
    std::memcpy(to, piece.data(), piece.size());
    to += piece.size();
  }
  *at = Value::of(s);
  return true;
}

}  // namespace

Step concat_registers(Exec& ex, uint32_t a, uint32_t n) {
  Frame& fr = *ex.frame;
  Value* at = fr.base + a;
  while (n > 1) {
    const Value left = at[n - 2];
    const Value right = at[n - 1];
    if (!is_concatenable(left) || !is_concatenable(right)) {
      Value handler = metamethod_of(ex, left, Event::kConcat);
      if (handler.is_nil()) handler = metamethod_of(ex, right, Event::kConcat);
      if (handler.is_nil()) {
        const bool left_bad = !is_concatenable(left);
        raise_type_error(ex, left_bad ? left : right, "concatenate",
                         static_cast<int>(a + n - (left_bad ? 2 : 1)));
        return Step::kRaised;
      }
      fr.state = n;  // finish_instruction goes on from here
      return call_metamethod(ex, handler, left, right);
    }
    uint32_t count = 2;
    while (count < n && is_concatenable(at[n - count - 1])) ++count;
    if (!join(ex, at + (n - count), count)) return Step::kRaised;
    n -= count - 1;
  }
  return Step::kGo;
}

// ---- numeric for

namespace {

bool raise_for_error(Exec& ex, Value v, const char* what) {
  raise_in_frame(
      ex, fmt::format("bad 'for' {} (number expected, got {})", what, message_type_name(ex, v)));
  return false;
}

/// The integer limit of a loop with an integer start and step (forlimit of lvm.c).
bool integer_limit(Exec& ex, Value limit, int64_t start, int64_t step, int64_t& out, bool& skip) {
  const Value given = limit;
  if (limit.is_string()) limit = string_to_number(limit.as_string()->view());
  if (limit.is_integer()) {
    out = limit.as_integer();
  } else if (limit.is_float()) {
    const double d = limit.as_float();
    const double rounded = step < 0 ? std::ceil(d) : std::floor(d);
    if (!number_to_integer(rounded, out)) {
      if (d > 0) {
        if (step < 0) skip = true;
        out = INT64_MAX;
      } else {  // negative, or NaN, which counts as a limit below all integers
        if (step > 0) skip = true;
        out = INT64_MIN;
      }
    }
  } else {
    return raise_for_error(ex, given, "limit");
  }
  if (!skip) skip = step > 0 ? start > out : start < out;
  return true;
}

bool prepare_integer_loop(Exec& ex, Value* control, bool& skip) {
  const int64_t start = control[0].as_integer();
  const int64_t step = control[2].as_integer();
  if (step == 0) {
    raise_in_frame(ex, "'for' step is zero");
    return false;
  }
  int64_t limit = 0;
  if (!integer_limit(ex, control[1], start, step, limit, skip)) return false;
  if (skip) return true;
  uint64_t count = step > 0 ? static_cast<uint64_t>(limit) - static_cast<uint64_t>(start)
                            : static_cast<uint64_t>(start) - static_cast<uint64_t>(limit);
  if (step > 0) {
    if (step != 1) count /= static_cast<uint64_t>(step);
  } else {
    count /= static_cast<uint64_t>(-(step + 1)) + 1u;
  }
  control[1] = Value::integer(static_cast<int64_t>(count));
  control[3] = Value::integer(start);
  return true;
}

}  // namespace

bool prepare_for_loop(Exec& ex, Value* control, bool& skip) {
  skip = false;
  if (control[0].is_integer() && control[2].is_integer())
    return prepare_integer_loop(ex, control, skip);
  double limit = 0;
  double step = 0;
  double start = 0;
  if (!to_number(control[1], limit)) return raise_for_error(ex, control[1], "limit");
  if (!to_number(control[2], step)) return raise_for_error(ex, control[2], "step");
  if (!to_number(control[0], start)) return raise_for_error(ex, control[0], "initial value");
  if (step == 0) {
    raise_in_frame(ex, "'for' step is zero");
    return false;
  }
  skip = step > 0 ? limit < start : start < limit;  // with a NaN: one turn, as in PUC's
  if (skip) return true;
  control[0] = Value::number(start);
  control[1] = Value::number(limit);
  control[2] = Value::number(step);
  control[3] = Value::number(start);
  return true;
}

}  // namespace gilua
