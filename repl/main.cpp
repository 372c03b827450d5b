// The program gilua: chooses the command. Options are in options.cpp, running a script in
// script.cpp, comparing settings in compare.cpp.
#include <fmt/format.h>

#include <cstdio>
#include <string>
#include <vector>

#include "repl/compare.hpp"
#include "repl/options.hpp"
#include "repl/script.hpp"

int main(int argc, char** argv) {
  constexpr int kBadUsage = 2;
  const std::vector<std::string> words(argv, argv + argc);
  if (words.size() > 1 && words[1] == "compare") return gilua::compare_main(words);
  const auto options = gilua::parse_run_options(words);
  if (!options) {
    fmt::print(stderr, "gilua: {}\n", options.error().message);
    return kBadUsage;
  }
  if (options->help) {
    fmt::print("{}", *options->help);
    return 0;
  }
  gilua::run_script(*options);
}
