// See save_file.hpp.
#include "stdlib/http/save_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace gilua {
namespace {

constexpr int kPermissions = 0666;  // less the umask
constexpr int kAttempts = 100;

/// Where links lead: the file there is what is replaced. A name that leads nowhere stays as it is.
std::string resolve(const std::string& path) {
  char* const resolved = realpath(path.c_str(), nullptr);
  if (resolved == nullptr) return path;
  std::string result(resolved);
  std::free(resolved);
  return result;
}

}  // namespace

int SaveFile::open(const std::string& path) {
  path_ = resolve(path);
  struct stat info {};
  const bool exists = stat(path_.c_str(), &info) == 0;
  if (exists && S_ISDIR(info.st_mode)) return EISDIR;
  if (path_.empty() || path_.back() == '/') return path_.empty() ? ENOENT : EISDIR;
  if (exists && !S_ISREG(info.st_mode)) {
    fd_ = ::open(path_.c_str(), O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    return fd_ >= 0 ? 0 : errno;
  }
  // A file that may not be written to is not replaced either.
  if (exists && access(path_.c_str(), W_OK) != 0) return errno;
  for (int i = 0; i < kAttempts && fd_ < 0; ++i) {
    uint32_t number = 0;
    if (getrandom(&number, sizeof number, 0) != sizeof number) return EIO;
    partial_ = fmt::format("{}.{:08x}.part", path_, number);
    fd_ = ::open(partial_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kPermissions);
    if (fd_ < 0 && errno != EEXIST) break;
  }
  if (fd_ >= 0) return 0;
  const int error = errno;
  partial_.clear();
  return error;
}

int SaveFile::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(fd_, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    bytes.remove_prefix(static_cast<size_t>(count));
  }
  return 0;
}

int SaveFile::commit() {
  const int fd = fd_;
  fd_ = -1;
  int error = ::close(fd) == 0 || errno == EINTR ? 0 : errno;  // EINTR: it is closed on Linux
  if (error == 0 && !partial_.empty() && std::rename(partial_.c_str(), path_.c_str()) != 0)
    error = errno;
  if (error != 0 && !partial_.empty()) unlink(partial_.c_str());
  partial_.clear();
  return error;
}

void SaveFile::discard() {
  if (fd_ < 0) return;
  ::close(fd_);
  fd_ = -1;
  if (!partial_.empty()) unlink(partial_.c_str());
  partial_.clear();
}

}  // namespace gilua
