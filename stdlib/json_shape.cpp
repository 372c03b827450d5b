// Module "_json": what a table is for json.dumps, by its keys.
//
//   made by json.object, or only string keys                 an object
//   keys 1 to n, or those and an integer field n >= them     an array, nil being null
//   no keys                                                  an empty array
//   anything else                                            a TypeError
//
// Other threads may change the table while it is looked at, and a poll may collect what they took
// out: so keys are on the stack, or in a list there, whenever this polls.
#include <fmt/format.h>

#include <algorithm>

#include "stdlib/json_writer.hpp"
#include "stdlib/table_access.hpp"
#include "vm/exec/call.hpp"

namespace gilua::json {
namespace {

constexpr int64_t kKeysPerPoll = 4096;

bool key_less(Value a, Value b) {
  char first[40];
  char second[40];
  return text_of(a, first) < text_of(b, second);
}

}  // namespace

std::string_view text_of(Value key, char (&buffer)[40]) {
  if (key.is_string()) return key.as_string()->view();
  return {buffer, number_to_chars(key, buffer)};
}

bool Writer::shape_error(std::string_view text) {
  ex_.raise_class("TypeError", text);
  return false;
}

// Of the table on top.
bool Writer::find_shape(Shape& shape) {
  const Table* t = table();
  if (t->metatable.load(std::memory_order_acquire) == object_metatable_) {
    shape.is_object = true;
    return true;
  }
  int64_t texts = 0;
  int64_t numbers = 0;
  int64_t largest = 0;
  int64_t n = -1;  // the field of that name
  uint32_t index = 0;
  Value key = Value::nil();
  Value value = Value::nil();
  while (table_next_at(t, index, key, value) == Next::kFound) {
    if (key.is_integer() && key.as_integer() > 0) {
      largest = std::max(largest, key.as_integer());
      ++numbers;
    } else if (key.is_string()) {
      if (key.as_string()->view() == "n" && value.is_integer()) n = value.as_integer();
      ++texts;
    } else {
      return shape_error(fmt::format(
          "keys must be strings, or integers from 1 on, not {}",
          key.is_integer() ? fmt::to_string(key.as_integer()) : message_type_name(ex_, key)));
    }
    if ((numbers + texts) % kKeysPerPoll != 0) continue;
    copy(ex_.stack[slot_of(levels_.size() - 1) + 1], key);  // a poll may collect it
    if (!ex_.poll()) return false;
  }
  shape.is_object = numbers == 0 && texts > 0;
  shape.length = largest;
  if (shape.is_object) return true;
  if (texts == 1 && n >= largest) {
    shape.length = n;
  } else if (texts > 0) {
    return shape_error(
        "a table with keys of both kinds, strings and integers, is neither a JSON "
        "array nor an object");
  } else if (numbers != largest) {
    return shape_error(fmt::format(
        "a sequence with holes is no JSON array: {} of {} elements are there (a field n tells the "
        "length, json.object makes an object)",
        numbers, largest));
  }
  return true;
}

// Appends to [list], the slot of keys; after a collection if there was no memory.
bool Writer::keep_key(Table*& list, int64_t index, Value key) {
  Write done = raw_set(ex_.mutator(), list, index, key);
  if (GILUA_UNLIKELY(done == Write::kOutOfMemory)) {
    ex_.push(key);
    collect_for_memory(ex_);
    ex_.pop();
    done = raw_set(ex_.mutator(), list, index, key);
  }
  if (GILUA_LIKELY(done == Write::kDone)) return true;
  raise_write(ex_, done);
  return false;
}

// The keys of the table on top, in its second slot.
bool Writer::list_keys(int64_t& count) {
  const Table* t = table();
  const uint32_t room = t->hash_part.load(std::memory_order_acquire)->mask + 1;
  Table* list = new_table(ex_.mutator(), room, 0);
  if (list == nullptr) {
    collect_for_memory(ex_);
    list = new_table(ex_.mutator(), room, 0);
    if (list == nullptr) {
      ex_.raise_out_of_memory();
      return false;
    }
  }
  copy(ex_.stack[slot_of(levels_.size() - 1) + 1], Value::of(list));
  uint32_t index = 0;
  Value key = Value::nil();
  Value value = Value::nil();
  while (table_next_at(t, index, key, value) == Next::kFound) {
    if (!key.is_string() && !key.is_number())
      return shape_error("keys must be strings or numbers, not " + message_type_name(ex_, key));
    if (key.is_string()) {
      const std::string_view text = key.as_string()->view();
      const BadText bad = check_utf8(text);
      if (bad.reason != nullptr) {
        raise_bad_text(ex_, text, bad);
        return false;
      }
    }
    if (!keep_key(list, ++count, key)) return false;
    if (count % kKeysPerPoll == 0 && !ex_.poll()) return false;
  }
  return true;
}

// Keys are in the list, which nobody else has, so they stay while they are sorted.
bool Writer::sort_keys(int64_t count) {
  if (count < 2) return true;
  scratch_.clear();
  for (int64_t i = 1; i <= count; ++i) scratch_.push_back(raw_get(keys(), i));
  std::sort(scratch_.begin(), scratch_.end(), key_less);
  for (int64_t i = 1; i <= count; ++i) {
    const Write done = raw_set(ex_.mutator(), keys(), i, scratch_[static_cast<size_t>(i) - 1]);
    if (done == Write::kDone) continue;
    raise_write(ex_, done);
    return false;
  }
  return true;
}

}  // namespace gilua::json
