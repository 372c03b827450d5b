// Error objects of our own classes, seen from C++ (module "errors" is written in Lua).
#pragma once

#include <string_view>

#include "vm/exec/exec.hpp"

namespace gilua {

/// Whether [error] is an instance of our class [class_name], or of one that inherits from it.
/// @thread running; neither polls nor runs Lua
bool is_error(Exec& ex, Value error, std::string_view class_name);

/// An instance that is not raised, also in ex.error. False: what is in ex.error is another error
/// (no memory). @thread running, kFull natives   @runs lua
bool make_error(Exec& ex, std::string_view class_name, std::string_view message, Value& out);

/// The subclass of OSError that belongs to an errno, "OSError" if none does.
std::string_view os_error_class(int number);

}  // namespace gilua
