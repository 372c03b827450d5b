-- JSON on both sides: json= sends it, :json() reads it.
-- expect: done
local http = require "http"
local json = require "json"

local server <close> = http.serve(function(request)
  return 200, json.dumps{got = request:json(), type = request.headers["Content-Type"]},
    {["Content-Type"] = "application/json"}
end)
local answer = http.post(server.url, {json = {name = "x", list = {1, 2.5, true}}}):json()
assert(answer.type == "application/json" and answer.got.name == "x")
assert(#answer.got.list == 3 and answer.got.list[2] == 2.5 and answer.got.list[3] == true)
answer = http.put(server.url, {json = false, headers = {["Content-Type"] = "application/x-own"}}):json()
assert(answer.type == "application/x-own" and answer.got == false)
assert(not pcall(http.post, server.url, {json = 1, data = "x"}))
local text <close> = http.serve(function() return 200, "no json" end)
assert(not pcall(function() return http.get(text.url):json() end))
print("done")
