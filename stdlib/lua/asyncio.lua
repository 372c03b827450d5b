-- Module "asyncio". Its parts are in _asyncio/; each is a table of public names.
-- Read next: _asyncio/core.lua.

local core = require "gilua._asyncio.core"

local asyncio = {}
for name, value in pairs(core) do asyncio[name] = value end
asyncio.loop_settings, asyncio.where, asyncio.new_loop = nil, nil, nil
asyncio.AbstractEventLoop = core.EventLoop

return asyncio
