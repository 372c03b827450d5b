// The parser of http.serve: what it makes of messages however they are cut, and what it refuses.
#include <catch2/catch.hpp>

#include <memory_resource>
#include <string>
#include <vector>

#include "stdlib/http/request_parser.hpp"
#include "stdlib/loopback.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

using gilua::RequestParser;
using State = RequestParser::State;

namespace {

std::string body_of(const RequestParser& parser) {
  std::string body(parser.body().size(), '\0');
  parser.body().copy_to(body.data());
  return body;
}

/// "METHOD TARGET name=value ... | body" of every message in [bytes], given in pieces of [piece].
std::vector<std::string> parse(const std::string& bytes, size_t piece, uint64_t max_body = 1000) {
  RequestParser parser(*std::pmr::get_default_resource(), max_body);
  std::vector<std::string> messages;
  for (size_t at = 0; at < bytes.size(); at += piece) {
    State state = parser.feed(bytes.substr(at, piece));
    for (; state == State::kComplete; state = parser.next()) {
      std::string text(parser.method());
      text.append(" ").append(parser.target());
      for (const auto& [name, value] : parser.headers())
        text.append(" ").append(name).append("=").append(value);
      messages.push_back(text + " | " + body_of(parser) + (parser.keeps_alive() ? "" : " close"));
    }
    if (state == State::kExpects) messages.emplace_back("expects");
    if (state == State::kBad) {
      messages.push_back(std::to_string(parser.error_status()));
      break;
    }
  }
  return messages;
}

using Messages = std::vector<std::string>;

}  // namespace

TEST_CASE("http parser: messages are the same however they are cut", "[http]") {
  const std::string bytes =
      "GET /a?b=c HTTP/1.1\r\nHost: x\r\nEmpty:\r\nBlanks:  y \t\r\n\r\n"
      "\r\nPOST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello"
      "PUT /q HTTP/1.1\r\nhost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3;ext=1\r\nabc\r\n2\r\nde\r\n0\r\nHost: trailer\r\n\r\n"
      "GET /last HTTP/1.0\r\n\r\n";
  const Messages expected = {
      "GET /a?b=c Host=x Empty= Blanks=y | ",
      "POST /p Host=x Content-Length=5 | hello",
      "PUT /q host=x Transfer-Encoding=chunked | abcde",
      "GET /last |  close",
  };
  for (size_t piece = 1; piece <= bytes.size(); ++piece) {
    INFO("pieces of " << piece << " bytes");
    CHECK(parse(bytes, piece) == expected);
  }
}

TEST_CASE("http parser: what is wrong has a status, for good", "[http]") {
  const auto status = [](const std::string& bytes) {
    const Messages whole = parse(bytes, bytes.size());
    CHECK(parse(bytes, 1) == whole);
    return whole.empty() ? "" : whole.back();
  };
  CHECK(status("hello\r\n\r\n") == "400");
  CHECK(status("GET\r\n\r\n") == "400");
  CHECK(status("GET / HTTP/1.1\r\n\r\n") == "400");  // no Host
  CHECK(status("GET / HTTP/2.0\r\nHost: x\r\n\r\n") == "505");
  CHECK(status("GET / HTTP/1.1\r\nHost: x\r\nbad header\r\n\r\n") == "400");
  CHECK(status("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n") == "400");
  CHECK(status("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n") ==
        "400");
  // Two lengths are how requests are smuggled past a proxy.
  CHECK(status("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n"
               "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n") == "400");
  CHECK(status("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n") == "400");
  CHECK(status("GET / HTTP/1.1\r\nHost: x\r\nA: " + std::string(100'000, 'a')) == "431");
  CHECK(status("GET /" + std::string(100'000, 'a')) == "431");
}

TEST_CASE("http parser: bodies are limited, told beforehand or not", "[http]") {
  const std::string head = "POST / HTTP/1.1\r\nHost: x\r\n";
  CHECK(parse(head + "Content-Length: 11\r\n\r\n", 1000, 10) == Messages{"413"});
  CHECK(parse(head + "Content-Length: 18446744073709551614\r\n\r\n", 1000, 10) == Messages{"400"});
  CHECK(parse(head + "Transfer-Encoding: chunked\r\n\r\n6\r\nabcdef\r\n5\r\nabcde\r\n", 7, 10) ==
        Messages{"413"});
  CHECK(parse(head + "Content-Length: 10\r\n\r\n0123456789", 1000, 10).size() == 1);
}

TEST_CASE("http parser: Expect is told while the body is awaited", "[http]") {
  const std::string head = "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-Continue\r\n";
  const std::string with_body = head + "Content-Length: 2\r\n\r\n";
  CHECK(parse(with_body, 1000) == Messages{"expects"});
  CHECK(parse(with_body + "ok", 1000).size() == 1);  // it did not wait
  const Messages none = parse(head + "Content-Length: 0\r\n\r\n", 1000);
  CHECK((none.size() == 1 && none[0] != "expects"));
}

TEST_CASE("http parser: it is idle between messages", "[http]") {
  RequestParser parser(*std::pmr::get_default_resource(), 10);
  CHECK(parser.is_idle());
  CHECK(parser.feed("G") == State::kNeedsMore);
  CHECK_FALSE(parser.is_idle());
  CHECK(parser.feed("ET / HTTP/1.0\r\n\r\n") == State::kComplete);
  CHECK(parser.next() == State::kNeedsMore);
  CHECK(parser.is_idle());
}

TEST_CASE("loopback: addresses and names of this machine", "[http]") {
  for (const char* host :
       {"127.0.0.1", "127.9.8.7", "::1", "localhost", "LocalHost", "::ffff:127.0.0.1"}) {
    INFO(host);
    CHECK(gilua::is_loopback_host(host));
  }
  for (const char* host : {"", "0.0.0.0", "10.0.0.1", "::", "::ffff:10.0.0.1", "localhost.evil",
                           "127.0.0.1.evil", "128.0.0.1"}) {
    INFO(host);
    CHECK_FALSE(gilua::is_loopback_host(host));
  }
  sockaddr_in v4{};
  v4.sin_family = AF_INET;
  v4.sin_port = htons(80);
  v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const auto* address = reinterpret_cast<const sockaddr*>(&v4);
  CHECK(gilua::is_loopback(address));
  CHECK(gilua::describe_address(address) == "127.0.0.1 port 80");
  v4.sin_addr.s_addr = htonl(INADDR_ANY);
  CHECK_FALSE(gilua::is_loopback(address));
  v4.sin_family = AF_UNIX;
  CHECK_FALSE(gilua::is_loopback(address));
}
