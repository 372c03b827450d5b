// The parser of http.serve's connections as natives; stdlib/lua/_http/server.lua does the rest.
//
// A parser belongs to one connection's task, but nothing keeps a script's debug library from
// handing it to another thread: its mutex keeps that from doing harm.
#include <new>

#include "stdlib/arguments.hpp"
#include "stdlib/http/natives.hpp"
#include "stdlib/http/request_parser.hpp"
#include "stdlib/state.hpp"
#include "stdlib/sync_wait.hpp"
#include "vm/exec/call.hpp"

namespace gilua {
namespace {

struct ParserCore {
  ParserCore(std::pmr::memory_resource& memory, uint64_t max_body) : parser(memory, max_body) {}

  Mutex mutex;
  RequestParser parser GUARDED_BY(mutex);
  bool is_made = true;  // the payload begins as zeros
};

void destroy_parser(void* payload) {
  auto* core = static_cast<ParserCore*>(payload);
  if (core->is_made) core->~ParserCore();
}
const UserdataType kParserType{"HttpParser", destroy_parser};

ParserCore* check_parser(Exec& ex, Args args) {
  if (args[0].is_userdata()) {
    if (auto* core = args[0].as_userdata()->as<ParserCore>(kParserType)) return core;
  }
  ex.bad_type(0, kParserType.name);
  return nullptr;
}

/// The table of a complete request; nil after raising "not enough memory".
Value make_request(Exec& ex, const RequestParser& parser) {
  constexpr uint32_t kFields = 8;
  Table* const table = new_table(ex.mutator(), 0, kFields);
  if (table == nullptr) {
    ex.raise_out_of_memory();
    return Value::nil();
  }
  const bool made = set_string(ex, table, "method", parser.method()) &&
                    set_string(ex, table, "target", parser.target()) &&
                    set_headers(ex, table, parser.headers()) &&
                    set_body(ex, table, "body", parser.body()) &&
                    set_field(ex, table, "keeps_alive", Value::boolean(parser.keeps_alive())) &&
                    set_field(ex, table, "minor_version", Value::integer(parser.minor_version()));
  return made ? Value::of(table) : Value::nil();
}

Outcome return_refusal(Exec& ex, int status, std::string_view text) {
  Value message;
  if (!ex.make_string(text, message)) return kError;
  return ex.args().ret(Value::boolean(false), Value::integer(status), message);
}

Outcome return_expects(Exec& ex) { return return_string(ex, ex.args(), "expects"); }

/// What [step](parser) led to. Runs it under the mutex.
template <typename Step>
Outcome run_parser(Exec& ex, ParserCore& core, Step step) {
  using State = RequestParser::State;
  Value request = Value::nil();
  {
    CoreLock lock(core.mutex, *ex.thread);
    const State state = step(core.parser);
    if (state == State::kNeedsMore) return ex.args().ret(Value::nil());
    if (state == State::kExpects) return return_expects(ex);
    if (state == State::kBad)
      return return_refusal(ex, core.parser.error_status(), core.parser.error_text());
    request = make_request(ex, core.parser);
  }
  if (request.is_nil()) {
    collect_for_memory(ex);
    CoreLock lock(core.mutex, *ex.thread);
    if (core.parser.state() == State::kComplete) request = make_request(ex, core.parser);
  }
  return request.is_nil() ? kError : ex.args().ret(request);
}

}  // namespace

// new_parser(max_body)
Outcome http_new_parser(Exec& ex, Args args) {
  int64_t max_body = 0;
  if (!ex.check_integer(args, 0, max_body)) return kError;
  Userdata* object = new_userdata(ex.mutator(), kParserType, sizeof(ParserCore));
  if (object == nullptr) return ex.raise_out_of_memory();
  new (object->payload()) ParserCore(ex.heap().buffers(), static_cast<uint64_t>(max_body));
  return args.ret(Value::of(object));
}

// feed(parser, bytes)
Outcome http_parser_feed(Exec& ex, Args args) {
  ParserCore* core = check_parser(ex, args);
  String* bytes = nullptr;
  if (core == nullptr || !ex.check_string(args, 1, bytes)) return kError;
  return run_parser(ex, *core, [&](RequestParser& parser) { return parser.feed(bytes->view()); });
}

// next(parser)
Outcome http_parser_next(Exec& ex, Args args) {
  ParserCore* core = check_parser(ex, args);
  if (core == nullptr) return kError;
  return run_parser(ex, *core, [](RequestParser& parser) { return parser.next(); });
}

// is_idle(parser)
Outcome http_parser_is_idle(Exec& ex, Args args) {
  ParserCore* core = check_parser(ex, args);
  if (core == nullptr) return kError;
  CoreLock lock(core->mutex, *ex.thread);
  return args.ret(Value::boolean(core->parser.is_idle()));
}

}  // namespace gilua
