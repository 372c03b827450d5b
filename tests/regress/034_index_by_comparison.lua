-- lua5.4's compiler jumps over the load of an upvalue that is indexed by a comparison which holds. Our
-- verifier saw it and refused the whole chunk.
local t = {[true] = "yes", [false] = "no"}
local function plain(a, b) return t[a == b] end
print(plain(1, 1), plain(1, 2))  -- expect: yes	no
local function late(a, b) local x, y = {}, {[true] = "wrong"} return #x, t[a < b], t[not (a < b)] end
print(late(1, 2))  -- expect: 0	yes	no
print(late(2, 1))  -- expect: 0	no	yes
local function constants(a) return t[a == 5], t[a > 5], t[5 > a], t[a == "x"], t[a == nil], t[a ~= 2.5] end
print(constants(5))  -- expect: yes	no	no	no	no	yes
local function writes(a, b, v) t[a >= b] = v t[a == b] = v .. "!" end
writes(2, 1, "w")
print(t[true], t[false])  -- expect: w	w!
local function of_calls(f, g) return t[f() == g()], _ENV[f() == g()] end
local function one() return 1 end
print(of_calls(one, one))  -- expect: w	nil
local function nested(a) local function inner(b) return t[t[a == b] == "w"] end return inner(1), inner(2) end
print(nested(1))  -- expect: w	w!
print(load(string.dump(plain)) ~= nil, load(string.dump(plain, true)) ~= nil)  -- expect: true	true
local ok, e = pcall(load("local t\nlocal function f(a)\nreturn t[a ==\n1]\nend\nreturn f(1)", "=c"))
print(ok, e)  -- expect: false	c:4: attempt to index a nil value (upvalue 't')
