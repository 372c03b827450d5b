// Requests out of the bytes of one connection: http-parser's state machine with what a message
// needs kept, and with limits. It knows nothing of Lua and of sockets.
//
// feed() takes what was read until a message is complete; what follows it is kept for next(). What
// is wrong with a message is the status to answer it with, and the end of the connection.
// Private to stdlib/http.
#pragma once

#include <http_parser.h>

#include <memory_resource>
#include <string>
#include <string_view>

#include "stdlib/http/byte_chunks.hpp"
#include "stdlib/http/message.hpp"

namespace gilua {

class RequestParser {
 public:
  enum class State : uint8_t {
    kNeedsMore,
    kExpects,   // the client waits for "100 Continue" before it sends the body; said once
    kComplete,  // a message is there, until next()
    kBad        // error_status() and error_text(); for good
  };

  /// Messages' bodies may have [max_body] bytes. The request line and headers are limited to 80 KiB
  /// by http-parser.
  RequestParser(std::pmr::memory_resource& memory, uint64_t max_body);
  RequestParser(const RequestParser&) = delete;
  RequestParser& operator=(const RequestParser&) = delete;

  /// Throws std::bad_alloc where [bytes] do not fit; the parser is bad then.
  State feed(std::string_view bytes);
  /// Drops the message and goes on with what came behind it.
  State next();

  State state() const { return state_; }
  /// Whether nothing of a message has come yet.
  bool is_idle() const { return !begun_; }

  // --- of a complete message
  std::string_view method() const;
  std::string_view target() const { return target_; }  // as it was sent
  const HttpHeaders& headers() const { return headers_; }
  const ByteChunks& body() const { return body_; }
  unsigned minor_version() const { return parser_.http_minor; }  // HTTP/1.x
  /// Whether the client wants to send another one on this connection.
  bool keeps_alive() const { return keeps_alive_; }

  int error_status() const { return error_status_; }
  std::string_view error_text() const { return error_text_; }

 private:
  using Callback = int (*)(http_parser*);
  using DataCallback = int (*)(http_parser*, const char*, size_t);
  static const http_parser_settings kSettings;
  template <void (RequestParser::*kMethod)()>
  static int notify(http_parser* parser);
  template <void (RequestParser::*kMethod)(std::string_view)>
  static int hand_on(http_parser* parser, const char* bytes, size_t count);

  void reset();
  void begin();
  void take_target(std::string_view bytes) { target_ += bytes; }
  void take_name(std::string_view bytes);
  void take_value(std::string_view bytes);
  void end_headers();
  void take_body(std::string_view bytes);
  void complete();
  void refuse(int status, std::string_view text);
  State run(std::string_view bytes);

  http_parser parser_;
  uint64_t max_body_;
  State state_ = State::kNeedsMore;
  bool begun_ = false;
  bool in_value_ = false;
  bool in_trailer_ = false;  // whose fields are dropped: they must not pass for headers
  bool expects_ = false;
  bool keeps_alive_ = false;
  bool out_of_memory_ = false;
  int error_status_ = 0;
  std::string_view error_text_;  // static text
  std::pmr::string target_;
  HttpHeaders headers_;
  ByteChunks body_;
  std::pmr::string pending_;  // what came behind the message
};

}  // namespace gilua
