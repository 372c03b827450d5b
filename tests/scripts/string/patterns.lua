-- Patterns: items, repetitions, captures, anchors, %b, %f, and what a malformed one says.
local function fails(message, f, ...)
  local ok, err = pcall(f, ...)
  assert(not ok and tostring(err):find(message, 1, true), tostring(err))
end
local function all(...)
  local r = table.pack(...)
  for i = 1, r.n do r[i] = tostring(r[i]) end
  return table.concat(r, " ", 1, r.n)
end

-- find
assert(all(("hello world"):find("wor")) == "7 9" and all(("hello"):find("")) == "1 0")
assert(all(("hello"):find("", 6)) == "6 5" and all(("hello"):find("", 7)) == "nil")
assert(all(("hello"):find("l", -2)) == "4 4" and all(("hello"):find("xyz")) == "nil")
assert(all(("a.b"):find(".", 2, true)) == "2 2" and all(("a+b"):find("+", 1, true)) == "2 2")
assert(all(("a\0b\0c"):find("\0", 3)) == "4 4" and all(("a\0b"):find("%z")) == "2 2")
assert(all(("key = value"):find("(%w+)%s*=%s*(%w+)")) == "1 11 key value")
assert(all(("abc"):find("()b()")) == "2 2 2 3" and all(("aaab"):find("a-b")) == "1 4")
assert(all((string.rep("a", 1000) .. "b"):find(".-b")) == "1 1001")

-- classes, sets, repetitions
assert(("THE (quick) fox"):match("%((%a+)%)") == "quick" and ("x1y22"):match("%d%d") == "22")
assert(("  trim  "):match("^%s*(.-)%s*$") == "trim" and (""):match("^%s*(.-)%s*$") == "")
assert(("0x1F"):match("^0[xX](%x+)$") == "1F" and ("a]b"):match("[]]") == "]")
assert(("a-b"):match("[a%-]+") == "a-" and ("a^b"):match("[b^]+") == "^b" and ("^"):match("[%^x]") == "^")
assert(("hello123"):match("[^%d]+") == "hello" and ("aXb"):match("%u") == "X" and ("é"):match("%W+") == "é")
assert(("long_identifier_0123456789 x"):match("[%a_][%w_]*") == "long_identifier_0123456789")
assert(("abcdefghijklmnop1"):match("[a-p]+1") == "abcdefghijklmnop1")
assert(("xxxxxxxxxxyz"):match("[^y-z]*") == "xxxxxxxxxx" and ("aaa"):match("a?a?a?a?a") == "aaa")
assert(("a1b2"):gsub("%a%d?", "-") == "--" and ("ab"):match("a*ab") == "ab")
assert(("abc"):match("b$") == nil and ("a$c"):match("a$c") == "a$c" and ("^a"):match("^^a") == "^a")
local counts = {}
for _, class in ipairs {"a", "c", "d", "g", "l", "p", "s", "u", "w", "x"} do
  local yes, no = 0, 0
  for i = 0, 255 do
    if string.char(i):match("%" .. class) then yes = yes + 1 end
    if string.char(i):match("[%" .. class:upper() .. "]") then no = no + 1 end
  end
  assert(yes + no == 256, class)
  counts[#counts + 1] = class .. yes
end
print(table.concat(counts, " "))  -- expect: a52 c33 d10 g94 l26 p32 s6 u26 w62 x22

-- captures and references to them
assert(all(("2024-01-31"):match("(%d+)-(%d+)-(%d+)")) == "2024 01 31")
assert(("say 'it' and \"that\""):match("(['\"])(.-)%1") == "'")
assert(select(2, ("say \"it's\""):match("(['\"])(.-)%1")) == "it's" and ("abab"):match("(ab)%1") == "ab")
assert(all(("abc"):match("((a)(b))c")) == "ab a b" and all(("x"):match("()")) == "1")
local many = string.rep("(a)", 32)
assert(select("#", string.rep("a", 32):match(many)) == 32)
assert(select("#", string.rep("a", 32):find(many)) == 34)
fails("too many captures", string.match, string.rep("a", 33), string.rep("(a)", 33))

-- %b and %f
assert(("f(a(b)c)d)"):match("%b()") == "(a(b)c)" and ("x"):match("%b()") == nil)
assert(("THE (quick) fox"):find("%f[%a]%a+%f[%A]") == 1 and ("THE fox"):gsub("%f[%w]%w+", "w") == "w w")
assert(all(("[[]]"):find("%b[]")) == "1 4" and ("aba"):match("%baa") == "aba")

-- malformed patterns
fails("malformed pattern (ends with '%')", string.find, "a", "a%")
fails("malformed pattern (missing ']')", string.find, "a", "[a")
fails("malformed pattern (missing ']')", string.find, "a", "[]")
fails("malformed pattern (missing ']')", string.find, "a", "[^]")
fails("malformed pattern (missing ']')", string.find, "a", "[a%")
fails("malformed pattern (missing arguments to '%b')", string.find, "a", "%b")
fails("malformed pattern (missing arguments to '%b')", string.find, "a", "%ba")
fails("missing '[' after '%f' in pattern", string.find, "a", "%f")
fails("invalid pattern capture", string.match, "a", "a)")
fails("unfinished capture", string.find, "a", "(a")
fails("invalid capture index %1", string.find, "aa", "a%1")
fails("invalid capture index %0", string.find, "aa", "a%0")
fails("pattern too complex", string.match, string.rep("x", 300), string.rep("x?", 300))
fails("bad argument #2 to 'find' (string expected, got nil)", function() string.find("a", nil) end)
