-- next, send, throw and close of generators: values, ends, errors, messages.
local generators = require "generators"
local errors = require "errors"
local generator, yield = generators.generator, generators.yield

local function fails(text, f, ...)
  local ok, e = pcall(f, ...)
  assert(not ok, "no error; expected " .. text)
  assert(tostring(e) == text, ("%q, expected %q"):format(tostring(e), text))
  return e
end

local count = generator(function(n)
  for i = 1, n do yield(i) end
  return "end"
end)

-- next: values, then StopIteration with the result once, and without afterwards
local g = count(2)
assert(type(g) == "userdata" and tostring(g):find("^<generator object count>"), tostring(g))
assert(g:next() == 1 and g:next() == 2)
local stop = fails("StopIteration: end", g.next, g)
assert(errors.is(stop, errors.StopIteration) and stop.value == "end")
assert(fails("StopIteration", g.next, g).value == nil)

-- several values, none, nil
local many = generator(function()
  yield(1, nil, 3)
  yield()
  yield(nil)
end)()
assert(select("#", many:next()) == 3)
assert(select("#", many:next()) == 0)
assert(select("#", many:next()) == 1)

-- for: ends at the function's end; ignores the control value
local sum = 0
for v in count(100) do sum = sum + v end
assert(sum == 5050)
for v, w in generator(function() yield(1, 2) end)() do assert(v == 1 and w == 2) end
for _ in count(0) do error("no value") end

-- arguments of the generator function
local echo = generator(function(a, b, ...)
  yield(a)
  yield(b)
  yield(select("#", ...))
end)
local e = echo("x", nil, 1, nil)
assert(e:next() == "x" and e:next() == nil and e:next() == 2)

-- send
local adder = generator(function()
  local total = 0
  while true do total = total + (yield(total) or 0) end
end)()
fails("TypeError: can't send non-None value to a just-started generator", adder.send, adder, 1)
assert(adder:send(nil) == 0 and adder:send(5) == 5 and adder:next() == 5 and adder:send(1) == 6)
local done = count(0)
pcall(done.next, done)
fails("StopIteration", done.send, done, 1)

-- throw: at the yield; a class or an instance; into a fresh one; into one that has ended
local catcher = generator(function()
  while true do
    local ok, caught = pcall(yield, "ready")
    if not ok then yield("caught " .. tostring(caught)) end
  end
end)
local c = catcher()
assert(c:next() == "ready")
assert(c:throw(errors.ValueError("v")) == "caught ValueError: v")
c:next()
assert(c:throw(errors.KeyError) == "caught KeyError")
local fresh = catcher()
fails("ValueError: early", fresh.throw, fresh, errors.ValueError("early"))
fails("StopIteration", fresh.next, fresh)
fails("ValueError: late", fresh.throw, fresh, errors.ValueError("late"))
fails("TypeError: exceptions must be classes or instances deriving from BaseException, not number",
  c.throw, c, 1)
fails("TypeError: exceptions must be classes or instances deriving from BaseException, not string",
  c.throw, c, "text")

-- close: GeneratorExit at the yield; its result; twice; fresh; ignored
local log = {}
local careful = generator(function()
  local _ <close> = setmetatable({}, {__close = function() log[#log + 1] = "closed" end})
  local ok, caught = pcall(yield, 1)
  assert(not ok and errors.is(caught, errors.GeneratorExit))
  log[#log + 1] = "exit"
  error(caught, 0)
end)
local k = careful()
k:next()
assert(k:close() == nil and table.concat(log, " ") == "exit closed")
assert(k:close() == nil)
assert(careful():close() == nil and #log == 2)
local returns = generator(function()
  pcall(yield, 1)
  return 42
end)()
returns:next()
assert(returns:close() == 42)
local stubborn = generator(function()
  pcall(yield, 1)
  yield(2)
end)()
stubborn:next()
fails("RuntimeError: generator ignored GeneratorExit", stubborn.close, stubborn)
local breaks = generator(function()
  local ok = pcall(yield, 1)
  assert(not ok)
  error(errors.OSError("while closing"), 0)
end)()
breaks:next()
fails("OSError: while closing", breaks.close, breaks)

-- as a to-be-closed value
do
  local _ <close> = careful()
  _:next()
end
assert(#log == 4)

-- re-entry, and StopIteration from inside
local me
me = generator(function() me:next() end)()
fails("ValueError: generator already executing", me.next, me)
local liar = generator(function() error(errors.StopIteration(1), 0) end)
local l = liar()
local e2 = fails("RuntimeError: generator raised StopIteration", l.next, l)
assert(errors.is(e2.cause, errors.StopIteration))
fails("RuntimeError: generator raised StopIteration", function() for _ in liar() do end end)

-- plain errors pass as they are, with their place
local broken = generator(function() error("plain") end)()
local ok, text = pcall(broken.next, broken)
assert(not ok and type(text) == "string" and text:find("plain", 1, true), tostring(text))
ok, text = pcall(function() for _ in generator(function() error({1}) end)() do end end)
assert(not ok and type(text) == "table" and text[1] == 1)

-- one that is not a function; a method on something else
fails("TypeError: generator() expects a function, got number", generator, 1)
assert(not pcall(g.next, {}))
assert(not pcall(g.next))

-- a coroutine of Lua's does not resume it
assert(not coroutine.resume(coroutine.running()))

-- across pcall, metamethods, coroutines
local through = generator(function()
  local t = setmetatable({}, {__index = function(_, key) return yield(key) end})
  local _, v = pcall(function() return t.asked end)
  yield("got " .. tostring(v))
end)()
assert(through:next() == "asked" and through:send(7) == "got 7")
local inner = coroutine.wrap(function()
  for v in count(3) do coroutine.yield(v * 10) end
end)
assert(inner() == 10 and inner() == 20 and inner() == 30)
