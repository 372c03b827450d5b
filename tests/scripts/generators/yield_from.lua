-- yield_from hands send, throw and close on, and returns the result; sequences and functions too.
local generators = require "generators"
local errors = require "errors"
local generator, yield, yield_from = generators.generator, generators.yield, generators.yield_from

local log = {}
local inner = generator(function(n)
  for i = 1, n do
    local ok, sent = pcall(yield, i)
    log[#log + 1] = (ok and "sent " or "thrown ") .. tostring(sent)
    if not ok then
      if errors.is(sent, errors.GeneratorExit) then error(sent, 0) end
      yield("recovered")
    end
  end
  return "result", "second"
end)
local outer = generator(function(n)
  local a, b = yield_from(inner(n))
  yield(a .. "/" .. b)
  return "outer"
end)

local values = {}
for v in outer(2) do values[#values + 1] = v end
assert(table.concat(values, " ") == "1 2 result/second")

log = {}
local o = outer(2)
assert(o:next() == 1 and o:send("hello") == 2 and log[1] == "sent hello")
assert(o:throw(errors.ValueError("x")) == "recovered" and log[2] == "thrown ValueError: x")
assert(o:next() == "result/second")

log = {}
local c = outer(5)
c:next()
c:close()
assert(#log == 1 and log[1]:find("GeneratorExit"), log[1])

-- an inner one that only returns when it is closed does not keep the outer one from ending
local quiet = generator(function() pcall(yield, 1) end)
local after = false
local q = generator(function()
  yield_from(quiet())
  after = true
end)()
q:next()
q:close()
assert(not after)

-- one that refuses
local stubborn = generator(function()
  pcall(yield, 1)
  yield(2)
end)
local s = generator(function() yield_from(stubborn()) end)()
s:next()
local ok, e = pcall(s.close, s)
assert(not ok and tostring(e) == "RuntimeError: generator ignored GeneratorExit", tostring(e))

-- errors of the inner one arrive at the yield_from
local failing = generator(function()
  yield(1)
  error(errors.KeyError("k"), 0)
end)
local f = generator(function()
  local fine, caught = pcall(yield_from, failing())
  yield(not fine and tostring(caught))
end)()
assert(f:next() == 1 and f:next() == "KeyError: 'k'")

-- sequences, iterator functions, one that has ended, nested deeply
local all = generator(function()
  yield_from({"a", "b"})
  yield_from(("xyz"):gmatch("."))
  local ended = inner(0)
  pcall(ended.next, ended)
  assert(yield_from(ended) == nil)
end)
values = {}
for v in all() do values[#values + 1] = v end
assert(table.concat(values) == "abxyz")

local function tree(depth)
  return generator(function()
    if depth > 0 then yield_from(tree(depth - 1)) end
    yield(depth)
  end)()
end
local last
for v in tree(60) do last = v end
assert(last == 60)
ok, e = pcall(function() for _ in tree(1000) do end end)
assert(not ok and tostring(e):find("stack overflow"), tostring(e))

-- wrong use
assert(not pcall(yield_from, inner(1)))  -- outside a generator
local bad = generator(function() yield_from(1) end)()
assert(not pcall(bad.next, bad))
