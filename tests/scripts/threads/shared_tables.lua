-- Eight threads insert, delete, grow and iterate the same tables; nobody ever sees a value that was
-- not stored. Seconds to run: the first argument (a moment).
local threading = require "threading"
local time = require "time"
local seconds = tonumber(arg[1] or "0.3")
local stop_at = time.monotonic() + seconds

-- What is stored tells its key: strings "key:n", tables {key}, and integers that are known.
local tables = {{}, {}, {}}
local strange = {}

local function check(key, value)
  local kind = math.type(value) or type(value)
  if kind == "integer" then
    if value // 1000003 ~= key then strange[#strange + 1] = "integer " .. value end
  elseif kind == "string" then
    if tonumber(value:match("^(%d+):%d+$")) ~= key then strange[#strange + 1] = value end
  elseif kind == "table" then
    if value[1] ~= key then strange[#strange + 1] = "table of " .. tostring(value[1]) end
  else
    strange[#strange + 1] = kind
  end
end

local function value_for(key, n)
  local which = n % 3
  if which == 0 then return key * 1000003 + n % 1000 end
  if which == 1 then return key .. ":" .. n end
  return {key}
end

-- Integer keys live in the array or the hash part, string keys in the hash part.
local function slot_of(key) return key % 2 == 0 and key or "k" .. key end

local function number_of(slot) return math.type(slot) == "integer" and slot or tonumber(slot:sub(2)) end

local function work(seed)
  local random, rounds = seed * 2654435761, 0
  repeat
    for _ = 1, 200 do
      random = (random * 6364136223846793005 + 1442695040888963407)
      local t = tables[(random >> 33) % #tables + 1]
      local key = (random >> 40) % 400 + 1
      local action = (random >> 20) % 10
      if action < 5 then
        t[slot_of(key)] = value_for(key, random >> 45)
      elseif action < 7 then
        t[slot_of(key)] = nil
      elseif action < 9 then
        local value = t[slot_of(key)]
        if value ~= nil then check(key, value) end
      else
        -- "invalid key to 'next'" is Lua's own answer where the key was cleaned away.
        pcall(function()
          for slot, value in pairs(t) do check(number_of(slot), value) end
        end)
      end
    end
    rounds = rounds + 1
    if rounds % 50 == 0 and seed == 1 then tables[rounds // 50 % #tables + 1] = {} end
  until time.monotonic() >= stop_at
end

local threads = {}
for i = 1, 8 do threads[i] = threading.Thread{target = work, args = {i}} end
for _, t in ipairs(threads) do t:start() end
for _, t in ipairs(threads) do t:join() end
print(#strange, strange[1])   -- expect: 0	nil
