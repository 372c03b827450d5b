-- loop:add_signal_handler: Python's documented example (SIGINT and SIGTERM stop the loop), and that
-- Ctrl-C means KeyboardInterrupt again afterwards.
local asyncio = require "asyncio"
local threading = require "threading"
local errors = require "errors"
local async, await = asyncio.async, asyncio.await

-- Not os.execute: while it waits, Ctrl-C is for the child alone, as with the C library's system().
local function send(name) io.popen(("kill -%s %d"):format(name, os.getpid())):close() end

local loop = asyncio.new_event_loop()
local function ask_exit(name)
  print(("got signal %s: exit"):format(name))
  loop:stop()
end
for _, name in ipairs {"SIGINT", "SIGTERM"} do
  loop:add_signal_handler(name, ask_exit, name)
  loop:call_soon(send, name:sub(4))
  loop:run_forever()
end
-- expect: got signal SIGINT: exit
-- expect: got signal SIGTERM: exit
print(loop:remove_signal_handler("SIGTERM"), loop:remove_signal_handler("SIGTERM"), loop:remove_signal_handler(2))  -- expect: true	false	true
print(pcall(function()
  send("INT")
  for _ = 1, 1e9 do end
end))  -- expect: false	KeyboardInterrupt
loop:close()

asyncio.run((async(function()
  local running = asyncio.get_running_loop()
  local count = 0
  running:add_signal_handler("SIGUSR1", function(n) count = count + n end, 2)
  for _ = 1, 3 do
    send("USR1")
    await(asyncio.sleep(0.02))
  end
  print(count)  -- expect: 6
  print(pcall(running.add_signal_handler, running, "SIGKILL", print))  -- expect: false	RuntimeError: sig 9 cannot be caught
  print(pcall(running.add_signal_handler, running, 0, print))  -- expect: false	ValueError: invalid signal number 0
  print(pcall(running.add_signal_handler, running, "SIGNO", print))  -- expect: false	TypeError: sig must be an int, not SIGNO
end))())

-- Only in the main thread.
local thread = threading.Thread {target = function()
  asyncio.run((async(function()
    local running = asyncio.get_running_loop()
    print(pcall(running.add_signal_handler, running, "SIGUSR1", print))  -- expect: false	RuntimeError: signal handlers can be set only in the main thread
  end))())
end}
thread:start()
thread:join()
