// print, warn and collectgarbage.
//
// A printed line is built whole and written with one call, so that lines of several threads never
// mix. It goes through the same stream as io.stdout.
#include <fmt/format.h>
#include <unistd.h>

#include <cstring>

#include "stdlib/base_natives.hpp"
#include "stdlib/io_stream.hpp"
#include "stdlib/state.hpp"
#include "stdlib/stdlib.hpp"

namespace gilua {

Outcome base_print(Exec& ex, Args args) {
  std::pmr::string line(&ex.heap().buffers());
  const uint32_t count = args.count;
  for (uint32_t i = 0; i < count; ++i) {
    if (i > 0) line += '\t';
    const Value v = ex.args()[i];
    if (v.is_string()) {
      line += v.as_string()->view();
    } else if (v.is_number()) {
      char digits[48];
      line.append(digits, number_to_chars(v, digits));
    } else {
      Value text;
      if (!to_display_string(ex, v, text)) return kError;
      line += text.as_string()->view();
    }
  }
  line += '\n';
  print_standard_output(ex, line);  // as Lua's print, which does not look at the result
  return ex.args().ret();
}

Outcome base_warn(Exec& ex, Args args) {
  std::pmr::string text(&ex.heap().buffers());
  String* piece = nullptr;
  if (!ex.check_string(args, 0, piece)) return kError;
  for (uint32_t i = 0; i < args.count; ++i) {
    if (!ex.check_string(args, i, piece)) return kError;
    text += piece->view();
  }
  if (args.count == 1 && text.starts_with('@')) {  // a control message; unknown ones are ignored
    StdlibState& state = stdlib_state(*ex.runtime);
    if (text == "@on") state.warnings.store(true, std::memory_order_relaxed);
    if (text == "@off") state.warnings.store(false, std::memory_order_relaxed);
    return args.ret();
  }
  ex.runtime->warn(ex, text);
  return ex.args().ret();
}

void print_warning(Exec& ex, std::string_view text) {
  if (!stdlib_state(*ex.runtime).warnings.load(std::memory_order_relaxed)) return;
  write_stream(ex, ByteStream::standard_error(), fmt::format("Lua warning: {}\n", text));
}

namespace {

/// PUC keeps such a parameter in a byte, divided by 4; scripts see that.
int64_t as_kept(int64_t percent) { return static_cast<uint8_t>(percent / 4) * int64_t{4}; }

void set_pause(Exec& ex, int64_t percent) {
  stdlib_state(*ex.runtime).pause_percent.store(as_kept(percent), std::memory_order_relaxed);
  if (percent > 0 && percent <= 1000) ex.heap().set_pause(static_cast<unsigned>(percent));
}

/// There is one collector: of the modes' parameters only the pause has an effect.
Outcome change_mode(Exec& ex, bool generational) {
  StdlibState& state = stdlib_state(*ex.runtime);
  int64_t parameters[3] = {};  // pause, step multiplier, step size; 0: as it was
  for (uint32_t i = 0; i < (generational ? 2u : 3u); ++i)
    if (!ex.opt_integer(ex.args(), i + 1, 0, parameters[i])) return kError;
  if (!generational && parameters[0] != 0) set_pause(ex, parameters[0]);
  if (!generational && parameters[1] != 0)
    state.step_multiplier.store(as_kept(parameters[1]), std::memory_order_relaxed);
  const bool before = state.generational.exchange(generational, std::memory_order_relaxed);
  Value name;
  if (!ex.make_string(before ? "generational" : "incremental", name)) return kError;
  return ex.args().ret(name);
}

Outcome full_collection(Exec& ex, Value result) {
  ex.world().collect(*ex.thread);
  run_finalizers(ex);
  close_abandoned_streams(ex);
  return ex.args().ret(result);
}

/// setpause and setstepmul, deprecated in 5.4: return the value before.
Outcome set_parameter(Exec& ex, std::atomic<int64_t>& parameter, bool is_pause) {
  int64_t n = 0;
  if (!ex.opt_integer(ex.args(), 1, 0, n)) return kError;
  const int64_t before = parameter.exchange(as_kept(n), std::memory_order_relaxed);
  if (is_pause) set_pause(ex, n);
  return ex.args().ret(Value::integer(before));
}

}  // namespace

Outcome base_collectgarbage(Exec& ex, Args args) {
  std::string option = "collect";
  if (!args[0].is_nil()) {
    String* s = nullptr;
    if (!ex.check_string(args, 0, s)) return kError;
    option = s->view();
  }
  if (ex.thread->finalizing) return args.ret(Value::nil());  // not within a finalizer, as in PUC
  StdlibState& state = stdlib_state(*ex.runtime);
  Heap& heap = ex.heap();
  if (option == "collect") return full_collection(ex, Value::integer(0));
  if (option == "step") {
    int64_t size = 0;  // must be a number, though a step is a whole collection whatever its size
    if (!ex.opt_integer(args, 1, 0, size)) return kError;
    return full_collection(ex, Value::boolean(true));
  }
  if (option == "count")
    return args.ret(Value::number(static_cast<double>(heap.used_bytes()) / 1024));
  if (option == "isrunning") return args.ret(Value::boolean(heap.is_automatic()));
  if (option == "stop" || option == "restart") {
    heap.set_automatic(option == "restart");
    return args.ret(Value::integer(0));
  }
  if (option == "incremental") return change_mode(ex, false);
  if (option == "generational") return change_mode(ex, true);
  if (option == "setpause") return set_parameter(ex, state.pause_percent, true);
  if (option == "setstepmul") return set_parameter(ex, state.step_multiplier, false);
  return ex.bad_argument(0, fmt::format("invalid option '{}'", option));
}

}  // namespace gilua
