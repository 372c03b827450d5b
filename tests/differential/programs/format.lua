-- program: %d
local function show(f) print(pcall(f)) end
show(function() return string.format('%d', 5) end)
show(function() return string.format('%d', -5) end)
show(function() return string.format('%d', 3.0) end)
show(function() return string.format('%d', "10") end)
show(function() return string.format('%d', "0x10") end)
show(function() return string.format('%d', 1.5) end)
show(function() return string.format('%d', "x") end)
show(function() return string.format('%d', nil) end)
show(function() return string.format('%d', {}) end)
show(function() return string.format('%d', 2^63) end)
show(function() return string.format('%d', math.mininteger) end)

-- program: %5d
local function show(f) print(pcall(f)) end
show(function() return string.format('%5d', 5) end)
show(function() return string.format('%5d', -5) end)
show(function() return string.format('%5d', 3.0) end)
show(function() return string.format('%5d', "10") end)
show(function() return string.format('%5d', "0x10") end)
show(function() return string.format('%5d', 1.5) end)
show(function() return string.format('%5d', "x") end)
show(function() return string.format('%5d', nil) end)
show(function() return string.format('%5d', {}) end)
show(function() return string.format('%5d', 2^63) end)
show(function() return string.format('%5d', math.mininteger) end)

-- program: %-5d|
local function show(f) print(pcall(f)) end
show(function() return string.format('%-5d|', 5) end)
show(function() return string.format('%-5d|', -5) end)
show(function() return string.format('%-5d|', 3.0) end)
show(function() return string.format('%-5d|', "10") end)
show(function() return string.format('%-5d|', "0x10") end)
show(function() return string.format('%-5d|', 1.5) end)
show(function() return string.format('%-5d|', "x") end)
show(function() return string.format('%-5d|', nil) end)
show(function() return string.format('%-5d|', {}) end)
show(function() return string.format('%-5d|', 2^63) end)
show(function() return string.format('%-5d|', math.mininteger) end)

-- program: %.3d
local function show(f) print(pcall(f)) end
show(function() return string.format('%.3d', 5) end)
show(function() return string.format('%.3d', -5) end)
show(function() return string.format('%.3d', 3.0) end)
show(function() return string.format('%.3d', "10") end)
show(function() return string.format('%.3d', "0x10") end)
show(function() return string.format('%.3d', 1.5) end)
show(function() return string.format('%.3d', "x") end)
show(function() return string.format('%.3d', nil) end)
show(function() return string.format('%.3d', {}) end)
show(function() return string.format('%.3d', 2^63) end)
show(function() return string.format('%.3d', math.mininteger) end)

-- program: %05d
local function show(f) print(pcall(f)) end
show(function() return string.format('%05d', 5) end)
show(function() return string.format('%05d', -5) end)
show(function() return string.format('%05d', 3.0) end)
show(function() return string.format('%05d', "10") end)
show(function() return string.format('%05d', "0x10") end)
show(function() return string.format('%05d', 1.5) end)
show(function() return string.format('%05d', "x") end)
show(function() return string.format('%05d', nil) end)
show(function() return string.format('%05d', {}) end)
show(function() return string.format('%05d', 2^63) end)
show(function() return string.format('%05d', math.mininteger) end)

-- program: %+d
local function show(f) print(pcall(f)) end
show(function() return string.format('%+d', 5) end)
show(function() return string.format('%+d', -5) end)
show(function() return string.format('%+d', 3.0) end)
show(function() return string.format('%+d', "10") end)
show(function() return string.format('%+d', "0x10") end)
show(function() return string.format('%+d', 1.5) end)
show(function() return string.format('%+d', "x") end)
show(function() return string.format('%+d', nil) end)
show(function() return string.format('%+d', {}) end)
show(function() return string.format('%+d', 2^63) end)
show(function() return string.format('%+d', math.mininteger) end)

-- program: % d
local function show(f) print(pcall(f)) end
show(function() return string.format('% d', 5) end)
show(function() return string.format('% d', -5) end)
show(function() return string.format('% d', 3.0) end)
show(function() return string.format('% d', "10") end)
show(function() return string.format('% d', "0x10") end)
show(function() return string.format('% d', 1.5) end)
show(function() return string.format('% d', "x") end)
show(function() return string.format('% d', nil) end)
show(function() return string.format('% d', {}) end)
show(function() return string.format('% d', 2^63) end)
show(function() return string.format('% d', math.mininteger) end)

-- program: %#d
local function show(f) print(pcall(f)) end
show(function() return string.format('%#d', 5) end)
show(function() return string.format('%#d', -5) end)
show(function() return string.format('%#d', 3.0) end)
show(function() return string.format('%#d', "10") end)
show(function() return string.format('%#d', "0x10") end)
show(function() return string.format('%#d', 1.5) end)
show(function() return string.format('%#d', "x") end)
show(function() return string.format('%#d', nil) end)
show(function() return string.format('%#d', {}) end)
show(function() return string.format('%#d', 2^63) end)
show(function() return string.format('%#d', math.mininteger) end)

-- program: %10.4d
local function show(f) print(pcall(f)) end
show(function() return string.format('%10.4d', 5) end)
show(function() return string.format('%10.4d', -5) end)
show(function() return string.format('%10.4d', 3.0) end)
show(function() return string.format('%10.4d', "10") end)
show(function() return string.format('%10.4d', "0x10") end)
show(function() return string.format('%10.4d', 1.5) end)
show(function() return string.format('%10.4d', "x") end)
show(function() return string.format('%10.4d', nil) end)
show(function() return string.format('%10.4d', {}) end)
show(function() return string.format('%10.4d', 2^63) end)
show(function() return string.format('%10.4d', math.mininteger) end)

-- program: %-10.4d|
local function show(f) print(pcall(f)) end
show(function() return string.format('%-10.4d|', 5) end)
show(function() return string.format('%-10.4d|', -5) end)
show(function() return string.format('%-10.4d|', 3.0) end)
show(function() return string.format('%-10.4d|', "10") end)
show(function() return string.format('%-10.4d|', "0x10") end)
show(function() return string.format('%-10.4d|', 1.5) end)
show(function() return string.format('%-10.4d|', "x") end)
show(function() return string.format('%-10.4d|', nil) end)
show(function() return string.format('%-10.4d|', {}) end)
show(function() return string.format('%-10.4d|', 2^63) end)
show(function() return string.format('%-10.4d|', math.mininteger) end)

-- program: %.0d
local function show(f) print(pcall(f)) end
show(function() return string.format('%.0d', 5) end)
show(function() return string.format('%.0d', -5) end)
show(function() return string.format('%.0d', 3.0) end)
show(function() return string.format('%.0d', "10") end)
show(function() return string.format('%.0d', "0x10") end)
show(function() return string.format('%.0d', 1.5) end)
show(function() return string.format('%.0d', "x") end)
show(function() return string.format('%.0d', nil) end)
show(function() return string.format('%.0d', {}) end)
show(function() return string.format('%.0d', 2^63) end)
show(function() return string.format('%.0d', math.mininteger) end)

-- program: %.d
local function show(f) print(pcall(f)) end
show(function() return string.format('%.d', 5) end)
show(function() return string.format('%.d', -5) end)
show(function() return string.format('%.d', 3.0) end)
show(function() return string.format('%.d', "10") end)
show(function() return string.format('%.d', "0x10") end)
show(function() return string.format('%.d', 1.5) end)
show(function() return string.format('%.d', "x") end)
show(function() return string.format('%.d', nil) end)
show(function() return string.format('%.d', {}) end)
show(function() return string.format('%.d', 2^63) end)
show(function() return string.format('%.d', math.mininteger) end)

-- program: %99d
local function show(f) print(pcall(f)) end
show(function() return string.format('%99d', 5) end)
show(function() return string.format('%99d', -5) end)
show(function() return string.format('%99d', 3.0) end)
show(function() return string.format('%99d', "10") end)
show(function() return string.format('%99d', "0x10") end)
show(function() return string.format('%99d', 1.5) end)
show(function() return string.format('%99d', "x") end)
show(function() return string.format('%99d', nil) end)
show(function() return string.format('%99d', {}) end)
show(function() return string.format('%99d', 2^63) end)
show(function() return string.format('%99d', math.mininteger) end)

-- program: %100d
local function show(f) print(pcall(f)) end
show(function() return string.format('%100d', 5) end)
show(function() return string.format('%100d', -5) end)
show(function() return string.format('%100d', 3.0) end)
show(function() return string.format('%100d', "10") end)
show(function() return string.format('%100d', "0x10") end)
show(function() return string.format('%100d', 1.5) end)
show(function() return string.format('%100d', "x") end)
show(function() return string.format('%100d', nil) end)
show(function() return string.format('%100d', {}) end)
show(function() return string.format('%100d', 2^63) end)
show(function() return string.format('%100d', math.mininteger) end)

