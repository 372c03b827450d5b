-- Weak values, weak keys (ephemerons) and both: what a full collection removes.
-- oracle: lua5.4
local function count(t)
  local n = 0
  for _ in pairs(t) do n = n + 1 end
  return n
end

collectgarbage("stop")  -- only where it is called for: the stress build collects at every allocation
local strong = {}
local values = setmetatable({}, {__mode = "v"})
for i = 1, 10 do values[i] = {} end
values.a, values.text, values.n, values.strong = {}, "text" .. #values, 1, strong
values[strong] = {}
values[11] = strong
collectgarbage()
print(values[1], values[10], values.a, values.text, values.n, values.strong == strong)
print(values[strong], values[11] == strong, count(values))

local keys = setmetatable({}, {__mode = "k"})
keys[{}], keys[strong], keys.x, keys[1] = 1, {}, {}, {}
for i = 1, 10 do keys[{}] = i end
collectgarbage()
print(count(keys), type(keys[strong]), type(keys.x), type(keys[1]))

-- A value that refers to its own key does not keep it; a chain hangs on its first key.
do
  local own = {}
  keys[own] = {own}
end
local first = {}
do
  local at = first
  for _ = 1, 50 do
    local following = {}
    keys[at] = following
    at = following
  end
end
collectgarbage()
print(count(keys))
first = nil
collectgarbage()
print(count(keys))

local both = setmetatable({}, {__mode = "kv"})
both[{}], both[1], both[strong], both.x, both[{}] = 1, {}, strong, {}, strong
both.s = "s"
collectgarbage()
print(count(both), both[strong] == strong, both.s)

-- The mode counts when the collection runs.
local later = {{}, {}}
local mode = setmetatable({}, {__mode = "v"})
setmetatable(later, getmetatable(mode))
collectgarbage()
print(#later)
getmetatable(mode).__mode = nil
mode[1] = {}
collectgarbage()
print(type(mode[1]))

-- A chain of ephemerons across tables.
local a, b = setmetatable({}, {__mode = "k"}), setmetatable({}, {__mode = "k"})
local key = {}
do
  local k2, k3 = {}, {}
  a[key], b[k2], a[k3] = k2, k3, "end"
end
collectgarbage()
print(a[b[a[key]]], count(a), count(b))

-- Clearing fields in a traversal of a weak table.
for i = 1, 100 do keys[{}] = i end
for k in pairs(keys) do
  collectgarbage()
  keys[k] = nil
end
print(count(keys))
