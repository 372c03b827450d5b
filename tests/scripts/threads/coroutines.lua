-- Coroutines go from thread to thread; of two that resume one, the second gets Lua's own error.
local threading = require "threading"
local Thread, Lock = threading.Thread, threading.Lock

local co = coroutine.wrap(function()
  local sum = 0
  while true do sum = sum + coroutine.yield(sum) end
end)
co()
local results = {}
for i = 1, 20 do
  local t = Thread{target = function() results[i] = co(i) end}
  t:start()
  t:join()
end
print(results[20], co(0))                              -- expect: 210	210

-- Handed around by four threads that take turns through a lock.
local lock, total = Lock(), 0
local threads = {}
for i = 1, 4 do
  threads[i] = Thread{target = function()
    for _ = 1, 500 do
      local _ <close> = lock:held()
      total = co(1)
    end
  end}
end
for _, t in ipairs(threads) do t:start() end
for _, t in ipairs(threads) do t:join() end
print(total)                                           -- expect: 2210

-- A coroutine that waits for a lock inside a thread is "running" for everybody else.
local gate, entered = Lock(), Lock()
gate:acquire()
entered:acquire()
local busy = coroutine.create(function()
  entered:release()
  gate:acquire()
  return "over"
end)
local t = Thread{target = function() print(coroutine.resume(busy)) end}
t:start()
entered:acquire()
print(coroutine.resume(busy))                          -- expect: false	cannot resume non-suspended coroutine
print(coroutine.status(busy))                          -- expect: running
gate:release()
t:join()                                               -- expect: true	over
print(coroutine.resume(busy))                          -- expect: false	cannot resume dead coroutine

-- Racing resumes: each value is handed out once.
local n = 20000
local counter = coroutine.create(function() for i = 1, n do coroutine.yield(i) end end)
local got, others = {}, 0
threads = {}
for i = 1, 4 do
  local mine = {}
  got[i] = mine
  threads[i] = Thread{target = function()
    while true do
      local ok, v = coroutine.resume(counter)
      if ok and v == nil then break end
      if ok then mine[#mine + 1] = v
      elseif v == "cannot resume dead coroutine" then break
      elseif v ~= "cannot resume non-suspended coroutine" then others = others + 1 end
    end
  end}
end
for _, thread in ipairs(threads) do thread:start() end
for _, thread in ipairs(threads) do thread:join() end
local seen, count = {}, 0
for _, mine in ipairs(got) do
  for _, v in ipairs(mine) do
    if not seen[v] then seen[v] = true count = count + 1 end
  end
end
print(count, others)                                   -- expect: 20000	0
