-- Random values come back as they were, in every layout.
local json = require "json"
local seed = 99
local function random(n)
  seed = (seed * 1103515245 + 12345) % 0x80000000
  return seed // 7 % n + 1
end
local function text()
  local parts = {}
  for i = 1, random(8) - 1 do parts[i] = utf8.char(random(3) == 1 and random(0xd7ff) or random(127)) end
  return table.concat(parts)
end
local function value(depth)
  local kind = random(depth > 4 and 6 or 9)
  if kind == 1 then return random(2) == 1 end
  if kind == 2 then return json.null end
  if kind == 3 then return random(1000) - 500 end
  if kind == 4 then return (random(2000) - 1000) / random(100) end
  if kind <= 6 then return text() end
  local t = {}
  if kind == 7 then
    t = json.object{}
    for _ = 1, random(6) - 1 do t[text()] = value(depth + 1) end
  else
    for i = 1, random(6) - 1 do t[i] = value(depth + 1) end
  end
  return t
end
local function same(a, b)
  if type(a) ~= "table" or type(b) ~= "table" then return a == b and math.type(a) == math.type(b) end
  for k, v in pairs(a) do if not same(v, b[k]) then return false end end
  for k in pairs(b) do if a[k] == nil then return false end end
  return (getmetatable(a) ~= nil) == (getmetatable(b) ~= nil)
end
local layouts = {{indent = nil, sort_keys = true}, {indent = 2}, {separators = {",", ":"}}, {ensure_ascii = false},
  {indent = "\t", ensure_ascii = false}}
for _ = 1, 400 do
  local v = value(1)
  for i = 1, #layouts do
    local written = json.dumps(v, layouts[i])
    local back = json.loads(written)
    assert(same(v, back), written)
    assert(json.dumps(back, layouts[i]) == written)
  end
end
print("same")  -- expect: same
