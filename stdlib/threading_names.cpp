#include "stdlib/threading_names.hpp"

#include <fmt/format.h>

namespace gilua {
namespace {

std::string place_name(const ProtoDebug& debug) {
  std::string_view source = debug.source;
  if (!source.empty() && (source.front() == '@' || source.front() == '=')) {
    source.remove_prefix(1);
    source.remove_prefix(source.rfind('/') + 1);  // npos + 1 is 0: no folder, nothing removed
  } else {
    source = "string";
  }
  return fmt::format("<{}:{}>", source, debug.line_defined);
}

}  // namespace

std::string definition_name(Value v) {
  if (v.is_native()) return v.as_native()->row->name;
  if (!v.is_closure()) return "";
  const ProtoDebug& debug = *v.as_closure()->proto->debug;
  return debug.name.empty() ? place_name(debug) : debug.name;
}

}  // namespace gilua
