// Target chunk: binary chunks of any bytes. One that the loader accepts is run, under a limit: no
// chunk may crash the VM, hang it or forge a pointer.
//
// Random bytes rarely get past the header, so half of the mutations change a chunk's parts (one
// instruction's operand, a scope, a constant) and write it as a whole again: chunk_mutator.hpp.
#include <cstring>

#include "tests/fuzz/chunk_mutator.hpp"
#include "tests/fuzz/drivers.hpp"
#include "tests/fuzz/inspect.hpp"
#include "tests/fuzz/sandbox.hpp"

extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t max_size);

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size,
                                          unsigned seed) {
  if (seed % 4 == 0) return LLVMFuzzerMutate(data, size, max_size);
  const std::string changed =
      gilua::fuzz::mutate_chunk({reinterpret_cast<const char*>(data), size}, seed);
  if (changed.empty() || changed.size() > max_size) return LLVMFuzzerMutate(data, size, max_size);
  std::memcpy(data, changed.data(), changed.size());
  return changed.size();
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace gilua::fuzz;
  static Sandbox* const sandbox = new Sandbox(kRunDriver);
  const std::string_view chunk(reinterpret_cast<const char*>(data), size);
  sandbox->choose_loop(size);
  if (inspect(*sandbox, chunk, Refusal::kIsFine)) sandbox->run({chunk});
  return 0;
}
