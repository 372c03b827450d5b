// See package_search.hpp; package_lib.cpp says in which order the searchers are asked.
//
// Files are looked for without the permit. Our own modules come from two lists: those in C++
// (modules.def) and Lua sources embedded in the program, which are compiled here, when asked for.
#include "stdlib/package_search.hpp"

#include <fmt/format.h>
#include <limits.h>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <vector>

#include "stdlib/aio/libraries.hpp"
#include "stdlib/embedded.hpp"
#include "stdlib/http/http.hpp"
#include "stdlib/state.hpp"
#include "stdlib/stdlib.hpp"
#include "stdlib/thread_libraries.hpp"

namespace gilua {
namespace {

struct ModuleRow {
  std::string_view name;
  const Library* library;
};
constexpr ModuleRow kModules[] = {
#define MODULE(name, library) {name, &library},
#include "stdlib/modules.def"
#undef MODULE
};

void replace_all(std::pmr::string& text, std::string_view what, std::string_view by) {
  if (what.empty()) return;
  // A text of its own, since a path of a million '?' is no reason to move its rest a million times.
  std::pmr::string result(text.get_allocator());
  size_t done = 0;
  for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, done)) {
    result.append(text, done, at - done).append(by);
    done = at + what.size();
  }
  text = std::move(result.append(text, done));
}

/// The first file of [path] for [name] that can be read, or the lines of an error message.
struct Found {
  std::optional<std::string> file;
  std::pmr::string tried;
};
Found search_path(const Sandbox& sandbox, std::pmr::memory_resource& memory,
                  std::string_view module, const std::string& path, std::string_view separator,
                  std::string_view replacement) {
  std::pmr::string name(module, &memory);
  replace_all(name, separator, replacement);
  Found found{{}, std::pmr::string(&memory)};
  for (size_t start = 0; start <= path.size();) {
    const size_t end = std::min(path.find(';', start), path.size());
    std::pmr::string file(path, start, end - start, &memory);
    start = end + 1;
    replace_all(file, "?", name);
    if (file.size() < PATH_MAX && sandbox.can_read(std::string(file))) {
      found.file = file;
      return found;
    }
    if (!found.tried.empty()) found.tried += "\n\t";
    found.tried.append("no file '").append(file).append("'");
  }
  return found;
}

Found search_without_permit(Exec& ex, const std::string& name, const std::string& path,
                            std::string_view separator, std::string_view replacement) {
  return without_permit(ex.world(), *ex.thread, {WaitKind::kIo, &path, "file", nullptr}, [&] {
    return search_path(stdlib_state(*ex.runtime).sandbox, ex.heap().buffers(), name, path,
                       separator, replacement);
  });
}

// The searchers' upvalues: `package`, whose paths a program may set, and the table of preloads,
// which stays the same whatever package.preload becomes (manual 6.3).
Table* package_of(Args args) { return args.base[-1].as_native()->upvalues[0].load().as_table(); }
Table* preload_of(Args args) { return args.base[-1].as_native()->upvalues[1].load().as_table(); }

/// package.path or package.cpath; false after an error.
bool package_path(Exec& ex, Args args, std::string_view field, std::string& out) {
  const Value v = raw_field(ex, package_of(args), field);
  if (!v.is_string() && !v.is_number()) {
    ex.raise(fmt::format("'package.{}' must be a string", field));
    return false;
  }
  Value text;
  if (!to_raw_string(ex, v, text)) return false;
  out = text.as_string()->view();
  return true;
}

Outcome return_text(Exec& ex, std::string_view text) {
  Value v;
  if (!ex.make_string(text, v)) return kError;
  return ex.args().ret(v);
}

Outcome search_preload(Exec& ex, Args args) {
  String* name = nullptr;
  if (!ex.check_string(args, 0, name)) return kError;
  const Value loader = raw_field(ex, preload_of(args), name->view());
  if (loader.is_nil())
    return return_text(ex, fmt::format("no field package.preload['{}']", name->view()));
  Value data;
  if (!ex.make_string(":preload:", data)) return kError;
  return args.ret(loader, data);
}

Outcome search_lua(Exec& ex, Args args) {
  String* s = nullptr;
  std::string path;
  if (!ex.check_string(args, 0, s) || !package_path(ex, args, "path", path)) return kError;
  const std::string name(s->view());
  const Found found = search_without_permit(ex, name, path, ".", "/");
  if (!found.file) return return_text(ex, found.tried);
  Value file;
  if (!load_file(ex, *found.file, "bt")) {
    if (stdlib_state(*ex.runtime).sandbox.is_shut() && !ex.error.is_string()) return kError;
    Value text;
    if (!to_display_string(ex, ex.error, text)) return kError;
    return ex.raise(fmt::format("error loading module '{}' from file '{}':\n\t{}", name,
                                *found.file, text.as_string()->view()));
  }
  if (!ex.make_string(*found.file, file)) return kError;
  return ex.args().ret(ex.top[-1], file);
}

/// Looks for [module] on package.cpath. C modules are made for PUC's VM; one that is found is no
/// reason not to look further.
Outcome look_for_c_module(Exec& ex, Args args, const std::string& module) {
  std::string path;
  if (!package_path(ex, args, "cpath", path)) return kError;
  const Found found = search_without_permit(ex, module, path, ".", "/");
  if (!found.file) return return_text(ex, found.tried);
  return return_text(ex,
                     fmt::format("file '{}' is a C module, which cannot be loaded", *found.file));
}

Outcome search_c(Exec& ex, Args args) {
  String* s = nullptr;
  if (!ex.check_string(args, 0, s)) return kError;
  return look_for_c_module(ex, args, std::string(s->view()));
}

