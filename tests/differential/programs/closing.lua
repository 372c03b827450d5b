-- To-be-closed variables: when, in which order and with which errors. (Manual: 3.3.8.)

-- program: to-be-closed variables in order
local function c(n) return setmetatable({}, {__close = function(_, e) print("close", n, e) end}) end do local a <close> = c(1) local b <close> = c(2) local n <close> = nil local f <close> = false print("body") end print(pcall(function() local a <close> = c(3) error("x", 0) end))

-- program: an error in __close replaces the error
local function c(n) return setmetatable({}, {__close = function(_, e) print(n, e) error(n, 0) end}) end print(pcall(function() local a <close> = c("a") local b <close> = c("b") error("first", 0) end))

-- program: close on break, goto, return
local function c(n) return setmetatable({}, {__close = function() print("close", n) end}) end for i = 1, 2 do local x <close> = c(i) if i == 1 then goto next end break ::next:: end print((function() local y <close> = c("r") return "result" end)())

-- program: close value of a generic for
local function it(s, i) if i < 3 then return i + 1 end end for i in it, nil, 0, setmetatable({}, {__close = function() print "closed" end}) do if i == 2 then break end end print(pcall(function() for i in it, nil, 0, 5 do end end))
