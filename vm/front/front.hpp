// From Lua source or a Lua 5.4 binary chunk to a Proto. The only folder that knows Lua's headers.
//
//   text ── liblua5.4 (private lua_State, protected) ──▶ 5.4 binary chunk
//   chunk ── read_chunk: header check ──▶ LuaFunction ── verify ── repair ── find captures ──
//   translate ──▶ Proto
//
// A hostile chunk gives an error, never a crash: read_chunk bounds every length, verify checks
// every operand, jump, constant type and stack height, and cell opcodes check their operand at run
// time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "vm/base/result.hpp"
#include "vm/heap/heap.hpp"
#include "vm/object/proto.hpp"

namespace gilua {

/// A function of a 5.4 binary chunk, as read.
struct LuaFunction {
  struct Upvalue {
    uint8_t in_stack = 0, index = 0, kind = 0;
    std::string name;
  };
  using Constant = std::variant<std::monostate, bool, int64_t, double, std::string>;
  SharedText source;
  int32_t line_defined = 0, last_line_defined = 0;
  uint8_t parameter_count = 0, is_vararg = 0, stack_size = 0;
  std::vector<uint32_t> code;
  std::vector<Constant> constants;
  std::vector<Upvalue> upvalues;
  std::vector<LuaFunction> children;
  std::vector<int32_t> lines;  // decoded, one per instruction; empty if stripped
  std::vector<LocalVariable> locals;
};

/// Compiles source text with Lua's own compiler. The error message is Lua's ("x.lua:1: ... near").
/// What the compiler takes is charged to [heap], if one is given.
/// @thread any, no permit needed   @blocks bounded
Result<std::string> compile_to_chunk(std::string_view text, std::string_view chunk_name,
                                     Heap* heap = nullptr);

/// "Lua 5.4.4  Copyright (C) ... Lua.org, PUC-Rio": whose compiler this is.
const char* lua_copyright();

/// kBadChunk: "NAME: bad binary format (truncated chunk)" and the like, as lundump's.
Result<LuaFunction> read_chunk(std::string_view bytes, std::string_view chunk_name);
/// Checks each instruction by itself: operands, types of constants, jumps, pairs, scopes.
Result<void> verify(const LuaFunction& function, std::string_view chunk_name);
/// Puts right what Lua 5.4.4's compiler gets wrong, in a verified function and its children.
void repair(LuaFunction& function);
/// Makes our Proto (with children) of a verified function, and checks what must hold along paths.
/// Strings of constants are interned when short.
Result<Proto*> translate(Mutator& m, const LuaFunction& function, std::string_view chunk_name);

/// All of it: [mode] is "t", "b" or "bt" as load's. @thread owner, running (or without the permit
/// for the compiling part only; this function does not release it)
Result<Proto*> load_chunk(Mutator& m, std::string_view bytes, std::string_view chunk_name,
                          std::string_view mode);

/// Its second half, for what compile_to_chunk has made with this name. @thread owner, running
Result<Proto*> load_compiled(Mutator& m, std::string_view chunk, std::string_view chunk_name);

/// A 5.4 binary chunk that read_chunk takes back with all that it needs, stripped or not.
std::string dump(const Proto& proto, bool strip);

/// Names for error messages, found by symbolic execution of Lua's own instructions as in ldebug.c.
/// [pc] indexes Proto::code. Empty kind: none. E.g. {"field", "x"}, {"local", "t"},
/// {"global", "f"}, {"method", "m"}, {"upvalue", "u"}, {"constant", "k"}.
struct VariableName {
  std::string kind;
  std::string name;
};
/// The variable in register [reg] just before instruction [pc].
VariableName name_of_register(const Proto& proto, uint32_t pc, uint32_t reg);
VariableName name_of_upvalue(const Proto& proto, uint32_t index);
/// The function that the call instruction at [pc] calls ("method", "metamethod", "for iterator").
VariableName name_of_called(const Proto& proto, uint32_t pc);
/// Line of instruction [pc], or -1.
int32_t line_of(const Proto& proto, uint32_t pc);
/// The [n]th local (from 0) active at [pc], or "" (for getlocal). Its value is in register
/// register_of_local(proto, n), behind a Cell if that register holds one.
std::string name_of_local(const Proto& proto, uint32_t pc, uint32_t n);
/// Our register for Lua's register [n]: the cells that closures share lie between the parameters
/// and the other registers, where calls do not reach them.
uint32_t register_of_local(const Proto& proto, uint32_t n);
/// The reverse, for any register but those of shared cells.
uint32_t local_of_register(const Proto& proto, uint32_t reg);
/// The [n]th parameter's name (from 0), or "".
std::string name_of_parameter(const Proto& proto, uint32_t n);
/// luaO_chunkid: "script.lua", "[string \"...\"]", "stdin".
std::string short_source(std::string_view source);
std::string short_source(const Proto& proto);  // of its chunk; "?" if it is stripped

/// The function's code as text, one instruction a line, children after it.
std::string disassemble(const Proto& proto);

}  // namespace gilua
