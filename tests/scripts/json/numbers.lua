-- Integers stay integers; floats are written with the fewest digits that read as the same number.
local json = require "json"
local function round(text) local v = json.loads(text) return math.type(v), json.dumps(v) end

print(round "0")                     -- expect: integer	0
print(round "-0")                    -- expect: integer	0
print(round "-0.0")                  -- expect: float	-0.0
print(round "9223372036854775807")   -- expect: integer	9223372036854775807
print(round "-9223372036854775808")  -- expect: integer	-9223372036854775808
print(round "9223372036854775808")   -- expect: float	9.223372036854776e+18
print(round "123456789012345678901234567890")  -- expect: float	1.2345678901234568e+29
print(round "1.0")                   -- expect: float	1.0
print(round "1e5")                   -- expect: float	100000.0
print(round "1E+5")                  -- expect: float	100000.0
print(round "0.1")                   -- expect: float	0.1
print(round "1e-5")                  -- expect: float	1e-05
print(round "0.0001")                -- expect: float	0.0001
print(round "1e15")                  -- expect: float	1000000000000000.0
print(round "9007199254740993.0")    -- expect: float	9007199254740992.0
print(round "1e16")                  -- expect: float	1e+16
print(round "5e-324")                -- expect: float	5e-324
print(round "1e-400")                -- expect: float	0.0
print(round "1.7976931348623157e308")  -- expect: float	1.7976931348623157e+308
print(pcall(json.loads, "[1e400]"))  -- expect: false	JSONDecodeError: Number out of range: line 1 column 2 (char 1)
for _, v in ipairs{0 / 0, 1 / 0, -1 / 0} do print(pcall(json.dumps, {v})) end
-- expect: false	ValueError: Out of range float values are not JSON compliant
-- expect: false	ValueError: Out of range float values are not JSON compliant
-- expect: false	ValueError: Out of range float values are not JSON compliant

-- Any float comes back as itself.
local seed = 12345
local function random() seed = (seed * 6364136223846793005 + 1442695040888963407) return seed end
local checked = 0
for _ = 1, 20000 do
  local d = string.unpack("d", string.pack("j", random() ~ random() >> 29))
  if d == d and d ~= 1 / 0 and d ~= -1 / 0 then
    local back = json.loads(json.dumps(d))
    assert(math.type(back) == "float" and string.pack("d", back) == string.pack("d", d), json.dumps(d))
    checked = checked + 1
  end
end
print(checked > 15000)               -- expect: true
