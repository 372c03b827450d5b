// See request_parser.hpp.
//
// http-parser is C: no exception may pass it, so the callbacks remember that memory ran out and
// make it stop. It is paused at a message's end, so that it does not begin the next one.
#include "stdlib/http/request_parser.hpp"

#include <new>

namespace gilua {
namespace {

enum Status : int {
  kBadRequest = 400,
  kTooLarge = 413,
  kHeadersTooLarge = 431,
  kVersionNotSupported = 505
};

}  // namespace

template <void (RequestParser::*kMethod)()>
int RequestParser::notify(http_parser* parser) {
  auto* self = static_cast<RequestParser*>(parser->data);
  try {
    (self->*kMethod)();
  } catch (const std::bad_alloc&) {
    self->out_of_memory_ = true;
  }
  return self->out_of_memory_ || self->state_ == State::kBad ? -1 : 0;
}

template <void (RequestParser::*kMethod)(std::string_view)>
int RequestParser::hand_on(http_parser* parser, const char* bytes, size_t count) {
  auto* self = static_cast<RequestParser*>(parser->data);
  try {
    (self->*kMethod)({bytes, count});
  } catch (const std::bad_alloc&) {
    self->out_of_memory_ = true;
  }
  return self->out_of_memory_ || self->state_ == State::kBad ? -1 : 0;
}

const http_parser_settings RequestParser::kSettings = {
    notify<&RequestParser::begin>,
    hand_on<&RequestParser::take_target>,
    nullptr,
    hand_on<&RequestParser::take_name>,
    hand_on<&RequestParser::take_value>,
    notify<&RequestParser::end_headers>,
    hand_on<&RequestParser::take_body>,
    notify<&RequestParser::complete>,
    nullptr,
    nullptr,
};

RequestParser::RequestParser(std::pmr::memory_resource& memory, uint64_t max_body)
    : max_body_(max_body), target_(&memory), headers_(&memory), body_(memory), pending_(&memory) {
  reset();
}

void RequestParser::reset() {
  http_parser_init(&parser_, HTTP_REQUEST);
  parser_.data = this;
  state_ = State::kNeedsMore;
  begun_ = in_value_ = in_trailer_ = expects_ = keeps_alive_ = false;
  target_.clear();
  headers_.clear();
  body_.clear();
}

RequestParser::State RequestParser::feed(std::string_view bytes) {
  if (state_ == State::kComplete) {
    pending_ += bytes;
    return state_;
  }
  return state_ == State::kBad ? state_ : run(bytes);
}

RequestParser::State RequestParser::next() {
  if (state_ != State::kComplete) return state_;
  reset();
  const std::pmr::string bytes(std::move(pending_));
  pending_.clear();
  return run(bytes);
}

RequestParser::State RequestParser::run(std::string_view bytes) {
  if (bytes.empty()) return state_;  // to http-parser that would be the connection's end
  const size_t done = http_parser_execute(&parser_, &kSettings, bytes.data(), bytes.size());
  if (out_of_memory_) {
    state_ = State::kBad;
    throw std::bad_alloc();
  }
  if (state_ == State::kBad) return state_;
  if (state_ == State::kComplete) {
    pending_ = bytes.substr(done);
    return state_;
  }
  const http_errno error = HTTP_PARSER_ERRNO(&parser_);
  if (error == HPE_HEADER_OVERFLOW)
    refuse(kHeadersTooLarge, "the request line and headers are too long");
  else if (error != HPE_OK)
    refuse(kBadRequest, http_errno_description(error));
  if (state_ == State::kBad || !expects_) return state_;
  expects_ = false;
  return State::kExpects;
}

void RequestParser::refuse(int status, std::string_view text) {
  state_ = State::kBad;
  error_status_ = status;
  error_text_ = text;
}

void RequestParser::begin() { begun_ = true; }

void RequestParser::take_name(std::string_view bytes) {
  if (in_trailer_) return;
  if (in_value_ || headers_.empty())
    headers_.emplace_back(std::pmr::string(target_.get_allocator()),
                          std::pmr::string(target_.get_allocator()));
  in_value_ = false;
  headers_.back().first += bytes;
}

void RequestParser::take_value(std::string_view bytes) {
  if (in_trailer_) return;
  in_value_ = true;
  if (!headers_.empty()) headers_.back().second += bytes;
}

void RequestParser::end_headers() {
  in_trailer_ = true;
  if (parser_.http_major != 1)
    return refuse(kVersionNotSupported, "the version of HTTP must be 1.0 or 1.1");
  const bool has_length = (parser_.flags & F_CONTENTLENGTH) != 0;
  if (has_length && parser_.content_length > max_body_)
    return refuse(kTooLarge, "the body is too large");
  const bool has_body = (parser_.flags & F_CHUNKED) != 0 || (has_length && parser_.content_length);
  bool has_host = parser_.http_minor == 0;
  for (auto& [name, value] : headers_) {
    while (!value.empty() && (value.back() == ' ' || value.back() == '\t')) value.pop_back();
    has_host = has_host || same_header_name(name, "Host");
    if (same_header_name(name, "Expect") && has_body && parser_.http_minor > 0)
      expects_ = same_header_name(value, "100-continue");
  }
  if (!has_host) refuse(kBadRequest, "a request of HTTP/1.1 needs a Host header");
}

void RequestParser::take_body(std::string_view bytes) {
  expects_ = false;  // it did not wait
  if (bytes.size() > max_body_ - body_.size()) return refuse(kTooLarge, "the body is too large");
  body_.append(bytes);
}

void RequestParser::complete() {
  keeps_alive_ = http_should_keep_alive(&parser_) != 0;
  expects_ = false;
  state_ = State::kComplete;
  http_parser_pause(&parser_, 1);
}

std::string_view RequestParser::method() const {
  return http_method_str(static_cast<http_method>(parser_.method));
}

}  // namespace gilua
