// The base library: the functions that are globals. load and its relatives are in base_load.cpp,
// print, warn and collectgarbage in base_system.cpp.
//
// pcall, xpcall and error have no body here: the interpreter carries them out, so that they nest no
// C++ call. ipairs, pairs and type are made with upvalues (the functions and names that they give
// out), so that a call makes no objects.
#include <algorithm>

#include "stdlib/arguments.hpp"
#include "stdlib/base_natives.hpp"
#include "stdlib/libraries.hpp"
#include "stdlib/state.hpp"

namespace gilua {
namespace {

Value upvalue(Args args, uint32_t i) { return args.base[-1].as_native()->upvalues[i].load(); }

Outcome base_assert(Exec& ex, Args args) {
  if (!args[0].is_falsy()) return return_values(args, args.base, args.count);
  if (!ex.check_any(args, 0)) return kError;
  if (!args.has(1)) return ex.raise("assertion failed!");
  if (args[1].is_string()) return ex.raise(args[1].as_string()->view());
  return ex.raise_value(args[1]);
}

Outcome base_type(Exec& ex, Args args) {
  if (!ex.check_any(args, 0)) return kError;
  return args.ret(upvalue(args, static_cast<uint32_t>(args[0].tag)));
}

Outcome base_next(Exec& ex, Args args) {
  Table* t = nullptr;
  if (!ex.check_table(args, 0, t)) return kError;
  Value key = args[1];
  Value value;
  switch (table_next(t, key, value)) {
    case Next::kFound:
      return args.ret(key, value);
    case Next::kEnd:
      return args.ret(Value::nil());
    case Next::kInvalidKey:
      break;
  }
  if (!ex.make_string("invalid key to 'next'", value)) return kError;
  return ex.raise_value(value);  // without a position, as Lua's
}

Outcome base_pairs(Exec& ex, Args args) {
  if (!ex.check_any(args, 0)) return kError;
  const Table* mt = metatable_of(ex, args[0]);
  const Value handler = mt != nullptr ? raw_field(ex, mt, "__pairs") : Value::nil();
  if (handler.is_nil()) return args.ret(upvalue(args, 0), args[0], Value::nil());
  ex.push(handler);
  ex.push(args[0]);
  return call_instead(3);
}

// Steps of ipairs: over a table without metatable, and over anything.
Outcome ipairs_raw(Exec&, Args args) {
  const int64_t i = args[1].as_integer() + 1;
  const Value v = table_get_integer(args[0].as_table(), i);
  if (v.is_nil()) return args.ret(Value::nil());
  return args.ret(Value::integer(i), v);
}

/// For natives of the base library that scripts may call with anything.
bool is_plain_step(Args args) { return args[0].is_table() && args[1].is_integer(); }

Outcome ipairs_leaf(Exec& ex, Args args) {
  if (is_plain_step(args)) return ipairs_raw(ex, args);
  int64_t i = 0;
  Table* t = nullptr;
  if (!ex.check_table(args, 0, t) || !ex.check_integer(args, 1, i)) return kError;
  args.base[1] = Value::integer(i);
  return ipairs_raw(ex, args);
}

Outcome ipairs_full(Exec& ex, Args args) {
  int64_t i = 0;
  if (!ex.check_integer(args, 1, i)) return kError;
  i = static_cast<int64_t>(static_cast<uint64_t>(i) + 1);
  Value v;
  if (!get_index(ex, args[0], Value::integer(i), v)) return kError;
  if (v.is_nil()) return ex.args().ret(v);
  return ex.args().ret(Value::integer(i), v);
}

constexpr NativeRow kIpairsLeaf = {"ipairs_next", 2,           2,
                                   Runs::kLeaf,   ipairs_leaf, "the next pair of a table"};
constexpr NativeRow kIpairsFull = {
    "ipairs_next", 2, 2, Runs::kFull, ipairs_full, "the next pair of an object with a metatable"};

Outcome base_ipairs(Exec& ex, Args args) {
  if (!ex.check_any(args, 0)) return kError;
  const Value v = args[0];
  const bool plain =
      v.is_table() && v.as_table()->metatable.load(std::memory_order_acquire) == nullptr;
  return args.ret(upvalue(args, plain ? 0 : 1), v, Value::integer(0));
}

Outcome base_rawequal(Exec& ex, Args args) {
  if (!ex.check_any(args, 0) || !ex.check_any(args, 1)) return kError;
  return args.ret(Value::boolean(raw_equal(args[0], args[1])));
}

Outcome base_rawlen(Exec& ex, Args args) {
  const Value v = args[0];
  if (v.is_table()) return args.ret(Value::integer(table_length(v.as_table())));
  if (v.is_string()) return args.ret(Value::integer(static_cast<int64_t>(v.as_string()->length)));
  return ex.bad_type(0, "table or string");
}

Outcome base_rawget(Exec& ex, Args args) {
  Table* t = nullptr;
  if (!ex.check_table(args, 0, t) || !ex.check_any(args, 1)) return kError;
  return args.ret(table_get(t, args[1]));
}

/// As an error that the table itself raises in a native: without a position.
Outcome raise_bare(Exec& ex, std::string_view message) {
  Value v;
  return ex.make_string(message, v) ? ex.raise_value(v) : kError;
}

Outcome base_rawset(Exec& ex, Args args) {
  Table* t = nullptr;
  if (!ex.check_table(args, 0, t) || !ex.check_any(args, 1) || !ex.check_any(args, 2))
    return kError;
  switch (table_set(ex.mutator(), t, args[1], args[2])) {
    case Write::kDone:
      break;
    case Write::kOutOfMemory:
      return ex.raise_out_of_memory();
    case Write::kNilKey:
      return raise_bare(ex, "table index is nil");
    case Write::kNanKey:
      return raise_bare(ex, "table index is NaN");
    case Write::kTooLarge:
      return raise_bare(ex, "table overflow");
  }
  return args.ret(args[0]);
}

Outcome base_getmetatable(Exec& ex, Args args) {
  if (!ex.check_any(args, 0)) return kError;
  const Table* mt = metatable_of(ex, args[0]);
  if (mt == nullptr) return args.ret(Value::nil());
  const Value shown = raw_field(ex, mt, "__metatable");
  return args.ret(shown.is_nil() ? Value::of(mt) : shown);
}

Outcome base_setmetatable(Exec& ex, Args args) {
  Table* t = nullptr;
  if (!ex.check_table(args, 0, t)) return kError;
  if (!args.has(1) || !(args[1].is_nil() || args[1].is_table()))
    return ex.bad_type(1, "nil or table");
  const Table* old = t->metatable.load(std::memory_order_acquire);
  if (old != nullptr && !raw_field(ex, old, "__metatable").is_nil())
    return ex.raise("cannot change a protected metatable");
  if (!set_metatable_of(ex, args[0], args[1].is_nil() ? nullptr : args[1].as_table()))
    return kError;
  return args.ret(args[0]);
}

Outcome base_select(Exec& ex, Args args) {
  if (args[0].is_string() && args[0].as_string()->view() == "#")
    return args.ret(Value::integer(static_cast<int64_t>(args.count) - 1));
  int64_t n = 0;
  if (!ex.check_integer(args, 0, n)) return kError;
  const int64_t count = args.count;  // with n itself
  if (n < 0)
    n = count + n;
  else if (n > count)
    n = count;
  if (n < 1) return ex.bad_argument(0, "index out of range");
  return return_values(args, args.base + n, static_cast<uint32_t>(count - n));
}

/// [text] as an integer in [base], with white space around it and a sign; false if it is none.
bool parse_integer(std::string_view text, int64_t base, int64_t& out) {
  constexpr std::string_view kSpace = " \f\n\r\t\v";
  size_t at = std::min(text.find_first_not_of(kSpace), text.size());
  const bool negative = at < text.size() && text[at] == '-';
  if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
  uint64_t n = 0;
  const size_t first = at;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    int64_t digit = base;
    if (c >= '0' && c <= '9') digit = c - '0';
    if (c >= 'a' && c <= 'z') digit = c - 'a' + 10;
    if (c >= 'A' && c <= 'Z') digit = c - 'A' + 10;
    if (digit >= base) break;
    n = n * static_cast<uint64_t>(base) + static_cast<uint64_t>(digit);
  }
  if (at == first || text.find_first_not_of(kSpace, at) != std::string_view::npos) return false;
  out = static_cast<int64_t>(negative ? 0 - n : n);
  return true;
}

Outcome base_tonumber(Exec& ex, Args args) {
  if (args[1].is_nil()) {
    if (args[0].is_number()) return args.ret(args[0]);
    if (args[0].is_string()) return args.ret(string_to_number(args[0].as_string()->view()));
    if (!ex.check_any(args, 0)) return kError;
    return args.ret(Value::nil());
  }
  int64_t base = 0;
  if (!ex.check_integer(args, 1, base)) return kError;
  if (!args[0].is_string()) return ex.bad_type(0, "string");
  if (base < 2 || base > 36) return ex.bad_argument(1, "base out of range");
  int64_t n = 0;
  if (!parse_integer(args[0].as_string()->view(), base, n)) return args.ret(Value::nil());
  return args.ret(Value::integer(n));
}

Outcome base_tostring(Exec& ex, Args args) {
  if (!ex.check_any(args, 0)) return kError;
  Value text;
  if (!to_display_string(ex, args[0], text)) return kError;
  return ex.args().ret(text);
}

constexpr NativeRow kRows[] = {
    {"assert", 1, -1, Runs::kLeaf, base_assert, "assert(v [, message], ...): all its arguments"},
    {"collectgarbage", 0, 3, Runs::kFull, base_collectgarbage,
     "collectgarbage([option [, arg]]): collect, count, step, stop, restart, isrunning, ..."},
    {"dofile", 0, 1, Runs::kFull, base_dofile, "dofile([filename]): runs a file"},
    {"error", 0, 2, Runs::kFull, nullptr, "error(message [, level]): raises", Intrinsic::kRaise},
    {"getmetatable", 1, 1, Runs::kLeaf, base_getmetatable, "getmetatable(object)"},
    {"ipairs", 1, 1, Runs::kLeaf, base_ipairs, "ipairs(t): for i, v in ipairs(t)"},
    {"load", 1, 4, Runs::kFull, base_load, "load(chunk [, name [, mode [, env]]]): a function"},
    {"loadfile", 0, 3, Runs::kFull, base_loadfile, "loadfile([filename [, mode [, env]]])"},
    {"next", 1, 2, Runs::kLeaf, base_next, "next(t [, key]): the next pair", Intrinsic::kNext},
    {"pairs", 1, 1, Runs::kFull, base_pairs, "pairs(t): for k, v in pairs(t)"},
    {"pcall", 1, -1, Runs::kFull, nullptr, "pcall(f, ...): true and results, or false, error",
     Intrinsic::kPcall},
    {"print", 0, -1, Runs::kFull, base_print, "print(...): one line on standard output"},
    {"rawequal", 2, 2, Runs::kLeaf, base_rawequal, "rawequal(a, b)"},
    {"rawget", 2, 2, Runs::kLeaf, base_rawget, "rawget(t, k)"},
    {"rawlen", 1, 1, Runs::kLeaf, base_rawlen, "rawlen(v)"},
    {"rawset", 3, 3, Runs::kLeaf, base_rawset, "rawset(t, k, v): t"},
    {"select", 1, -1, Runs::kLeaf, base_select, "select(n, ...): the arguments from n on"},
    {"setmetatable", 2, 2, Runs::kLeaf, base_setmetatable, "setmetatable(t, metatable): t"},
    {"tonumber", 1, 2, Runs::kLeaf, base_tonumber, "tonumber(v [, base])"},
    {"tostring", 1, 1, Runs::kFull, base_tostring, "tostring(v)"},
    {"type", 1, 1, Runs::kLeaf, base_type, "type(v): its type's name"},
    {"warn", 1, -1, Runs::kFull, base_warn, "warn(...): a warning on standard error"},
    {"xpcall", 2, -1, Runs::kFull, nullptr, "xpcall(f, handler, ...): pcall with a handler",
     Intrinsic::kXpcall},
};

bool set_native(Exec& ex, Table* globals, const Native* native) {
  return native != nullptr && set_field(ex, globals, native->row->name, Value::of(native));
}

bool open_type(Exec& ex, Table* globals) {
  Native* type = new_native(ex.mutator(), &row_named(kRows, "type"), kCoroutine + 1);
  if (type == nullptr) {
    ex.raise_out_of_memory();
    return false;
  }
  for (uint64_t tag = kNil; tag <= kCoroutine; ++tag) {
    const String* name = intern(ex.mutator(), type_name(Value{0, tag}));
    if (name == nullptr) {
      ex.raise_out_of_memory();
      return false;
    }
    type->upvalues[tag].init(Value::of(name));
  }
  return set_native(ex, globals, type);
}

bool open_base(Exec& ex, Table* globals) {
  Value version;
  const Native* leaf = make_native(ex, kIpairsLeaf, {});
  const Native* full = make_native(ex, kIpairsFull, {});
  if (leaf == nullptr || full == nullptr) return false;
  const Value next = raw_field(ex, globals, "next");
  return set_native(
             ex, globals,
             make_native(ex, row_named(kRows, "ipairs"), {Value::of(leaf), Value::of(full)})) &&
         set_native(ex, globals, make_native(ex, row_named(kRows, "pairs"), {next})) &&
         open_type(ex, globals) && ex.make_string("Lua 5.4", version) &&
         set_field(ex, globals, "_VERSION", version) &&
         set_field(ex, globals, "_G", Value::of(globals));
}

}  // namespace

extern const Library kBaseLibrary{"_G", kRows, open_base};

}  // namespace gilua
