// string.find, match, gmatch and gsub over the matcher of pattern.hpp.
//
// All but gsub are kPure. gsub may call Lua between two matches; its Matcher then still points into
// the subject and the pattern, which stay where they are: the argument slots keep them alive and
// objects are never moved.
#include "stdlib/arguments.hpp"
#include "stdlib/buffer.hpp"
#include "stdlib/pattern.hpp"
#include "stdlib/string_natives.hpp"

namespace gilua {
namespace {

bool capture_value(Exec& ex, Matcher& matcher, uint32_t i, const char* begin, const char* end,
                   Value& out) {
  Matcher::Capture capture;
  if (!matcher.capture(i, begin, end, capture)) {
    ex.raise(matcher.message());
    return false;
  }
  if (capture.position != 0) {
    out = Value::integer(capture.position);
    return true;
  }
  String* s = new_string(ex.mutator(), capture.text);
  if (GILUA_UNLIKELY(s == nullptr)) {
    ex.raise_out_of_memory();
    return false;
  }
  out = Value::of(s);
  return true;
}

/// Returns [count] captures, behind the match's place if [found] is not null.
Outcome return_captures(Exec& ex, Args args, Matcher& matcher, const Value* found, uint32_t count,
                        const char* begin, const char* end) {
  const uint32_t skip = found != nullptr ? 2 : 0;
  // All of them before the first result is written: kPure.
  Value values[Matcher::kMaxCaptures];
  for (uint32_t i = 0; i < count; ++i) {
    if (!capture_value(ex, matcher, i, begin, end, values[i])) return kError;
  }
  if (skip != 0) args.ret(found[0], found[1]);
  for (uint32_t i = 0; i < count; ++i) {
    copy(args.base[static_cast<ptrdiff_t>(skip + i) - 1], values[i]);
  }
  return static_cast<Outcome>(skip + count);
}

std::string_view without_anchor(const String* pattern, bool& anchored) {
  anchored = pattern->length != 0 && *pattern->data() == '^';
  return pattern->view().substr(anchored ? 1 : 0);
}

Outcome find_or_match(Exec& ex, Args args, bool is_find) {
  String* s;
  String* pattern;
  int64_t from;
  if (!string_argument(ex, args, 0, s) || !string_argument(ex, args, 1, pattern) ||
      !optional_integer(ex, args, 2, 1, from)) {
    return kError;
  }
  const size_t init = start_position(from, s->length) - 1;
  if (init > s->length) return args.ret(Value::nil());
  if (is_find && (!args[3].is_falsy() || is_plain_pattern(pattern->view()))) {
    const char* at = find_plain(s->view().substr(init), pattern->view());
    if (at == nullptr) return args.ret(Value::nil());
    const int64_t begin = at - s->data();
    return args.ret(Value::integer(begin + 1),
                    Value::integer(begin + static_cast<int64_t>(pattern->length)));
  }
  bool anchored;
  Matcher matcher(ex.mutator(), s->view(), without_anchor(pattern, anchored));
  const char* begin = s->data() + init;
  const char* end = anchored ? matcher.match_at(begin) : matcher.search(begin, nullptr, begin);
  if (matcher.failed()) return ex.raise(matcher.message());
  if (end == nullptr) return args.ret(Value::nil());
  const uint32_t skip = is_find ? 2 : 0;
  const uint32_t count = is_find ? matcher.capture_count() : matcher.value_count();
  if (!room_for_results(ex, args, skip + count, "too many captures")) return kError;
  const Value found[] = {Value::integer(begin - s->data() + 1), Value::integer(end - s->data())};
  return return_captures(ex, args, matcher, is_find ? found : nullptr, count, begin, end);
}

// --- gmatch: an iterator whose state is its upvalues. Two threads that share one may get the same
// match twice; each upvalue is one atomic slot and always in range, so that is all.
enum GmatchUpvalue : uint32_t { kSubject, kPattern, kNextAt, kLastEnd, kGmatchUpvalues };

Outcome gmatch_next(Exec& ex, Args args) {
  Native* self = args.base[-1].as_native();
  const String* s = self->upvalues[kSubject].load().as_string();
  const String* pattern = self->upvalues[kPattern].load().as_string();
  const int64_t from = self->upvalues[kNextAt].load().as_integer();
  const int64_t last_end = self->upvalues[kLastEnd].load().as_integer();
  Matcher matcher(ex.mutator(), s->view(), pattern->view());
  const char* not_end = last_end < 0 ? nullptr : s->data() + last_end;
  const char* begin = s->data() + from;
  const char* end = matcher.search(begin, not_end, begin);
  if (matcher.failed()) return ex.raise(matcher.message());
  // A plain nil would do for `for`, but PUC returns nothing at all.
  if (end == nullptr) return args.ret();
  const uint32_t count = matcher.value_count();
  if (!room_for_results(ex, args, count, "too many captures")) return kError;
  const Outcome results = return_captures(ex, args, matcher, nullptr, count, begin, end);
  if (results < 0) return kError;
  self->upvalues[kNextAt].store(Value::integer(end - s->data()));
  self->upvalues[kLastEnd].store(Value::integer(end - s->data()));
  return results;
}

constexpr NativeRow kGmatchRow = {"for iterator", 0,           2,
                                  Runs::kPure,    gmatch_next, "the captures of the next match"};

// --- gsub
enum class Replace : uint8_t { kPlain, kTemplate, kTable, kFunction };

/// Appends [text] with its %0 to %9 and %% filled in from the match [begin, end).
bool append_template(Exec& ex, Matcher& matcher, std::string_view text, const char* begin,
                     const char* end, Buffer& buffer) {
  for (size_t at = 0; at < text.size();) {
    const size_t escape = text.find('%', at);
    if (escape == std::string_view::npos) {
      buffer.append(text.substr(at));
      return true;
    }
    buffer.append(text.substr(at, escape - at));
    at = escape + 2;
    const char c = escape + 1 < text.size() ? text[escape + 1] : '\0';
    if (c == '%') {
      buffer.append('%');
    } else if (c == '0') {
      buffer.append(begin, static_cast<size_t>(end - begin));
    } else if (c >= '1' && c <= '9') {
      Matcher::Capture capture;
      if (!matcher.capture(static_cast<uint32_t>(c - '1'), begin, end, capture)) {
        ex.raise(matcher.message());
        return false;
      }
      if (capture.position != 0) {
        char digits[40];
        buffer.append(digits, number_to_chars(Value::integer(capture.position), digits));
      } else {
        buffer.append(capture.text);
      }
    } else {
      ex.raise("invalid use of '%' in replacement string");
      return false;
    }
  }
  return true;
}

/// What the function or table of argument 3 has for the match. @runs lua
bool look_up_replacement(Exec& ex, Matcher& matcher, Replace how, const char* begin,
                         const char* end, Value& out) {
  if (how == Replace::kTable) {
    Value key;
    if (!capture_value(ex, matcher, 0, begin, end, key)) return false;
    Value table = ex.args().base[2];
    out = table_get(table.as_table(), key);
    if (!out.is_nil() || table.as_table()->metatable.load(std::memory_order_acquire) == nullptr) {
      return true;
    }
    return get_index(ex, table, key, out);
  }
  const uint32_t count = matcher.value_count();
  if (!ex.reserve(count + 2)) return false;
  ex.push(ex.args().base[2]);
  for (uint32_t i = 0; i < count; ++i) {
    Value v;
    if (!capture_value(ex, matcher, i, begin, end, v)) return false;
    ex.push(v);
  }
  if (ex.call(count, 1) == kError) return false;
  out = ex.pop();
  return true;
}

/// Appends the replacement of the match [begin, end); [changed] is set unless the text is kept.
bool append_replacement(Exec& ex, Matcher& matcher, Replace how, const char* begin, const char* end,
                        Buffer& buffer, bool& changed) {
  if (how == Replace::kPlain || how == Replace::kTemplate) {
    const std::string_view text = ex.args().base[2].as_string()->view();
    changed = true;
    if (how == Replace::kTemplate) return append_template(ex, matcher, text, begin, end, buffer);
    buffer.append(text);
    return true;
  }
  Value v;
  if (!look_up_replacement(ex, matcher, how, begin, end, v)) return false;
  if (v.is_falsy()) {
    buffer.append(begin, static_cast<size_t>(end - begin));
    return true;
  }
  changed = true;
  if (v.is_string()) {
    ex.push(v);  // the buffer may collect
    buffer.append(v.as_string()->view());
    ex.pop();
  } else if (v.is_number()) {
    char digits[40];
    buffer.append(digits, number_to_chars(v, digits));
  } else {
    std::string message = "invalid replacement value (a ";
    ex.raise(message.append(type_name(v)).append(")"));
    return false;
  }
  return true;
}

/// Classifies argument 3; numbers become strings in its slot. False after raising.
bool check_replacement(Exec& ex, Args args, Replace& how) {
  const Value v = args[2];
  if (v.is_table()) {
    how = Replace::kTable;
  } else if (v.is_function()) {
    how = Replace::kFunction;
  } else if (v.is_string() || v.is_number()) {
    String* text;
    if (!string_argument(ex, args, 2, text)) return false;
    how = text->view().find('%') == std::string_view::npos ? Replace::kPlain : Replace::kTemplate;
  } else {
    ex.bad_type(2, "string/function/table");
    return false;
  }
  return true;
}

}  // namespace

Outcome string_find(Exec& ex, Args args) { return find_or_match(ex, args, true); }

Outcome string_match(Exec& ex, Args args) { return find_or_match(ex, args, false); }

Outcome string_gmatch(Exec& ex, Args args) {
  String* s;
  String* pattern;
  int64_t from;
  if (!string_argument(ex, args, 0, s) || !string_argument(ex, args, 1, pattern) ||
      !optional_integer(ex, args, 2, 1, from)) {
    return kError;
  }
  size_t init = start_position(from, s->length) - 1;
  if (init > s->length) init = s->length + 1;  // matches nowhere
  Native* next = new_native(ex.mutator(), &kGmatchRow, kGmatchUpvalues);
  if (next == nullptr) return ex.raise_out_of_memory();
  next->upvalues[kSubject].init(Value::of(s));
  next->upvalues[kPattern].init(Value::of(pattern));
  next->upvalues[kNextAt].init(Value::integer(static_cast<int64_t>(init)));
  next->upvalues[kLastEnd].init(Value::integer(-1));
  return args.ret(Value::of(next));
}

Outcome string_gsub(Exec& ex, Args args) {
  constexpr int64_t kPollEvery = 1023;  // matches, a mask
  String* s;
  String* pattern;
  Replace how;
  int64_t limit;
  if (!string_argument(ex, args, 0, s) || !string_argument(ex, args, 1, pattern) ||
      !optional_integer(ex, args, 3, static_cast<int64_t>(s->length) + 1, limit) ||
      !check_replacement(ex, args, how)) {
    return kError;
  }
  bool anchored;
  Matcher matcher(ex.mutator(), s->view(), without_anchor(pattern, anchored));
  Buffer buffer(ex, Buffer::AtLimit::kCollect);
  const char* at = s->data();
  const char* last_end = nullptr;  // an empty match right behind another does not count
  int64_t count = 0;
  bool changed = false;
  while (count < limit) {
    const char* begin = at;
    const char* end = anchored ? matcher.match_at(at) : matcher.search(at, last_end, begin);
    if (GILUA_UNLIKELY(matcher.failed())) {
      if (!matcher.gave_up()) return ex.raise(matcher.message());
      if (!ex.poll()) return kError;
      matcher.start_over();
      continue;
    }
    if (end == nullptr) break;
    if ((count & kPollEvery) == kPollEvery && !ex.poll()) return kError;
    buffer.append(at, static_cast<size_t>(begin - at));
    ++count;
    if (!append_replacement(ex, matcher, how, begin, end, buffer, changed)) return kError;
    if (GILUA_UNLIKELY(buffer.failed())) return ex.raise_out_of_memory();
    at = last_end = end;
    if (anchored) break;
  }
  Value result = ex.args().base[0];
  if (changed) {
    buffer.append(at, static_cast<size_t>(matcher.subject_end() - at));
    if (!buffer.to_value(ex, result)) return kError;
  }
  return ex.args().ret(result, Value::integer(count));
}

}  // namespace gilua
