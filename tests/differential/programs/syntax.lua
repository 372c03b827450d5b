-- Syntax errors: the message, the line and the "near" token of each kind. (Manual: 3, 9.)

-- program: goto and labels
for _, source in ipairs {
  "goto nope", "do ::a:: end goto a", "::a:: ::a::", "::a:: do ::a:: end",
  "goto f local x ::f:: print(x)", "goto f local x ::f::", "do goto f local x ::f:: end", "break",
  "for i = 1, 2 do end break", "::1::", "goto 1", "::a", "::a: b", "goto",
  "goto a; local function f() ::a:: end", "while true do local f = function() break end end",
  "repeat goto c local x ::c:: until x", "\n\ngoto far\n\n", "if x then ::l1:: ::l1:: end",
  "goto = 1", "repeat if x then goto c end local y ::c:: until y",
} do
  print(source, load(source, "=code"))
end

-- program: attributes
for _, source in ipairs {
  "local x <const> = 1 x = 2", "local x <foo> = 1", "local x <close>, y <close> = 1, 2",
  "local x <const>; x = 1", "local x <close> = nil x = nil",
  "local x <const> = 1 local function f() x = 2 end", "local x <const>, y <const> = 1 y = 1",
  "local <const> x = 1", "local x <const = 1", "local x < = 1", "local x <1> = 1",
  "for i <const> = 1, 2 do end", "local function f <const> () end",
  "local x <const> = 1 x, y = 2, 3", "local x <const> = 1 function x() end",
  "local x <const> = 1 for x = 1, 2 do x = 3 end", "local a <const>, b <close>, c <close> = 1",
  "local a <Const> = 1",
} do
  print(source, load(source, "=code"))
end

-- program: expressions that are none
for _, source in ipairs {
  "x = = 1", "x = }", "x = ~", "x = 1 .. ", "x =", "x", "x y", "x.y", "x:y", "x + 1", "a + 1",
  "(x)", "1 = 2", "f() = 1", "x, f() = 1, 2", "(x) = 1", "(a) = 1 b", "a.b:c = 1", "x = and",
  "and = 1", "x = not", "x = #", "x = 1 + * 2", "x = a b", "x = {} {}", "x = 'a' 'b'",
  "x = ...; function f() x = ... end", "local function f() return ... end", "x = (1", "x = (1, 2)",
  "x = )", "x = a.1", "x = a.", "x = a[", "x = a[]", "x = a[1", "x = a:b", "x = a:", "x = a:b.c",
  "x = nil.y", "x = 5 .y", "x = 'a'.y", "x = {}.y", "x = function() end.y", "x = function",
  "x = function f() end", "x = -", "x = - -", "x = 1 = 2", "x = 1 == ", "x = ..", "x = ....",
  "a.b.c", "a.b.c = ", "x = 1 < < 2", "x != 1", "x += 1", "x = a ? b : c", "x = !a", "x = a && b",
  "x = a | | b", "x = a // // b", "x++", "i, = 1", ", = 1", "x = 1,", ";;;x",
} do
  print(source, load(source, "=code"))
end

-- program: calls
for _, source in ipairs {
  "f(", "f(1", "f(1,", "f(,)", "f(1 2)", "f(1,)", "f)", "print('a' 'b'", 'print("a" "b"', "f{",
  "f{1", "f'x", "f:g", "f:g = 1", "f:(1)", "f:1()", "f.g:h", "f\n(1", "f(1\n\n,", "f(\n\n", "f(1))",
  "(f", "(f)(", "f()()(", "f{}{", "return f(", "f(function() end", "f(function()",
} do
  print((source:gsub("\n", "<newline>")), load(source, "=code"))
end

-- program: table constructors
for _, source in ipairs {
  "local t = {1, 2", "t = {", "t = {1 2}", "t = {,}", "t = {1,,2}", "t = {a = }", "t = {[1] 2}",
  "t = {[1 = 2}", "t = {[] = 1}", "t = {a:b = 1}", "t = {1 = 2}", "t = {'a' = 2}", "t = {a = 1, b}",
  "t = {a.b = 1}", "t = {...; ...", "t = {function() }", "t = {\n1,\n2\n", "t = {;}", "t = {1;;}",
} do
  print((source:gsub("\n", "<newline>")), load(source, "=code"))
