-- Without a limit: strings of 1 GB, and what is too long for any.
-- run: --gil=on
-- timeout: 100
local s = ("x"):rep(1 << 30)
print(#s, s:sub(-1), #(s .. "y"))  -- expect: 1073741824	x	1073741825
s = nil
print(pcall(string.rep, "x", 1 << 62))  -- expect: false	resulting string too large
print(pcall(string.rep, "ab", 1 << 40, ","))  -- expect: false	resulting string too large
print(#string.rep("", 1 << 60))  -- expect: 0
