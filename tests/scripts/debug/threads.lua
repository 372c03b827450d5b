-- Several threads look into the same coroutines and functions, set hooks and join upvalues: each
-- call works or says that the coroutine runs elsewhere, and nothing is damaged.
-- labels: concurrency
-- timeout: 60
local threading = require "threading"
local ROUNDS = 300

local shared_co, wrapped = {}, {}
for i = 1, 4 do
  shared_co[i] = coroutine.create(function(x)
    local captured, n = x, 0
    local get = function() return captured end
    while true do n = n + 1 coroutine.yield(n, get()) end
  end)
end
local a, b, c = 1, 2, 3
local function set(x) b = x return c end
local function get() return a, b, c end
local function join() return b end

local refusals = {
  ["cannot resume non-suspended coroutine"] = true,
}
local function allowed(ok, message, ...)
  if not ok then
    message = tostring(message)
    assert(message:find("coroutine runs in another thread", 1, true) or refusals[message], message)
  end
  return ok, message, ...
end

local function work(seed)
  local events, finished = 0, 0
  for round = 1, ROUNDS do
    local co = shared_co[(round + seed) % #shared_co + 1]
    allowed(coroutine.resume(co, round))
    allowed(pcall(debug.traceback, co, "m"))
    allowed(pcall(debug.getinfo, co, 1, "SlnutrfL"))
    local ok, name = allowed(pcall(debug.getlocal, co, 1, 2))
    if ok then assert(name == nil or type(name) == "string") end
    allowed(pcall(debug.setlocal, co, 1, 2, round))
    allowed(pcall(debug.sethook, co, function() events = events + 1 end, "lcr", 3))
    allowed(pcall(debug.gethook, co))
    if round % 3 == 0 then allowed(pcall(debug.sethook, co)) end

    debug.setupvalue(set, 1, round) set(round)
    assert(math.type(select(2, debug.getupvalue(get, 2))) == "integer")
    debug.upvaluejoin(join, 1, round % 2 == 0 and get or set, round % 2 == 0 and 2 or 1)
    assert(math.type(join()) == "integer" and debug.upvalueid(join, 1) == debug.upvalueid(get, 2))
    assert(debug.getinfo(get, "u").nups == 3)

    if round % 10 == 0 then
      local counted = 0
      debug.sethook(function() counted = counted + 1 end, "crl", 2)
      local t = {}
      for i = 1, 10 do t[i] = (function(x) return x + i end)(i) end
      debug.sethook()
      assert(counted > 40 and t[10] == 20 and debug.gethook() == nil)
      finished = finished + 1
    end
  end
  assert(finished == ROUNDS // 10)
end

local threads = {}
for i = 1, 4 do
  threads[i] = threading.Thread { target = work, args = { i } }
  threads[i]:start()
end
for _, thread in ipairs(threads) do thread:join() end
for _, co in ipairs(shared_co) do
  debug.sethook(co)
  assert(coroutine.resume(co, 0))
  assert(debug.traceback(co):find "coroutine.yield")
end
print("done") -- expect: done
