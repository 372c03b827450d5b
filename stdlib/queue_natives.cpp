// Module "_queue": the C++ half of module "queue" (stdlib/lua/queue.lua). What a queue does without
// waiting is tried as a leaf first.
#include <fmt/format.h>

#include <new>

#include "stdlib/queue_core.hpp"
#include "stdlib/state.hpp"
#include "stdlib/sync_objects.hpp"
#include "stdlib/thread_libraries.hpp"
#include "stdlib/threading_arguments.hpp"
#include "vm/exec/call.hpp"

namespace gilua {
namespace {

void destroy_queue(void* payload) { static_cast<QueueCore*>(payload)->~QueueCore(); }
void trace_queue(const void* payload, Marker& marker) {
  static_cast<const QueueCore*>(payload)->trace(marker);
}
const UserdataType kQueueType{"Queue", destroy_queue, trace_queue, true};

QueueCore* check_queue(Exec& ex, Args args) { return check_core<QueueCore>(ex, args, kQueueType); }

// new_queue(metatable, "fifo"|"lifo"|"simple")
Outcome new_queue(Exec& ex, Args args) {
  Table* metatable = nullptr;
  String* name = nullptr;
  if (!ex.check_table(args, 0, metatable) || !ex.check_string(args, 1, name)) return kError;
  const auto kind = name->view() == "lifo"     ? QueueCore::Kind::kLifo
                    : name->view() == "simple" ? QueueCore::Kind::kSimple
                                               : QueueCore::Kind::kFifo;
  Userdata* object = new_userdata(ex.mutator(), kQueueType, sizeof(QueueCore));
  if (object == nullptr) return ex.raise_out_of_memory();
  new (object->payload()) QueueCore(ex.heap(), kind);
  ex.heap().add_finalizable(ex.mutator(), object);
  object->metatable.store(metatable, std::memory_order_release);
  return args.ret(Value::of(object));
}

// set_limit(queue, maxsize)
Outcome set_limit(Exec& ex, Args args) {
  QueueCore* queue = check_queue(ex, args);
  int64_t limit = 0;
  if (queue == nullptr || !check_whole(ex, args[1], "maxsize", limit)) return kError;
  queue->set_limit(limit);
  return args.ret();
}

Outcome raise_end(Exec& ex, QueueCore::End end) {
  switch (end) {
    case QueueCore::End::kEmpty:
      return ex.raise_class("Empty", "");
    case QueueCore::End::kFull:
      return ex.raise_class("Full", "");
    case QueueCore::End::kShutDown:
      return ex.raise_class("ShutDown", "");
    case QueueCore::End::kOutOfMemory:
      return ex.raise_out_of_memory();
    default:
      return ex.raise_interrupt();
  }
}

constexpr std::string_view kPatienceNames[] = {"block", "timeout"};

// block=True, timeout=None from argument [first] on.
bool parse_patience(Exec& ex, Args args, uint32_t first, std::string_view function,
                    Patience& patience, Value* timeout = nullptr) {
  Value given[2];
  if (args.count <= first) return true;
  if (!bind_arguments(ex, args, first, {function, kPatienceNames, 2}, given) ||
      !check_bool(ex, given[0], "block", true, patience.blocking))
    return false;
  if (!patience.blocking || given[1].is_nil()) return true;
  double seconds = 0;
  if (!check_seconds(ex, given[1], "timeout", seconds)) return false;
  if (seconds < 0) {
    ex.raise_class("ValueError", "'timeout' must be a non-negative number");
    return false;
  }
  if (timeout != nullptr) *timeout = Value::number(seconds);
  return check_timeout(ex, given[1], patience);
}

// SimpleQueue.put takes both and heeds neither: it never blocks.
bool ignore_patience(Exec& ex, Args args) {
  Value given[2];
  bool blocking = true;
  return bind_arguments(ex, args, 2, {"put", kPatienceNames, 2}, given) &&
         check_bool(ex, given[0], "block", true, blocking);
}

Outcome try_put(Exec& ex, Args args) {
  auto* queue = core_of<QueueCore>(args, kQueueType);
  if (GILUA_UNLIKELY(queue == nullptr || args.count != 2)) return kError;
  return queue->try_put(ex, args.base[1]) ? args.ret() : kError;
}

Outcome try_get(Exec& ex, Args args) {
  auto* queue = core_of<QueueCore>(args, kQueueType);
  Value item = Value::nil();
  if (GILUA_UNLIKELY(queue == nullptr || args.count != 1)) return kError;
  return queue->try_get(ex, item) ? args.ret(item) : kError;
}

// The item is there, even if it is nil.
bool check_item(Exec& ex, Args args, std::string_view function) {
  if (args.has(1)) return true;
  ex.raise_class(
      "TypeError",
      fmt::format("Queue.{}() missing 1 required positional argument: 'item'", function));
  return false;
}

Outcome finish_put(Exec& ex, QueueCore& queue, Patience patience) {
  QueueCore::End end = queue.put(ex, patience);
  if (end == QueueCore::End::kOutOfMemory) {
    collect_for_memory(ex);
    end = queue.put(ex, patience);
  }
  return end == QueueCore::End::kDone ? ex.args().ret() : raise_end(ex, end);
}

Outcome finish_get(Exec& ex, QueueCore& queue, const Patience& patience) {
  Value item = Value::nil();
  const QueueCore::End end = queue.get(ex, patience, item);
  return end == QueueCore::End::kDone ? ex.args().ret(item) : raise_end(ex, end);
}

Outcome put(Exec& ex, Args args) {
  QueueCore* queue = check_queue(ex, args);
  Patience patience;
  if (queue == nullptr || !check_item(ex, args, "put")) return kError;
  const bool is_simple = queue->kind() == QueueCore::Kind::kSimple;
  if (!(is_simple ? ignore_patience(ex, args) : parse_patience(ex, args, 2, "put", patience)))
    return kError;
  return finish_put(ex, *queue, patience);
}

Outcome put_nowait(Exec& ex, Args args) {
  QueueCore* queue = check_queue(ex, args);
  if (queue == nullptr || !check_item(ex, args, "put_nowait")) return kError;
  return finish_put(ex, *queue, {.blocking = false});
}

Outcome get(Exec& ex, Args args) {
  QueueCore* queue = check_queue(ex, args);
  Patience patience;
  if (queue == nullptr || !parse_patience(ex, args, 1, "get", patience)) return kError;
  return finish_get(ex, *queue, patience);
}

Outcome get_nowait(Exec& ex, Args args) {
  QueueCore* queue = check_queue(ex, args);
  return queue == nullptr ? kError : finish_get(ex, *queue, {.blocking = false});
}

Outcome join(Exec& ex, Args args) {
  QueueCore* queue = check_queue(ex, args);
  if (queue == nullptr) return kError;
  const QueueCore::End end = queue->join(ex);
  return end == QueueCore::End::kDone ? ex.args().ret() : raise_end(ex, end);
}

Outcome try_task_done(Exec& ex, Args args) {
  auto* queue = core_of<QueueCore>(args, kQueueType);
  return queue != nullptr && queue->task_done(ex) ? args.ret() : kError;
}

Outcome task_done(Exec& ex, Args args) {
  QueueCore* queue = check_queue(ex, args);
  if (queue == nullptr) return kError;
  if (!queue->task_done(ex))
    return ex.raise_class("ValueError", "task_done() called too many times");
  return args.ret();
}

Outcome shutdown(Exec& ex, Args args) {
  static constexpr std::string_view kNames[] = {"immediate"};
  QueueCore* queue = check_queue(ex, args);
  Value given = Value::nil();
  bool immediately = false;
  if (queue == nullptr || !bind_arguments(ex, args, 1, {"shutdown", kNames, 1}, {&given, 1}) ||
      !check_bool(ex, given, "immediate", false, immediately))
    return kError;
  queue->shut_down(ex, immediately);
  return args.ret();
}

Outcome qsize(Exec& ex, Args args) {
  QueueCore* queue = check_queue(ex, args);
  return queue == nullptr ? kError : args.ret(Value::integer(queue->state(ex).size));
}

Outcome empty(Exec& ex, Args args) {
  QueueCore* queue = check_queue(ex, args);
  return queue == nullptr ? kError : args.ret(Value::boolean(queue->state(ex).size == 0));
}

Outcome full(Exec& ex, Args args) {
  QueueCore* queue = check_queue(ex, args);
  if (queue == nullptr) return kError;
  const int64_t limit = queue->limit();
  return args.ret(Value::boolean(limit > 0 && queue->state(ex).size >= limit));
}

Outcome maxsize(Exec& ex, Args args) {
  QueueCore* queue = check_queue(ex, args);
  return queue == nullptr ? kError : args.ret(Value::integer(queue->limit()));
}

Outcome unfinished(Exec& ex, Args args) {
  QueueCore* queue = check_queue(ex, args);
  return queue == nullptr ? kError : args.ret(Value::integer(queue->state(ex).unfinished));
}

Outcome is_shutdown(Exec& ex, Args args) {
  QueueCore* queue = check_queue(ex, args);
  return queue == nullptr ? kError : args.ret(Value::boolean(queue->state(ex).is_shut_down));
}

const NativeRow kSimpleMethods[] = {
    {"put", 2, 4, Runs::kTry, try_put, "queue:put(item, block=true, timeout=nil)", Intrinsic::kNone,
     put},
    {"get", 1, 3, Runs::kTry, try_get,
     "queue:get(block=true, timeout=nil): the next item; raises Empty", Intrinsic::kNone, get},
    {"put_nowait", 2, 2, Runs::kTry, try_put, "queue:put_nowait(item): raises Full",
     Intrinsic::kNone, put_nowait},
    {"get_nowait", 1, 1, Runs::kTry, try_get, "queue:get_nowait(): the next item; raises Empty",
     Intrinsic::kNone, get_nowait},
    {"qsize", 1, 1, Runs::kLeaf, qsize, "queue:qsize(): how many items lie in it"},
    {"empty", 1, 1, Runs::kLeaf, empty, "queue:empty()"},
};

const NativeRow kMethods[] = {
    {"full", 1, 1, Runs::kLeaf, full, "queue:full(): as many items as maxsize"},
    {"task_done", 1, 1, Runs::kTry, try_task_done, "queue:task_done(): an item was dealt with",
     Intrinsic::kNone, task_done},
    {"join", 1, 1, Runs::kFull, join, "queue:join(): waits until all items were dealt with"},
    {"shutdown", 1, 2, Runs::kFull, shutdown,
     "queue:shutdown(immediate=false): put raises ShutDown, get does once it is empty"},
};

const NativeRow kProperties[] = {
    {"maxsize", 1, 1, Runs::kLeaf, maxsize, "queue.maxsize"},
    {"unfinished_tasks", 1, 1, Runs::kLeaf, unfinished, "queue.unfinished_tasks"},
    {"is_shutdown", 1, 1, Runs::kLeaf, is_shutdown, "queue.is_shutdown"},
};

// patience(function, block, timeout), as a queue's methods take the two: whether to wait, and how
// many seconds at most.
Outcome patience(Exec& ex, Args args) {
  String* function = nullptr;
  Patience parsed;
  Value timeout = Value::nil();
  if (!ex.check_string(args, 0, function) ||
      !parse_patience(ex, args, 1, function->view(), parsed, &timeout))
    return kError;
  return args.ret(Value::boolean(parsed.blocking), timeout);
}

// is_ordered(a, b): whether `<` asks a metamethod of one of them, however they hide it.
Outcome is_ordered(Exec& ex, Args args) {
  return args.ret(Value::boolean(!metamethod_of(ex, args[0], Event::kLt).is_nil() ||
                                 !metamethod_of(ex, args[1], Event::kLt).is_nil()));
}

// is_sequence(v): whether `<` is made up for it: a table without metatable whose keys, if it has
// any, begin with 1. Python's dict, a table of named fields, has no order; "n" is none of those.
Outcome is_sequence(Exec&, Args args) {
  if (!args[0].is_table()) return args.ret(Value::boolean(false));
  const Table* t = args[0].as_table();
  // Acquire pairs with setmetatable's release.
  if (t->metatable.load(std::memory_order_acquire) != nullptr)
    return args.ret(Value::boolean(false));
  if (table_length(t) > 0) return args.ret(Value::boolean(true));
  Value key = Value::nil();
  Value value = Value::nil();
  while (table_next(t, key, value) == Next::kFound) {
    if (!key.is_string() || key.as_string()->view() != "n") return args.ret(Value::boolean(false));
  }
  return args.ret(Value::boolean(true));
}

constexpr NativeRow kRows[] = {
    {"is_ordered", 2, 2, Runs::kLeaf, is_ordered, "is_ordered(a, b): whether one has __lt"},
    {"is_sequence", 1, 1, Runs::kLeaf, is_sequence, "is_sequence(v): compared by its elements"},
    {"patience", 1, 4, Runs::kFull, patience,
     "patience(function, block, timeout): whether to wait; how many seconds at most"},
    {"new_queue", 2, 2, Runs::kLeaf, new_queue, "new_queue(metatable, 'fifo'|'lifo'|'simple')"},
    {"set_limit", 2, 2, Runs::kFull, set_limit, "set_limit(queue, maxsize): before others see it"},
};

bool open_queue(Exec& ex, Table* library) {
  return add_methods(ex, library, "simple_methods", kSimpleMethods) &&
         add_methods(ex, library, "methods", kMethods) &&
         add_methods(ex, library, "properties", kProperties);
}

}  // namespace

extern const Library kQueueNative{"_queue", kRows, open_queue};

}  // namespace gilua
