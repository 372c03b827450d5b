-- gsub with strings, tables and functions, and gmatch.
local function fails(message, f, ...)
  local ok, err = pcall(f, ...)
  assert(not ok and tostring(err):find(message, 1, true), tostring(err))
end
local function all(...)
  local r = table.pack(...)
  for i = 1, r.n do r[i] = tostring(r[i]) end
  return table.concat(r, " ", 1, r.n)
end
assert(all(("hello"):gsub("l", "L")) == "heLLo 2" and all(("hello"):gsub("l", "L", 1)) == "heLlo 1")
assert(all(("hello"):gsub("", "-")) == "-h-e-l-l-o- 6" and all((""):gsub("", "x")) == "x 1")
assert(all(("abc"):gsub("%w", "%0%0")) == "aabbcc 3" and all(("abc"):gsub("(a)(b)", "%2%1")) == "bac 1")
assert(all(("abc"):gsub("b*", "x")) == "xaxcx 3" and all(("abc"):gsub("^a", "x")) == "xbc 1")
assert(all(("aaa"):gsub("^a", "x")) == "xaa 1" and all(("abc"):gsub("x", "y")) == "abc 0")
assert(all(("100"):gsub("%d", "%%%0")) == "%1%0%0 3" and all(("ab"):gsub("()", "%1")) == "1a2b3 3")
assert(all(("abc"):gsub("b", 7)) == "a7c 1" and all(("abc"):gsub("b", 7.5)) == "a7.5c 1")
assert(all(("abc"):gsub("%w", "x", 0)) == "abc 0" and all(("abc"):gsub("%w", "x", -1)) == "abc 0")
local same = string.rep("z", 100)
assert(same:gsub("a", "b") == same)

-- tables and functions; nil and false keep the text
assert(all(("$a $b $c"):gsub("%$(%w)", {a = "1", b = 2, c = false})) == "1 2 $c 3")
assert(all(("a b"):gsub("%w", setmetatable({}, {__index = function(_, k) return k .. k end}))) == "aa bb 2")
assert(all(("abc"):gsub("%w", function(c) if c ~= "b" then return c:upper() end end)) == "AbC 3")
assert(all(("k=v"):gsub("(%w)=(%w)", function(a, b) return b .. "=" .. a end)) == "v=k 1")
assert(all(("ab"):gsub("()", function(p) return p end)) == "1a2b3 3")
local seen = {}
local long = ("word "):rep(2000)
local result, count = long:gsub("%a+", function(w)
  seen[#seen + 1] = {w}  -- allocates, so that collections run in between
  return (w:gsub("o", "0"))
end)
assert(count == 2000 and #seen == 2000 and result == ("w0rd "):rep(2000))
assert(("x"):gsub("x", function() local t = {} for i = 1, 500 do t[i] = i end return table.concat(t) end) :len() == 1392)
fails("invalid replacement value (a table)", string.gsub, "a", "a", function() return {} end)
fails("invalid replacement value (a boolean)", string.gsub, "a", "a", {a = true})
fails("invalid use of '%' in replacement string", string.gsub, "a", "a", "%x")
fails("invalid use of '%' in replacement string", string.gsub, "a", "a", "%")
fails("invalid capture index %2", string.gsub, "a", "a", "%2")
fails("bad argument #3 to 'gsub' (string/function/table expected, got nil)",
      function() string.gsub("a", "a") error("no") end == nil or function() string.gsub("a", "a", nil) end)
fails("boom", string.gsub, "abc", "b", function() error("boom") end)

-- gmatch
local words = {}
for w in ("one two  three"):gmatch("%a+") do words[#words + 1] = w end
assert(table.concat(words, ",") == "one,two,three")
local pairs_found = {}
for k, v in ("a=1, b=2"):gmatch("(%w+)=(%w+)") do pairs_found[#pairs_found + 1] = k .. v end
assert(table.concat(pairs_found) == "a1b2")
local positions = {}
for p in ("abc"):gmatch("()") do positions[#positions + 1] = p end
assert(table.concat(positions, ",") == "1,2,3,4")
local from = {}
for c in ("abcdef"):gmatch("%a", -2) do from[#from + 1] = c end
assert(table.concat(from) == "ef")
assert(("abc"):gmatch("b", 10)() == nil and select("#", ("abc"):gmatch("x")()) == 0)
local anchored = 0
for _ in ("^a^a"):gmatch("^a") do anchored = anchored + 1 end
print(anchored)  -- expect: 2
local empty = {}
for e in ("ab,,c"):gmatch("[^,]*") do empty[#empty + 1] = "<" .. e .. ">" end
print(table.concat(empty))  -- expect: <ab><><c>
fails("malformed pattern", function() for _ in ("a"):gmatch("[a") do end end)
