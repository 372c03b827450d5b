-- Which tables are arrays, which are objects, and which are neither.
local json = require "json"
local function try(...) print(select(2, pcall(json.dumps, ...))) end

try{1, nil, 3, n = 3}      -- expect: [1, null, 3]
try(table.pack(nil, nil))  -- expect: {"n": 2}
try{nil, 2, n = 2}         -- expect: [null, 2]
try{n = 5}                 -- expect: {"n": 5}
try{1, 2, n = 1}           -- expect: TypeError: a table with keys of both kinds, strings and integers, is neither a JSON array nor an object
try{1, 2, n = "x"}         -- expect: TypeError: a table with keys of both kinds, strings and integers, is neither a JSON array nor an object
try{1, x = 2}              -- expect: TypeError: a table with keys of both kinds, strings and integers, is neither a JSON array nor an object
try{1, [3] = 2}            -- expect: TypeError: a sequence with holes is no JSON array: 2 of 3 elements are there (a field n tells the length, json.object makes an object)
try{[2] = 1}               -- expect: TypeError: a sequence with holes is no JSON array: 1 of 2 elements are there (a field n tells the length, json.object makes an object)
try{[0] = 1}               -- expect: TypeError: keys must be strings, or integers from 1 on, not 0
try{[1.5] = 1}             -- expect: TypeError: keys must be strings, or integers from 1 on, not number
try{[true] = 1}            -- expect: TypeError: keys must be strings, or integers from 1 on, not boolean
try(json.object{[true] = 1})  -- expect: TypeError: keys must be strings or numbers, not boolean
try(print)                 -- expect: TypeError: Object of type function is not JSON serializable
try{a = {io.stdout}}       -- expect: TypeError: Object of type FILE* is not JSON serializable
try{coroutine.create(print)}  -- expect: TypeError: Object of type thread is not JSON serializable

-- A metatable says nothing, but for its name: such objects are no data by themselves.
try(setmetatable({1, 2}, {__index = {x = 1}}))  -- expect: [1, 2]
local Point = {__name = "Point"}
local point = setmetatable({x = 1, y = 2}, Point)
try{point}                 -- expect: TypeError: Object of type Point is not JSON serializable
try({point, print}, {default = function(o)
  if o == print then return "a function" end
  return json.object{x = o.x, y = o.y}
end})                      -- expect: [{"x": 1, "y": 2}, "a function"]
try(require("errors").ValueError("x"))  -- expect: TypeError: Object of type ValueError is not JSON serializable

-- A large table of each kind, beyond where the writer polls.
local list, map = {}, {}
for i = 1, 20000 do
  list[i] = i
  map["k" .. i] = i
end
assert(json.dumps(list) == "[" .. table.concat(list, ", ") .. "]")
local back = json.loads(json.dumps(map))
for i = 1, 20000 do assert(back["k" .. i] == i) end
list[30000] = 1
try(list)                  -- expect: TypeError: a sequence with holes is no JSON array: 20001 of 30000 elements are there (a field n tells the length, json.object makes an object)
