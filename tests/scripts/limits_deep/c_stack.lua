-- Natives that call back nest on a thread's C stack, to the limit of 200: in every way that a script
-- has to nest them, with what takes most of the stack at the bottom. A thread's stack must do.
-- timeout: 100
local threading = require "threading"

local function printing(f)
  return setmetatable({}, {__tostring = function() f() return "" end})
end
local ways = {}
function ways.gsub(f)
  local groups = ("(x?)"):rep(11)
  return (("x"):rep(50):gsub(groups, f, 1))
end
function ways.sort(f) table.sort({3, 2, 1}, function(a, b) f() return a < b end) end
function ways.format(f) return ("%s%20.14f%q%s"):format(1, 2, "x", printing(f)) end
function ways.tostring(f) return tostring(printing(f)) end
function ways.concat(f)
  return table.concat(setmetatable({}, {__index = function() f() return "" end}), "", 1, 1)
end
function ways.insert(f)
  table.insert(setmetatable({}, {__len = function() f() return 1 end}), 1)
end
function ways.load(f)
  local done
  load(function() if not done then done = true f() return "x = 1" end end)
end
local modules = 0
function ways.require(f)
  modules = modules + 1
  local name = "made" .. modules
  package.preload[name] = f
  require(name)
end
function ways.wrap(f) coroutine.wrap(f)() end
function ways.close(f)
  local co = coroutine.create(function()
    local _ <close> = setmetatable({}, {__close = f})
    coroutine.yield()
  end)
  coroutine.resume(co)
  coroutine.close(co)
end
function ways.hook(f)
  local done
  debug.sethook(function()
    if not done then done = true debug.sethook() f() end
  end, "c")
  math.abs(1)
end
function ways.collect(f)
  setmetatable({}, {__gc = f})
  collectgarbage()
end
function ways.init(f)
  local L = threading.Local:extend("L")
  function L:init() f() end
  L()
end

local bottoms = {
  function()
    load("return " .. ("("):rep(180) .. "1" .. (")"):rep(180))
    load(("function f() "):rep(150) .. ("end "):rep(150))
    load("return " .. ("{"):rep(190) .. ("}"):rep(190))
  end,
  function() pcall(string.match, ("a"):rep(300), ("a?"):rep(150) .. ("a"):rep(150)) end,
  function()
    pcall(string.format, "%99.99f", 1e308)
    pcall(error, debug.traceback("x"))
    return require("errors").ValueError(os.date("%c"))
  end,
}

local shallow, nested = {}, 0
for name, way in pairs(ways) do
  for i, bottom in ipairs(bottoms) do
    local depth = 0
    local t = threading.Thread{target = function()
      local function down()
        depth = depth + 1
        if depth > 250 then return end
        local before = depth
        pcall(way, down)
        if depth == before then pcall(bottom) end  -- one more call is refused: "C stack overflow"
      end
      down()
    end}
    t:start()
    t:join()
    nested = nested + 1
    if depth < 100 and name ~= "hook" and name ~= "collect" then
      shallow[#shallow + 1] = name .. " " .. i .. ": " .. depth
    end
  end
end
print(nested, #shallow == 0 or table.concat(shallow, ", "))   -- expect: 39	true
print("no thread's stack overflowed")        -- expect: no thread's stack overflowed
