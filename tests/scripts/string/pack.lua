-- string.pack, packsize, unpack: sizes, byte order, alignment, strings, limits.
local function fails(message, f, ...)
  local ok, err = pcall(f, ...)
  assert(not ok and tostring(err):find(message, 1, true), tostring(err))
end
local pack, unpack, packsize = string.pack, string.unpack, string.packsize
local function hex(s) return (s:gsub(".", function(c) return string.format("%02x", c:byte()) end)) end
assert(hex(pack("<i4", 1)) == "01000000" and hex(pack(">i4", 1)) == "00000001" and hex(pack("=i2", -2)) == "feff")
assert(hex(pack("<i3 >i3", -1, 258)) == "ffffff000102" and hex(pack("<I16", 1)) == "01" .. ("00"):rep(15))
assert(hex(pack(">i16", -2)) == ("ff"):rep(15) .. "fe" and unpack(">i16", pack(">i16", -2)) == -2)
for size = 1, 16 do
  for _, order in ipairs {"<", ">"} do
    local fmt = order .. "i" .. size
    for _, n in ipairs {0, 1, -1, 100, -100} do
      assert(unpack(fmt, pack(fmt, n)) == n and #pack(fmt, n) == size)
    end
  end
end
for _, fmt in ipairs {"b", "h", "i", "l", "j"} do assert(unpack(fmt, pack(fmt, -5)) == -5) end
for _, fmt in ipairs {"B", "H", "I", "L", "J", "T"} do assert(unpack(fmt, pack(fmt, 200)) == 200) end
assert(unpack("<d", pack("<d", 1/3)) == 1/3 and unpack(">d", pack(">d", -0.5)) == -0.5 and unpack("n", pack("n", 1e300)) == 1e300)
assert(unpack(">f", pack(">f", 0.25)) == 0.25 and hex(pack(">f", 1)) == "3f800000" and hex(pack("<f", 1)) == "0000803f")
assert(hex(pack("<!4 i1 i4", 1, 2)) == "0100000002000000" and hex(pack("<!2 b Xh", 1)) == "0100")
assert(hex(pack(">!8 b d", 1, 1)) == "01000000000000003ff0000000000000" and hex(pack("b x b", 1, 2)) == "010002")
assert(pack("z", "abc") == "abc\0" and pack("<s1", "abc") == "\3abc" and pack("<s", "x") == "\1\0\0\0\0\0\0\0x")
assert(pack("c5", "abc") == "abc\0\0" and unpack("c3", "abcd") == "abc" and pack("c0", "") == "")
local a, b, c, at = unpack("<i2 z s1", pack("<i2 z s1", -3, "hello", "world"))
assert(a == -3 and b == "hello" and c == "world" and at == 2 + 6 + 6 + 1)
assert(select("#", unpack("", "abc")) == 1 and unpack("", "abc", 3) == 3 and unpack("b", "\1\2\3", -1) == 3)
assert(select("#", unpack(("b"):rep(100), ("\7"):rep(100))) == 101 and select(100, unpack(("b"):rep(100), ("\7"):rep(100))) == 7)
assert(packsize("<i4 i8") == 12 and packsize("!8 b d") == 16 and packsize("c10 b") == 11 and packsize("") == 0)

fails("integral size (17) out of limits [1,16]", pack, "i17", 1)
fails("integral size (0) out of limits [1,16]", pack, "i0", 1)
fails("missing size for format option 'c'", pack, "c", "x")
fails("invalid format option 'y'", pack, "y", 1)
fails("integer overflow", pack, "b", 128)
fails("unsigned overflow", pack, "B", 256)
fails("unsigned overflow", pack, "B", -1)
fails("string longer than given size", pack, "c2", "abc")
fails("string length does not fit in given size", pack, "s1", ("x"):rep(300))
fails("string contains zeros", pack, "z", "a\0b")
fails("format asks for alignment not power of 2", pack, "!4 b i3", 1, 2)
fails("invalid next option for option 'X'", pack, "X")
fails("invalid next option for option 'X'", pack, "Xc1")
fails("variable-length format", packsize, "s")
fails("data string too short", unpack, "i4", "abc")
fails("data string too short", unpack, "s1", "\5ab")
fails("unfinished string for format 'z'", unpack, "z", "abc")
fails("initial position out of string", unpack, "b", "abc", 5)
fails("9-byte integer does not fit into Lua Integer", unpack, "<I9", ("\255"):rep(9))
fails("bad argument #2 to 'pack' (number expected, got n", function() string.pack("i") end)
assert(packsize(("c214748364"):rep(10)) == 2147483640)
fails("format result too large", packsize, ("c214748364"):rep(11))
print("ok")  -- expect: ok
