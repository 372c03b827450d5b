-- program: for from 0 to 3 step none
print(pcall(function() local n = 0 for i = 0, 3 do n = n + 1 io.write(tostring(i), math.type(i) or "?", " ") if n > 5 then break end end return n end))

-- program: for from 3 to 0 step -1
print(pcall(function() local n = 0 for i = 3, 0, -1 do n = n + 1 io.write(tostring(i), math.type(i) or "?", " ") if n > 5 then break end end return n end))

-- program: for from 1 to 0 step none
print(pcall(function() local n = 0 for i = 1, 0 do n = n + 1 io.write(tostring(i), math.type(i) or "?", " ") if n > 5 then break end end return n end))

-- program: for from 1.0 to 3 step none
print(pcall(function() local n = 0 for i = 1.0, 3 do n = n + 1 io.write(tostring(i), math.type(i) or "?", " ") if n > 5 then break end end return n end))

-- program: for from 1 to 3.5 step none
print(pcall(function() local n = 0 for i = 1, 3.5 do n = n + 1 io.write(tostring(i), math.type(i) or "?", " ") if n > 5 then break end end return n end))

-- program: for from 1 to 2 step 0.5
print(pcall(function() local n = 0 for i = 1, 2, 0.5 do n = n + 1 io.write(tostring(i), math.type(i) or "?", " ") if n > 5 then break end end return n end))

-- program: for from math.maxinteger - 1 to math.maxinteger step none
print(pcall(function() local n = 0 for i = math.maxinteger - 1, math.maxinteger do n = n + 1 io.write(tostring(i), math.type(i) or "?", " ") if n > 5 then break end end return n end))

-- program: for from math.mininteger + 1 to math.mininteger step -1
print(pcall(function() local n = 0 for i = math.mininteger + 1, math.mininteger, -1 do n = n + 1 io.write(tostring(i), math.type(i) or "?", " ") if n > 5 then break end end return n end))

-- program: for from 1 to math.huge step 2^62
print(pcall(function() local n = 0 for i = 1, math.huge, 2^62 do n = n + 1 io.write(tostring(i), math.type(i) or "?", " ") if n > 5 then break end end return n end))

-- program: for from 1 to -math.huge step -1 << 62
print(pcall(function() local n = 0 for i = 1, -math.huge, -1 << 62 do n = n + 1 io.write(tostring(i), math.type(i) or "?", " ") if n > 5 then break end end return n end))

-- program: for from -1 to -math.huge step math.mininteger
print(pcall(function() local n = 0 for i = -1, -math.huge, math.mininteger do n = n + 1 io.write(tostring(i), math.type(i) or "?", " ") if n > 5 then break end end return n end))

-- program: for from 1 to 0/0 step none
print(pcall(function() local n = 0 for i = 1, 0/0 do n = n + 1 io.write(tostring(i), math.type(i) or "?", " ") if n > 5 then break end end return n end))

-- program: for from 0/0 to 1 step none
print(pcall(function() local n = 0 for i = 0/0, 1 do n = n + 1 io.write(tostring(i), math.type(i) or "?", " ") if n > 5 then break end end return n end))

-- program: for from 1 to 2 step math.huge
print(pcall(function() local n = 0 for i = 1, 2, math.huge do n = n + 1 io.write(tostring(i), math.type(i) or "?", " ") if n > 5 then break end end return n end))

-- program: for from "1" to 2 step none
print(pcall(function() local n = 0 for i = "1", 2 do n = n + 1 io.write(tostring(i), math.type(i) or "?", " ") if n > 5 then break end end return n end))

-- program: for from 1 to "2" step none
print(pcall(function() local n = 0 for i = 1, "2" do n = n + 1 io.write(tostring(i), math.type(i) or "?", " ") if n > 5 then break end end return n end))

-- program: for from 1 to 2 step "1"
print(pcall(function() local n = 0 for i = 1, 2, "1" do n = n + 1 io.write(tostring(i), math.type(i) or "?", " ") if n > 5 then break end end return n end))

