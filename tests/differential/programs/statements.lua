-- Statements and expressions: loops, goto, assignments, varargs, methods. (Manual: 3.3 and 3.4.)

-- program: numeric for loops: kinds of numbers, directions, edges
local loops = {
  '0, 3', '3, 0, -1', '1, 0', '1.0, 3', '1, 3.5', '1, 2, 0.5',
  'math.maxinteger - 1, math.maxinteger', 'math.mininteger + 1, math.mininteger, -1',
  '1, math.huge, 2^62', '1, -math.huge, -1 << 62', '-1, -math.huge, math.mininteger', '1, 0/0',
  '0/0, 1', '1, 2, math.huge', '"1", 2', '1, "2"', '1, 2, "1"', '1, 2, 0', '1, 2, 0.0',
  'math.maxinteger, math.maxinteger + 1.0', '0.1, 1, 0.3', '1, nil', '{}, 1', '3, 1, 1',
  '1, 1, -1', '-3, -1', '1, 3.999', '3, 1.5, -1',
  'math.mininteger, math.maxinteger, math.maxinteger',
  'math.maxinteger, math.mininteger, math.mininteger'
}
for _, head in ipairs(loops) do
  local body = "local n = 0 for i = " .. head .. [[ do
    n = n + 1
    io.write(tostring(i), " ", math.type(i), " ")
    if n > 5 then break end
  end return n]]
  print(head, pcall(load(body, "=loop")))
end

-- program: the control variable is a copy
for i = 1, 3 do local j = i i = i * 10 io.write(j, " ", i, "\n") end

-- program: closures of loop variables
local t = {} for i = 1, 3 do t[i] = function() i = i + 1 return i end end print(t[1](), t[1](), t[2](), t[3]())

-- program: closures in while with break
local t, i = {}, 0 while true do local j = i t[#t + 1] = function() j = j + 1 return j end i = i + 1 if i == 3 then break end end print(t[1](), t[1](), t[2](), t[3]())

-- program: repeat sees the body's locals
local n = 0 repeat local done = n >= 2 n = n + 1 until done print(n)

-- program: goto continue
for i = 1, 5 do if i % 2 == 0 then goto continue end io.write(i, " ") ::continue:: end print()

-- program: goto backwards makes fresh locals
local t = {} do local k = 0 ::top:: local x = k t[#t + 1] = function() return x end k = k + 1 if k < 3 then goto top end end print(t[1](), t[2](), t[3]())

-- program: multiple assignment order
local i, t = 1, {} i, t[i] = i + 1, 20 print(i, t[1], t[2]) local a, b, c = (function() return 1, 2, 3 end)() print(a, b, c) a, b = b, a print(a, b) local x, y = ((function() return 1, 2 end)()) print(x, y)

-- program: varargs
local function f(...) local a, b = ... return select("#", ...), a, b, ... end print(f()) print(f(nil)) print(f(1, nil)) print((f(1, 2)))

-- program: select
print(select("#")) print(select("#", nil, nil)) print(select(2, 1, 2, 3)) print(select(-1, 1, 2, 3)) print(select(-3, 1, 2, 3)) print(pcall(select, 0)) print(pcall(select, -4, 1, 2, 3)) print(pcall(select, "x")) print(select(5, 1))

-- program: integer keys and float keys are one
local t = {} t[1] = "a" t[1.0] = "b" t[2^53] = "c" print(t[1], #t, t[2^53 | 0], next({[3.0] = 1}), math.type(next({[3.0] = 1})))

-- program: method definitions
local o = {n = 1} function o:inc(k) self.n = self.n + k return self end print(o:inc(2):inc(3).n) local t = {a = {b = {}}} function t.a.b.f(x) return x end function t.a.b:g() return self == t.a.b end print(t.a.b.f(5), t.a.b:g())
