// fuzz_seeds FOLDER FILE...: compiles each Lua file and writes FOLDER/NAME.luac, with and without
// debug information, as seeds of the target chunk. Files that do not compile are passed over: some
// scripts are wrong on purpose.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "stdlib/stdlib.hpp"
#include "vm/front/front.hpp"

namespace {

void write(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::cerr << "usage: fuzz_seeds FOLDER FILE...\n";
    return 2;
  }
  const std::filesystem::path folder(argv[1]);
  std::filesystem::create_directories(folder);
  gilua::Runtime runtime(gilua::RuntimeOptions{});
  for (int i = 2; i < argc; ++i) {
    std::ifstream in(argv[i], std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    const auto proto = gilua::load_chunk(runtime.main, text.str(), "=seed", "t");
    if (!proto) continue;
    const std::string name = std::filesystem::path(argv[i]).stem().string();
    write(folder / (name + ".luac"), gilua::dump(**proto, false));
    write(folder / (name + ".stripped.luac"), gilua::dump(**proto, true));
  }
}
