-- The loop: order of callbacks and timers, stop, close, errors, handlers, debug mode, several loops.
local asyncio = require "asyncio"
local errors = require "errors"
local threading = require "threading"
local async, await = asyncio.async, asyncio.await

local help = require "lib.help"
local fails = help.fails_with

local loop = asyncio.new_event_loop()
assert(tostring(loop) == "<EventLoop running=false closed=false debug=false>", tostring(loop))

-- order: callbacks as they came, each turn's own; timers by time
local log = {}
local function note(text) log[#log + 1] = text end
local function logged()
  local text = table.concat(log, " ")
  log = {}
  return text
end
loop:call_soon(note, "a")
loop:call_soon(function()
  note("b")
  loop:call_soon(note, "next turn")
  loop:call_soon(loop.stop, loop)
end)
loop:call_soon(note, "c")
loop:run_forever()
assert(logged() == "a b c next turn", logged())
loop:call_later(0.02, note, "late")
loop:call_later(0.01, note, "early")
loop:call_at(loop:time() + 0.015, note, "middle")
local dropped = loop:call_later(0.001, note, "never")
assert(not dropped:cancelled() and dropped:when() > loop:time() - 1)
dropped:cancel()
assert(dropped:cancelled())
loop:call_later(0.025, loop.stop, loop)
loop:run_forever()
assert(logged() == "early middle late", logged())
local soon = loop:call_soon(note, "no")
soon:cancel()
loop:call_soon(loop.stop, loop)
loop:run_forever()
assert(logged() == "")

-- stop before it runs: one turn
loop:call_soon(note, "one")
loop:stop()
loop:run_forever()
assert(logged() == "one")

-- all arguments are passed on, tables too
loop:call_soon(function(...) note(select("#", ...)) end, nil, {x = 1}, nil)
loop:call_soon(loop.stop, loop)
loop:run_forever()
assert(logged() == "3")

-- wrong use
fails("TypeError: a callable object was expected by call_soon(), got number", loop.call_soon, loop, 1)
local unused = async(function() end)()
fails("TypeError: coroutines cannot be used with call_soon()", loop.call_soon, loop, unused)
unused:close()
fails("ValueError: Invalid delay: NaN (not a number)", loop.call_later, loop, 0 / 0, note)
loop:run_until_complete(async(function()
  fails("RuntimeError: This event loop is already running", loop.run_forever, loop)
  local other = asyncio.new_event_loop()
  fails("RuntimeError: Cannot run the event loop while another loop is running",
    other.run_forever, other)
  other:close()
  fails("RuntimeError: Cannot close a running event loop", loop.close, loop)
  assert(asyncio.get_running_loop() == loop and loop:is_running())
end)())
fails("RuntimeError: no running event loop", asyncio.get_running_loop)
fails("RuntimeError: Event loop stopped before Future completed.", function()
  loop:call_soon(loop.stop, loop)
  loop:run_until_complete(loop:create_future())
end)

-- errors of callbacks go to the handler, and the loop goes on
local contexts = {}
loop:set_exception_handler(function(_, context) contexts[#contexts + 1] = context end)
loop:call_soon(function() error(errors.ValueError("in a callback")) end)
loop:call_soon(note, "after")
loop:call_soon(loop.stop, loop)
loop:run_forever()
assert(logged() == "after" and #contexts == 1)
assert(contexts[1].message:find("^Exception in callback"), contexts[1].message)
assert(tostring(contexts[1].exception) == "ValueError: in a callback")

-- what nobody looked at is told when it is collected
contexts = {}
loop:run_until_complete(async(function()
  asyncio.create_task(async(function() error(errors.ValueError("lost")) end)())
  await(asyncio.sleep(0))
  await(asyncio.sleep(0))
  local f = loop:create_future()
  f:set_exception(errors.KeyError("k"))
end)())
collectgarbage()
collectgarbage()
local told = {}
for _, context in ipairs(contexts) do
  told[#told + 1] = context.message .. " " .. tostring(context.exception)
end
table.sort(told)
assert(table.concat(told, "; ") == "Future exception was never retrieved KeyError: 'k'; " ..
  "Task exception was never retrieved ValueError: lost", table.concat(told, "; "))
contexts = {}
loop:run_until_complete(async(function()
  asyncio.create_task(async(function() await(loop:create_future()) end)(), {name = "forgotten"})
  await(asyncio.sleep(0))
  await(asyncio.sleep(0))
end)())
collectgarbage()
collectgarbage()
assert(#contexts == 1 and contexts[1].message == "Task was destroyed but it is pending!")
assert(contexts[1].task:get_name() == "forgotten")

-- SystemExit and KeyboardInterrupt leave the loop
loop:call_soon(function() error(errors.SystemExit(3)) end)
local ok, e = pcall(loop.run_forever, loop)
assert(not ok and errors.is(e, errors.SystemExit) and e.code == 3)
ok, e = pcall(loop.run_until_complete, loop,
  async(function() error(errors.KeyboardInterrupt()) end)())
assert(not ok and errors.is(e, errors.KeyboardInterrupt))

-- call_soon_threadsafe wakes a loop that waits
local thread = threading.Thread{target = function()
  require("time").sleep(0.02)
  loop:call_soon_threadsafe(function()
    note("woken")
    loop:stop()
  end)
end}
thread:start()
loop:run_forever()
thread:join()
local woken = logged()
assert(woken == "woken", woken)

-- debug mode: calls from another thread are refused
loop:set_debug(true)
assert(loop:get_debug() and loop.slow_callback_duration == 0.1)
loop.slow_callback_duration = 0.05
assert(loop.slow_callback_duration == 0.05)
loop:run_until_complete(async(function()
  local refused
  local stranger = threading.Thread{target = function()
    refused = select(2, pcall(loop.call_soon, loop, print))
  end}
  stranger:start()
  stranger:join()
  assert(tostring(refused) == "RuntimeError: Non-thread-safe operation invoked on an event loop " ..
    "other than the current one", tostring(refused))
end)())
loop:set_debug(false)

-- a task factory
loop:set_task_factory(function(l, coroutine)
  note("made")
  return asyncio.Task(coroutine, {loop = l})
end)
loop:run_until_complete(async(function()
  await(asyncio.create_task(async(function() end)()))
end)())
assert(logged() == "made made")
loop:set_task_factory(nil)

-- closed
loop:close()
loop:close()
assert(loop:is_closed() and tostring(loop):find("closed=true"))
fails("RuntimeError: Event loop is closed", loop.call_soon, loop, note)
fails("RuntimeError: Event loop is closed", loop.run_forever, loop)
local late = async(function() end)()
fails("RuntimeError: Event loop is closed", loop.run_until_complete, loop, late)
late:close()

-- several threads, each with a loop
local threads, sums = {}, {}
for i = 1, 4 do
  sums[i] = 0
  threads[i] = threading.Thread{target = function()
    local own = asyncio.new_event_loop()
    sums[i] = own:run_until_complete(async(function()
      local total = 0
      for k = 1, 50 do
        await(asyncio.sleep(k % 10 == 0 and 0.001 or 0))
        total = total + await(asyncio.create_task(async(function(v) return v end)(k)))
      end
      return total
    end)())
    own:close()
  end}
end
for _, t in ipairs(threads) do t:start() end
for _, t in ipairs(threads) do t:join() end
assert(table.concat(sums, " ") == "1275 1275 1275 1275", table.concat(sums, " "))
