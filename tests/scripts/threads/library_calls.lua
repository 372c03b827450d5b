-- Every function of every library is called by eight threads at once with shared arguments of all
-- types. What the calls return or raise does not matter: the test fails by a crash, a hang, or a
-- sanitizer's report, or if a function is neither called nor in the table of exceptions.
-- timeout: 60
-- expect: every function was called
local errors = require "errors"
local threading = require "threading"
local time = require "time"
local values = require "lib.shared_values"
local functions = require "lib.library_functions"

local pcall, next, os_remove, monotonic = pcall, next, os.remove, time.monotonic
local clear_hook = debug and debug.sethook or function() end
local random_of, any = values.generator, values.any

-- Not called, with the reason.
local exceptions = {
  ["os.exit"] = "ends the process",
  ["os.execute"] = "starts a program: tests/scripts/io/processes.lua",
  ["io.popen"] = "the same",
  ["print"] = "its lines are this test's output: tests/scripts/io/print_threads.lua",
  ["debug.debug"] = "waits for input",
  ["debug.setlocal"] = "would change this test's own variables",
  ["gilua._exit.register"] = "what it is given is called at the end: tests/scripts/logging/at_exit.lua",
  ["gilua._exit.register_before_threads"] = "the same: tests/scripts/futures/at_exit.lua",
  ["gilua._futures.set_raiser"] = "replaces how futures raise errors",
  ["gilua._errors.install"] = "replaces how errors are made",
  ["logging.FileHandler.init"] = "leaves files behind: tests/scripts/logging/threads.lua",
  ["gilua._threading.set_functions"] = "replaces how threads begin",
  ["gilua._threading.trace.set_everywhere"] = "would hook this test: trace.lua",
  ["threading.settrace_all_threads"] = "the same",
  ["threading.setprofile_all_threads"] = "the same",
  ["gilua._threading.write_error"] = "its lines would be this test's errors: excepthook.lua",
  ["gilua._threading.adopt"] = "takes a thread's object away from it",
  ["gilua._threading.thread_methods.start"] = "is Thread.start without its checks",
}

-- A real file for those that read one, and the default files.
local script = os.tmpname()
do
  local file = io.open(script, "w")
  file:write("return ...\n")
  file:close()
end
local nowhere = "/nonexistent/folder/file"
io.input(io.open(script))
local sink = io.tmpfile()
io.output(sink)

