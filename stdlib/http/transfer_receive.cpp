// What libcurl calls while a transfer runs, and what its verdicts mean. See transfer.hpp.
//
// These functions are called from C: no exception leaves them.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "stdlib/http/transfer.hpp"
#include "stdlib/loopback.hpp"

namespace gilua {
namespace {

constexpr size_t kMostHeaderBytes = size_t{256} << 10;  // libcurl itself stops at 300 KB
constexpr size_t kStop = 0;                             // to libcurl: fewer bytes than it gave

std::string_view without_blanks(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

/// "HTTP/1.1 200 OK"
void take_status_line(std::string_view line, HttpResponse& response) {
  const size_t space = std::min(line.find(' '), line.size());
  std::string_view rest = without_blanks(line.substr(space));
  const auto [end, error] =
      std::from_chars(rest.data(), rest.data() + rest.size(), response.status);
  if (error != std::errc()) return;
  rest.remove_prefix(static_cast<size_t>(end - rest.data()));
  response.reason = without_blanks(rest);
}

}  // namespace

size_t HttpTransfer::on_header(char* bytes, size_t size, size_t count, void* self) {
  auto* transfer = static_cast<HttpTransfer*>(self);
  try {
    return transfer->take_header({bytes, size * count}) ? size * count : kStop;
  } catch (const std::bad_alloc&) {
    transfer->fail_for_memory();
    return kStop;
  }
}

bool HttpTransfer::take_header(std::string_view line) {
  header_bytes_ += line.size();
  if (header_bytes_ > kMostHeaderBytes) {
    fail(Kind::kConnection, prefix() + "the response's headers are longer than 256 KiB");
    return false;
  }
  HttpHeaders& headers = response_.headers;
  if (line.starts_with("HTTP/")) {  // of the answer itself, after those of "100 Continue"
    headers.clear();
    take_status_line(line, response_);
    return true;
  }
  const std::string_view text = without_blanks(line);
  if (text.empty()) return true;
  const bool goes_on = line.front() == ' ' || line.front() == '\t';
  if (goes_on && !headers.empty()) {
    headers.back().second.append(" ").append(text);
    return true;
  }
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos) return true;
  headers.emplace_back(without_blanks(line.substr(0, colon)),
                       without_blanks(line.substr(colon + 1)));
  return true;
}

size_t HttpTransfer::on_body(char* bytes, size_t size, size_t count, void* self) {
  return static_cast<HttpTransfer*>(self)->take_body({bytes, size * count});
}

HttpTransfer::Sink HttpTransfer::choose_sink() const {
  constexpr long kSuccess = 200;
  constexpr long kRedirection = 300;
  if (is_redirect()) return Sink::kNowhere;
  const bool succeeded = response_.status >= kSuccess && response_.status < kRedirection;
  return succeeded && !request_.save_to.empty() ? Sink::kFile : Sink::kMemory;
}

size_t HttpTransfer::take_body(std::string_view bytes) {
  if (sink_ == Sink::kUndecided) sink_ = choose_sink();
  if (sink_ == Sink::kFile) {
    const int error = file_.write(bytes);
    if (error != 0) fail(Kind::kFile, {}, error);
    return error == 0 ? bytes.size() : kStop;
  }
  if (sink_ == Sink::kNowhere) return bytes.size();
  try {
    response_.body.append(bytes);
    wants_memory_ = false;
    return bytes.size();
  } catch (const std::bad_alloc&) {
    if (wants_memory_) {  // the collection did not help
      fail_for_memory();
      return kStop;
    }
    wants_memory_ = true;
    if (pressed != nullptr) *pressed = true;
    return CURL_WRITEFUNC_PAUSE;
  }
}

void HttpTransfer::resume() {
  // The bytes that did not fit are given to take_body again, from within.
  const CURLcode code = curl_->easy_pause(handle_, CURLPAUSE_CONT);
  if (code != CURLE_OK && failure_.kind == Kind::kNone) explain(code);
  wants_memory_ = false;
}

void HttpTransfer::give_up(std::string_view reason) try {
  fail(Kind::kConnection, fmt::format("{}{}", prefix(), reason));
} catch (const std::bad_alloc&) {
  fail_for_memory();
}

curl_socket_t HttpTransfer::open_socket(void* self, curlsocktype, curl_sockaddr* address) {
  auto* transfer = static_cast<HttpTransfer*>(self);
  try {
    if (transfer->request_.only_loopback && !is_loopback(&address->addr)) {
      transfer->fail(Kind::kRefused,
                     fmt::format("connecting to {} is not allowed in the sandbox: '{}'",
                                 describe_address(&address->addr), transfer->url_.text));
      return CURL_SOCKET_BAD;
    }
  } catch (const std::bad_alloc&) {
    transfer->fail_for_memory();
    return CURL_SOCKET_BAD;
  }
  // Children that are started meanwhile must not inherit it.
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/// Says why there is no response, if a callback has not.
void HttpTransfer::explain(CURLcode code) {
  const std::string_view text =
      text_[0] == '\0' ? std::string_view(curl_->easy_strerror(code)) : std::string_view(text_);
  long error = 0;
  curl_->easy_getinfo(handle_, CURLINFO_OS_ERRNO, &error);
  switch (code) {
    case CURLE_OUT_OF_MEMORY:
      return fail_for_memory();
    case CURLE_OPERATION_TIMEDOUT:
      if (!request_.timeout_s) return fail(Kind::kTimeout, fmt::format("{}{}", prefix(), text));
      return fail(Kind::kTimeout,
                  fmt::format("{}timed out after {} seconds", prefix(), *request_.timeout_s));
    case CURLE_UNSUPPORTED_PROTOCOL:
      if (text.find("HTTP/0.9") != std::string_view::npos) break;  // the peer's, not the address's
      [[fallthrough]];
    case CURLE_URL_MALFORMAT:
      return fail(Kind::kUrl,
                  fmt::format("Invalid URL '{}': {}", std::string_view(request_.url), text));
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_BAD_FUNCTION_ARGUMENT:
    case CURLE_UNKNOWN_OPTION:
      return fail(Kind::kRequest, fmt::format("{}{}", prefix(), text));
    case CURLE_COULDNT_CONNECT:
      if (text.find(url_.host) == std::string_view::npos || error == 0) break;  // a proxy's
      return fail(Kind::kConnection,
                  fmt::format("{}cannot connect to {} port {}: {}", prefix(), url_.host, url_.port,
                              strerrordesc_np(static_cast<int>(error))),
                  static_cast<int>(error));
    default:
      break;
  }
  fail(Kind::kConnection, fmt::format("{}{}", prefix(), text), static_cast<int>(error));
}

}  // namespace gilua
