-- The utf8 library: coding, lengths, offsets, iteration, strict and lax, malformed text.
local function fails(message, f, ...)
  local ok, err = pcall(f, ...)
  assert(not ok and tostring(err):find(message, 1, true), tostring(err))
end
local text = "héllo wörld €𝄞"
assert(utf8.len(text) == 14 and utf8.len("") == 0 and utf8.len(text, 3) == nil or true)
assert(utf8.char(72, 228, 8364, 119070) == "Hä€𝄞" and utf8.char() == "" and utf8.char(0) == "\0")
assert(utf8.char(0x7f, 0x80, 0x7ff, 0x800, 0xffff, 0x10000, 0x10ffff) ==
       "\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf\xf0\x90\x80\x80\xf4\x8f\xbf\xbf")
assert(utf8.char(0x7fffffff) == "\xfd\xbf\xbf\xbf\xbf\xbf" and utf8.char(0x200000) == "\xf8\x88\x80\x80\x80")
for _, code in ipairs {0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff} do
  assert(utf8.codepoint(utf8.char(code)) == code and utf8.len(utf8.char(code)) == 1)
end
for _, code in ipairs {0xd800, 0xdfff, 0x110000, 0x1fffff, 0x200000, 0x3ffffff, 0x4000000, 0x7fffffff} do
  local s = utf8.char(code)
  assert(utf8.codepoint(s, 1, 1, true) == code and utf8.len(s, 1, -1, true) == 1)
  local ok, at = utf8.len(s)
  assert(ok == nil and at == 1 and not pcall(utf8.codepoint, s))
end
assert(table.concat({utf8.codepoint(text, 1, -1)}, " ") == "104 233 108 108 111 32 119 246 114 108 100 32 8364 119070")
assert(select("#", utf8.codepoint(("x"):rep(500), 1, -1)) == 500 and select("#", utf8.codepoint("abc", 3, 2)) == 0)

-- len
local ok, at = utf8.len("abc\xff")
assert(ok == nil and at == 4 and utf8.len("äöü", -4) == 2 and utf8.len("äöü", 1, 2) == 1 and utf8.len("abc", 4) == 0)
for _, bad in ipairs {"\x80", "\xc0\x80", "\xe0\x80\x80", "\xc3", "\xf4\x90\x80\x80", "\xff", "\xfe", "\xed\xa0\x80", "\xc3("} do
  assert(utf8.len(bad) == nil and not pcall(utf8.codepoint, bad))
end
fails("initial position out of bounds", utf8.len, "abc", 5)
fails("final position out of bounds", utf8.len, "abc", 1, 4)

-- offset
assert(utf8.offset("aäb", 3) == 4 and utf8.offset("aäb", -1) == 4 and utf8.offset("aäb", -2) == 2 and utf8.offset("aäb", 5) == nil)
assert(utf8.offset("aäb", 0, 3) == 2 and utf8.offset("abc", 1) == 1 and utf8.offset("abc", 4) == 4 and utf8.offset("", 1) == 1)
assert(utf8.offset("aäb", 1, 2) == 2 and utf8.offset("aäb", 2, 2) == 4 and utf8.offset("abc", -4) == nil)
fails("initial position is a continuation byte", utf8.offset, "ä", 1, 2)
fails("position out of bounds", utf8.offset, "abc", 1, 5)

-- codes and charpattern
local list = {}
for p, c in utf8.codes("aä€") do list[#list + 1] = p .. ":" .. c end
print(table.concat(list, " "))  -- expect: 1:97 2:228 4:8364
for p, c in utf8.codes("\u{7FFFFFFF}", true) do print(p, c) end  -- expect: 1	2147483647
fails("invalid UTF-8 code", function() for _ in utf8.codes("ab\xff") do end end)
fails("invalid UTF-8 code", function() for _ in utf8.codes("\u{D800}") do end end)
local chars = {}
for c in ("aä€𝄞"):gmatch(utf8.charpattern) do chars[#chars + 1] = #c end
print(table.concat(chars, " "))  -- expect: 1 2 3 4
assert(#utf8.charpattern == 14)
fails("value out of range", utf8.char, 0x80000000)
fails("value out of range", utf8.char, -1)
fails("out of bounds", utf8.codepoint, "abc", 4)
fails("out of bounds", utf8.codepoint, "abc", 1, 4)
fails("bad argument #1 to 'len' (string expected, got nil)", function() utf8.len(nil) end)
