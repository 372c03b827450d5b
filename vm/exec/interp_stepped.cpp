// The loop that counts every instruction: policy ticks, switch points any, hooks, stress builds.
// All three loops are made from interp_loop.inc; the reason is in docs/design.
#include "vm/exec/interp.hpp"
#include "vm/exec/numbers.hpp"
#include "vm/exec/operate.hpp"

#define GILUA_LOOP run_stepped
#define GILUA_EXCLUSIVE 0
#define GILUA_STEPPED 1

namespace gilua {
#include "vm/exec/interp_loop.inc"
}  // namespace gilua
