-- At the end handlers are flushed and closed, the youngest first, after the last thread.
local logging = require "logging"
local threading = require "threading"
local time = require "time"

local Late = logging.Handler:extend("Late")
function Late:init(name)
  logging.Handler.init(self)
  self.name, self.kept = name, {}
end
function Late:emit(record) self.kept[#self.kept + 1] = self:format(record) end
function Late:flush()
  print(self.name .. ": " .. table.concat(self.kept, ","))
  self.kept = {}
end
local first, second = Late("first"), Late("second")
logging.root:addHandler(first)
logging.root:addHandler(second)
logging.error("one")
threading.Thread{target = function()
  time.sleep(0.1)
  logging.error("two")
end}:start()
print("main ends")
-- expect: main ends
-- expect: second: one,two
-- expect: first: one,two
