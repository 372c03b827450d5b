// Module "_time": what stdlib/lua/time.lua needs of the C library's calendar.
//
// Times in parts are nine integers in Python's order and ranges (the month from 1, Monday is 0, the
// day of the year from 1); what comes in was checked by time.lua.
#include "stdlib/time_calendar.hpp"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <ctime>
#include <iterator>
#include <string>

#include "stdlib/state.hpp"

namespace gilua {
namespace {

constexpr int kParts = 9;

void to_parts(const std::tm& tm, int64_t (&parts)[kParts]) {
  const int64_t all[] = {
      int64_t{tm.tm_year} + 1900, tm.tm_mon + 1,  tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec,
      (tm.tm_wday + 6) % 7,       tm.tm_yday + 1, tm.tm_isdst};
  std::copy(std::begin(all), std::end(all), parts);
}

/// The nine parts from argument [first] on; false after raising.
bool read_parts(Exec& ex, Args args, uint32_t first, std::tm& tm) {
  int64_t parts[kParts];
  for (uint32_t i = 0; i < kParts; ++i) {
    if (!ex.check_integer(args, first + i, parts[i])) return false;
    if (parts[i] < INT_MIN || parts[i] > INT_MAX) {
      ex.raise_class("OverflowError", parts[i] > 0 ? "signed integer is greater than maximum"
                                                   : "signed integer is less than minimum");
      return false;
    }
  }
  if (parts[0] < int64_t{INT_MIN} + 1900) {
    ex.raise_class("OverflowError", "year out of range");
    return false;
  }
  int* const fields[] = {&tm.tm_year, &tm.tm_mon,  &tm.tm_mday, &tm.tm_hour, &tm.tm_min,
                         &tm.tm_sec,  &tm.tm_wday, &tm.tm_yday, &tm.tm_isdst};
  const int64_t offsets[kParts] = {1900, 1, 0, 0, 0, 0, 0, 1, 0};
  for (int i = 0; i < kParts; ++i) {
    const int64_t part = parts[i] - offsets[i];
    *fields[i] = static_cast<int>(part < INT_MIN ? INT_MIN : part);
  }
  tm.tm_wday = static_cast<int>((parts[6] + 1) % 7);
  return true;
}

}  // namespace

// split(seconds, utc): {nine parts, tm_zone=, tm_gmtoff=}; nil and an error number if it cannot be.
Outcome time_split(Exec& ex, Args args) {
  int64_t seconds = 0;
  if (!ex.check_integer(args, 0, seconds)) return kError;
  const std::time_t time = seconds;
  std::tm tm{};
  errno = 0;
  if ((args[1].is_falsy() ? localtime_r(&time, &tm) : gmtime_r(&time, &tm)) == nullptr) {
    return args.ret(Value::nil(), Value::integer(errno));
  }
  Mutator& m = ex.mutator();
  Table* table = new_table(m, kParts, 2);
  if (table == nullptr) return ex.raise_out_of_memory();
  int64_t parts[kParts];
  to_parts(tm, parts);
  for (const int64_t part : parts) {
    if (table_append(m, table, Value::integer(part)) != Write::kDone) {
      return ex.raise_out_of_memory();
    }
  }
  Value zone = Value::nil();
  if (!ex.make_string(tm.tm_zone, zone) || !set_field(ex, table, "tm_zone", zone) ||
      !set_field(ex, table, "tm_gmtoff", Value::integer(tm.tm_gmtoff))) {
    return kError;
  }
  return args.ret(Value::of(table));
}

// join(nine parts): seconds since 1970 of a local time, or nil.
Outcome time_join(Exec& ex, Args args) {
  std::tm tm{};
  if (!read_parts(ex, args, 0, tm)) return kError;
  tm.tm_wday = -1;  // stays so only on failure: -1 is also a good time
  const std::time_t time = mktime(&tm);
  if (time == -1 && tm.tm_wday == -1) return args.ret(Value::nil());
  return args.ret(Value::integer(time));
}

// format(text, nine parts [, zone, gmtoff]): strftime.
Outcome time_format(Exec& ex, Args args) {
  String* format = nullptr;
  String* zone = nullptr;
  std::tm tm{};
  if (!ex.check_string(args, 0, format) || !read_parts(ex, args, 1, tm)) return kError;
  if (!args[kParts + 1].is_nil() && !ex.check_string(args, kParts + 1, zone)) return kError;
  int64_t offset = 0;
  if (!ex.opt_integer(args, kParts + 2, 0, offset)) return kError;
  tm.tm_zone = zone == nullptr ? nullptr : zone->data();
  tm.tm_gmtoff = offset;
  // With one character more a result is never empty, so 0 always means that the room is too small.
  const std::string text = "." + std::string(format->view());
  std::string out(1024, '\0');
  size_t length = 0;
  // As CPython: a text 256 times as long as its format comes of an absurd width, and is dropped.
  const size_t most = 256 * text.size();
  for (;;) {
    length = strftime(out.data(), out.size(), text.c_str(), &tm);
    if (length != 0 || out.size() >= most) break;
    out.resize(out.size() * 2);
  }
  Value shown = Value::nil();
  if (!ex.make_string({out.data() + 1, length == 0 ? 0 : length - 1}, shown)) return kError;
  return args.ret(shown);
}

}  // namespace gilua
