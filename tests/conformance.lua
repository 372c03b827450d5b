-- Runs one file of Lua's official test suite as the suite's own all.lua does, in a process of its own:
--   gilua conformance.lua FILE
-- The working folder is a copy of the suite, since its tests write files. tests/conformance.sh runs
-- every file through here. Like all.lua: most files go through string.dump and load first, some of
-- them stripped, and some return a value that tells whether they came to their end.
local file = assert(arg[1], "usage: conformance.lua FILE")

-- Files that all.lua loads as they are; the others are dumped and loaded again.
local plain = { ["strings.lua"] = true, ["literals.lua"] = true, ["gc.lua"] = true,
                ["big.lua"] = true, ["main.lua"] = true }
local stripped = { ["code.lua"] = true, ["goto.lua"] = true, ["sort.lua"] = true,
                   ["verybig.lua"] = true }
local results = { ["attrib.lua"] = 27, ["locals.lua"] = 5, ["events.lua"] = 12,
                  ["verybig.lua"] = 10 }

-- What all.lua defines for the files. main.lua tests the program itself and does nothing under _port.
_port = file ~= "main.lua"
_soft, _nomsg = false, false
_G.ARG = arg
debug = nil  -- files require it when they need it
function Message(text) print(text) end

assert(_VERSION == "Lua 5.4")
math.randomseed()
assert(os.setlocale("C"))
if file ~= "main.lua" then require("tracegc").start() end

local f = assert(loadfile(file))
if not plain[file] then f = assert(load(string.dump(f, stripped[file]))) end
if file == "big.lua" then
  f = coroutine.wrap(f)
  assert(f() == "b")
  assert(f() == "a")
else
  local result = f()
  if file == "calls.lua" then assert(result == deep and deep) end
  if results[file] then assert(result == results[file], "the file ended early") end
end
assert(debug == nil, "a test defined the global 'debug'")
