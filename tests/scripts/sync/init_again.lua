-- init run again on objects that others use: whatever they see then, nothing is torn, and no memory is
-- used after it was given back.
local threading = require "threading"
local queue = require "queue"
local time = require "time"
local crew = require "lib.crew"

local condition = threading.Condition()
local semaphore = threading.BoundedSemaphore(2)
local fifo, lifo = queue.Queue(2), queue.LifoQueue(2)
local stop = threading.Event()

-- Calls that may fail with an error, and with nothing else.
local users = {
  function()
    if condition:acquire(true, 1e-4) then
      pcall(condition.wait, condition, 1e-4)
      pcall(condition.release, condition)
    end
  end,
  -- A Lock is enough if anybody has it. Taking it here, and then releasing another, would leave the
  -- first user waiting for it for ever.
  function()
    pcall(condition.notify, condition, 2)
    return tostring(condition)
  end,
  function()
    if semaphore:acquire(true, 1e-4) then pcall(semaphore.release, semaphore) end
    return tostring(semaphore)
  end,
  function()
    pcall(fifo.put, fifo, {}, true, 1e-4)
    pcall(lifo.put, lifo, "item", true, 1e-4)
  end,
  function()
    pcall(fifo.get, fifo, true, 1e-4)
    pcall(lifo.get, lifo, true, 1e-4)
    return fifo:full(), lifo:full(), fifo.maxsize
  end,
}
local threads = crew.start(#users, function(i)
  while not stop:is_set() do users[i]() end
end)
for turn = 1, 300 do
  time.sleep(0)
  threading.Condition.init(condition, turn % 2 == 0 and threading.Lock() or threading.RLock())
  threading.BoundedSemaphore.init(semaphore, turn % 4)
  queue.Queue.init(fifo, turn % 3)
  queue.LifoQueue.init(lifo, turn % 5)
  if turn % 50 == 0 then collectgarbage() end
end
stop:set()
threads:join()
print(fifo.maxsize, lifo.maxsize, tostring(semaphore):match("/%d"))  -- expect: 0	0	/0
