// Module "_json": the C++ half of module "json" (stdlib/lua/json.lua).
//
// json_read.cpp parses, with RapidJSON; json_error.cpp says its errors as Python says them;
// json_write.cpp writes, json_shape.cpp says what tables are; json_text.cpp has what both need of
// UTF-8 and numbers.
#pragma once

#include <cstdint>
#include <string_view>

#include "stdlib/buffer.hpp"
#include "vm/exec/exec.hpp"

namespace gilua::json {

/// How deep arrays and objects may lie in each other, in both directions: as deep as Python's.
constexpr size_t kMaxDepth = 1000;

extern const UserdataType kNullType;  // json.null

/// What module "_json" keeps in the registry: json.null, and the metatable of tables that stand for
/// objects even when they are empty.
Value null_value(Exec& ex);
Table* object_metatable(Exec& ex);

Outcome parse(Exec& ex, Args args);
Outcome dumps(Exec& ex, Args args);

// ---- errors in a document

/// What is wrong with a document: Python's text without the place, and the place in bytes.
struct Problem {
  const char* message = nullptr;
  size_t offset = 0;
};

/// RapidJSON's error [code] at [offset] of [text], as Python's decoder puts it. [at_root]: it was
/// in no array or object.
Problem explain(std::string_view text, int code, size_t offset, bool at_root);

// ---- texts

/// Where [text] stops to be UTF-8, and why, in Python's words; whole: nullptr.
struct BadText {
  const char* reason = nullptr;
  size_t offset = 0;
};
BadText check_utf8(std::string_view text);
/// Raises UnicodeDecodeError.
Outcome raise_bad_text(Exec& ex, std::string_view text, const BadText& bad);
/// The offset of the first \u escape of a low surrogate without a high one, or npos. For texts
/// whose other errors are told by the parser.
size_t find_lone_surrogate(std::string_view text);

/// In quotes, with escapes; UTF-8 that [text] must be. [ascii]: others than ASCII as \uXXXX.
void append_quoted(Buffer& out, std::string_view text, bool ascii);
/// The shortest digits that read as the same number, laid out as Python's repr.
void append_float(Buffer& out, double d);

}  // namespace gilua::json
