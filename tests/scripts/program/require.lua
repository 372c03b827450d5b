-- require: searchers, package.loaded, messages; our own modules come after files.
local ok, message = pcall(require, "no.such.module")
print(ok, message:match("^[^\n]*"), message:find("no field package.preload['no.such.module']", 1, true) ~= nil)
-- expect: false	module 'no.such.module' not found:	true
print(message:find("no file './no/such/module.lua'", 1, true) ~= nil)  -- expect: true

package.preload.mine = function(...) return {args = {...}} end
local mine, data = require("mine")
print(mine.args[1], mine.args[2], data, require("mine") == mine)  -- expect: mine	:preload:	:preload:	true

package.preload.nothing = function() end
print(package.loaded.nothing, require("nothing"))  -- expect: nil	true	:preload:
print(package.loaded.nothing)  -- expect: true
package.preload.fails = function() error("at load", 0) end
print(pcall(require, "fails"))  -- expect: false	at load

local dir = os.tmpname()
os.remove(dir)
os.execute("mkdir " .. dir)
local function write(name, text)
  local f <close> = assert(io.open(dir .. "/" .. name, "w"))
  f:write(text)
end
package.path = dir .. "/?.lua"
write("a.lua", "return {name = ..., file = select(2, ...)}")
local a, file = require("a")
print(a.name, a.file == dir .. "/a.lua", file == a.file)  -- expect: a	true	true
write("broken.lua", "x =")
print((select(2, pcall(require, "broken")):gsub(dir, "DIR")))
-- expect: error loading module 'broken' from file 'DIR/broken.lua':
-- expect: 	DIR/broken.lua:1: unexpected symbol near <eof>
write("time.lua", "return 'a file wins'")
print((require("time")))  -- expect: a file wins
os.execute("rm -r " .. dir)
print(package.searchpath("no.such", "./?.x;./?/y"))
-- expect: nil	no file './no/such.x'
-- expect: 	no file './no/such/y'
print(package.loadlib("x", "y"))  -- expect: nil	dynamic libraries not enabled; check your Lua installation	absent
print(package.loaded._G == _G, package.loaded.string == string, #package.searchers)  -- expect: true	true	5
print(package.preload.threading, require("sys") == package.loaded.sys)  -- expect: nil	true
