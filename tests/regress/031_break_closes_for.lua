-- A `break` out of a generic `for` whose variable is captured. The compiler of Lua 5.4.4 leaves the
-- loop's closing value open there: such code must load, and closes it as later versions do.
local functions = {}
for k, v in pairs{10, 20, 30} do
  functions[k] = function() return v end
  if k == 2 then break end
end
local a, b, c, d, e = 1, 2, 3, 4, 5
print(a + b + c + d + e, functions[1](), functions[2](), functions[3])   -- expect: 15	10	20	nil

local closer = setmetatable({}, {__close = function() print("closed") end})
local function first(list)
  for _, v in next, list, nil, closer do
    functions[1] = function() return v end
    if v then print("break") break end
  end
  local f, g, h, i, j = 1, 2, 3, 4, 5
  return f + g + h + i + j
end
print(first{7}, functions[1]())
-- expect: break
-- expect: closed
-- expect: 15	7
print(first{}, functions[1]())
-- expect: closed
-- expect: 15	7
for _ = 1, 2 do
  for _, v in next, {1, 2}, nil, closer do
    functions[1] = function() return v end
    break
  end
end
-- expect: closed
-- expect: closed
print(load(string.dump(first, true)) ~= nil)   -- expect: true