-- program: %.99d
local function show(f) print(pcall(f)) end
show(function() return string.format('%.99d', 5) end)
show(function() return string.format('%.99d', -5) end)
show(function() return string.format('%.99d', 3.0) end)
show(function() return string.format('%.99d', "10") end)
show(function() return string.format('%.99d', "0x10") end)
show(function() return string.format('%.99d', 1.5) end)
show(function() return string.format('%.99d', "x") end)
show(function() return string.format('%.99d', nil) end)
show(function() return string.format('%.99d', {}) end)
show(function() return string.format('%.99d', 2^63) end)
show(function() return string.format('%.99d', math.mininteger) end)

-- program: %.100d
local function show(f) print(pcall(f)) end
show(function() return string.format('%.100d', 5) end)
show(function() return string.format('%.100d', -5) end)
show(function() return string.format('%.100d', 3.0) end)
show(function() return string.format('%.100d', "10") end)
show(function() return string.format('%.100d', "0x10") end)
show(function() return string.format('%.100d', 1.5) end)
show(function() return string.format('%.100d', "x") end)
show(function() return string.format('%.100d', nil) end)
show(function() return string.format('%.100d', {}) end)
show(function() return string.format('%.100d', 2^63) end)
show(function() return string.format('%.100d', math.mininteger) end)

-- program: %--5d
local function show(f) print(pcall(f)) end
show(function() return string.format('%--5d', 5) end)
show(function() return string.format('%--5d', -5) end)
show(function() return string.format('%--5d', 3.0) end)
show(function() return string.format('%--5d', "10") end)
show(function() return string.format('%--5d', "0x10") end)
show(function() return string.format('%--5d', 1.5) end)
show(function() return string.format('%--5d', "x") end)
show(function() return string.format('%--5d', nil) end)
show(function() return string.format('%--5d', {}) end)
show(function() return string.format('%--5d', 2^63) end)
show(function() return string.format('%--5d', math.mininteger) end)

-- program: %123456d
local function show(f) print(pcall(f)) end
show(function() return string.format('%123456d', 5) end)
show(function() return string.format('%123456d', -5) end)
show(function() return string.format('%123456d', 3.0) end)
show(function() return string.format('%123456d', "10") end)
show(function() return string.format('%123456d', "0x10") end)
show(function() return string.format('%123456d', 1.5) end)
show(function() return string.format('%123456d', "x") end)
show(function() return string.format('%123456d', nil) end)
show(function() return string.format('%123456d', {}) end)
show(function() return string.format('%123456d', 2^63) end)
show(function() return string.format('%123456d', math.mininteger) end)

-- program: %i
local function show(f) print(pcall(f)) end
show(function() return string.format('%i', 5) end)
show(function() return string.format('%i', -5) end)

-- program: %5i
local function show(f) print(pcall(f)) end
show(function() return string.format('%5i', 5) end)
show(function() return string.format('%5i', -5) end)

-- program: %-5i|
local function show(f) print(pcall(f)) end
show(function() return string.format('%-5i|', 5) end)
show(function() return string.format('%-5i|', -5) end)

-- program: %.3i
local function show(f) print(pcall(f)) end
show(function() return string.format('%.3i', 5) end)
show(function() return string.format('%.3i', -5) end)

-- program: %05i
local function show(f) print(pcall(f)) end
show(function() return string.format('%05i', 5) end)
show(function() return string.format('%05i', -5) end)

-- program: %+i
local function show(f) print(pcall(f)) end
show(function() return string.format('%+i', 5) end)
show(function() return string.format('%+i', -5) end)

-- program: % i
local function show(f) print(pcall(f)) end
show(function() return string.format('% i', 5) end)
show(function() return string.format('% i', -5) end)

-- program: %#i
local function show(f) print(pcall(f)) end
show(function() return string.format('%#i', 5) end)
show(function() return string.format('%#i', -5) end)

-- program: %10.4i
local function show(f) print(pcall(f)) end
show(function() return string.format('%10.4i', 5) end)
show(function() return string.format('%10.4i', -5) end)

-- program: %-10.4i|
local function show(f) print(pcall(f)) end
show(function() return string.format('%-10.4i|', 5) end)
show(function() return string.format('%-10.4i|', -5) end)

-- program: %.0i
local function show(f) print(pcall(f)) end
show(function() return string.format('%.0i', 5) end)
show(function() return string.format('%.0i', -5) end)

-- program: %.i
local function show(f) print(pcall(f)) end
show(function() return string.format('%.i', 5) end)
show(function() return string.format('%.i', -5) end)

-- program: %99i
local function show(f) print(pcall(f)) end
show(function() return string.format('%99i', 5) end)
show(function() return string.format('%99i', -5) end)

-- program: %100i
local function show(f) print(pcall(f)) end
show(function() return string.format('%100i', 5) end)
show(function() return string.format('%100i', -5) end)

-- program: %.99i
local function show(f) print(pcall(f)) end
show(function() return string.format('%.99i', 5) end)
show(function() return string.format('%.99i', -5) end)

-- program: %.100i
local function show(f) print(pcall(f)) end
show(function() return string.format('%.100i', 5) end)
show(function() return string.format('%.100i', -5) end)

-- program: %--5i
local function show(f) print(pcall(f)) end
show(function() return string.format('%--5i', 5) end)
show(function() return string.format('%--5i', -5) end)

-- program: %123456i
local function show(f) print(pcall(f)) end
show(function() return string.format('%123456i', 5) end)
show(function() return string.format('%123456i', -5) end)

-- program: %u
local function show(f) print(pcall(f)) end
show(function() return string.format('%u', 5) end)

-- program: %5u
local function show(f) print(pcall(f)) end
show(function() return string.format('%5u', 5) end)

-- program: %-5u|
local function show(f) print(pcall(f)) end
show(function() return string.format('%-5u|', 5) end)

-- program: %.3u
local function show(f) print(pcall(f)) end
show(function() return string.format('%.3u', 5) end)

-- program: %05u
local function show(f) print(pcall(f)) end
show(function() return string.format('%05u', 5) end)

-- program: %+u
local function show(f) print(pcall(f)) end
show(function() return string.format('%+u', 5) end)

-- program: % u
local function show(f) print(pcall(f)) end
show(function() return string.format('% u', 5) end)

-- program: %#u
local function show(f) print(pcall(f)) end
show(function() return string.format('%#u', 5) end)

-- program: %10.4u
local function show(f) print(pcall(f)) end
show(function() return string.format('%10.4u', 5) end)

-- program: %-10.4u|
local function show(f) print(pcall(f)) end
show(function() return string.format('%-10.4u|', 5) end)

-- program: %.0u
local function show(f) print(pcall(f)) end
show(function() return string.format('%.0u', 5) end)

-- program: %.u
local function show(f) print(pcall(f)) end
show(function() return string.format('%.u', 5) end)

-- program: %99u
local function show(f) print(pcall(f)) end
show(function() return string.format('%99u', 5) end)

-- program: %100u
local function show(f) print(pcall(f)) end
show(function() return string.format('%100u', 5) end)

-- program: %.99u
local function show(f) print(pcall(f)) end
show(function() return string.format('%.99u', 5) end)

-- program: %.100u
local function show(f) print(pcall(f)) end
show(function() return string.format('%.100u', 5) end)

-- program: %--5u
local function show(f) print(pcall(f)) end
show(function() return string.format('%--5u', 5) end)

-- program: %123456u
local function show(f) print(pcall(f)) end
show(function() return string.format('%123456u', 5) end)

-- program: %x
local function show(f) print(pcall(f)) end
show(function() return string.format('%x', 255) end)
show(function() return string.format('%x', -1) end)
show(function() return string.format('%x', 0) end)

-- program: %5x
local function show(f) print(pcall(f)) end
show(function() return string.format('%5x', 255) end)
show(function() return string.format('%5x', -1) end)
show(function() return string.format('%5x', 0) end)

-- program: %-5x|
local function show(f) print(pcall(f)) end
show(function() return string.format('%-5x|', 255) end)
show(function() return string.format('%-5x|', -1) end)
show(function() return string.format('%-5x|', 0) end)

-- program: %.3x
local function show(f) print(pcall(f)) end
show(function() return string.format('%.3x', 255) end)
show(function() return string.format('%.3x', -1) end)
show(function() return string.format('%.3x', 0) end)

-- program: %05x
local function show(f) print(pcall(f)) end
show(function() return string.format('%05x', 255) end)
show(function() return string.format('%05x', -1) end)
show(function() return string.format('%05x', 0) end)

-- program: %+x
local function show(f) print(pcall(f)) end
show(function() return string.format('%+x', 255) end)
show(function() return string.format('%+x', -1) end)
show(function() return string.format('%+x', 0) end)

