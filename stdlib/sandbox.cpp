// See sandbox.hpp.
//
// Names are resolved by the kernel, relative to a descriptor of the folder (openat2 with
// RESOLVE_BENEATH): there is no check of a path that could be different when it is opened. The file
// is looked at twice: first as O_PATH, so that no FIFO is waited for and no device is touched by
// opening it; and again once it is open, should it have been exchanged in between.
#include "stdlib/sandbox.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "stdlib/state.hpp"

namespace gilua {
namespace {

constexpr int kLookFlags = O_PATH | O_CLOEXEC;
/// Not blocking: for the moment in which the name might have become a FIFO's.
constexpr int kReadFlags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;

int open_beneath_at_once(int folder, const std::string& path, int flags) {
  open_how how{};
  how.flags = static_cast<uint64_t>(flags);
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  int fd = -1;
  constexpr int kAttempts = 100;
  for (int i = 0; i < kAttempts; ++i) {  // EAGAIN: something was renamed while ".." was followed
    fd = static_cast<int>(syscall(SYS_openat2, folder, path.c_str(), &how, sizeof how));
    if (fd >= 0 || (errno != EAGAIN && errno != EINTR)) break;
  }
  return fd;
}

bool has_openat2(int folder) {
  const int fd = open_beneath_at_once(folder, ".", kLookFlags);
  if (fd >= 0) close(fd);
  return fd >= 0;
}

/// The files of these systems are windows into the kernel and into processes (their environment,
/// their memory), wherever they are mounted.
bool is_window(int fd) {
  struct statfs system {};
  if (fstatfs(fd, &system) != 0) return true;
  constexpr uint32_t kMagics[] = {
      PROC_SUPER_MAGIC, SYSFS_MAGIC,        DEBUGFS_MAGIC,       TRACEFS_MAGIC,  SECURITYFS_MAGIC,
      SELINUX_MAGIC,    CGROUP_SUPER_MAGIC, CGROUP2_SUPER_MAGIC, EFIVARFS_MAGIC, BPF_FS_MAGIC};
  const auto type = static_cast<uint32_t>(system.f_type);
  return std::find(std::begin(kMagics), std::end(kMagics), type) != std::end(kMagics);
}

bool is_plain_file(int fd) {
  struct stat info {};
  return fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && !is_window(fd);
}

/// Descriptors of the folders on the way, so that ".." is the one that was come from.
class Way {
 public:
  explicit Way(int root) : root_(root) {}
  ~Way() {
    for (const int fd : folders_) close(fd);
  }
  Way(const Way&) = delete;
  Way& operator=(const Way&) = delete;

  int here() const { return folders_.empty() ? root_ : folders_.back(); }
  /// False with errno.
  bool enter(const std::string& name) {
    const int fd = openat(here(), name.c_str(), kLookFlags | O_NOFOLLOW | O_DIRECTORY);
    if (fd >= 0) folders_.push_back(fd);
    return fd >= 0;
  }
  bool leave() {
    errno = EXDEV;
    if (folders_.empty()) return false;
    close(folders_.back());
    folders_.pop_back();
    return true;
  }

