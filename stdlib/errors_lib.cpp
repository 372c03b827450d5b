// Module "_errors": what stdlib/lua/errors.lua needs from the VM, and how C++ finds SystemExit.
//
// An error object is a table whose metatable ("shape") has the fields `class` and `base`, the
// latter the shape of the class it inherits from.
#include <fmt/format.h>

#include <cerrno>
#include <iterator>

#include "stdlib/error_classes.hpp"
#include "stdlib/state.hpp"
#include "stdlib/thread_libraries.hpp"
#include "vm/front/front.hpp"

namespace gilua {
namespace {

constexpr std::string_view kRaiser = "_raise_class";
constexpr std::string_view kShapes = "_error_shapes";

// install(raiser, shapes): raiser(class name, message) returns an error object; Exec::raise_class
// calls it. shapes are those of our own classes, by name.
Outcome install(Exec& ex, Args args) {
  Table* shapes = nullptr;
  if (!args[0].is_function()) return ex.bad_type(0, "function");
  if (!ex.check_table(args, 1, shapes)) return kError;
  Table* registry = ex.runtime->registry();
  if (!set_field(ex, registry, kRaiser, args[0])) return kError;
  if (!set_field(ex, registry, kShapes, args[1])) return kError;
  return args.ret();
}

// One line of a traceback. Unlike Runtime::traceback it looks for no function names, which costs
// twenty times the rest: errors are made for control flow too (StopIteration, queue.Empty).
std::string describe_frame(const Frame& frame) {
  if (frame.body != FrameBody::kLua) return "\n\t[C]: in ?";
  const Proto& proto = *frame.base[-1].as_closure()->proto;
  const ptrdiff_t next = frame.pc - proto.code;
  const std::string source = short_source(proto);
  const int32_t line = line_of(proto, next > 0 ? static_cast<uint32_t>(next) - 1 : 0);
  const int32_t defined = proto.debug->line_defined;
  return fmt::format(
      "\n\t{}:{}: in {}", source, line,
      defined == 0 ? "main chunk" : fmt::format("function <{}:{}>", source, defined));
}

// traceback(level): the lines of the calling thread from [level] on; level 0 called it.
Outcome traceback(Exec& ex, Args args) {
  constexpr int kMostLines = 20;
  int64_t level = 0;
  if (!ex.opt_integer(args, 0, 0, level)) return kError;
  std::string text = "stack traceback:";
  const auto* end = reinterpret_cast<const Frame*>(ex.limit);
  int lines = 0;
  for (const Frame* frame = ex.frame; frame < end && lines < kMostLines; ++frame) {
    if (frame->body == FrameBody::kBoundary || level-- > 0) continue;
    text += describe_frame(*frame);
    ++lines;
  }
  Value shown = Value::nil();
  if (!ex.make_string(text, shown)) return kError;
  return args.ret(shown);
}

// quote(text): as Python's repr shows a string.
Outcome quote(Exec& ex, Args args) {
  String* s = nullptr;
  if (!ex.check_string(args, 0, s)) return kError;
  const std::string_view text = s->view();
  const bool doubled =
      text.find('\'') != std::string_view::npos && text.find('"') == std::string_view::npos;
  const char mark = doubled ? '"' : '\'';
  std::string out(1, mark);
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n') {
      out += "\\n";
    } else if (c == '\r') {
      out += "\\r";
    } else if (c == '\t') {
      out += "\\t";
    } else if (c == '\\' || c == mark) {
      out += {'\\', c};
    } else if (byte < ' ' || byte == 0x7f) {
      out += fmt::format("\\x{:02x}", byte);
    } else {
      out += c;
    }
  }
  out += mark;
  Value shown = Value::nil();
  if (!ex.make_string(out, shown)) return kError;
  return args.ret(shown);
}

