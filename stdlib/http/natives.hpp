// What the natives of module "_http" share: requests from values, responses to values.
//
// A request is (method, url, headers, body, timeout, allow_redirects, save_to), checked and encoded
// by stdlib/lua/_http/client.lua: [headers] is a sequence of names and values in turn, the others
// may be nil. A response is a table of plain values; a failure is nil, its kind, the message and an
// errno, and the Lua side raises it. Private to stdlib/http.
#pragma once

#include <memory>

#include "stdlib/http/transfer.hpp"
#include "vm/exec/exec.hpp"

namespace gilua {

/// An HttpTransfer for the arguments from [first] on; nullptr after an error, a PermissionError for
/// a file in the sandbox among them. kFull natives. @runs lua
std::unique_ptr<HttpTransfer> make_transfer(Exec& ex, Args args, uint32_t first);
/// Pushes what became of it and returns how many values, or kError. kFull natives. @runs lua
Outcome push_result(Exec& ex, const HttpTransfer& transfer);

// --- parts of messages as fields of [table]; false after raising. Neither polls nor runs Lua.
bool set_string(Exec& ex, Table* table, const char* name, std::string_view bytes);
bool set_headers(Exec& ex, Table* table, const HttpHeaders& headers);
bool set_body(Exec& ex, Table* table, const char* name, const ByteChunks& body);

// --- rows of the module
Outcome http_perform(Exec& ex, Args args);      // blocking.cpp
Outcome http_new_session(Exec& ex, Args args);  // session_natives.cpp
Outcome http_session_start(Exec& ex, Args args);
Outcome http_session_close(Exec& ex, Args args);
Outcome http_new_parser(Exec& ex, Args args);  // server.cpp
Outcome http_parser_feed(Exec& ex, Args args);
Outcome http_parser_next(Exec& ex, Args args);
Outcome http_parser_is_idle(Exec& ex, Args args);

}  // namespace gilua
