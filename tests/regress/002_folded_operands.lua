-- A metamethod must see the operand that was written: x - 3 runs as an addition of -3, x << 1 as a
-- shift to the right by -1, and x < 5.0 compares with an integer.
-- oracle: lua5.4
local seen
local function note(_, b) seen = b return 0 end
local x = setmetatable({}, { __add = note, __sub = note, __shl = note, __shr = note, __lt = note, __le = note })
local _ = x - 3   print(seen)
_ = x + 127       print(seen)
_ = x - 128       print(seen)
_ = x << 1        print(seen)
_ = x >> 4        print(seen)
_ = x < 5.0       print(seen)
_ = x <= -7       print(seen)
print("10" - 3, "10" + 1, -5.0 % -10, 5.5 % -2, -5.5 % 2)
