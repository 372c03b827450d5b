-- shutdown(): puts raise ShutDown at once, gets when the queue is empty; who waits is woken. With
-- immediate=true the items are gone and joins end once those that were got are done.
local queue = require "queue"
local threading = require "threading"
local errors = require "errors"
package.path = "../sync/?.lua;" .. package.path
local crew = require "lib.crew"

local function ends(class, f, ...)
  local ok, e = pcall(f, ...)
  assert(not ok and errors.is(e, class), tostring(e))
end
-- Threads that call a method; what each came to: "ok", or its error's class.
local function callers(q, count, method, ...)
  local ends_as, args = {}, table.pack(...)
  local threads = crew.start(count, function(i)
    local ok, e = pcall(q[method], q, table.unpack(args, 1, args.n))
    ends_as[i] = ok and "ok" or tostring(e)
  end)
  return function()
    threads:join()
    table.sort(ends_as)
    return table.concat(ends_as, " ")
  end
end

for _, name in ipairs{"Queue", "LifoQueue", "PriorityQueue"} do
  local class = queue[name]
  -- Gets drain it, then raise.
  local q = class(3)
  for i = 1, 3 do q:put(i) end
  assert(not q.is_shutdown)
  q:shutdown()
  assert(q.is_shutdown and q:qsize() == 3 and q:full())
  ends(queue.ShutDown, q.put, q, 4)
  ends(queue.ShutDown, q.put, q, 4, false)
  ends(queue.ShutDown, q.put, q, 4, true, 0.001)
  ends(queue.ShutDown, q.put_nowait, q, 4)
  local sum = q:get() + q:get_nowait() + q:get(true, 5)
  assert(sum == 6)
  ends(queue.ShutDown, q.get, q)
  ends(queue.ShutDown, q.get, q, false)
  ends(queue.ShutDown, q.get, q, true, 60)
  ends(queue.ShutDown, q.get_nowait, q)
  q:shutdown()
  for _ = 1, 3 do q:task_done() end
  q:join()
  ends(errors.ValueError, q.task_done, q)

  -- Who waits in get.
  q = class()
  local get, get_timed = callers(q, 3, "get"), callers(q, 3, "get", true, 60)
  q:shutdown()
  print(name, get(), get_timed())
  -- Who waits in put: with a full queue.
  q = class(1)
  q:put(1)
  local put, put_timed = callers(q, 3, "put", 2), callers(q, 3, "put", 2, true, 60)
  q:shutdown()
  print(put(), put_timed(), q:qsize(), q:get())
  -- Who waits in join goes on when all is done, not before.
  q = class()
  for i = 1, 4 do q:put(i) end
  local join = callers(q, 2, "join")
  q:shutdown()
  for _ = 1, 4 do q:get() q:task_done() end
  print(join(), q.unfinished_tasks)

  -- At once: items are dropped.
  q = class(4)
  for i = 1, 4 do q:put(i) end
  put, join = callers(q, 3, "put", 9), callers(q, 3, "join")
  q:shutdown{immediate = true}
  print(put(), join(), q:qsize(), q.unfinished_tasks, q:full())
  ends(queue.ShutDown, q.get, q)
  ends(queue.ShutDown, q.put, q, 1)
  ends(errors.ValueError, q.task_done, q)
  -- An item that was got before still has to be done.
  q = class()
  for i = 1, 4 do q:put(i) end
  q:get()
  join = callers(q, 2, "join")
  q:shutdown(true)
  assert(q.unfinished_tasks == 1 and q:empty())
  q:task_done()
  print(join())
  -- First gently, then at once.
  q = class()
  q:put(1)
  q:shutdown(false)
  q:shutdown(true)
  ends(queue.ShutDown, q.get, q)
  q:join()

  -- In the midst of everything: what went in comes out, or is dropped; all threads end.
  for round = 1, 10 do
    q = class(3)
    local counts = {}
    local threads = crew.start(8, function(me)
      local n = 0
      while true do
        local ok, e = pcall(me % 2 == 0 and q.put or q.get, q, me % 2 == 0 and n or nil)
        if not ok then
          assert(errors.is(e, queue.ShutDown), tostring(e))
          break
        end
        n = n + 1
        if me == 2 and n == 40 then q:shutdown(round % 2 == 0) end
      end
      counts[me] = n
    end)
    threads:join()
    local put_in, got = counts[2] + counts[4] + counts[6] + counts[8], counts[1] + counts[3] + counts[5] + counts[7]
    assert(q:empty() and put_in >= got and put_in - got <= 3)
    if round % 2 == 1 then assert(put_in == got) end
  end

  crew.try(q.shutdown, q, 1)
  crew.try(q.shutdown, q, {now = true})
  crew.try(function() q.is_shutdown = false end)
end
print(tostring(queue.ShutDown()), errors.is(queue.ShutDown(), errors.Exception))
-- expect: Queue	ShutDown ShutDown ShutDown	ShutDown ShutDown ShutDown
-- expect: ShutDown ShutDown ShutDown	ShutDown ShutDown ShutDown	1	1
-- expect: ok ok	0
-- expect: ShutDown ShutDown ShutDown	ok ok ok	0	0	false
-- expect: ok ok
-- expect: TypeError: immediate must be true or false, not number
-- expect: TypeError: shutdown() got an unexpected keyword argument 'now' (known: immediate)
-- expect: AttributeError: property 'is_shutdown' of 'Queue' object has no setter
-- expect: LifoQueue	ShutDown ShutDown ShutDown	ShutDown ShutDown ShutDown
-- expect: ShutDown ShutDown ShutDown	ShutDown ShutDown ShutDown	1	1
-- expect: ok ok	0
-- expect: ShutDown ShutDown ShutDown	ok ok ok	0	0	false
-- expect: ok ok
-- expect: TypeError: immediate must be true or false, not number
-- expect: TypeError: shutdown() got an unexpected keyword argument 'now' (known: immediate)
-- expect: AttributeError: property 'is_shutdown' of 'LifoQueue' object has no setter
-- expect: PriorityQueue	ShutDown ShutDown ShutDown	ShutDown ShutDown ShutDown
-- expect: ShutDown ShutDown ShutDown	ShutDown ShutDown ShutDown	1	1
-- expect: ok ok	0
-- expect: ShutDown ShutDown ShutDown	ok ok ok	0	0	false
-- expect: ok ok
-- expect: TypeError: immediate must be true or false, not number
-- expect: TypeError: shutdown() got an unexpected keyword argument 'now' (known: immediate)
-- expect: AttributeError: property 'is_shutdown' of 'PriorityQueue' object has no setter
-- expect: ShutDown	true
