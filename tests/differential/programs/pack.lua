-- string.pack, string.packsize, string.unpack: every option over ordinary, boundary and wrong
-- values; sizes, alignment, byte order, positions. (Manual: 6.4.2.)

-- program: pack integers of every size
local function hex(s) return (s:gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end
local options = {"b", "B", "h", "H", "i", "I", "l", "L", "j", "J", "T", "i1", "i2", "i3", "i4",
  "i5", "i6", "i7", "i8", "i9", "i15", "i16", "I1", "I2", "I3", "I4", "I5", "I7", "I8", "I9", "I16",
  "i0", "I0", "i17", "I99"}
local values = {0, 1, -1, 127, 128, -128, -129, 255, 256, 32767, -32768, 65535, 65536, 2^31, -2^31,
  2^32, 2^40, math.maxinteger, math.mininteger, 7.0, "12", 1.5, "abc", {}, true}
for _, option in ipairs(options) do
  for _, order in ipairs {"<", ">"} do
    for _, value in ipairs(values) do
      local ok, packed = pcall(string.pack, order .. option, value)
      print(order .. option, value, ok, ok and hex(packed) or packed)
    end
    print(order .. option, pcall(string.pack, order .. option))
  end
  print(option, "size", pcall(string.packsize, option))
end

-- program: unpack integers of every size
local inputs = {("\1\2\3\4\5\6\7\8"):rep(3), ("\255"):rep(16), ("\255"):rep(8) .. ("\0"):rep(8),
  "\128" .. ("\0"):rep(15), ("\0"):rep(15) .. "\128", "", "\5", "abc\0def"}
local options = {"b", "B", "h", "H", "i", "I", "l", "L", "j", "J", "T", "i1", "i3", "i7", "i8",
  "i9", "i16", "I1", "I5", "I8", "I9", "I16", "i0", "i17"}
for _, option in ipairs(options) do
  for _, order in ipairs {"<", ">", "="} do
    local format = order .. option
    for n, input in ipairs(inputs) do print(format, n, pcall(string.unpack, format, input)) end
    print(format, "from 3", pcall(string.unpack, format, inputs[1], 3))
  end
end

-- program: pack floats
local function hex(s) return (s:gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end
local values = {0, -0.0, 1, 1.5, -2.25, 0.1, 1e38, 1e39, 1e308, 5e-324, 1/0, -1/0, 2^53 | 0, "2.5",
  "x", {}}
for _, option in ipairs {"f", "d", "n"} do
  for _, value in ipairs(values) do
    local ok, packed = pcall(string.pack, ">" .. option, value)
    print(option, ok, ok and hex(packed) or packed, ok and string.unpack(">" .. option, packed))
    ok, packed = pcall(string.pack, "<" .. option, value)
    print(option, ok, ok and hex(packed), ok and string.unpack("<" .. option, packed))
  end
  print(option, string.packsize(option), pcall(string.unpack, option, "abc"))
end
local nan = string.unpack("d", string.pack("d", 0/0))
print(nan ~= nan)

-- program: pack strings with their length
local function hex(s) return (s:gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end
for _, option in ipairs {"s", "s1", "s2", "s4", "s8", "s16", ">s2", "z", "s0", "s17"} do
  for _, value in ipairs {"", "abc", "a\0b", 12, 1.5, {}, true} do
    local ok, packed = pcall(string.pack, option, value)
    print(option, ok, ok and hex(packed) or packed)
    if ok then print(string.unpack(option, packed)) end
  end
  print(option, pcall(string.packsize, option))
end
print(pcall(string.pack, "s1", ("x"):rep(255)), #string.pack("s2", ("x"):rep(300)))
print(pcall(string.pack, "s1", ("x"):rep(256)))

-- program: unpack strings with their length
for _, input in ipairs {"\3abc", "\3ab", "\0", "", "abc", "abc\0def", "\255" .. ("x"):rep(255)} do
  print(#input, pcall(string.unpack, "s1", input))
  print(#input, pcall(string.unpack, "z", input))
  print(#input, pcall(string.unpack, "s8", input))
end
print(pcall(string.unpack, "s8", ("\255"):rep(8)))
print(pcall(string.unpack, "<s8", "\255\255\255\255\255\255\255\127"))
print(pcall(string.unpack, "zz", "a\0b\0"))
print(pcall(string.unpack, "z", "abc", 4))

-- program: pack strings of a fixed size
local function hex(s) return (s:gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end
for _, option in ipairs {"c5", "c0", "c3", "c1", "c", "c 5", "c-1"} do
  for _, value in ipairs {"abc", "", "a\0b"} do
    local ok, packed = pcall(string.pack, option, value)
    print(option, ok, ok and hex(packed) or packed)
  end
  print(option, pcall(string.packsize, option))
  print(option, pcall(string.unpack, option, "hello world"))
end

-- program: padding and alignment
local function hex(s) return (s:gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end
local formats = {"x", "xxx", "bxb", "!4 b i4", "!4 b Xi4 b", "!8 b Xd b", "!2 b i8", "!1 b i8",
  "! b d", "! b j", "!16 b i16", ">!4 i2 i4", "bXi4i4", "!4 bXi2bXi4", "!i8", "b!4i4",
  "!4 i4 !1 b i4", "!4 Xi4", "!4 i3", "!4 bi3", "!4 bXi3", "!3 i4", "!17 b", "!0 b", "X", "Xz",
  "Xs", "X b", "Xx", "XX", "bX", "Xc1", "!16 bXi16", "!4 bs4", "!8 bs2z"}
for _, format in ipairs(formats) do
  local ok, packed = pcall(string.pack, format, 1, 2, 3)
  print(format, ok, ok and hex(packed) or packed)
  print(format, pcall(string.packsize, format))
end

-- program: unpack over padding and alignment
local input = "\1\2\3\4\5\6\7\8\9\10\11\12\13\14\15\16\17\18\19\20\21\22\23\24"
local formats = {"x", "bxb", "<!4 b i4", "<!4 b Xi4 b", "<!8 b Xi8 b", "<!2 b i8 b", ">!4 i2 i4 b",
  "<!i8", "b!4<i4b", "<!4 bi3", "Xb", "X", "<!4 Xi4 i4", "!16 bxXi8b", "<!4 i4 !1 b i4"}
for _, format in ipairs(formats) do
  print(format, pcall(string.unpack, format, input))
  print(format, pcall(string.unpack, format, input, 3))
end
print(pcall(string.unpack, "x", ""))
print(pcall(string.unpack, "!4 bXi4", "a"))

-- program: options that are none
local formats = {"k", "y", "\0", "%d", "i4k", "<>=", "<>b", "", " ", "  b  ", "1", "5b", "b5",
  "i 4", "!", "!!4b", "i4294967296", "s999999999999", "é", "=!4>", "-"}
for _, format in ipairs(formats) do
  print(pcall(string.pack, format, 65, 66))
  print(pcall(string.packsize, format))
  print(pcall(string.unpack, format, "ABCDEFGHIJKLMNOP"))
end

-- program: byte order of each option
local function hex(s) return (s:gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end
print(hex(string.pack("<i2 >i2 =i2 <i2", 1, 2, 3, 4)))
print(hex(string.pack(">I3", 0x010203)), hex(string.pack("<I3", 0x010203)))
print(hex(string.pack(">s2", "ab")), hex(string.pack("<s2", "ab")), hex(string.pack(">f<f", 1, 1)))
print(string.unpack("<i2 >i2", "\1\0\1\0"), string.unpack(">s2", "\0\2abc"))

-- program: unpack positions
local positions = {1, 2, 3, 4, 5, 0, -1, -3, -4, math.mininteger, math.maxinteger, "2", 2.0, 1.5,
  "x"}
for _, position in ipairs(positions) do
  print(position, pcall(string.unpack, "b", "abc", position))
  print(position, pcall(string.unpack, "", "abc", position))
end
print(pcall(string.unpack, "b", "abc", nil))
print(pcall(string.unpack, "bbb", "abc"))
print(pcall(string.unpack, "bbbb", "abc"))

-- program: pack arguments that are wrong or missing
print(pcall(string.pack)) print(pcall(string.pack, nil)) print(pcall(string.pack, {}))
print(pcall(string.pack, "i4")) print(pcall(string.pack, "i4i4", 1))
print(pcall(string.pack, "i4 z i4", 1, "x", {})) print(pcall(string.pack, "", 1, 2))
print(pcall(string.packsize)) print(pcall(string.packsize, 5))
print(pcall(string.unpack)) print(pcall(string.unpack, "b"))
print(pcall(string.unpack, "b", {})) print(pcall(string.unpack, "b", 5))
print(pcall(function() return ("b"):pack("x") end))

-- program: sizes that are too large
for _, format in ipairs {"c2147483647c2147483647", "c2147483647c1", "c2147483647", "c2147483648",
    ("i16"):rep(100), "c1073741824", "c99999999999999999999", ("c1073741824"):rep(2)} do
  print(pcall(string.packsize, format))
end

-- program: pack and unpack many values
local format = ("i8"):rep(100)
local values = {}
for i = 1, 100 do values[i] = i * i end
local packed = string.pack(format, table.unpack(values))
local back = {string.unpack(format, packed)}
print(#packed, #back, back[1], back[100], back[101])
print(string.unpack("<i4 z s1 d b", string.pack("<i4 z s1 d b", -5, "zero", "len", 2.5, 7)))
