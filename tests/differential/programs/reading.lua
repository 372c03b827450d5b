-- Reading files: formats, numbers, counts, lines. (Manual: 6.8.)

-- program: read numbers
local f = io.open("n.txt", "w")
f:write("1 -2 +3 0x1F 0x.8p1 1e5 1e .5 5. nan 99999999999999999999 0x 12abc")
f:close()
f = io.open("n.txt")
for i = 1, 14 do io.write(tostring(f:read("n")), " ") end
print(f:read("a"))

-- program: read counts
local f = io.open("c.txt", "w")
f:write("abcdef")
f:close()
f = io.open("c.txt")
print(f:read(2), f:read(0), f:read(10), f:read(0), f:read(1), f:read("a"), f:read("l"))
print(pcall(f.read, f, "x")) print(pcall(f.read, f, {})) print(pcall(f.read, f, "*l"))

-- program: lines with formats and errors
local f = io.open("l.txt", "w")
f:write("1 2\n3 4\n")
f:close()
for a, b in io.lines("l.txt", "n", "n") do print(a, b) end
for c in io.lines("l.txt", 1) do io.write(c, ".") end
print()
f = io.open("l.txt")
for l in f:lines() do print(l) end
print(io.type(f))
f:close()
print(pcall(f.lines, f)) print(pcall(io.lines, "l.txt", "x"))

-- program: read formats
local f = io.open("r.txt", "w")
f:write("one\ntwo\n\n  12 0x1p4 -7\nrest")
f:close()
f = io.open("r.txt")
print(f:read("l"))
print(f:read("L"))
print(f:read("l", "n", "n", "n", "n"))
print(f:read(0))
print(f:read(1, 2, 0))
print(f:read("a"))
print(f:read("a"))
print(f:read("l"))
print(f:read(0))
print(f:read("n"))
print(f:read("L", "a"))
f:seek("set")
print(f:read())
print(f:read("*l", "*n"))
f:seek("set")
print(f:read("line", "number"))
f:seek("set")
print(f:read("*a") == io.open("r.txt"):read("all"))
for _, format in ipairs {"x", "", "*", "*x", {}, true, 1.5} do
  print(format, pcall(f.read, f, format))
end
f:seek("set")
print(pcall(f.read, f, 2.0, "2")) print(pcall(f.read, f, nil))
f:close()

-- program: read numbers of every shape
for _, text in ipairs {"1", " \n\t 2", "+3", "-4.5", "0x1F", "0x.8p1", "1e5", "1e", "1e+", ".5",
    "5.", ".", "", "nan", "inf", "0x", "0xg", "1x", "- 1", "--1", "99999999999999999999", "1.5.5",
    "1e5e5", "0x1p", "12abc", "1_0", ("1"):rep(199), ("1"):rep(201), "0x" .. ("f"):rep(20), "e5",
    "+", "1,5", "\0001"} do
  local f = io.open("n.txt", "w")
  f:write(text, "|after")
  f:close()
  f = io.open("n.txt")
  local n = f:read("n")
  print(#text < 30 and text, n, math.type(n), f:read("a"))
  f:close()
end

-- program: lines
local f = io.open("l.txt", "w")
f:write("a\nb\n\nc")
f:close()
for l in io.lines("l.txt") do io.write("[", l, "]") end
print()
for l in io.lines("l.txt", "L") do io.write("[", l, "]") end
print()
for a, b in io.lines("l.txt", "l", 1) do print(a, b) end
for l in io.lines("l.txt", "a") do print(#l) break end
for c in io.lines("l.txt", 3) do io.write("<", c, ">") end
print()
print(select("#", io.lines("l.txt")))
local next_line, a, b, file = io.lines("l.txt")
print(a, b, io.type(file))
while next_line() do end
print(io.type(file), pcall(next_line)) print(pcall(io.lines, "none.txt"))
print(pcall(io.lines, "l.txt", "x")) print(pcall(io.lines, {}))
print(pcall(io.lines("l.txt", "n")))
for l in io.lines("l.txt", 0) do print("zero", #l) break end
print(pcall(io.lines, "l.txt", table.unpack({}, 1, 251)))
f = io.open("l.txt")
local each = f:lines("l")
f:close()
print(pcall(each))
f = io.open("l.txt")
for l in f:lines() do if l == "b" then break end end
print(f:read("a"))
print(io.type(f))

-- program: long lines and big files
local long = ("0123456789"):rep(5000)
local f = io.open("big.txt", "w")
f:write(long, "\n", long, "\nlast")
f:close()
f = io.open("big.txt")
print(#f:read("l"), #f:read("L"), f:read("L"))
f:seek("set")
print(#f:read(60000), #f:read(60000), f:read(60000))
f:seek("set")
print(#f:read("a"))
f:close()
local n = 0
for c in io.lines("big.txt", 1000) do n = n + #c end
print(n)