-- program: for from 1 to 2 step 0
print(pcall(function() local n = 0 for i = 1, 2, 0 do n = n + 1 io.write(tostring(i), math.type(i) or "?", " ") if n > 5 then break end end return n end))

-- program: for from 1 to 2 step 0.0
print(pcall(function() local n = 0 for i = 1, 2, 0.0 do n = n + 1 io.write(tostring(i), math.type(i) or "?", " ") if n > 5 then break end end return n end))

-- program: for from math.maxinteger to math.maxinteger + 1.0 step none
print(pcall(function() local n = 0 for i = math.maxinteger, math.maxinteger + 1.0 do n = n + 1 io.write(tostring(i), math.type(i) or "?", " ") if n > 5 then break end end return n end))

-- program: for from 0.1 to 1 step 0.3
print(pcall(function() local n = 0 for i = 0.1, 1, 0.3 do n = n + 1 io.write(tostring(i), math.type(i) or "?", " ") if n > 5 then break end end return n end))

-- program: for from 1 to nil step none
print(pcall(function() local n = 0 for i = 1, nil do n = n + 1 io.write(tostring(i), math.type(i) or "?", " ") if n > 5 then break end end return n end))

-- program: for from {} to 1 step none
print(pcall(function() local n = 0 for i = {}, 1 do n = n + 1 io.write(tostring(i), math.type(i) or "?", " ") if n > 5 then break end end return n end))

-- program: for from 3 to 1 step 1
print(pcall(function() local n = 0 for i = 3, 1, 1 do n = n + 1 io.write(tostring(i), math.type(i) or "?", " ") if n > 5 then break end end return n end))

-- program: for from 1 to 1 step -1
print(pcall(function() local n = 0 for i = 1, 1, -1 do n = n + 1 io.write(tostring(i), math.type(i) or "?", " ") if n > 5 then break end end return n end))

-- program: for from -3 to -1 step none
print(pcall(function() local n = 0 for i = -3, -1 do n = n + 1 io.write(tostring(i), math.type(i) or "?", " ") if n > 5 then break end end return n end))

-- program: for from 1 to 3.999 step none
print(pcall(function() local n = 0 for i = 1, 3.999 do n = n + 1 io.write(tostring(i), math.type(i) or "?", " ") if n > 5 then break end end return n end))

-- program: for from 3 to 1.5 step -1
print(pcall(function() local n = 0 for i = 3, 1.5, -1 do n = n + 1 io.write(tostring(i), math.type(i) or "?", " ") if n > 5 then break end end return n end))

-- program: for from math.mininteger to math.maxinteger step math.maxinteger
print(pcall(function() local n = 0 for i = math.mininteger, math.maxinteger, math.maxinteger do n = n + 1 io.write(tostring(i), math.type(i) or "?", " ") if n > 5 then break end end return n end))

-- program: for from math.maxinteger to math.mininteger step math.mininteger
print(pcall(function() local n = 0 for i = math.maxinteger, math.mininteger, math.mininteger do n = n + 1 io.write(tostring(i), math.type(i) or "?", " ") if n > 5 then break end end return n end))

-- program: the control variable is a copy
for i = 1, 3 do local j = i i = i * 10 io.write(j, " ", i, "\n") end

-- program: closures of loop variables
local t = {} for i = 1, 3 do t[i] = function() i = i + 1 return i end end print(t[1](), t[1](), t[2](), t[3]())

