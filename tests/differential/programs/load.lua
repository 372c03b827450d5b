-- load, loadfile, dofile, string.dump: names of chunks, modes, environments. (Manual: 6.1.)

-- program: names of chunks in messages
local names = {"=name", "@file.lua", "code", "line one\nline two", "", "=", "@", "x\n", "\n", ("n"):rep(80), "=" .. ("n"):rep(80), "@" .. ("n"):rep(80), "@dir/" .. ("n"):rep(56), ("n"):rep(44), ("n"):rep(45), ("n"):rep(46), ("n"):rep(47), "=" .. ("n"):rep(59), "=" .. ("n"):rep(60), "@" .. ("n"):rep(59), "@" .. ("n"):rep(60), "[[x]]", 'quote"', "tab\tx", "return 1 -- a\r\nb"}
for _, name in ipairs(names) do
  print(load("x =", name))
  local f = load("local a\nreturn debug.getinfo(1, 'S').short_src, #debug.getinfo(1, 'S').source",
    name)
  print(f()) print(pcall(load("error('here')", name)))
end
print(load("x =", nil))
print(load("x =", 5)) print(pcall(load, "x =", {}))

-- program: the text is its own name
for _, text in ipairs {"x = = 1", "\nx = = 1", "x = = 1\n", "x = = 1 -- " .. ("long "):rep(20),
    "\n\n\n=", ("a"):rep(60) .. " = ="} do
  print(load(text))
end
print(load(function() return nil end))
print(load((function()
  local done
  return function() if not done then done = true return "x =" end end
end)()))

-- program: modes
local text, binary = "return 1", string.dump(function() return 2 end)
for _, mode in ipairs {"t", "b", "bt", "tb", "", "x", "text", "binary"} do
  print(mode, (select(2, load(text, "=text", mode))))
  print(mode, (select(2, load(binary, "=binary", mode))))
end
print(load(text, "=x", nil)(), load(binary, "=x", nil)(), pcall(load, text, "=x", 5),
  pcall(load, text, "=x", {}))

-- program: environments
local env = {print = print}
local f = load("x = 5 print(x, y) return _ENV", "=env", "t", env)
print(f() == env, env.x, x)
print(load("return _ENV", "=env", "t", nil)(), pcall(load("return x", "=env", "t", nil)),
  load("return _ENV == _G")())
print(pcall(load("return x.y", "=env", "t", setmetatable({}, {__index = function(_, k)
  return k
end}))))
print(pcall(load("return print", "=env", "t", 5)))
print(pcall(load("x = 1", "=env", "t", "str"))) print(pcall(load("x()", "=env", "t", {})))
print(debug.getupvalue(load("return 1"), 1), debug.setupvalue(load("return x"), 1, {x = 1}))

-- program: reader functions
local function reader(...)
  local pieces, i = {...}, 0
  return function() i = i + 1 return pieces[i] end
end
print(load(reader("return ", "1", " + 1"))())
print(load(reader("ret", "urn 'a", "b'"))())
print(load(reader()))
print(load(reader("")) ~= nil)
print(load(reader("return 1", "", "0"))())
print(load(reader("return 1", nil, "garbage ="))()) print(pcall(load, reader("x", 5)))
print(load(reader("return ", 5, 6))()) print(pcall(load, reader({})))
print(pcall(load, reader(true)))
print(pcall(load, function() error("in the reader", 0) end))
print(pcall(load, function() error({}) end))
print(load(reader("x =", "\n", "= 1"), "=pieces"))
print(load(coroutine.wrap(function()
  coroutine.yield("return 'from a ")
  coroutine.yield("coroutine'")
end))())

-- program: wrong arguments
print(pcall(load)) print(pcall(load, nil)) print(pcall(load, {})) print(pcall(load, 5))
print(pcall(load, true))
print(load("5")) print(pcall(load, print))