end

-- program: blocks
for _, source in ipairs {
  "if x then", "if x", "if then end", "if x then else elseif y then end", "if x then elseif end",
  "else", "elseif x then", "end", "if x then end end", "while x", "while do end", "while x do",
  "do", "do end end", "repeat", "repeat x = 1", "repeat until", "until x", "for", "for 1 = 2",
  "for i", "for i =", "for i = 1", "for i = 1 do end", "for i = 1, 2", "for i = 1, 2, 3, 4 do end",
  "for i, j = 1, 2 do end", "for a in", "for a in b", "for a, in b do end", "for a.b in c do end",
  "for a, b, 1 in c do end", "for in b do end", "for i = 1, 2 do", "then", "do local function end",
  "in", "if x then\n\n\nfoo(", "while true do\n if x then\n  y = 1\n", "for i = 1, 2\ndo\n\n",
  "return return", "return 1 print(2)", "return 1,", "return;;", "return 1; x = 1",
  "do return end x = = 1", "break x = = 1",
} do
  print((source:gsub("\n", "<newline>")), load(source, "=code"))
end

-- program: functions and locals
for _, source in ipairs {
  "function", "function f", "function f(", "function f()", "function f(a,) end",
  "function f(..., a) end", "function f(a b) end", "function f(1) end", "function f(a, ...",
  "function 1() end", "function f.() end", "function f.a:b.c() end", "function f:a:b() end",
  "function f[1]() end", "function (a) end", "local", "local 1", "local x =", "local x y",
  "local x, = 1", "local x, y = 1,", "local function", "local function 5() end",
  "local function f.g() end", "local function f(", "local function f(a.b) end", "local x.y = 1",
  "local x:y", "local function f() return 1 2 end", "function f(nil) end", "local end = 1",
  "local function f()\n  if x then\nend\n", "function f(self) end end",
  "function f(...) local function g() return ... end end",
} do
  print((source:gsub("\n", "<newline>")), load(source, "=code"))
end

-- program: strings
for _, source in ipairs {
  '"abc', "'abc", '"abc\n"', 'x = "a\nb"', "[[abc", "x = [[abc\n\n", "x = [==[ ]=] ]]", "x = [=[ ]] ", "x = [=abc]", "x = [==", "--[[abc", "--[==[ ]]\n\n",
  'x = "\\q"', 'x = "\\300"', 'x = "\\256abc"', 'x = "\\u{110000000}"', 'x = "\\u{80000000}"',
  'x = "\\u{}"', 'x = "\\u{12"', 'x = "\\u12"', 'x = "\\u{xyz}"', 'x = "\\xZZ"', 'x = "\\x1"',
  'x = "\\x', 'x = "\\', 'x = "abc\\', "x = 'a\\\n'b", 'x = "\\z   ', 'x = "\\0000" y = ',
  'x = "a" .. "b', "x = 'it''s' 's'", 'x = "\\400"', 'x = "\\-1"', 'x = "\\N"',
} do
  print((source:gsub("\n", "<newline>")), load(source, "=code"))
end

-- program: numbers
for _, source in ipairs {
  "x = 0x", "x = 1e", "x = 3x", "x = 1..2", "x = 0x1p", "x = 1e+", "x = 1.2.3", "x = 0xg",
  "x = 0x.p1", "x = 0b1", "x = 1_000", "x = 08x", "x = 1e5.5", "x = 0x1.8e", "x = .5.", "x = 5a",
  "x = 1e1e1", "x = 0x1p1.5", "x = 1ee", "x = 100L", "x = 1f", "x = 12345678901234567890x",
  "x = 0x1P+-1", "x = 3 .. 4 5", "x = 1.e.", "x = ..5",
} do
  print(source, load(source, "=code"))
end

