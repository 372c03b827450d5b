-- Two threads that join each other are a deadlock at once, although the main thread sleeps.
-- expect status: 1
-- expect error: gilua: deadlock: thread '
-- expect error: 'a' waits for join of 'b'
-- expect error: 'b' waits for join of 'a'
-- expect error: thread 'MainThread': sleeping
-- expect error: thread 'a': waiting for join of 'b'
-- expect error: thread 'b': waiting for join of 'a'
-- expect error: joins.lua:15: in
-- timeout: 20
local threading, time = require "threading", require "time"
local threads = {}
local function join(other)
  while not threads[other] do time.sleep(0.001) end
  threads[other]:join()
  return other
end
local a = threading.Thread{target = join, args = {"b"}, name = "a"}
local b = threading.Thread{target = join, args = {"a"}, name = "b"}
a:start()
b:start()
threads.a, threads.b = a, b
time.sleep(1000)