-- program: % x
local function show(f) print(pcall(f)) end
show(function() return string.format('% x', 255) end)
show(function() return string.format('% x', -1) end)
show(function() return string.format('% x', 0) end)

-- program: %#x
local function show(f) print(pcall(f)) end
show(function() return string.format('%#x', 255) end)
show(function() return string.format('%#x', -1) end)
show(function() return string.format('%#x', 0) end)

-- program: %10.4x
local function show(f) print(pcall(f)) end
show(function() return string.format('%10.4x', 255) end)
show(function() return string.format('%10.4x', -1) end)
show(function() return string.format('%10.4x', 0) end)

-- program: %-10.4x|
local function show(f) print(pcall(f)) end
show(function() return string.format('%-10.4x|', 255) end)
show(function() return string.format('%-10.4x|', -1) end)
show(function() return string.format('%-10.4x|', 0) end)

-- program: %.0x
local function show(f) print(pcall(f)) end
show(function() return string.format('%.0x', 255) end)
show(function() return string.format('%.0x', -1) end)
show(function() return string.format('%.0x', 0) end)

-- program: %.x
local function show(f) print(pcall(f)) end
show(function() return string.format('%.x', 255) end)
show(function() return string.format('%.x', -1) end)
show(function() return string.format('%.x', 0) end)

-- program: %99x
local function show(f) print(pcall(f)) end
show(function() return string.format('%99x', 255) end)
show(function() return string.format('%99x', -1) end)
show(function() return string.format('%99x', 0) end)

-- program: %100x
local function show(f) print(pcall(f)) end
show(function() return string.format('%100x', 255) end)
show(function() return string.format('%100x', -1) end)
show(function() return string.format('%100x', 0) end)

-- program: %.99x
local function show(f) print(pcall(f)) end
show(function() return string.format('%.99x', 255) end)
show(function() return string.format('%.99x', -1) end)
show(function() return string.format('%.99x', 0) end)

-- program: %.100x
local function show(f) print(pcall(f)) end
show(function() return string.format('%.100x', 255) end)
show(function() return string.format('%.100x', -1) end)
show(function() return string.format('%.100x', 0) end)

-- program: %--5x
local function show(f) print(pcall(f)) end
show(function() return string.format('%--5x', 255) end)
show(function() return string.format('%--5x', -1) end)
show(function() return string.format('%--5x', 0) end)

-- program: %123456x
local function show(f) print(pcall(f)) end
show(function() return string.format('%123456x', 255) end)
show(function() return string.format('%123456x', -1) end)
show(function() return string.format('%123456x', 0) end)

-- program: %X
local function show(f) print(pcall(f)) end
show(function() return string.format('%X', 255) end)

-- program: %5X
local function show(f) print(pcall(f)) end
show(function() return string.format('%5X', 255) end)

-- program: %-5X|
local function show(f) print(pcall(f)) end
show(function() return string.format('%-5X|', 255) end)

-- program: %.3X
local function show(f) print(pcall(f)) end
show(function() return string.format('%.3X', 255) end)

-- program: %05X
local function show(f) print(pcall(f)) end
show(function() return string.format('%05X', 255) end)

-- program: %+X
local function show(f) print(pcall(f)) end
show(function() return string.format('%+X', 255) end)

-- program: % X
local function show(f) print(pcall(f)) end
show(function() return string.format('% X', 255) end)

-- program: %#X
local function show(f) print(pcall(f)) end
show(function() return string.format('%#X', 255) end)

-- program: %10.4X
local function show(f) print(pcall(f)) end
show(function() return string.format('%10.4X', 255) end)

-- program: %-10.4X|
local function show(f) print(pcall(f)) end
show(function() return string.format('%-10.4X|', 255) end)

-- program: %.0X
local function show(f) print(pcall(f)) end
show(function() return string.format('%.0X', 255) end)

-- program: %.X
local function show(f) print(pcall(f)) end
show(function() return string.format('%.X', 255) end)

-- program: %99X
local function show(f) print(pcall(f)) end
show(function() return string.format('%99X', 255) end)

-- program: %100X
local function show(f) print(pcall(f)) end
show(function() return string.format('%100X', 255) end)

-- program: %.99X
local function show(f) print(pcall(f)) end
show(function() return string.format('%.99X', 255) end)

-- program: %.100X
local function show(f) print(pcall(f)) end
show(function() return string.format('%.100X', 255) end)

-- program: %--5X
local function show(f) print(pcall(f)) end
show(function() return string.format('%--5X', 255) end)

-- program: %123456X
local function show(f) print(pcall(f)) end
show(function() return string.format('%123456X', 255) end)

-- program: %o
local function show(f) print(pcall(f)) end
show(function() return string.format('%o', 8) end)
show(function() return string.format('%o', -1) end)

-- program: %5o
local function show(f) print(pcall(f)) end
show(function() return string.format('%5o', 8) end)
show(function() return string.format('%5o', -1) end)

-- program: %-5o|
local function show(f) print(pcall(f)) end
show(function() return string.format('%-5o|', 8) end)
show(function() return string.format('%-5o|', -1) end)

-- program: %.3o
local function show(f) print(pcall(f)) end
show(function() return string.format('%.3o', 8) end)
show(function() return string.format('%.3o', -1) end)

-- program: %05o
local function show(f) print(pcall(f)) end
show(function() return string.format('%05o', 8) end)
show(function() return string.format('%05o', -1) end)

-- program: %+o
local function show(f) print(pcall(f)) end
show(function() return string.format('%+o', 8) end)
show(function() return string.format('%+o', -1) end)

-- program: % o
local function show(f) print(pcall(f)) end
show(function() return string.format('% o', 8) end)
show(function() return string.format('% o', -1) end)

-- program: %#o
local function show(f) print(pcall(f)) end
show(function() return string.format('%#o', 8) end)
show(function() return string.format('%#o', -1) end)

-- program: %10.4o
local function show(f) print(pcall(f)) end
show(function() return string.format('%10.4o', 8) end)
show(function() return string.format('%10.4o', -1) end)

-- program: %-10.4o|
local function show(f) print(pcall(f)) end
show(function() return string.format('%-10.4o|', 8) end)
show(function() return string.format('%-10.4o|', -1) end)

-- program: %.0o
local function show(f) print(pcall(f)) end
show(function() return string.format('%.0o', 8) end)
show(function() return string.format('%.0o', -1) end)

-- program: %.o
local function show(f) print(pcall(f)) end
show(function() return string.format('%.o', 8) end)
show(function() return string.format('%.o', -1) end)

-- program: %99o
local function show(f) print(pcall(f)) end
show(function() return string.format('%99o', 8) end)
show(function() return string.format('%99o', -1) end)

-- program: %100o
local function show(f) print(pcall(f)) end
show(function() return string.format('%100o', 8) end)
show(function() return string.format('%100o', -1) end)

-- program: %.99o
local function show(f) print(pcall(f)) end
show(function() return string.format('%.99o', 8) end)
show(function() return string.format('%.99o', -1) end)

-- program: %.100o
local function show(f) print(pcall(f)) end
show(function() return string.format('%.100o', 8) end)
show(function() return string.format('%.100o', -1) end)

-- program: %--5o
local function show(f) print(pcall(f)) end
show(function() return string.format('%--5o', 8) end)
show(function() return string.format('%--5o', -1) end)

-- program: %123456o
local function show(f) print(pcall(f)) end
show(function() return string.format('%123456o', 8) end)
show(function() return string.format('%123456o', -1) end)

-- program: %c
local function show(f) print(pcall(f)) end
show(function() return string.format('%c', 65) end)
show(function() return string.format('%c', 0) end)
show(function() return string.format('%c', 256) end)
show(function() return string.format('%c', -1) end)

-- program: %5c
local function show(f) print(pcall(f)) end
show(function() return string.format('%5c', 65) end)
show(function() return string.format('%5c', 0) end)
show(function() return string.format('%5c', 256) end)
show(function() return string.format('%5c', -1) end)

-- program: %-5c|
local function show(f) print(pcall(f)) end
show(function() return string.format('%-5c|', 65) end)
show(function() return string.format('%-5c|', 0) end)
show(function() return string.format('%-5c|', 256) end)
show(function() return string.format('%-5c|', -1) end)

-- program: %.3c
local function show(f) print(pcall(f)) end
show(function() return string.format('%.3c', 65) end)
show(function() return string.format('%.3c', 0) end)
show(function() return string.format('%.3c', 256) end)
show(function() return string.format('%.3c', -1) end)

-- program: %05c
local function show(f) print(pcall(f)) end
show(function() return string.format('%05c', 65) end)
show(function() return string.format('%05c', 0) end)
show(function() return string.format('%05c', 256) end)
show(function() return string.format('%05c', -1) end)