 private:
  const int root_;
  std::vector<int> folders_;
};

}  // namespace

Sandbox::~Sandbox() {
  if (root_ >= 0) close(root_);
}

Result<void> Sandbox::shut() {
  char* const absolute = realpath(".", nullptr);
  if (absolute != nullptr) {
    path_ = absolute;
    std::free(absolute);
    root_ = open(path_.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  }
  if (root_ >= 0) return {};
  return fail(ErrorKind::kIo,
              fmt::format("--sandbox: cannot open the working folder: {}", std::strerror(errno)));
}

int Sandbox::open_beneath_by_steps(int folder, const std::string& path, int flags) {
  Way way(folder);
  for (size_t start = 0;;) {
    const size_t end = path.find('/', start);
    const std::string name = path.substr(start, end - start);
    const bool is_last = end == std::string::npos;
    if (name == "..") {
      if (!way.leave()) return -1;
    } else if (!is_last && !name.empty() && name != ".") {
      if (!way.enter(name)) {
        // A link, or a file: links would have to be followed by hand.
        if (errno == ELOOP || errno == ENOTDIR) errno = EXDEV;
        return -1;
      }
    }
    if (is_last) {
      const bool is_folder = name.empty() || name == "." || name == "..";
      const int fd = openat(way.here(), is_folder ? "." : name.c_str(), flags | O_NOFOLLOW);
      if (fd < 0 && errno == ELOOP) errno = EXDEV;
      return fd;
    }
    start = end + 1;
  }
}

Sandbox::Opened Sandbox::open_beneath(const std::string& path) const {
  static const bool at_once = has_openat2(root_);
  const auto open_with = [&](int flags) {
    return at_once ? open_beneath_at_once(root_, path, flags)
                   : open_beneath_by_steps(root_, path, flags);
  };
  const auto failed = [] { return Opened{-1, errno, errno == EXDEV}; };
  const int look = open_with(kLookFlags);
  if (look < 0) return failed();
  const bool plain = is_plain_file(look);  // a link itself (by steps) is none
  close(look);
  if (!plain) return {-1, EACCES, true};
  const int fd = open_with(kReadFlags);
  if (fd < 0) return failed();
  if (!is_plain_file(fd)) {
    close(fd);
    return {-1, EACCES, true};
  }
  fcntl(fd, F_SETFL, 0);
  return {fd, 0, false};
}

Sandbox::Opened Sandbox::open_file(const std::string& path, int flags) const {
  constexpr int kPermissions = 0666;
  if (!is_shut()) {
    const int fd = open(path.c_str(), flags, kPermissions);
    return {fd, fd < 0 ? errno : 0, false};
  }
  if ((flags & ~O_CLOEXEC) != O_RDONLY) return {-1, EACCES, true};
  // As open(2) sees it: up to the first '\0'.
  std::string name = path.c_str();
  if (name.empty()) return {-1, ENOENT, false};
  if (name.front() == '/') {
    const std::string prefix = path_ == "/" ? path_ : path_ + "/";
    if (!name.starts_with(prefix)) return {-1, EACCES, true};
    name.erase(0, prefix.size());
    name.erase(0, name.find_first_not_of('/'));
    if (name.empty()) return {-1, EACCES, true};
  }
  return open_beneath(name);
}

bool Sandbox::can_read(const std::string& path) const {
  if (!is_shut()) return access(path.c_str(), R_OK) == 0;
  const Opened opened = open_file(path, O_RDONLY | O_CLOEXEC);
  if (opened.fd >= 0) close(opened.fd);
  return opened.fd >= 0;
}

namespace {

std::string_view verb_of(Sandbox::Act act) {
  switch (act) {
    case Sandbox::Act::kProcess:
      return "starting a process";
    case Sandbox::Act::kEnvironment:
      return "reading the environment";
    case Sandbox::Act::kChangeFile:
      return "changing files";
    case Sandbox::Act::kMakeFile:
      return "making temporary files";
    case Sandbox::Act::kLibrary:
      return "loading a C library";
    case Sandbox::Act::kConnect:
      return "connecting to other addresses than loopback ones";
    case Sandbox::Act::kListen:
      return "listening on other addresses than loopback ones";
    case Sandbox::Act::kLookUp:
      return "looking up other names than localhost";
  }
  return "";
}

}  // namespace

bool sandbox_allows(Exec& ex, Sandbox::Act act, std::string_view name) {
  if (!stdlib_state(*ex.runtime).sandbox.is_shut()) return true;
  ex.raise_class("PermissionError",
                 fmt::format("{} is not allowed in the sandbox: '{}'", verb_of(act), name));
  return false;
}

Outcome raise_refused_file(Exec& ex, const std::string& path, bool for_reading) {
  return ex.raise_class(
      "PermissionError",
      for_reading
          ? fmt::format("only files below the working folder can be read in the sandbox: '{}'",
                        path)
          : fmt::format("writing files is not allowed in the sandbox: '{}'", path));
}

}  // namespace gilua
