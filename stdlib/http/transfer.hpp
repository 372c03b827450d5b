// An HttpTransfer is one request with its redirects, up to the response or the reason why there is
// none: libcurl's easy handle, the callbacks that it calls, and what they collect.
//
// It knows nothing of Lua and of who drives it: http/blocking.cpp waits for one transfer without
// the permit, http/session.cpp drives many from an event loop. A driver calls begin(), hands
// handle() to its multi handle, gives libcurl's verdict to end_hop() and starts over while that
// says so. Afterwards failure() or response() holds. No function throws once it is made.
//
// Memory counts (Heap::buffers). When the limit is met the transfer pauses once: the driver, which
// can, collects and calls resume(). Only then is it a failure. Private to stdlib/http.
#pragma once

#include <cstdint>
#include <memory_resource>
#include <optional>
#include <string>
#include <vector>

#include "stdlib/http/byte_chunks.hpp"
#include "stdlib/http/curl.hpp"
#include "stdlib/http/message.hpp"
#include "stdlib/http/save_file.hpp"

namespace gilua {

struct HttpRequest {
  explicit HttpRequest(std::pmr::memory_resource& memory)
      : method(&memory), url(&memory), headers(&memory), body(&memory) {}

  std::pmr::string method;
  std::pmr::string url;
  HttpHeaders headers;
  std::pmr::string body;
  bool has_body = false;
  bool follow = true;          // redirects
  bool only_loopback = false;  // the sandbox is shut
  std::optional<double> timeout_s;
  std::string save_to;  // empty: nowhere
};

struct HttpResponse {
  explicit HttpResponse(std::pmr::memory_resource& memory)
      : reason(&memory), headers(&memory), url(&memory), body(memory) {}

  long status = 0;
  std::pmr::string reason;
  HttpHeaders headers;
  std::pmr::string url;
  ByteChunks body;
  double elapsed_s = 0;
};

struct HttpFailure {
  enum class Kind : uint8_t {
    kNone,
    kConnection,  // no connection, or it broke, or what came is no HTTP
    kTimeout,
    kUrl,
    kRedirects,  // too many
    kRequest,    // anything else that is wrong with the request or the response
    kMemory,
    kFile,    // [error]: errno of save_to
    kRefused  // by the sandbox
  };
  Kind kind = Kind::kNone;
  std::string message;
  int error = 0;
};

class HttpTransfer {
 public:
  HttpTransfer(std::pmr::memory_resource& memory, HttpRequest request);
  ~HttpTransfer();
  HttpTransfer(const HttpTransfer&) = delete;
  HttpTransfer& operator=(const HttpTransfer&) = delete;

  // --- for drivers. All without the permit.
  /// Sets handle() up for the first hop. False: it has failed.
  bool begin(const CurlApi& curl);
  CURL* handle() const { return handle_; }
  /// libcurl is done with the handle, which is in no multi handle any more. True: it was set up
  /// for the next hop.
  bool end_hop(CURLcode code);
  bool wants_memory() const { return wants_memory_; }
  /// Goes on after wants_memory(); calls back.
  void resume();
  /// It will not go on: [reason] is its failure.
  void give_up(std::string_view reason);
  void* driver = nullptr;   // the driver's own
  bool* pressed = nullptr;  // set to true where wants_memory() becomes true

  const HttpRequest& request() const { return request_; }
  const HttpFailure& failure() const { return failure_; }
  const HttpResponse& response() const { return response_; }
  const std::pmr::vector<HttpResponse>& history() const { return history_; }

 private:
  using Kind = HttpFailure::Kind;
  enum class Sink : uint8_t { kUndecided, kMemory, kFile, kNowhere };

  static size_t on_header(char* bytes, size_t size, size_t count, void* self);
  static size_t on_body(char* bytes, size_t size, size_t count, void* self);
  static curl_socket_t open_socket(void* self, curlsocktype purpose, curl_sockaddr* address);

  void fail(Kind kind, std::string message, int error = 0);
  void fail_for_memory() { fail(Kind::kMemory, {}); }
  bool set_up_hop();
  void set_options(const HttpUrl& url, long timeout_ms);
  void set_method();
  void set_headers();
  void set_proxy();
  template <typename T>
  void set(CURLoption option, T value) {
    const CURLcode code = curl_->easy_setopt(handle_, option, value);
    if (code == CURLE_OUT_OF_MEMORY) throw std::bad_alloc();
    if (code != CURLE_OK && set_error_ == CURLE_OK) set_error_ = code;
  }
  bool take_header(std::string_view line);
  size_t take_body(std::string_view bytes);
  Sink choose_sink() const;
  bool is_redirect() const;
  bool follow_redirect();
  void change_method_for_redirect();
  void drop_headers(std::initializer_list<std::string_view> names);
  void finish();
  void explain(CURLcode code);
  std::string prefix() const;

  std::pmr::memory_resource& memory_;
  HttpRequest request_;
  HttpResponse response_;
  std::pmr::vector<HttpResponse> history_;
  HttpFailure failure_;
  const CurlApi* curl_ = nullptr;
  CURL* handle_ = nullptr;
  curl_slist* header_list_ = nullptr;
  CURLcode set_error_ = CURLE_OK;
  HttpUrl url_;  // of the current hop
  SaveFile file_;
  Sink sink_ = Sink::kUndecided;
  size_t header_bytes_ = 0;
  bool wants_memory_ = false;
  uint64_t start_ns_ = 0;
  char text_[CURL_ERROR_SIZE] = "";  // libcurl's words for what went wrong
};

}  // namespace gilua
