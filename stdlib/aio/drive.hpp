// next, send, throw and close of generators and coroutine objects, as stages (vm/exec/stage.hpp).
// Private to stdlib/aio.
#pragma once

#include "stdlib/aio/coroutine.hpp"

namespace gilua {

Outcome begin_next(Exec& ex, Args args);
Outcome begin_send(Exec& ex, Args args);
Outcome begin_throw(Exec& ex, Args args);
/// The stage behind all three: a value, StopIteration, or the error.
Outcome next_came(Exec& ex, Args args, Arrival arrival);

/// As a `for` calls it: the end is nil.
Outcome begin_iterate(Exec& ex, Args args);
Outcome iterate_came(Exec& ex, Args args, Arrival arrival);

Outcome begin_close(Exec& ex, Args args);
Outcome close_came(Exec& ex, Args args, Arrival arrival);

/// StopIteration does not leave a generator or coroutine as itself: RuntimeError "generator raised
/// StopIteration". The error is in ex.error.
Outcome pass_error(Exec& ex, Value object);

}  // namespace gilua
