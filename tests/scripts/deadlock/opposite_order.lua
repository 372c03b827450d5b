-- Two threads take two locks in opposite order, while the main thread joins one of them.
-- expect status: 1
-- expect error: gilua: deadlock: all 3 threads are waiting
-- expect error: thread 'MainThread': waiting for join of 'first'
-- expect error: thread 'first': waiting for Lock held by 'second'
-- expect error: thread 'second': waiting for Lock held by 'first'
-- expect error: opposite_order.lua:16: in
local threading, time = require "threading", require "time"
local a, b = threading.Lock(), threading.Lock()
local has = {first = false, second = false}

local function take(name, own, other)
  own:acquire()
  has[name] = true
  while not (has.first and has.second) do time.sleep(0.001) end
  other:acquire()
  return name
end

local first = threading.Thread{target = take, args = {"first", a, b}, name = "first"}
local second = threading.Thread{target = take, args = {"second", b, a}, name = "second"}
first:start()
second:start()
first:join()
print("not reached")
