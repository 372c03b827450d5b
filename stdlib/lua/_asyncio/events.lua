-- Which loop a thread uses: get_event_loop, set_event_loop, new_event_loop.
--
-- A running loop comes before the one that was set. Outside of one the main thread makes itself one
-- on demand; other threads have to set theirs.

local class = require "gilua._class"
local core = require "gilua._asyncio.core"
local errors = require "gilua.errors"
local threading = require "gilua.threading"

local error, type = error, type

local events = {}

-- The loop that each thread set, in the field loop.
local own = threading.Local()

function events.new_event_loop() return core.new_loop() end

--- Makes the loop this thread's; nil: it has none.
function events.set_event_loop(loop)
  if loop ~= nil and not class.is_instance(loop, core.EventLoop) then
    error(errors.TypeError("loop argument must be an event loop or nil, not " .. type(loop)))
  end
  own.loop = loop
end

function events.get_event_loop()
  local loop = core._get_running_loop() or core.idle_loop() or own.loop
  if loop ~= nil then return loop end
  local thread = threading.current_thread()
  if thread ~= threading.main_thread() then
    error(errors.RuntimeError(
      ("There is no current event loop in thread '%s'."):format(thread.name)))
  end
  loop = core.new_loop()
  own.loop = loop
  return loop
end

-- Where a Future belongs that is made without a loop.
core.get_event_loop = events.get_event_loop

return events
