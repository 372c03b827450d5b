-- program: write, read back, formats
local f = assert(io.open("f.txt", "w")) print(f:write("line1\nline2\n\n3.5 0x10 nope\nlast")) f:close() for l in io.lines("f.txt") do print(l) end for l in io.lines("f.txt", "L") do io.write("[", l, "]") end print() f = io.open("f.txt") print(f:read("l", "L", "l", "n", "n", "n", "l", "a", "a", "l")) f:close() print(pcall(f.read, f)) print(io.type(f), io.type(io.stdout), io.type(5))

-- program: read numbers
local f = io.open("n.txt", "w") f:write("1 -2 +3 0x1F 0x.8p1 1e5 1e .5 5. nan 99999999999999999999 0x 12abc") f:close() f = io.open("n.txt") for i = 1, 14 do io.write(tostring(f:read("n")), " ") end print(f:read("a"))

-- program: read counts
local f = io.open("c.txt", "w") f:write("abcdef") f:close() f = io.open("c.txt") print(f:read(2), f:read(0), f:read(10), f:read(0), f:read(1), f:read("a"), f:read("l")) print(pcall(f.read, f, "x")) print(pcall(f.read, f, {})) print(pcall(f.read, f, "*l"))

-- program: seek
local f = io.open("s.txt", "w+") f:write("hello world") print(f:seek()) print(f:seek("set", 6), f:read("a")) print(f:seek("end", -5), f:read(3)) print(f:seek("cur", -1), f:read(1)) print(pcall(f.seek, f, "bad")) print(pcall(f.seek, f, "set", 1.5)) print(f:seek("set", -1))

-- program: modes
print(pcall(io.open, "x", "bad")) print(io.open("none.txt")) print(io.open("none/x.txt", "w")) local f = io.open("m.txt", "w") f:write("a") f:close() f = io.open("m.txt", "a") f:write("b") f:close() f = io.open("m.txt", "r+") f:write("X") f:close() f = io.open("m.txt", "rb") print(f:read("a")) print(f:write("no")) f:close() f = io.open("m.txt", "w") print(f:read("a")) f:close() print(pcall(io.open)) print(pcall(io.open, "m.txt", 5))

-- program: default files
io.output("o.txt") io.write("via default") io.close() io.output(io.stdout) io.input("o.txt") print(io.read("a")) io.close(io.input()) print(pcall(io.read)) print(pcall(io.input, "none.txt")) print(pcall(io.lines, "none.txt")) io.input(io.stdin) print(io.read()) print(io.read("n", "n", "l")) print(io.read("l"))

-- program: lines with formats and errors
local f = io.open("l.txt", "w") f:write("1 2\n3 4\n") f:close() for a, b in io.lines("l.txt", "n", "n") do print(a, b) end for c in io.lines("l.txt", 1) do io.write(c, ".") end print() f = io.open("l.txt") for l in f:lines() do print(l) end print(io.type(f)) f:close() print(pcall(f.lines, f)) print(pcall(io.lines, "l.txt", "x"))

-- program: close and tostring
local f = io.open("t.txt", "w") print((tostring(f):gsub("0x%x+", "ADDR"))) print(f:close()) print(tostring(f)) print(pcall(f.close, f)) print(pcall(io.close, 5)) print(pcall(io.write, {})) print(pcall(function() return f.nope end)) print(pcall(function() f:write("x") end)) print(f == f, getmetatable(f).__name)

-- program: buffering modes
print(io.stdout:setvbuf("no"), io.stdout:setvbuf("line"), io.stdout:setvbuf("full", 100)) print(pcall(io.stdout.setvbuf, io.stdout, "bad")) io.write("x") io.stdout:flush() io.flush() print(io.stdout:seek("cur") ~= false)

-- program: popen
local p = io.popen("echo out; exit 3") print(p:read("a")) print(p:close()) print(io.popen("cat > p.txt", "w"):write("to cat"):close()) print(io.open("p.txt"):read("a")) print(pcall(io.popen, "x", "bad")) print(io.popen("kill -9 $$"):close())

-- program: tmpfile
local f = io.tmpfile() f:write("abc") f:seek("set") print(f:read("a"), io.type(f)) f:close()

-- program: close of to-be-closed files
do local f <close> = io.open("x.txt", "w") f:write("q") end print(io.open("x.txt"):read("a"))

