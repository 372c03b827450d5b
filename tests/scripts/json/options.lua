-- Options of dumps, and how arguments are taken.
local json = require "json"
local function try(...) print(select(2, pcall(...))) end

print(json.dumps({a = 1, b = {1, {x = json.object{}}}, c = {}}, {indent = 2}))
-- expect: {
-- expect:   "a": 1,
-- expect:   "b": [
-- expect:     1,
-- expect:     {
-- expect:       "x": {}
-- expect:     }
-- expect:   ],
-- expect:   "c": []
-- expect: }
print(json.dumps({1, {2}}, {indent = "--"}))
-- expect: [
-- expect: --1,
-- expect: --[
-- expect: ----2
-- expect: --]
-- expect: ]
print((json.dumps({1, {2}}, {indent = 0}):gsub("\n", "$")))           -- expect: [$1,$[$2$]$]
print((json.dumps({1}, {indent = -3}):gsub("\n", "$")))               -- expect: [$1$]
print((json.dumps({a = 1, b = 2}, {indent = 1, separators = {";", "="}}):gsub("\n", "$")))  -- expect: {$ "a"=1;$ "b"=2$}
print(json.dumps({a = {1, 2}}, {separators = {",", ":"}}))            -- expect: {"a":[1,2]}
print(json.dumps({b = 1, a = 2}, {sort_keys = true}))                 -- expect: {"a": 2, "b": 1}
print(json.dumps("é", {ensure_ascii = false}), json.dumps("é", {ensure_ascii = true}))  -- expect: "é"	"\u00e9"
-- A sole table is the value, also where it looks like options.
print(json.dumps{indent = 2})                                         -- expect: {"indent": 2}

try(json.dumps)                       -- expect: TypeError: dumps() missing 1 required positional argument: 'obj'
try(json.dumps, 1, {allow_nan = true})  -- expect: TypeError: dumps() got an unexpected keyword argument 'allow_nan' (known: default, ensure_ascii, indent, separators, sort_keys)
try(json.dumps, 1, {indent = 1.5})    -- expect: TypeError: indent must be an integer or a string, not number
try(json.dumps, 1, {indent = 10000})  -- expect: ValueError: indent is 10000; it must be at most 1000
try(json.dumps, 1, {separators = ", "})     -- expect: TypeError: separators must be two strings, as in {", ", ": "}, not string
try(json.dumps, 1, {separators = {",", 1}}) -- expect: TypeError: separators must be two strings, as in {", ", ": "}, not number
try(json.dumps, 1, {ensure_ascii = 0})      -- expect: TypeError: ensure_ascii must be true or false, not number
try(json.dumps, 1, {default = 1})           -- expect: TypeError: default must be a function, not number
try(json.loads, 1)                    -- expect: TypeError: the JSON object must be str, bytes or bytearray, not number
try(json.loads)                       -- expect: TypeError: loads() takes 1 positional argument but 0 were given
try(json.loads, "1", {})              -- expect: TypeError: loads() takes 1 positional argument but 2 were given

-- default: what it returns stands for the value; what it raises is raised.
local function kind(o) return {type(o)} end
print(json.dumps({print, {io.stdout}}, {default = kind, indent = nil}))  -- expect: [["function"], [["userdata"]]]
print(json.dumps(print, {default = function() return nil end}))       -- expect: null
print(json.dumps(print, {default = setmetatable({}, {__call = function() return 1 end})}))  -- expect: 1
try(json.dumps, print, {default = function() error("no", 0) end})     -- expect: no
local chain = {print, string.rep, string.sub, "end"}
print(json.dumps({print}, {default = function(o)
  for i = 1, 3 do if chain[i] == o then return chain[i + 1] end end
end}))                                                                -- expect: ["end"]
try(json.dumps, print, {default = function(o) return o end})          -- expect: ValueError: Circular reference detected
try(json.dumps, print, {default = function(o) return {o} end})        -- expect: ValueError: Circular reference detected
try(json.dumps, print, {default = function() return function() end end})  -- expect: RecursionError: maximum recursion depth exceeded while encoding a JSON object
