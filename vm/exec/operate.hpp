// What an instruction does when its fast path does not apply: metamethods, conversions, errors.
// Each function works for the current instruction of the current Lua frame (whose pc is saved) and
// finishes it, or pushes a frame for the metamethod that will. Private to vm/exec.
#pragma once

#include "vm/exec/call.hpp"

namespace gilua {

Step index_slow(Exec& ex, Value object, Value key);
Step set_index_slow(Exec& ex, Value object, Value key, Value value);
/// Operands in the metamethod's order.
Step arith_slow(Exec& ex, Event event, Value a, Value b);
Step unary_slow(Exec& ex, Event event, Value a);
Step length_slow(Exec& ex, Value v);
Step equal_slow(Exec& ex, Value a, Value b);  // two tables or two userdata, not the same
Step less_slow(Exec& ex, Value a, Value b);
Step less_equal_slow(Exec& ex, Value a, Value b);
/// R[a] = R[a] .. ... .. R[a+n-1]
Step concat_registers(Exec& ex, uint32_t a, uint32_t n);
/// FORPREP's slow parts: checks and converts R[a..a+2]. [skip]: the loop does not run.
bool prepare_for_loop(Exec& ex, Value* control, bool& skip);

/// As luaG_runerror: the position stands in front if the current frame is a Lua function's, so not
/// when a native (pcall, table.sort) ran into the error.
void raise_in_frame(Exec& ex, std::string_view message);
/// "attempt to VERB a TYPE value (KIND 'NAME')"; [reg] is the register it came from, or -1.
void raise_type_error(Exec& ex, Value v, const char* verb, int reg);
void raise_call_error(Exec& ex, Value v);
void raise_index_error(Exec& ex, Value v, bool is_operand);
void raise_compare_error(Exec& ex, Value a, Value b);
/// A raw write that Lua refuses (nil or NaN key), or memory.
void raise_write_error(Exec& ex, Write problem);

}  // namespace gilua
