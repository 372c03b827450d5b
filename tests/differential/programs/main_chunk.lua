-- The main chunk: its arguments, how it ends, the exit status. (Manual: 7.)

-- program: exit status by os.exit
io.write("x") os.exit(7)

-- program: os.exit false
os.exit(false)

-- program: os.exit true closes
local x <close> = setmetatable({}, {__close = function() print("closed") end}) os.exit(true, true)

-- program: arguments of the script
print(..., #arg, arg[0], arg[1], arg[2], arg[3])
