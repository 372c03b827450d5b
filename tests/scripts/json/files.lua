-- dump and load: anything that writes, anything that reads.
local json = require "json"
local errors = require "errors"
local path = os.tmpname()
local file = io.open(path, "w")
json.dump({a = {1, 2}}, file, {indent = 1})
file:close()
file = io.open(path)
print(json.load(file).a[2])                         -- expect: 2
print(pcall(json.load, file))                       -- expect: false	JSONDecodeError: Expecting value: line 1 column 1 (char 0)
local ok, e = pcall(json.dump, 1, file)
print(ok, errors.is(e, errors.OSError), e.errno)    -- expect: false	true	9
file:close()
os.remove(path)

local written
local sink = {write = function(_, text) written = text end}
json.dump({1, "x"}, sink)
print(written)                                      -- expect: [1, "x"]
print(json.load{read = function() return "[3]" end}[1])  -- expect: 3
print(pcall(json.load, {read = function() return nil end}))  -- expect: false	TypeError: the JSON object must be str, bytes or bytearray, not nil
