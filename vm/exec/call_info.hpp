// What a frame says about the function it runs: shared by errors' positions and names (raise.cpp),
// tracebacks, hooks and inspection (inspect.hpp). Private to vm/exec.
//
// A level, as error() and debug.getinfo count them, is a frame that a Lua program may know of: all
// but boundaries (how C++ calls Lua), of which only one at the bottom stands for the C++ program.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "vm/exec/call.hpp"
#include "vm/front/front.hpp"

namespace gilua {

inline bool is_bottom(const Exec& ex, const Frame* fr) {
  return reinterpret_cast<const char*>(fr) >= ex.limit;
}

inline const Proto& proto_of(const Frame& fr) { return *fr.base[-1].as_closure()->proto; }

/// Index of the instruction that a Lua frame is at: the one before its next, or its first.
inline uint32_t current_pc(const Frame& fr) {
  const ptrdiff_t next = fr.pc - proto_of(fr).code;
  return next > 0 ? static_cast<uint32_t>(next) - 1 : 0;
}

inline bool is_level(const Exec& ex, const Frame* fr) {
  return fr->body != FrameBody::kBoundary || is_bottom(ex, fr + 1);
}

/// The function of a frame; nil for the C++ program below a boundary and for one that has died. A
/// native's slot on the stack may hold results already, so its frame knows it.
inline Value function_of(const Frame& fr) {
  if (fr.body == FrameBody::kLua) return Value{fr.base[-1].bits, fr.base[-1].tag};
  return fr.native == nullptr ? Value::nil() : Value::of(fr.native);
}

/// Line of a Lua frame's current instruction; -1 for others and for stripped code.
int32_t current_line(const Frame& fr);

/// How the code that called the frame's function names it; empty kind: not known.
VariableName name_in_caller(const Exec& ex, const Frame& fr);

/// Names under which loaded modules hold functions: "string.rep", or "print" for a global. Asking
/// for several functions at once walks package.loaded only once. "" where there is none.
std::vector<std::string> global_names(const Runtime& runtime, std::span<const Value> functions);

}  // namespace gilua
