-- What becomes what, there and back.
local json = require "json"

print(json.dumps{a = 1, b = {1, 2.5, "x"}, c = {}, d = json.object{}, e = json.null, f = true})
-- expect: {"a": 1, "b": [1, 2.5, "x"], "c": [], "d": {}, "e": null, "f": true}
print(json.dumps(nil), json.dumps(false), json.dumps(json.null), json.dumps("s"), json.dumps(-7))
-- expect: null	false	null	"s"	-7
print(json.dumps{{}, {{}}, json.object(), json.object{k = {}}})  -- expect: [[], [[]], {}, {"k": []}]
print(tostring(json.null), type(json.null), json.null == json.null)  -- expect: null	userdata	true

local v = json.loads(' {"a" : [ 1 , 2.0 , -3e2, "x" , null , true , false , {} , [] ] , "b" : {"c":"d"} } ')
print(#v.a, v.a[1], v.a[2], v.a[3], v.a[4], v.a[5] == json.null, v.a[6], v.a[7])
-- expect: 9	1	2.0	-300.0	x	true	true	false
print(next(v.a[8]), next(v.a[9]), v.b.c)                         -- expect: nil	nil	d
print(json.dumps(v))
-- expect: {"a": [1, 2.0, -300.0, "x", null, true, false, {}, []], "b": {"c": "d"}}
print(json.loads("null") == json.null, json.loads('"s"'), json.loads(" 12 "), json.loads("true"))
-- expect: true	s	12	true

-- An object stays one when its last field goes.
v.b.c = nil
print(json.dumps(v.b), json.dumps(json.loads("{}")), json.dumps(json.loads("[]")))  -- expect: {}	{}	[]
-- The last of two equal names counts, as in Python.
print(json.dumps(json.loads('{"k":1,"k":2}')))                   -- expect: {"k": 2}

-- Names in the order of their bytes, whatever the order of insertion.
local t = {}
for _, key in ipairs{"zz", "b", "é", "a", "B", "", "aa", "10", "9"} do t[key] = 0 end
print(json.dumps(t, {ensure_ascii = false}))
-- expect: {"": 0, "10": 0, "9": 0, "B": 0, "a": 0, "aa": 0, "b": 0, "zz": 0, "é": 0}

local object = {1, 2}
print(json.object(object) == object, json.dumps(object), json.dumps(json.object{[1.5] = 1, [-2] = 3}))
-- expect: true	{"1": 1, "2": 2}	{"-2": 3, "1.5": 1}
print(pcall(json.object, setmetatable({}, {})))
-- expect: false	bad argument #1 to 'json.object' (a table without a metatable expected)
