// A LuaFunction back to bytes, right or wrong. (vm/front/dump.cpp writes a Proto, which is right.)
#include <cstring>

#include "tests/fuzz/chunk_mutator.hpp"
#include "vm/front/chunk_format.hpp"

namespace gilua::fuzz {
namespace {

class Writer {
 public:
  std::string write(const LuaFunction& main) {
    block(front::kSignature);
    byte(front::kChunkVersion);
    byte(front::kChunkFormat);
    block(front::kConversionCheck);
    byte(sizeof(uint32_t));
    byte(sizeof(int64_t));
    byte(sizeof(double));
    plain(front::kCheckInteger);
    plain(front::kCheckFloat);
    byte(static_cast<uint8_t>(main.upvalues.size()));
    function(main);
    return std::move(out_);
  }

 private:
  void byte(size_t b) { out_.push_back(static_cast<char>(b)); }
  void block(std::string_view bytes) { out_.append(bytes); }
  template <typename T>
  void plain(T x) {
    char bytes[sizeof x];
    std::memcpy(bytes, &x, sizeof x);
    out_.append(bytes, sizeof x);
  }
  void size(uint64_t x) {  // the highest seven bits first; the last byte has its top bit set
    for (int shift = 63; shift > 0; shift -= 7) {
      if ((x >> shift) != 0) byte((x >> shift) & 0x7f);
    }
    byte((x & 0x7f) | 0x80);
  }
  void integer(int32_t x) { size(static_cast<uint32_t>(x)); }
  void string(std::string_view s) {
    size(s.size() + 1);
    block(s);
  }
  void constant(const LuaFunction::Constant& c);
  void debug(const LuaFunction& f);
  void function(const LuaFunction& f);

  std::string out_;
};

void Writer::constant(const LuaFunction::Constant& c) {
  if (std::holds_alternative<std::monostate>(c)) {
    byte(front::kTagNil);
  } else if (const bool* b = std::get_if<bool>(&c)) {
    byte(*b ? front::kTagTrue : front::kTagFalse);
  } else if (const int64_t* i = std::get_if<int64_t>(&c)) {
    byte(front::kTagInteger);
    plain(*i);
  } else if (const double* d = std::get_if<double>(&c)) {
    byte(front::kTagFloat);
    plain(*d);
  } else {
    const std::string& s = std::get<std::string>(c);
    byte(s.size() <= 40 ? front::kTagShortString : front::kTagLongString);
    string(s);
  }
}

void Writer::debug(const LuaFunction& f) {
  const bool has_lines = f.lines.size() == f.code.size();
  integer(has_lines ? static_cast<int32_t>(f.lines.size()) : 0);
  for (size_t i = 0; has_lines && i < f.lines.size(); ++i) byte(0x80);  // all are absolute ones
  integer(has_lines ? static_cast<int32_t>(f.lines.size()) : 0);
  for (size_t i = 0; has_lines && i < f.lines.size(); ++i) {
    integer(static_cast<int32_t>(i));
    integer(f.lines[i]);
  }
  integer(static_cast<int32_t>(f.locals.size()));
  for (const LocalVariable& v : f.locals) {
    string(v.name);
    integer(v.start_pc);
    integer(v.end_pc);
  }
  integer(static_cast<int32_t>(f.upvalues.size()));
  for (const LuaFunction::Upvalue& u : f.upvalues) string(u.name);
}

void Writer::function(const LuaFunction& f) {
  string(f.source);
  integer(f.line_defined);
  integer(f.last_line_defined);
  byte(f.parameter_count);
  byte(f.is_vararg);
  byte(f.stack_size);
  integer(static_cast<int32_t>(f.code.size()));
  for (const uint32_t word : f.code) plain(word);
  integer(static_cast<int32_t>(f.constants.size()));
  for (const LuaFunction::Constant& c : f.constants) constant(c);
  integer(static_cast<int32_t>(f.upvalues.size()));
  for (const LuaFunction::Upvalue& u : f.upvalues) {
    byte(u.in_stack);
    byte(u.index);
    byte(u.kind);
  }
  integer(static_cast<int32_t>(f.children.size()));
  for (const LuaFunction& child : f.children) function(child);
  debug(f);
}

}  // namespace

std::string write_chunk(const LuaFunction& main) { return Writer().write(main); }

}  // namespace gilua::fuzz
