// Target source: source text of any kind is compiled, verified, translated, disassembled, dumped
// and loaded again, and run under a limit. Chunks that our own compiler made must load: there the
// verifier refuses nothing.
#include <cstdio>
#include <cstdlib>

#include "tests/fuzz/drivers.hpp"
#include "tests/fuzz/inspect.hpp"
#include "tests/fuzz/sandbox.hpp"
#include "vm/front/front.hpp"

namespace gilua::fuzz {
namespace {

void check_text(Sandbox& sandbox, std::string_view text) {
  if (text.starts_with('\x1b')) return;  // those are target chunk's
  const Result<std::string> chunk = compile_to_chunk(text, "=fuzz");
  if (!chunk) return;
  const Result<LuaFunction> function = read_chunk(*chunk, "=fuzz");
  const Result<void> verified = function ? verify(*function, "=fuzz") : Result<void>{};
  if (!function || !verified) {
    const Error& error = function ? verified.error() : function.error();
    std::fprintf(stderr, "fuzz: Lua's own compiler's chunk is refused: %s\n",
                 error.message.c_str());
    std::abort();
  }
  inspect(sandbox, *chunk, Refusal::kIsFinding);
  sandbox.run({text});
}

}  // namespace
}  // namespace gilua::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using gilua::fuzz::Sandbox;
  static Sandbox* const sandbox = new Sandbox(gilua::fuzz::kRunDriver);
  sandbox->choose_loop(size);
  gilua::fuzz::check_text(*sandbox, {reinterpret_cast<const char*>(data), size});
  return 0;
}
