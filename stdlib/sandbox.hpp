// What a script may reach outside of Lua under --sandbox: one gate per kind of resource, which
// every function of the libraries goes through. Private to stdlib/.
//
// The gates are C++ below the functions that scripts see. They ask no Lua table, so nothing that a
// script replaces, hides or reaches through `debug` changes what they answer. Binary chunks have
// theirs in Runtime::load (RuntimeOptions::binary_chunks). docs/safe-play.md says what is promised,
// docs/design/0009 why it is done so.
#pragma once

#include <string>
#include <string_view>

#include "vm/base/result.hpp"
#include "vm/exec/exec.hpp"

namespace gilua {

class Sandbox {
 public:
  Sandbox() = default;  // open: everything is allowed
  ~Sandbox();
  Sandbox(const Sandbox&) = delete;
  Sandbox& operator=(const Sandbox&) = delete;

  /// Shuts it: from now on only files below the current folder can be opened, for reading.
  /// Before threads start.
  Result<void> shut();
  bool is_shut() const { return root_ >= 0; }

  /// What opening a file gave.
  struct Opened {
    int fd = -1;
    int error = 0;         // errno, if fd < 0
    bool refused = false;  // not the system says no but the sandbox
  };
  /// open(2). Shut: regular files below the folder, O_RDONLY; whatever links, "..", devices or
  /// other file systems' magic files lead to is refused. @thread any   @blocks until it is open
  Opened open_file(const std::string& path, int flags) const;
  /// Whether open_file would open it for reading. No difference is made between a file that is not
  /// there and one that is refused.
  bool can_read(const std::string& path) const;

  /// Everything else that it refuses.
  enum class Act : uint8_t {
    kProcess,
    kEnvironment,
    kChangeFile,
    kMakeFile,
    kLibrary,
    kConnect,
    kListen,
    kLookUp
  };

  /// How a file below [folder] is opened where the kernel has no openat2: folder by folder, without
  /// following links. Public for its test.
  static int open_beneath_by_steps(int folder, const std::string& path, int flags);

 private:
  Opened open_beneath(const std::string& path) const;

  int root_ = -1;     // the folder, O_PATH
  std::string path_;  // its absolute path, to recognise absolute names below it
};

/// Whether a script may do [act] to [name]; false after raising a PermissionError that says so.
/// kFull natives. @runs lua
bool sandbox_allows(Exec& ex, Sandbox::Act act, std::string_view name);
/// Raises the PermissionError for a file that open_file refused. @runs lua
Outcome raise_refused_file(Exec& ex, const std::string& path, bool for_reading);

}  // namespace gilua
