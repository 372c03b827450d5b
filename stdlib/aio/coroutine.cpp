// Making generators and coroutine objects, and what becomes of those that nobody finished.
#include "stdlib/aio/coroutine.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include "stdlib/aio/drive.hpp"
#include "stdlib/state.hpp"
#include "stdlib/stdlib.hpp"
#include "stdlib/threading_names.hpp"

namespace gilua {
namespace {

constexpr std::string_view kGeneratorMetatable = "_generator";
constexpr std::string_view kCoroutineMetatable = "_coroutine";

bool generator_wants_finalizer(const void* payload) {
  const Value exec = static_cast<const GeneratorCore*>(payload)->exec.load();
  return exec.is_coroutine() && has_cleanup(*exec.as_coroutine());
}

bool coroutine_wants_finalizer(const void* payload) {
  const auto& core = *static_cast<const CoroutineCore*>(payload);
  // Relaxed: in a stop.
  const CoroutineCore::State state = core.state.load(std::memory_order_relaxed);
  if (state == CoroutineCore::kCreated) return true;
  const Value exec = core.exec.load();
  if (state != CoroutineCore::kDriven || !exec.is_coroutine()) return false;
  return is_fresh(*exec.as_coroutine())
             ? exec.as_coroutine()->status.load(std::memory_order_relaxed) != ExecStatus::kDead
             : has_cleanup(*exec.as_coroutine());
}

void trace_generator(const void* payload, Marker& marker) {
  const auto& core = *static_cast<const GeneratorCore*>(payload);
  marker.mark(core.exec.load());
  marker.mark(core.function.load());
}

void trace_coroutine(const void* payload, Marker& marker) {
  const auto& core = *static_cast<const CoroutineCore*>(payload);
  marker.mark(core.function.load());
  marker.mark(core.exec.load());
  for (uint32_t i = 0; i < core.count; ++i) marker.mark(core.arguments[i].load());
}

bool check_function(Exec& ex, Args args, const char* name) {
  if (args[0].is_function()) return true;
  ex.raise_class("TypeError",
                 fmt::format("{}() expects a function, got {}", name, type_name(args[0])));
  return false;
}

// ---- generators

// The generator function itself. Upvalues: the Lua function, the metatable of generators.
Outcome make_generator(Exec& ex, Args args) {
  const Native& self = *args.base[-1].as_native();
  const Value function = self.upvalues[0].load();
  Userdata* object =
      new_driving_object(ex, kGeneratorType, sizeof(GeneratorCore), self.upvalues[1].load());
  if (object == nullptr) return kError;
  Exec* co = new_driven_coroutine(ex, ExecRole::kGenerator, function, args.base, args.count);
  if (co == nullptr) return kError;
  auto* core = static_cast<GeneratorCore*>(object->payload());
  core->function.init(function);
  core->exec.store(Value::of(co));
  return args.ret(Value::of(object));
}

constexpr NativeRow kMakeGenerator{"generator",           0, -1, Runs::kLeaf, make_generator,
                                   "a generator function"};

Outcome generator(Exec& ex, Args args) {
  if (!check_function(ex, args, "generator")) return kError;
  const Value metatable = raw_field(ex, ex.runtime->registry(), kGeneratorMetatable);
  const Native* made = make_native(ex, kMakeGenerator, {args[0], metatable});
  return made == nullptr ? kError : args.ret(Value::of(made));
}

// ---- coroutine objects

// Upvalues: the Lua function, the metatable of coroutine objects, whether it is an old-style one.
Outcome call_async(Exec& ex, Args args) {
  const Native& self = *args.base[-1].as_native();
  Userdata* object =
      new_coroutine_object(ex, self.upvalues[1].load(), self.upvalues[0].load(), args.base,
                           args.count, !self.upvalues[2].load().is_falsy());
  return object == nullptr ? kError : args.ret(Value::of(object));
}

constexpr NativeRow kCallAsync{"async function", 0,          -1,
                               Runs::kLeaf,      call_async, "an async function"};

Outcome async(Exec& ex, Args args) {
  if (!check_function(ex, args, "async")) return kError;
  const Native* made =
      make_native(ex, kCallAsync, {args[0], coroutine_metatable(ex), Value::boolean(false)});
  return made == nullptr ? kError : args.ret(Value::of(made));
}

Outcome old_async(Exec& ex, Args args) {
  if (!check_function(ex, args, "coroutine")) return kError;
  const Native* made =
      make_native(ex, kCallAsync, {args[0], coroutine_metatable(ex), Value::boolean(true)});
  return made == nullptr ? kError : args.ret(Value::of(made));
}

Outcome object_tostring(Exec& ex, Args args) {
  const CoroutineCore* coroutine = coroutine_of(args[0]);
  const GeneratorCore* generator = generator_of(args[0]);
  if (coroutine == nullptr && generator == nullptr) return ex.bad_type(0, "coroutine");
  const Value function =
      coroutine != nullptr ? coroutine->function.load() : generator->function.load();
  Value text;
  if (!ex.make_string(
          fmt::format("<{} object {}>", coroutine != nullptr ? "coroutine" : "generator",
                      definition_name(function)),
          text))
    return kError;
  return args.ret(text);
}

// The finalizer of coroutine objects. One that never ran says so; a suspended one is closed.
Outcome coroutine_gc(Exec& ex, Args args) {
  CoroutineCore* core = coroutine_of(args[0]);
  if (core == nullptr) return args.ret();
  const bool is_created = take_coroutine(ex, *core, CoroutineCore::kAwaited);
  const Exec* co = exec_of(args[0]);
  if (is_created || (co != nullptr && is_fresh(*co))) {
    const std::string text = fmt::format("RuntimeWarning: coroutine '{}' was never awaited\n",
                                         definition_name(core->function.load()));
    flush_standard_output();
    const World::Blocking released(ex.world(), *ex.thread,
                                   WaitEdge{WaitKind::kReleased, nullptr, "standard error"});
    // A warning that cannot be written has no other place to go.
    [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
    return ex.args().ret();
  }
  return begin_close(ex, args);
}

constexpr NativeRow kGeneratorMethods[] = {
    {"next", 1, 1, Runs::kStaged, begin_next, "g:next(): the next value, or StopIteration",
     Intrinsic::kGeneratorNext, nullptr, next_came},
    {"send", 2, 2, Runs::kStaged, begin_send, "g:send(value): what the yield returns",
     Intrinsic::kNone, nullptr, next_came},
    {"throw", 2, 2, Runs::kStaged, begin_throw, "g:throw(error): raised where it waits",
     Intrinsic::kNone, nullptr, next_came},
    {"close", 1, 1, Runs::kStaged, begin_close, "g:close(): raises GeneratorExit where it waits",
     Intrinsic::kNone, nullptr, close_came},
};
constexpr NativeRow kGeneratorMetamethods[] = {
    {"__call", 1, -1, Runs::kStaged, begin_iterate, "the next value, or nil", Intrinsic::kNone,
     nullptr, iterate_came},
    {"__close", 1, 2, Runs::kStaged, begin_close, "close()", Intrinsic::kNone, nullptr, close_came},
    {"__gc", 1, 1, Runs::kStaged, begin_close, "close()", Intrinsic::kNone, nullptr, close_came},
    {"__tostring", 1, 1, Runs::kLeaf, object_tostring, "<generator object NAME>"},
};
constexpr NativeRow kCoroutineMethods[] = {
    {"send", 2, 2, Runs::kStaged, begin_send, "c:send(value): what the await returns",
     Intrinsic::kNone, nullptr, next_came},
    {"throw", 2, 2, Runs::kStaged, begin_throw, "c:throw(error): raised where it waits",
     Intrinsic::kNone, nullptr, next_came},
    {"close", 1, 1, Runs::kStaged, begin_close, "c:close(): raises GeneratorExit where it waits",
     Intrinsic::kNone, nullptr, close_came},
};
constexpr NativeRow kCoroutineMetamethods[] = {
    {"__close", 1, 2, Runs::kStaged, begin_close, "close()", Intrinsic::kNone, nullptr, close_came},
    {"__gc", 1, 1, Runs::kStaged, coroutine_gc, "says that it was never awaited, or closes it",
     Intrinsic::kNone, nullptr, close_came},
    {"__tostring", 1, 1, Runs::kLeaf, object_tostring, "<coroutine object NAME>"},
};

bool keep_metatable(Exec& ex, const UserdataType& type, std::string_view name,
                    std::span<const NativeRow> methods, std::span<const NativeRow> metamethods) {
  return ex.runtime->register_type(ex, type, methods, metamethods) &&
         set_field(ex, ex.runtime->registry(), name, Value::of(ex.runtime->type_metatable(type)));
}

}  // namespace

extern const UserdataType kGeneratorType{
    "generator", nullptr, trace_generator, false, generator_wants_finalizer, true};
extern const UserdataType kCoroutineType{"coroutine", nullptr, trace_coroutine, false,
                                         coroutine_wants_finalizer};

extern const NativeRow kGeneratorFunction{
    "generator", 1, 1, Runs::kLeaf, generator, "generator(f): a function that makes generators"};
extern const NativeRow kAsyncFunction{
    "async", 1, 1, Runs::kLeaf, async, "async(f): a function that makes coroutine objects"};
extern const NativeRow kOldAsyncFunction{
    "coroutine", 1, 1, Runs::kLeaf, old_async, "coroutine(f): as async, with yield_from for await"};

bool has_cleanup(const Exec& co) {
  if (co.status.load(std::memory_order_relaxed) != ExecStatus::kSuspended || is_fresh(co))
    return false;
  if (co.tbc_count != 0) return true;
  for (const Frame* fr = co.frame; reinterpret_cast<const char*>(fr) < co.limit; ++fr)
    if (fr->body == FrameBody::kPcall || fr->body == FrameBody::kXpcall) return true;
  return false;
}

Userdata* new_driving_object(Exec& ex, const UserdataType& type, size_t bytes, Value metatable) {
  Userdata* object = new_userdata(ex.mutator(), type, bytes);
  if (object == nullptr || !ex.heap().add_finalizer(object)) {
    ex.raise_out_of_memory();
    return nullptr;
  }
  object->metatable.store(metatable.as_table(), std::memory_order_release);
  return object;
}

bool take_coroutine(const Exec& ex, CoroutineCore& core, CoroutineCore::State to) {
  CoroutineCore::State expected = CoroutineCore::kCreated;
  if (!ex.thread->exclusive)  // acquire: the function and its arguments were written before
    return core.state.compare_exchange_strong(expected, to, std::memory_order_acq_rel);
  if (core.state.load(std::memory_order_relaxed) != expected) return false;
  core.state.store(to, std::memory_order_relaxed);
  return true;
}

Exec* drive_coroutine(Exec& ex, CoroutineCore& core, bool owned) {
  if (!take_coroutine(ex, core, CoroutineCore::kDriven)) {
    const Value exec = core.exec.load();
    const bool is_driven =
        core.state.load(std::memory_order_acquire) == CoroutineCore::kDriven && exec.is_coroutine();
    // Relaxed: of two that want it at once the loser finds the Exec taken, too.
    if (is_driven && !core.owned.exchange(owned, std::memory_order_relaxed))
      return exec.as_coroutine();
    if (is_driven && owned) core.owned.store(true, std::memory_order_relaxed);
    ex.raise_class("RuntimeError", is_driven ? "coroutine is being awaited already"
                                             : "cannot reuse already awaited coroutine");
    return nullptr;
  }
  core.owned.store(owned, std::memory_order_relaxed);
  Value arguments[8];
  std::pmr::vector<Value> many(&ex.heap().buffers());
  Value* from = arguments;
  if (core.count > std::size(arguments)) {
    many.resize(core.count);
    from = many.data();
  }
  for (uint32_t i = 0; i < core.count; ++i) from[i] = core.arguments[i].load();
  const ExecRole role = core.old_style ? ExecRole::kOldAsync : ExecRole::kAsync;
  Exec* co = new_driven_coroutine(ex, role, core.function.load(), from, core.count);
  if (co == nullptr) return nullptr;
  for (uint32_t i = 0; i < core.count; ++i) core.arguments[i].store(Value::nil());
  core.exec.store(Value::of(co));
  return co;
}

Value coroutine_metatable(Exec& ex) {
  return raw_field(ex, ex.runtime->registry(), kCoroutineMetatable);
}

Userdata* new_coroutine_object(Exec& ex, Value metatable, Value function, const Value* arguments,
                               uint32_t count, bool old_style) {
  Userdata* object = new_driving_object(ex, kCoroutineType,
                                        sizeof(CoroutineCore) + count * sizeof(Slot), metatable);
  if (object == nullptr) return nullptr;
  auto* core = static_cast<CoroutineCore*>(object->payload());
  core->old_style = old_style;
  core->count = count;
  for (uint32_t i = 0; i < count; ++i) core->arguments[i].init(arguments[i]);
  core->function.init(function);
  return object;
}

bool makes_coroutines(const Native& function) { return function.row == &kCallAsync; }

Exec* exec_of(Value object) {
  if (const GeneratorCore* generator = generator_of(object)) {
    const Value exec = generator->exec.load();
    return exec.is_coroutine() ? exec.as_coroutine() : nullptr;
  }
  const CoroutineCore* coroutine = coroutine_of(object);
  if (coroutine == nullptr) return nullptr;
  const Value exec = coroutine->exec.load();
  return exec.is_coroutine() ? exec.as_coroutine() : nullptr;
}

bool register_coroutines(Exec& ex) {
  if (!raw_field(ex, ex.runtime->registry(), kGeneratorMetatable).is_nil()) return true;
  return keep_metatable(ex, kGeneratorType, kGeneratorMetatable, kGeneratorMethods,
                        kGeneratorMetamethods) &&
         keep_metatable(ex, kCoroutineType, kCoroutineMetatable, kCoroutineMethods,
                        kCoroutineMetamethods);
}

}  // namespace gilua
