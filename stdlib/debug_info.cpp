// debug.getinfo and debug.traceback.
#include "stdlib/debug_natives.hpp"
#include "stdlib/state.hpp"

namespace gilua {
namespace {

constexpr std::string_view kOptions = "SlnrutLf";

/// Fills a table with text, numbers and flags; remembers that memory ran out.
class InfoTable {
 public:
  InfoTable(Exec& ex, Table* table) : ex_(ex), table_(table) {}

  void put(std::string_view name, Value value) {
    ok_ = ok_ && table_ != nullptr && set_field(ex_, table_, name, value);
  }
  void put_text(std::string_view name, std::string_view text) {
    Value value;
    ok_ = ok_ && ex_.make_string(text, value);
    if (ok_) put(name, value);
  }
  void put_number(std::string_view name, int64_t number) { put(name, Value::integer(number)); }
  void put_flag(std::string_view name, bool flag) { put(name, Value::boolean(flag)); }
  bool ok() const { return ok_; }

 private:
  Exec& ex_;
  Table* table_;
  bool ok_ = true;
};

void put_source(InfoTable& info, const FunctionInfo& function) {
  info.put_text("source", function.source);
  info.put_text("short_src", function.short_source);
  info.put_number("linedefined", function.line_defined);
  info.put_number("lastlinedefined", function.last_line_defined);
  info.put_text("what", function.what);
}

void put_name(InfoTable& info, const Exec& target, const Frame* level) {
  const VariableName name = level != nullptr ? name_at(target, *level) : VariableName{};
  if (!name.kind.empty()) info.put_text("name", name.name);
  info.put_text("namewhat", name.kind);
}

bool put_active_lines(Exec& ex, InfoTable& info, Value function) {
  const auto lines = active_lines(function);
  if (!lines) return true;
  Table* table = new_table(ex.mutator(), 0, 0);
  bool ok = table != nullptr;
  for (size_t i = 0; ok && i < lines->size(); ++i)
    ok = table_set_integer(ex.mutator(), table, (*lines)[i], Value::boolean(true)) == Write::kDone;
  if (!ok) {
    ex.raise_out_of_memory();
    return false;
  }
  info.put("activelines", Value::of(table));
  return info.ok();
}

/// [level]: where the function runs, or nullptr.
bool put_info(Exec& ex, InfoTable& info, const Exec& target, const Frame* level, Value function,
              std::string_view options) {
  const auto wants = [&](char option) { return options.find(option) != std::string_view::npos; };
  const FunctionInfo known = describe(function);
  if (wants('S')) put_source(info, known);
  if (wants('l')) info.put_number("currentline", level != nullptr ? current_line_at(*level) : -1);
  if (wants('u')) {
    info.put_number("nups", known.upvalues);
    info.put_number("nparams", known.parameters);
    info.put_flag("isvararg", known.is_vararg);
  }
  if (wants('n')) put_name(info, target, level);
  if (wants('r')) {
    const Transfer transfer = level != nullptr ? transfer_at(target, *level) : Transfer{};
    info.put_number("ftransfer", transfer.first);
    info.put_number("ntransfer", transfer.count);
  }
  if (wants('t')) info.put_flag("istailcall", level != nullptr && is_tail_called(*level));
  if (!info.ok() || (wants('L') && !put_active_lines(ex, info, function))) return false;
  if (wants('f')) info.put("func", function.is_nil() ? program_function(ex) : function);
  return info.ok();
}

}  // namespace

Outcome debug_getinfo(Exec& ex, Args args) {
  const auto [target, first] = DebugTarget::of(ex, args);
  std::string_view options = "flnSrtu";
  String* given = nullptr;
  if (!args[first + 1].is_nil()) {
    if (!ex.check_string(args, first + 1, given)) return kError;
    options = given->view().substr(0, given->view().find('\0'));  // a C string there
  }
  if (options.substr(0, 1) == ">") return ex.bad_argument(first + 1, "invalid option '>'");
  Value function = args[first];
  int32_t number = 0;
  if (!function.is_function() && !check_int(ex, args, first, number)) return kError;
  const Inspection inspection(ex, target);
  if (!inspection) return refuse_inspection(ex);
  const Frame* level = nullptr;
  if (!function.is_function()) {
    level = find_level(target, number);
    if (level == nullptr) return args.ret(Value::nil());
    function = function_at(*level);
  }
  if (options.find_first_not_of(kOptions) != std::string_view::npos)
    return ex.bad_argument(first + 1, "invalid option");
  Table* table = new_table(ex.mutator(), 0, 16);
  if (table == nullptr) return ex.raise_out_of_memory();
  InfoTable info(ex, table);
  if (!put_info(ex, info, target, level, function, options)) return kError;
  return args.ret(Value::of(table));
}

Outcome debug_traceback(Exec& ex, Args args) {
  const auto [target, first] = DebugTarget::of(ex, args);
  const Value message = args[first];
  if (!message.is_nil() && !message.is_string() && !message.is_number()) return args.ret(message);
  String* text = nullptr;
  if (!message.is_nil() && !ex.check_string(args, first, text)) return kError;
  int32_t level = 0;
  if (!opt_int(ex, args, first + 1, &target == &ex ? 1 : 0, level)) return kError;
  const Inspection inspection(ex, target);
  if (!inspection) return refuse_inspection(ex);
  std::string all;
  if (text != nullptr) all.append(text->view()).append("\n");
  Value result;
  if (!ex.make_string(all.append(traceback(target, level)), result)) return kError;
  return args.ret(result);
}

}  // namespace gilua
