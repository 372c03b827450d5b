// A Proto back to a Lua 5.4 binary chunk, from Lua's own instructions that it keeps: lua5.4 and
// luac read it too. Stripped, a function that captures locals keeps its variables' scopes with
// empty names: the loader finds captured variables by them.
#include <cstdlib>

#include "vm/front/chunk_format.hpp"
#include "vm/front/front.hpp"
#include "vm/strings/strings.hpp"

namespace gilua {

namespace {

class ChunkWriter {
 public:
  explicit ChunkWriter(bool strip) : strip_(strip) {}

  std::string write(const Proto& proto);

 private:
  void byte(uint8_t b) { out_.push_back(static_cast<char>(b)); }
  void block(const void* bytes, size_t length) {
    out_.append(static_cast<const char*>(bytes), length);
  }
  void size(uint64_t x);
  void integer(int32_t x) { size(static_cast<uint64_t>(static_cast<uint32_t>(x))); }
  void no_string() { size(0); }
  void string(std::string_view s) {
    size(s.size() + 1);
    block(s.data(), s.size());
  }
  void function(const Proto& proto, const SharedText* parent_source);
  void constants(const Proto& proto);
  void lines(const ProtoDebug& debug);
  void debug(const Proto& proto);

  bool strip_;
  std::string out_;
};

/// Seven bits a byte, the highest first; the last byte has its top bit set.
void ChunkWriter::size(uint64_t x) {
  char bytes[10];
  size_t n = 0;
  do {
    bytes[sizeof bytes - ++n] = static_cast<char>(x & 0x7f);
    x >>= 7;
  } while (x != 0);
  bytes[sizeof bytes - 1] = static_cast<char>(bytes[sizeof bytes - 1] | 0x80);
  block(bytes + sizeof bytes - n, n);
}

void ChunkWriter::constants(const Proto& proto) {
  integer(static_cast<int32_t>(proto.constant_count));
  for (uint32_t i = 0; i < proto.constant_count; i++) {
    const Value v = proto.constants[i];
    if (v.is_nil()) {
      byte(front::kTagNil);
    } else if (v.is_boolean()) {
      byte(v.is_falsy() ? front::kTagFalse : front::kTagTrue);
    } else if (v.is_integer()) {
      byte(front::kTagInteger);
      const int64_t x = v.as_integer();
      block(&x, sizeof x);
    } else if (v.is_float()) {
      byte(front::kTagFloat);
      const double x = v.as_float();
      block(&x, sizeof x);
    } else {
      const std::string_view s = v.as_string()->view();
      byte(s.size() <= kShortLimit ? front::kTagShortString : front::kTagLongString);
      string(s);
    }
  }
}

/// Differences of one byte; where one does not fit, and at least every kMaxLineRun instructions,
/// the absolute line in a list of its own.
void ChunkWriter::lines(const ProtoDebug& d) {
  std::string deltas;
  std::vector<std::pair<int32_t, int32_t>> absolute;
  int64_t previous = d.line_defined;
  int32_t run = 0;
  for (size_t pc = 0; pc < d.lines.size(); pc++) {
    int64_t delta = d.lines[pc] - previous;
    if (std::llabs(delta) >= -front::kAbsoluteLine || run++ >= front::kMaxLineRun) {
      absolute.emplace_back(static_cast<int32_t>(pc), d.lines[pc]);
      delta = front::kAbsoluteLine;
      run = 1;
    }
    deltas.push_back(static_cast<char>(delta));
    previous = d.lines[pc];
  }
  integer(static_cast<int32_t>(deltas.size()));
  block(deltas.data(), deltas.size());
  integer(static_cast<int32_t>(absolute.size()));
  for (const auto& [pc, line] : absolute) {
    integer(pc);
    integer(line);
  }
}

bool captures_locals(const Proto& proto) {
  for (uint32_t i = 0; i < proto.child_count; i++) {
    const Proto& child = *proto.children[i];
    for (uint32_t u = 0; u < child.upvalue_count; u++)
      if (child.upvalues[u].original_instack != 0) return true;
  }
  return false;
}

void ChunkWriter::debug(const Proto& proto) {
  const ProtoDebug& d = *proto.debug;
  if (strip_) {
    integer(0);
    integer(0);
  } else {
    lines(d);
  }
  const bool keep_locals = !strip_ || captures_locals(proto);
  integer(keep_locals ? static_cast<int32_t>(d.locals.size()) : 0);
  for (size_t i = 0; keep_locals && i < d.locals.size(); i++) {
    string(strip_ ? std::string_view() : std::string_view(d.locals[i].name));
    integer(d.locals[i].start_pc);
    integer(d.locals[i].end_pc);
  }
  const uint32_t names = strip_ || d.stripped ? 0 : proto.upvalue_count;
  integer(static_cast<int32_t>(names));
  for (uint32_t i = 0; i < names; i++) string(proto.upvalues[i].name);
}

void ChunkWriter::function(const Proto& proto, const SharedText* parent_source) {
  const ProtoDebug& d = *proto.debug;
  const bool known = !strip_ && !d.stripped;
  if (!known || (parent_source != nullptr && *parent_source == d.source))
    no_string();
  else
    string(d.source.str());
  integer(d.line_defined);
  integer(d.last_line_defined);
  byte(proto.parameter_count);
  byte(proto.is_vararg ? 1 : 0);
  byte(d.original_stack_size);
  integer(static_cast<int32_t>(d.original.size()));
  block(d.original.data(), d.original.size() * sizeof(uint32_t));
  constants(proto);
  integer(proto.upvalue_count);
  for (uint32_t i = 0; i < proto.upvalue_count; i++) {
    byte(proto.upvalues[i].original_instack);
    byte(proto.upvalues[i].original_index);
    byte(proto.upvalues[i].original_kind);
  }
  integer(static_cast<int32_t>(proto.child_count));
  for (uint32_t i = 0; i < proto.child_count; i++) function(*proto.children[i], &d.source);
  debug(proto);
}

std::string ChunkWriter::write(const Proto& proto) {
  block(front::kSignature.data(), front::kSignature.size());
  byte(front::kChunkVersion);
  byte(front::kChunkFormat);
  block(front::kConversionCheck.data(), front::kConversionCheck.size());
  byte(sizeof(uint32_t));
  byte(sizeof(int64_t));
  byte(sizeof(double));
  block(&front::kCheckInteger, sizeof front::kCheckInteger);
  block(&front::kCheckFloat, sizeof front::kCheckFloat);
  byte(proto.upvalue_count);
  function(proto, nullptr);
  return std::move(out_);
}

}  // namespace

std::string dump(const Proto& proto, bool strip) { return ChunkWriter(strip).write(proto); }

}  // namespace gilua
