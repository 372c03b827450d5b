-- oracle: lua5.4
-- A value that string.pack misses is a nil to lua5.4: its buffer stands behind the arguments.
print(pcall(string.pack, "i4i4", 1))   -- expect: false	bad argument #3 to 'string.pack' (number expected, got nil)
