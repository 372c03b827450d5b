-- Files and processes: opening, writing, seeking, closing, default files. (Manual: 6.8.)

-- program: write, read back, formats
local f = assert(io.open("f.txt", "w"))
print(f:write("line1\nline2\n\n3.5 0x10 nope\nlast"))
f:close()
for l in io.lines("f.txt") do print(l) end
for l in io.lines("f.txt", "L") do io.write("[", l, "]") end
print()
f = io.open("f.txt")
print(f:read("l", "L", "l", "n", "n", "n", "l", "a", "a", "l"))
f:close()
print(pcall(f.read, f))
print(io.type(f), io.type(io.stdout), io.type(5))

-- program: seek
local f = io.open("s.txt", "w+")
f:write("hello world")
print(f:seek())
print(f:seek("set", 6), f:read("a"))
print(f:seek("end", -5), f:read(3))
print(f:seek("cur", -1), f:read(1)) print(pcall(f.seek, f, "bad"))
print(pcall(f.seek, f, "set", 1.5))
print(f:seek("set", -1))

-- program: modes
print(pcall(io.open, "x", "bad"))
print(io.open("none.txt"))
print(io.open("none/x.txt", "w"))
local f = io.open("m.txt", "w")
f:write("a")
f:close()
f = io.open("m.txt", "a")
f:write("b")
f:close()
f = io.open("m.txt", "r+")
f:write("X")
f:close()
f = io.open("m.txt", "rb")
print(f:read("a"))
print(f:write("no"))
f:close()
f = io.open("m.txt", "w")
print(f:read("a"))
f:close()
print(pcall(io.open)) print(pcall(io.open, "m.txt", 5))

-- program: default files
io.output("o.txt")
io.write("via default")
io.close()
io.output(io.stdout)
io.input("o.txt")
print(io.read("a"))
io.close(io.input())
print(pcall(io.read)) print(pcall(io.input, "none.txt"))
print(pcall(io.lines, "none.txt"))
io.input(io.stdin)
print(io.read())
print(io.read("n", "n", "l"))
print(io.read("l"))

-- program: close and tostring
local f = io.open("t.txt", "w")
print((tostring(f):gsub("0x%x+", "ADDR")))
print(f:close())
print(tostring(f)) print(pcall(f.close, f)) print(pcall(io.close, 5))
print(pcall(io.write, {})) print(pcall(function() return f.nope end))
print(pcall(function() f:write("x") end))
print(f == f, getmetatable(f).__name)

-- program: buffering modes
print(io.stdout:setvbuf("no"), io.stdout:setvbuf("line"), io.stdout:setvbuf("full", 100))
print(pcall(io.stdout.setvbuf, io.stdout, "bad"))
io.write("x")
io.stdout:flush()
io.flush()
print(io.stdout:seek("cur") ~= false)

-- program: popen
local p = io.popen("echo out; exit 3")
print(p:read("a"))
print(p:close())
print(io.popen("cat > p.txt", "w"):write("to cat"):close())
print(io.open("p.txt"):read("a")) print(pcall(io.popen, "x", "bad"))
print(io.popen("kill -9 $$"):close())

-- program: tmpfile
local f = io.tmpfile()
f:write("abc")
f:seek("set")
print(f:read("a"), io.type(f))
f:close()

-- program: close of to-be-closed files
do local f <close> = io.open("x.txt", "w") f:write("q") end
print(io.open("x.txt"):read("a"))

-- program: seek
local f = io.open("s.txt", "w+b")
f:write("0123456789")
print(f:seek("cur"), f:seek("set"), f:seek("end"), f:seek("set", 3), f:read(2), f:seek("cur", 2),
  f:read(1), f:seek("end", -1), f:read(5), f:read(1))
print(f:seek("set", 20), f:read(1))
f:write("x")
print(f:seek("end"))
print(f:seek("set", -1))
print(f:seek("cur", -100))
for _, w in ipairs {"x", "", 5, {}} do print(pcall(f.seek, f, w)) end
print(pcall(f.seek, f, "set", "3"), pcall(f.seek, f, "set", 1.5))
print(pcall(f.seek, f, nil, 2))
f:seek("set", 10)
print(f:read(10) == ("\0"):rep(10))
f:close()

