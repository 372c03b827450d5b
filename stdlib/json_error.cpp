// Module "_json": RapidJSON's errors in Python's words, at Python's places.
//
// The parser's places are where it gave up; Python's are where the value, the string or the number
// begins. The text is looked at again for that, which costs only those who made a mistake.
#include <rapidjson/error/error.h>

#include "stdlib/json_natives.hpp"

namespace gilua::json {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Where the literal begins that goes wrong at [offset]: "nul", "-".
size_t literal_start(std::string_view text, size_t offset) {
  while (offset > 0 && is_letter(text[offset - 1])) --offset;
  if (offset > 0 && text[offset - 1] == '-') --offset;
  return offset;
}

// Where the string begins that [offset] is in.
size_t string_start(std::string_view text, size_t offset) {
  size_t start = 0;
  bool inside = false;
  for (size_t at = 0; at < offset && at < text.size(); ++at) {
    if (inside && text[at] == '\\') {
      ++at;
    } else if (text[at] == '"') {
      inside = !inside;
      start = at;
    }
  }
  return start;
}

// Where a number's valid part ends: "1." and "1e+" are a 1 and a rest, behind which [offset] lies.
size_t number_end(std::string_view text, size_t offset) {
  while (offset > 0 && (text[offset - 1] == '+' || text[offset - 1] == '-')) --offset;
  return offset > 0 ? offset - 1 : 0;
}

Problem explain_string(std::string_view text, int code, size_t offset) {
  const bool is_escape = offset < text.size() && text[offset] == '\\';
  switch (code) {
    case rapidjson::kParseErrorStringUnicodeEscapeInvalidHex:
      return {"Invalid \\uXXXX escape", offset + 1};
    case rapidjson::kParseErrorStringUnicodeSurrogateInvalid:
      return {"Unpaired surrogate in \\uXXXX escape", offset};
    case rapidjson::kParseErrorStringEscapeInvalid:
      if (is_escape && offset + 1 == text.size())
        return {"Unterminated string starting at", string_start(text, offset)};
      if (is_escape) return {"Invalid \\escape", offset};
      return {"Invalid control character at", offset};
    default:  // a missing quotation mark: the end, or a zero byte
      if (offset < text.size()) return {"Invalid control character at", offset};
      return {"Unterminated string starting at", string_start(text, offset)};
  }
}

}  // namespace

Problem explain(std::string_view text, int code, size_t offset, bool at_root) {
  switch (code) {
    case rapidjson::kParseErrorDocumentEmpty:
      return {"Expecting value", offset};
    case rapidjson::kParseErrorDocumentRootNotSingular:
      return {"Extra data", offset};
    case rapidjson::kParseErrorValueInvalid:
      return {"Expecting value", literal_start(text, offset)};
    case rapidjson::kParseErrorObjectMissName:
      return {"Expecting property name enclosed in double quotes", offset};
    case rapidjson::kParseErrorObjectMissColon:
      return {"Expecting ':' delimiter", offset};
    case rapidjson::kParseErrorObjectMissCommaOrCurlyBracket:
    case rapidjson::kParseErrorArrayMissCommaOrSquareBracket:
      return {"Expecting ',' delimiter", offset};
    case rapidjson::kParseErrorNumberTooBig:
      return {"Number out of range", offset};
    case rapidjson::kParseErrorNumberMissFraction:
    case rapidjson::kParseErrorNumberMissExponent:
      return {at_root ? "Extra data" : "Expecting ',' delimiter", number_end(text, offset)};
    default:
      return explain_string(text, code, offset);
  }
}

}  // namespace gilua::json