// The subclass of OSError for an error number, as PEP 3151 has it; 0 ends a row.
struct ErrnoClass {
  const char* name;
  int numbers[4];
};
constexpr ErrnoClass kErrnoClasses[] = {
    {"BlockingIOError", {EAGAIN, EALREADY, EINPROGRESS}},
    {"BrokenPipeError", {EPIPE, ESHUTDOWN}},
    {"ChildProcessError", {ECHILD}},
    {"ConnectionAbortedError", {ECONNABORTED}},
    {"ConnectionRefusedError", {ECONNREFUSED}},
    {"ConnectionResetError", {ECONNRESET}},
    {"FileExistsError", {EEXIST}},
    {"FileNotFoundError", {ENOENT}},
    {"InterruptedError", {EINTR}},
    {"IsADirectoryError", {EISDIR}},
    {"NotADirectoryError", {ENOTDIR}},
    {"PermissionError", {EACCES, EPERM}},
    {"ProcessLookupError", {ESRCH}},
    {"TimeoutError", {ETIMEDOUT}},
};

// errno_classes: {FileNotFoundError = {2}, ...}
bool open_errors(Exec& ex, Table* library) {
  Mutator& m = ex.mutator();
  Table* classes = new_table(m, 0, static_cast<uint32_t>(std::size(kErrnoClasses)));
  if (classes == nullptr) {
    ex.raise_out_of_memory();
    return false;
  }
  if (!set_field(ex, library, "errno_classes", Value::of(classes))) return false;
  for (const ErrnoClass& row : kErrnoClasses) {
    Table* numbers = new_table(m, std::size(row.numbers), 0);
    if (numbers == nullptr) {
      ex.raise_out_of_memory();
      return false;
    }
    if (!set_field(ex, classes, row.name, Value::of(numbers))) return false;
    for (const int number : row.numbers) {
      if (number == 0) break;
      if (table_append(m, numbers, Value::integer(number)) == Write::kDone) continue;
      ex.raise_out_of_memory();
      return false;
    }
  }
  return true;
}

constexpr NativeRow kRows[] = {
    {"quote", 1, 1, Runs::kLeaf, quote, "quote(text): in quotes, with escapes"},
    {"install", 2, 2, Runs::kLeaf, install, "install(raiser, shapes by name)"},
    {"traceback", 0, 1, Runs::kLeaf, traceback, "traceback(level): the calling thread's"},
};

}  // namespace

namespace {

bool inherits(Exec& ex, const Table* shape, const Table* wanted) {
  while (shape != nullptr && shape != wanted) {
    const Value also = raw_field(ex, shape, "also");
    if (also.is_table() && inherits(ex, also.as_table(), wanted)) return true;
    const Value base = raw_field(ex, shape, "base");
    shape = base.is_table() ? base.as_table() : nullptr;
  }
  return shape != nullptr;
}

}  // namespace

std::string_view os_error_class(int number) {
  for (const ErrnoClass& row : kErrnoClasses)
    for (const int other : row.numbers)
      if (other == number) return row.name;
  return "OSError";
}

bool is_error(Exec& ex, Value error, std::string_view class_name) {
  if (!error.is_table()) return false;
  const Value shapes = raw_field(ex, ex.runtime->registry(), kShapes);
  if (!shapes.is_table()) return false;  // module errors is not loaded: nobody can have raised it
  const Value wanted = raw_field(ex, shapes.as_table(), class_name);
  // Acquire pairs with setmetatable's release.
  const Table* shape = error.as_table()->metatable.load(std::memory_order_acquire);
  return wanted.is_table() && inherits(ex, shape, wanted.as_table());
}

bool make_error(Exec& ex, std::string_view class_name, std::string_view message, Value& out) {
  ex.raise_class(class_name, message);
  out = ex.error;
  return is_error(ex, out, class_name);
}

bool is_system_exit(Exec& ex, Value error, Value& code) {
  if (!is_error(ex, error, "SystemExit")) return false;
  code = raw_field(ex, error.as_table(), "code");
  return true;
}

extern const Library kErrorsNative{"_errors", kRows, open_errors};

}  // namespace gilua
