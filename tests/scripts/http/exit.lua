-- A server that nobody closed ends with the program, quietly, whatever its clients wait for.
-- expect: done
local asyncio = require "asyncio"
local http = require "http"
package.path = "lib/?.lua;" .. package.path
local fails = require("peers").fails

local server = http.serve(asyncio.async(function() asyncio.await(asyncio.sleep(1000)) end))
fails(http.Timeout, http.get, server.url, {timeout = 0.1})
local second = http.serve(function() return 200, "second" end)
assert(http.get(second.url).text == "second")
local program <close> = io.popen("readlink /proc/" .. os.getpid() .. "/exe")
local gilua = program:read("l")
-- What is written at the very end is seen from outside only.
if arg[1] ~= "inner" then
  local inner <close> = io.popen(gilua .. " exit.lua inner 2>&1")
  local text = inner:read("a")
  assert(text == "done\n", text)
end
print("done")
