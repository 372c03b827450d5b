-- 8 threads insert, delete, grow and iterate the same tables for some seconds (argument, 60);
-- prints how many operations ran and how many values were seen that nobody stored.
local threading = require "threading"
local time = require "time"

local stop = time.monotonic() + (tonumber(arg and arg[1]) or 60)
local shared = { {}, {}, {}, {} }
local wrong, operations = {}, {}

local function look(t, note)
  local seen = 0
  for key, value in pairs(t) do
    local fits = type(key) == "number" and value == "v" .. key or key == "s" .. tostring(value)
    if not fits then note(tostring(key) .. "=" .. tostring(value)) end
    seen = seen + 1
    if seen > 50 then break end
  end
end

local function work(id)
  local random, count, bad = id * 7919, 0, 0
  local function note(text) bad = bad + 1 io.stderr:write("never stored: ", text, "\n") end
  while time.monotonic() < stop do
    for _ = 1, 200 do
      random = (random * 1103515245 + 12345) % 2147483648
      local t, k = shared[random % 4 + 1], (random // 128) % 300
      local action = (random // 16) % 5
      if action == 0 then t[k] = "v" .. k
      elseif action == 1 then t["s" .. k] = k
      elseif action == 2 then t[k] = nil t["s" .. k] = nil
      elseif action == 3 then
        local v, w = t[k], t["s" .. k]
        if v ~= nil and v ~= "v" .. k then note(tostring(v)) end
        if w ~= nil and w ~= k then note(tostring(w)) end
      else
        local ok, message = pcall(look, t, note)
        if not ok and not tostring(message):find("invalid key to 'next'", 1, true) then note(message) end
        if random // 4096 % 50 == 0 then shared[random % 4 + 1] = {} end
      end
      count = count + 1
    end
  end
  wrong[id], operations[id] = bad, count
end

for id = 1, 8 do wrong[id], operations[id] = 0, 0 end
local threads = {}
for id = 1, 8 do
  threads[id] = threading.Thread{target = work, args = {id}}
  threads[id]:start()
end
for _, thread in ipairs(threads) do thread:join() end
local bad, sum = 0, 0
for id = 1, 8 do bad, sum = bad + wrong[id], sum + operations[id] end
print(string.format("%d operations, %d values never stored", sum, bad))
