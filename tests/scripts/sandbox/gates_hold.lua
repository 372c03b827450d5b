-- The gates lie below Lua: nothing that a script replaces, hides or reaches opens them.
-- run: --sandbox --gil=on
-- run: --sandbox --gil=off
local open, getenv, popen = io.open, os.getenv, io.popen
local errors = require "errors"
local function refused(f, ...)
  local ok, e = pcall(f, ...)
  return not ok and string.find(tostring(e), "PermissionError", 1, true) == 1
end

-- The class of the error, the function that makes it, and require may be gone.
errors.PermissionError = nil
package.loaded["gilua.errors"], package.loaded.errors = nil, nil
package.searchers = {}
require = function() return {} end
print(refused(open, "/etc/passwd"), refused(getenv, "HOME"), refused(popen, "ls"))  -- expect: true	true	true

-- A name that changes: what is refused is refused before anybody is asked.
print(refused(open, setmetatable({}, {__tostring = function() return "x" end})))  -- expect: false
local sly = setmetatable({}, {__index = function() return "/etc/passwd" end, __name = "sly"})
print(pcall(open, sly))  -- expect: false	bad argument #1 to 'io.open' (string expected, got sly)

-- '\0' ends a name for the system; what comes before it counts.
print(refused(open, "/etc/passwd\0allowed.lua"))  -- expect: true
print(open("nofile\0/../../etc/passwd") == nil)  -- expect: true

-- Ways around by name.
for _, path in ipairs {"/", "..", "../", ".", "./", "lib", "lib/..", "lib/../..", "lib/../../program",
    "/proc/self/environ", "/proc/self/cwd/allowed.lua", "/dev/stdin", "/dev/fd/0", "/dev/null",
    "//etc//passwd", "/etc/../etc/passwd", "lib/../../sandbox/allowed.lua"} do
  if not refused(open, path) then print("not refused", path) end
end
print(select(3, open(("x"):rep(5000))))  -- expect: 36
print(refused(open, ("./"):rep(2100) .. "../x") or select(3, open(("./"):rep(2100) .. "../x")) == 36)  -- expect: true

-- Coroutines, threads, protected calls and finalizers have no other gates.
print(coroutine.wrap(function() return refused(popen, "ls") end)())  -- expect: true
print(pcall(pcall, popen, "ls"))  -- expect: true	false	PermissionError: starting a process is not allowed in the sandbox: 'ls'
print((select(2, xpcall(popen, function(e) return refused(open, "/etc/passwd") end, "ls"))))  -- expect: true
do
  local guard <close> = setmetatable({}, {__close = function() print(refused(popen, "ls")) end})
end  -- expect: true

-- What debug has changes nothing.
if debug then
  debug.setmetatable("", {__index = function() return "/etc/passwd" end})
  local registry = debug.getregistry()
  for key in pairs(registry) do
    if type(key) == "string" and key ~= "_LOADED" then registry[key] = nil end
  end
  print(refused(open, "/etc/passwd"))
else
  print(true)
end  -- expect: true
