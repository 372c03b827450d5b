// A Proto is a loaded function: our instructions, its constants, its children, and what errors,
// tracebacks, dump and disassembly need. Immutable once published, caches apart.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "vm/object/object.hpp"

namespace gilua {

enum class Op : uint8_t {
#define OP(name, operands, summary) k##name,
#include "vm/object/opcodes.def"
#undef OP
  kCount
};

/// Two words, loaded separately. [word] = op | a << 8 | b << 16 | c << 24. [aux] may be a cache
/// that any thread writes at any time (relaxed): every opcode is safe with any cache content.
struct Instruction {
  std::atomic<uint32_t> word;
  std::atomic<uint32_t> aux;

  Instruction() = default;
  Instruction(uint32_t w, uint32_t x) : word(w), aux(x) {}
  Instruction(const Instruction& o)  // for building; a published Proto's code is never copied
      : word(o.word.load(std::memory_order_relaxed)), aux(o.aux.load(std::memory_order_relaxed)) {}
  Instruction& operator=(const Instruction& o) {
    word.store(o.word.load(std::memory_order_relaxed), std::memory_order_relaxed);
    aux.store(o.aux.load(std::memory_order_relaxed), std::memory_order_relaxed);
    return *this;
  }

  static uint32_t pack(Op op, uint32_t a, uint32_t b = 0, uint32_t c = 0) {
    return static_cast<uint32_t>(op) | a << 8 | b << 16 | c << 24;
  }
  static Op op_of(uint32_t w) { return static_cast<Op>(w & 0xff); }
  static uint32_t a_of(uint32_t w) { return (w >> 8) & 0xff; }
  static uint32_t b_of(uint32_t w) { return (w >> 16) & 0xff; }
  static uint32_t c_of(uint32_t w) { return w >> 24; }
  static int32_t sb_of(uint32_t w) { return static_cast<int8_t>(w >> 16); }
  static int32_t sc_of(uint32_t w) { return static_cast<int8_t>(w >> 24); }
};
static_assert(sizeof(Instruction) == 8);

/// How CLOSURE fills one upvalue of a child.
struct UpvalueInfo {
  enum class From : uint8_t {
    kEnclosing,   // share upvalue [index] of the enclosing function
    kCell,        // R[index] holds the cell (a reassigned local)
    kSharedCell,  // R[cell_index] holds the cell or nil: then make it from R[index] (never
                  // reassigned)
    kSelf,        // R[index] is the closure being made (local function that captures itself,
                  // never reassigned): as kSharedCell, with the new closure as the value
  };
  From from = From::kEnclosing;
  uint8_t index = 0;
  uint8_t cell_index = 0;
  std::string name;                                                     // "" if stripped
  uint8_t original_instack = 0, original_index = 0, original_kind = 0;  // Lua's own, for dump
};

/// A text that many functions have in common: a source may be long, and its functions many.
class SharedText {
 public:
  SharedText() = default;
  SharedText(std::string text) : text_(std::make_shared<const std::string>(std::move(text))) {}
  SharedText(const char* text) : SharedText(std::string(text)) {}

  const std::string& str() const {
    static const std::string empty;
    return text_ == nullptr ? empty : *text_;
  }
  operator const std::string&() const { return str(); }
  operator std::string_view() const { return str(); }
  bool empty() const { return str().empty(); }
  size_t size() const { return str().size(); }
  friend bool operator==(const SharedText& a, const SharedText& b) {
    return a.text_ == b.text_ || a.str() == b.str();
  }

 private:
  std::shared_ptr<const std::string> text_;
};

/// A local variable's scope in Lua's own instructions: [start_pc, end_pc).
struct LocalVariable {
  std::string name;
  int32_t start_pc = 0;
  int32_t end_pc = 0;
};

/// A captured variable that is never reassigned lives twice: in its register, and in the cell that
/// its closures share. While instructions [from, to) run, both belong to the same variable.
struct SharedVariable {
  uint8_t index = 0;  // the variable's register
  uint8_t cell_index =
      0;  // the register that holds the shared cell, or nil before the first closure
  uint32_t from = 0;
  uint32_t to = 0;
};

/// What is not needed to run.
struct ProtoDebug {
  SharedText source;  // as in Lua: "@file", "=name" or the text; "" if stripped
  std::string name;   // that the definition stands under; "" if none is known
  int32_t line_defined = 0;
  int32_t last_line_defined = 0;
  std::vector<uint32_t> original;     // Lua's own instructions
  std::vector<uint32_t> original_pc;  // index into [original] for each of ours
  std::vector<int32_t> lines;         // line of each of Lua's own instructions; empty if stripped
  std::vector<LocalVariable> locals;  // in declaration order
  uint8_t original_stack_size = 0;    // Lua's own maxstacksize; ours may be larger
  uint8_t shared_cells = 0;           // registers for shared cells, right after the parameters
  std::vector<SharedVariable> shared;
  bool stripped = false;
};

/// Owns arrays; destroyed by the sweep through the heap's list of finalizable objects.
struct Proto : Object {
  Instruction* code;
  Value* constants;  // strings in it are interned when short; the marker marks them
  Proto** children;
  UpvalueInfo* upvalues;
  ProtoDebug* debug;
  uint32_t code_size;
  uint32_t constant_count;
  uint32_t child_count;
  uint8_t upvalue_count;
  uint8_t parameter_count;
  bool is_vararg;
  uint16_t stack_size;           // registers, with those that the translator added; at most 255
  std::atomic<Closure*> cached;  // unused for now
  size_t charged_bytes;          // of the parts, as counted by the heap (Heap::charge)
};

/// What the parts take of the C heap, the shared source apart: within some bytes for each string
/// and array.
size_t proto_parts_bytes(const Proto& proto);

/// Frees what a Proto owns (not the Proto). For the sweep.
void destroy_proto_parts(Proto& proto);

}  // namespace gilua
