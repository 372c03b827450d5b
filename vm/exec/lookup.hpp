// Walks __index and __newindex chains up to the point where something must be called or is known.
// Shared by the instructions' slow paths (operate.cpp) and natives' nested operations (nested.cpp).
#pragma once

#include <cstring>
#include <string>

#include "vm/exec/exec.hpp"

namespace gilua {

enum class Lookup : uint8_t {
  kValue,         // index: the value is in [out]; set: [object] is the table to write to, raw
  kCall,          // [out] is the handler to be called with (object, key[, value])
  kNotIndexable,  // [object] cannot be indexed
  kTooLong,       // more than 2,000 steps
};

/// [object] is replaced by the one that the chain ended at. [is_operand] becomes false once that is
/// not the instruction's own operand (error messages name operands only).
Lookup lookup_index(const Exec& ex, Value& object, Value key, Value& out, bool& is_operand);
Lookup lookup_set_index(const Exec& ex, Value& object, Value key, Value& out, bool& is_operand);

/// " (local 'x')" and the like for register [reg] at the current instruction, or "".
std::string describe_register(const Exec& ex, int reg);

}  // namespace gilua
