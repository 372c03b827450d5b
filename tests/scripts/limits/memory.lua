-- --max-memory: whatever takes the memory, Lua's error says so, and the program goes on.
-- run: --max-memory=64M --gil=on
-- run: --max-memory=64M --gil=off
-- run: --max-memory=64M --gil=on --switch-interval=1e-6
-- timeout: 100
local function fails(name, f, ...)
  local ok, e = pcall(f, ...)
  print(name, ok, e)
end

for _ = 1, 1000 do
  local ok, e = pcall(string.rep, "x", 1000000000)
  assert(not ok and e == "not enough memory", e)
end
fails("rep", string.rep, "x", 1 << 28)  -- expect: rep	false	not enough memory
fails("rep overflow", string.rep, "x", 1 << 40)  -- expect: rep overflow	false	resulting string too large
fails("a string", function() local s = "x" while true do s = s .. s end end)  -- expect: a string	false	not enough memory
fails("an array", function() local t = {} for i = 1, 1e9 do t[i] = i end end)  -- expect: an array	false	not enough memory
fails("tables", function() local t = {} for i = 1, 1e9 do t[i] = {} end end)  -- expect: tables	false	not enough memory
fails("a hash", function() local t = {} for i = 1, 1e9 do t[i + 0.5] = i end end)  -- expect: a hash	false	not enough memory
fails("closures", function() local t for i = 1, 1e9 do local p = t t = function() return p end end end)  -- expect: closures	false	not enough memory
fails("coroutines", function()
  local t = {}
  for i = 1, 1e9 do t[i] = coroutine.create(print) end
end)  -- expect: coroutines	false	not enough memory
fails("strings", function() local t = {} for i = 1, 1e9 do t[i] = ("s"):rep(100) .. i end end)  -- expect: strings	false	not enough memory
fails("functions", function()
  local t = {}
  for i = 1, 1e9 do
    local f, message = load("local a, b = ... return function() return a .. b end")
    t[i] = f or error(message, 0)
  end
end)  -- expect: functions	false	not enough memory

-- Buffers that natives build.
local endless = setmetatable({}, {__len = function() return 1 << 40 end, __index = function() return ("e"):rep(1000) end})
fails("concat", table.concat, endless)  -- expect: concat	false	not enough memory
fails("gsub", string.gsub, ("a"):rep(1000000), "a", ("b"):rep(1000))  -- expect: gsub	false	not enough memory
fails("gsub with a function", string.gsub, ("a"):rep(1000000), "a", function() return ("b"):rep(1000) end)  -- expect: gsub with a function	false	not enough memory
local big = ("x"):rep(20000000)
fails("format", string.format, "%s%s%s", big, big, big)  -- expect: format	false	not enough memory
fails("pack", string.pack, "s4s4s4", big, big, big)  -- expect: pack	false	not enough memory
fails("tostring", function() return #tostring(setmetatable({}, {__tostring = function() return big .. big .. big end})) end)  -- expect: tostring	false	not enough memory
fails("captures", function() return select("#", big:match("(.*)()(.*)", 1), big:match("((.*))"), big .. "") end)
-- expect: captures	false	not enough memory
local readers = 0
print(load(function() readers = readers + 1 return big end))  -- expect: nil	not enough memory
fails("searchpath", package.searchpath, ("n"):rep(10000), ("?"):rep(100000))  -- expect: searchpath	false	not enough memory
big = nil

-- A source needs more than its size; deep ones end too.
print(load(("x = 1;"):rep(3000000)))  -- expect: nil	not enough memory
print((select(2, load("return " .. ("{"):rep(300)))):match("C stack overflow"))  -- expect: C stack overflow
local function deep(n) return 1 + deep(n + 1) end
print(select(2, pcall(deep, 1)):match("stack overflow") or select(2, pcall(deep, 1)))  -- expect: stack overflow

-- A source's text belongs to all its functions, and is kept once.
local many = ("local function f() return function() end end "):rep(150) .. ("-"):rep(2) .. (" "):rep(1000000)
local held = {}
for i = 1, 10 do held[i] = assert(load("do " .. many .. "\nend return 1")) end
print(#held)  -- expect: 10
held = nil

-- Garbage does not count: what a native needs is found by collecting.
for _ = 1, 20 do local s = string.rep("x", 25000000) end
for _ = 1, 20 do local s = ("x"):rep(5000000):upper():lower():reverse():sub(2) end
local list = {}
for i = 1, 1000 do list[i] = ("y"):rep(10000) end
for _ = 1, 20 do local s = table.concat(list) end
for _ = 1, 5 do local s = ("a"):rep(1000000):gsub("a", "bb") end
for _ = 1, 20 do local a, b = ("z"):rep(5000000):match("(.*)z(.*)") end
print("garbage is found")  -- expect: garbage is found
