// See session.hpp.
#include "stdlib/http/session.hpp"

#include "stdlib/http/natives.hpp"
#include "vm/exec/call.hpp"

namespace gilua {

struct HttpPool::Watch {
  uv_poll_t poll{};
  HttpPool* pool = nullptr;
  curl_socket_t socket = CURL_SOCKET_BAD;
};

HttpPool::HttpPool(EventLoop& loop, const CurlApi& curl) : Resource(loop), curl_(curl) {}

bool HttpPool::init() {
  uv_loop_t* const uv = uv_loop_of(loop());
  multi_ = uv == nullptr ? nullptr : curl_.multi_init();
  if (multi_ == nullptr) {
    abandon();
    return false;
  }
  uv_timer_init(uv, &timer_);
  timer_.data = this;
  handles_ = 1;
  curl_.multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &HttpPool::on_socket);
  curl_.multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
  curl_.multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &HttpPool::on_timer);
  curl_.multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
  return true;
}

// --- what libcurl wants to be told of

int HttpPool::on_socket(CURL*, curl_socket_t socket, int what, void* self, void* watch) {
  auto* pool = static_cast<HttpPool*>(self);
  auto* known = static_cast<Watch*>(watch);
  try {
    return pool->watch(socket, what, known) ? 0 : -1;
  } catch (const std::bad_alloc&) {
    return -1;
  }
}

bool HttpPool::watch(curl_socket_t socket, int what, Watch* known) {
  if (what == CURL_POLL_REMOVE) {
    if (known == nullptr) return true;
    curl_.multi_assign(multi_, socket, nullptr);
    uv_close(reinterpret_cast<uv_handle_t*>(&known->poll), [](uv_handle_t* handle) {
      const std::unique_ptr<Watch> closed(static_cast<Watch*>(handle->data));
      closed->pool->handle_closed();
    });
    return true;
  }
  if (known == nullptr) {
    auto fresh = std::make_unique<Watch>();
    fresh->pool = this;
    fresh->socket = socket;
    fresh->poll.data = fresh.get();
    if (uv_poll_init_socket(uv_loop_of(loop()), &fresh->poll, socket) != 0) return false;
    ++handles_;
    known = fresh.release();
    curl_.multi_assign(multi_, socket, known);
  }
  const int events = ((what & CURL_POLL_IN) != 0 ? UV_READABLE : 0) |
                     ((what & CURL_POLL_OUT) != 0 ? UV_WRITABLE : 0);
  return uv_poll_start(&known->poll, events, [](uv_poll_t* poll, int status, int ready) {
           const auto* seen = static_cast<Watch*>(poll->data);
           int flags = status < 0 ? CURL_CSELECT_ERR : 0;
           if (status >= 0 && (ready & UV_READABLE)) flags |= CURL_CSELECT_IN;
           if (status >= 0 && (ready & UV_WRITABLE)) flags |= CURL_CSELECT_OUT;
           seen->pool->act(seen->socket, flags);
         }) == 0;
}

int HttpPool::on_timer(CURLM*, long timeout_ms, void* self) {
  auto* pool = static_cast<HttpPool*>(self);
  if (timeout_ms < 0) return uv_timer_stop(&pool->timer_);
  if (pool->is_closing()) return 0;
  const auto expired = [](uv_timer_t* timer) {
    static_cast<HttpPool*>(timer->data)->act(CURL_SOCKET_TIMEOUT, 0);
  };
  return uv_timer_start(&pool->timer_, expired, static_cast<uint64_t>(timeout_ms), 0);
}

void HttpPool::act(curl_socket_t socket, int events) {
  int running = 0;
  curl_.multi_socket_action(multi_, socket, events, &running);
  read_messages();
  end_pressed();
}

// --- requests

void HttpPool::add(SessionRequest& request) {
  request.pool_ = this;
  request.before_ = nullptr;
  request.after_ = first_;
  if (first_ != nullptr) first_->before_ = &request;
  first_ = &request;
  if (curl_.multi_add(multi_, request.transfer().handle()) != CURLM_OK)
    end_hop(request, CURLE_OUT_OF_MEMORY);
}

