// Module "_http": see natives.hpp.
#include "stdlib/http/natives.hpp"

#include <cstring>

#include "stdlib/http/http.hpp"
#include "stdlib/state.hpp"
#include "vm/exec/call.hpp"

namespace gilua {

bool set_string(Exec& ex, Table* table, const char* name, std::string_view bytes) {
  Value value;
  return ex.make_string(bytes, value) && set_field(ex, table, name, value);
}

bool set_headers(Exec& ex, Table* table, const HttpHeaders& headers) {
  Table* list = new_table(ex.mutator(), static_cast<uint32_t>(2 * headers.size()), 0);
  if (list == nullptr) {
    ex.raise_out_of_memory();
    return false;
  }
  int64_t at = 0;
  const auto append = [&](std::string_view text) {
    Value value;
    if (!ex.make_string(text, value)) return false;
    if (table_set_integer(ex.mutator(), list, ++at, value) == Write::kDone) return true;
    ex.raise_out_of_memory();
    return false;
  };
  for (const auto& [name, value] : headers)
    if (!append(name) || !append(value)) return false;
  return set_field(ex, table, "headers", Value::of(list));
}

bool set_body(Exec& ex, Table* table, const char* name, const ByteChunks& body) {
  String* const bytes = new_string_buffer(ex.mutator(), body.size());
  if (bytes == nullptr) {
    ex.raise_out_of_memory();
    return false;
  }
  body.copy_to(bytes->mutable_data());
  return set_field(ex, table, name, Value::of(bytes));
}

namespace {

bool take_headers(Exec& ex, const Table* list, HttpHeaders& headers) {
  const int64_t count = table_length(list);
  for (int64_t i = 1; i < count; i += 2) {
    const Value name = table_get_integer(list, i);
    const Value value = table_get_integer(list, i + 1);
    if (!name.is_string() || !value.is_string()) {
      ex.raise_class("TypeError", "headers must be strings");
      return false;
    }
    headers.emplace_back(name.as_string()->view(), value.as_string()->view());
  }
  return true;
}

bool take_save_to(Exec& ex, Value path, HttpRequest& request) {
  if (path.is_nil()) return true;
  request.save_to = path.as_string()->view();
  if (request.save_to.find('\0') != std::string::npos) {
    ex.raise_class("ValueError", "embedded null byte");
    return false;
  }
  if (!request.only_loopback) return true;
  raise_refused_file(ex, request.save_to, false);
  return false;
}

/// The table of a response, its body apart; nullptr after raising. Nothing polls.
Table* make_table(Exec& ex, const HttpResponse& response) {
  constexpr uint32_t kFields = 8;
  Table* table = new_table(ex.mutator(), 0, kFields);
  if (table == nullptr) {
    ex.raise_out_of_memory();
    return nullptr;
  }
  const bool made = set_field(ex, table, "status", Value::integer(response.status)) &&
                    set_field(ex, table, "elapsed", Value::number(response.elapsed_s)) &&
                    set_string(ex, table, "reason", response.reason) &&
                    set_string(ex, table, "url", response.url) &&
                    set_headers(ex, table, response.headers);
  return made ? table : nullptr;
}

bool set_history(Exec& ex, Table* table, const std::pmr::vector<HttpResponse>& history) {
  Table* list = new_table(ex.mutator(), static_cast<uint32_t>(history.size()), 0);
  if (list == nullptr) {
    ex.raise_out_of_memory();
    return false;
  }
  int64_t at = 0;
  for (const HttpResponse& response : history) {
    Table* const one = make_table(ex, response);
    if (one == nullptr) return false;
    if (table_set_integer(ex.mutator(), list, ++at, Value::of(one)) == Write::kDone) continue;
    ex.raise_out_of_memory();
    return false;
  }
  return set_field(ex, table, "history", Value::of(list));
}

std::string_view kind_name(HttpFailure::Kind kind) {
  switch (kind) {
    case HttpFailure::Kind::kConnection:
      return "connection";
    case HttpFailure::Kind::kTimeout:
      return "timeout";
    case HttpFailure::Kind::kUrl:
      return "url";
    case HttpFailure::Kind::kRedirects:
      return "redirects";
    case HttpFailure::Kind::kFile:
      return "file";
    default:
      return "request";
  }
}

Outcome push_failure(Exec& ex, const HttpFailure& failure) {
  switch (failure.kind) {
    case HttpFailure::Kind::kMemory:
      return ex.raise_out_of_memory();
    case HttpFailure::Kind::kRefused:
      return ex.raise_class("PermissionError", failure.message);
    default:
      break;
  }
  const bool is_file = failure.kind == HttpFailure::Kind::kFile;
  const std::string text = is_file ? strerrordesc_np(failure.error) : failure.message;
  Value kind;
  Value message;
  if (!ex.make_string(kind_name(failure.kind), kind) || !ex.make_string(text, message))
    return kError;
  ex.push(Value::nil());
  ex.push(kind);
  ex.push(message);
  ex.push(failure.error == 0 ? Value::nil() : Value::integer(failure.error));
  return 4;
}

}  // namespace

std::unique_ptr<HttpTransfer> make_transfer(Exec& ex, Args args, uint32_t first) {
  enum : uint32_t { kMethod, kUrl, kHeaders, kBody, kTimeout, kFollow, kSaveTo };
  std::pmr::memory_resource& memory = ex.heap().buffers();
  HttpRequest request(memory);
  String* method = nullptr;
  String* url = nullptr;
  Table* headers = nullptr;
  if (!ex.check_string(args, first + kMethod, method) ||
      !ex.check_string(args, first + kUrl, url) ||
      !ex.check_table(args, first + kHeaders, headers) ||
      !take_headers(ex, headers, request.headers))
    return nullptr;
  request.method = method->view();
  request.url = url->view();
  if (!args[first + kBody].is_nil()) {
    String* body = nullptr;
    if (!ex.check_string(args, first + kBody, body)) return nullptr;
    request.body = body->view();
    request.has_body = true;
  }
  if (!args[first + kTimeout].is_nil()) {
    double seconds = 0;
    if (!ex.check_number(args, first + kTimeout, seconds)) return nullptr;
    request.timeout_s = seconds;
  }
  request.follow = !args[first + kFollow].is_falsy();
  request.only_loopback = stdlib_state(*ex.runtime).sandbox.is_shut();
  Value save_to = args[first + kSaveTo];
  String* path = nullptr;
  if (!save_to.is_nil()) {
    if (!ex.check_string(args, first + kSaveTo, path)) return nullptr;
    save_to = Value::of(path);
  }
  if (!take_save_to(ex, save_to, request)) return nullptr;
  return std::make_unique<HttpTransfer>(memory, std::move(request));
}

Outcome push_result(Exec& ex, const HttpTransfer& transfer) {
  if (transfer.failure().kind != HttpFailure::Kind::kNone)
    return push_failure(ex, transfer.failure());
  const HttpResponse& response = transfer.response();
  const auto push = [&] {
    Table* const table = make_table(ex, response);
    if (table == nullptr || !set_history(ex, table, transfer.history()) ||
        !set_body(ex, table, "content", response.body))
      return false;
    ex.push(Value::of(table));
    return true;
  };
  if (push()) return 1;
  collect_for_memory(ex);
  return push() ? 1 : kError;
}

namespace {

constexpr NativeRow kRows[] = {
    {"perform", 3, 7, Runs::kFull, http_perform,
     "perform(method, url, headers, body, timeout, allow_redirects, save_to): waits for it"},
    {"new_session", 0, 0, Runs::kLeaf, http_new_session, "new_session(): connections of a loop"},
    {"start", 4, 8, Runs::kFull, http_session_start,
     "start(session, ...): as perform; a Future of its results, or of \"again\" and another "
     "Future"},
    {"close", 1, 1, Runs::kLeaf, http_session_close, "close(session): ends its requests"},
    {"new_parser", 1, 1, Runs::kLeaf, http_new_parser,
     "new_parser(max_body): makes requests of a connection's bytes"},
    {"feed", 2, 2, Runs::kFull, http_parser_feed,
     "feed(parser, bytes): a request, nil, \"expects\", or false, status, text"},
    {"next", 1, 1, Runs::kFull, http_parser_next,
     "next(parser): drops the request; as feed with what came behind it"},
    {"is_idle", 1, 1, Runs::kLeaf, http_parser_is_idle,
     "is_idle(parser): whether nothing of a request has come"},
};

}  // namespace

extern const Library kHttpNative{"_http", kRows, nullptr};

}  // namespace gilua
