// os.time, os.date and os.difftime, as loslib.c. os.time reads the fields of its table with
// metamethods and sets them without.
#include <fmt/format.h>

#include <climits>
#include <ctime>

#include "stdlib/os_natives.hpp"
#include "stdlib/state.hpp"

namespace gilua {
namespace {

bool set_number(Exec& ex, Table* t, std::string_view name, int64_t value) {
  return set_field(ex, t, name, Value::integer(value));
}

bool set_all_fields(Exec& ex, Table* t, const std::tm& tm) {
  return set_number(ex, t, "year", int64_t{tm.tm_year} + 1900) &&
         set_number(ex, t, "month", int64_t{tm.tm_mon} + 1) &&
         set_number(ex, t, "day", tm.tm_mday) && set_number(ex, t, "hour", tm.tm_hour) &&
         set_number(ex, t, "min", tm.tm_min) && set_number(ex, t, "sec", tm.tm_sec) &&
         set_number(ex, t, "yday", int64_t{tm.tm_yday} + 1) &&
         set_number(ex, t, "wday", int64_t{tm.tm_wday} + 1) &&
         (tm.tm_isdst < 0 || set_field(ex, t, "isdst", Value::boolean(tm.tm_isdst > 0)));
}

/// The field [name] of the first argument. It may run Lua.
bool read_field(Exec& ex, const char* name, Value& out) {
  Value key;
  return ex.make_string(name, key) && get_index(ex, ex.args()[0], key, out);
}

/// Field [name] less [delta] as an int. A missing one is [fallback]; an error if that is negative.
bool get_field(Exec& ex, const char* name, int fallback, int64_t delta, int& out) {
  Value v;
  if (!read_field(ex, name, v)) return false;
  int64_t n = 0;
  if (v.is_nil()) {
    if (fallback < 0) {
      ex.raise(fmt::format("field '{}' missing in date table", name));
      return false;
    }
    out = fallback;
    return true;
  }
  if (!to_integer(v, n)) {
    ex.raise(fmt::format("field '{}' is not an integer", name));
    return false;
  }
  const bool fits = n >= 0 ? n - delta <= INT_MAX : INT_MIN + delta <= n;
  if (!fits) {
    ex.raise(fmt::format("field '{}' is out-of-bound", name));
    return false;
  }
  out = static_cast<int>(n - delta);
  return true;
}

/// As C99's strftime, with the modifiers E and O for those that take them.
size_t conversion_length(std::string_view rest) {
  constexpr std::string_view kPlain = "aAbBcCdDeFgGhHIjmMnprRStTuUVwWxXyYzZ%";
  constexpr std::string_view kWithE = "cCxXyY";
  constexpr std::string_view kWithO = "deHImMSuUVwWy";
  if (rest.empty()) return 0;
  if (kPlain.find(rest[0]) != std::string_view::npos) return 1;
  if (rest.size() < 2) return 0;
  const bool known = (rest[0] == 'E' && kWithE.find(rest[1]) != std::string_view::npos) ||
                     (rest[0] == 'O' && kWithO.find(rest[1]) != std::string_view::npos);
  return known ? 2 : 0;
}

Outcome format_date(Exec& ex, Args args, std::string_view format, const std::tm& tm) {
  std::string text;
  for (size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') {
      text += format[i];
      continue;
    }
    const std::string_view rest = format.substr(i + 1);
    const size_t length = conversion_length(rest);
    if (length == 0) {
      return ex.bad_argument(0,
                             fmt::format("invalid conversion specifier '%{}'", rest.substr(0, 2)));
    }
    const std::string conversion = "%" + std::string(rest.substr(0, length));
    char buffer[250];
    text.append(buffer, std::strftime(buffer, sizeof buffer, conversion.c_str(), &tm));
    i += length;
  }
  Value out;
  if (!ex.make_string(text, out)) return kError;
  return args.ret(out);
}

}  // namespace

Outcome os_time(Exec& ex, Args args) {
  if (args[0].is_nil()) return args.ret(Value::integer(std::time(nullptr)));
  Table* t = nullptr;
  if (!ex.check_table(args, 0, t)) return kError;
  std::tm tm{};
  Value dst;
  if (!get_field(ex, "year", -1, 1900, tm.tm_year) || !get_field(ex, "month", -1, 1, tm.tm_mon) ||
      !get_field(ex, "day", -1, 0, tm.tm_mday) || !get_field(ex, "hour", 12, 0, tm.tm_hour) ||
      !get_field(ex, "min", 0, 0, tm.tm_min) || !get_field(ex, "sec", 0, 0, tm.tm_sec) ||
      !read_field(ex, "isdst", dst))
    return kError;
  tm.tm_isdst = dst.is_nil() ? -1 : !dst.is_falsy();
  const std::time_t time = std::mktime(&tm);
  if (time == -1) {
    return ex.raise("time result cannot be represented in this installation");
  }
  if (!set_all_fields(ex, ex.args()[0].as_table(), tm)) return kError;
  return ex.args().ret(Value::integer(time));
}

Outcome os_date(Exec& ex, Args args) {
  std::string_view format = "%c";
  if (!args[0].is_nil()) {
    String* s = nullptr;
    if (!ex.check_string(args, 0, s)) return kError;
    format = s->view();
  }
  int64_t now = 0;
  if (!ex.opt_integer(args, 1, args[1].is_nil() ? std::time(nullptr) : 0, now)) return kError;
  const std::time_t time = now;
  const bool utc = format.starts_with('!');
  if (utc) format.remove_prefix(1);
  std::tm tm{};
  if ((utc ? gmtime_r(&time, &tm) : localtime_r(&time, &tm)) == nullptr)
    return ex.raise("date result cannot be represented in this installation");
  if (format != "*t") return format_date(ex, args, format, tm);
  Table* t = new_table(ex.mutator(), 0, 9);
  if (t == nullptr) return ex.raise_out_of_memory();
  if (!set_all_fields(ex, t, tm)) return kError;
  return args.ret(Value::of(t));
}

Outcome os_difftime(Exec& ex, Args args) {
  int64_t later = 0;
  int64_t earlier = 0;
  if (!ex.check_integer(args, 0, later) || !ex.check_integer(args, 1, earlier)) return kError;
  return args.ret(Value::number(std::difftime(later, earlier)));
}

}  // namespace gilua