-- program: vararg of chunks
print(load("return ...")(1, nil, 3))
print(select("#", load("return ...")()))
print(load("local a, b = ... return b, a")(1, 2))
print(load("return select('#', ...)")(nil, nil))
print(debug.getinfo(load("x = 1"), "u").isvararg, debug.getinfo(load("x = 1"), "u").nups,
  debug.getinfo(load(""), "S").what)

-- program: dump and load again
local up = 5
local function f(a, ...) local b = a or up return b, ... end
local g = load(string.dump(f), "=dumped", "b")
print(g(1, 2, 3))
print(debug.getinfo(g, "S").short_src, debug.getinfo(g, "S").linedefined,
  debug.getinfo(g, "u").nparams)
print(pcall(g))
debug.setupvalue(g, 1, 7)
print(g())
local s = load(string.dump(function(x) local y = x.z.w return y end, true))
print(pcall(s, {}))
print(debug.getinfo(s, "Sl").short_src, debug.getinfo(s, "S").linedefined, debug.getlocal(s, 1))
print(pcall(string.dump, print)) print(pcall(string.dump)) print(pcall(string.dump, 5))
print(type(string.dump(f)))
print(load(string.dump(load("return {1, 2.5, 'x', true, nil, -3, 1 << 40, [==[long string]==]}")))()[7])
print(string.dump(f):sub(1, 4) == "\27Lua", #string.dump(f, true) < #string.dump(f))

-- program: damaged binary chunks
local binary = string.dump(function() return 1 end)
print(load(binary:sub(1, 10), "=cut"))
print(load(binary:sub(1, -2), "=cut"))
print(load("\27Lua", "=head"))
print(load("\27", "=head"))
print(load("\27Lux", "=head"))
print(load(binary:sub(1, 4) .. "\x53" .. binary:sub(6), "=version"))
print(load(binary:sub(1, 5) .. "\1" .. binary:sub(7), "=format"))

-- program: loadfile and dofile
local function write(name, text)
  local f = assert(io.open(name, "wb"))
  f:write(text)
  f:close()
end
write("a.lua", "return ..., 5, y")
print(loadfile("a.lua")(1))
print(loadfile("a.lua", "t", {y = 9})(2))
print(loadfile("a.lua", "b"))
print(dofile("a.lua"))
write("b.lua", "x = ")
print(loadfile("b.lua")) print(pcall(dofile, "b.lua"))
write("c.lua", "\n\nerror('at line 3')")
print(pcall(dofile, "c.lua"))
write("c.lua", "error({code = 5})")
print(select(2, pcall(dofile, "c.lua")).code)
write("d.luac", string.dump(function() return "binary" end))
print(dofile("d.luac"))
print(loadfile("d.luac", "t"))
write("e.luac", "# comment\n" .. string.dump(function() return "binary after a comment" end))
print(dofile("e.luac"))
print(loadfile("none.lua")) print(pcall(dofile, "none.lua"))
print(loadfile(".")) print(pcall(loadfile, {})) print(pcall(dofile, {}))
print(loadfile("a.lua", "q"))
write("f.lua", "local a = ... return a, debug.getinfo(1, 'S').source")
print(dofile("f.lua"))
print(coroutine.wrap(function() return dofile("g.lua") end,
  write("g.lua", "return coroutine.yield(1)"))())

-- program: loadfile and dofile read standard input
print(loadfile()) print(pcall(dofile))

-- program: _ENV as a local, a parameter, an upvalue
local function f(_ENV) return x end
print(f({x = 1}), f(setmetatable({}, {__index = _G})) == x)
do
  local _ENV = {print = print, y = 2}
  print(y, z)
  z = 3
  print(z, _ENV.z)
end
print(z)
local function g() local _ENV <const> = {} return pcall end
print(g()) print(pcall(function() local _ENV = nil return x end))
print(pcall(function() local _ENV = 5; x = 1 end))
print(pcall(function() local _ENV = {}; x.y() end))
_ENV.w = 4
print(w, _G.w, rawget(_ENV, "w"))
local _ENV = {_G = _G}
_G.print(_G.w, w)