-- program: closures in while with break
local t, i = {}, 0 while true do local j = i t[#t + 1] = function() j = j + 1 return j end i = i + 1 if i == 3 then break end end print(t[1](), t[1](), t[2](), t[3]())

-- program: repeat sees the body's locals
local n = 0 repeat local done = n >= 2 n = n + 1 until done print(n)

-- program: goto continue
for i = 1, 5 do if i % 2 == 0 then goto continue end io.write(i, " ") ::continue:: end print()

-- program: goto backwards makes fresh locals
local t = {} do local k = 0 ::top:: local x = k t[#t + 1] = function() return x end k = k + 1 if k < 3 then goto top end end print(t[1](), t[2](), t[3]())

-- program: syntax error 1
print(load([==[goto nope]==], "=code"))
print(load([==[goto nope]==]))

-- program: syntax error 2
print(load([==[do ::a:: end goto a]==], "=code"))
print(load([==[do ::a:: end goto a]==]))

-- program: syntax error 3
print(load([==[::a:: ::a::]==], "=code"))
print(load([==[::a:: ::a::]==]))

-- program: syntax error 4
print(load([==[goto f local x ::f:: print(x)]==], "=code"))
print(load([==[goto f local x ::f:: print(x)]==]))

-- program: syntax error 5
print(load([==[break]==], "=code"))
print(load([==[break]==]))

-- program: syntax error 6
print(load([==[for i = 1, 2 do end break]==], "=code"))
print(load([==[for i = 1, 2 do end break]==]))

-- program: syntax error 7
print(load([==[local x <const> = 1 x = 2]==], "=code"))
print(load([==[local x <const> = 1 x = 2]==]))

-- program: syntax error 8
print(load([==[local x <foo> = 1]==], "=code"))
print(load([==[local x <foo> = 1]==]))

-- program: syntax error 9
print(load([==[local x <close>, y <close> = 1, 2]==], "=code"))
print(load([==[local x <close>, y <close> = 1, 2]==]))

-- program: syntax error 10
print(load([==[x = = 1]==], "=code"))
print(load([==[x = = 1]==]))

-- program: syntax error 11
print(load([==[return 1 print(2)]==], "=code"))
print(load([==[return 1 print(2)]==]))

-- program: syntax error 12
print(load([==[local function f() return ... end]==], "=code"))
print(load([==[local function f() return ... end]==]))

-- program: syntax error 13
print(load([==[f(]==], "=code"))
print(load([==[f(]==]))

-- program: syntax error 14
print(load([==["abc]==], "=code"))
print(load([==["abc]==]))

-- program: syntax error 15
print(load([==[[[abc]==], "=code"))
print(load([==[[[abc]==]))

-- program: syntax error 16
print(load([==[--[[abc]==], "=code"))
print(load([==[--[[abc]==]))

-- program: syntax error 17
print(load([==[x = 0x]==], "=code"))
print(load([==[x = 0x]==]))

-- program: syntax error 18
print(load([==[x = 1e]==], "=code"))
print(load([==[x = 1e]==]))

-- program: syntax error 19
print(load([==[x = 3x]==], "=code"))
print(load([==[x = 3x]==]))

-- program: syntax error 20
print(load([==[x = "\q"]==], "=code"))
print(load([==[x = "\q"]==]))

-- program: syntax error 21
print(load([==[x = "\300"]==], "=code"))
print(load([==[x = "\300"]==]))

-- program: syntax error 22
print(load([==[x = "\u{110000000}"]==], "=code"))
print(load([==[x = "\u{110000000}"]==]))

-- program: syntax error 23
print(load([==[x = "\xZZ"]==], "=code"))
print(load([==[x = "\xZZ"]==]))

-- program: syntax error 24
print(load([==[for 1 = 2]==], "=code"))
print(load([==[for 1 = 2]==]))

-- program: syntax error 25
print(load([==[for a in]==], "=code"))
print(load([==[for a in]==]))

-- program: syntax error 26
print(load([==[if x then]==], "=code"))
print(load([==[if x then]==]))

-- program: syntax error 27
print(load([==[local 1]==], "=code"))
print(load([==[local 1]==]))

-- program: syntax error 28
print(load([==[a.b:c = 1]==], "=code"))
print(load([==[a.b:c = 1]==]))

-- program: syntax error 29
print(load([==[(a) = 1 b]==], "=code"))
print(load([==[(a) = 1 b]==]))

-- program: syntax error 30
print(load([==[a + 1]==], "=code"))
print(load([==[a + 1]==]))

-- program: syntax error 31
print(load([==[::1::]==], "=code"))
print(load([==[::1::]==]))

-- program: syntax error 32
print(load([==[x = }]==], "=code"))
print(load([==[x = }]==]))

-- program: syntax error 33
print(load([==[function f(a,) end]==], "=code"))
print(load([==[function f(a,) end]==]))

-- program: syntax error 34
print(load([==[function f(..., a) end]==], "=code"))
print(load([==[function f(..., a) end]==]))

-- program: syntax error 35
print(load([==[local t = {1, 2]==], "=code"))
print(load([==[local t = {1, 2]==]))

-- program: syntax error 36
print(load([==[x = ~]==], "=code"))
print(load([==[x = ~]==]))

-- program: syntax error 37
print(load([==[x = 1 .. ]==], "=code"))
print(load([==[x = 1 .. ]==]))

-- program: syntax error 38
print(load([==[goto 1]==], "=code"))
print(load([==[goto 1]==]))

-- program: syntax error 39
print(load([==[x = "a
b"]==], "=code"))
print(load([==[x = "a
b"]==]))

-- program: syntax error 40
print(load([==[\]==], "=code"))
print(load([==[\]==]))

-- program: syntax error 41
print(load([==[x = @]==], "=code"))
print(load([==[x = @]==]))

-- program: syntax error 42
print(load([==[x = 1..2]==], "=code"))
print(load([==[x = 1..2]==]))

-- program: syntax error 43
print(load([==[x = 0x1p]==], "=code"))
print(load([==[x = 0x1p]==]))

-- program: syntax error 44
print(load([==[and = 1]==], "=code"))
print(load([==[and = 1]==]))

-- program: syntax error 45
print(load([==[local function 5() end]==], "=code"))
print(load([==[local function 5() end]==]))

-- program: syntax error 46
print(load([==[x = [=[ ]] ]==], "=code"))
print(load([==[x = [=[ ]] ]==]))

-- program: syntax error 47
print(load([==[print("a" "b"]==], "=code"))
print(load([==[print("a" "b"]==]))

-- program: to-be-closed variables in order
local function c(n) return setmetatable({}, {__close = function(_, e) print("close", n, e) end}) end do local a <close> = c(1) local b <close> = c(2) local n <close> = nil local f <close> = false print("body") end print(pcall(function() local a <close> = c(3) error("x", 0) end))

-- program: an error in __close replaces the error
local function c(n) return setmetatable({}, {__close = function(_, e) print(n, e) error(n, 0) end}) end print(pcall(function() local a <close> = c("a") local b <close> = c("b") error("first", 0) end))

-- program: close on break, goto, return
local function c(n) return setmetatable({}, {__close = function() print("close", n) end}) end for i = 1, 2 do local x <close> = c(i) if i == 1 then goto next end break ::next:: end print((function() local y <close> = c("r") return "result" end)())

-- program: close value of a generic for
local function it(s, i) if i < 3 then return i + 1 end end for i in it, nil, 0, setmetatable({}, {__close = function() print "closed" end}) do if i == 2 then break end end print(pcall(function() for i in it, nil, 0, 5 do end end))

-- program: multiple assignment order
local i, t = 1, {} i, t[i] = i + 1, 20 print(i, t[1], t[2]) local a, b, c = (function() return 1, 2, 3 end)() print(a, b, c) a, b = b, a print(a, b) local x, y = ((function() return 1, 2 end)()) print(x, y)

-- program: varargs
local function f(...) local a, b = ... return select("#", ...), a, b, ... end print(f()) print(f(nil)) print(f(1, nil)) print((f(1, 2)))

-- program: select
print(select("#")) print(select("#", nil, nil)) print(select(2, 1, 2, 3)) print(select(-1, 1, 2, 3)) print(select(-3, 1, 2, 3)) print(pcall(select, 0)) print(pcall(select, -4, 1, 2, 3)) print(pcall(select, "x")) print(select(5, 1))

-- program: integer keys and float keys are one
local t = {} t[1] = "a" t[1.0] = "b" t[2^53] = "c" print(t[1], #t, t[2^53 | 0], next({[3.0] = 1}), math.type(next({[3.0] = 1})))

-- program: method definitions
local o = {n = 1} function o:inc(k) self.n = self.n + k return self end print(o:inc(2):inc(3).n) local t = {a = {b = {}}} function t.a.b.f(x) return x end function t.a.b:g() return self == t.a.b end print(t.a.b.f(5), t.a.b:g())

-- program: uncaught error in a function
local function inner() error("boom") end
local function outer() inner() end
outer()

-- program: uncaught error of a field function
local t = {}
function t.f() local x = nil; return x.y end
t.f()

-- program: uncaught error in a method
local t = {}
function t:m() error({}) end
t:m()

-- program: uncaught error in a global function
function global() error("g", 2) end
global()

-- program: uncaught error with __tostring
error(setmetatable({}, {__tostring = function() return "as text" end}))

-- program: uncaught nil
error()

-- program: uncaught number
error(42)

-- program: uncaught true
error(true)

-- program: uncaught function
error(print)

-- program: uncaught in a coroutine wrap
local f = coroutine.wrap(function() error("in co") end)
f()

-- program: uncaught in a metamethod
local t = setmetatable({}, {__add = function(a, b) return a.x.y end})
print(t + 1)

-- program: uncaught in sort
table.sort({3, 2, 1}, function(a, b) error("cmp") end)

-- program: uncaught in gsub
("abc"):gsub(".", function(c) error("in gsub " .. c) end)

-- program: uncaught tail call
local function f() error("tail") end
local function g() return f() end
g()

-- program: uncaught deep recursion traceback
local function f(n) if n == 0 then error("deep") end f(n - 1) end
f(30)

-- program: uncaught argument error
string.rep()

-- program: uncaught method argument error
("x"):rep({})

-- program: uncaught in require
package.preload.m = function() error("in module") end
require "m"

-- program: uncaught in load
load("error('loaded')", "=name")()

-- program: uncaught in dofile
local f = io.open("x.lua", "w") f:write("\n\nerror('file')") f:close() dofile("x.lua")

-- program: exit status by os.exit
io.write("x") os.exit(7)

-- program: os.exit false
os.exit(false)

-- program: os.exit true closes
local x <close> = setmetatable({}, {__close = function() print("closed") end}) os.exit(true, true)

-- program: arguments of the script
print(..., #arg, arg[0], arg[1], arg[2], arg[3])

-- program: assert
print(pcall(assert, false)) print(pcall(assert, nil, "m")) print(pcall(assert, false, {} ~= nil)) print(pcall(assert)) print(assert(1, 2, 3)) print(select("#", pcall(assert, false, nil)))

-- program: error levels
local function f(l) error("m", l) end
local function g(l) f(l) end
for l = 0, 4 do print(pcall(g, l)) end print(pcall(error)) print(pcall(error, nil)) print(pcall(error, {}, 2))

-- program: xpcall
print(xpcall(function(...) return ... end, print, 1, 2)) print(xpcall(error, function(m) return m .. "!" end, "x")) print(pcall(xpcall)) print(pcall(xpcall, print)) print(xpcall(error, function(m) error("again") end, "x")) print(select("#", xpcall(function() return nil, nil end, print)))

-- program: pcall
print(pcall()) print(pcall(pcall, error, 1)) print(pcall(5)) print(pcall(nil)) print(pcall(setmetatable({}, {__call = function(_, a) return a end}), 3))

-- program: deep recursion
local function f() return 1 + f() end local ok, m = pcall(f) print(ok, (m:gsub("\n.*", ""):match("stack overflow")))

-- program: string to number limits of the lexer
print(0xffffffffffffffffff, 1e400, 9223372036854775807, 9223372036854775808, 0x7fffffffffffffff, 0x.1p4, 0xA.8, 1e-400, 3e0, .5, 5.)

-- program: escapes
print(#"\z   abc", "\65\066\x43", "\u{48}\u{20AC}" == "H\xE2\x82\xAC", "a\
b", #"\0\00\000", [[

x]], [==[a]]b]==])

-- program: comments
--[==[ x ]] ]==] print(1) --[[ y ]] print(2) -- z
print(3) --[ not long
print(4)

