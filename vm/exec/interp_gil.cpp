// The loop for one thread at a time: plain slot accesses.
// All three loops are made from interp_loop.inc; the reason is in docs/design.
#include "vm/exec/interp.hpp"
#include "vm/exec/numbers.hpp"
#include "vm/exec/operate.hpp"

#define GILUA_LOOP run_gil
#define GILUA_EXCLUSIVE 1
#define GILUA_STEPPED 0

namespace gilua {
#include "vm/exec/interp_loop.inc"
}  // namespace gilua
