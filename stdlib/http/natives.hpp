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

Outcome http_perform(Exec& ex, Args args);  // blocking.cpp

}  // namespace gilua
