-- Subprocesses: Python's documented examples (a command's output, the date from another program),
-- input and output, statuses, signals, working folder and environment.
-- timeout: 60
local asyncio = require "asyncio"
local async, await = asyncio.async, asyncio.await
local PIPE, DEVNULL, STDOUT = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL, asyncio.subprocess.STDOUT

asyncio.run((async(function()
  -- Run a command, show what it wrote and how it ended.
  local function run(cmd)
    local proc = await(asyncio.create_subprocess_shell(cmd, {stdout = PIPE, stderr = PIPE}))
    local stdout, stderr = await(proc:communicate())
    print(("['%s' exited with %d]"):format(cmd, proc.returncode))
    if stdout ~= "" then print("[stdout] " .. stdout:gsub("\n$", "")) end
    if stderr ~= "" then print("[stderr] " .. stderr:gsub("\n$", "")) end
  end
  run("echo out; echo err >&2; exit 3")
  -- expect: ['echo out; echo err >&2; exit 3' exited with 3]
  -- expect: [stdout] out
  -- expect: [stderr] err

  -- The date, from a child that prints one line.
  local proc = await(asyncio.create_subprocess_exec("date", "-u", "-d", "@0", "+%Y-%m-%d", {stdout = PIPE}))
  print("Current date: " .. (await(proc.stdout:readline()):gsub("%s+$", "")))  -- expect: Current date: 1970-01-01
  print(await(proc:wait()), proc.returncode, math.type(proc.pid), proc.stdin, proc.stderr)  -- expect: 0	0	integer	nil	nil

  -- Input, a line at a time and at once; more than pipes hold.
  proc = await(asyncio.create_subprocess_exec("cat", {stdin = PIPE, stdout = PIPE}))
  print(proc.returncode, tostring(proc):match("^<Process %d+>$") ~= nil)  -- expect: nil	true
  proc.stdin:write("one\n")
  await(proc.stdin:drain())
  print(await(proc.stdout:readline()) == "one\n")  -- expect: true
  local big = ("0123456789\n"):rep(100000)
  local out, err = await(proc:communicate(big))
  print(out == big, err, proc.returncode)  -- expect: true	nil	0
  proc = await(asyncio.create_subprocess_exec("true", {stdin = PIPE}))
  print(await(proc:communicate(big)))  -- expect: nil	nil
  proc = await(asyncio.create_subprocess_exec("cat", {stdin = PIPE, stdout = PIPE}))
  print(await(proc:communicate()) == "")  -- expect: true

  -- Where output goes.
  proc = await(asyncio.create_subprocess_shell("echo a; echo b >&2", {stdout = PIPE, stderr = STDOUT}))
  print((await(proc:communicate()):gsub("\n", "|")))  -- expect: a|b|
  proc = await(asyncio.create_subprocess_shell("echo a; cat", {stdin = DEVNULL, stdout = DEVNULL}))
  print(await(proc:wait()), proc.stdout)  -- expect: 0	nil
  proc = await(asyncio.create_subprocess_shell("echo a > /dev/stdout; echo b > /dev/stderr", {stdout = PIPE, stderr = PIPE}))
  print((table.concat({await(proc:communicate())}, "|"):gsub("\n", "")))  -- expect: a|b
  proc = await(asyncio.create_subprocess_exec("sh", "-c", "exit 5", {stdout = 2}))
  print(await(proc:wait()), await(proc:wait()))  -- expect: 5	5

  -- Signals.
  for _, act in ipairs {"terminate", "kill"} do
    proc = await(asyncio.create_subprocess_exec("sleep", "60"))
    proc[act](proc)
    print(act, await(proc:wait()))
    print(pcall(proc[act], proc))
    -- expect: terminate	-15
    -- expect: false	ProcessLookupError: [Errno 3] No such process
    -- expect: kill	-9
    -- expect: false	ProcessLookupError: [Errno 3] No such process
  end
  proc = await(asyncio.create_subprocess_shell("trap 'exit 9' USR1; echo ready; while :; do sleep 0.01; done", {stdout = PIPE}))
  await(proc.stdout:readline())
  proc:send_signal("SIGUSR1")
  print(await(proc:wait()))  -- expect: 9

  -- Folder and environment.
  proc = await(asyncio.create_subprocess_shell("pwd; echo $NAME; echo $OTHER", {stdout = PIPE, cwd = "/", env = {NAME = "x y", OTHER = 12}}))
  print((await(proc:communicate()):gsub("\n", "|")))  -- expect: /|x y|12|

  -- Several wait; one of them gives up.
  proc = await(asyncio.create_subprocess_exec("sleep", "0.2"))
  local a, b = asyncio.create_task(proc:wait()), asyncio.create_task(proc:wait())
  print(pcall(function() await(asyncio.wait_for(proc:wait(), 0.01)) end))  -- expect: false	TimeoutError
  a:cancel()
  print(await(b), a:cancelled())  -- expect: 0	true

  -- Many at once.
  local tasks = {}
  for i = 1, 20 do
    tasks[i] = (async(function()
      local p = await(asyncio.create_subprocess_shell(("sleep 0.0%d; echo %d; exit %d"):format(i % 5, i, i), {stdout = PIPE}))
      local text = await(p:communicate())
      return tonumber(text) + p.returncode
    end))()
  end
  local sum = 0
  for _, n in ipairs(await(asyncio.gather(tasks))) do sum = sum + n end
  print(sum)  -- expect: 420
end))())

-- One that is still running when its loop ends is killed and waited for.
local pid
asyncio.run((async(function() pid = await(asyncio.create_subprocess_exec("sleep", "60")).pid end))())
print(io.open("/proc/" .. pid .. "/stat") == nil)  -- expect: true
