// Reads a Lua 5.4 binary chunk into LuaFunctions, with lundump.c's messages.
//
// Nothing is allocated before the bytes that would fill it are known to be there: vectors grow as
// elements are read, and blocks are checked against what is left. So memory is bounded by a small
// multiple of the input's length, and nesting by kMaxFunctionDepth.
#include <climits>
#include <cstring>

#include "vm/front/chunk_format.hpp"
#include "vm/front/errors.hpp"
#include "vm/front/front.hpp"

namespace gilua {

namespace {

using front::kMaxFunctionDepth;

/// Reads on after the first error give zeros; callers' loops end because failed() turns true.
class ChunkReader {
 public:
  explicit ChunkReader(std::string_view bytes) : rest_(bytes) {}

  bool failed() const { return why_ != nullptr; }
  const char* why() const { return why_; }

  void check_header();
  void read_function(LuaFunction& f, const SharedText& parent_source, uint32_t depth);
  uint8_t read_byte() {
    uint8_t b = 0;
    read_block(&b, 1);
    return b;
  }
  void fail_with(const char* why) {
    if (why_ == nullptr) why_ = why;
  }

 private:
  void read_block(void* to, size_t length) {
    if (failed()) return;
    if (length > rest_.size()) return fail_with("truncated chunk");
    std::memcpy(to, rest_.data(), length);
    rest_.remove_prefix(length);
  }
  void check_literal(std::string_view literal, const char* why);
  uint64_t read_unsigned(uint64_t limit);
  int32_t read_int() { return static_cast<int32_t>(read_unsigned(INT_MAX)); }
  /// False: the chunk says that there is no string.
  bool read_string(std::string& to);
  void read_code(LuaFunction& f);
  void read_constants(LuaFunction& f);
  void read_upvalues(LuaFunction& f);
  void read_lines(LuaFunction& f);
  void read_debug(LuaFunction& f);