-- program: modes
for _, mode in ipairs {"r", "w", "a", "r+", "w+", "a+", "rb", "wb", "ab", "r+b", "w+b", "a+b", "rw",
    "rb+", "br", "x", "", "r ", "+r", "wx"} do
  local f = io.open("m.txt", "w")
  f:write("old")
  f:close()
  local ok, g, m = pcall(io.open, "m.txt", mode)
  print(mode, ok, ok and io.type(g) or g, m)
  if ok then
    print(g:write("N"))
    g:seek("set")
    print(g:read("a"))
    g:close()
    print(io.open("m.txt"):read("a"))
  end
end

-- program: failures give nil, a message and a number
print(io.open("none/file"))
print(io.open(".", "w"))
print(io.open("none.txt", "r+"))
print(io.open(("x"):rep(300), "w"))
local d = io.open(".")
print(d and d:read(1))
print(d and d:read("a"))
print(d and d:read("l"))
print(d and d:read("n"))
local r = io.open("ro.txt", "w")
r:close()
r = io.open("ro.txt")
print(r:write("x"))
print(r:flush())
r:close()
local w = io.open("ro.txt", "w")
print(w:read())
print(w:read("a", "n"))
w:close()
local full = io.open("/dev/full", "w")
print(full:write("x"))
print(full:flush())
print(full:close())

-- program: closed files
local f = io.open("c.txt", "w")
print(f:close())
for _, m in ipairs {"close", "flush", "lines", "read", "seek", "setvbuf", "write"} do
  print(m, pcall(f[m], f))
end
print(io.type(f), tostring(f)) print(pcall(io.close, f)) print(pcall(io.output, f))
print(pcall(io.input, f)) print(pcall(io.write, "still to the default?"))
io.output(io.stdout)
print(pcall(io.lines, nil))

-- program: methods called wrongly
for _, m in ipairs {"close", "flush", "lines", "read", "seek", "setvbuf", "write"} do
  print(m, pcall(io.stdout[m], 5)) print(m, pcall(io.stdout[m], {}))
  print(m, pcall(io.stdout[m]))
