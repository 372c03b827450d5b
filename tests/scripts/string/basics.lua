-- The string functions that look at bytes only: byte, char, len, lower, rep, reverse, sub, upper.
local function fails(message, f, ...)
  local ok, err = pcall(f, ...)
  assert(not ok and tostring(err):find(message, 1, true), tostring(err))
end

-- sub: every pair of positions around a short string against a plain loop
local s = "abcde"
for i = -8, 8 do
  for j = -8, 8 do
    local first = i < 0 and math.max(#s + i + 1, 1) or math.max(i, 1)
    local last = j < 0 and #s + j + 1 or math.min(j, #s)
    local expected = {}
    for k = first, last do expected[#expected + 1] = string.char(s:byte(k)) end
    assert(s:sub(i, j) == table.concat(expected), i .. "," .. j)
  end
end
assert(s:sub(2) == "bcde" and s:sub(-2) == "de" and s:sub(math.mininteger, math.maxinteger) == s)
assert(s:sub("2", 3.0) == "bc" and string.rep(12, 2) == "1212")

-- byte: as many results as bytes
assert(s:byte() == 97 and s:byte(-1) == 101)
assert(select("#", s:byte(-9)) == 0 and select("#", s:byte(0)) == 0 and select("#", s:byte(6)) == 0)
assert(select("#", s:byte(1, -1)) == 5 and select(5, s:byte(-100, 100)) == 101)
local long = string.rep("x", 300) .. "y"
assert(select("#", long:byte(1, -1)) == 301 and select(301, long:byte(1, -1)) == 121)
assert(string.char() == "" and string.char(0) == "\0" and string.char(104, 105) == "hi")
assert(string.char(long:byte(1, -1)) == long)
fails("value out of range", string.char, 256)
fails("value out of range", string.char, -1)
fails("number has no integer representation", string.char, 1.5)

-- letters are those of the C locale
local all = {}
for i = 0, 255 do all[#all + 1] = string.char(i) end
all = table.concat(all)
assert(#all == 256 and #all:upper() == 256)
assert(all:upper():sub(98, 123) == "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
assert(all:lower():sub(66, 91) == "abcdefghijklmnopqrstuvwxyz")
assert(all:upper():sub(129) == all:sub(129) and all:lower():sub(1, 65) == all:sub(1, 65))
assert(("Hello, World 09"):upper() == "HELLO, WORLD 09")
assert(all:reverse():reverse() == all and ("abc"):reverse() == "cba" and (""):reverse() == "")
assert(("a\0b"):len() == 3 and #"" == 0)

-- rep
assert(("ab"):rep(3) == "ababab" and ("ab"):rep(3, ", ") == "ab, ab, ab" and ("ab"):rep(0) == "")
assert(("ab"):rep(-1) == "" and (""):rep(10) == "" and (""):rep(3, "-") == "--")
assert(("x"):rep(1) == "x" and ("x"):rep(1, "sep") == "x" and ("abc"):rep(1000):len() == 3000)
for n = 1, 40 do
  local expected = {}
  for i = 1, n do expected[i] = "abc" end
  assert(("abc"):rep(n, ";") == table.concat(expected, ";"))
end
fails("resulting string too large", string.rep, "abc", math.maxinteger)
fails("resulting string too large", string.rep, "a", 1 << 40, ("b"):rep(1 << 24))

-- argument errors
fails("bad argument #1 to 'rep' (string expected, got nil)", function() string.rep(nil, 1) end)
fails("bad argument #2 to 'rep' (number expected, got no value)", function() string.rep("x") end)
fails("bad argument #1 to 'rep' (number expected, got string)", function() ("x"):rep("y") end)
fails("bad argument #1 to 'len' (string expected, got table)", function() string.len({}) end)

-- dump
local function add(a, b) return a + b end
assert(load(string.dump(add))(2, 3) == 5 and load(string.dump(add, true), "x", "b")(2, 3) == 5)
fails("unable to dump given function", string.dump, print)
fails("function expected, got string", string.dump, "x")
print("ok")  -- expect: ok
