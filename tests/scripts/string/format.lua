-- string.format: each conversion with flags, width and precision, %q, and what it refuses.
local function fails(message, f, ...)
  local ok, err = pcall(f, ...)
  assert(not ok and tostring(err):find(message, 1, true), tostring(err))
end
local f = string.format
assert(f("%d %5d %-5d| %05d %+d % d %i", 42, 42, 42, -42, 42, 42, 7) == "42    42 42   | -0042 +42  42 7")
assert(f("%x %X %#x %08x %o %5x|%-5x|", 255, 255, 255, 48879, 8, 10, 10) == "ff FF 0xff 0000beef 10     a|a    |")
assert(f("%x", -1) == "ffffffffffffffff" and f("%d", math.mininteger) == "-9223372036854775808")
assert(f("%.3d %8.3d|%-8.3d|", 5, 5, -5) == "005      005|-005    |" and f("%.0d", 0) == "")
assert(f("%u", 42) == "42" and f("%d", 3.0) == "3" and f("%d", "10") == "10")
assert(f("%.2f %8.3f|%-8.1f|%+.1f %08.2f", 1.005, 2.5, 2.25, 2, -3.14159) == "1.00    2.500|2.2     |+2.0 -0003.14")
assert(f("%5.2f %.0f %.0f %.10f", 1/3, 0.5, 1.5, 0.1) == " 0.33 0 2 0.1000000000")
assert(f("%g %g %g %.3g %.14g %g", 1e20, 0.1, 100000, 1234567, 0.1, 1e-5) == "1e+20 0.1 100000 1.23e+06 0.1 1e-05")
assert(f("%e %.2e %E %G", 12345.678, 0.00012, 1.5, 1e-10) == "1.234568e+04 1.20e-04 1.500000E+00 1E-10")
assert(f("%f", 1e15) == "1000000000000000.000000" and #f("%.99f", -1e308) == 410)
assert(f("%.20g %.17g", 0.1, 1/3) == "0.10000000000000000555 0.33333333333333331" and f("%#.3g", 1) == "1.00")
assert(f("%g %f %5.1f|%-6g|%05g", 1/0, -1/0, 1/0, 1/0, -1/0) == "inf -inf   inf|inf   | -inf")
assert(f("%a %.1a", 1, 0.5) == "0x1p+0 0x1.0p-1" and f("%5.1f|% .1f", -0.0, 0.0) == " -0.0| 0.0")
assert(f("%c%c%c", 76, 117, 97) == "Lua" and f("%3c|%-3c|", 65, 66) == "  A|B  |" and f("%c", 0) == "\0")
assert(f("%s %s %s %s", nil, true, 12, 1.5) == "nil true 12 1.5" and f("%%") == "%" and f("100%%") == "100%")
assert(f("%5s|%-5s|%.2s|%5.1s|", "ab", "ab", "abc", "xyz") == "   ab|ab   |ab|    x|")
assert(f("%s", setmetatable({}, {__tostring = function() return "object" end})) == "object")
assert(f("%10s|", setmetatable({}, {__tostring = function() return "object" end})) == "    object|")
assert(f("%s", ("x"):rep(5000)) == ("x"):rep(5000) and f("%20s", ("y"):rep(200)) == ("y"):rep(200))
assert(f("%s %s", 1, 2, 3) == "1 2" and f("") == "" and f("\0%s\0", "a\0b") == "\0a\0b\0")
fails("'__tostring' must return a string", f, "%s", setmetatable({}, {__tostring = function() return {} end}))

-- %q gives what the compiler reads back
for _, v in ipairs {1, -1, 0.1, -0.5, 1e300, math.maxinteger, math.mininteger, 1/0, -1/0, 2^63, "a\nb\0c\r\"\\1",
                    "\0011", true, false, "\200\127"} do
  assert(load("return " .. f("%q", v))() == v, f("%q", v))
end
assert(f("%q", "a\n\0001\"\\") == '"a\\\n\\0001\\"\\\\"' and f("%q", nil) == "nil" and f("%q", 0/0) == "(0/0)")
assert(f("%q", math.mininteger) == "0x8000000000000000" and f("%q", 1.0) == "0x1p+0")
fails("value has no literal form", f, "%q", {})
fails("specifier '%q' cannot have modifiers", f, "%5q", "x")

-- %p
assert(f("%p", 1) == "(null)" and f("%8p|", nil) == "  (null)|" and f("%p", {}) ~= f("%p", {}))
local t = {}
assert(f("%p", t) == f("%p", t) and f("%p", "ab") == f("%p", "a" .. "b") and f("%p", print):sub(1, 2) == "0x")

fails("bad argument #2 to 'format' (no value)", function() string.format("%d") end)
fails("bad argument #3 to 'format' (no value)", function() string.format("%d %d", 1) end)
fails("number has no integer representation", f, "%d", 1.5)
fails("number expected, got string", f, "%d", "x")
fails("number expected, got nil", f, "%f", nil)
fails("invalid conversion '%y' to 'format'", f, "%y", 1)
fails("invalid conversion '%' to 'format'", f, "%", 1)
fails("invalid conversion '%10' to 'format'", f, "%10", 1)
fails("invalid conversion specification: '%123d'", f, "%123d", 1)
fails("invalid conversion specification: '%#d'", f, "%#d", 1)
fails("invalid conversion specification: '%.123f'", f, "%.123f", 1)
fails("invalid conversion specification: '%05s'", f, "%05s", "x")
fails("invalid conversion specification: '%.5c'", f, "%.5c", 65)
fails("invalid format (too long)", f, "%0000000000000000000000001d", 1)
fails("string contains zeros", f, "%5s", "a\0b")
fails("bad argument #1 to 'format' (string expected, got nil)", function() string.format(nil) end)

-- a sweep of widths and precisions, summed up
local sum = 0
for _, n in ipairs {0, 1, -1, 0.5, 1/3, 123456.789, -9.999999, 1e-7, 1e100, 5e-324, 1.7976931348623157e308} do
  for precision = 0, 20, 3 do
    for _, conversion in ipairs {"f", "g", "e"} do
      local text = f("%" .. (precision + 3) .. "." .. precision .. conversion, n)
      for i = 1, #text do sum = (sum * 31 + text:byte(i)) % 1000000007 end
    end
  end
end
print(sum)  -- expect: 540077835