end
print(pcall(function() io.stdout.write("x") end))
print(pcall(function() return io.stdout.none end), pcall(function() io.stdout.x = 1 end))
print(pcall(function() return #io.stdout end))
print(pcall(function() return io.stdout + 1 end))
print(pcall(function() return io.stdout < io.stderr end))
print(io.stdout == io.stdout, io.stdout ~= io.stderr)

-- program: write
local f = io.open("w.txt", "w")
print(f:write("a", 1, 2.5, -0.0, 1e100, math.mininteger) == f)
print(f:write() == f, pcall(f.write, f, {}, "c")) print(pcall(f.write, f, nil))
print(pcall(f.write, f, true))
f:close()
print(io.open("w.txt"):read("a")) print(pcall(io.write, print))
print(io.write() == io.stdout)

-- program: default input and output
io.output("d.txt")
io.write("one\ntwo\n3 4")
print(io.output() ~= io.stdout)
io.close()
io.output(io.stdout)
print(io.input("d.txt") == io.input(), io.read(), io.read("L"), io.read("n", "n", "n"))
print(io.read("a"), io.close(io.input())) print(pcall(io.read)) print(pcall(io.lines))
print(pcall(io.input, "none.txt")) print(pcall(io.output, "none/x"))
print(pcall(io.input, {})) print(pcall(io.output, 5.5))
io.input("d.txt")
for l in io.lines() do io.write("<", l, ">") end
print()
print(io.read())
io.input(io.stdin)
print(io.input() == io.stdin, io.output() == io.stdout) print(pcall(io.close, {}))
print(io.type(io.stdin), io.type(5), io.type("x"), pcall(io.type))
local f = io.open("e.txt", "w")
io.output(f)
f:close()
print(pcall(io.write, "x")) print(pcall(io.close))
io.output(io.stdout)

-- program: buffers
for _, mode in ipairs {"no", "full", "line"} do
  local f = io.open("b.txt", "w")
  print(mode, f:setvbuf(mode), f:setvbuf(mode, 10), f:write("some text\n"),
    pcall(f.setvbuf, f, mode, "x"))
  f:flush()
  print(io.open("b.txt"):read("a"))
  f:close()
end
print(pcall(io.stdout.setvbuf, io.stdout)) print(pcall(io.stdout.setvbuf, io.stdout, "x"))
local f = io.open("b.txt", "w")
f:setvbuf("no")
f:write("seen at once")
print(io.open("b.txt"):read("a"))
print(f:flush() == f, io.flush() ~= nil, io.stdout:flush() == io.stdout)

-- program: popen
local p = io.popen("echo one; echo two")
print(io.type(p), p:read("l"), p:read("a"), p:close())
for _, c in ipairs {"exit 0", "exit 1", "exit 7", "kill -9 $$", "kill -15 $$",
    "no_such_command_at_all 2>/dev/null"} do
  print(c, io.popen(c):close())
end
p = io.popen("cat >popen.txt", "w")
print(p:write("to the child") == p, p:close())
print(io.open("popen.txt"):read("a"))
for l in io.popen("printf 'a\\nb\\n'"):lines() do io.write("[", l, "]") end
print()
for _, mode in ipairs {"r", "w", "rw", "", "x", "rb"} do
  print(mode, pcall(function() return io.type(io.popen("true", mode)) end))
end
print(pcall(io.popen)) print(pcall(io.popen, {}))
p = io.popen("true")
print(p:seek("set"))
print(p:close()) print(pcall(p.close, p)) print(pcall(p.read, p))

-- program: tmpfile and tmpname
local f = io.tmpfile()
print(io.type(f), f:write("abc") == f, f:seek("set"), f:read("a"), f:close())
local name = os.tmpname()
print(type(name), io.open(name) ~= nil, os.remove(name), io.open(name) == nil)

-- program: bytes and line ends
local all = {}
for b = 0, 255 do all[#all + 1] = string.char(b) end
all = table.concat(all)
local f = io.open("z.bin", "wb")
f:write(all, "\r\n\0\n", "x\0y")
f:close()
f = io.open("z.bin", "rb")
print(f:read(256) == all, #f:read("l"), f:read("l") == "\0", #f:read("l"), f:read("l"))
f:close()

-- program: reading and writing one file
local f = io.open("rw.txt", "w+")
f:write("hello world")
f:seek("set", 6)
f:write("W")
f:seek("set")
print(f:read("a"))
f:seek("set", 0)
print(f:read(5))
f:seek("cur", 0)
f:write("!")
f:seek("set")
print(f:read("a"))
f:close()
f = io.open("rw.txt", "a+")
f:write("END")
f:seek("set")
print(f:read("a"))
f:seek("set")
f:write("x")
f:seek("set")
print(f:read("a"))
f:close()

-- program: metatable of files
local mt = getmetatable(io.stdout)
print(mt.__name, mt.__index == mt, type(mt.__gc), type(mt.__close), type(mt.__tostring),
  mt.__index.read ~= nil)
local f = io.open("t.txt", "w")
print((tostring(f):gsub("0x%x+", "ADDRESS")))
do local g <close> = f end
print(tostring(f)) print(pcall(mt.__tostring, 5))
local names = {}
for k in pairs(mt.__index) do names[#names + 1] = k end
table.sort(names)
print(table.concat(names, " "))
names = {}
for k in pairs(io) do names[#names + 1] = k end
table.sort(names)
print(table.concat(names, " "))

-- program: the empty file name is a name
print(io.open(""))
print(pcall(io.lines, ""))
print(os.remove(""))
print(os.rename("", "x"))
print(loadfile(""))
print(pcall(dofile, ""))
