// See transfer.hpp: the course of a transfer, and how a hop is set up. What libcurl calls while it
// runs, and why it failed, is in transfer_receive.cpp.
//
// Redirects are followed here and not by libcurl: the method and the headers change as requests'
// do, every hop is kept, and the sandbox judges each host.
#include "stdlib/http/transfer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "stdlib/loopback.hpp"
#include "vm/world/world.hpp"

namespace gilua {
namespace {

constexpr size_t kMostRedirects = 30;    // as requests
constexpr double kLongestTimeout = 1e6;  // seconds; beyond it there is none
constexpr double kNsPerSecond = 1e9;

}  // namespace

HttpTransfer::HttpTransfer(std::pmr::memory_resource& memory, HttpRequest request)
    : memory_(memory), request_(std::move(request)), response_(memory), history_(&memory) {}

HttpTransfer::~HttpTransfer() {
  if (handle_ != nullptr) curl_->easy_cleanup(handle_);
  if (header_list_ != nullptr) curl_->slist_free_all(header_list_);
}

void HttpTransfer::fail(Kind kind, std::string message, int error) {
  if (failure_.kind == Kind::kNone) failure_ = {kind, std::move(message), error};
}

std::string HttpTransfer::prefix() const {
  return fmt::format("{} {}: ", std::string_view(request_.method), std::string_view(request_.url));
}

bool HttpTransfer::begin(const CurlApi& curl) try {
  curl_ = &curl;
  start_ns_ = World::now_ns();
  if (!request_.save_to.empty()) {
    const int error = file_.open(request_.save_to);
    if (error != 0) {
      fail(Kind::kFile, {}, error);
      return false;
    }
  }
  handle_ = curl.easy_init();
  if (handle_ == nullptr) throw std::bad_alloc();
  return set_up_hop();
} catch (const std::bad_alloc&) {
  fail_for_memory();
  return false;
}

bool HttpTransfer::set_up_hop() {
  if (request_.url.find('\0') != std::string::npos) {
    fail(Kind::kUrl, "Invalid URL: it holds a zero byte");
    return false;
  }
  Result<HttpUrl> parsed = parse_url(*curl_, request_.url.c_str());
  if (!parsed) {
    fail(Kind::kUrl, parsed.error().message);
    return false;
  }
  url_ = std::move(*parsed);
  if (request_.only_loopback && !is_loopback_host(url_.host)) {
    fail(
        Kind::kRefused,
        fmt::format("connecting to other machines is not allowed in the sandbox: '{}'", url_.text));
    return false;
  }
  long timeout_ms = 0;  // none
  if (request_.timeout_s && *request_.timeout_s < kLongestTimeout) {
    const double passed = static_cast<double>(World::now_ns() - start_ns_) / kNsPerSecond;
    const double left = *request_.timeout_s - passed;
    if (left <= 0) {
      explain(CURLE_OPERATION_TIMEDOUT);
      return false;
    }
    timeout_ms = static_cast<long>(std::ceil(left * 1000));
  }
  response_ = HttpResponse(memory_);
  response_.url = url_.text;
  sink_ = Sink::kUndecided;
  header_bytes_ = 0;
  set_options(url_, timeout_ms);
  if (set_error_ == CURLE_OK) return true;
  explain(set_error_);
  return false;
}

void HttpTransfer::set_options(const HttpUrl& url, long timeout_ms) {
  curl_->easy_reset(handle_);
  text_[0] = '\0';
  set(CURLOPT_ERRORBUFFER, text_);
  set(CURLOPT_PRIVATE, this);
  set(CURLOPT_NOSIGNAL, 1L);
  // A name server that does not answer must not be waited for when the transfer is over.
  curl_->easy_setopt(handle_, CURLOPT_QUICK_EXIT, 1L);
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_URL, url.text.c_str());
  set(CURLOPT_TIMEOUT_MS, timeout_ms);
  set(CURLOPT_USERAGENT, "gilua");
  set(CURLOPT_ACCEPT_ENCODING, "");  // whatever libcurl can decode
  set(CURLOPT_HEADERFUNCTION, &HttpTransfer::on_header);
  set(CURLOPT_HEADERDATA, this);
  set(CURLOPT_WRITEFUNCTION, &HttpTransfer::on_body);
  set(CURLOPT_WRITEDATA, this);
  set(CURLOPT_OPENSOCKETFUNCTION, &HttpTransfer::open_socket);
  set(CURLOPT_OPENSOCKETDATA, this);
  set_proxy();
  set_method();
  set_headers();
}

