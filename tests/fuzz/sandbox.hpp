// One Runtime for all inputs of a fuzzing process. A driver, a Lua function, gets each input as
// strings and does with it what the target is about; its result is a string.
//
// An input cannot stop the process: after [kTimeLimit] the driver is interrupted (again and again,
// since scripts may catch that), and the heap is limited. Inputs must not leave anything behind:
// the drivers hand out copies of the libraries, and a collection runs every so often.
#pragma once

#include <chrono>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "vm/exec/runtime.hpp"

namespace gilua::fuzz {

constexpr std::chrono::milliseconds kTimeLimit{20};

class Sandbox {
 public:
  /// [driver] is the text of a chunk that returns a function.
  explicit Sandbox(const char* driver);
  Sandbox(const Sandbox&) = delete;
  Sandbox& operator=(const Sandbox&) = delete;

  /// The driver's result for the function [first], if any, and the texts; nothing after an error or
  /// if the result is no string.
  std::optional<std::string> run(std::initializer_list<std::string_view> texts,
                                 Value first = Value::nil());

  /// Puts the GIL on or off, with or without the policy that counts instructions: so each of the
  /// interpreter's three loops gets its share. Chosen by the input, for a finding to be repeatable.
  void choose_loop(size_t input_bytes);

  Runtime& runtime() { return runtime_; }
  Exec& exec() { return runtime_.main_exec(); }

 private:
  void clean_up();

  Runtime runtime_;
  size_t driver_ = 0;  // the index of its stack slot, which stays
  uint64_t runs_ = 0;
  int loop_ = 0;
};

}  // namespace gilua::fuzz
