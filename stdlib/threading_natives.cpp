// Module "_threading": the C++ halves of the classes in stdlib/lua/threading.lua, and what
// stdlib/lua/_class.lua needs to give userdata instances fields of their own.
//
// Instances are userdata: the payload is the C++ core, the metatable is that of the instance's Lua
// class, the user value is the table of fields that scripts set (nil until the first one).
#include <fmt/format.h>

#include <iterator>
#include <new>

#include "stdlib/arguments.hpp"
#include "stdlib/state.hpp"
#include "stdlib/sync_objects.hpp"
#include "stdlib/thread_libraries.hpp"
#include "stdlib/threading_arguments.hpp"
#include "stdlib/threading_names.hpp"
#include "stdlib/threading_record.hpp"

namespace gilua {
namespace {

void destroy_thread(void* payload) { (*static_cast<ThreadRecord**>(payload))->unref(); }
const UserdataType kThreadType{"Thread", destroy_thread, nullptr, true};

Userdata* instance_argument(Args args) {
  if (!args[0].is_userdata()) return nullptr;
  Userdata* u = args.base[0].as_userdata();
  return u->type->has_fields ? u : nullptr;
}

// A thread whose init has run; else Python's assertion.
ThreadRecord* check_ready(Exec& ex, Args args) {
  ThreadRecord* record = check_thread(ex, args);
  if (record != nullptr && record->stage() == ThreadStage::kBare) {
    ex.raise_class("AssertionError", "Thread.__init__() not called");
    return nullptr;
  }
  return record;
}

Outcome new_thread(Exec& ex, Args args) {
  Table* metatable = nullptr;
  if (!ex.check_table(args, 0, metatable)) return kError;
  Userdata* object = new_userdata(ex.mutator(), kThreadType, sizeof(ThreadRecord*));
  auto* record = object == nullptr ? nullptr : new (std::nothrow) ThreadRecord;
  if (record == nullptr) return ex.raise_out_of_memory();
  *static_cast<ThreadRecord**>(object->payload()) = record;
  ex.heap().add_finalizable(ex.mutator(), object);
  object->metatable.store(metatable, std::memory_order_release);
  return args.ret(Value::of(object));
}

// init_thread(thread, name, daemon)
Outcome init_thread(Exec& ex, Args args) {
  ThreadRecord* record = check_thread(ex, args);
  String* name = nullptr;
  if (record == nullptr || !ex.check_string(args, 1, name)) return kError;
  if (record->stage() > ThreadStage::kReady) {
    return ex.raise_class("RuntimeError", "threads can only be started once");
  }
  record->set_name(name->view());
  record->daemon.store(!args[2].is_falsy(), std::memory_order_relaxed);
  record->advance(ThreadStage::kBare, ThreadStage::kReady);
  return args.ret();
}

// adopt(thread): the object stands for the thread that calls, which runs already.
Outcome adopt(Exec& ex, Args args) {
  ThreadRecord* record = check_ready(ex, args);
  if (record == nullptr) return kError;
  if (!record->advance(ThreadStage::kReady, ThreadStage::kStarted)) {
    return ex.raise_class("RuntimeError", "threads can only be started once");
  }
  record->begin(ex.world(), *ex.thread);
  ThreadList::of(ex).add(*record, args[0], ex.thread->writer);
  return args.ret();
}

Outcome thread_start(Exec& ex, Args args) {
  ThreadRecord* record = check_thread(ex, args);
  if (record == nullptr) return kError;
  if (record->stage() == ThreadStage::kBare) {
    return ex.raise_class("RuntimeError", "thread.__init__() not called");
  }
  if (!record->advance(ThreadStage::kReady, ThreadStage::kStarted)) {
    return ex.raise_class("RuntimeError", "threads can only be started once");
  }
  ThreadList& list = ThreadList::of(ex);
  bool no_memory = false;
  for (int attempt = 1; attempt <= 2; ++attempt) {
    try {
      list.add(*record, args[0], 0);
      if (launch_thread(ex, *record, no_memory)) return args.ret();
      list.remove(*record);
    } catch (const std::bad_alloc&) {  // by add
      no_memory = true;
    }
    if (!no_memory || attempt == 2) break;
    ex.world().collect(*ex.thread, CollectReason::kMemory);
    args = ex.args();
  }
  record->advance(ThreadStage::kStarted, ThreadStage::kReady);
  if (no_memory) return ex.raise_out_of_memory();
  return ex.raise_class("RuntimeError", "can't start new thread");
}

Outcome thread_join(Exec& ex, Args args) {
  ThreadRecord* record = check_thread(ex, args);
  if (record == nullptr) return kError;
  if (record->stage() == ThreadStage::kBare) {
    return ex.raise_class("RuntimeError", "Thread.__init__() not called");
  }
  if (record->stage() == ThreadStage::kReady) {
    return ex.raise_class("RuntimeError", "cannot join thread before it is started");
  }
  if (record->thread() == ex.thread) {
    return ex.raise_class("RuntimeError", "cannot join current thread");
  }
  Patience patience;
  if (!parse_timeout(ex, args, "join", patience)) return kError;
  // The object stands in this frame, so the record stays while the thread is parked.
  if (record->wait(ex, ThreadRecord::Wait::kEnded, patience.deadline) ==
      World::Woken::kInterrupted) {
    return ex.raise_interrupt();
  }
  return ex.args().ret();
}

Outcome thread_is_alive(Exec& ex, Args args) {
  const ThreadRecord* record = check_ready(ex, args);
  if (record == nullptr) return kError;
  return args.ret(Value::boolean(record->is_alive()));
}

// "initial", "started" or "stopped", as Python's repr says it.
Outcome thread_status(Exec& ex, Args args) {
  const ThreadRecord* record = check_ready(ex, args);
  if (record == nullptr) return kError;
  const ThreadStage stage = record->stage();
  String* text = intern(ex.mutator(), stage == ThreadStage::kReady     ? "initial"
                                      : stage == ThreadStage::kStarted ? "started"
                                                                       : "stopped");
  return text == nullptr ? ex.raise_out_of_memory() : args.ret(Value::of(text));
}

Outcome get_name(Exec& ex, Args args) {
  const ThreadRecord* record = check_ready(ex, args);
  if (record == nullptr) return kError;
  Value name = Value::nil();
  if (!ex.make_string(record->name(), name)) return kError;
  return args.ret(name);
}

Outcome set_name(Exec& ex, Args args) {
  ThreadRecord* record = check_ready(ex, args);
  String* name = nullptr;
  if (record == nullptr || !ex.check_string(args, 1, name)) return kError;
  record->set_name(name->view());
  // The World's own copy is what gil.stats() shows; it is written under the World's registry lock.
  const Thread* runner = record->thread();
  ex.world().for_each_thread([&](Thread& thread) {
    if (&thread == runner) thread.name = name->view();
  });
  return args.ret();
}

Outcome get_daemon(Exec& ex, Args args) {
  const ThreadRecord* record = check_ready(ex, args);
  if (record == nullptr) return kError;
  return args.ret(Value::boolean(record->daemon.load(std::memory_order_relaxed)));
}

Outcome set_daemon(Exec& ex, Args args) {
  ThreadRecord* record = check_ready(ex, args);
  bool daemon = false;
  if (record == nullptr || !check_bool(ex, args[1], "daemon", false, daemon)) return kError;
  if (record->stage() != ThreadStage::kReady) {
    return ex.raise_class("RuntimeError", "cannot set daemon status of active thread");
  }
  record->daemon.store(daemon, std::memory_order_relaxed);
  return args.ret();
}

// A started thread's ids are known once it has attached: Python's start() waits for that, ours does
// not, so whoever asks first does. False after an error; true with ident 0: not started.
bool wait_for_ids(Exec& ex, ThreadRecord& record) {
  if (record.stage() < ThreadStage::kStarted || record.ident() != 0) return true;
  if (record.wait(ex, ThreadRecord::Wait::kBegun, World::kForever) != World::Woken::kInterrupted)
    return true;
  ex.raise_interrupt();
  return false;
}

Outcome get_ident(Exec& ex, Args args) {
  ThreadRecord* record = check_ready(ex, args);
  if (record == nullptr || !wait_for_ids(ex, *record)) return kError;
  const auto ident = static_cast<int64_t>(record->ident());
  return ex.args().ret(ident == 0 ? Value::nil() : Value::integer(ident));
}

Outcome get_native_id(Exec& ex, Args args) {
  ThreadRecord* record = check_ready(ex, args);
  if (record == nullptr || !wait_for_ids(ex, *record)) return kError;
  const int id = record->native_id();
  return ex.args().ret(id == 0 ? Value::nil() : Value::integer(id));
}

// What the thread waits for, in words; nil: it runs.
Outcome waiting_for(Exec& ex, Args args) {
  const ThreadRecord* record = check_ready(ex, args);
  if (record == nullptr) return kError;
  const std::string text = ex.world().describe_wait(record->thread(), record->ident());
  Value result = Value::nil();
  if (!text.empty() && !ex.make_string(text, result)) return kError;
  return args.ret(result);
}

Outcome current(Exec& ex, Args args) {
  const ThreadRecord* record = ThreadList::of(ex).current(ex);
  return args.ret(record == nullptr ? Value::nil() : record->object);
}

Outcome current_ident(Exec& ex, Args args) {
  return args.ret(Value::integer(static_cast<int64_t>(ex.thread->ident)));
}

Outcome current_native_id(Exec& ex, Args args) {
  return args.ret(Value::integer(ex.thread->native_id));
}

Outcome active_count(Exec& ex, Args args) {
  return args.ret(Value::integer(static_cast<int64_t>(ThreadList::of(ex).count())));
}

Outcome enumerate(Exec& ex, Args args) {
  const std::vector<Value> objects = ThreadList::of(ex).objects();
  Table* list = new_table(ex.mutator(), static_cast<uint32_t>(objects.size()), 0);
  if (list == nullptr) return ex.raise_out_of_memory();
  for (const Value& object : objects) {
    if (table_append(ex.mutator(), list, object) != Write::kDone) return ex.raise_out_of_memory();
  }
  return args.ret(Value::of(list));
}

Outcome next_number(Exec& ex, Args args) {
  return args.ret(Value::integer(ThreadList::of(ex).next_number()));
}

// set_functions(bootstrap, report, describe, begin_local): see ThreadList.
Outcome set_functions(Exec& ex, Args args) {
  ThreadList& list = ThreadList::of(ex);
  Value* const places[] = {&list.bootstrap, &list.report, &list.describe, &list.begin_local};
  for (uint32_t i = 0; i < std::size(places); ++i) {
    if (!args[i].is_function()) return ex.bad_type(i, "function");
    *places[i] = args[i];
  }
  return args.ret();
}

// stack_size([size]): the size before, which the new one replaces. CPython's checks and words.
Outcome stack_size(Exec& ex, Args args) {
  constexpr int64_t kLeast = 32768;
  std::atomic<size_t>& bytes = ThreadList::of(ex).stack_bytes;
  const auto before = static_cast<int64_t>(bytes.load(std::memory_order_relaxed));
  if (args[0].is_nil()) return args.ret(Value::integer(before));
  if (!args[0].is_integer()) {
    return ex.raise_class("TypeError",
                          fmt::format("size must be an integer, not {}", type_name(args[0])));
  }
  const int64_t size = args[0].as_integer();
  if (size < 0) return ex.raise_class("ValueError", "size must be 0 or a positive value");
  if (size != 0 && size < kLeast) {
    return ex.raise_class("ValueError", fmt::format("size not valid: {} bytes", size));
  }
  bytes.store(static_cast<size_t>(size), std::memory_order_relaxed);
  return args.ret(Value::integer(before));
}

// write_error(text): to standard error, in one piece.
Outcome write_error(Exec& ex, Args args) {
  String* text = nullptr;
  if (!ex.check_string(args, 0, text)) return kError;
  print_error(*ex.thread, std::string(text->view()));  // others may collect while it is written
  return ex.args().ret();
}

// function_name(f): what messages call it.
Outcome function_name(Exec& ex, Args args) {
  Value name = Value::nil();
  if (!ex.make_string(definition_name(args[0]), name)) return kError;
  return args.ret(name);
}

// fields(object): the table of an instance's own fields, or nil.
Outcome fields(Exec&, Args args) {
  const Userdata* u = instance_argument(args);
  return args.ret(u == nullptr ? Value::nil() : u->user_value.load());
}

// set_field(object, key, value [, metatable]): sets an instance's own field, and the metatable
// that looks at them.
Outcome set_field(Exec& ex, Args args) {
  Userdata* u = instance_argument(args);
  if (u == nullptr) return ex.bad_type(0, "instance");
  Mutator& m = ex.mutator();
  Value own = u->user_value.load();
  while (!own.is_table()) {
    Table* fresh = new_table(m, 0, 4);
    if (fresh == nullptr) return ex.raise_out_of_memory();
    // Another thread may set the first field at the same time: one of the two tables stays.
    u->user_value.compare_exchange(Value::nil(), Value::of(fresh));
    own = u->user_value.load();
  }
  switch (table_set(m, own.as_table(), args[1], args[2])) {
    case Write::kDone:
      break;
    case Write::kNilKey:
      return ex.raise("index is nil");
    case Write::kNanKey:
      return ex.raise("index is NaN");
    default:
      return ex.raise_out_of_memory();
  }
  if (args[3].is_table()) u->metatable.store(args[3].as_table(), std::memory_order_release);
  return args.ret();
}

// bind(function name, positional, "a,b,c", ...): the arguments under those names, one result each.
Outcome bind(Exec& ex, Args args) {
  constexpr uint32_t kMost = 16;
  String* function = nullptr;
  String* list = nullptr;
  int64_t positional = 0;
  if (!ex.check_string(args, 0, function) || !ex.check_integer(args, 1, positional) ||
      !ex.check_string(args, 2, list))
    return kError;
  std::string_view names[kMost];
  Value values[kMost];
  uint32_t count = 0;
  for (std::string_view rest = list->view(); !rest.empty() && count < kMost;) {
    const size_t comma = std::min(rest.find(','), rest.size());
    names[count++] = rest.substr(0, comma);
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  const Signature signature{function->view(), {names, count}, static_cast<uint32_t>(positional)};
  if (!bind_arguments(ex, args, 3, signature, {values, count})) return kError;
  args = ex.args();
  if (!ex.reserve_results(args, count, "too many results")) return kError;
  return return_values(args, values, count);
}

constexpr NativeRow kThreadMethods[] = {
    {"start", 1, 1, Runs::kFull, thread_start, "thread:start(): begins to run it"},
    {"join", 1, 2, Runs::kFull, thread_join, "thread:join(timeout=nil): waits until it ends"},
    {"is_alive", 1, 1, Runs::kFull, thread_is_alive, "thread:is_alive(): started and not ended"},
    {"getName", 1, 1, Runs::kFull, get_name, "thread:getName(): thread.name"},
    {"setName", 2, 2, Runs::kFull, set_name, "thread:setName(name): thread.name = name"},
    {"isDaemon", 1, 1, Runs::kFull, get_daemon, "thread:isDaemon(): thread.daemon"},
    {"setDaemon", 2, 2, Runs::kFull, set_daemon, "thread:setDaemon(flag): thread.daemon = flag"},
};

constexpr NativeRow kRows[] = {
    {"new_thread", 1, 1, Runs::kLeaf, new_thread, "new_thread(metatable): a bare instance"},
    {"init_thread", 3, 3, Runs::kFull, init_thread, "init_thread(thread, name, daemon)"},
    {"adopt", 1, 1, Runs::kFull, adopt, "adopt(thread): stands for the calling thread"},
    {"status", 1, 1, Runs::kFull, thread_status, "status(thread): 'initial', 'started', 'stopped'"},
    {"ident", 1, 1, Runs::kFull, get_ident, "ident(thread): nil before start"},
    {"native_id", 1, 1, Runs::kFull, get_native_id, "native_id(thread): the system's number"},
    {"waiting_for", 1, 1, Runs::kFull, waiting_for,
     "waiting_for(thread): 'Lock held by ...', or nil"},
    {"current", 0, 0, Runs::kLeaf, current, "current(): the calling thread's object, or nil"},
    {"get_ident", 0, 0, Runs::kLeaf, current_ident, "get_ident(): the calling thread's ident"},
    {"get_native_id", 0, 0, Runs::kLeaf, current_native_id, "get_native_id(): the system's number"},
    {"active_count", 0, 0, Runs::kLeaf, active_count, "active_count(): threads alive"},
    {"enumerate", 0, 0, Runs::kLeaf, enumerate, "enumerate(): a list of the threads alive"},
    {"next_number", 0, 0, Runs::kLeaf, next_number, "next_number(): N of Thread-N"},
    {"set_functions", 4, 4, Runs::kLeaf, set_functions,
     "set_functions(bootstrap, report, describe, begin_local): what threads call"},
    {"stack_size", 0, 1, Runs::kFull, stack_size, "stack_size([size]): of threads started later"},
    {"write_error", 1, 1, Runs::kFull, write_error, "write_error(text): to standard error"},
    {"function_name", 1, 1, Runs::kLeaf, function_name, "function_name(f): where it was defined"},
    {"fields", 1, 1, Runs::kLeaf, fields, "fields(object): its own fields, or nil"},
    {"set_field", 3, 4, Runs::kLeaf, set_field, "set_field(object, key, value [, metatable])"},
    {"bind", 3, -1, Runs::kFull, bind, "bind(function, positional, names, ...): keywords by name"},
};

bool open_threading(Exec& ex, Table* library) {
  return make_thread_list(ex) && add_methods(ex, library, "thread_methods", kThreadMethods) &&
         add_methods(ex, library, "timer", timer_rows()) &&
         add_methods(ex, library, "locals", local_rows()) &&
         add_methods(ex, library, "trace", trace_rows());
}

}  // namespace

ThreadRecord* check_thread(Exec& ex, Args args) {
  if (args[0].is_userdata()) {
    if (auto* record = args[0].as_userdata()->as<ThreadRecord*>(kThreadType)) return *record;
  }
  ex.bad_type(0, "Thread");
  return nullptr;
}

extern const Library kThreadingNative{"_threading", kRows, open_threading};

}  // namespace gilua