  std::string_view rest_;
  const char* why_ = nullptr;
};

void ChunkReader::check_literal(std::string_view literal, const char* why) {
  if (failed()) return;
  const std::string_view found = rest_.substr(0, literal.size());
  if (found.size() < literal.size()) return fail_with("truncated chunk");
  if (found != literal) return fail_with(why);
  rest_.remove_prefix(literal.size());
}

void ChunkReader::check_header() {
  check_literal(front::kSignature, "not a binary chunk");
  if (read_byte() != front::kChunkVersion) fail_with("version mismatch");
  if (read_byte() != front::kChunkFormat) fail_with("format mismatch");
  check_literal(front::kConversionCheck, "corrupted chunk");
  if (read_byte() != sizeof(uint32_t)) fail_with("Instruction size mismatch");
  if (read_byte() != sizeof(int64_t)) fail_with("lua_Integer size mismatch");
  if (read_byte() != sizeof(double)) fail_with("lua_Number size mismatch");
  int64_t integer = 0;
  read_block(&integer, sizeof integer);
  if (integer != front::kCheckInteger) fail_with("integer format mismatch");
  double number = 0;
  read_block(&number, sizeof number);
  if (number != front::kCheckFloat) fail_with("float format mismatch");
}

uint64_t ChunkReader::read_unsigned(uint64_t limit) {
  uint64_t x = 0;
  uint8_t b = 0;
  limit >>= 7;
  do {
    b = read_byte();
    if (failed()) return 0;
    if (x >= limit) {
      fail_with("integer overflow");
      return 0;
    }
    x = (x << 7) | (b & 0x7f);
  } while ((b & 0x80) == 0);
  return x;
}

bool ChunkReader::read_string(std::string& to) {
  const uint64_t size = read_unsigned(~uint64_t{0});
  to.clear();
  if (failed() || size == 0) return false;
  if (size - 1 > rest_.size()) {
    fail_with("truncated chunk");
    return false;
  }
  to.assign(rest_.substr(0, size - 1));
  rest_.remove_prefix(size - 1);
  return true;
}

void ChunkReader::read_code(LuaFunction& f) {
  const size_t n = static_cast<size_t>(read_int());
  if (n > rest_.size() / sizeof(uint32_t)) fail_with("truncated chunk");
  if (failed()) return;
  f.code.resize(n);
  if (n != 0) read_block(f.code.data(), n * sizeof(uint32_t));
}

void ChunkReader::read_constants(LuaFunction& f) {
  const int32_t n = read_int();
  for (int32_t i = 0; i < n && !failed(); i++) {
    switch (read_byte()) {
      case front::kTagNil:
        f.constants.emplace_back(std::monostate{});
        break;
      case front::kTagFalse:
        f.constants.emplace_back(false);
        break;
      case front::kTagTrue:
        f.constants.emplace_back(true);
        break;
      case front::kTagInteger: {
        int64_t x = 0;
        read_block(&x, sizeof x);
        f.constants.emplace_back(x);
        break;
      }
      case front::kTagFloat: {
        double x = 0;
        read_block(&x, sizeof x);
        f.constants.emplace_back(x);
        break;
      }
      case front::kTagShortString:
      case front::kTagLongString: {
        std::string s;
        if (!read_string(s)) fail_with("bad format for constant string");
        f.constants.emplace_back(std::move(s));
        break;
      }
      default:
        fail_with("unknown type of constant");
    }
  }
}

void ChunkReader::read_upvalues(LuaFunction& f) {
  const int32_t n = read_int();
  if (n > UINT8_MAX) fail_with("too many upvalues");
  for (int32_t i = 0; i < n && !failed(); i++) {
    LuaFunction::Upvalue& u = f.upvalues.emplace_back();
    u.in_stack = read_byte();
    u.index = read_byte();
    u.kind = read_byte();
  }
}

/// Lines are stored as differences to the line before, now and then as absolute numbers.
void ChunkReader::read_lines(LuaFunction& f) {
  const size_t n = static_cast<size_t>(read_int());
  if (n > rest_.size()) fail_with("truncated chunk");
  if (failed()) return;
  const std::string_view deltas = rest_.substr(0, n);
  rest_.remove_prefix(n);
  if (n != 0 && n != f.code.size()) return fail_with("bad line information");
  const int32_t absolute_count = read_int();
  std::vector<std::pair<int32_t, int32_t>> absolute;  // (instruction, line)
  for (int32_t i = 0; i < absolute_count && !failed(); i++) {
    const int32_t pc = read_int();
    absolute.emplace_back(pc, read_int());
  }
  if (failed()) return;
  uint32_t line = static_cast<uint32_t>(f.line_defined);  // a forged sum wraps around
  size_t next = 0;
  f.lines.reserve(n);
  for (size_t pc = 0; pc < n; pc++) {
    const int8_t delta = static_cast<int8_t>(deltas[pc]);
    if (delta == front::kAbsoluteLine) {
      if (next == absolute.size() || absolute[next].first != static_cast<int32_t>(pc))
        return fail_with("bad line information");
      line = static_cast<uint32_t>(absolute[next++].second);
    } else {
      line += static_cast<uint32_t>(static_cast<int32_t>(delta));
    }
    f.lines.push_back(static_cast<int32_t>(line));
  }
}

void ChunkReader::read_debug(LuaFunction& f) {
  read_lines(f);
  const int32_t local_count = read_int();
  for (int32_t i = 0; i < local_count && !failed(); i++) {
    LocalVariable& v = f.locals.emplace_back();
    read_string(v.name);
    v.start_pc = read_int();
    v.end_pc = read_int();
  }
  const size_t name_count = static_cast<size_t>(read_int());
  if (name_count > f.upvalues.size()) fail_with("too many upvalue names");
  for (size_t i = 0; i < name_count && !failed(); i++) read_string(f.upvalues[i].name);
}

void ChunkReader::read_function(LuaFunction& f, const SharedText& parent_source, uint32_t depth) {
  if (depth > kMaxFunctionDepth) return fail_with("functions nested too deeply");
  std::string source;
  if (read_string(source))
    f.source = std::move(source);
  else
    f.source = parent_source;
  f.line_defined = read_int();
  f.last_line_defined = read_int();
  f.parameter_count = read_byte();
  f.is_vararg = read_byte();
  f.stack_size = read_byte();
  read_code(f);
  read_constants(f);
  read_upvalues(f);
  const int32_t n = read_int();
  for (int32_t i = 0; i < n && !failed(); i++)
    read_function(f.children.emplace_back(), f.source, depth + 1);
  read_debug(f);
}

}  // namespace

Result<LuaFunction> read_chunk(std::string_view bytes, std::string_view chunk_name) {
  return front::guard_memory([&]() -> Result<LuaFunction> {
    ChunkReader reader(bytes);
    reader.check_header();
    const uint8_t upvalue_count = reader.read_byte();
    LuaFunction main;
    if (!reader.failed()) reader.read_function(main, "=?", 1);  // "=?" as Lua's own for "unknown"
    if (!reader.failed() && main.upvalues.size() != upvalue_count)
      reader.fail_with("wrong number of upvalues");
    if (reader.failed()) return front::bad_chunk(chunk_name, reader.why());
    return main;
  });
}

}  // namespace gilua
