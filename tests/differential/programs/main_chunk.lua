-- The main chunk: its arguments, how it ends, the exit status. (Manual: 7.)

-- program: exit status by os.exit
io.write("x") os.exit(7)

-- program: os.exit false
os.exit(false)

-- program: os.exit true closes
local x <close> = setmetatable({}, {__close = function() print("closed") end})
os.exit(true, true)

-- program: arguments of the script
print(..., #arg, arg[0], arg[1], arg[2], arg[3])

-- program: the script's arguments
local a, b, c = ...
print(select("#", ...), a, b, c, #arg, arg[0], arg[1], arg[2], arg[3], arg[-1] ~= nil)
print(type(arg), arg == _G.arg, getmetatable(arg)) arg[1] = "changed" print((...))

-- program: the script's own description
local i = debug.getinfo(1, "Slnu")
print(i.source, i.short_src, i.what, i.linedefined, i.lastlinedefined, i.currentline, i.name,
  i.isvararg, i.nparams)

-- program: results of the script are dropped
print("before")
do return 1, 2, 3 end

-- program: a script may yield nowhere
print(coroutine.isyieldable(), select(2, coroutine.running()))
print(pcall(coroutine.yield, 1))
coroutine.yield(1)

-- program: os.exit within a call
local function f() os.exit(3) end
pcall(f)
print("never")

-- program: os.exit within a coroutine
coroutine.wrap(function() io.write("unflushed") os.exit(4) end)()

-- program: os.exit within pcall, a closing variable, no close
local x <close> = setmetatable({}, {__close = function() print("closed") end})
pcall(os.exit, 5)

-- program: os.exit with close
local x <close> = setmetatable({}, {__close = function(_, e) print("closed", e) end})
setmetatable({}, {__gc = function() print("collected") end})
os.exit(6, true)

-- program: os.exit true without close collects nothing
setmetatable({}, {__gc = function() print("collected") end})
local x <close> = setmetatable({}, {__close = function(_, e) print("closed", e) end})
os.exit(true)

-- program: os.exit codes
local program = 0
while arg[program - 1] do program = program - 1 end
for _, code in ipairs {"0", "1", "255", "256", "-1", "true", "false", "2.0", "'7'"} do
  local f = io.open("exit.lua", "w")
  f:write("os.exit(" .. code .. ")")
  f:close()
  print(code, os.execute(arg[program] .. " exit.lua"))
end

-- program: os.exit refuses
print(pcall(os.exit, 1.5)) print(pcall(os.exit, "x")) print(pcall(os.exit, {}))

-- program: a syntax error in the script
print("never printed")
local x = = 1

-- program: a script that ends within a string
print("never printed")
local x = "
abc

-- program: a script that ends within a block
if true then
  print("never printed")

-- program: closing variables of the main chunk
local a <close> = setmetatable({}, {__close = function() print("a") end})
local b <close> = setmetatable({}, {__close = function() print("b") end})
print("body")

-- program: finalizers at the end, last made first
collectgarbage("stop")
for i = 1, 5 do setmetatable({}, {__gc = function() io.write("gc ", i, "\n") end}) end
kept = setmetatable({}, {__gc = function() print("the kept one") end})
print("end of script")

-- program: an error in a finalizer at the end is a warning
warn("@on")
kept = setmetatable({}, {__gc = function() error("in a finalizer") end})
other = setmetatable({}, {__gc = function() print("the other is still called") end})

-- program: finalizers after an uncaught error
kept = setmetatable({}, {__gc = function() print("finalizer") end})
error("uncaught", 0)

-- program: a finalizer that makes an object at the end
kept = setmetatable({}, {__gc = function()
  print("first")
  late = setmetatable({}, {__gc = function() print("made while closing") end})
end})

-- program: standard output is flushed at the end
io.write("no newline at the end of standard output")

-- program: standard output and error
io.stderr:write("to stderr\n")
io.stdout:write("to stdout\n")
print(io.stderr:write("again\n") == io.stderr)
io.stderr:close()
print(pcall(function() return io.stderr:write("x") end))

-- program: standard input
print(io.read("L"))
print(io.read("n", "n"))
print(io.read(1), io.read("a"), io.read("a"), io.read("l"), io.read(0))

-- program: standard input by lines
for l in io.lines() do print("[" .. l .. "]") end
print(io.read())
print(io.type(io.stdin))

-- program: standard input through its methods
print(io.stdin:read(5), io.stdin:read("l"))
for a, b in io.stdin:lines("n", "n") do
  print(a, b)
  if not b then break end
end

-- program: warnings start off
warn("not shown")
warn("@on")
warn("shown")
warn("in ", "three ", "pieces")
warn("@off")
warn("not shown")
warn("@on", "joined is no control")
warn("@nothing known")
print("end")

-- program: warning arguments
warn("@on")
warn(5)
warn("a", 1.5, "b")
print(pcall(warn)) print(pcall(warn, {})) print(pcall(warn, "a", nil))
print(pcall(warn, "a", true))
warn("")
