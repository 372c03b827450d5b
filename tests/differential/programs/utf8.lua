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
show(function() return (function() local t = {} for p, c in utf8.codes("aé€") do t[#t + 1] = p .. ":" .. c end return table.concat(t, " ") end)() end)
show(function() return (function() for p, c in utf8.codes("a\xffb") do end end)() end)
show(function() return (function() for p, c in utf8.codes("\u{D800}") do end end)() end)
show(function() return (function() for p, c in utf8.codes("\u{D800}", true) do return c end end)() end)
show(function() return utf8.codes() end)

