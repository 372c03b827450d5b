-- asyncio.Barrier: rounds, reset, abort, cancellation.
local asyncio = require "asyncio"
local errors = require "errors"
local help = require "lib.help"
local await, spawn, settle, text = asyncio.await, help.spawn, help.settle, help.text
local Broken = asyncio.BrokenBarrierError

help.run(function()
  local barrier = asyncio.Barrier(3)
  print(text(barrier))  -- expect: <asyncio.locks.Barrier object at 0x0 [filling, waiters:0/3]>
  local tasks = {}
  for i = 1, 6 do
    tasks[i] = spawn(function() return await(barrier:wait()) end)
  end
  local seen = {}
  for _, index in ipairs(await(asyncio.gather(tasks))) do seen[index] = (seen[index] or 0) + 1 end
  print(seen[0], seen[1], seen[2], barrier.n_waiting, barrier.parties, barrier.broken)
  -- expect: 2	2	2	0	3	false

  -- reset() breaks the round, not the barrier.
  tasks = {spawn(function() await(barrier:wait()) end), spawn(function() await(barrier:wait()) end)}
  settle()
  print(text(barrier))  -- expect: <asyncio.locks.Barrier object at 0x0 [filling, waiters:2/3]>
  await(barrier:reset())
  for _, task in ipairs(tasks) do print(help.await_fails(Broken, task)) end
  -- expect: BrokenBarrierError: Abort or reset of barrier
  -- expect: BrokenBarrierError: Abort or reset of barrier
  assert(not barrier.broken and barrier.n_waiting == 0)

  -- A task that is cancelled leaves the round.
  tasks = {spawn(function() await(barrier:wait()) end), spawn(function() await(barrier:wait()) end)}
  settle()
  tasks[1]:cancel()
  settle()
  print(barrier.n_waiting)  -- expect: 1
  local more = {spawn(function() return await(barrier:wait()) end), tasks[2]}
  settle()
  await(barrier:wait())
  await(asyncio.gather(more))

  -- abort() breaks it until reset().
  tasks = {spawn(function() await(barrier:wait()) end)}
  settle()
  await(barrier:abort())
  print(help.await_fails(Broken, tasks[1]))  -- expect: BrokenBarrierError: Abort or reset of barrier
  print(help.await_fails(Broken, barrier:wait()))  -- expect: BrokenBarrierError: Barrier aborted
  print(text(barrier), barrier.broken)  -- expect: <asyncio.locks.Barrier object at 0x0 [broken]>	true
  await(barrier:reset())
  assert(not barrier.broken)

  -- As a context: the value is the index.
  local single = asyncio.Barrier(1)
  print(await(asyncio.with(single, asyncio.async(function(index) return index end))))  -- expect: 0
  print(help.fails(errors.ValueError, asyncio.Barrier, 0))  -- expect: ValueError: parties must be > 0
  print(help.fails(errors.TypeError, asyncio.Barrier))
  -- expect: TypeError: Barrier.__init__() missing 1 required positional argument: 'parties'
  print(help.fails(errors.AttributeError, function() single.parties = 2 end))
  -- expect: AttributeError: property 'parties' of 'Barrier' object has no setter
end)