local function one_of(...)
  local list = {...}
  return function(random) return list[random(#list)] end
end
local modes = one_of("r", "rb", "r+", "a+", "z")
local names = one_of(script, nowhere, script)
local options = one_of("count", "step", "isrunning", "incremental", "generational", "collect",
  "setpause", "stop", "restart")
local modules = one_of("time", "atomic", "gil", "no.such.module", "errors")
local policies = one_of("interval", "fifo", "ticks", "priority", "none")

-- Calls [f] with a condition, whose lock the thread has meanwhile.
local function with_condition(call)
  return function(f)
    local condition = values.condition
    if not condition:acquire(true, 1e-3) then return end
    pcall(call, condition, f)
    condition:release()
  end
end

-- Called so, because with any arguments they would wait, leave files behind or slow down the rest.
local calls = {
  ["io.open"] = function(f, random) local file = f(names(random), modes(random)) if file then file:close() end end,
  ["io.lines"] = function(f, random)
    local line = f(names(random), any(random))
    for _ = 1, 3 do line() end
  end,
  ["io.input"] = function(f, random) f(random(2) == 1 and values.file(random) or nil) end,
  ["io.output"] = function(f, random) f(random(2) == 1 and sink or nil) end,
  ["io.close"] = function(f, random) f(values.file(random)) end,
  ["dofile"] = function(f, random) f(names(random)) end,
  ["load"] = function(f, random)
    f(random(2) == 1 and values.reader or values.strings[random(#values.strings)], any(random),
      any(random), any(random))
  end,
  ["loadfile"] = function(f, random) f(names(random), any(random), any(random)) end,
  ["require"] = function(f, random)
    local name = modules(random)
    if name == "atomic" then package.loaded[name] = nil end
    f(name)
  end,
  ["warn"] = function(f, random) f("@off") f(values.strings[random(#values.strings)]) end,
  ["collectgarbage"] = function(f, random) f(options(random), random(100)) end,
  ["os.tmpname"] = function(f) os_remove(f()) end,
  ["os.remove"] = function(f) f(nowhere) end,
  ["os.rename"] = function(f) f(nowhere, nowhere) end,
  ["gilua._time.sleep"] = function(f, random) f(random(2) == 1 and 0 or any(random) and 1e-5) end,
  ["debug.sethook"] = function(f, random) f(values.functions[1], "crl", random(10)) end,
  ["gil.set_policy"] = function(f, random) f(policies(random)) end,
  ["sys.setswitchinterval"] = function(f, random) f(random(2) == 1 and 0.005 or 1e-5) end,
  ["sys.setcheckinterval"] = function(f, random) f(random(200)) end,
  ["gilua._threading.thread_methods.join"] = function(f, random)
    f(values.threads[random(#values.threads)], 1e-4)
  end,
  ["gilua._threading.timer.wait"] = function(f, random)
    f(values.threads[random(#values.threads)], random(2) == 1 and 1e-4 or any(random) and -1)
  end,
  ["gilua._threading.stack_size"] = function(f, random) f(random(2) == 1 and 0 or any(random)) end,
  -- With a place outside of the heap they would never end.
  ["gilua._heap.rise"] = function(f, random) f({4, 3, 2, 1}, 4, random(4)) end,
  ["gilua._heap.expel_first"] = function(f, random) f({1, 2, 3, 4}, 4, random(4)) end,
  ["gilua._threading.trace.set"] = function(f, random) f(values.functions[1], any(random)) end,
}

-- Methods in Lua that go through what their object says get a real one.
local function with_self(object)
  return function(f, random) f(object, any(random), any(random)) end
end
local logging = require "logging"
local function silent_logger(name)
  local logger = logging.getLogger(name)
  logger.propagate = false
  logger:addHandler(logging.NullHandler())
  return logger
end
local logger = silent_logger("calls")
silent_logger("asyncio")  -- it would tell of errors on this test's output
-- Futures, whose callbacks may be anything, and what knows of them.
local futures, native_futures = require "concurrent.futures", require "gilua._futures"
logging.getLogger("concurrent.futures").disabled = true
local watched = {futures.Future(), futures.Future()}
local closed_pool, open_pool = native_futures.new_pool(2), native_futures.new_pool(2)
native_futures.close(closed_pool)
local cores = {watched[1], watched[2], native_futures.new_watch(watched, {}), closed_pool, open_pool}
local idle_executor, used_executor = futures.ThreadPoolExecutor(2), futures.ThreadPoolExecutor(2)
local function with_future(...)
  local last = {...}
  return function(f) f(futures.Future(), table.unpack(last)) end
end
-- A handler of its own for each call, whose lock no other call keeps.
local function with_handler(f, random)
  f(logging.StreamHandler{stream = {write = function() end}}, any(random), any(random))
end
local function acquire_and_release(f)
  local handler = logging.StreamHandler()
  f(handler)
  handler:release()
end

-- The same for functions that wait, which several classes have: the first pattern counts.
local families = {
  {"^gilua%._futures%.next$", function(f, random) f(closed_pool, any(random)) end},
  {"^gilua%._futures%.join$", function(f) f(closed_pool) end},
  {"^gilua%._futures%.watch_wait$", function(f, random) f(cores[3], random(3), any(random), 1e-4) end},
  {"^gilua%._futures%.exception$", with_future(1e-4)},
  {"^gilua%._futures%.methods%.result$", with_future(1e-4)},
  {"^gilua%._futures%.close$", function(f) f(closed_pool) end},
  {"^gilua%._futures%.new_", function(f, random)
    f(random(2) == 1 and watched or any(random), any(random), any(random))
  end},
  {"^gilua%._futures%.[%w_]+$", function(f, random)
    f(cores[random(#cores)], random(2) == 1 and cores[random(2)] or any(random), any(random), any(random))
  end},
  {"futures[%w_.]*%.Future%.exception$", with_future(1e-4)},
  {"futures[%w_.]*%.Future%.", function(f, random) f(futures.Future(), any(random), any(random)) end},
  {"futures[%w_.]*%.wait$", function(f) f(watched, 1e-4) end},
  {"futures[%w_.]*%.as_completed$", function(f) pcall(f(watched, 1e-4)) end},
  {"futures[%w_.]*%.ThreadPoolExecutor%.shutdown$", function(f) f(idle_executor) end},
  {"futures[%w_.]*%.ThreadPoolExecutor%.init$", function(f, random) f({}, any(random), any(random)) end},
  {"futures[%w_.]*%.ThreadPoolExecutor%.submit$", function(f, random)
    f(used_executor, values.functions[random(4)], any(random))
  end},
  {"futures[%w_.]*%.Executor%.map$", function(f, random)
    pcall(f(used_executor, values.functions[random(4)], {1, 2, 3}, any(random)))
  end},
  {"^random%.Random%.", with_self(require("random").Random(1))},
  {"ExceptionGroup%.", with_self(errors.ExceptionGroup("group", {"one", "two"}))},
  {"^logging%.[%w_]*Logger[.<]", with_self(logger)},
  {"^logging%.[%w_]*Handler.*acquire$", acquire_and_release},
  {"^logging%.[%w_]*Handler[.<]", with_handler},
  {"^logging%.lastResort", with_handler},
  {"^gilua%._locks%..*%.held$", function(f) f(threading.Lock()) end},
  {"^gilua%._locks%.Condition%.acquire$", with_condition(function(c, f) if f(c, false) then c:release() end end)},
  {"^gilua%._locks%.Condition%.release$", with_condition(function(c, f) c:acquire(false) f(c) end)},
  {"^gilua%._locks%.Condition%.wait$", with_condition(function(c, f) f(c, 1e-4) end)},
  {"^gilua%._locks%.Condition%.wait_for$", with_condition(function(c, f)
    f(c, function() return false end, 1e-4)
  end)},
  {"^gilua%._locks%.Condition%.notify", with_condition(function(c, f) f(c) end)},
  {"^gilua%._locks%..*%.acquire$", function(f, random) f(values.lock(random), true, 1e-4) end},
  {"^gilua%._locks%..*%.wait$", function(f, random) f(values.lock(random), 1e-4) end},
  {"^gilua%._sync%.condition_init$", function(f, random) f(threading.Condition(), any(random), any(random)) end},
  {"^gilua%._queue%..*%.get$", function(f, random) f(values.queue(random), true, 1e-4) end},
  {"^gilua%._queue%..*%.put$", function(f, random) f(values.queue(random), any(random), true, 1e-4) end},
  {"^gilua%._queue%..*%.join$", function(f, random)
    local queue = values.queue(random)
    if queue.shutdown then queue:shutdown(true) end
    if queue.unfinished_tasks == 0 then f(queue) end
  end},
  {"^queue%.PriorityQueue%.get$", function(f) f(values.heap(), true, 1e-4) end},
  {"^queue%.PriorityQueue%.put$", function(f, random) f(values.heap(), random(9), true, 1e-4) end},
  {"^queue%.PriorityQueue%.join$", function(f)
    local queue = values.heap()
    queue:shutdown(true)
    if queue.unfinished_tasks == 0 then f(queue) end
  end},
}
local function special_call(path)
  if calls[path] then return calls[path] end
  for _, family in ipairs(families) do
    if path:find(family[1]) then return family[2] end
  end
end

-- These stop all threads or switch modes: once in a while is enough.
local rare = {"^gil%.", "^sys%.set", "^collectgarbage$", "^os%.tmpname$", "^require$"}
local function is_rare(path)
  for _, pattern in ipairs(rare) do if path:find(pattern) then return true end end
  return false
end

local list, missing = {}, {}
for path in next, exceptions do missing[path] = true end
for _, each in ipairs(functions.all{{"file", io.stdout}}) do
  missing[each.path] = nil
  if not exceptions[each.path] then
    each.call, each.turns = special_call(each.path), is_rare(each.path) and 1 or 12
    list[#list + 1] = each
  end
end

local function call_any(f, random)
  local n = random(5) - 1
  if n == 0 then return f() end
  if n == 1 then return f(any(random)) end
  if n == 2 then return f(any(random), any(random)) end
  if n == 3 then return f(any(random), any(random), any(random)) end
  return f(any(random), any(random), any(random), any(random))
end

-- Goes through all functions at least once, and until the time is over.
local stop_at = monotonic() + tonumber(arg[1] or "2")
local function work(seed, counts)
  local random = random_of(seed)
  repeat
    for i = 1, #list do
      local each = list[i]
      for _ = 1, each.turns do
        pcall(each.call or call_any, each.f, random)
        clear_hook()
      end
      counts[i] = (counts[i] or 0) + each.turns
    end
  until monotonic() >= stop_at
end

local strings_meta, kept = getmetatable(""), {}
for key, value in next, strings_meta do kept[key] = value end
local counts, threads = {}, {}
for i = 1, 8 do
  counts[i] = {}
  threads[i] = threading.Thread{target = work, args = {i, counts[i]}}
end
for i = 1, 8 do threads[i]:start() end
for i = 1, 8 do threads[i]:join() end

-- Strings' metatable was among the arguments.
setmetatable(strings_meta, nil)
for key in next, strings_meta do strings_meta[key] = nil end
for key, value in next, kept do strings_meta[key] = value end
os_remove(script)
io.output(io.stdout)
collectgarbage("restart")

for i, each in ipairs(list) do
  for thread = 1, 8 do
    if not counts[thread][i] then print("not called by thread", thread, each.path) end
  end
end
for path in next, missing do
  if not path:find("^debug%.") or debug then print("an exception that does not exist", path) end
end
print(#list > 150 and "every function was called" or #list)
