// See prompt.hpp. The module's table is kept in the registry.
#include "stdlib/prompt.hpp"

#include "stdlib/state.hpp"

namespace gilua {
namespace {

constexpr std::string_view kPrompt = "_prompt";

Value prompt_field(Exec& ex, std::string_view name) {
  const Value prompt = raw_field(ex, ex.runtime->registry(), kPrompt);
  return prompt.is_table() ? raw_field(ex, prompt.as_table(), name) : Value::nil();
}

/// Calls one of its functions with one argument, protected.
bool call_prompt(Exec& ex, std::string_view function, Value argument) {
  if (!ex.reserve(2)) return false;
  ex.push(prompt_field(ex, function));
  ex.push(argument);
  return ex.pcall(1, 0) >= 0;
}

}  // namespace

bool open_prompt(Exec& ex) {
  Value name;
  if (!ex.reserve(2) || !ex.make_string("gilua._prompt", name)) return false;
  ex.push(raw_field(ex, ex.runtime->globals(), "require"));
  ex.push(name);
  if (ex.pcall(1, 1) < 0) return false;
  const Value prompt = ex.pop();
  return set_field(ex, ex.runtime->registry(), kPrompt, prompt) &&
         call_prompt(ex, "open", Value::of(ex.runtime->globals()));
}

bool close_prompt(Exec& ex) {
  return prompt_field(ex, "close").is_nil() || call_prompt(ex, "close", Value::nil());
}

bool has_prompt_loop(Exec& ex) { return !prompt_field(ex, "has_loop").is_falsy(); }

bool run_prompt_loop(Exec& ex, int fd) {
  return call_prompt(ex, "run_until_readable", Value::integer(fd));
}

}  // namespace gilua