void HttpPool::unlink(SessionRequest& request) {
  (request.before_ != nullptr ? request.before_->after_ : first_) = request.after_;
  if (request.after_ != nullptr) request.after_->before_ = request.before_;
  request.pool_ = nullptr;
}

void HttpPool::remove(SessionRequest& request) {
  curl_.multi_remove(multi_, request.transfer().handle());
  unlink(request);
}

void HttpPool::replace(SessionRequest& request, SessionRequest& heir) {
  heir.pool_ = this;
  heir.before_ = request.before_;
  heir.after_ = request.after_;
  (heir.before_ != nullptr ? heir.before_->after_ : first_) = &heir;
  if (heir.after_ != nullptr) heir.after_->before_ = &heir;
  request.pool_ = nullptr;
}

void HttpPool::end_hop(SessionRequest& request, CURLcode code) {
  CURL* const handle = request.transfer().handle();
  curl_.multi_remove(multi_, handle);
  while (request.transfer().end_hop(code)) {
    if (curl_.multi_add(multi_, handle) == CURLM_OK) return;
    code = CURLE_OUT_OF_MEMORY;
  }
  unlink(request);
  request.end();
}

void HttpPool::read_messages() {
  int left = 0;
  while (const CURLMsg* message = curl_.multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const CURLcode code = message->data.result;  // the message does not outlive the handle's leave
    char* transfer = nullptr;
    curl_.easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
    void* const driver = reinterpret_cast<HttpTransfer*>(transfer)->driver;
    end_hop(*static_cast<SessionRequest*>(driver), code);
  }
}

/// Ends the Operations of transfers that wait for memory. They stay in the list, paused.
void HttpPool::end_pressed() {
  if (!pressed_) return;
  pressed_ = false;
  for (SessionRequest* request = first_; request != nullptr; request = request->after_)
    if (request->transfer().wants_memory()) request->end();
}

// --- the end

void HttpPool::close_handles() {
  while (first_ != nullptr) {
    SessionRequest& request = *first_;
    remove(request);
    request.transfer().give_up("the session was closed");
    request.end();
  }
  curl_.multi_cleanup(multi_);  // closes the connections, which ends their watches
  uv_close(reinterpret_cast<uv_handle_t*>(&timer_),
           [](uv_handle_t* handle) { static_cast<HttpPool*>(handle->data)->handle_closed(); });
}

void HttpPool::handle_closed() {
  --handles_;
  if (handles_ == 0) handles_closed();  // the timer is closed last
}

SessionRequest::SessionRequest(std::unique_ptr<HttpTransfer> transfer)
    : transfer_(std::move(transfer)) {
  transfer_->driver = this;
}

SessionRequest::~SessionRequest() {
  if (pool_ != nullptr) pool_->remove(*this);
}

void SessionRequest::begin(HttpPool& pool) {
  if (!transfer_->begin(pool.curl())) return end();
  transfer_->pressed = &pool.pressed_;
  pool.add(*this);
}

void SessionRequest::end() {
  if (is_over_) return;
  is_over_ = true;
  finish();
}

void SessionRequest::cancel() {
  if (pool_ != nullptr) pool_->remove(*this);
  end();
}

Outcome SessionRequest::deliver(Exec& ex) {
  return pool_ == nullptr ? push_result(ex, *transfer_) : go_on(ex);
}

/// Collects, and pushes "again" and the Future of an Operation that goes on with the transfer.
Outcome SessionRequest::go_on(Exec& ex) {
  collect_for_memory(ex);
  HttpPool& pool = *pool_;
  auto heir = std::make_unique<SessionRequest>(std::move(transfer_));
  SessionRequest* const request = heir.get();
  pool.replace(*this, *request);
  Value again;
  Value future;
  if (!ex.make_string("again", again) || !start_operation(ex, pool.loop(), std::move(heir), future))
    return kError;
  ex.push(again);
  ex.push(future);
  request->transfer().resume();
  if (request->transfer().failure().kind != HttpFailure::Kind::kNone)
    pool.end_hop(*request, CURLE_WRITE_ERROR);
  return 2;
}

}  // namespace gilua
