// The three interpreter loops; all are made from ops_*.inc. Private to vm/exec.
#pragma once

#include "vm/exec/call.hpp"

namespace gilua {

enum class Leave : uint8_t {
  kReturned,  // an entry frame has returned
  kRaised,    // an error has passed the entry frame
  kMode,      // the thread belongs in another loop now
};

/// Frame::kind, body, flags and extra at once; may_alias as it reads them through another type.
using PlainWord = uint64_t __attribute__((may_alias));

/// Each runs thread.exec from its current frame, which must be a Lua function's.
Leave run_gil(Thread& thread);      // plain stores: one thread runs at a time
Leave run_free(Thread& thread);     // the table protocol: docs/design/0003
Leave run_stepped(Thread& thread);  // as free, and counts every instruction

/// Before a collection at a poll of a Lua function, which is its entry or the target of a backward
/// jump, so that no expression is under way: sets to nil what no variable in scope holds. Without
/// that an object that was dropped could live as long as the function.
void clear_dead_registers(Exec& ex);

// Slow parts that all loops share (interp_slow.cpp). Each works for the current instruction.
/// R[a] = t[key] from the table itself; updates the instruction's node cache. False: nil.
bool get_own(const Table* t, const String* key, std::atomic<uint32_t>& cache, Value& out);
/// Where t[key] lives and the tag of that block; nullptr if it has no node.
Slot* find_own(const Table* t, const String* key, std::atomic<uint32_t>& cache,
               const std::atomic<WriterId>*& writer);
/// t has a metatable and no own value: follows __index while it is a table. False: a function (or
/// worse) has to decide.
bool get_inherited(const Exec& ex, const Table* t, const String* key, std::atomic<uint32_t>& cache,
                   Value& out);
/// The method of a string or userdata whose metatable's __index is a table. False: look further.
bool get_method(const Exec& ex, Value self, const String* key, std::atomic<uint32_t>& cache,
                Value& out);
/// Step 3 of the table protocol after an inline store.
bool finish_store(Exec& ex, Table* t, const Slot* slot, Value key, Value value);
/// Slow paths of the K and I forms; [aux] as opcodes.def says.
Step arith_constant_slow(Exec& ex, Event event, Value a, Value constant, uint32_t aux);
Step arith_immediate_slow(Exec& ex, Value a, uint32_t aux);
bool make_closure(Exec& ex, uint32_t a, uint32_t child);
bool make_table(Exec& ex, uint32_t a, uint32_t array_size, uint32_t hash_size);
bool make_cell(Exec& ex, uint32_t a);
bool set_list(Exec& ex, uint32_t a, uint32_t count, uint32_t offset);
void copy_varargs(Exec& ex, uint32_t a, uint32_t c, bool& ok);
bool raise_not_a_cell(Exec& ex);
/// The parts of calls and returns that are not the plain case.
/// The immediate of LTI and its kin as a metamethod sees it: c's second bit says "was a float".
inline Value immediate_operand(uint32_t w) {
  const int32_t i = Instruction::sb_of(w);
  return (Instruction::c_of(w) & 2) != 0 ? Value::number(i) : Value::integer(i);
}

/// The leaf native in R[a] raised an error: it gets a frame after all, for tracebacks; a kPure one
/// is run again if that may help, a kTry one goes on in its full form, and then its results are
/// delivered.
Step failed_leaf(Exec& ex, uint32_t a, uint32_t argc, int32_t wanted);
/// CALL of a native that switches coroutines: coroutine.yield, a generator's next.
Step yield_from_lua(Exec& ex, Value* func, uint32_t argc, int32_t wanted);
Step next_from_lua(Exec& ex, Value* func, uint32_t argc, int32_t wanted);
/// TFORCALL of a userdata in R[a]. False: it is no generator that can go on.
bool resume_iterator(Exec& ex, const Value* a, Step& step);
Step tail_call(Exec& ex, uint32_t a, uint32_t argc);
Step close_scope(Exec& ex, uint32_t a);  // CLOSE
Step return_values(Exec& ex, uint32_t a, uint32_t count, bool close);
Step call_iterator(Exec& ex, uint32_t a, uint32_t wanted);  // TFORCALL
bool prepare_generic_for(Exec& ex, uint32_t a);             // TFORPREP
bool mark_register_to_be_closed(Exec& ex, uint32_t a);      // TBC

}  // namespace gilua
