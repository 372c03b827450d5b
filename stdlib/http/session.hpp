// http.Session: many transfers at a time, driven by an event loop. Private to stdlib/http.
//
// An HttpPool is a multi handle of libcurl's with the connections that it keeps, on handles of
// libuv's: a poll for each socket and a timer. A SessionRequest is one transfer as an Operation of
// the loop. While it is in its pool's list the pool may name it, and it the pool; whoever takes it
// off the list (its end, a cancellation, the pool's end) parts the two.
//
// Everything happens in the loop's thread. libuv's callbacks hold no permit, so a transfer that
// meets the memory limit ends its Operation early: deliver() collects and lets a second one go on.
#pragma once

#include <memory>

#include "stdlib/aio/loop.hpp"
#include "stdlib/http/transfer.hpp"

namespace gilua {

class SessionRequest;

class HttpPool final : public Resource {
 public:
  /// Call init() next. @thread the loop's, running
  HttpPool(EventLoop& loop, const CurlApi& curl);
  /// False, and the pool is abandoned: no memory or no descriptors.
  bool init();

  const CurlApi& curl() const { return curl_; }
  /// Begins a transfer that was set up: it is in the list afterwards.
  void add(SessionRequest& request);
  /// Takes it off the list, wherever it stands.
  void remove(SessionRequest& request);
  /// [heir] goes on with [request]'s transfer, in its place in the list.
  void replace(SessionRequest& request, SessionRequest& heir);
  /// The handle is done: takes it out, and puts it in again for the next hop.
  void end_hop(SessionRequest& request, CURLcode code);

 private:
  struct Watch;  // of one socket
  ~HttpPool() override = default;
  void close_handles() override;

  static int on_socket(CURL*, curl_socket_t socket, int what, void* self, void* watch);
  static int on_timer(CURLM*, long timeout_ms, void* self);
  bool watch(curl_socket_t socket, int what, Watch* known);
  void act(curl_socket_t socket, int events);
  void read_messages();
  void end_pressed();
  void unlink(SessionRequest& request);
  void handle_closed();

  const CurlApi& curl_;
  CURLM* multi_ = nullptr;
  uv_timer_t timer_{};
  unsigned handles_ = 0;  // of libuv's, whose close callbacks have not come
  SessionRequest* first_ = nullptr;
  friend class SessionRequest;
  bool pressed_ = false;  // some transfer has begun to wait for memory
};

class SessionRequest final : public Operation {
 public:
  explicit SessionRequest(std::unique_ptr<HttpTransfer> transfer);
  ~SessionRequest() override;

  /// Begins, in [pool]; or ends at once with what is wrong. @thread the loop's, running
  void begin(HttpPool& pool);
  Outcome deliver(Exec& ex) override;
  void cancel() override;
  HttpTransfer& transfer() { return *transfer_; }

 private:
  friend class HttpPool;
  void end();
  Outcome go_on(Exec& ex);

  std::unique_ptr<HttpTransfer> transfer_;
  HttpPool* pool_ = nullptr;  // while it is in its list
  SessionRequest* before_ = nullptr;
  SessionRequest* after_ = nullptr;
  bool is_over_ = false;
};

}  // namespace gilua
