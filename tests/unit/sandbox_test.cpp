// The sandbox's file gate, both ways of opening: by the kernel (openat2) and step by step.
#include "stdlib/sandbox.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <catch2/catch.hpp>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>

using gilua::Sandbox;
namespace fs = std::filesystem;

namespace {

/// folder/{plain, sub/inner, out -> ../secret, up -> .., in -> plain, fifo} and secret beside it.
class Folder {
 public:
  Folder() {
    char name[] = "/tmp/gilua_sandbox_XXXXXX";
    REQUIRE(mkdtemp(name) != nullptr);
    top_ = name;
    before_ = fs::current_path();
    fs::create_directories(top_ / "folder/sub");
    std::ofstream(top_ / "secret") << "secret";
    std::ofstream(top_ / "folder/plain") << "plain";
    std::ofstream(top_ / "folder/sub/inner") << "inner";
    fs::create_symlink("../secret", top_ / "folder/out");
    fs::create_symlink("..", top_ / "folder/up");
    fs::create_symlink("plain", top_ / "folder/in");
    REQUIRE(mkfifo((top_ / "folder/fifo").c_str(), 0600) == 0);
    fs::current_path(top_ / "folder");
  }
  ~Folder() {
    fs::current_path(before_);
    fs::remove_all(top_);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string path(const char* name) const { return (top_ / name).string(); }

 private:
  fs::path top_;
  fs::path before_;
};

enum class Answer { kOpened, kRefused, kError };

Answer ask(const Sandbox& sandbox, const std::string& path, int flags = O_RDONLY | O_CLOEXEC) {
  const Sandbox::Opened opened = sandbox.open_file(path, flags);
  if (opened.fd >= 0) close(opened.fd);
  if (opened.fd >= 0) return Answer::kOpened;
  return opened.refused ? Answer::kRefused : Answer::kError;
}

/// The errno of opening step by step; 0 if it opens.
int by_steps(int folder, const std::string& path) {
  const int fd = Sandbox::open_beneath_by_steps(folder, path, O_PATH | O_CLOEXEC);
  if (fd < 0) return errno;
  struct stat info {};
  const bool is_link = fstat(fd, &info) == 0 && S_ISLNK(info.st_mode);
  close(fd);
  return is_link ? EXDEV : 0;  // its callers take regular files only
}

}  // namespace

TEST_CASE("sandbox: opens regular files below the folder, for reading", "[stdlib][sandbox]") {
  const Folder folder;
  Sandbox sandbox;
  CHECK(ask(sandbox, folder.path("secret")) == Answer::kOpened);  // not shut yet
  REQUIRE(sandbox.shut());
  for (const char* path : {"plain", "./plain", "sub/inner", "sub/../plain", "sub//inner"})
    CHECK(ask(sandbox, path) == Answer::kOpened);
  CHECK(ask(sandbox, folder.path("folder/plain")) == Answer::kOpened);
  CHECK(ask(sandbox, "nofile") == Answer::kError);
  CHECK(ask(sandbox, "plain/x") == Answer::kError);
  CHECK(ask(sandbox, "") == Answer::kError);
  for (const char* path :
       {"../secret", "sub/../../secret", "out", "up/secret", "up/folder/plain", "fifo", "sub", ".",
        "..", "/", "/etc/passwd", "/dev/null", "/proc/self/environ", "/proc/self/cwd/plain"})
    CHECK(ask(sandbox, path) == Answer::kRefused);
  CHECK(ask(sandbox, folder.path("secret")) == Answer::kRefused);
  CHECK(ask(sandbox, folder.path("folder/../secret")) == Answer::kRefused);
  CHECK(ask(sandbox, folder.path("folderx")) == Answer::kRefused);
  for (const int flags : {O_WRONLY, O_RDWR, O_RDONLY | O_CREAT, O_RDONLY | O_TRUNC})
    CHECK(ask(sandbox, "plain", flags) == Answer::kRefused);
  CHECK(sandbox.can_read("plain"));
  CHECK_FALSE(sandbox.can_read("out"));
}

TEST_CASE("sandbox: the folder is the one that was current when it was shut", "[stdlib][sandbox]") {
  const Folder folder;
  Sandbox sandbox;
  REQUIRE(sandbox.shut());
  fs::current_path(folder.path("."));
  CHECK(ask(sandbox, "secret") == Answer::kError);  // there is none in the folder
  CHECK(ask(sandbox, "plain") == Answer::kOpened);
}

TEST_CASE("sandbox: without openat2, step by step", "[stdlib][sandbox]") {
  const Folder folder;
  const int root = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
  for (const char* path :
       {"plain", "./plain", "sub/inner", "sub/../plain", "sub//./inner", "sub/.."})
    CHECK(by_steps(root, path) == 0);
  for (const char* path :
       {"..", "../secret", "sub/../../secret", "out", "up/secret", "in", "up/folder/plain"})
    CHECK(by_steps(root, path) == EXDEV);
  CHECK(by_steps(root, "nofile") == ENOENT);
  CHECK(by_steps(root, "sub/nofile/x") == ENOENT);
  close(root);
}

TEST_CASE("sandbox: a file under /proc is none, even below the folder", "[stdlib][sandbox]") {
  const fs::path before = fs::current_path();
  fs::current_path("/proc/self");
  Sandbox sandbox;
  REQUIRE(sandbox.shut());
  CHECK(ask(sandbox, "environ") == Answer::kRefused);
  CHECK(ask(sandbox, "status") == Answer::kRefused);
  fs::current_path(before);
}
