local m = setmetatable({}, {__close = function(_, e) x = e end})
local function f()
  local a <close> = m
  local b <const> = 4
  do local c <close> = nil x = b end
  for _ = 1, 2 do local d <close> = m end
  return a, b
end
for k, v, w in next, {1}, nil, m do y = k end
pcall(function() local a <close> = m error("e") end)
return f()
