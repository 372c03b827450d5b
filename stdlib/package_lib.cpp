// Library "package" and the global `require`.
//
// Searchers, in order: package.preload, Lua files on package.path, C modules on package.cpath
// (which cannot be loaded; the search only says so), and last our own modules, so that a program
// with its own json.lua or queue.lua keeps it.
//
// Two threads that require one module at once: the second waits for the first, so a module's body
// runs once. A thread that would wait for itself, directly or around a circle, loads the module
// again instead, as plain Lua does with circular requires.
#include <fmt/format.h>

#include <algorithm>

#include "stdlib/package_search.hpp"
#include "stdlib/state.hpp"
#include "stdlib/stdlib.hpp"

namespace gilua {
namespace {

/// Whether waiting for [name] would be waiting for [self].
bool would_wait_for_self(const StdlibState& state, const std::string& name, const Thread* self)
    REQUIRES(state.mutex) {
  const std::string* wanted = &name;
  for (size_t steps = 0; steps <= state.loads.size(); ++steps) {
    const auto load = state.loads.find(*wanted);
    if (load == state.loads.end()) return false;
    const Thread* loader = load->second.loader;
    if (loader == self) return true;
    const auto waited_for =
        std::find_if(state.loads.begin(), state.loads.end(), [&](const auto& other) {
          const auto& waiting = other.second.waiting;
          return std::find(waiting.begin(), waiting.end(), loader) != waiting.end();
        });
    if (waited_for == state.loads.end()) return false;
    wanted = &waited_for->first;
  }
  return true;
}

enum class Turn : uint8_t { kMine, kNested, kAgain, kInterrupted };

/// Asks to load [name]: kMine (end_load must follow), kNested (no waiting is possible), or kAgain
/// after another thread's load ended.
Turn begin_load(Exec& ex, StdlibState& state, const std::string& name) {
  Thread& self = *ex.thread;
  state.mutex.lock();
  ModuleLoad& load = state.loads[name];
  if (load.loader == nullptr) {
    load.loader = &self;
    state.mutex.unlock();
    return Turn::kMine;
  }
  if (would_wait_for_self(state, name, &self)) {
    state.mutex.unlock();
    return Turn::kNested;
  }
  load.waiting.push_back(&self);
  bool interrupted = false;
  for (;;) {
    state.mutex.unlock();
    interrupted = ex.world().park(self, {WaitKind::kLock, &state, "module", nullptr}) ==
                  World::Woken::kInterrupted;
    state.mutex.lock();
    const auto now = state.loads.find(name);
    if (now == state.loads.end()) break;
    auto& waiting = now->second.waiting;
    const auto me = std::find(waiting.begin(), waiting.end(), &self);
    if (me == waiting.end()) break;  // that load ended; somebody else began one since
    if (!interrupted) continue;
    waiting.erase(me);
    break;
  }
  state.mutex.unlock();
  return interrupted ? Turn::kInterrupted : Turn::kAgain;
}

void end_load(Exec& ex, StdlibState& state, const std::string& name) {
  std::vector<Thread*> waiting;
  MutexLock lock(state.mutex);
  const auto load = state.loads.find(name);
  waiting.swap(load->second.waiting);
  state.loads.erase(load);
  for (Thread* thread : waiting) ex.world().unpark(*thread);
}

/// Runs the searchers: leaves loader and its data on the stack. False: an error.
bool find_loader(Exec& ex, const std::string& name) {
  const Value package = ex.args().base[-1].as_native()->upvalues[0].load();
  const Value searchers = raw_field(ex, package.as_table(), "searchers");
  if (!searchers.is_table()) {
    ex.raise("'package.searchers' must be a table");
    return false;
  }
  ex.push(searchers);
  std::string tried;
  for (int64_t i = 1;; ++i) {
    const Value searcher = table_get_integer(ex.top[-1].as_table(), i);
    if (searcher.is_nil()) {
      ex.raise(fmt::format("module '{}' not found:{}", name, tried));
      return false;
    }
    ex.push(searcher);
    ex.push(ex.args()[0]);
    if (ex.call(1, 2) < 0) return false;
    const Value found = ex.top[-2];
    if (found.is_function()) return true;
    if (found.is_string() || found.is_number()) {
      Value text;
      if (!to_raw_string(ex, found, text)) return false;
      const std::string_view reason = text.as_string()->view();
      if (!reason.empty()) tried += fmt::format("\n\t{}", reason);
    }
    ex.top -= 2;
  }
}

/// Finds and runs the module, and enters it in package.loaded. Results: the module, loader data.
Outcome load_module(Exec& ex, const std::string& name) {
  if (!find_loader(ex, name)) return kError;
  const Value loader = ex.top[-2];
  const Value data = ex.top[-1];  // both stay where they are; the call gets copies
  ex.push(loader);
  ex.push(ex.args()[0]);
  ex.push(data);
  if (ex.call(2, 1) < 0) return kError;
  const Value result = ex.pop();
  Table* loaded = ex.runtime->loaded();
  if (!result.is_nil() && !set_field(ex, loaded, name, result)) return kError;
  Value module = raw_field(ex, loaded, name);
  if (module.is_nil()) {
    module = Value::boolean(true);
    if (!set_field(ex, loaded, name, module)) return kError;
  }
  return ex.args().ret(module, ex.top[-1]);
}

Outcome package_require(Exec& ex, Args args) {
  String* s = nullptr;
  if (!ex.check_string(args, 0, s)) return kError;
  const std::string name(s->view());
  StdlibState& state = stdlib_state(*ex.runtime);
  for (;;) {
    const Value module = raw_field(ex, ex.runtime->loaded(), name);
    if (!module.is_falsy()) return ex.args().ret(module);
    switch (begin_load(ex, state, name)) {
      case Turn::kMine: {
        const Outcome outcome = load_module(ex, name);
        end_load(ex, state, name);
        return outcome;
      }
      case Turn::kNested:
        return load_module(ex, name);
      case Turn::kInterrupted:
        return ex.raise_interrupt();
      case Turn::kAgain:
        break;
    }
  }
}

Outcome package_loadlib(Exec& ex, Args args) {
  String* s = nullptr;
  if (!ex.check_string(args, 1, s) || !ex.check_string(args, 0, s) ||
      !sandbox_allows(ex, Sandbox::Act::kLibrary, s->view()))
    return kError;
  Value message;
  Value where;
  if (!ex.make_string("dynamic libraries not enabled; check your Lua installation", message) ||
      !ex.make_string("absent", where))
    return kError;
  return ex.args().ret(Value::nil(), message, where);
}

constexpr NativeRow kRows[] = {
    {"loadlib", 2, 2, Runs::kFull, package_loadlib, "loadlib(path, name): not available"},
    {"searchpath", 2, 4, Runs::kFull, package_searchpath,
     "searchpath(name, path [, sep [, rep]]): the first file that can be opened"},
};

constexpr NativeRow kRequire = {
    "require", 1, 1, Runs::kFull, package_require, "require(name): the module, loaded once"};

bool set_text(Exec& ex, Table* package, std::string_view name, std::string_view text) {
  Value v;
  return ex.make_string(text, v) && set_field(ex, package, name, v);
}

bool set_searchers(Exec& ex, Table* package, Table* preload) {
  Table* list = new_table(ex.mutator(), 4, 0);
  if (list == nullptr) {
    ex.raise_out_of_memory();
    return false;
  }
  int64_t i = 0;
  for (const NativeRow& row : searcher_rows()) {
    const Native* searcher = make_native(ex, row, {Value::of(package), Value::of(preload)});
    if (searcher == nullptr) return false;
    if (table_set_integer(ex.mutator(), list, ++i, Value::of(searcher)) != Write::kDone) {
      ex.raise_out_of_memory();
      return false;
    }
  }
  return set_field(ex, package, "searchers", Value::of(list));
}

bool open_package(Exec& ex, Table* package) {
  const bool environment = stdlib_state(*ex.runtime).use_environment;
  Table* preload = new_table(ex.mutator(), 0, 0);
  const Native* require = make_native(ex, kRequire, {Value::of(package)});
  if (preload == nullptr || require == nullptr) {
    ex.raise_out_of_memory();
    return false;
  }
  return set_searchers(ex, package, preload) &&
         set_field(ex, package, "preload", Value::of(preload)) &&
         set_field(ex, package, "loaded", Value::of(ex.runtime->loaded())) &&
         set_text(ex, package, "path", path_setting("LUA_PATH", kDefaultPath, environment)) &&
         set_text(ex, package, "cpath", path_setting("LUA_CPATH", kDefaultCPath, environment)) &&
         set_text(ex, package, "config", "/\n;\n?\n!\n-\n") &&
         set_field(ex, ex.runtime->globals(), "require", Value::of(require));
}

}  // namespace

extern const Library kPackageLibrary{"package", kRows, open_package};

}  // namespace gilua
