-- Module "concurrent.futures", fourth part: Executor, which others are made from, and
-- ThreadPoolExecutor.
--
-- A pool's core is C++: it says when one thread more is to be started. Its threads know the core and
-- never the executor; when that is collected, or at the end of the program, the core is closed, and
-- the threads end when they have run what is in it.

local class = require "gilua._class"
local errors = require "gilua.errors"
local native = require "gilua._futures"
local threading = require "gilua.threading"
local base = require "gilua._futures.future"
local iteration = require "gilua._futures.iteration"
local monotonic = require "gilua.time".monotonic

local error, getmetatable, math_tointeger, next, pcall, rawget, select, setmetatable, type, xpcall =
  error, getmetatable, math.tointeger, next, pcall, rawget, select, setmetatable, type, xpcall
local unpack = table.unpack
local new_future, put, next_future = native.new_future, native.put, native.next
local start, take_call, finish = native.start, native.take_call, native.finish
local as_kept, call_back_all, log_critical = base.as_kept, base.call_back_all, base.log_critical

local executors = {}

-- Executor ---------------------------------------------------------------------------------------

local Executor = class.define {
  name = "Executor",
  metamethods = {
    __close = function(self) self:shutdown(true) end,
    __gc = function(self)
      local pool = rawget(self, "_pool")
      if pool then native.close(pool) end
    end,
    __tostring = function(self)
      local name = class.name_of(self)
      if name == "ThreadPoolExecutor" then name = "concurrent.futures.thread." .. name end
      return ("<%s object at %p>"):format(name, self)
    end,
  },
}
executors.Executor = Executor

--- submit(fn, ...): a future of fn(...). A class that is made from Executor says how.
function Executor:submit()
  error(errors.NotImplementedError())
end

--- shutdown(wait=true, {cancel_futures=false}): takes no more futures.
function Executor:shutdown() end

-- The last argument, if it is a table of keywords; {n = 0} is an empty sequence.
local function keywords_of(...)
  local last = select(-1, ...)
  if type(last) ~= "table" or getmetatable(last) ~= nil or next(last) == nil then return nil end
  for key in next, last do
    if type(key) ~= "string" then return nil end
  end
  if math.type(last.n) == "integer" then return nil end
  return last
end

local function next_result(self)
  local i = self._place
  if i > self.n then return false end
  self._place = i + 1
  local future = self._futures[i]
  self._futures[i] = nil
  local left = self._deadline and self._deadline - monotonic()
  local ok, result = pcall(future.result, future, left)
  if ok then return true, result end
  self:close()
  error(result, 0)
end

local function cancel_rest(self)
  for i = self._place, self.n do self._futures[i]:cancel() end
end

--- map(fn, iterables..., {timeout=nil, chunksize=1}): an iterator over the first results of the
--- calls, in their order. All calls are submitted at once. Its field n is their number.
function Executor:map(fn, ...)
  local count = select("#", ...)
  local keywords = count > 0 and keywords_of(...)
  local timeout
  if keywords then
    count = count - 1
    timeout = class.bind("map", 0, "timeout,chunksize", keywords)
  end
  local deadline = iteration.deadline(timeout)
  local pullers = {}
  for i = 1, count do pullers[i] = iteration.puller((select(i, ...))) end
  local futures, n = {}, 0
  local row = {}
  while count > 0 do
    for i = 1, count do
      local found
      found, row[i] = pullers[i]()
      if not found then count = 0 end
      if count == 0 then break end
    end
    if count > 0 then
      n = n + 1
      futures[n] = self:submit(fn, unpack(row, 1, count))
    end
  end
  local iterator = iteration.new("Executor.map.<locals>.result_iterator", next_result, cancel_rest)
  iterator._futures, iterator._deadline, iterator._place, iterator.n = futures, deadline, 1, n
  return iterator
end

-- Threads ----------------------------------------------------------------------------------------

executors.BrokenThreadPool = errors.new_class("BrokenThreadPool", base.BrokenExecutor)

-- Pools that may have threads -> those threads, by number.
local pools = setmetatable({}, {__mode = "k"})
local program_ends = false

require "gilua._exit".register_before_threads(function()
  program_ends = true
  for pool in next, pools do native.close(pool) end
end)

-- Whether the thread is counted as idle already.
local function run(future, pool)
  if not start(future) then return false end
  local done, callbacks = finish(future, pool, xpcall(take_call(future, as_kept)))
  if done and callbacks == nil then return true end
  if done then
    local ok, e = xpcall(call_back_all, errors.as_error, future, callbacks)
    if not ok then log_critical("Exception in worker", e) end
  else
    log_critical(("Exception in worker: the function's result is lost, %s"):format(
      "since somebody else has ended its future"))
  end
  return false
end

local function serve(pool)
  local is_idle = true  -- since it was told to start
  while true do
    local future = next_future(pool, is_idle)
    if future == nil then return end
    is_idle = run(future, pool)
    future = nil  -- luacheck: ignore (what nobody else has is not kept alive by an idle thread)
  end
end

local function break_pool(shared, e)
  log_critical("Exception in initializer:", e)
  shared.broken = "A thread initializer failed, the thread pool is not usable anymore"
  native.close(shared.pool)
  for future in native.take, shared.pool do
    if start(future) then
      local _, callbacks = finish(future, nil, false, executors.BrokenThreadPool(shared.broken))
      call_back_all(future, callbacks)
    end
  end
