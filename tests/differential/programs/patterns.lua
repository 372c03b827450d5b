-- Patterns: each item, anchor, capture and malformed pattern through find, match, gmatch and gsub.
-- (Manual: 6.4.1.)

-- program: patterns through find, match, gsub and gmatch
local subject = "hello (world) a1b2 aa"
local patterns = {"a", ".", "%a+", "%d*", "(%a)(%d)", "^h", "o$", "[a-c]+", "[^a-c]+", "%b()",
  "%f[%w]%w+", "()", "(h)(e)", "%1", "(.)%1", "l*", "l-", "l?", "[%a_][%w_]*", "[]]", "[^]]",
  "[a-]", "%s*", ".-$", "^.-$", "h.-o", "%g+", "%p", "%c", "%x+", "%u", ".-(l+)(.*)", "((h)(e))",
  "(()h())", "^^h", "$", "h$o", "%z", "%w-%w", "[z-a]", "a*?", "(a)(1)()", "%D+", "%S+%s%S+",
  "[%d%s]+", "%W", "[^%w%s]", "h%el", "%(", "%%", "[(-)]", "(%w+) %(", "^(h)(.-)(d%))", "[%-a]",
  "a?a?aa", ".*a", "a$"}
for _, p in ipairs(patterns) do
  print(p, "find", pcall(string.find, subject, p))
  print(p, "find from -3", pcall(string.find, subject, p, -3))
  print(p, "match", pcall(string.match, subject, p))
  print(p, "match from 5", pcall(string.match, subject, p, 5))
  print(p, "gsub", pcall(string.gsub, subject, p, "<%0>"))
  print(p, "gsub %1", pcall(string.gsub, subject, p, "%1"))
  print(p, "gsub 2", pcall(string.gsub, subject, p, "x", 2))
  print(p, "gmatch", pcall(function()
    local all = {}
    for a, b in subject:gmatch(p) do all[#all + 1] = tostring(a) .. "/" .. tostring(b) end
    return table.concat(all, " ")
  end))
end

-- program: malformed patterns
local patterns = {"(", "%", "[a", "[^", "[[", "[%", "%f", "%b", "%bx", "%fa", "(h", "h)", "%9", "%0", "%1",
  "(%1)", "()%2", "[]", "[^]", "[a-", "[a-%", "[%a", "(()", "())", "h%",
  "((((((((((((((((((((((((((((((((()", "[a-%%]", "%g%", "(h)(%1", "[]-a]", "[^]-a]", "(", ")",
  "%f[", "%f[a", "%b(", "x*%"}
for _, p in ipairs(patterns) do
  print(p, pcall(string.find, "hello", p))
  print(p, pcall(string.gsub, "hello", p, ""))
  print(p, pcall(function() return ("hello"):gmatch(p)() end))
end

-- program: character classes
local classes = {"%a", "%c", "%d", "%g", "%l", "%p", "%s", "%u", "%w", "%x", "%A", "%C", "%D", "%G",
  "%L", "%P", "%S", "%U", "%W", "%X", ".", "%.", "[%a%d]", "[^%a%d]", "[a-f]", "[^a-f]", "[%]]",
  "[%a-]", "[+-]"}
local bytes = {}
for b = 0, 255 do bytes[b + 1] = string.char(b) end
for _, class in ipairs(classes) do
  local ranges, from = {}, nil
  for b = 0, 256 do
    local inside = b < 256 and bytes[b + 1]:find("^" .. class .. "$") ~= nil
    if inside and not from then from = b end
    if not inside and from then ranges[#ranges + 1], from = from .. "-" .. b - 1, nil end
  end
  print(class, table.concat(ranges, " "))
end

-- program: at most 32 captures
print(select("#", ("x"):rep(32):match(("(x)"):rep(32))))
print(pcall(string.match, ("x"):rep(33), ("(x)"):rep(33)))
print(select("#", ("x"):find(("()"):rep(32))))
print(("x"):gsub("(x)", "%1%0"), ("ab"):gsub("(a)(b)", "%2%1"))

-- program: patterns that are too complex
print(pcall(string.match, ("a"):rep(300), ("a?"):rep(300)))
print(pcall(string.match, ("a"):rep(300), ("a?"):rep(150)))
print(pcall(string.gsub, ("ab"):rep(300), ("a*b*"):rep(300), "x"))
print(pcall(string.find, ("a"):rep(10), ("a?"):rep(10) .. ("a"):rep(10)))

-- program: frontier and balance
print(("THE (quick) fox"):find("%f[%a]%a+%f[%A]"), ("THE (quick) fox"):find("%f[%l]%a+"))
print(("[[a]b]c]"):match("%b[]"), ("((a)"):match("%b()"), ("x"):match("%bxx"), ("xax"):match("%bxx"))
print(("a\0b"):find("%f[%z]"), ("ab"):find("%f[%z]"), (""):find("%f[%z]"), ("ab"):find("%f[^%z]"))
print(("if x then y end"):gsub("%f[%w]%w+%f[%W]", string.upper))

-- program: anchors in loops
print(("aaa"):gsub("^a", "x"), ("aaa"):gsub("a$", "x"), ("a^a"):gsub("a^", "x"),
  ("a$a"):gsub("a$a", "x"))
for w in ("^a ^b"):gmatch("^a") do print("gmatch has no anchor", w) end
print(("abc"):find("^b", 2), ("abc"):find("^a", 2), ("abc"):match("^(b)", 2))

-- program: empty matches
print(("abc"):gsub("", "-"), ("abc"):gsub("x*", "-"), ("abc"):gsub("b*", "-"), (""):gsub("", "-"))
print(("hello world"):gsub("o*", "<%0>"), ("  a b "):gsub("%s*", "_"))
for a, b in ("ab"):gmatch("()()") do io.write(a, ":", b, " ") end
print(("abc"):find("", 3), ("abc"):find("", 4), ("abc"):find("", 5), ("abc"):find("", -10))

-- program: zero bytes in subject and pattern
local s = "a\0b\0\0c"
print(s:find("\0"), s:find("%z+", 3), s:find("\0\0"), s:gsub("\0", "0"), s:find("[\0]c"),
  s:find("[^\0]+$"))
print(s:find("b\0", 1, true), s:match("(\0+)c") == "\0\0", ("\0"):rep(3):gsub("\0\0", "x"))

-- program: gmatch with a start and a changed subject
for _, init in ipairs {1, 3, -2, -100, 100, 0} do
  local all = {}
  for p, w in ("one two"):gmatch("()(%w+)", init) do all[#all + 1] = p .. w end
  print(init, table.concat(all, " "))
end
local step = ("abc"):gmatch(".")
print(step(), step(), step(), step(), step())
print(pcall(string.gmatch, "a", ".", "x"), pcall(string.gmatch, "a"), pcall(string.gmatch))

-- program: gsub with tables and functions
local t = setmetatable({hello = "hi", n = 5, no = false}, {__index = function(_,
  k) return k == "world" and "earth" or nil end})
print(("hello world n no other"):gsub("%w+", t))
print(("a b c"):gsub("%w", function(c) return c ~= "b" and c:upper() end))
print(("abc"):gsub("(a)(b)(c)", function(...) return select("#", ...) end))
print(("abc"):gsub("()", function(p) return p end), ("x=1"):gsub("(%w)=(%w)", {x = "key"}))
print(pcall(string.gsub, "abc", "%w", function() return true end))
print(pcall(string.gsub, "abc", "%w", {a = {}}))
print(pcall(string.gsub, "abc", "%w", function(c) error("stop at " .. c, 0) end))
print(pcall(string.gsub, "abc", "%w", setmetatable({}, {__index = function() error("index",
  0) end})))

-- program: gsub replacement strings
for _, r in ipairs {"%0", "%1", "%2", "%9", "%%", "%", "%x", "%1%1", "a%", "%a", "\0", "%0%0", 5,
    1.5, ""} do
  print(r, pcall(string.gsub, "abc", "b", r))
  print(r, pcall(string.gsub, "abc", "(b)", r))
end
print(pcall(string.gsub, "abc", "b", true)) print(pcall(string.gsub, "abc", "b"))
print(pcall(string.gsub, "abc", "b", nil))

-- program: gsub counts
for _, n in ipairs {0, 1, 2, 100, -1, math.mininteger, math.maxinteger, 1.0, "2", 1.5, "x", {}} do
  print(n, pcall(string.gsub, "aaaa", "a", "b", n))
end

-- program: plain find
print(("a.b.c"):find(".", 1, true), ("a.b.c"):find(".", 3, true), ("a.b.c"):find("", 1, true),
  ("a"):find("", 9, true))
print(("a.b"):find(".", 1, false), ("a.b"):find(".", 1, 0), ("a+b"):find("+", 1, "yes"),
  ("abc"):find("bc", -2, true))
print(("aXb"):find("X", nil, nil), pcall(string.find, "a", "a", {}), pcall(string.find, "a", {}))
print(("ab"):rep(100):find("ba", 150, true), ("aab"):find("ab", 1, true),
  ("abc"):find("abcd", 1, true))

-- program: long subjects
local s = ("x"):rep(10000) .. "yz" .. ("x"):rep(10000)
print(s:find("yz"), s:find("y", 1, true), s:find("x+y"), #s:match("^x*"), #s:match(".*"),
  #s:match(".-z"), s:find("[yz]+"))
print(#s:gsub("x", "ab"), select(2, s:gsub("x", "")), #s:gsub("x+", ""), select(2, s:gsub("", "")))