-- program: %+c
local function show(f) print(pcall(f)) end
show(function() return string.format('%+c', 65) end)
show(function() return string.format('%+c', 0) end)
show(function() return string.format('%+c', 256) end)
show(function() return string.format('%+c', -1) end)

-- program: % c
local function show(f) print(pcall(f)) end
show(function() return string.format('% c', 65) end)
show(function() return string.format('% c', 0) end)
show(function() return string.format('% c', 256) end)
show(function() return string.format('% c', -1) end)

-- program: %#c
local function show(f) print(pcall(f)) end
show(function() return string.format('%#c', 65) end)
show(function() return string.format('%#c', 0) end)
show(function() return string.format('%#c', 256) end)
show(function() return string.format('%#c', -1) end)

-- program: %10.4c
local function show(f) print(pcall(f)) end
show(function() return string.format('%10.4c', 65) end)
show(function() return string.format('%10.4c', 0) end)
show(function() return string.format('%10.4c', 256) end)
show(function() return string.format('%10.4c', -1) end)

-- program: %-10.4c|
local function show(f) print(pcall(f)) end
show(function() return string.format('%-10.4c|', 65) end)
show(function() return string.format('%-10.4c|', 0) end)
show(function() return string.format('%-10.4c|', 256) end)
show(function() return string.format('%-10.4c|', -1) end)

-- program: %.0c
local function show(f) print(pcall(f)) end
show(function() return string.format('%.0c', 65) end)
show(function() return string.format('%.0c', 0) end)
show(function() return string.format('%.0c', 256) end)
show(function() return string.format('%.0c', -1) end)

-- program: %.c
local function show(f) print(pcall(f)) end
show(function() return string.format('%.c', 65) end)
show(function() return string.format('%.c', 0) end)
show(function() return string.format('%.c', 256) end)
show(function() return string.format('%.c', -1) end)

-- program: %99c
local function show(f) print(pcall(f)) end
show(function() return string.format('%99c', 65) end)
show(function() return string.format('%99c', 0) end)
show(function() return string.format('%99c', 256) end)
show(function() return string.format('%99c', -1) end)

-- program: %100c
local function show(f) print(pcall(f)) end
show(function() return string.format('%100c', 65) end)
show(function() return string.format('%100c', 0) end)
show(function() return string.format('%100c', 256) end)
show(function() return string.format('%100c', -1) end)

-- program: %.99c
local function show(f) print(pcall(f)) end
show(function() return string.format('%.99c', 65) end)
show(function() return string.format('%.99c', 0) end)
show(function() return string.format('%.99c', 256) end)
show(function() return string.format('%.99c', -1) end)

-- program: %.100c
local function show(f) print(pcall(f)) end
show(function() return string.format('%.100c', 65) end)
show(function() return string.format('%.100c', 0) end)
show(function() return string.format('%.100c', 256) end)
show(function() return string.format('%.100c', -1) end)

-- program: %--5c
local function show(f) print(pcall(f)) end
show(function() return string.format('%--5c', 65) end)
show(function() return string.format('%--5c', 0) end)
show(function() return string.format('%--5c', 256) end)
show(function() return string.format('%--5c', -1) end)

-- program: %123456c
local function show(f) print(pcall(f)) end
show(function() return string.format('%123456c', 65) end)
show(function() return string.format('%123456c', 0) end)
show(function() return string.format('%123456c', 256) end)
show(function() return string.format('%123456c', -1) end)

-- program: %e
local function show(f) print(pcall(f)) end
show(function() return string.format('%e', 1.5) end)
show(function() return string.format('%e', 0) end)
show(function() return string.format('%e', 1e100) end)
show(function() return string.format('%e', 1/0) end)

-- program: %5e
local function show(f) print(pcall(f)) end
show(function() return string.format('%5e', 1.5) end)
show(function() return string.format('%5e', 0) end)
show(function() return string.format('%5e', 1e100) end)
show(function() return string.format('%5e', 1/0) end)

-- program: %-5e|
local function show(f) print(pcall(f)) end
show(function() return string.format('%-5e|', 1.5) end)
show(function() return string.format('%-5e|', 0) end)
show(function() return string.format('%-5e|', 1e100) end)
show(function() return string.format('%-5e|', 1/0) end)

-- program: %.3e
local function show(f) print(pcall(f)) end
show(function() return string.format('%.3e', 1.5) end)
show(function() return string.format('%.3e', 0) end)
show(function() return string.format('%.3e', 1e100) end)
show(function() return string.format('%.3e', 1/0) end)

-- program: %05e
local function show(f) print(pcall(f)) end
show(function() return string.format('%05e', 1.5) end)
show(function() return string.format('%05e', 0) end)
show(function() return string.format('%05e', 1e100) end)
show(function() return string.format('%05e', 1/0) end)

-- program: %+e
local function show(f) print(pcall(f)) end
show(function() return string.format('%+e', 1.5) end)
show(function() return string.format('%+e', 0) end)
show(function() return string.format('%+e', 1e100) end)
show(function() return string.format('%+e', 1/0) end)

-- program: % e
local function show(f) print(pcall(f)) end
show(function() return string.format('% e', 1.5) end)
show(function() return string.format('% e', 0) end)
show(function() return string.format('% e', 1e100) end)
show(function() return string.format('% e', 1/0) end)

-- program: %#e
local function show(f) print(pcall(f)) end
show(function() return string.format('%#e', 1.5) end)
show(function() return string.format('%#e', 0) end)
show(function() return string.format('%#e', 1e100) end)
show(function() return string.format('%#e', 1/0) end)

-- program: %10.4e
local function show(f) print(pcall(f)) end
show(function() return string.format('%10.4e', 1.5) end)
show(function() return string.format('%10.4e', 0) end)
show(function() return string.format('%10.4e', 1e100) end)
show(function() return string.format('%10.4e', 1/0) end)

-- program: %-10.4e|
local function show(f) print(pcall(f)) end
show(function() return string.format('%-10.4e|', 1.5) end)
show(function() return string.format('%-10.4e|', 0) end)
show(function() return string.format('%-10.4e|', 1e100) end)
show(function() return string.format('%-10.4e|', 1/0) end)

-- program: %.0e
local function show(f) print(pcall(f)) end
show(function() return string.format('%.0e', 1.5) end)
show(function() return string.format('%.0e', 0) end)
show(function() return string.format('%.0e', 1e100) end)
show(function() return string.format('%.0e', 1/0) end)

-- program: %.e
local function show(f) print(pcall(f)) end
show(function() return string.format('%.e', 1.5) end)
show(function() return string.format('%.e', 0) end)
show(function() return string.format('%.e', 1e100) end)
show(function() return string.format('%.e', 1/0) end)

-- program: %99e
local function show(f) print(pcall(f)) end
show(function() return string.format('%99e', 1.5) end)
show(function() return string.format('%99e', 0) end)
show(function() return string.format('%99e', 1e100) end)
show(function() return string.format('%99e', 1/0) end)

-- program: %100e
local function show(f) print(pcall(f)) end
show(function() return string.format('%100e', 1.5) end)
show(function() return string.format('%100e', 0) end)
show(function() return string.format('%100e', 1e100) end)
show(function() return string.format('%100e', 1/0) end)

-- program: %.99e
local function show(f) print(pcall(f)) end
show(function() return string.format('%.99e', 1.5) end)
show(function() return string.format('%.99e', 0) end)
show(function() return string.format('%.99e', 1e100) end)
show(function() return string.format('%.99e', 1/0) end)

-- program: %.100e
local function show(f) print(pcall(f)) end
show(function() return string.format('%.100e', 1.5) end)
show(function() return string.format('%.100e', 0) end)
show(function() return string.format('%.100e', 1e100) end)
show(function() return string.format('%.100e', 1/0) end)

-- program: %--5e
local function show(f) print(pcall(f)) end
show(function() return string.format('%--5e', 1.5) end)
show(function() return string.format('%--5e', 0) end)
show(function() return string.format('%--5e', 1e100) end)
show(function() return string.format('%--5e', 1/0) end)

-- program: %123456e
local function show(f) print(pcall(f)) end
show(function() return string.format('%123456e', 1.5) end)
show(function() return string.format('%123456e', 0) end)
show(function() return string.format('%123456e', 1e100) end)
show(function() return string.format('%123456e', 1/0) end)

-- program: %E
local function show(f) print(pcall(f)) end
show(function() return string.format('%E', 1.5) end)

-- program: %5E
local function show(f) print(pcall(f)) end
show(function() return string.format('%5E', 1.5) end)

-- program: %-5E|
local function show(f) print(pcall(f)) end
show(function() return string.format('%-5E|', 1.5) end)

-- program: %.3E
local function show(f) print(pcall(f)) end
show(function() return string.format('%.3E', 1.5) end)

