// What the targets that run foreign code have in common: the driver that runs a function.
#pragma once

namespace gilua::fuzz {

/// (chunk): loads it with fresh globals, which hold copies of the libraries that cannot reach
/// outside, and runs it; then what it returns and left in short globals: functions and coroutines.
/// Dumped and loaded again, stripped and not, it runs once more. What fails, fails.
inline constexpr const char* kRunDriver = R"lua(
local libraries = {"coroutine", "math", "string", "table", "utf8"}
local base = {"assert", "collectgarbage", "error", "getmetatable", "ipairs", "load", "next",
  "pairs", "pcall", "rawequal", "rawget", "rawlen", "rawset", "select", "setmetatable",
  "tonumber", "tostring", "type", "xpcall"}
local G, string_meta = _G, getmetatable("")
local pcall, xpcall, type, load, dump, next = pcall, xpcall, type, load, string.dump, next
local error, errors = error, require "errors"
local resume, close = coroutine.resume, coroutine.close

local strings = {}
for key, value in next, string_meta do strings[key] = value end

-- The interrupt that ends an input passes through its pcalls: a nest of them, each of which caught one
-- and went on, would outlive any limit.
local function passing(ok, e, ...)
  if not ok and errors.is(e, errors.KeyboardInterrupt) then error(e, 0) end
  return ok, e, ...
end

local function globals()
  local env = {print = function() end}
  for i = 1, #libraries do
    local copy = {}
    for key, value in next, G[libraries[i]] do copy[key] = value end
    env[libraries[i]] = copy
  end
  for i = 1, #base do env[base[i]] = G[base[i]] end
  env.pcall = function(...) return passing(pcall(...)) end
  env.xpcall = function(...) return passing(xpcall(...)) end
  env._G = env
  -- Strings' metatable is the one thing that an input can change for the next one.
  for key in next, string_meta do string_meta[key] = nil end
  for key, value in next, strings do string_meta[key] = value end
  string_meta.__index = env.string
  return env
end

local function use(v, env)
  if type(v) == "function" then
    local _, result = pcall(v, env, 1, "x")
    if type(result) == "thread" then v = result end
  end
  if type(v) == "thread" then
    for i = 1, 3 do resume(v, i) end
    pcall(close, v)
  end
end

local function run(f, env)
  if not f then return end
  local _, first, second = pcall(f, 1, "two", env)
  use(first, env)
  use(second, env)
  local left = {}
  for key, value in next, env do
    if type(key) == "string" and #key < 3 then left[#left + 1] = value end
  end
  for i = 1, #left do use(left[i], env) end
end

return function(chunk)
  local env = globals()
  local f = load(chunk, "=fuzz", "bt", env)
  if not f then return end
  run(f, env)
  run(load(dump(f), "=again", "b", env), env)
  run(load(dump(f, true), "=stripped", "b", env), env)
end
)lua";

}  // namespace gilua::fuzz
