// Target request: what http.serve reads. The input's first byte says in pieces of how many bytes
// the rest is fed; the messages must be the same as from one piece.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory_resource>
#include <string>
#include <string_view>

#include "stdlib/http/request_parser.hpp"

namespace {

using gilua::RequestParser;
using State = RequestParser::State;

constexpr uint64_t kMaxBody = 4096;

/// All that the parser tells of the messages in [bytes]; that a body is waited for depends on the
/// pieces and is left out.
std::string describe(std::string_view bytes, size_t piece) {
  RequestParser parser(*std::pmr::get_default_resource(), kMaxBody);
  std::string text;
  while (!bytes.empty()) {
    const std::string copy(bytes.substr(0, piece));  // of its own, so that overruns are seen
    bytes.remove_prefix(copy.size());
    State state = parser.feed(copy);
    for (; state == State::kComplete; state = parser.next()) {
      if (parser.body().size() > kMaxBody) std::abort();
      std::string body(parser.body().size(), '\0');
      parser.body().copy_to(body.data());
      text.append(parser.method()).append(" ").append(parser.target()).append("\n");
      for (const auto& [name, value] : parser.headers())
        text.append(name).append(":").append(value).append("\n");
      text.append(body).append(parser.keeps_alive() ? "\n\n" : "\nclose\n");
    }
    if (state != State::kBad) continue;
    text.append(std::to_string(parser.error_status()));
    break;
  }
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::string whole = describe(bytes, bytes.size());
  const std::string cut = describe(bytes, 1 + data[0]);
  if (whole == cut) return 0;
  std::fprintf(stderr, "fuzz: the pieces matter\n--- whole\n%s\n--- cut\n%s\n", whole.c_str(),
               cut.c_str());
  std::abort();
}
