-- A coroutine object that nobody runs says so when it is collected; one that was run, or closed,
-- does not.
local asyncio = require "asyncio"
local async = asyncio.async
collectgarbage("stop")
local noop = async(function() end)
local loop = asyncio.new_event_loop()
noop()
loop:run_until_complete(noop())
noop():close()
local kept = noop()
collectgarbage()
collectgarbage()
loop:run_until_complete(kept)
loop:close()
-- expect error: RuntimeWarning: coroutine 'noop' was never awaited
