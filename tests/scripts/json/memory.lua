-- Memory counts: what does not fit is "not enough memory", and garbage is collected before that.
-- run: --max-memory=24M --gil=on
-- run: --max-memory=24M --gil=off
-- timeout: 60
local json = require "json"
local list = {}
for i = 1, 20000 do list[i] = {id = i, name = "name " .. i} end
local text = json.dumps(list)
list = nil
local back
for _ = 1, 10 do back = json.loads(text) end  -- each makes garbage of the one before
print(#back, back[20000].name)             -- expect: 20000	name 20000
for _ = 1, 20 do assert(json.dumps(back) == text) end
back = nil
local long = '"' .. ("x"):rep(9000000) .. '"'
print(pcall(json.loads, long))             -- expect: false	not enough memory
print(pcall(json.dumps, long))             -- expect: false	not enough memory
long = nil
print(pcall(json.loads, "[" .. ("[],"):rep(1000000) .. "[]]"))  -- expect: false	not enough memory
print(pcall(json.dumps, {1, n = 1 << 40}))  -- expect: false	not enough memory
print(json.dumps(json.loads(text)) == text)  -- expect: true