-- program: %05E
local function show(f) print(pcall(f)) end
show(function() return string.format('%05E', 1.5) end)

-- program: %+E
local function show(f) print(pcall(f)) end
show(function() return string.format('%+E', 1.5) end)

-- program: % E
local function show(f) print(pcall(f)) end
show(function() return string.format('% E', 1.5) end)

-- program: %#E
local function show(f) print(pcall(f)) end
show(function() return string.format('%#E', 1.5) end)

-- program: %10.4E
local function show(f) print(pcall(f)) end
show(function() return string.format('%10.4E', 1.5) end)

-- program: %-10.4E|
local function show(f) print(pcall(f)) end
show(function() return string.format('%-10.4E|', 1.5) end)

-- program: %.0E
local function show(f) print(pcall(f)) end
show(function() return string.format('%.0E', 1.5) end)

-- program: %.E
local function show(f) print(pcall(f)) end
show(function() return string.format('%.E', 1.5) end)

-- program: %99E
local function show(f) print(pcall(f)) end
show(function() return string.format('%99E', 1.5) end)

-- program: %100E
local function show(f) print(pcall(f)) end
show(function() return string.format('%100E', 1.5) end)

-- program: %.99E
local function show(f) print(pcall(f)) end
show(function() return string.format('%.99E', 1.5) end)

-- program: %.100E
local function show(f) print(pcall(f)) end
show(function() return string.format('%.100E', 1.5) end)

-- program: %--5E
local function show(f) print(pcall(f)) end
show(function() return string.format('%--5E', 1.5) end)

-- program: %123456E
local function show(f) print(pcall(f)) end
show(function() return string.format('%123456E', 1.5) end)

-- program: %f
local function show(f) print(pcall(f)) end
show(function() return string.format('%f', 1.5) end)
show(function() return string.format('%f', 1e15) end)
show(function() return string.format('%f', -0.0) end)
show(function() return string.format('%f', 0/0 ~= 0/0 and 1) end)
show(function() return string.format('%f', 1e308) end)

-- program: %5f
local function show(f) print(pcall(f)) end
show(function() return string.format('%5f', 1.5) end)
show(function() return string.format('%5f', 1e15) end)
show(function() return string.format('%5f', -0.0) end)
show(function() return string.format('%5f', 0/0 ~= 0/0 and 1) end)
show(function() return string.format('%5f', 1e308) end)

-- program: %-5f|
local function show(f) print(pcall(f)) end
show(function() return string.format('%-5f|', 1.5) end)
show(function() return string.format('%-5f|', 1e15) end)
show(function() return string.format('%-5f|', -0.0) end)
show(function() return string.format('%-5f|', 0/0 ~= 0/0 and 1) end)
show(function() return string.format('%-5f|', 1e308) end)

-- program: %.3f
local function show(f) print(pcall(f)) end
show(function() return string.format('%.3f', 1.5) end)
show(function() return string.format('%.3f', 1e15) end)
show(function() return string.format('%.3f', -0.0) end)
show(function() return string.format('%.3f', 0/0 ~= 0/0 and 1) end)
show(function() return string.format('%.3f', 1e308) end)

-- program: %05f
local function show(f) print(pcall(f)) end
show(function() return string.format('%05f', 1.5) end)
show(function() return string.format('%05f', 1e15) end)
show(function() return string.format('%05f', -0.0) end)
show(function() return string.format('%05f', 0/0 ~= 0/0 and 1) end)
show(function() return string.format('%05f', 1e308) end)

-- program: %+f
local function show(f) print(pcall(f)) end
show(function() return string.format('%+f', 1.5) end)
show(function() return string.format('%+f', 1e15) end)
show(function() return string.format('%+f', -0.0) end)
show(function() return string.format('%+f', 0/0 ~= 0/0 and 1) end)
show(function() return string.format('%+f', 1e308) end)

-- program: % f
local function show(f) print(pcall(f)) end
show(function() return string.format('% f', 1.5) end)
show(function() return string.format('% f', 1e15) end)
show(function() return string.format('% f', -0.0) end)
show(function() return string.format('% f', 0/0 ~= 0/0 and 1) end)
show(function() return string.format('% f', 1e308) end)

-- program: %#f
local function show(f) print(pcall(f)) end
show(function() return string.format('%#f', 1.5) end)
show(function() return string.format('%#f', 1e15) end)
show(function() return string.format('%#f', -0.0) end)
show(function() return string.format('%#f', 0/0 ~= 0/0 and 1) end)
show(function() return string.format('%#f', 1e308) end)

-- program: %10.4f
local function show(f) print(pcall(f)) end
show(function() return string.format('%10.4f', 1.5) end)
show(function() return string.format('%10.4f', 1e15) end)
show(function() return string.format('%10.4f', -0.0) end)
show(function() return string.format('%10.4f', 0/0 ~= 0/0 and 1) end)
show(function() return string.format('%10.4f', 1e308) end)

-- program: %-10.4f|
local function show(f) print(pcall(f)) end
show(function() return string.format('%-10.4f|', 1.5) end)
show(function() return string.format('%-10.4f|', 1e15) end)
show(function() return string.format('%-10.4f|', -0.0) end)
show(function() return string.format('%-10.4f|', 0/0 ~= 0/0 and 1) end)
show(function() return string.format('%-10.4f|', 1e308) end)

-- program: %.0f
local function show(f) print(pcall(f)) end
show(function() return string.format('%.0f', 1.5) end)
show(function() return string.format('%.0f', 1e15) end)
show(function() return string.format('%.0f', -0.0) end)
show(function() return string.format('%.0f', 0/0 ~= 0/0 and 1) end)
show(function() return string.format('%.0f', 1e308) end)

-- program: %.f
local function show(f) print(pcall(f)) end
show(function() return string.format('%.f', 1.5) end)
show(function() return string.format('%.f', 1e15) end)
show(function() return string.format('%.f', -0.0) end)
show(function() return string.format('%.f', 0/0 ~= 0/0 and 1) end)
show(function() return string.format('%.f', 1e308) end)

-- program: %99f
local function show(f) print(pcall(f)) end
show(function() return string.format('%99f', 1.5) end)
show(function() return string.format('%99f', 1e15) end)
show(function() return string.format('%99f', -0.0) end)
show(function() return string.format('%99f', 0/0 ~= 0/0 and 1) end)
show(function() return string.format('%99f', 1e308) end)

-- program: %100f
local function show(f) print(pcall(f)) end
show(function() return string.format('%100f', 1.5) end)
show(function() return string.format('%100f', 1e15) end)
show(function() return string.format('%100f', -0.0) end)
show(function() return string.format('%100f', 0/0 ~= 0/0 and 1) end)
show(function() return string.format('%100f', 1e308) end)

-- program: %.99f
local function show(f) print(pcall(f)) end
show(function() return string.format('%.99f', 1.5) end)
show(function() return string.format('%.99f', 1e15) end)
show(function() return string.format('%.99f', -0.0) end)
show(function() return string.format('%.99f', 0/0 ~= 0/0 and 1) end)
show(function() return string.format('%.99f', 1e308) end)

-- program: %.100f
local function show(f) print(pcall(f)) end
show(function() return string.format('%.100f', 1.5) end)
show(function() return string.format('%.100f', 1e15) end)
show(function() return string.format('%.100f', -0.0) end)
show(function() return string.format('%.100f', 0/0 ~= 0/0 and 1) end)
show(function() return string.format('%.100f', 1e308) end)

-- program: %--5f
local function show(f) print(pcall(f)) end
show(function() return string.format('%--5f', 1.5) end)
show(function() return string.format('%--5f', 1e15) end)
show(function() return string.format('%--5f', -0.0) end)
show(function() return string.format('%--5f', 0/0 ~= 0/0 and 1) end)
show(function() return string.format('%--5f', 1e308) end)

-- program: %123456f
local function show(f) print(pcall(f)) end
show(function() return string.format('%123456f', 1.5) end)
show(function() return string.format('%123456f', 1e15) end)
show(function() return string.format('%123456f', -0.0) end)
show(function() return string.format('%123456f', 0/0 ~= 0/0 and 1) end)
show(function() return string.format('%123456f', 1e308) end)

-- program: %g
local function show(f) print(pcall(f)) end
show(function() return string.format('%g', 1.5) end)
show(function() return string.format('%g', 1e20) end)
show(function() return string.format('%g', 100000) end)
show(function() return string.format('%g', 1e-5) end)
show(function() return string.format('%g', 0.1) end)
show(function() return string.format('%g', 1/0) end)
show(function() return string.format('%g', -1/0) end)