void HttpTransfer::set_proxy() {
  if (request_.only_loopback) return set(CURLOPT_PROXY, "");
  // The environment's, but never on the way to this machine.
  const char* none = std::getenv("no_proxy");
  if (none == nullptr) none = std::getenv("NO_PROXY");
  const std::string list = fmt::format("{}{}localhost,127.0.0.1,127.0.0.0/8,::1",
                                       none == nullptr ? "" : none, none == nullptr ? "" : ",");
  set(CURLOPT_NOPROXY, none != nullptr && std::string_view(none) == "*" ? none : list.c_str());
}

void HttpTransfer::set_method() {
  const std::pmr::string& method = request_.method;
  if (method == "HEAD") return set(CURLOPT_NOBODY, 1L);
  const bool sends = request_.has_body || method == "POST" || method == "PUT" || method == "PATCH";
  if (sends) {
    set(CURLOPT_POST, 1L);
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
    set(CURLOPT_POSTFIELDS, request_.body.c_str());  // not copied: it lives as long as the handle
  }
  if (method != (sends ? "POST" : "GET")) set(CURLOPT_CUSTOMREQUEST, method.c_str());
}

void HttpTransfer::set_headers() {
  curl_->slist_free_all(header_list_);
  header_list_ = nullptr;
  const auto add = [&](const std::string& line) {
    curl_slist* longer = curl_->slist_append(header_list_, line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    header_list_ = longer;
  };
  bool has_type = false;
  for (const auto& [name, value] : request_.headers) {
    has_type = has_type || same_header_name(name, "Content-Type");
    if (same_header_name(name, "Content-Length")) continue;  // is known
    // libcurl's way of saying that the value is empty and not the header to be left out.
    add(value.empty() ? fmt::format("{};", std::string_view(name))
                      : fmt::format("{}: {}", std::string_view(name), std::string_view(value)));
  }
  if (!has_type) add("Content-Type:");  // none, in place of the form's
  add("Expect:");                       // bodies are sent at once
  set(CURLOPT_HTTPHEADER, header_list_);
}

bool HttpTransfer::end_hop(CURLcode code) try {
  if (code != CURLE_OK || failure_.kind != Kind::kNone) {
    explain(code);
    file_.discard();
    return false;
  }
  if (is_redirect() && follow_redirect() && set_up_hop()) return true;
  if (failure_.kind == Kind::kNone) finish();
  if (failure_.kind != Kind::kNone) file_.discard();
  return false;
} catch (const std::bad_alloc&) {
  fail_for_memory();
  file_.discard();
  return false;
}

void HttpTransfer::finish() {
  response_.elapsed_s = static_cast<double>(World::now_ns() - start_ns_) / kNsPerSecond;
  if (choose_sink() != Sink::kFile) return file_.discard();
  const int error = file_.commit();
  if (error != 0) fail(Kind::kFile, {}, error);
}

bool HttpTransfer::is_redirect() const {
  if (!request_.follow) return false;
  switch (response_.status) {
    case 301:
    case 302:
    case 303:
    case 307:
    case 308:
      break;
    default:
      return false;
  }
  return std::any_of(response_.headers.begin(), response_.headers.end(),
                     [](const auto& header) { return same_header_name(header.first, "Location"); });
}

/// Makes the request that of the next hop. False: it has failed, or there is no way to go.
bool HttpTransfer::follow_redirect() {
  const char* next = nullptr;
  curl_->easy_getinfo(handle_, CURLINFO_REDIRECT_URL, &next);
  if (next == nullptr) return false;
  if (history_.size() == kMostRedirects) {
    fail(Kind::kRedirects, fmt::format("{}Exceeded {} redirects.", prefix(), kMostRedirects));
    return false;
  }
  const Result<HttpUrl> target = parse_url(*curl_, next);
  if (!target) {
    fail(Kind::kUrl, fmt::format("{}redirected: {}", prefix(), target.error().message));
    return false;
  }
  // What is meant for one server is not shown to another.
  if (target->scheme != url_.scheme || target->host != url_.host || target->port != url_.port)
    drop_headers({"Authorization", "Cookie"});
  drop_headers({"Host"});
  request_.url = target->text;
  change_method_for_redirect();
  history_.push_back(std::move(response_));
  return true;
}

void HttpTransfer::change_method_for_redirect() {
  const long status = response_.status;
  const bool to_get =
      request_.method != "HEAD" && request_.method != "GET" &&
      (status == 302 || status == 303 || (status == 301 && request_.method == "POST"));
  if (!to_get) return;
  request_.method = "GET";
  request_.body.clear();
  request_.has_body = false;
  drop_headers({"Content-Type", "Content-Length", "HttpTransfer-Encoding"});
}

void HttpTransfer::drop_headers(std::initializer_list<std::string_view> names) {
  std::erase_if(request_.headers, [&](const auto& header) {
    return std::any_of(names.begin(), names.end(),
                       [&](std::string_view name) { return same_header_name(header.first, name); });
  });
}

}  // namespace gilua
