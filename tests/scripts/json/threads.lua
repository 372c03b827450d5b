-- Threads that read and write documents, while others change the tables that are written: what
-- comes out is always a document, and long work holds nobody up.
-- labels: concurrency
-- timeout: 60
local json = require "json"
local threading = require "threading"
local time = require "time"
package.path = "../sync/?.lua;" .. package.path
local crew = require "lib.crew"

local shared = {list = {}, map = json.object{}, deep = {{{}}}}
for i = 1, 50 do shared.list[i] = i end
local stop = false
local changer = threading.Thread{target = function()
  local i = 0
  while not stop do
    i = i + 1
    shared.map["k" .. i % 40] = i % 3 ~= 0 and {i, "text"} or nil
    shared.deep[1][1] = {i, {i}}
    if i % 100 == 0 then collectgarbage() end
  end
end}
changer:start()
crew.run(3, function(n)
  for _ = 1, 200 do
    local back = json.loads(json.dumps(shared))
    assert(#back.list == 50 and back.list[50] == 50)
    for key, value in pairs(back.map) do assert(key:match("^k%d+$") and #value == 2 and value[2] == "text") end
  end
end)
stop = true
changer:join()

-- While a long document is read, written and read again, another thread gets on.
local large = {}
for i = 1, 100000 do large[i] = {id = i, tags = {"a", "b"}} end
local turns, done = 0, false
local other = threading.Thread{target = function()
  while not done do
    turns = turns + 1
    time.sleep(0.0005)
  end
end}
other:start()
local text = json.dumps(large)
local before = turns
local back = json.loads(text)
local during_read = turns - before
assert(json.dumps(back) == text)
done = true
other:join()
print(before > 0, during_read > 0, #back)  -- expect: true	true	100000
