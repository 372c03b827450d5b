// See inspect.hpp.
#include "tests/fuzz/inspect.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "vm/front/front.hpp"

namespace gilua::fuzz {
namespace {

constexpr uint32_t kMaxNamed = 200;  // instructions: naming searches the code from its start

void name_everything(const Proto& proto) {
  const uint32_t count = std::min<uint32_t>(proto.code_size, kMaxNamed);
  for (uint32_t pc = 0; pc < count; ++pc) {
    for (uint32_t reg = 0; reg < proto.stack_size; reg += 3) name_of_register(proto, pc, reg);
    name_of_called(proto, pc);
    line_of(proto, pc);
    name_of_local(proto, pc, pc % 4);
  }
  for (uint32_t i = 0; i < proto.upvalue_count; ++i) name_of_upvalue(proto, i);
  for (uint32_t i = 0; i < proto.child_count; ++i) name_everything(*proto.children[i]);
}

[[noreturn]] void refuse(const std::string& why) {
  std::fprintf(stderr, "fuzz: a chunk that must load is refused: %s\n", why.c_str());
  std::abort();
}

}  // namespace

bool inspect(Sandbox& sandbox, std::string_view chunk, Refusal refusal) {
  Mutator& m = sandbox.exec().mutator();
  const auto proto = load_chunk(m, chunk, "=fuzz", "b");
  if (!proto) {
    const bool no_memory = proto.error().kind == ErrorKind::kOutOfMemory;
    if (refusal == Refusal::kIsFinding && !no_memory) refuse(proto.error().message);
    return false;
  }
  // Nothing polls here, so nothing is collected.
  disassemble(**proto);
  name_everything(**proto);
  for (const bool strip : {false, true}) {
    const auto again = load_chunk(m, dump(**proto, strip), "=again", "b");
    if (!again && again.error().kind != ErrorKind::kOutOfMemory) refuse(again.error().message);
  }
  return true;
}

}  // namespace gilua::fuzz
