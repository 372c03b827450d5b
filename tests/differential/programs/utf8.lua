-- UTF-8: strict, lax and invalid sequences. (Manual: 6.5.)

-- program: char and codepoint
local function show(f) print(pcall(f)) end
show(function() return utf8.char() end)
show(function() return utf8.char(72, 228, 8364, 0x10FFFF) end)
show(function() return utf8.char(0x7FFFFFFF) end)
show(function() return utf8.char(-1) end)
show(function() return utf8.char(0x80000000) end)
show(function() return utf8.codepoint("aé€", 1, -1) end)
show(function() return utf8.codepoint("é", 2) end)
show(function() return utf8.codepoint("", 1) end)
show(function() return utf8.codepoint("abc", 4) end)
show(function() return utf8.codepoint("\xff") end)
show(function() return utf8.codepoint("\u{7FFFFFFF}", 1, 1, true) end)
show(function() return utf8.codepoint("\u{D800}", 1, 1) end)
show(function() return utf8.codepoint("\xF4\x90\x80\x80") end)

-- program: len and offset
local function show(f) print(pcall(f)) end
show(function() return utf8.len("aé€") end)
show(function() return utf8.len("") end)
show(function() return utf8.len("\xff") end)
show(function() return utf8.len("aé", 2) end)
show(function() return utf8.len("aé", 3) end)
show(function() return utf8.len("aé", -1) end)
show(function() return utf8.len("abc", 5) end)
show(function() return utf8.len("abc", 4) end)
show(function() return utf8.len("abc", 1, 10) end)
show(function() return utf8.len("\u{D800}") end)
show(function() return utf8.len("\u{D800}", 1, -1, true) end)
show(function() return utf8.offset("aé€", 3) end)
show(function() return utf8.offset("aé€", -1) end)
show(function() return utf8.offset("aé€", 0, 3) end)
show(function() return utf8.offset("aé€", 5) end)
show(function() return utf8.offset("aé€", 1, 3) end)
show(function() return utf8.offset("abc", 1, 10) end)
show(function() return utf8.offset("é", 0, 2) end)
show(function() return utf8.charpattern == "[\0-\x7F\xC2-\xFD][\x80-\xBF]*" end)

-- program: codes
local function show(f) print(pcall(f)) end
show(function()
  return (function()
    local t = {}
    for p, c in utf8.codes("aé€") do t[#t + 1] = p .. ":" .. c end
    return table.concat(t, " ")
  end)()
end)
show(function() return (function() for p, c in utf8.codes("a\xffb") do end end)() end)
show(function() return (function() for p, c in utf8.codes("\u{D800}") do end end)() end)
show(function()
  return (function() for p, c in utf8.codes("\u{D800}", true) do return c end end)()
end)
show(function() return utf8.codes() end)

-- program: every function over invalid sequences
local inputs = {"\x80", "\xC0\x80", "\xC1\xBF", "\xC2", "\xE0\x80\x80", "\xE2\x82", "\xED\xA0\x80",
  "\xF4\x90\x80\x80", "\xF8\x88\x80\x80\x80", "\xFC\x84\x80\x80\x80\x80", "\xFE", "\xFF", "a\xE9b",
  "\u{7FFFFFFF}", "\u{10FFFF}", "\u{110000}", "\u{DFFF}"}
for n, s in ipairs(inputs) do
  for _, lax in ipairs {false, true} do
    print(n, lax, "len", pcall(utf8.len, s, 1, -1, lax))
    print(n, lax, "codepoint", pcall(utf8.codepoint, s, 1, #s, lax))
    print(n, lax, "codes", pcall(function()
      local all = {}
      for p, c in utf8.codes(s, lax) do all[#all + 1] = p .. ":" .. c end
      return table.concat(all, " ")
    end))
  end
end

-- program: offset from every position
local s = "aé€😀z"
for n = -6, 7 do
  local row = {}
  for i = 1, #s + 1 do
    local ok, at = pcall(utf8.offset, s, n, i)
    row[i] = ok and tostring(at) or "!"
  end
  print(n, table.concat(row, " "))
end
print(pcall(utf8.offset, s, 1, 2)) print(pcall(utf8.offset, s, 1, 100))
print(pcall(utf8.offset, s)) print(pcall(utf8.offset, s, "x")) print(pcall(utf8.offset))
print(utf8.offset("", 1), utf8.offset("", 0), utf8.offset("", -1))

-- program: ranges of len and codepoint
local s = "aé€😀z"
for _, r in ipairs {{1, -1}, {2, 3}, {4}, {-1}, {-5, -2}, {1, 0}, {12}, {13}, {0}, {1, 100}, {3, 3},
    {-100, -1}, {5, 2}} do
  print(r[1], r[2], pcall(utf8.len, s, r[1], r[2]))
  print(r[1], r[2], pcall(utf8.codepoint, s, r[1], r[2]))
end
print(pcall(utf8.len)) print(pcall(utf8.len, {})) print(pcall(utf8.codepoint, s, "x"))
print(utf8.len(12345))

-- program: char and charpattern
for _, c in ipairs {0, 0x7F, 0x80, 0x7FF, 0x800, 0xFFFF, 0x10000, 0x10FFFF, 0x200000, 0x3FFFFFF,
    0x4000000, 0x7FFFFFFF} do
  print(c, utf8.char(c):byte(1, -1))
end
print(pcall(utf8.char, "x")) print(pcall(utf8.char, 1.5)) print(pcall(utf8.char, 65, -1))
print(utf8.char("65", 66.0))
for c in ("aé€\u{10FFFF}"):gmatch(utf8.charpattern) do io.write(#c, " ") end
print(#utf8.charpattern)
for p, c in utf8.codes("ab") do io.write(p, " ", c, " ") end
print(pcall(utf8.codes)) print(pcall(utf8.codes, {}))
