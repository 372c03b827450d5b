-- program: pack b
local function show(f) print(pcall(f)) end
show(function() return (string.pack('b', 1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('b', -1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('b', 255):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('b', "abc"):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('b', 1.5):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('b', 2^40):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('b', nil):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return string.packsize('b') end)
show(function() return string.unpack('b', ("\1\2\3\4\5\6\7\8"):rep(3)) end)
show(function() return string.unpack('b', "\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255") end)
show(function() return string.unpack('b', "") end)
show(function() return string.unpack('b', "abc\0def", 3) end)

-- program: pack B
local function show(f) print(pcall(f)) end
show(function() return (string.pack('B', 1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('B', -1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('B', 255):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('B', "abc"):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('B', 1.5):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('B', 2^40):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('B', nil):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return string.packsize('B') end)
show(function() return string.unpack('B', ("\1\2\3\4\5\6\7\8"):rep(3)) end)
show(function() return string.unpack('B', "\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255") end)
show(function() return string.unpack('B', "") end)
show(function() return string.unpack('B', "abc\0def", 3) end)

-- program: pack h
local function show(f) print(pcall(f)) end
show(function() return (string.pack('h', 1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('h', -1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('h', 255):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('h', "abc"):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('h', 1.5):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('h', 2^40):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('h', nil):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return string.packsize('h') end)
show(function() return string.unpack('h', ("\1\2\3\4\5\6\7\8"):rep(3)) end)
show(function() return string.unpack('h', "\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255") end)
show(function() return string.unpack('h', "") end)
show(function() return string.unpack('h', "abc\0def", 3) end)

-- program: pack H
local function show(f) print(pcall(f)) end
show(function() return (string.pack('H', 1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('H', -1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('H', 255):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('H', "abc"):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('H', 1.5):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('H', 2^40):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('H', nil):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return string.packsize('H') end)
show(function() return string.unpack('H', ("\1\2\3\4\5\6\7\8"):rep(3)) end)
show(function() return string.unpack('H', "\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255") end)
show(function() return string.unpack('H', "") end)
show(function() return string.unpack('H', "abc\0def", 3) end)

-- program: pack i
local function show(f) print(pcall(f)) end
show(function() return (string.pack('i', 1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('i', -1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('i', 255):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('i', "abc"):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('i', 1.5):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('i', 2^40):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('i', nil):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return string.packsize('i') end)
show(function() return string.unpack('i', ("\1\2\3\4\5\6\7\8"):rep(3)) end)
show(function() return string.unpack('i', "\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255") end)
show(function() return string.unpack('i', "") end)
show(function() return string.unpack('i', "abc\0def", 3) end)

-- program: pack I
local function show(f) print(pcall(f)) end
show(function() return (string.pack('I', 1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('I', -1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('I', 255):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('I', "abc"):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('I', 1.5):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('I', 2^40):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('I', nil):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return string.packsize('I') end)
show(function() return string.unpack('I', ("\1\2\3\4\5\6\7\8"):rep(3)) end)
show(function() return string.unpack('I', "\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255") end)
show(function() return string.unpack('I', "") end)
show(function() return string.unpack('I', "abc\0def", 3) end)

-- program: pack l
local function show(f) print(pcall(f)) end
show(function() return (string.pack('l', 1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('l', -1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('l', 255):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('l', "abc"):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('l', 1.5):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('l', 2^40):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('l', nil):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return string.packsize('l') end)
show(function() return string.unpack('l', ("\1\2\3\4\5\6\7\8"):rep(3)) end)
show(function() return string.unpack('l', "\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255") end)
show(function() return string.unpack('l', "") end)
show(function() return string.unpack('l', "abc\0def", 3) end)

-- program: pack L
local function show(f) print(pcall(f)) end
show(function() return (string.pack('L', 1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('L', -1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('L', 255):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('L', "abc"):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('L', 1.5):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('L', 2^40):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('L', nil):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return string.packsize('L') end)
show(function() return string.unpack('L', ("\1\2\3\4\5\6\7\8"):rep(3)) end)
show(function() return string.unpack('L', "\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255") end)
show(function() return string.unpack('L', "") end)
show(function() return string.unpack('L', "abc\0def", 3) end)

-- program: pack j
local function show(f) print(pcall(f)) end
show(function() return (string.pack('j', 1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('j', -1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('j', 255):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('j', "abc"):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('j', 1.5):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('j', 2^40):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('j', nil):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return string.packsize('j') end)
show(function() return string.unpack('j', ("\1\2\3\4\5\6\7\8"):rep(3)) end)
show(function() return string.unpack('j', "\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255") end)
show(function() return string.unpack('j', "") end)
show(function() return string.unpack('j', "abc\0def", 3) end)

-- program: pack J
local function show(f) print(pcall(f)) end
show(function() return (string.pack('J', 1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('J', -1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('J', 255):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('J', "abc"):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('J', 1.5):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('J', 2^40):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('J', nil):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return string.packsize('J') end)
show(function() return string.unpack('J', ("\1\2\3\4\5\6\7\8"):rep(3)) end)
show(function() return string.unpack('J', "\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255") end)
show(function() return string.unpack('J', "") end)
show(function() return string.unpack('J', "abc\0def", 3) end)

-- program: pack T
local function show(f) print(pcall(f)) end
show(function() return (string.pack('T', 1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('T', -1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('T', 255):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('T', "abc"):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('T', 1.5):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('T', 2^40):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('T', nil):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return string.packsize('T') end)
show(function() return string.unpack('T', ("\1\2\3\4\5\6\7\8"):rep(3)) end)
show(function() return string.unpack('T', "\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255") end)
show(function() return string.unpack('T', "") end)
show(function() return string.unpack('T', "abc\0def", 3) end)

-- program: pack f
local function show(f) print(pcall(f)) end
show(function() return (string.pack('f', 1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('f', -1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('f', 255):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('f', "abc"):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('f', 1.5):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('f', 2^40):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('f', nil):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return string.packsize('f') end)
show(function() return string.unpack('f', ("\1\2\3\4\5\6\7\8"):rep(3)) end)
show(function() return string.unpack('f', "\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255") end)
show(function() return string.unpack('f', "") end)
show(function() return string.unpack('f', "abc\0def", 3) end)

-- program: pack d
local function show(f) print(pcall(f)) end
show(function() return (string.pack('d', 1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('d', -1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('d', 255):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('d', "abc"):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('d', 1.5):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('d', 2^40):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('d', nil):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return string.packsize('d') end)
show(function() return string.unpack('d', ("\1\2\3\4\5\6\7\8"):rep(3)) end)
show(function() return string.unpack('d', "\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255") end)
show(function() return string.unpack('d', "") end)
show(function() return string.unpack('d', "abc\0def", 3) end)

-- program: pack n
local function show(f) print(pcall(f)) end
show(function() return (string.pack('n', 1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('n', -1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('n', 255):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('n', "abc"):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('n', 1.5):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('n', 2^40):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('n', nil):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return string.packsize('n') end)
show(function() return string.unpack('n', ("\1\2\3\4\5\6\7\8"):rep(3)) end)
show(function() return string.unpack('n', "\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255") end)
show(function() return string.unpack('n', "") end)
show(function() return string.unpack('n', "abc\0def", 3) end)

-- program: pack i1
local function show(f) print(pcall(f)) end
show(function() return (string.pack('i1', 1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('i1', -1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('i1', 255):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('i1', "abc"):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('i1', 1.5):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('i1', 2^40):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('i1', nil):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return string.packsize('i1') end)
show(function() return string.unpack('i1', ("\1\2\3\4\5\6\7\8"):rep(3)) end)
show(function() return string.unpack('i1', "\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255") end)
show(function() return string.unpack('i1', "") end)
show(function() return string.unpack('i1', "abc\0def", 3) end)

-- program: pack i3
local function show(f) print(pcall(f)) end
show(function() return (string.pack('i3', 1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('i3', -1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('i3', 255):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('i3', "abc"):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('i3', 1.5):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('i3', 2^40):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('i3', nil):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return string.packsize('i3') end)
show(function() return string.unpack('i3', ("\1\2\3\4\5\6\7\8"):rep(3)) end)
show(function() return string.unpack('i3', "\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255") end)
show(function() return string.unpack('i3', "") end)
show(function() return string.unpack('i3', "abc\0def", 3) end)

-- program: pack i7
local function show(f) print(pcall(f)) end
show(function() return (string.pack('i7', 1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('i7', -1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('i7', 255):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('i7', "abc"):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('i7', 1.5):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('i7', 2^40):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('i7', nil):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return string.packsize('i7') end)
show(function() return string.unpack('i7', ("\1\2\3\4\5\6\7\8"):rep(3)) end)
show(function() return string.unpack('i7', "\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255") end)
show(function() return string.unpack('i7', "") end)
show(function() return string.unpack('i7', "abc\0def", 3) end)

-- program: pack i8
local function show(f) print(pcall(f)) end
show(function() return (string.pack('i8', 1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('i8', -1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('i8', 255):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('i8', "abc"):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('i8', 1.5):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('i8', 2^40):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('i8', nil):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return string.packsize('i8') end)
show(function() return string.unpack('i8', ("\1\2\3\4\5\6\7\8"):rep(3)) end)
show(function() return string.unpack('i8', "\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255") end)
show(function() return string.unpack('i8', "") end)
show(function() return string.unpack('i8', "abc\0def", 3) end)

-- program: pack i9
local function show(f) print(pcall(f)) end
show(function() return (string.pack('i9', 1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('i9', -1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('i9', 255):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('i9', "abc"):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('i9', 1.5):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('i9', 2^40):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('i9', nil):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return string.packsize('i9') end)
show(function() return string.unpack('i9', ("\1\2\3\4\5\6\7\8"):rep(3)) end)
show(function() return string.unpack('i9', "\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255") end)
show(function() return string.unpack('i9', "") end)
show(function() return string.unpack('i9', "abc\0def", 3) end)

-- program: pack i16
local function show(f) print(pcall(f)) end
show(function() return (string.pack('i16', 1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('i16', -1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('i16', 255):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('i16', "abc"):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('i16', 1.5):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('i16', 2^40):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('i16', nil):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return string.packsize('i16') end)
show(function() return string.unpack('i16', ("\1\2\3\4\5\6\7\8"):rep(3)) end)
show(function() return string.unpack('i16', "\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255") end)
show(function() return string.unpack('i16', "") end)
show(function() return string.unpack('i16', "abc\0def", 3) end)

-- program: pack I1
local function show(f) print(pcall(f)) end
show(function() return (string.pack('I1', 1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('I1', -1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('I1', 255):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('I1', "abc"):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('I1', 1.5):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('I1', 2^40):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('I1', nil):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return string.packsize('I1') end)
show(function() return string.unpack('I1', ("\1\2\3\4\5\6\7\8"):rep(3)) end)
show(function() return string.unpack('I1', "\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255") end)
show(function() return string.unpack('I1', "") end)
show(function() return string.unpack('I1', "abc\0def", 3) end)

-- program: pack I5
local function show(f) print(pcall(f)) end
show(function() return (string.pack('I5', 1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('I5', -1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('I5', 255):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('I5', "abc"):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('I5', 1.5):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('I5', 2^40):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('I5', nil):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return string.packsize('I5') end)
show(function() return string.unpack('I5', ("\1\2\3\4\5\6\7\8"):rep(3)) end)
show(function() return string.unpack('I5', "\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255") end)
show(function() return string.unpack('I5', "") end)
show(function() return string.unpack('I5', "abc\0def", 3) end)

-- program: pack I16
local function show(f) print(pcall(f)) end
show(function() return (string.pack('I16', 1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('I16', -1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('I16', 255):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('I16', "abc"):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('I16', 1.5):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('I16', 2^40):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('I16', nil):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return string.packsize('I16') end)
show(function() return string.unpack('I16', ("\1\2\3\4\5\6\7\8"):rep(3)) end)
show(function() return string.unpack('I16', "\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255") end)
show(function() return string.unpack('I16', "") end)
show(function() return string.unpack('I16', "abc\0def", 3) end)

-- program: pack i0
local function show(f) print(pcall(f)) end
show(function() return (string.pack('i0', 1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('i0', -1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('i0', 255):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('i0', "abc"):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('i0', 1.5):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('i0', 2^40):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('i0', nil):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return string.packsize('i0') end)
show(function() return string.unpack('i0', ("\1\2\3\4\5\6\7\8"):rep(3)) end)
show(function() return string.unpack('i0', "\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255") end)
show(function() return string.unpack('i0', "") end)
show(function() return string.unpack('i0', "abc\0def", 3) end)

-- program: pack i17
local function show(f) print(pcall(f)) end
show(function() return (string.pack('i17', 1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('i17', -1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('i17', 255):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('i17', "abc"):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('i17', 1.5):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('i17', 2^40):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('i17', nil):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return string.packsize('i17') end)
show(function() return string.unpack('i17', ("\1\2\3\4\5\6\7\8"):rep(3)) end)
show(function() return string.unpack('i17', "\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255") end)
show(function() return string.unpack('i17', "") end)
show(function() return string.unpack('i17', "abc\0def", 3) end)

-- program: pack s
local function show(f) print(pcall(f)) end
show(function() return (string.pack('s', 1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('s', -1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('s', 255):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('s', "abc"):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('s', 1.5):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('s', 2^40):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('s', nil):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return string.packsize('s') end)
show(function() return string.unpack('s', ("\1\2\3\4\5\6\7\8"):rep(3)) end)
show(function() return string.unpack('s', "\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255") end)
show(function() return string.unpack('s', "") end)
show(function() return string.unpack('s', "abc\0def", 3) end)

-- program: pack s1
local function show(f) print(pcall(f)) end
show(function() return (string.pack('s1', 1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('s1', -1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('s1', 255):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('s1', "abc"):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('s1', 1.5):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('s1', 2^40):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('s1', nil):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return string.packsize('s1') end)
show(function() return string.unpack('s1', ("\1\2\3\4\5\6\7\8"):rep(3)) end)
show(function() return string.unpack('s1', "\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255") end)
show(function() return string.unpack('s1', "") end)
show(function() return string.unpack('s1', "abc\0def", 3) end)

-- program: pack s2
local function show(f) print(pcall(f)) end
show(function() return (string.pack('s2', 1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('s2', -1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('s2', 255):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('s2', "abc"):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('s2', 1.5):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('s2', 2^40):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('s2', nil):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return string.packsize('s2') end)
show(function() return string.unpack('s2', ("\1\2\3\4\5\6\7\8"):rep(3)) end)
show(function() return string.unpack('s2', "\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255") end)
show(function() return string.unpack('s2', "") end)
show(function() return string.unpack('s2', "abc\0def", 3) end)

-- program: pack s4
local function show(f) print(pcall(f)) end
show(function() return (string.pack('s4', 1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('s4', -1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('s4', 255):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('s4', "abc"):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('s4', 1.5):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('s4', 2^40):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('s4', nil):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return string.packsize('s4') end)
show(function() return string.unpack('s4', ("\1\2\3\4\5\6\7\8"):rep(3)) end)
show(function() return string.unpack('s4', "\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255") end)
show(function() return string.unpack('s4', "") end)
show(function() return string.unpack('s4', "abc\0def", 3) end)

-- program: pack z
local function show(f) print(pcall(f)) end
show(function() return (string.pack('z', 1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('z', -1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('z', 255):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('z', "abc"):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('z', 1.5):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('z', 2^40):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('z', nil):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return string.packsize('z') end)
show(function() return string.unpack('z', ("\1\2\3\4\5\6\7\8"):rep(3)) end)
show(function() return string.unpack('z', "\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255") end)
show(function() return string.unpack('z', "") end)
show(function() return string.unpack('z', "abc\0def", 3) end)

-- program: pack c5
local function show(f) print(pcall(f)) end
show(function() return (string.pack('c5', 1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('c5', -1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('c5', 255):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('c5', "abc"):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('c5', 1.5):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('c5', 2^40):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('c5', nil):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return string.packsize('c5') end)
show(function() return string.unpack('c5', ("\1\2\3\4\5\6\7\8"):rep(3)) end)
show(function() return string.unpack('c5', "\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255") end)
show(function() return string.unpack('c5', "") end)
show(function() return string.unpack('c5', "abc\0def", 3) end)

-- program: pack c0
local function show(f) print(pcall(f)) end
show(function() return (string.pack('c0', 1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('c0', -1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('c0', 255):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('c0', "abc"):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('c0', 1.5):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('c0', 2^40):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('c0', nil):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return string.packsize('c0') end)
show(function() return string.unpack('c0', ("\1\2\3\4\5\6\7\8"):rep(3)) end)
show(function() return string.unpack('c0', "\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255") end)
show(function() return string.unpack('c0', "") end)
show(function() return string.unpack('c0', "abc\0def", 3) end)

-- program: pack c
local function show(f) print(pcall(f)) end
show(function() return (string.pack('c', 1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('c', -1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('c', 255):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('c', "abc"):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('c', 1.5):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('c', 2^40):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('c', nil):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return string.packsize('c') end)
show(function() return string.unpack('c', ("\1\2\3\4\5\6\7\8"):rep(3)) end)
show(function() return string.unpack('c', "\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255") end)
show(function() return string.unpack('c', "") end)
show(function() return string.unpack('c', "abc\0def", 3) end)

-- program: pack x
local function show(f) print(pcall(f)) end
show(function() return (string.pack('x', 1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('x', -1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('x', 255):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('x', "abc"):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('x', 1.5):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('x', 2^40):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('x', nil):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return string.packsize('x') end)
show(function() return string.unpack('x', ("\1\2\3\4\5\6\7\8"):rep(3)) end)
show(function() return string.unpack('x', "\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255") end)
show(function() return string.unpack('x', "") end)
show(function() return string.unpack('x', "abc\0def", 3) end)

-- program: pack X
local function show(f) print(pcall(f)) end
show(function() return (string.pack('X', 1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('X', -1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('X', 255):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('X', "abc"):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('X', 1.5):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('X', 2^40):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('X', nil):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return string.packsize('X') end)
show(function() return string.unpack('X', ("\1\2\3\4\5\6\7\8"):rep(3)) end)
show(function() return string.unpack('X', "\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255") end)
show(function() return string.unpack('X', "") end)
show(function() return string.unpack('X', "abc\0def", 3) end)

-- program: pack Xi4
local function show(f) print(pcall(f)) end
show(function() return (string.pack('Xi4', 1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('Xi4', -1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('Xi4', 255):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('Xi4', "abc"):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('Xi4', 1.5):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('Xi4', 2^40):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('Xi4', nil):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return string.packsize('Xi4') end)
show(function() return string.unpack('Xi4', ("\1\2\3\4\5\6\7\8"):rep(3)) end)
show(function() return string.unpack('Xi4', "\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255") end)
show(function() return string.unpack('Xi4', "") end)
show(function() return string.unpack('Xi4', "abc\0def", 3) end)

-- program: pack Xd
local function show(f) print(pcall(f)) end
show(function() return (string.pack('Xd', 1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('Xd', -1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('Xd', 255):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('Xd', "abc"):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('Xd', 1.5):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('Xd', 2^40):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('Xd', nil):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return string.packsize('Xd') end)
show(function() return string.unpack('Xd', ("\1\2\3\4\5\6\7\8"):rep(3)) end)
show(function() return string.unpack('Xd', "\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255") end)
show(function() return string.unpack('Xd', "") end)
show(function() return string.unpack('Xd', "abc\0def", 3) end)

-- program: pack !4i8
local function show(f) print(pcall(f)) end
show(function() return (string.pack('!4i8', 1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('!4i8', -1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('!4i8', 255):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('!4i8', "abc"):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('!4i8', 1.5):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('!4i8', 2^40):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('!4i8', nil):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return string.packsize('!4i8') end)
show(function() return string.unpack('!4i8', ("\1\2\3\4\5\6\7\8"):rep(3)) end)
show(function() return string.unpack('!4i8', "\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255") end)
show(function() return string.unpack('!4i8', "") end)
show(function() return string.unpack('!4i8', "abc\0def", 3) end)

-- program: pack !i8
local function show(f) print(pcall(f)) end
show(function() return (string.pack('!i8', 1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('!i8', -1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('!i8', 255):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('!i8', "abc"):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('!i8', 1.5):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('!i8', 2^40):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('!i8', nil):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return string.packsize('!i8') end)
show(function() return string.unpack('!i8', ("\1\2\3\4\5\6\7\8"):rep(3)) end)
show(function() return string.unpack('!i8', "\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255") end)
show(function() return string.unpack('!i8', "") end)
show(function() return string.unpack('!i8', "abc\0def", 3) end)

-- program: pack >I3
local function show(f) print(pcall(f)) end
show(function() return (string.pack('>I3', 1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('>I3', -1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('>I3', 255):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('>I3', "abc"):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('>I3', 1.5):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('>I3', 2^40):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('>I3', nil):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return string.packsize('>I3') end)
show(function() return string.unpack('>I3', ("\1\2\3\4\5\6\7\8"):rep(3)) end)
show(function() return string.unpack('>I3', "\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255") end)
show(function() return string.unpack('>I3', "") end)
show(function() return string.unpack('>I3', "abc\0def", 3) end)

-- program: pack <I3
local function show(f) print(pcall(f)) end
show(function() return (string.pack('<I3', 1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('<I3', -1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('<I3', 255):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('<I3', "abc"):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('<I3', 1.5):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('<I3', 2^40):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('<I3', nil):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return string.packsize('<I3') end)
show(function() return string.unpack('<I3', ("\1\2\3\4\5\6\7\8"):rep(3)) end)
show(function() return string.unpack('<I3', "\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255") end)
show(function() return string.unpack('<I3', "") end)
show(function() return string.unpack('<I3', "abc\0def", 3) end)

-- program: pack =I3
local function show(f) print(pcall(f)) end
show(function() return (string.pack('=I3', 1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('=I3', -1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('=I3', 255):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('=I3', "abc"):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('=I3', 1.5):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('=I3', 2^40):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('=I3', nil):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return string.packsize('=I3') end)
show(function() return string.unpack('=I3', ("\1\2\3\4\5\6\7\8"):rep(3)) end)
show(function() return string.unpack('=I3', "\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255") end)
show(function() return string.unpack('=I3', "") end)
show(function() return string.unpack('=I3', "abc\0def", 3) end)

-- program: pack >i16
local function show(f) print(pcall(f)) end
show(function() return (string.pack('>i16', 1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('>i16', -1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('>i16', 255):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('>i16', "abc"):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('>i16', 1.5):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('>i16', 2^40):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('>i16', nil):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return string.packsize('>i16') end)
show(function() return string.unpack('>i16', ("\1\2\3\4\5\6\7\8"):rep(3)) end)
show(function() return string.unpack('>i16', "\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255") end)
show(function() return string.unpack('>i16', "") end)
show(function() return string.unpack('>i16', "abc\0def", 3) end)

-- program: pack !17
local function show(f) print(pcall(f)) end
show(function() return (string.pack('!17', 1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('!17', -1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('!17', 255):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('!17', "abc"):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('!17', 1.5):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('!17', 2^40):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('!17', nil):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return string.packsize('!17') end)
show(function() return string.unpack('!17', ("\1\2\3\4\5\6\7\8"):rep(3)) end)
show(function() return string.unpack('!17', "\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255") end)
show(function() return string.unpack('!17', "") end)
show(function() return string.unpack('!17', "abc\0def", 3) end)

-- program: pack !3i4
local function show(f) print(pcall(f)) end
show(function() return (string.pack('!3i4', 1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('!3i4', -1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('!3i4', 255):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('!3i4', "abc"):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('!3i4', 1.5):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('!3i4', 2^40):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('!3i4', nil):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return string.packsize('!3i4') end)
show(function() return string.unpack('!3i4', ("\1\2\3\4\5\6\7\8"):rep(3)) end)
show(function() return string.unpack('!3i4', "\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255") end)
show(function() return string.unpack('!3i4', "") end)
show(function() return string.unpack('!3i4', "abc\0def", 3) end)

-- program: pack >!4 i2 i4
local function show(f) print(pcall(f)) end
show(function() return (string.pack('>!4 i2 i4', 1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('>!4 i2 i4', -1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('>!4 i2 i4', 255):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('>!4 i2 i4', "abc"):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('>!4 i2 i4', 1.5):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('>!4 i2 i4', 2^40):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('>!4 i2 i4', nil):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return string.packsize('>!4 i2 i4') end)
show(function() return string.unpack('>!4 i2 i4', ("\1\2\3\4\5\6\7\8"):rep(3)) end)
show(function() return string.unpack('>!4 i2 i4', "\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255") end)
show(function() return string.unpack('>!4 i2 i4', "") end)
show(function() return string.unpack('>!4 i2 i4', "abc\0def", 3) end)

-- program: pack bXi4i
local function show(f) print(pcall(f)) end
show(function() return (string.pack('bXi4i', 1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('bXi4i', -1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('bXi4i', 255):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('bXi4i', "abc"):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('bXi4i', 1.5):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('bXi4i', 2^40):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('bXi4i', nil):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return string.packsize('bXi4i') end)
show(function() return string.unpack('bXi4i', ("\1\2\3\4\5\6\7\8"):rep(3)) end)
show(function() return string.unpack('bXi4i', "\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255") end)
show(function() return string.unpack('bXi4i', "") end)
show(function() return string.unpack('bXi4i', "abc\0def", 3) end)

-- program: pack k
local function show(f) print(pcall(f)) end
show(function() return (string.pack('k', 1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('k', -1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('k', 255):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('k', "abc"):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('k', 1.5):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('k', 2^40):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('k', nil):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return string.packsize('k') end)
show(function() return string.unpack('k', ("\1\2\3\4\5\6\7\8"):rep(3)) end)
show(function() return string.unpack('k', "\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255") end)
show(function() return string.unpack('k', "") end)
show(function() return string.unpack('k', "abc\0def", 3) end)

-- program: pack  
local function show(f) print(pcall(f)) end
show(function() return (string.pack(' ', 1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack(' ', -1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack(' ', 255):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack(' ', "abc"):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack(' ', 1.5):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack(' ', 2^40):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack(' ', nil):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return string.packsize(' ') end)
show(function() return string.unpack(' ', ("\1\2\3\4\5\6\7\8"):rep(3)) end)
show(function() return string.unpack(' ', "\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255") end)
show(function() return string.unpack(' ', "") end)
show(function() return string.unpack(' ', "abc\0def", 3) end)

-- program: pack <>b
local function show(f) print(pcall(f)) end
show(function() return (string.pack('<>b', 1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('<>b', -1):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('<>b', 255):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('<>b', "abc"):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('<>b', 1.5):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('<>b', 2^40):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return (string.pack('<>b', nil):gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end)
show(function() return string.packsize('<>b') end)
show(function() return string.unpack('<>b', ("\1\2\3\4\5\6\7\8"):rep(3)) end)
show(function() return string.unpack('<>b', "\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255\255") end)
show(function() return string.unpack('<>b', "") end)
show(function() return string.unpack('<>b', "abc\0def", 3) end)

-- program: unpack positions
local function show(f) print(pcall(f)) end
show(function() return string.unpack("b", "abc", 0) end)
show(function() return string.unpack("b", "abc", 4) end)
show(function() return string.unpack("b", "abc", 5) end)
show(function() return string.unpack("b", "abc", -1) end)
show(function() return string.unpack("b", "abc", -4) end)
show(function() return string.unpack("<i16", ("\255"):rep(16)) end)
show(function() return string.unpack("<i16", ("\1"):rep(16)) end)
show(function() return string.pack("s1", ("x"):rep(300)) end)
show(function() return string.pack("z", "a\0b") end)
show(function() return string.pack("c2", "abc") end)
show(function() return string.pack("i1", 200) end)
show(function() return string.pack("I1", -1) end)
show(function() return string.pack("i16", -2) == "\254" .. ("\255"):rep(15) end)

