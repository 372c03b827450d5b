// The file that a response's body is saved to: under a name of its own until it is complete, so
// that whoever looks finds the old file or the new one, and nothing is left of a failure.
//
// What is there and no regular file (/dev/null) is written to as it is. Private to stdlib/http.
#pragma once

#include <string>
#include <string_view>

namespace gilua {

class SaveFile {
 public:
  SaveFile() = default;
  /// Removes what was not committed.
  ~SaveFile() { discard(); }
  SaveFile(const SaveFile&) = delete;
  SaveFile& operator=(const SaveFile&) = delete;

  // All return 0 or an errno. @blocks until the system has taken it
  int open(const std::string& path);
  int write(std::string_view bytes);
  /// The file is complete: gives it its name.
  int commit();
  void discard();

 private:
  int fd_ = -1;
  std::string path_;     // what it will be called
  std::string partial_;  // what it is called meanwhile; empty: it is written to as it is
};

}  // namespace gilua