-- program: characters that start nothing
for _, source in ipairs {
  "\\", "x = @", "$", "`x`", "x = 1 ! 2", "?", "x = \1", "x = \127", "x = \200", "é = 1", "x = é",
    "#", "x = 5 # 3", "x = 'a' @ 'b'", "\0", "x = 1 \0 y = 2", "\r\n\r\n@", "\n\r@", "\n\n\r\r@",
    "@\n",
} do
  local message = select(2, load(source, "=code"))
  print((message:gsub("[^\32-\126]", function(c) return ("{%d}"):format(c:byte()) end)))
end

-- program: the line of an error in a long source
local lines = {}
for i = 1, 300 do lines[i] = "local x" .. i % 100 .. " = " .. i end
for _, broken in ipairs {1, 2, 100, 200, 300} do
  local saved = lines[broken]
  lines[broken] = "x = = 1"
  print(load("do " .. table.concat(lines, "\ndo ", 1, 1) .. " end\ndo end\n" .. table.concat(lines,
    "\n", 2, 150), "=code"))
  print(load(table.concat(lines, "\n", broken, broken), "@file.lua"))
  lines[broken] = saved
end

-- program: too many of something
local function many(n, format, separator)
  local t = {}
  for i = 1, n do t[i] = format:format(i) end
  return table.concat(t, separator)
end
print(load(many(200, "local x%d", " "), "=code") ~= nil)
print(pcall(load, many(201, "local x%d", " "), "=code"))
print(pcall(load, "local " .. many(201, "x%d", ", "), "=code"))
print(pcall(load, "function f(" .. many(256, "p%d", ", ") .. ") end", "=code"))
print(pcall(load, "\n" .. many(201, "local x%d", "\n"), "=code"))
print(pcall(load, "function f()\n\n" .. many(201, "local x%d", " ") .. " end", "=code"))
print(load("local t = {" .. many(60000, "%d", ", ") .. "} return #t", "=code")())
print(load("return " .. many(300, "%d", " + "), "=code")())
print(load("return " .. many(150, "'%d'", " .. "), "=code")() == many(150, "%d", ""))
print(pcall(load, "local a " .. many(260, "a = f(a", "; ") .. ")", "=code"))

-- program: upvalues, up to their limit
local declare = {}
for i = 1, 150 do declare[i] = "local a" .. i .. " = " .. i end
local function sum(from, to)
  local t = {}
  for i = from, to do t[#t + 1] = "a" .. i end
  return table.concat(t, " + ")
end
print(load(table.concat(declare, " ") .. " return function() return " .. sum(1, 150) .. " end",
  "=code")()())
local outer = {}
for i = 1, 130 do outer[i] = "local b" .. i .. " = " .. i end
print(load(table.concat(declare, " ") .. "\nreturn function() " .. table.concat(outer, " ") ..
  "\nreturn function() return " .. sum(1, 150) .. " + " .. sum(1, 130):gsub("a", "b") .. " end end",
    "=code"))

-- program: nesting up to the limit of C levels
print(pcall(load, ("("):rep(150) .. "1" .. (")"):rep(150), "=code"))
print(load("return " .. ("("):rep(150) .. "1" .. (")"):rep(150), "=code")())
print(pcall(load, "return " .. ("("):rep(300) .. "1" .. (")"):rep(300), "=code"))
print(pcall(load, "x = " .. ("{"):rep(300) .. ("}"):rep(300), "=code"))
print(pcall(load, ("do "):rep(300) .. ("end "):rep(300), "=code"))
print(pcall(load, "x = " .. ("-"):rep(1) .. (" -"):rep(300) .. "1", "=code"))
print(pcall(load, "x = " .. ("a.."):rep(300) .. "a", "=code"))
print(load("return " .. ("2^"):rep(100) .. "1", "=code")())
print(load(("a = function() "):rep(150) .. ("end "):rep(150), "=code") ~= nil)
print(pcall(load, "x = " .. ("not "):rep(300) .. "1", "=code"))
print(pcall(load, ("if x then "):rep(250) .. ("end "):rep(250), "=code"))

-- program: keywords are no names
local words = "and break do else elseif end false for function goto if in local nil not or " ..
  "repeat return then true until while"
for word in words:gmatch("%a+") do
  print(word, (load("local " .. word .. " = 1", "=code")), select(2,
    load("x." .. word .. " = 1", "=code")), select(2, load("x = {" .. word .. " = 1}", "=code")))
end
