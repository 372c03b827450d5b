-- Files in several threads: lines stay whole, a blocked reader holds nobody up, and closing under a
-- reader is no crash.
-- labels: concurrency
-- timeout: 60
local threading, time = require "threading", require "time"

-- One is blocked in a read from a process that says nothing, the others go on.
local quiet = io.popen("sleep 0.5; echo late")
local order = {}
local reader = threading.Thread{target = function()
  local line = quiet:read("l")
  table.insert(order, line)
end}
reader:start()
local printers = {}
for i = 1, 8 do
  printers[i] = threading.Thread{target = function()
    for _ = 1, 50 do print(("p"):rep(20), ("q"):rep(20)) end
  end}
  printers[i]:start()
end
for i = 1, 8 do printers[i]:join() end
table.insert(order, "printed")
reader:join()
io.stderr:write(table.concat(order, " "), "\n")  -- expect error: printed late
print(quiet:close())

-- Two threads read one file: each line goes to one of them, whole.
local name = os.tmpname()
local out = assert(io.open(name, "w"))
for i = 1, 2000 do out:write(("%04d"):format(i), ("-"):rep(60), "\n") end
out:close()
local shared, seen, lock = assert(io.open(name)), {}, threading.Lock()
local readers = {}
for i = 1, 4 do
  readers[i] = threading.Thread{target = function()
    for line in shared:lines() do
      assert(#line == 64 and line:sub(5) == ("-"):rep(60), line)
      local held <close> = lock:held()
      table.insert(seen, line)
    end
  end}
  readers[i]:start()
end
for i = 1, 4 do readers[i]:join() end
table.sort(seen)
print(#seen, seen[1]:sub(1, 4), seen[2000]:sub(1, 4))
shared:close()

-- A file that is closed while others read it gives them an error, or the end of what they had.
for _ = 1, 20 do
  local file = assert(io.open(name))
  local users = {}
  for i = 1, 4 do
    users[i] = threading.Thread{target = function()
      pcall(function() while file:read("l") do end end)
    end}
    users[i]:start()
  end
  pcall(file.close, file)
  for i = 1, 4 do users[i]:join() end
  assert(io.type(file) == "closed file")
end
os.remove(name)

-- Closing waits for who reads: he has all of his line or, if he comes too late, an error.
local slow = io.popen("sleep 0.2; echo done")
local read, got
local user = threading.Thread{target = function() read, got = pcall(slow.read, slow, "l") end}
user:start()
time.sleep(0.05)
slow:close()
user:join()
assert(not read or got == "done", got)
print("end")
