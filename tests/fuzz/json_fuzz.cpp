// Target json: json.loads of the input; what it gives, written in several layouts, must read as the
// same again. An error's place must lie in the input. Then the input as a string for json.dumps.
#include <cstdio>
#include <cstdlib>

#include "tests/fuzz/sandbox.hpp"

namespace {

constexpr const char* kDriver = R"lua(
local json, errors = require "json", require "errors"
local pcall, is = pcall, errors.is
local layouts = {{sort_keys = true}, {indent = 1, ensure_ascii = false}, {separators = {",", ":"}}}

local function check(value)
  local ok, first = pcall(json.dumps, value)
  if not ok then return first end
  for i = 1, #layouts do
    local text = json.dumps(value, layouts[i])
    local again = json.dumps(json.loads(text))
    if again ~= first then return "FINDING: " .. first .. " became " .. again end
  end
end

return function(input)
  local ok, value = pcall(json.loads, input)
  if ok then
    local problem = check(value)
    if problem then return "FINDING: it was read, but: " .. tostring(problem) end
  elseif is(value, json.JSONDecodeError) then
    local pos, line, column = value.pos, value.lineno, value.colno
    if pos < 0 or pos > #input or line < 1 or column < 1 then
      return "FINDING: an error's place: " .. tostring(value)
    end
  elseif not is(value, errors.UnicodeDecodeError) and not is(value, errors.RecursionError) and
      not is(value, errors.KeyboardInterrupt) and value ~= "not enough memory" then
    return "FINDING: another error: " .. tostring(value)
  end
  local problem = check(input)
  if type(problem) == "string" and problem:sub(1, 8) == "FINDING:" then return problem end
  return ""
end
)lua";

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using gilua::fuzz::Sandbox;
  static Sandbox* const sandbox = new Sandbox(kDriver);
  sandbox->choose_loop(size);
  const auto result = sandbox->run({{reinterpret_cast<const char*>(data), size}});
  if (result && !result->empty()) {
    std::fprintf(stderr, "fuzz: %s\n", result->c_str());
    std::abort();
  }
  return 0;
}
