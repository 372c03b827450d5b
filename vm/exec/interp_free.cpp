// The loop for threads in parallel: the table protocol, whole slot accesses.
// All three loops are made from interp_loop.inc; the reason is in docs/design.
#include "vm/exec/interp.hpp"
#include "vm/exec/numbers.hpp"
#include "vm/exec/operate.hpp"

#define GILUA_LOOP run_free
#define GILUA_EXCLUSIVE 0
#define GILUA_STEPPED 0

namespace gilua {
#include "vm/exec/interp_loop.inc"
}  // namespace gilua
