-- Module atomic: single steps on fields, in every mode.
local atomic = require "atomic"
local threading = require "threading"

local t = {n = 0, f = 0.5, s = "x"}
print(atomic.add(t, "n", 5), atomic.add(t, "n"), atomic.add(t, "f", 1))  -- expect: 5	6	1.5
print(atomic.cas(t, "n", 6, 7), atomic.cas(t, "n", 6, 8), t.n)           -- expect: true	false	7
print(atomic.swap(t, "s", "y"), t.s, atomic.swap(t, "new", 1), t.new)    -- expect: x	y	nil	1
print(atomic.cas(t, "late", nil, "here"), t.late)                        -- expect: true	here
local function try(f, ...)
  local _, e = pcall(f, ...)
  print((tostring(e):gsub("^atomic_steps.lua:%d+: ", "")))
end
try(atomic.add, t, "s", 1)   -- expect: TypeError: atomic.add: field 's' is not a number
try(atomic.add, t, nil, 1)   -- expect: ValueError: atomic.add: index is nil
try(function() atomic.add(5, "n", 1) end)    -- expect: bad argument #1 to 'add' (table expected, got number)
try(function() atomic.cas(t, "n", 1) end)    -- expect: bad argument #4 to 'cas' (value expected)

local shared, threads, won = {n = 0, turns = 0}, {}, {}
for i = 1, 4 do
  won[i] = 0
  threads[i] = threading.Thread{target = function()
    for _ = 1, 5000 do
      atomic.add(shared, "n", 1)
      local old
      repeat old = shared.turns until atomic.cas(shared, "turns", old, old + 1)
      shared[i .. "_" .. shared.turns % 100] = true   -- the table grows meanwhile
    end
  end}
end
for _, thread in ipairs(threads) do thread:start() end
for _, thread in ipairs(threads) do thread:join() end
print(shared.n, shared.turns)                                            -- expect: 20000	20000
