// A World with Lua in it: roots, libraries, types, loading of chunks, coroutines and threads'
// Execs.
#include "vm/exec/runtime.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <new>

#include "vm/exec/call.hpp"
#include "vm/exec/operate.hpp"
#include "vm/front/front.hpp"

namespace gilua {

namespace {
constexpr size_t kMainStackBytes = size_t{16} * 1024;
/// Enough for a few calls: there may be thousands of threads, and stacks grow.
constexpr size_t kThreadStackBytes = size_t{2} * 1024;
constexpr size_t kMinCoroutineBytes = 192;
}  // namespace

struct Runtime::Impl {
  Table* globals = nullptr;
  Table* registry = nullptr;
  Table* loaded = nullptr;
  Exec* main_exec = nullptr;
  // Set rarely, read by every thread; the metatables themselves are tables with their own protocol.
  std::atomic<Table*> basic_metatables[kCell] = {};  // by basic_type(tag)
  Names names;
  String* out_of_memory = nullptr;
  String* error_in_error_handling = nullptr;
  String* raise_class_key = nullptr;
  std::function<void(Exec&, std::string_view)> warning_handler;
  mutable Mutex types_mutex;
  std::map<const UserdataType*, Table*> types GUARDED_BY(types_mutex);

  void mark(Marker& marker) NO_THREAD_SAFETY_ANALYSIS {  // runs in a stop
    for (const Object* o :
         {static_cast<const Object*>(globals), static_cast<const Object*>(registry),
          static_cast<const Object*>(loaded), static_cast<const Object*>(main_exec),
          static_cast<const Object*>(names.tostring), static_cast<const Object*>(names.name),
          static_cast<const Object*>(out_of_memory),
          static_cast<const Object*>(error_in_error_handling),
          static_cast<const Object*>(raise_class_key)})
      if (o != nullptr) marker.mark(o);
    for (const std::atomic<Table*>& t : basic_metatables)
      if (t.load() != nullptr) marker.mark(static_cast<const Object*>(t.load()));
    for (const auto& [type, table] : types) marker.mark(static_cast<const Object*>(table));
  }
};

Runtime::Runtime(const RuntimeOptions& options)
    : world(options.world), binary_chunks(options.binary_chunks), impl(std::make_unique<Impl>()) {
  world.heap.set_trace_exec(trace_exec);
  world.add_roots([this](Marker& marker) { impl->mark(marker); });
  world.set_trace_thread([](Thread& thread, Marker& marker) {
    if (thread.exec != nullptr) marker.mark(static_cast<const Object*>(thread.exec));
  });
  main.is_main = true;
  main.name = "MainThread";
  world.attach(main);
  impl->registry = new_table(main, 0, 16);
  impl->globals = new_table(main, 0, 64);
  impl->loaded = new_table(main, 0, 32);
  impl->names.tostring = intern(main, "__tostring");
  impl->names.name = intern(main, "__name");
  impl->out_of_memory = intern(main, "not enough memory");
  impl->error_in_error_handling = intern(main, "error in error handling");
  impl->raise_class_key = intern(main, "_raise_class");
  impl->main_exec = new_thread_exec(main);
  table_set(main, impl->registry, Value::of(intern(main, "_LOADED")), Value::of(impl->loaded));
}

Runtime::~Runtime() {
  if (main.world != nullptr) world.detach(main);
}

Table* Runtime::globals() const { return impl->globals; }
Table* Runtime::registry() const { return impl->registry; }
Table* Runtime::loaded() const { return impl->loaded; }
Exec& Runtime::main_exec() const { return *impl->main_exec; }
const Runtime::Names& Runtime::names() const { return impl->names; }
Value Runtime::out_of_memory_message() const { return Value::of(impl->out_of_memory); }
Value Runtime::error_in_error_handling() const { return Value::of(impl->error_in_error_handling); }

namespace {

/// Of the tags that are one type to Lua, the first.
uint64_t basic_type(uint64_t tag) {
  switch (tag) {
    case kTrue:
      return kFalse;
    case kFloat:
      return kInteger;
    case kNative:
      return kClosure;
    default:
      return tag;
  }
}

}  // namespace

// Release and acquire: who finds a metatable finds its contents.
Table* Runtime::basic_metatable(uint64_t tag) const {
  return impl->basic_metatables[basic_type(tag)].load(std::memory_order_acquire);
}
void Runtime::set_basic_metatable(uint64_t tag, Table* t) {
  impl->basic_metatables[basic_type(tag)].store(t, std::memory_order_release);
}

Table* Runtime::type_metatable(const UserdataType& type) const {
  MutexLock lock(impl->types_mutex);
  const auto it = impl->types.find(&type);
  return it == impl->types.end() ? nullptr : it->second;
}

void Runtime::set_warning_handler(std::function<void(Exec&, std::string_view)> handler) {
  impl->warning_handler = std::move(handler);
}

void Runtime::warn(Exec& ex, std::string_view text) {
  if (impl->warning_handler) impl->warning_handler(ex, text);
}

// ---- libraries

namespace {

bool set_field(Exec& ex, Table* t, std::string_view name, Value v) {
  String* key = intern(ex.mutator(), name);
  if (key != nullptr && table_set(ex.mutator(), t, Value::of(key), v) == Write::kDone) return true;
  ex.raise_out_of_memory();
  return false;
}

bool add_rows(Exec& ex, Table* t, std::span<const NativeRow> rows) {
  for (const NativeRow& row : rows) {
    Native* native = new_native(ex.mutator(), &row, 0);
    if (native == nullptr) {
      ex.raise_out_of_memory();
      return false;
    }
    if (!set_field(ex, t, row.name, Value::of(native))) return false;
  }
  return true;
}

Table* pushed_table(Exec& ex, size_t fields) {
  Table* t = ex.reserve(2) ? new_table(ex.mutator(), 0, static_cast<uint32_t>(fields)) : nullptr;
  if (t == nullptr) {
    ex.raise_out_of_memory();
    return nullptr;
  }
  ex.push(Value::of(t));
  return t;
}

}  // namespace

bool Runtime::make_library(Exec& ex, const Library& library) {
  Table* t = nullptr;
  if (std::string_view(library.name) == "_G") {
    if (!ex.reserve(2)) return false;
    t = impl->globals;
    ex.push(Value::of(t));
  } else {
    t = pushed_table(ex, library.rows.size());
  }
  if (t == nullptr || !add_rows(ex, t, library.rows)) return false;
  return library.open == nullptr || library.open(ex, t);
}

bool Runtime::open(Exec& ex, const Library& library) {
  if (!make_library(ex, library)) return false;
  const Value t = ex.pop();
  return set_field(ex, impl->loaded, library.name, t) &&
         set_field(ex, impl->globals, library.name, t);
}

bool Runtime::register_type(Exec& ex, const UserdataType& type, std::span<const NativeRow> methods,
                            std::span<const NativeRow> metamethods) {
  Table* mt = pushed_table(ex, metamethods.size() + 2);
  if (mt == nullptr) return false;
  Table* index = pushed_table(ex, methods.size());
  Value name;
  if (index == nullptr || !add_rows(ex, index, methods) || !ex.make_string(type.name, name) ||
      !set_field(ex, mt, "__index", Value::of(index)) || !set_field(ex, mt, "__name", name) ||
      !add_rows(ex, mt, metamethods))
    return false;
  {
    MutexLock lock(impl->types_mutex);
    impl->types.emplace(&type, mt);
  }
  ex.pop();
  ex.pop();
  return true;
}

bool Runtime::class_raiser(Exec& ex, Value& out) {
  out = table_get(impl->registry, Value::of(impl->raise_class_key));
  if (!out.is_nil()) return true;
  String* key = intern(ex.mutator(), "require");
  const Value require = key == nullptr ? Value::nil() : table_get(impl->globals, Value::of(key));
  if (!require.is_function()) return true;
  Value name;
  if (!ex.reserve(3) || !ex.make_string("gilua.errors", name)) return false;
  ex.push(require);
  ex.push(name);
  if (ex.call(1, 0) < 0) return false;
  out = table_get(impl->registry, Value::of(impl->raise_class_key));
  return true;
}

// ---- chunks

namespace {

bool is_binary(std::string_view chunk) { return !chunk.empty() && chunk.front() == '\x1b'; }

/// Text is compiled without the permit when threads run in parallel, so that a large source delays
/// no stop; with the GIL on compiling is work like any other and keeps it.
Result<Proto*> load_proto(Exec& ex, std::string_view chunk, std::string_view name,
                          std::string_view mode) {
  World& world = ex.world();
  if (is_binary(chunk) || world.gil_enabled() || mode.find('t') == std::string_view::npos)
    return load_chunk(ex.mutator(), chunk, name, mode);
  std::pmr::string text(&world.heap.buffers());
  try {
    text = chunk;
  } catch (const std::bad_alloc&) {
    return fail(ErrorKind::kOutOfMemory, "not enough memory");
  }
  const std::string chunk_name(name);
  Result<std::string> compiled =
      without_permit(world, *ex.thread, WaitEdge{WaitKind::kReleased, nullptr, "compiler", nullptr},
                     [&] { return compile_to_chunk(text, chunk_name, &world.heap); });
  if (!compiled) return tl::unexpected<Error>(compiled.error());
  return load_compiled(ex.mutator(), *compiled, chunk_name);
}

}  // namespace

bool Runtime::load(Exec& ex, std::string_view chunk, std::string_view chunk_name,
                   std::string_view mode) {
  if (!ex.reserve(2)) return false;
  if (!binary_chunks && is_binary(chunk)) {
    ex.raise_class("PermissionError", fmt::format("the sandbox allows no binary chunks: '{}'",
                                                  short_source(chunk_name)));
    return false;
  }
  Result<Proto*> proto = load_proto(ex, chunk, chunk_name, mode);
  if (!proto) {
    Value message;
    if (proto.error().kind == ErrorKind::kOutOfMemory)
      ex.raise_out_of_memory();
    else if (ex.make_string(proto.error().message, message))
      ex.raise_value(message);
    return false;
  }
  Closure* closure = new_closure(ex.mutator(), *proto);
  for (uint32_t i = 0; closure != nullptr && i < (*proto)->upvalue_count; ++i) {
    Cell* cell = new_cell(ex.mutator(), i == 0 ? Value::of(impl->globals) : Value::nil());
    if (cell == nullptr) closure = nullptr;
    if (closure != nullptr) closure->upvalues[i].store(cell, std::memory_order_release);
  }
  if (closure == nullptr) {
    ex.raise_out_of_memory();
    return false;
  }
  ex.push(Value::of(closure));
  return true;
}

// ---- Execs

Exec* Runtime::new_coroutine(Exec& ex, Value fn, uint32_t more) {
  size_t bytes = kFrameSlack + 2 * sizeof(Frame);
  if (fn.is_closure()) {
    // The function, its registers and slack, its frame and one for yield.
    bytes =
        (1 + fn.as_closure()->proto->stack_size) * sizeof(Value) + kFrameSlack + 2 * sizeof(Frame);
  }
  bytes += more * sizeof(Value);
  Exec* co = new_exec(ex.mutator(), *this, std::max<size_t>(bytes, kMinCoroutineBytes));
  if (co == nullptr) return nullptr;
  co->stack[0] = fn;
  co->top = co->stack + 1;
  return inherit_hook(ex, *co) ? co : nullptr;
}

Exec* Runtime::new_thread_exec(Thread& thread) {
  Exec* ex = new_exec(thread, *this, thread.is_main ? kMainStackBytes : kThreadStackBytes);
  if (ex == nullptr) return nullptr;
  ex->status.store(ExecStatus::kRunning, std::memory_order_relaxed);
  ex->thread = &thread;
  thread.exec = ex;
  return ex;
}

}  // namespace gilua
