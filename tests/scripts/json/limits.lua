-- Depth and cycles end with an error, never with a crash.
local json = require "json"
local function try(f, ...) print(select(2, pcall(f, ...))) end

local function nested(depth)
  local t = {}
  for _ = 2, depth do t = {t} end
  return t
end
print(json.dumps(nested(1000)) == ("["):rep(1000) .. ("]"):rep(1000))  -- expect: true
try(json.dumps, nested(1001))      -- expect: RecursionError: maximum recursion depth exceeded while encoding a JSON object
print(#json.dumps(json.loads(("["):rep(1000) .. ("]"):rep(1000))))     -- expect: 2000
try(json.loads, ("["):rep(1001))   -- expect: RecursionError: maximum recursion depth exceeded while decoding a JSON array
try(json.loads, ('{"a":'):rep(1001))  -- expect: RecursionError: maximum recursion depth exceeded while decoding a JSON object
try(json.loads, ("["):rep(1000000))   -- expect: RecursionError: maximum recursion depth exceeded while decoding a JSON array

local loop = {}
loop[1] = {a = loop}
try(json.dumps, loop)              -- expect: ValueError: Circular reference detected
loop[1].a = nil
local shared = {1}
print(json.dumps{shared, shared})  -- expect: [[1], [1]]
-- In a coroutine, and far down a stack.
print(coroutine.wrap(function() return json.dumps(json.loads("[[1]]")) end)())  -- expect: [[1]]
local function down(n) if n == 0 then return json.dumps(json.loads('{"a":[1]}')) end return (down(n - 1)) end
print(down(5000))                  -- expect: {"a": [1]}