-- program: %5g
local function show(f) print(pcall(f)) end
show(function() return string.format('%5g', 1.5) end)
show(function() return string.format('%5g', 1e20) end)
show(function() return string.format('%5g', 100000) end)
show(function() return string.format('%5g', 1e-5) end)
show(function() return string.format('%5g', 0.1) end)
show(function() return string.format('%5g', 1/0) end)
show(function() return string.format('%5g', -1/0) end)

-- program: %-5g|
local function show(f) print(pcall(f)) end
show(function() return string.format('%-5g|', 1.5) end)
show(function() return string.format('%-5g|', 1e20) end)
show(function() return string.format('%-5g|', 100000) end)
show(function() return string.format('%-5g|', 1e-5) end)
show(function() return string.format('%-5g|', 0.1) end)
show(function() return string.format('%-5g|', 1/0) end)
show(function() return string.format('%-5g|', -1/0) end)

-- program: %.3g
local function show(f) print(pcall(f)) end
show(function() return string.format('%.3g', 1.5) end)
show(function() return string.format('%.3g', 1e20) end)
show(function() return string.format('%.3g', 100000) end)
show(function() return string.format('%.3g', 1e-5) end)
show(function() return string.format('%.3g', 0.1) end)
show(function() return string.format('%.3g', 1/0) end)
show(function() return string.format('%.3g', -1/0) end)

-- program: %05g
local function show(f) print(pcall(f)) end
show(function() return string.format('%05g', 1.5) end)
show(function() return string.format('%05g', 1e20) end)
show(function() return string.format('%05g', 100000) end)
show(function() return string.format('%05g', 1e-5) end)
show(function() return string.format('%05g', 0.1) end)
show(function() return string.format('%05g', 1/0) end)
show(function() return string.format('%05g', -1/0) end)

-- program: %+g
local function show(f) print(pcall(f)) end
show(function() return string.format('%+g', 1.5) end)
show(function() return string.format('%+g', 1e20) end)
show(function() return string.format('%+g', 100000) end)
show(function() return string.format('%+g', 1e-5) end)
show(function() return string.format('%+g', 0.1) end)
show(function() return string.format('%+g', 1/0) end)
show(function() return string.format('%+g', -1/0) end)

-- program: % g
local function show(f) print(pcall(f)) end
show(function() return string.format('% g', 1.5) end)
show(function() return string.format('% g', 1e20) end)
show(function() return string.format('% g', 100000) end)
show(function() return string.format('% g', 1e-5) end)
show(function() return string.format('% g', 0.1) end)
show(function() return string.format('% g', 1/0) end)
show(function() return string.format('% g', -1/0) end)

-- program: %#g
local function show(f) print(pcall(f)) end
show(function() return string.format('%#g', 1.5) end)
show(function() return string.format('%#g', 1e20) end)
show(function() return string.format('%#g', 100000) end)
show(function() return string.format('%#g', 1e-5) end)
show(function() return string.format('%#g', 0.1) end)
show(function() return string.format('%#g', 1/0) end)
show(function() return string.format('%#g', -1/0) end)

-- program: %10.4g
local function show(f) print(pcall(f)) end
show(function() return string.format('%10.4g', 1.5) end)
show(function() return string.format('%10.4g', 1e20) end)
show(function() return string.format('%10.4g', 100000) end)
show(function() return string.format('%10.4g', 1e-5) end)
show(function() return string.format('%10.4g', 0.1) end)
show(function() return string.format('%10.4g', 1/0) end)
show(function() return string.format('%10.4g', -1/0) end)

-- program: %-10.4g|
local function show(f) print(pcall(f)) end
show(function() return string.format('%-10.4g|', 1.5) end)
show(function() return string.format('%-10.4g|', 1e20) end)
show(function() return string.format('%-10.4g|', 100000) end)
show(function() return string.format('%-10.4g|', 1e-5) end)
show(function() return string.format('%-10.4g|', 0.1) end)
show(function() return string.format('%-10.4g|', 1/0) end)
show(function() return string.format('%-10.4g|', -1/0) end)

-- program: %.0g
local function show(f) print(pcall(f)) end
show(function() return string.format('%.0g', 1.5) end)
show(function() return string.format('%.0g', 1e20) end)
show(function() return string.format('%.0g', 100000) end)
show(function() return string.format('%.0g', 1e-5) end)
show(function() return string.format('%.0g', 0.1) end)
show(function() return string.format('%.0g', 1/0) end)
show(function() return string.format('%.0g', -1/0) end)

-- program: %.g
local function show(f) print(pcall(f)) end
show(function() return string.format('%.g', 1.5) end)
show(function() return string.format('%.g', 1e20) end)
show(function() return string.format('%.g', 100000) end)
show(function() return string.format('%.g', 1e-5) end)
show(function() return string.format('%.g', 0.1) end)
show(function() return string.format('%.g', 1/0) end)
show(function() return string.format('%.g', -1/0) end)

-- program: %99g
local function show(f) print(pcall(f)) end
show(function() return string.format('%99g', 1.5) end)
show(function() return string.format('%99g', 1e20) end)
show(function() return string.format('%99g', 100000) end)
show(function() return string.format('%99g', 1e-5) end)
show(function() return string.format('%99g', 0.1) end)
show(function() return string.format('%99g', 1/0) end)
show(function() return string.format('%99g', -1/0) end)

-- program: %100g
local function show(f) print(pcall(f)) end
show(function() return string.format('%100g', 1.5) end)
show(function() return string.format('%100g', 1e20) end)
show(function() return string.format('%100g', 100000) end)
show(function() return string.format('%100g', 1e-5) end)
show(function() return string.format('%100g', 0.1) end)
show(function() return string.format('%100g', 1/0) end)
show(function() return string.format('%100g', -1/0) end)

-- program: %.99g
local function show(f) print(pcall(f)) end
show(function() return string.format('%.99g', 1.5) end)
show(function() return string.format('%.99g', 1e20) end)
show(function() return string.format('%.99g', 100000) end)
show(function() return string.format('%.99g', 1e-5) end)
show(function() return string.format('%.99g', 0.1) end)
show(function() return string.format('%.99g', 1/0) end)
show(function() return string.format('%.99g', -1/0) end)

-- program: %.100g
local function show(f) print(pcall(f)) end
show(function() return string.format('%.100g', 1.5) end)
show(function() return string.format('%.100g', 1e20) end)
show(function() return string.format('%.100g', 100000) end)
show(function() return string.format('%.100g', 1e-5) end)
show(function() return string.format('%.100g', 0.1) end)
show(function() return string.format('%.100g', 1/0) end)
show(function() return string.format('%.100g', -1/0) end)

-- program: %--5g
local function show(f) print(pcall(f)) end
show(function() return string.format('%--5g', 1.5) end)
show(function() return string.format('%--5g', 1e20) end)
show(function() return string.format('%--5g', 100000) end)
show(function() return string.format('%--5g', 1e-5) end)
show(function() return string.format('%--5g', 0.1) end)
show(function() return string.format('%--5g', 1/0) end)
show(function() return string.format('%--5g', -1/0) end)

-- program: %123456g
local function show(f) print(pcall(f)) end
show(function() return string.format('%123456g', 1.5) end)
show(function() return string.format('%123456g', 1e20) end)
show(function() return string.format('%123456g', 100000) end)
show(function() return string.format('%123456g', 1e-5) end)
show(function() return string.format('%123456g', 0.1) end)
show(function() return string.format('%123456g', 1/0) end)
show(function() return string.format('%123456g', -1/0) end)

-- program: %G
local function show(f) print(pcall(f)) end
show(function() return string.format('%G', 1e20) end)

-- program: %5G
local function show(f) print(pcall(f)) end
show(function() return string.format('%5G', 1e20) end)

-- program: %-5G|
local function show(f) print(pcall(f)) end
show(function() return string.format('%-5G|', 1e20) end)

-- program: %.3G
local function show(f) print(pcall(f)) end
show(function() return string.format('%.3G', 1e20) end)

-- program: %05G
local function show(f) print(pcall(f)) end
show(function() return string.format('%05G', 1e20) end)

-- program: %+G
local function show(f) print(pcall(f)) end
show(function() return string.format('%+G', 1e20) end)

-- program: % G
local function show(f) print(pcall(f)) end
show(function() return string.format('% G', 1e20) end)

-- program: %#G
local function show(f) print(pcall(f)) end
show(function() return string.format('%#G', 1e20) end)

-- program: %10.4G
local function show(f) print(pcall(f)) end
show(function() return string.format('%10.4G', 1e20) end)

-- program: %-10.4G|
local function show(f) print(pcall(f)) end
show(function() return string.format('%-10.4G|', 1e20) end)

-- program: %.0G
local function show(f) print(pcall(f)) end
show(function() return string.format('%.0G', 1e20) end)

-- program: %.G
local function show(f) print(pcall(f)) end
show(function() return string.format('%.G', 1e20) end)

