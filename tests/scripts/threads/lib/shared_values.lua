-- The values that eight threads pass to library functions at once: some of each type, tables with
-- and without metatables, files, coroutines and closures with shared state. All threads have the
-- same ones; what is used up (a dead coroutine, a closed file) is replaced, by whoever notices.
local threading = require "threading"
local queue = require "queue"
local M = {}

local create, yield, status = coroutine.create, coroutine.yield, coroutine.status
local tmpfile, io_type = io.tmpfile, io.type
local setmetatable = setmetatable

M.numbers = {0, 1, 2, -1, 3, 7, 64, 100, 2.5, -0.0, 0 / 0, math.huge, 1e15, math.pi}
M.strings = {"", "a", "abc", "%w+", "(%a)(.)", "%5.2f %s", "<i4z", "12", "0x1p3", "*l", "collect",
  "k", "return ...", "a,b;c\0d", ("xy"):rep(50), ("long "):rep(400), "caf\xc3\xa9", "!%Y %j", "r+"}

-- Closures. The reader ends now and then, or a `load` that calls it would not.
local counter = 0
local function count(...) counter = counter + 1 return counter, ... end
local function reader()
  counter = counter + 1
  if counter % 4 ~= 0 then return " local x = 1 " end
end
M.reader = reader
local function before(a, b) return tostring(a) < tostring(b) end
local function careless() return counter % 2 == 0 end
local function fails(...) error(..., 0) end
local function yields(...) return yield(...) end
M.functions = {count, reader, before, careless, fails, yields, string.gmatch(("ab "):rep(1000), "%w+"),
  coroutine.wrap(function() while true do yield("w") end end), string.upper, rawlen}

local metas = {
  {__index = function(_, key) return key end, __len = function() return 5 end},
  {__add = count, __concat = count, __call = count, __lt = careless, __le = careless,
    __eq = careless, __tostring = function() return "shown" end, __name = "Named"},
  {__mode = "k"}, {__mode = "v"}, {__close = count, __pairs = function(t) return next, t end},
}
metas[6] = {__index = metas[1], __newindex = metas[4]}
M.metas = metas

M.tables = {{}, {1, 2, 3, 4, 5}, {"c", "a", "b"}, {x = 1, y = {}, z = "s"}, metas[2], metas[3],
  getmetatable("")}
for i = 1, 40 do M.tables[2][i] = i * 7 % 11 end
for i = 1, #metas do M.tables[#M.tables + 1] = setmetatable({i, "b", k = i}, metas[i]) end

local bodies = {
  function(...) local n = ... while true do n = yield(n) end end,
  function() local a <close> = setmetatable({}, metas[5]) yield(1) error("body") end,
  function() return coroutine.wrap(function() yield(yield(2)) end)() end,
  function() for i = 1, 100 do if i % 10 == 0 then yield(i) end end return "end" end,
}
M.coroutines, M.files, M.threads = {}, {}, {}
for i = 1, 8 do M.coroutines[i] = create(bodies[(i - 1) % #bodies + 1]) end
for i = 1, 4 do M.files[i] = tmpfile() end
for i = 1, 4 do M.threads[i] = threading.Thread{target = count} end
M.locks = {threading.Lock(), threading.RLock(), threading.Semaphore(2), threading.Event(),
  threading.Barrier(3), threading.BoundedSemaphore(2)}
-- Apart from the others: only calls that release its lock again may have it.
M.condition = threading.Condition(threading.Lock())

-- random(n): 1 to n, a generator for each thread.
function M.generator(seed)
  local state = seed * 2654435761 + 12345
  return function(n)
    state = state * 6364136223846793005 + 1442695040888963407
    return (state >> 33) % n + 1
  end
end

function M.lock(random) return M.locks[random(#M.locks)] end

local queues = {queue.Queue(3), queue.LifoQueue(), queue.SimpleQueue()}
-- A queue that is not shut down, or not yet.
function M.queue(random)
  local i = random(3)
  if i < 3 and queues[i].is_shutdown then queues[i] = i == 1 and queue.Queue(3) or queue.LifoQueue() end
  return queues[i]
end
local heap = queue.PriorityQueue(5)
function M.heap()
  if heap.is_shutdown then heap = queue.PriorityQueue(5) end
  return heap
end

function M.coroutine(random)
  local i = random(#M.coroutines)
  if status(M.coroutines[i]) == "dead" then M.coroutines[i] = create(bodies[(i - 1) % #bodies + 1]) end
  return M.coroutines[i]
end

function M.file(random)
  local i = random(#M.files)
  local file = M.files[i]
  if io_type(file) == "file" then return file end
  file = tmpfile()
  M.files[i] = file
  return file
end

local kinds = {"numbers", "strings", "tables", "functions", "tables", "strings", "metas", "threads",
  "locks"}
-- Any value; nil now and then.
function M.any(random)
  local kind = random(#kinds + 5)
  if kind <= #kinds then
    local list = M[kinds[kind]]
    return list[random(#list)]
  end
  if kind == #kinds + 1 then return M.coroutine(random) end
  if kind == #kinds + 2 then return M.file(random) end
  if kind == #kinds + 3 then return true end
  return nil
end

return M
