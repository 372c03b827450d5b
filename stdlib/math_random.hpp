// math.random and math.randomseed: Lua's own generator (xoshiro256**), projection and seeding, so a
// seed gives the numbers that lua5.4 gives.
//
// With the GIL off threads must not queue for one generator, so a World has kShards of them, and a
// thread uses the one of its writer id. math.randomseed(n) seeds all: the calling thread's gets
// Lua's sequence for n, the others sequences that follow from n and their number. Threads whose ids
// meet in one shard share it under its lock. math_random.cpp has the details.
#pragma once

#include "vm/exec/exec.hpp"

namespace gilua {

/// Makes the World's generators and adds random and randomseed, which share them, to [library].
/// @thread owner, running. False after raising
bool open_random(Exec& ex, Table* library);

Outcome math_random(Exec& ex, Args args);
Outcome math_randomseed(Exec& ex, Args args);
extern const NativeRow kRandomRow;
extern const NativeRow kRandomseedRow;

}  // namespace gilua
