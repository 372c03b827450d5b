// See measure.hpp.
//
// How a run goes:
//   1. Make the pipes that are asked for, close-on-exec on both sides.
//   2. Spawn. posix_spawn's file actions put the write ends where the child looks for them.
//   3. Close our write ends, so that end-of-file means that the child's side is gone.
//   4. Wait in poll(2) for bytes, for the child's end (its pidfd becomes readable) or the time-out.
//   5. Once the child has ended, take what is still in the pipes without waiting for end-of-file:
//      a grandchild may keep them open for ever.
//   6. Reap with wait4, which gives the rusage.
#include "repl/measure/measure.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <string_view>
#include <utility>

extern char** environ;

namespace gilua::measure {
namespace {

using Clock = std::chrono::steady_clock;

// Without pidfd_open (Linux before 5.3, some sandboxes) the child's end is looked for this often.
constexpr int kPollWithoutPidfdMs = 1;

// A file descriptor that closes itself.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Fd() { close(); }

  int get() const { return fd_; }
  bool is_open() const { return fd_ >= 0; }
  void close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }

 private:
  int fd_ = -1;
};

// One captured stream: the pipe, where the child wants its end, and where the bytes go.
struct Capture {
  Fd read_end;
  Fd write_end;
  int child_fd = -1;
  std::string* text = nullptr;
};

// The spawn call's file actions, freed when done.
class FileActions {
 public:
  FileActions() { posix_spawn_file_actions_init(&actions_); }
  ~FileActions() { posix_spawn_file_actions_destroy(&actions_); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;

  void open_null(int fd, int flags) {
    posix_spawn_file_actions_addopen(&actions_, fd, "/dev/null", flags, 0);
  }
  void move_to(int fd, int child_fd) { posix_spawn_file_actions_adddup2(&actions_, fd, child_fd); }
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_;
};

std::string system_error(std::string_view what, int error) {
  return fmt::format("{}: {}", what, std::strerror(error));
}

tl::expected<Capture, std::string> make_capture(int child_fd, std::string& text) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) {
    return tl::make_unexpected(system_error("cannot make a pipe", errno));
  }
  Capture capture{Fd{ends[0]}, Fd{ends[1]}, child_fd, &text};
  // A write end that lies on a number which another stream is about to be moved to would be
  // overwritten by that move, so the write ends live above any number a caller may ask for.
  constexpr int kAboveChildFds = 100;
  const int moved = fcntl(capture.write_end.get(), F_DUPFD_CLOEXEC, kAboveChildFds);
  if (moved < 0) return tl::make_unexpected(system_error("cannot move a pipe", errno));
  capture.write_end = Fd{moved};
  fcntl(capture.read_end.get(), F_SETFL, O_NONBLOCK);
  return capture;
}

std::vector<std::string> fill_templates(const std::vector<std::string>& argv,
                                        std::optional<int> extra_fd) {
  std::vector<std::string> filled = argv;
  if (!extra_fd) return filled;
  constexpr std::string_view kPlace = "{fd}";
  for (std::string& argument : filled) {
    for (auto at = argument.find(kPlace); at != std::string::npos; at = argument.find(kPlace, at)) {
      argument.replace(at, kPlace.size(), fmt::to_string(*extra_fd));
    }
  }
  return filled;
}

std::vector<std::string> merged_environment(const std::vector<std::string>& additions) {
  const auto name_of = [](std::string_view entry) { return entry.substr(0, entry.find('=')); };
  std::vector<std::string> merged;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const bool replaced = std::any_of(additions.begin(), additions.end(), [&](const auto& added) {
      return name_of(added) == name_of(*entry);
    });
    if (!replaced) merged.emplace_back(*entry);
  }
  merged.insert(merged.end(), additions.begin(), additions.end());
  return merged;
}

std::vector<char*> pointers_to(std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  pointers.reserve(strings.size() + 1);
  for (std::string& string : strings) pointers.push_back(string.data());
  pointers.push_back(nullptr);
  return pointers;
}

tl::expected<pid_t, std::string> spawn(const std::vector<std::string>& argv, const Options& options,
                                       const std::vector<Capture>& captures) {
  FileActions actions;
  actions.open_null(STDIN_FILENO, O_RDONLY);
  if (options.out == Stream::kDiscard) actions.open_null(STDOUT_FILENO, O_WRONLY);
  if (options.err == Stream::kDiscard) actions.open_null(STDERR_FILENO, O_WRONLY);
  for (const Capture& capture : captures) {
    actions.move_to(capture.write_end.get(), capture.child_fd);
  }

  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  if (options.own_process_group) {
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    posix_spawnattr_setpgroup(&attributes, 0);
  }
  std::vector<std::string> arguments = fill_templates(argv, options.extra_fd);
  std::vector<std::string> environment = merged_environment(options.env);
  pid_t pid = -1;
  const int error = posix_spawnp(&pid, argv[0].c_str(), actions.get(), &attributes,
                                 pointers_to(arguments).data(), pointers_to(environment).data());
  posix_spawnattr_destroy(&attributes);
  if (error != 0) {
    return tl::make_unexpected(system_error(fmt::format("cannot run '{}'", argv[0]), error));
  }
  return pid;
}

