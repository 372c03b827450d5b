-- Several threads log through one file and one stream: every record is one whole line, none is lost.
-- A formatter that logs itself does not lock itself out.
local logging = require "logging"
local threading = require "threading"

local kThreads, kRecords = 6, 300
local name = os.tmpname()
local handler = logging.FileHandler(name, "w")
handler:setFormatter(logging.Formatter("<%(threadName)s %(levelname)s %(message)s>"))
local log = logging.getLogger("shared")
log:setLevel(logging.DEBUG)
log.propagate = false
log:addHandler(handler)

local pieces = {}  -- what a stream was given
local list = logging.StreamHandler{stream = {write = function(_, text) pieces[#pieces + 1] = text end}}
log:addHandler(list)

local long = ("x"):rep(3000)
local function work(n)
  local own = logging.getLogger("shared.t" .. n)
  for i = 1, kRecords do own:info("%d %s", i, i % 100 == 0 and long or "short") end
end
local threads = {}
for n = 1, kThreads do
  threads[n] = threading.Thread{target = work, args = {n}, name = "T" .. n}
  threads[n]:start()
end
-- Handlers come and go meanwhile.
local extra = logging.NullHandler()
for _ = 1, 200 do
  log:addHandler(extra)
  log:removeHandler(extra)
end
for _, t in ipairs(threads) do t:join() end
logging.shutdown()

local seen, bad = {}, 0
for line in io.lines(name) do
  local thread, i, rest = line:match("^<T(%d+) INFO (%d+) (x*s?h?o?r?t?)>$")
  local good = thread and (rest == "short" or rest == long)
  if not good then bad = bad + 1 else seen[thread] = (seen[thread] or 0) + (tonumber(i) == (seen[thread] or 0) + 1 and 1 or 0) end
end
print(bad)                                       -- expect: 0
for n = 1, kThreads do assert(seen[tostring(n)] == kRecords) end
local whole = 0
for _, piece in ipairs(pieces) do
  if piece:find("^%d+ [xshort]+\n$") then whole = whole + 1 end
end
print(#pieces, whole)                            -- expect: 1800	1800
os.remove(name)

-- A closed file is opened again in mode "a", as in Python; with delay only at the first record.
local again = logging.FileHandler{filename = name, delay = true}
print(again.stream, (io.open(name)))              -- expect: nil	nil
local solo = logging.getLogger("solo")
solo.propagate = false
solo:addHandler(again)
solo:error("one")
again:close()
solo:error("two")
print(io.open(name):read("a"):gsub("\n", ";"))   -- expect: one;two;	2
os.remove(name)

-- Logging from within a handler's lock.
local chatty = setmetatable({}, {__tostring = function()
  log:info("inner")
  return "outer"
end})
log.handlers = {list}
pieces = {}
log:info("%s", chatty)
print(table.concat(pieces):gsub("\n", ";"))      -- expect: inner;outer;	2