-- program: %99G
local function show(f) print(pcall(f)) end
show(function() return string.format('%99G', 1e20) end)

-- program: %100G
local function show(f) print(pcall(f)) end
show(function() return string.format('%100G', 1e20) end)

-- program: %.99G
local function show(f) print(pcall(f)) end
show(function() return string.format('%.99G', 1e20) end)

-- program: %.100G
local function show(f) print(pcall(f)) end
show(function() return string.format('%.100G', 1e20) end)

-- program: %--5G
local function show(f) print(pcall(f)) end
show(function() return string.format('%--5G', 1e20) end)

-- program: %123456G
local function show(f) print(pcall(f)) end
show(function() return string.format('%123456G', 1e20) end)

-- program: %a
local function show(f) print(pcall(f)) end
show(function() return string.format('%a', 1.0) end)
show(function() return string.format('%a', 0.5) end)
show(function() return string.format('%a', -0.0) end)
show(function() return string.format('%a', 1/0) end)
show(function() return string.format('%a', 255.5) end)

-- program: %5a
local function show(f) print(pcall(f)) end
show(function() return string.format('%5a', 1.0) end)
show(function() return string.format('%5a', 0.5) end)
show(function() return string.format('%5a', -0.0) end)
show(function() return string.format('%5a', 1/0) end)
show(function() return string.format('%5a', 255.5) end)

-- program: %-5a|
local function show(f) print(pcall(f)) end
show(function() return string.format('%-5a|', 1.0) end)
show(function() return string.format('%-5a|', 0.5) end)
show(function() return string.format('%-5a|', -0.0) end)
show(function() return string.format('%-5a|', 1/0) end)
show(function() return string.format('%-5a|', 255.5) end)

-- program: %.3a
local function show(f) print(pcall(f)) end
show(function() return string.format('%.3a', 1.0) end)
show(function() return string.format('%.3a', 0.5) end)
show(function() return string.format('%.3a', -0.0) end)
show(function() return string.format('%.3a', 1/0) end)
show(function() return string.format('%.3a', 255.5) end)

-- program: %05a
local function show(f) print(pcall(f)) end
show(function() return string.format('%05a', 1.0) end)
show(function() return string.format('%05a', 0.5) end)
show(function() return string.format('%05a', -0.0) end)
show(function() return string.format('%05a', 1/0) end)
show(function() return string.format('%05a', 255.5) end)

-- program: %+a
local function show(f) print(pcall(f)) end
show(function() return string.format('%+a', 1.0) end)
show(function() return string.format('%+a', 0.5) end)
show(function() return string.format('%+a', -0.0) end)
show(function() return string.format('%+a', 1/0) end)
show(function() return string.format('%+a', 255.5) end)

-- program: % a
local function show(f) print(pcall(f)) end
show(function() return string.format('% a', 1.0) end)
show(function() return string.format('% a', 0.5) end)
show(function() return string.format('% a', -0.0) end)
show(function() return string.format('% a', 1/0) end)
show(function() return string.format('% a', 255.5) end)

-- program: %#a
local function show(f) print(pcall(f)) end
show(function() return string.format('%#a', 1.0) end)
show(function() return string.format('%#a', 0.5) end)
show(function() return string.format('%#a', -0.0) end)
show(function() return string.format('%#a', 1/0) end)
show(function() return string.format('%#a', 255.5) end)

-- program: %10.4a
local function show(f) print(pcall(f)) end
show(function() return string.format('%10.4a', 1.0) end)
show(function() return string.format('%10.4a', 0.5) end)
show(function() return string.format('%10.4a', -0.0) end)
show(function() return string.format('%10.4a', 1/0) end)
show(function() return string.format('%10.4a', 255.5) end)

-- program: %-10.4a|
local function show(f) print(pcall(f)) end
show(function() return string.format('%-10.4a|', 1.0) end)
show(function() return string.format('%-10.4a|', 0.5) end)
show(function() return string.format('%-10.4a|', -0.0) end)
show(function() return string.format('%-10.4a|', 1/0) end)
show(function() return string.format('%-10.4a|', 255.5) end)

-- program: %.0a
local function show(f) print(pcall(f)) end
show(function() return string.format('%.0a', 1.0) end)
show(function() return string.format('%.0a', 0.5) end)
show(function() return string.format('%.0a', -0.0) end)
show(function() return string.format('%.0a', 1/0) end)
show(function() return string.format('%.0a', 255.5) end)

-- program: %.a
local function show(f) print(pcall(f)) end
show(function() return string.format('%.a', 1.0) end)
show(function() return string.format('%.a', 0.5) end)
show(function() return string.format('%.a', -0.0) end)
show(function() return string.format('%.a', 1/0) end)
show(function() return string.format('%.a', 255.5) end)

-- program: %99a
local function show(f) print(pcall(f)) end
show(function() return string.format('%99a', 1.0) end)
show(function() return string.format('%99a', 0.5) end)
show(function() return string.format('%99a', -0.0) end)
show(function() return string.format('%99a', 1/0) end)
show(function() return string.format('%99a', 255.5) end)

-- program: %100a
local function show(f) print(pcall(f)) end
show(function() return string.format('%100a', 1.0) end)
show(function() return string.format('%100a', 0.5) end)
show(function() return string.format('%100a', -0.0) end)
show(function() return string.format('%100a', 1/0) end)
show(function() return string.format('%100a', 255.5) end)

-- program: %.99a
local function show(f) print(pcall(f)) end
show(function() return string.format('%.99a', 1.0) end)
show(function() return string.format('%.99a', 0.5) end)
show(function() return string.format('%.99a', -0.0) end)
show(function() return string.format('%.99a', 1/0) end)
show(function() return string.format('%.99a', 255.5) end)

-- program: %.100a
local function show(f) print(pcall(f)) end
show(function() return string.format('%.100a', 1.0) end)
show(function() return string.format('%.100a', 0.5) end)
show(function() return string.format('%.100a', -0.0) end)
show(function() return string.format('%.100a', 1/0) end)
show(function() return string.format('%.100a', 255.5) end)

-- program: %--5a
local function show(f) print(pcall(f)) end
show(function() return string.format('%--5a', 1.0) end)
show(function() return string.format('%--5a', 0.5) end)
show(function() return string.format('%--5a', -0.0) end)
show(function() return string.format('%--5a', 1/0) end)
show(function() return string.format('%--5a', 255.5) end)

-- program: %123456a
local function show(f) print(pcall(f)) end
show(function() return string.format('%123456a', 1.0) end)
show(function() return string.format('%123456a', 0.5) end)
show(function() return string.format('%123456a', -0.0) end)
show(function() return string.format('%123456a', 1/0) end)
show(function() return string.format('%123456a', 255.5) end)

-- program: %A
local function show(f) print(pcall(f)) end
show(function() return string.format('%A', 0.1) end)

-- program: %5A
local function show(f) print(pcall(f)) end
show(function() return string.format('%5A', 0.1) end)

-- program: %-5A|
local function show(f) print(pcall(f)) end
show(function() return string.format('%-5A|', 0.1) end)

-- program: %.3A
local function show(f) print(pcall(f)) end
show(function() return string.format('%.3A', 0.1) end)

-- program: %05A
local function show(f) print(pcall(f)) end
show(function() return string.format('%05A', 0.1) end)

-- program: %+A
local function show(f) print(pcall(f)) end
show(function() return string.format('%+A', 0.1) end)

-- program: % A
local function show(f) print(pcall(f)) end
show(function() return string.format('% A', 0.1) end)

-- program: %#A
local function show(f) print(pcall(f)) end
show(function() return string.format('%#A', 0.1) end)

-- program: %10.4A
local function show(f) print(pcall(f)) end
show(function() return string.format('%10.4A', 0.1) end)

-- program: %-10.4A|
local function show(f) print(pcall(f)) end
show(function() return string.format('%-10.4A|', 0.1) end)

-- program: %.0A
local function show(f) print(pcall(f)) end
show(function() return string.format('%.0A', 0.1) end)

-- program: %.A
local function show(f) print(pcall(f)) end
show(function() return string.format('%.A', 0.1) end)

-- program: %99A
local function show(f) print(pcall(f)) end
show(function() return string.format('%99A', 0.1) end)

-- program: %100A
local function show(f) print(pcall(f)) end
show(function() return string.format('%100A', 0.1) end)

-- program: %.99A
local function show(f) print(pcall(f)) end
show(function() return string.format('%.99A', 0.1) end)

-- program: %.100A
local function show(f) print(pcall(f)) end
show(function() return string.format('%.100A', 0.1) end)

-- program: %--5A
local function show(f) print(pcall(f)) end
show(function() return string.format('%--5A', 0.1) end)

-- program: %123456A
local function show(f) print(pcall(f)) end
show(function() return string.format('%123456A', 0.1) end)

