-- Threads, locks, guards and errors are made and dropped while another thread collects all the time.
local errors = require "errors"
local threading = require "threading"
local time = require "time"
local Thread = threading.Thread
local stop, made = {false}, threading.Lock()

local collector = Thread{target = function()
  while not stop[1] do
    collectgarbage()
    time.sleep(0)
  end
end}
collector:start()

local total = 0
local function child(n)
  local text = {}
  for i = 1, 20 do text[i] = tostring(i) .. n end
  local _ <close> = made:held()
  total = total + #text
end

local makers = {}
for i = 1, 3 do
  makers[i] = Thread{target = function()
    for n = 1, 30 do
      local lock = threading.Lock()
      local t = Thread{target = child, args = {n}, name = "child " .. n}
      t.note = {n}
      t:start()
      do
        local _ <close> = lock:held()
        local _, e = pcall(error, errors.ValueError("value " .. n))
        assert(e.message == "value " .. n)
      end
      t:join()
      assert(t.note[1] == n and t.name == "child " .. n and not lock:locked())
    end
  end}
  makers[i]:start()
end
for _, t in ipairs(makers) do t:join() end
stop[1] = true
collector:join()
print(total)   -- expect: 1800
