#include "stdlib/threading_arguments.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace gilua {
namespace {

bool fail_type(Exec& ex, const std::string& message) {
  ex.raise_class("TypeError", message);
  return false;
}

bool unknown_keyword(Exec& ex, const Signature& signature, std::string_view name) {
  std::vector<std::string_view> known(signature.names.begin(), signature.names.end());
  std::sort(known.begin(), known.end());
  return fail_type(ex, fmt::format("{}() got an unexpected keyword argument '{}' (known: {})",
                                   signature.function, name, fmt::join(known, ", ")));
}

bool bind_keywords(Exec& ex, const Table* keywords, const Signature& signature, uint32_t given,
                   std::span<Value> out) {
  Value key = Value::nil();
  Value value = Value::nil();
  // A key that another thread removes meanwhile ends the walk, as it would end a `pairs` loop.
  while (table_next(keywords, key, value) == Next::kFound) {
    if (!key.is_string()) continue;  // another thread put it in since is_keyword_table looked
    const std::string_view name = key.as_string()->view();
    const auto found = std::find(signature.names.begin(), signature.names.end(), name);
    if (found == signature.names.end()) return unknown_keyword(ex, signature, name);
    const auto index = static_cast<uint32_t>(found - signature.names.begin());
    if (index < given) {
      return fail_type(
          ex, fmt::format("{}() got multiple values for argument '{}'", signature.function, name));
    }
    out[index] = value;
  }
  return true;
}

}  // namespace

bool is_keyword_table(Value v) {
  if (!v.is_table()) return false;
  const Table* t = v.as_table();
  // Acquire pairs with setmetatable's release; a table that others change gives either answer.
  if (t->metatable.load(std::memory_order_acquire) != nullptr) return false;
  Value key = Value::nil();
  Value value = Value::nil();
  bool any = false;
  while (table_next(t, key, value) == Next::kFound) {
    if (!key.is_string()) return false;
    any = true;
  }
  return any;
}

bool bind_arguments(Exec& ex, Args args, uint32_t first, const Signature& signature,
                    std::span<Value> out) {
  std::fill(out.begin(), out.end(), Value::nil());
  uint32_t given = args.count > first ? args.count - first : 0;
  const Table* keywords = nullptr;
  if (given > 0 && is_keyword_table(args[first + given - 1])) {
    --given;
    keywords = args[first + given].as_table();
  }
  if (given > signature.positional) {
    return fail_type(ex, fmt::format("{}() takes at most {} positional argument{} ({} given)",
                                     signature.function, signature.positional,
                                     signature.positional == 1 ? "" : "s", given));
  }
  for (uint32_t i = 0; i < given; ++i) out[i] = args[first + i];
  return keywords == nullptr || bind_keywords(ex, keywords, signature, given, out);
}

bool check_bool(Exec& ex, Value v, std::string_view name, bool fallback, bool& out) {
  if (v.is_nil()) {
    out = fallback;
    return true;
  }
  if (!v.is_boolean()) {
    return fail_type(ex, fmt::format("{} must be true or false, not {}", name, type_name(v)));
  }
  out = v.tag == kTrue;
  return true;
}

bool check_whole(Exec& ex, Value v, std::string_view name, int64_t& out) {
  if (v.is_nil() || (v.is_number() && to_integer(v, out))) return true;
  return fail_type(ex, fmt::format("{} must be an integer, not {}", name, type_name(v)));
}

bool check_seconds(Exec& ex, Value v, std::string_view name, double& out) {
  if (v.is_float()) {
    out = v.as_float();
  } else if (v.is_integer()) {
    out = static_cast<double>(v.as_integer());
  } else {
    return fail_type(ex, fmt::format("{} must be a number, not {}", name, type_name(v)));
  }
  return true;
}

bool seconds_to_ns(Exec& ex, double seconds, int64_t& out) {
  if (std::isnan(seconds)) {
    ex.raise_class("ValueError", "Invalid value NaN (not a number)");
    return false;
  }
  // Rounded away from zero, as CPython rounds timeouts: no wait ends early.
  const double ns = seconds < 0 ? std::floor(seconds * 1e9) : std::ceil(seconds * 1e9);
  if (!(ns >= -0x1p63 && ns < 0x1p63)) {
    ex.raise_class("OverflowError", "timestamp out of range for platform time_t");
    return false;
  }
  out = static_cast<int64_t>(ns);
  return true;
}

Clock::time_point deadline_after(int64_t ns) {
  const auto now = static_cast<int64_t>(World::now_ns());
  int64_t at = 0;
  if (__builtin_add_overflow(now, ns, &at)) return World::kForever;
  return Clock::time_point(std::chrono::nanoseconds(at));
}

}  // namespace gilua
