// What requests and responses have in common, on both sides of a connection. Private to
// stdlib/http.
#pragma once

#include <strings.h>

#include <memory_resource>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gilua {

/// Names and values in the order in which they are sent.
using HttpHeaders = std::pmr::vector<std::pair<std::pmr::string, std::pmr::string>>;

inline bool same_header_name(std::string_view a, std::string_view b) {
  return a.size() == b.size() && strncasecmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace gilua
