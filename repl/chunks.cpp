// See chunks.hpp.
#include "repl/chunks.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>

#include "stdlib/stdlib.hpp"
#include "stdlib/thread_libraries.hpp"

namespace gilua {
namespace {

/// Whether [error] looks like one of module `errors`' objects. [error] must be on the stack.
bool is_class_error(Exec& ex, Value error) {
  Value field;
  Value name;
  return error.is_table() && ex.make_string("class", name) && get_index(ex, error, name, field) &&
         field.is_table() && ex.make_string("message", name) && get_index(ex, error, name, field) &&
         field.is_string();
}

Outcome return_with_traceback(Exec& ex, const std::string& message) {
  Value text;
  constexpr int kCaller = 1;  // above the handler itself
  if (!ex.make_string(ex.runtime->traceback(ex, message, kCaller), text)) return kError;
  return ex.args().ret(text);
}

/// As lua.c's message handler: strings with a traceback, objects by __tostring without; but our
/// own error objects with one, since their text does not say where they come from.
Outcome handle_message(Exec& ex, Args args) {
  const Value error = args[0];
  Value code;
  if (is_system_exit(ex, error, code)) return ex.args().ret(ex.args()[0]);
  if (error.is_string() || error.is_number()) {
    Value text;
    if (!to_raw_string(ex, error, text)) return kError;
    return return_with_traceback(ex, std::string(text.as_string()->view()));
  }
  const Table* mt = metatable_of(ex, error);
  const Value shower =
      mt == nullptr ? Value::nil() : table_get_string(mt, ex.runtime->names().tostring);
  if (!shower.is_nil()) {
    ex.push(shower);
    ex.push(ex.args()[0]);
    if (ex.call(1, 1) < 0) return kError;
    if (ex.top[-1].is_string()) {
      const std::string shown(ex.top[-1].as_string()->view());
      if (is_class_error(ex, ex.args()[0])) return return_with_traceback(ex, shown);
      return ex.args().ret(ex.top[-1]);
    }
    ex.pop();
  }
  return return_with_traceback(
      ex, fmt::format("(error object is a {} value)", type_name(ex.args()[0])));
}

Outcome read_global(Exec& ex, Args args) {
  Value found;
  if (!get_index(ex, Value::of(ex.runtime->globals()), args[0], found)) return kError;
  return ex.args().ret(found);
}

Outcome write_global(Exec& ex, Args args) {
  if (!set_index(ex, Value::of(ex.runtime->globals()), args[0], args[1])) return kError;
  return ex.args().ret();
}

/// The length of table `arg`, which the program may have replaced meanwhile.
Outcome count_arguments(Exec& ex, Args) {
  Value name;
  Value arg;
  Value length;
  if (!ex.make_string("arg", name) || !get_index(ex, Value::of(ex.runtime->globals()), name, arg))
    return kError;
  if (!arg.is_table()) return ex.raise("'arg' is not a table");
  ex.push(arg);  // stays reachable while __len runs
  if (!length_of(ex, arg, length)) return kError;
  if (!length.is_integer()) return ex.raise("object length is not an integer");
  const Value table = ex.pop();
  return ex.args().ret(length, table);
}

constexpr NativeRow kMessageHandler = {
    "msghandler", 1, 1, Runs::kFull, handle_message, "adds a traceback to an error"};
constexpr NativeRow kReadGlobal = {"getglobal", 1, 1, Runs::kFull, read_global, "a global"};
constexpr NativeRow kWriteGlobal = {"setglobal", 2, 2, Runs::kFull, write_global, "sets a global"};
constexpr NativeRow kCountArguments = {"pushargs",    0, 0, Runs::kFull, count_arguments,
                                       "#arg and arg"};

bool push_row(Exec& ex, const NativeRow& row) {
  const Native* native = new_native(ex.mutator(), &row, 0);
  if (native == nullptr) {
    ex.raise_out_of_memory();
    return false;
  }
  if (!ex.reserve(1)) return false;
  ex.push(Value::of(native));
  return true;
}

bool push_text(Exec& ex, std::string_view text) {
  Value v;
  if (!ex.make_string(text, v) || !ex.reserve(1)) return false;
  ex.push(v);
  return true;
}

/// Pushes arg[1] to arg[#arg]. False: the error is in ex.error.
bool push_arguments(Exec& ex, uint32_t& count) {
  if (!push_row(ex, kCountArguments) || ex.pcall(0, 2) < 0) return false;
  const Table* arg = ex.pop().as_table();
  const int64_t length = ex.pop().as_integer();
  constexpr int64_t kMost = 1000000;  // LUAI_MAXSTACK
  if (length >= kMost) {
    ex.raise("stack overflow (too many arguments to script)");
    return false;
  }
  count = length > 0 ? static_cast<uint32_t>(length) : 0;
  if (!ex.reserve(count)) return false;  // collects nothing, so [arg] lives
  for (int64_t i = 1; i <= length; ++i) ex.push(table_get_integer(arg, i));
  return true;
}

int call_reporting(Exec& ex, uint32_t count) {
  if (call_with_handler(ex, count, 0) < 0) return report_error(ex);
  ex.pop();  // the handler
  return 0;
}

}  // namespace

void complain(std::string_view text, Prefix prefix) {
  flush_standard_output();
  fmt::print(stderr, "{}{}\n", prefix == Prefix::kProgram ? "gilua: " : "", text);
}

bool push_message_handler(Exec& ex) { return push_row(ex, kMessageHandler); }

Outcome call_with_handler(Exec& ex, uint32_t count, int32_t wanted) {
  return ex.xpcall(count, wanted);
}

bool is_exit(Exec& ex) {
  Value code;
  const Value error = ex.error;
  const bool exits = is_system_exit(ex, error, code);
  ex.error = error;
  return exits;
}

int report_error(Exec& ex, Prefix prefix) {
  const Value error = ex.error;
  Value code;
  if (is_system_exit(ex, error, code)) {
    if (code.is_nil()) return EXIT_SUCCESS;
    if (code.is_integer()) return static_cast<int>(code.as_integer());
    if (code.is_boolean()) return code.is_falsy() ? 0 : 1;
    Value text;
    if (to_display_string(ex, code, text)) {
      flush_standard_output();
      fmt::print(stderr, "{}\n", text.as_string()->view());
    }
    return kFailure;
  }
  Value text = error;
  if (!error.is_string()) {  // it has not been through the handler: a chunk that is refused
    if (!push_message_handler(ex) || !ex.reserve(1)) return kFailure;
    ex.push(error);
    if (ex.pcall(1, 1) >= 0) text = ex.pop();
  }
  if (!text.is_string()) {
    complain(fmt::format("(error object is a {} value)", type_name(error)), prefix);
    return kFailure;
  }
  const std::string_view shown = text.as_string()->view();
  complain(shown, prefix);
  return shown.starts_with("KeyboardInterrupt") ? kInterrupted : kFailure;
}

bool call_row(Exec& ex, const NativeRow& row, uint32_t count) {
  if (!push_row(ex, row)) return false;
  const Value native = ex.pop();
  if (!ex.reserve(1)) return false;
  Value* at = ex.top;  // the function goes below its arguments
  for (uint32_t i = 0; i < count; ++i, --at) copy(at[0], at[-1]);
  copy(*at, native);
  ++ex.top;
  return ex.pcall(count, 1) >= 0;
}

bool push_global(Exec& ex, std::string_view name) {
  return push_text(ex, name) && call_row(ex, kReadGlobal, 1);
}

int run_code(Exec& ex, std::string_view code, std::string_view name) {
  if (!push_message_handler(ex) || !ex.runtime->load(ex, code, name, "bt")) return report_error(ex);
  return call_reporting(ex, 0);
}

int run_file(Exec& ex, const std::string& path, bool with_arguments) {
  // The main thread has no frame here, so nothing has to be kept across the wait for the file.
  const Result<std::string> source = without_permit(
      ex.world(), *ex.thread, {WaitKind::kIo, &path, "file", nullptr},
      [&] { return read_chunk_file(path.empty() ? std::nullopt : std::optional(path)); });
  if (!source) {
    complain(source.error().message);
    return kFailure;
  }
  uint32_t count = 0;
  if (!push_message_handler(ex) ||
      !ex.runtime->load(ex, *source, path.empty() ? "=stdin" : "@" + path, "bt") ||
      (with_arguments && !push_arguments(ex, count)))
    return report_error(ex);
  return call_reporting(ex, count);
}

int require_module(Exec& ex, const std::string& spec) {
  const size_t equals = spec.find('=');
  const std::string global = spec.substr(0, equals);
  const std::string module = equals == std::string::npos ? spec : spec.substr(equals + 1);
  if (!push_message_handler(ex) || !push_global(ex, "require") || !push_text(ex, module) ||
      call_with_handler(ex, 1, 1) < 0)
    return report_error(ex);
  const Value loaded = ex.pop();
  ex.pop();  // the handler
  if (!push_text(ex, global)) return report_error(ex);
  ex.push(loaded);
  if (!call_row(ex, kWriteGlobal, 2)) return report_error(ex);
  ex.pop();
  return 0;
}

}  // namespace gilua