end

local function begin_and_serve(shared)
  if shared.initializer ~= nil then
    local args = shared.initargs
    local ok, e = xpcall(shared.initializer, errors.as_error, unpack(args, 1, args.n))
    if not ok then return break_pool(shared, e) end
  end
  serve(shared.pool)
end

local function work(shared)
  local ok, e = pcall(begin_and_serve, shared)
  native.worker_ends(shared.pool)
  if not ok then error(e, 0) end
end

-- ThreadPoolExecutor -----------------------------------------------------------------------------

local ThreadPoolExecutor = Executor:extend("ThreadPoolExecutor")
executors.ThreadPoolExecutor = ThreadPoolExecutor

local unnamed = {}  -- n: how many executors got a name of their own
local add = require "gilua.atomic".add

local function check_max_workers(max_workers)
  if max_workers == nil then
    local cpus = os.cpu_count()
    return cpus and math.min(32, cpus + 4) or 5
  end
  local whole = type(max_workers) == "number" and math_tointeger(max_workers)
  if not whole then
    error(errors.TypeError("max_workers must be an integer, not " .. type(max_workers)))
  end
  if whole <= 0 then error(errors.ValueError("max_workers must be greater than 0")) end
  return whole
end

local function is_callable(value)
  if type(value) == "function" then return true end
  local metatable = getmetatable(value)
  return type(metatable) == "table" and rawget(metatable, "__call") ~= nil
end

local function copy_args(args)
  if args == nil then return {n = 0} end
  if type(args) ~= "table" then
    error(errors.TypeError("initargs must be a sequence, not " .. type(args)))
  end
  local n = math.type(args.n) == "integer" and args.n or #args
  return table.pack(unpack(args, 1, n))
end

--- ThreadPoolExecutor(max_workers=min(32, cpus + 4), thread_name_prefix='', initializer=nil,
--- initargs={})
function ThreadPoolExecutor:init(...)
  local max_workers, prefix, initializer, initargs = class.bind("ThreadPoolExecutor", 4,
    "max_workers,thread_name_prefix,initializer,initargs", ...)
  max_workers = check_max_workers(max_workers)
  if initializer ~= nil and not is_callable(initializer) then
    error(errors.TypeError("initializer must be a callable"))
  end
  if prefix ~= nil and type(prefix) ~= "string" then
    error(errors.TypeError("thread_name_prefix must be a string, not " .. type(prefix)))
  end
  if prefix == nil or prefix == "" then
    prefix = "ThreadPoolExecutor-" .. add(unnamed, "n", 1) - 1
  end
  local pool = native.new_pool(max_workers)
  self._max_workers = max_workers
  self._thread_name_prefix = prefix
  self._threads = {}
  self._shared = {pool = pool, initializer = initializer, initargs = copy_args(initargs)}
  self._pool = pool
  pools[pool] = self._threads
end
unnamed.n = 0

local function pool_of(self)
  local pool = rawget(self, "_pool")
  if pool == nil then
    error(errors.RuntimeError(class.name_of(self) .. ": ThreadPoolExecutor.init() not called"))
  end
  return pool
end

local function refuse(self)
  if self._shared.broken then error(executors.BrokenThreadPool(self._shared.broken)) end
  error(errors.RuntimeError("cannot schedule new futures after " ..
    ((self._shutdown or not program_ends) and "shutdown" or "interpreter shutdown")))
end

local function start_worker(self, number)
  local thread = threading.Thread{target = work, args = {self._shared},
    name = self._thread_name_prefix .. "_" .. number}
  self._threads[number + 1] = thread
  thread:start()
end

local future_metatable = getmetatable(base.Future())

--- submit(fn, ...): a future of fn(...), which a thread of the pool calls.
function ThreadPoolExecutor:submit(fn, ...)
  if fn == nil then
    error(errors.TypeError(
      "ThreadPoolExecutor.submit() missing 1 required positional argument: 'fn'"))
  end
  local pool = self._pool or pool_of(self)
  if program_ends then refuse(self) end
  local future = new_future(future_metatable, fn, ...)
  local worker = put(pool, future)
  if worker == true then return future end
  if not worker then refuse(self) end
  local ok, e = pcall(start_worker, self, worker)
  if ok then return future end
  self._threads[worker + 1] = nil
  native.not_started(pool)
  future:cancel()
  error(e, 0)
end

-- Futures that nobody has begun to run; who waits for them hears that they are cancelled.
local function cancel_waiting(pool)
  for future in native.take, pool do
    future:cancel()
    start(future)
  end
end

function ThreadPoolExecutor:shutdown(...)
  local wait, cancel_futures = class.bind("shutdown", 1, "wait,cancel_futures", ...)
  wait = class.check_bool("wait", wait, true)
  local pool = pool_of(self)
  self._shutdown = true
  native.close(pool)
  if class.check_bool("cancel_futures", cancel_futures, false) then cancel_waiting(pool) end
  if not wait then return end
  local current = threading.current_thread()
  for _, thread in next, self._threads do
    if thread == current then error(errors.RuntimeError("cannot join current thread")) end
  end
  native.join(pool)
  for _, thread in next, self._threads do thread:join() end
end

return executors
