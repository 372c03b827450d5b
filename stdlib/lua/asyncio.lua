-- Module "asyncio". Its parts are in _asyncio/; each gives a table of public names.
-- Read next: _asyncio/core.lua.

local core = require "gilua._asyncio.core"

local parts = {
  "core", "generators", "events", "locks", "barriers", "queues", "futures", "gather", "waiting",
  "completion", "timeouts", "taskgroups", "runners", "threads", "context", "graph",
  "streams", "subprocess", "files",
}

local private = {loop_settings = true, where = true, new_loop = true,
  settings_of_all = true}

local asyncio = {}
for _, part in ipairs(parts) do
  for name, value in pairs((require("gilua._asyncio." .. part))) do
    local is_private = private[name] or part ~= "core" and name:sub(1, 1) == "_"
    if not is_private then asyncio[name] = value end
  end
end
asyncio.AbstractEventLoop = core.EventLoop

return asyncio