// Takes what the pipe holds now; closes it at end-of-file.
void drain(Capture& capture) {
  std::array<char, 65536> bytes;
  while (capture.read_end.is_open()) {
    const ssize_t count = read(capture.read_end.get(), bytes.data(), bytes.size());
    if (count > 0) {
      capture.text->append(bytes.data(), static_cast<std::size_t>(count));
    } else if (count == 0) {
      capture.read_end.close();
    } else if (errno != EINTR) {
      if (errno != EAGAIN) capture.read_end.close();
      return;
    }
  }
}

// Whether the child has ended; it stays to be reaped, so that its pid is still ours.
bool has_ended(pid_t pid) {
  siginfo_t info{};
  return waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
         info.si_pid == pid;
}

int milliseconds_until(std::optional<Clock::time_point> deadline) {
  if (!deadline) return -1;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(*deadline - Clock::now()).count();
  return static_cast<int>(std::clamp<long>(left, 0, 3'600'000));
}

// Reads until the child ends (true) or the deadline passes (false).
bool read_until_end(pid_t pid, std::vector<Capture>& captures,
                    std::optional<Clock::time_point> deadline) {
  const Fd pidfd{static_cast<int>(syscall(SYS_pidfd_open, pid, 0))};
  for (;;) {
    std::vector<pollfd> waits;
    if (pidfd.is_open()) waits.push_back({pidfd.get(), POLLIN, 0});
    for (const Capture& capture : captures) {
      if (capture.read_end.is_open()) waits.push_back({capture.read_end.get(), POLLIN, 0});
    }
    int wait_ms = milliseconds_until(deadline);
    if (!pidfd.is_open()) {
      wait_ms = wait_ms < 0 ? kPollWithoutPidfdMs : std::min(wait_ms, kPollWithoutPidfdMs);
    }
    poll(waits.data(), waits.size(), wait_ms);
    // Asked before the pipes are drained: what the child wrote before its end is then in them.
    const bool ended = has_ended(pid);
    for (Capture& capture : captures) drain(capture);
    if (ended) return true;
    if (deadline && Clock::now() >= *deadline) return false;
  }
}

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

void reap(pid_t pid, Sample& sample) {
  int status = 0;
  rusage usage{};
  while (wait4(pid, &status, 0, &usage) < 0 && errno == EINTR) {
  }
  sample.user_s = seconds(usage.ru_utime);
  sample.sys_s = seconds(usage.ru_stime);
  sample.max_rss_kb = usage.ru_maxrss;
  sample.status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

tl::expected<std::vector<Capture>, std::string> make_captures(const Options& options,
                                                              Sample& sample) {
  std::vector<std::pair<int, std::string*>> wanted;
  if (options.out == Stream::kCapture) wanted.emplace_back(STDOUT_FILENO, &sample.out);
  if (options.err == Stream::kCapture) wanted.emplace_back(STDERR_FILENO, &sample.err);
  if (options.extra_fd) wanted.emplace_back(*options.extra_fd, &sample.extra);
  std::vector<Capture> captures;
  for (const auto& [child_fd, text] : wanted) {
    auto capture = make_capture(child_fd, *text);
    if (!capture) return tl::make_unexpected(std::move(capture.error()));
    captures.push_back(std::move(*capture));
  }
  return captures;
}

}  // namespace

tl::expected<Sample, std::string> run_measured(const std::vector<std::string>& argv,
                                               const Options& options) {
  if (argv.empty()) return tl::make_unexpected(std::string{"no program to run was given"});
  if (options.extra_fd && (*options.extra_fd < 3 || *options.extra_fd >= 100)) {
    return tl::make_unexpected(
        fmt::format("the extra pipe's number is {}; it must be 3 to 99", *options.extra_fd));
  }
  Sample sample;
  auto captures = make_captures(options, sample);
  if (!captures) return tl::make_unexpected(std::move(captures.error()));

  const auto start = Clock::now();
  const auto pid = spawn(argv, options, *captures);
  if (!pid) return tl::make_unexpected(pid.error());
  for (Capture& capture : *captures) capture.write_end.close();

  std::optional<Clock::time_point> deadline;
  if (options.timeout) deadline = start + *options.timeout;
  if (!read_until_end(*pid, *captures, deadline)) {
    sample.timed_out = true;
    kill(options.own_process_group ? -*pid : *pid, SIGKILL);
    read_until_end(*pid, *captures, std::nullopt);
  }
  sample.wall_s = std::chrono::duration<double>(Clock::now() - start).count();
  reap(*pid, sample);
  return sample;
}

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

double geometric_mean(const std::vector<double>& values) {
  if (values.empty()) return 0;
  double sum_of_logs = 0;
  for (const double value : values) sum_of_logs += std::log(value);
  return std::exp(sum_of_logs / static_cast<double>(values.size()));
}

}  // namespace gilua::measure
