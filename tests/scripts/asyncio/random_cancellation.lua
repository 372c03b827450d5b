-- Two hundred tasks use all kinds of locks and a queue while others of them are cancelled at random:
-- nobody is in a lock with another, and in the end all is free.
-- timeout: 60
local asyncio = require "asyncio"
local errors = require "errors"
local help = require "lib.help"
local await, spawn = asyncio.await, help.spawn

local seed = tonumber(arg[1]) or os.time()
math.randomseed(seed)
io.stderr:write("seed ", seed, "\n")
local random = math.random

-- What may be too late, but must not fail otherwise.
local function in_time(awaitable)
  local ok, e = pcall(await, asyncio.wait_for(awaitable, random() * 0.002))
  if not ok and not errors.is(e, errors.TimeoutError) then error(e, 0) end
end

help.run(function()
  local lock, semaphore = asyncio.Lock(), asyncio.Semaphore(3)
  local condition, queue = asyncio.Condition(), asyncio.Queue(2)
  -- How many are inside.
  local inside = {lock = 0, semaphore = 0}
  local function visit(what, most)
    inside[what] = inside[what] + 1
    assert(inside[what] <= most)
    return setmetatable({}, {__close = function() inside[what] = inside[what] - 1 end})
  end
  local actions = {
    function()
      local _ <close> = await(lock:held())
      local _ <close> = visit("lock", 1)
      await(asyncio.sleep(0))
    end,
    function()
      local _ <close> = await(semaphore:held())
      local _ <close> = visit("semaphore", 3)
      for _ = 1, random(3) do await(asyncio.sleep(0)) end
    end,
    function()
      local _ <close> = await(condition:held())
      if random(2) == 1 then condition:notify(random(2)) else in_time(condition:wait()) end
    end,
    function() in_time(queue:put(1)) end,
    function() in_time(queue:get()) end,
  }
  local tasks = {}
  for i = 1, 200 do
    tasks[i] = spawn(function()
      for _ = 1, 20 do actions[random(#actions)]() end
    end)
  end
  local killer = spawn(function()
    while true do
      tasks[random(#tasks)]:cancel()
      await(asyncio.sleep(random(4) == 1 and 0.0005 or 0))
    end
  end)
  local ends = await(asyncio.gather(tasks, {return_exceptions = true}))
  killer:cancel()
  for i = 1, #tasks do
    if ends[i] ~= nil and not errors.is(ends[i], asyncio.CancelledError) then error(ends[i], 0) end
  end
  for _, object in ipairs{lock, semaphore, condition} do print(help.text(object):match("%[(.*)%]")) end
  -- expect: unlocked
  -- expect: unlocked, value:3
  -- expect: unlocked
  print(inside.lock, inside.semaphore)  -- expect: 0	0
end)
