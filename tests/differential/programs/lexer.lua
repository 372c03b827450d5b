-- Literals, escapes, names, comments, separators. (Manual: 3.1.)

-- program: numbers at the limits of the lexer
print(0xffffffffffffffffff, 1e400, 9223372036854775807, 9223372036854775808, 0x7fffffffffffffff)
print(0x.1p4, 0xA.8, 1e-400, 3e0, .5, 5., 0x8000000000000000, -9223372036854775808)
print(0x10000000000000000, 0x1ffffffffffffffff, 18446744073709551615, 1e308 * 10, 0e12, 0x0p1000)
print(3, 345, 0xff, 0xBEBADA, 3.0, 3.1416, 314.16e-2, 0.31416E1, 34e1, 0x0.1E, 0xA23p-4,
  0X1.921FB54442D18P+1)
print(math.type(1e2), math.type(0x10), math.type(0x10p0), math.type(1.),
  math.type(9223372036854775808))
print(1//0.0, -1//0.0, 0x7fffffffffffffff + 1 == math.mininteger, 1e15, 1e16, 123456789012345678)
print(0.1 + 0.2, 100 * 1.1, 1/3, 1e100, 2^53, 2^63, -2^63, 1e14, 123456.789e3, 5e-324,
  2.2250738585072014e-308)

-- program: escapes
print(#"\z   abc", "\65\066\x43", "\u{48}\u{20AC}" == "H\xE2\x82\xAC", "a\
b", #"\0\00\000", [[

x]], [==[a]]b]==])
print("\a\b\f\v" == "\7\8\12\11", "\\n", '\'', "\"", "tab\tend", "cr\rlf" == "cr\13lf")
print("\u{0}" == "\0", #"\u{7F}", #"\u{80}", #"\u{7FF}", #"\u{800}", #"\u{FFFF}", #"\u{10FFFF}",
  #"\u{7FFFFFFF}")
print("\x41\x4a\x4A", "\1234", "\0651", "a\z

   b", "a\z b\z
c")

-- program: long strings
print([[a
b]], [[
first newline goes]], [==[]]]==], [=[[[nested]]]=], #[[

two newlines, one kept]])
print([[\n is no escape \]] , #[===[]==]]===], [[a]b]])
local s = load("return [[a\r\nb\n\rc\rd]]")()
print(#s, s == "a\nb\nc\nd", load("return 'a\\\r\nb'")() == "a\nb")
print(load("return [[\r\nx]]")(), load("return [[\n\nx]]")() == "\nx", load("return [[\n\rx]]")())

-- program: comments
--[==[ x ]] ]==] print(1) --[[ y ]] print(2) -- z
print(3) --[ not long
print(4)
--[[ a
b ]] print(5)
--[=[ ]] --]=] print(6)
---[[ a short one
print(7)
--]]
--
print(load("--") ~= nil, load("return 1 --")(), load("--[[]]return 2")(), load("--[==\nreturn 3")())
print(load("-"))

-- program: names
local _, _1, A, a, aA1_ = 1, 2, 3, 4, 5
print(_, _1, A, a, aA1_)
local And, END = 1, 2
print(And, END, ({["end"] = 3})["end"], ({["a b"] = 4})["a b"])
print(load("local é = 1"))

-- program: separators are optional
local a = 1 local b = 2; ; ; print(a, b);
do ; end
local function f() return; end
print(f(), (function() return 1; end)())
local x = a
print(x)
local t = {1, 2; 3, n = 4; [5] = 5,}
print(#t, t.n);
(print or f)("a parenthesis after a semicolon")

-- program: a call on the next line is the same statement
local function f(x) return function(y) return x, y end end
local v = f
(1)
print(pcall(v, 2))
local s = f
"str"
print(type(s))

-- program: numerals next to operators
print(1 ..2, 1 .. 2, 2-1, 2--1
-1, 3 - -3, - - 3, not not nil, 2^-1, -2^2, 1<2, 0xep1, 0xe+1, 1e+1, 5//2*2, 7 --[[x]] % 4)
print(0xA-1, 0x.8, ".5" + 1, "0x10" + 0, "1e1" * 1, 10 .. "")

-- program: a chunk that begins with #
local f = io.open("s.lua", "w")
f:write("#!/usr/bin/lua x = = \nprint(debug.getinfo(1, 'l').currentline)\nreturn 5")
f:close()
print(dofile("s.lua"))
print(load("#!x\nreturn 1"))
f = io.open("s.lua", "wb") f:write("\xEF\xBB\xBF#!bom\nreturn 'after a BOM'") f:close()
print(dofile("s.lua"))
f = io.open("s.lua", "wb") f:write("\xEF\xBB\xBFreturn 'BOM alone'") f:close()
print(dofile("s.lua"))
f = io.open("s.lua", "wb") f:write("\xEF\xBBreturn 1") f:close()
print(pcall(dofile, "s.lua"))
f = io.open("s.lua", "wb") f:write("# only a comment") f:close()
print(dofile("s.lua"))
f = io.open("s.lua", "wb") f:close()
print(dofile("s.lua"))
f = io.open("s.lua", "wb") f:write("#\nx = = 1") f:close()
print(loadfile("s.lua"))
