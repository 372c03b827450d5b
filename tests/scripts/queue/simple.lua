-- SimpleQueue: put never waits, there are no limits and no tasks.
local queue = require "queue"
local threading = require "threading"
local time = require "time"
local errors = require "errors"
package.path = "../sync/?.lua;" .. package.path
local crew = require "lib.crew"
local SimpleQueue = queue.SimpleQueue

local q = SimpleQueue()
print(q:empty(), q:qsize(), crew.text(q))  -- expect: true	0	<queue.SimpleQueue object at ADDRESS>
q:put(1)
q:put(2, false)
q:put(3, {block = true, timeout = 5})
q:put(4, false, -5)  -- both are ignored
q:put(5, {timeout = -1})
q:put_nowait(6)
print(q:empty(), q:qsize())  -- expect: false	6
print(q:get(), q:get(true), q:get{timeout = 0}, q:get(false), q:get{block = false}, q:get_nowait())  -- expect: 1	2	3	4	5	6
crew.try(q.get_nowait, q)  -- expect: Empty
crew.try(q.get, q, false)  -- expect: Empty
crew.try(q.get, q, true, 0)  -- expect: Empty
local before = time.perf_counter()
crew.try(q.get, q, {timeout = 0.02})  -- expect: Empty
print(time.perf_counter() - before >= 0.02)  -- expect: true
print(q.join, q.task_done, q.full, q.shutdown, q.maxsize, q.unfinished_tasks)  -- expect: nil	nil	nil	nil	nil	nil

local got = {}
local threads = crew.start(5, function(i) got[i] = q:get(true, i % 2 == 0 and 60 or nil) end)
for i = 1, 5 do q:put(i) end
threads:join()
table.sort(got)
print(table.concat(got, " "))  -- expect: 1 2 3 4 5

local sums = {}
crew.run(8, function(me)
  if me <= 4 then
    for i = 1, 500 do q:put(i) end
  else
    local sum = 0
    for _ = 1, 500 do sum = sum + q:get() end
    sums[me - 4] = sum
  end
end)
print(sums[1] + sums[2] + sums[3] + sums[4], q:empty())  -- expect: 501000	true

crew.try(q.get, q, true, -1)  -- expect: ValueError: 'timeout' must be a non-negative number
crew.try(q.get, q, 0)  -- expect: TypeError: block must be true or false, not number
crew.try(q.put, q, 1, 0)  -- expect: TypeError: block must be true or false, not number
crew.try(q.put, q, 1, {limit = 1})  -- expect: TypeError: put() got an unexpected keyword argument 'limit' (known: block, timeout)
crew.try(SimpleQueue, 5)  -- expect: TypeError: SimpleQueue() takes no arguments
print(errors.is(queue.Empty(), errors.Exception), errors.is(queue.Empty(), queue.Full))  -- expect: true	false
print(q:empty())  -- expect: true

-- put from a finalizer, which may run anywhere: also while this thread is in a put or get.
local finalized = SimpleQueue()
for i = 1, 200 do
  setmetatable({}, {__gc = function() finalized:put(i) end})
  q:put(i)
  q:get()
end
collectgarbage()
collectgarbage()
print(finalized:qsize() > 150)  -- expect: true
local Mail = SimpleQueue:extend("Mail")
function Mail:send(text) self.sent = (self.sent or 0) + 1 self:put(text) end
local mail = Mail()
mail:send("hello")
print(mail:get(), mail.sent)  -- expect: hello	1
