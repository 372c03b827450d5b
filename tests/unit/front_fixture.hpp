// What the front end's tests share: a heap with one mutator, loading, and listings to compare.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "vm/front/front.hpp"
#include "vm/strings/strings.hpp"

namespace gilua {

struct FrontFixture {
  Heap heap;
  Mutator mutator;
  StringTable strings;

  FrontFixture() {
    heap.attach(mutator);
    heap.strings = &strings;
    strings.make_ready(mutator);
  }
  ~FrontFixture() { heap.detach(mutator); }

  Result<Proto*> load(std::string_view bytes, std::string_view name = "=test") {
    return load_chunk(mutator, bytes, name, "bt");
  }
  Result<LuaFunction> read(std::string_view text) {
    const Result<std::string> chunk = compile_to_chunk(text, "=test");
    if (!chunk) return tl::unexpected<Error>(chunk.error());
    return read_chunk(*chunk, "=test");
  }
  /// verify, then translate.
  Result<Proto*> make(const LuaFunction& f) {
    const Result<void> verified = verify(f, "=test");
    if (!verified) return tl::unexpected<Error>(verified.error());
    return translate(mutator, f, "=test");
  }
  /// Frees every Proto made so far.
  void collect_all() {
    heap.collect([&](Marker& marker) { strings.mark_roots(marker); }, [&] { strings.sweep(heap); });
  }
};

/// The instructions of a function, without its children, as "ADDI 0 0 1", one a line; jumps as
/// "JMP to 7".
inline std::string listing(const Proto& proto) {
  const std::string text = disassemble(proto);
  std::string out;
  size_t at = text.find('\n') + 1;
  while (at < text.size() && text[at] == '\t') {
    const size_t end = text.find('\n', at);
    std::string line = text.substr(at, end - at);
    at = end + 1;
    if (line.rfind("\tupvalue", 0) == 0) continue;
    std::vector<std::string> columns;
    for (size_t start = 1; start != 0;) {
      const size_t tab = line.find('\t', start);
      columns.push_back(line.substr(start, tab == std::string::npos ? tab : tab - start));
      start = tab == std::string::npos ? 0 : tab + 1;
    }
    std::string words;
    for (const char c : columns[2]) {  // number, [line], instruction, comment
      if (c != ' ' || words.back() != ' ') words += c;
    }
    if (columns.size() > 3) {
      const size_t to = columns[3].rfind("to ");
      if (to != std::string::npos) words += " " + columns[3].substr(to);
    }
    out += words + "\n";
  }
  return out;
}

}  // namespace gilua
