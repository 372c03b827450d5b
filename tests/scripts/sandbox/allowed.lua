-- What --sandbox leaves: files below the folder, for reading; modules; text chunks; threads.
-- run: --sandbox --gil=on
-- run: --sandbox --gil=off
package.path = "lib/?.lua"
print(require "plain")  -- expect: a module	lib/plain.lua
print(io.open("lib/plain.lua"):read("l"))  -- expect: -- A module for allowed.lua.
print(io.open("./lib/../lib//plain.lua", "rb"):read(4))  -- expect: -- A
for line in io.lines("lib/plain.lua") do print(line) break end  -- expect: -- A module for allowed.lua.
print(dofile("lib/plain.lua"))  -- expect: a module
print(loadfile("lib/plain.lua", "t")())  -- expect: a module
print(package.searchpath("plain", "/nowhere/?.lua;lib/?.lua"))  -- expect: lib/plain.lua
print(io.open("lib/nofile"))  -- expect: nil	lib/nofile: No such file or directory	2
print(select(3, io.open("")))  -- expect: 2
print(loadfile("lib/nofile"))  -- expect: nil	cannot open lib/nofile: No such file or directory
print(load("return 1 + 1")())  -- expect: 2
print(load("x ="))  -- expect: nil	[string "x ="]:1: unexpected symbol near <eof>
print(#string.dump(function() end) > 0)  -- expect: true
print(type(os.time()), type(os.clock()), type(os.date()))  -- expect: number	number	string
local t = require("threading").Thread{target = function() print("a thread") end}
t:start()  -- expect: a thread
t:join()
io.stdout:write("written\n")  -- expect: written
