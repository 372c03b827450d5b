// A transfer that its thread waits for: without the permit, until it is over, or an interrupt came,
// or memory is to be collected.
//
// An interrupt ends libcurl's wait by the thread's wake descriptor. Where there are no more
// descriptors, it is found out about within kLongestWaitMs.
#include <unistd.h>

#include "stdlib/arguments.hpp"
#include "stdlib/http/natives.hpp"

namespace gilua {
namespace {

constexpr int kLongestWaitMs = 100;
constexpr int kForeverMs = 1'000'000;  // libcurl's own time limits end it earlier

/// A multi handle with one transfer in it. Everything without the permit.
class Drive {
 public:
  Drive(HttpTransfer& transfer, Thread& thread, int wake_fd)
      : transfer_(transfer), thread_(thread), wake_fd_(wake_fd) {}
  ~Drive() {
    if (multi_ == nullptr) return;
    if (added_) curl_->multi_remove(multi_, transfer_.handle());
    curl_->multi_cleanup(multi_);
  }
  Drive(const Drive&) = delete;
  Drive& operator=(const Drive&) = delete;

  /// False: the transfer is over, and has failed.
  bool begin(const CurlApi& curl) {
    curl_ = &curl;
    if (!transfer_.begin(curl)) return false;
    multi_ = curl.multi_init();
    if (multi_ == nullptr) throw std::bad_alloc();
    add();
    return true;
  }

  /// Goes on until the transfer is over (true) or this thread has something else to do first.
  bool run() {
    while (!is_over_) {
      // Relaxed: Exec::poll takes what it announces.
      if (transfer_.wants_memory() ||
          thread_.pending_interrupt.load(std::memory_order_relaxed) != 0)
        return false;
      int running = 0;
      check(curl_->multi_perform(multi_, &running));
      read_messages();
      if (is_over_ || transfer_.wants_memory()) continue;
      wait();
    }
    return true;
  }

  void resume() {
    transfer_.resume();
    if (transfer_.failure().kind != HttpFailure::Kind::kNone) end_hop(CURLE_WRITE_ERROR);
  }

 private:
  void add() {
    check(curl_->multi_add(multi_, transfer_.handle()));
    added_ = true;
  }

  void wait() {
    if (wake_fd_ < 0) return check(curl_->multi_poll(multi_, nullptr, 0, kLongestWaitMs, nullptr));
    curl_waitfd wake{wake_fd_, CURL_WAIT_POLLIN, 0};
    check(curl_->multi_poll(multi_, &wake, 1, kForeverMs, nullptr));
    uint64_t count = 0;
    if (wake.revents == 0) return;
    [[maybe_unused]] const ssize_t got = ::read(wake_fd_, &count, sizeof count);  // empty is fine
  }

  void end_hop(CURLcode code) {
    curl_->multi_remove(multi_, transfer_.handle());
    added_ = false;
    is_over_ = !transfer_.end_hop(code);
    if (!is_over_) add();
  }

  void read_messages() {
    int left = 0;
    while (const CURLMsg* message = curl_->multi_info_read(multi_, &left))
      if (message->msg == CURLMSG_DONE) return end_hop(message->data.result);
  }

  /// All that the multi handle itself complains of is a lack of memory.
  void check(CURLMcode code) {
    if (code != CURLM_OK) throw std::bad_alloc();
  }

  HttpTransfer& transfer_;
  Thread& thread_;
  const int wake_fd_;
  const CurlApi* curl_ = nullptr;
  CURLM* multi_ = nullptr;
  bool added_ = false;
  bool is_over_ = false;
};

}  // namespace

// perform(method, url, headers, body, timeout, allow_redirects, save_to)
Outcome http_perform(Exec& ex, Args args) {
  const std::unique_ptr<HttpTransfer> transfer = make_transfer(ex, args, 0);
  if (transfer == nullptr) return kError;
  const WaitEdge edge{WaitKind::kIo, nullptr, "http", nullptr};
  std::string library_error;
  Drive drive(*transfer, *ex.thread, ex.world().wake_descriptor(*ex.thread));
  bool goes_on = without_permit(ex.world(), *ex.thread, edge, [&] {
    const CurlApi* curl = curl_api(library_error);
    return curl != nullptr && drive.begin(*curl);
  });
  if (!library_error.empty()) return ex.raise_class("ImportError", library_error);
  while (goes_on) {
    const bool is_over = without_permit(ex.world(), *ex.thread, edge, [&] { return drive.run(); });
    if (is_over) break;
    if (transfer->wants_memory()) {
      ex.world().collect(*ex.thread, CollectReason::kMemory);
      without_permit(ex.world(), *ex.thread, edge, [&] { drive.resume(); });
    } else if (!ex.poll()) {
      return kError;
    }
  }
  const Outcome count = push_result(ex, *transfer);
  if (count == kError) return kError;
  return return_values(ex.args(), ex.top - count, static_cast<uint32_t>(count));
}

}  // namespace gilua
