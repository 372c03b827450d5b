// What the native modules of asyncio's input and output share: arguments, and how they answer.
//
// A native that may have to wait answers `future, true` if it has to; its Lua half awaits the
// future, whose results are then what the native would have answered at once. Failures that Lua
// turns into errors of Python's classes come as `nil, status`, with libuv's number.
#pragma once

#include <string>
#include <string_view>

#include "stdlib/aio/loop_use.hpp"
#include "stdlib/aio/stream.hpp"
#include "stdlib/arguments.hpp"
#include "stdlib/state.hpp"

namespace gilua {

/// Argument [i]'s core; nullptr after an error.
inline StreamCore* check_stream(Exec& ex, Args args, uint32_t i = 0) {
  const Value v = args[i];
  auto* box = v.is_userdata() ? v.as_userdata()->as<StreamBox>(kStreamType) : nullptr;
  if (box != nullptr && box->core != nullptr) return box->core;
  ex.bad_type(i, kStreamType.name);
  return nullptr;
}

/// The same for any payload of type T that begins a userdata of [type].
template <typename T>
T* check_payload(Exec& ex, Args args, uint32_t i, const UserdataType& type) {
  const Value v = args[i];
  T* payload = v.is_userdata() ? v.as_userdata()->as<T>(type) : nullptr;
  if (payload == nullptr) ex.bad_type(i, type.name);
  return payload;
}

/// A string that the system takes up to its first '\0': none may be inside.
inline bool check_name(Exec& ex, Args args, uint32_t i, std::string& out) {
  String* text = nullptr;
  if (!string_argument(ex, args, i, text)) return false;
  out = text->view();
  if (out.find('\0') == std::string::npos) return true;
  ex.raise_class("ValueError", "embedded null character");
  return false;
}

/// What was pushed last, [count] values, as the running native's results.
inline Outcome return_pushed(Exec& ex, Outcome count) {
  if (count <= 0) return count;
  return return_values(ex.args(), ex.top - count, static_cast<uint32_t>(count));
}

inline Outcome return_status(Args args, int status) {
  return status < 0 ? args.ret(Value::nil(), Value::integer(status))
                    : args.ret(Value::boolean(true));
}

/// Hands [operation] to the loop and answers `future, true`.
inline Outcome return_wait(Exec& ex, EventLoop& loop, std::unique_ptr<Operation> operation) {
  Value future = Value::nil();
  if (!start_operation(ex, loop, std::move(operation), future)) return kError;
  return ex.args().ret(future, Value::boolean(true));
}

}  // namespace gilua