-- program: %s
local function show(f) print(pcall(f)) end
show(function() return string.format('%s', "abc") end)
show(function() return string.format('%s', 5) end)
show(function() return string.format('%s', nil) end)
show(function() return string.format('%s', true) end)
show(function() return string.format('%s', 1.0) end)
show(function() return string.format('%s', "") end)

-- program: %5s
local function show(f) print(pcall(f)) end
show(function() return string.format('%5s', "abc") end)
show(function() return string.format('%5s', 5) end)
show(function() return string.format('%5s', nil) end)
show(function() return string.format('%5s', true) end)
show(function() return string.format('%5s', 1.0) end)
show(function() return string.format('%5s', "") end)

-- program: %-5s|
local function show(f) print(pcall(f)) end
show(function() return string.format('%-5s|', "abc") end)
show(function() return string.format('%-5s|', 5) end)
show(function() return string.format('%-5s|', nil) end)
show(function() return string.format('%-5s|', true) end)
show(function() return string.format('%-5s|', 1.0) end)
show(function() return string.format('%-5s|', "") end)

-- program: %.3s
local function show(f) print(pcall(f)) end
show(function() return string.format('%.3s', "abc") end)
show(function() return string.format('%.3s', 5) end)
show(function() return string.format('%.3s', nil) end)
show(function() return string.format('%.3s', true) end)
show(function() return string.format('%.3s', 1.0) end)
show(function() return string.format('%.3s', "") end)

-- program: %05s
local function show(f) print(pcall(f)) end
show(function() return string.format('%05s', "abc") end)
show(function() return string.format('%05s', 5) end)
show(function() return string.format('%05s', nil) end)
show(function() return string.format('%05s', true) end)
show(function() return string.format('%05s', 1.0) end)
show(function() return string.format('%05s', "") end)

-- program: %+s
local function show(f) print(pcall(f)) end
show(function() return string.format('%+s', "abc") end)
show(function() return string.format('%+s', 5) end)
show(function() return string.format('%+s', nil) end)
show(function() return string.format('%+s', true) end)
show(function() return string.format('%+s', 1.0) end)
show(function() return string.format('%+s', "") end)

-- program: % s
local function show(f) print(pcall(f)) end
show(function() return string.format('% s', "abc") end)
show(function() return string.format('% s', 5) end)
show(function() return string.format('% s', nil) end)
show(function() return string.format('% s', true) end)
show(function() return string.format('% s', 1.0) end)
show(function() return string.format('% s', "") end)

-- program: %#s
local function show(f) print(pcall(f)) end
show(function() return string.format('%#s', "abc") end)
show(function() return string.format('%#s', 5) end)
show(function() return string.format('%#s', nil) end)
show(function() return string.format('%#s', true) end)
show(function() return string.format('%#s', 1.0) end)
show(function() return string.format('%#s', "") end)

-- program: %10.4s
local function show(f) print(pcall(f)) end
show(function() return string.format('%10.4s', "abc") end)
show(function() return string.format('%10.4s', 5) end)
show(function() return string.format('%10.4s', nil) end)
show(function() return string.format('%10.4s', true) end)
show(function() return string.format('%10.4s', 1.0) end)
show(function() return string.format('%10.4s', "") end)

-- program: %-10.4s|
local function show(f) print(pcall(f)) end
show(function() return string.format('%-10.4s|', "abc") end)
show(function() return string.format('%-10.4s|', 5) end)
show(function() return string.format('%-10.4s|', nil) end)
show(function() return string.format('%-10.4s|', true) end)
show(function() return string.format('%-10.4s|', 1.0) end)
show(function() return string.format('%-10.4s|', "") end)

-- program: %.0s
local function show(f) print(pcall(f)) end
show(function() return string.format('%.0s', "abc") end)
show(function() return string.format('%.0s', 5) end)
show(function() return string.format('%.0s', nil) end)
show(function() return string.format('%.0s', true) end)
show(function() return string.format('%.0s', 1.0) end)
show(function() return string.format('%.0s', "") end)

-- program: %.s
local function show(f) print(pcall(f)) end
show(function() return string.format('%.s', "abc") end)
show(function() return string.format('%.s', 5) end)
show(function() return string.format('%.s', nil) end)
show(function() return string.format('%.s', true) end)
show(function() return string.format('%.s', 1.0) end)
show(function() return string.format('%.s', "") end)

-- program: %99s
local function show(f) print(pcall(f)) end
show(function() return string.format('%99s', "abc") end)
show(function() return string.format('%99s', 5) end)
show(function() return string.format('%99s', nil) end)
show(function() return string.format('%99s', true) end)
show(function() return string.format('%99s', 1.0) end)
show(function() return string.format('%99s', "") end)

-- program: %100s
local function show(f) print(pcall(f)) end
show(function() return string.format('%100s', "abc") end)
show(function() return string.format('%100s', 5) end)
show(function() return string.format('%100s', nil) end)
show(function() return string.format('%100s', true) end)
show(function() return string.format('%100s', 1.0) end)
show(function() return string.format('%100s', "") end)

-- program: %.99s
local function show(f) print(pcall(f)) end
show(function() return string.format('%.99s', "abc") end)
show(function() return string.format('%.99s', 5) end)
show(function() return string.format('%.99s', nil) end)
show(function() return string.format('%.99s', true) end)
show(function() return string.format('%.99s', 1.0) end)
show(function() return string.format('%.99s', "") end)

-- program: %.100s
local function show(f) print(pcall(f)) end
show(function() return string.format('%.100s', "abc") end)
show(function() return string.format('%.100s', 5) end)
show(function() return string.format('%.100s', nil) end)
show(function() return string.format('%.100s', true) end)
show(function() return string.format('%.100s', 1.0) end)
show(function() return string.format('%.100s', "") end)

-- program: %--5s
local function show(f) print(pcall(f)) end
show(function() return string.format('%--5s', "abc") end)
show(function() return string.format('%--5s', 5) end)
show(function() return string.format('%--5s', nil) end)
show(function() return string.format('%--5s', true) end)
show(function() return string.format('%--5s', 1.0) end)
show(function() return string.format('%--5s', "") end)

-- program: %123456s
local function show(f) print(pcall(f)) end
show(function() return string.format('%123456s', "abc") end)
show(function() return string.format('%123456s', 5) end)
show(function() return string.format('%123456s', nil) end)
show(function() return string.format('%123456s', true) end)
show(function() return string.format('%123456s', 1.0) end)
show(function() return string.format('%123456s', "") end)

-- program: %q
local function show(f) print(pcall(f)) end
show(function() return string.format('%q', "a\n\0\"\\\r1") end)
show(function() return string.format('%q', 5) end)
show(function() return string.format('%q', 1.5) end)
show(function() return string.format('%q', math.mininteger) end)
show(function() return string.format('%q', 1/0) end)
show(function() return string.format('%q', -1/0) end)
show(function() return string.format('%q', nil) end)
show(function() return string.format('%q', true) end)
show(function() return string.format('%q', 2^63) end)
show(function() return string.format('%q', 0.1) end)
show(function() return string.format('%q', {}) end)

-- program: %%
local function show(f) print(pcall(f)) end
show(function() return string.format('%%', 1) end)

-- program: %y
local function show(f) print(pcall(f)) end
show(function() return string.format('%y', 1) end)

-- program: %F
local function show(f) print(pcall(f)) end
show(function() return string.format('%F', 1.0) end)

-- program: %p
local function show(f) print(pcall(f)) end
show(function() return string.format('%p', 1) end)
show(function() return string.format('%p', nil) end)

-- program: bad directives
local function show(f) print(pcall(f)) end
show(function() return string.format("%") end)
show(function() return string.format("%10") end)
show(function() return string.format("%ll") end)
show(function() return string.format("%d") end)
show(function() return string.format("%s") end)
show(function() return string.format("%d", 1, 2) end)
show(function() return string.format("%10.123f", 1) end)
show(function() return string.format("%0123d", 1) end)
show(function() return string.format("%#12.5y", 1) end)
show(function() return string.format("%5q", "x") end)
show(function() return string.format("%.3q", 1) end)
show(function() return string.format() end)
show(function() return string.format(5) end)
show(function() return string.format("%s %s", 1) end)
show(function() return string.format("%-+ #0d", 1) end)
show(function() return string.format("%s", setmetatable({}, {__tostring = function() return "TS" end})) end)
show(function() return string.format("%s", setmetatable({}, {__tostring = function() return 1 end})) end)
show(function() return string.format("%5s|%-5s|%.2s", "ab", "cd", "efg") end)
show(function() return string.format("%s", "a\0b") end)
show(function() return string.format("%10s", "a\0b") end)
show(function() return #string.format("%s", ("x"):rep(1000)) end)
show(function() return string.format("%.20s", ("x"):rep(1000)) end)