/// A C module that holds submodules: "a" for "a.b".
Outcome search_c_root(Exec& ex, Args args) {
  String* s = nullptr;
  if (!ex.check_string(args, 0, s)) return kError;
  const size_t dot = s->view().find('.');
  if (dot == std::string_view::npos) return args.ret();
  return look_for_c_module(ex, args, std::string(s->view().substr(0, dot)));
}

/// Called by require with the name: the library's table.
// Our modules know each other as "gilua.NAME"; NAME alone is an alias, so that a program's own
// errors.lua, say, which require finds first, does not become part of ours.
constexpr std::string_view kOwnPrefix = "gilua.";

std::string_view without_prefix(std::string_view name) {
  return name.substr(0, kOwnPrefix.size()) == kOwnPrefix ? name.substr(kOwnPrefix.size()) : name;
}

Outcome open_native_module(Exec& ex, Args args) {
  String* name = nullptr;
  if (!ex.check_string(args, 0, name)) return kError;
  const auto row = std::find_if(std::begin(kModules), std::end(kModules), [&](const ModuleRow& m) {
    return m.name == without_prefix(name->view());
  });
  if (row == std::end(kModules)) return ex.raise("no such module in gilua");
  if (!ex.runtime->make_library(ex, *row->library)) return kError;
  return ex.args().ret(ex.top[-1]);
}

constexpr NativeRow kOpenNative = {
    "open_module", 1, 2, Runs::kFull, open_native_module, "the loader of gilua's own modules"};

bool is_own(std::string_view name) {
  for (const ModuleRow& module : kModules)
    if (module.name == name) return true;
  for (const EmbeddedModule& module : embedded_modules())
    if (module.name == name) return true;
  return false;
}

Outcome open_alias(Exec& ex, Args args) {
  String* s = nullptr;
  Value name;
  if (!ex.check_string(args, 0, s) ||
      !ex.make_string(std::string(kOwnPrefix).append(s->view()), name) || !ex.reserve(2))
    return kError;
  ex.push(raw_field(ex, ex.runtime->globals(), "require"));
  ex.push(name);
  if (ex.call(1, 1) < 0) return kError;
  const Value module = ex.pop();
  return ex.args().ret(module);
}

constexpr NativeRow kOpenAlias = {
    "open_alias", 1, 2, Runs::kFull, open_alias, "the loader of gilua's modules by their own name"};

Outcome search_own(Exec& ex, Args args) {
  String* s = nullptr;
  if (!ex.check_string(args, 0, s)) return kError;
  std::string_view name = s->view();
  Value data;
  if (is_own(name)) {
    const Native* loader = make_native(ex, kOpenAlias, {});
    if (loader == nullptr || !ex.make_string(":gilua:", data)) return kError;
    return args.ret(Value::of(loader), data);
  }
  name = without_prefix(name);
  for (const ModuleRow& module : kModules) {
    if (module.name != name) continue;
    const Native* loader = make_native(ex, kOpenNative, {});
    if (loader == nullptr || !ex.make_string(":gilua:", data)) return kError;
    return args.ret(Value::of(loader), data);
  }
  for (const EmbeddedModule& module : embedded_modules()) {
    if (module.name != name) continue;
    if (!ex.runtime->load(ex, module.source, fmt::format("={}.lua", name), "t") ||
        !ex.make_string(":gilua:", data))
      return kError;
    return ex.args().ret(ex.top[-1], data);
  }
  return ex.args().ret();  // nothing to say: messages are as lua5.4's
}

constexpr NativeRow kSearchers[] = {
    {"searcher_preload", 1, 1, Runs::kFull, search_preload, "looks in package.preload"},
    {"searcher_Lua", 1, 1, Runs::kFull, search_lua, "looks for Lua files on package.path"},
    {"searcher_C", 1, 1, Runs::kFull, search_c, "looks on package.cpath, in vain"},
    {"searcher_Croot", 1, 1, Runs::kFull, search_c_root, "looks for C modules of submodules"},
    {"searcher_gilua", 1, 1, Runs::kFull, search_own, "looks among gilua's own modules"},
};

}  // namespace

std::span<const NativeRow> searcher_rows() { return kSearchers; }

std::string path_setting(std::string_view variable, std::string_view fallback,
                         bool use_environment) {
  const std::string name(variable);
  const char* value = nullptr;
  if (use_environment) value = getenv((name + "_5_4").c_str());
  if (use_environment && value == nullptr) value = getenv(name.c_str());
  if (value == nullptr) return std::string(fallback);
  std::string path = value;
  const size_t at = path.find(";;");
  if (at == std::string::npos) return path;
  const std::string before = at > 0 ? path.substr(0, at) + ";" : "";
  const std::string after = at + 2 < path.size() ? ";" + path.substr(at + 2) : "";
  return before + std::string(fallback) + after;
}

Outcome package_searchpath(Exec& ex, Args args) {
  String* name = nullptr;
  String* path = nullptr;
  std::string texts[2] = {".", "/"};
  if (!ex.check_string(args, 0, name) || !ex.check_string(args, 1, path)) return kError;
  for (uint32_t i = 0; i < 2; ++i) {
    if (args[i + 2].is_nil()) continue;
    String* s = nullptr;
    if (!ex.check_string(args, i + 2, s)) return kError;
    texts[i] = s->view();
  }
  const Found found = search_without_permit(ex, std::string(name->view()),
                                            std::string(path->view()), texts[0], texts[1]);
  if (found.file) return return_text(ex, *found.file);
  Value tried;
  if (!ex.make_string(found.tried, tried)) return kError;
  return ex.args().ret(Value::nil(), tried);
}

}  // namespace gilua
