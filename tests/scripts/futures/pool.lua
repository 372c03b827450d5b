-- ThreadPoolExecutor: its threads, their names and number, shutdown, initializers.
local futures = require "concurrent.futures"
local errors = require "errors"
local threading = require "threading"
package.path = "../sync/?.lua;" .. package.path
local crew = require "lib.crew"
local ThreadPoolExecutor = futures.ThreadPoolExecutor
require("logging").getLogger("concurrent.futures").disabled = true
local function name() return threading.current_thread().name, threading.current_thread().daemon end

-- Idle threads are used again: one after another needs one thread.
local first = ThreadPoolExecutor()
for _ = 1, 50 do assert(first:submit(name):result() == "ThreadPoolExecutor-0_0") end
print(first:submit(name):result())                   -- expect: ThreadPoolExecutor-0_0	false
print(#first._threads, first._max_workers == math.min(32, os.cpu_count() + 4), threading.active_count())  -- expect: 1	true	2
-- Those that run together have one each, up to max_workers.
local second = ThreadPoolExecutor(3)
local barrier = threading.Barrier(3)
local names = {}
for i = 1, 3 do names[i] = second:submit(function() barrier:wait() return name() end) end
for i = 1, 3 do names[i] = names[i]:result() end
table.sort(names)
print(table.concat(names, " "))  -- expect: ThreadPoolExecutor-1_0 ThreadPoolExecutor-1_1 ThreadPoolExecutor-1_2
local gate = threading.Event()
for _ = 1, 20 do second:submit(gate.wait, gate) end
print(#second._threads)                              -- expect: 3
gate:set()
local named = ThreadPoolExecutor{max_workers = 1, thread_name_prefix = "mine"}
print((named:submit(name):result()))                 -- expect: mine_0
print((ThreadPoolExecutor(1, "")):submit(name):result())  -- expect: ThreadPoolExecutor-2_0	false

-- shutdown: what was submitted is run; nothing more is taken.
gate:clear()
local late = {second:submit(gate.wait, gate), second:submit(name)}
second:shutdown(false)
second:shutdown{wait = false}
crew.try(second.submit, second, print)               -- expect: RuntimeError: cannot schedule new futures after shutdown
gate:set()
second:shutdown()
print(late[1]:result(), late[2]:done())              -- expect: true	true
first:shutdown(true)
named:shutdown()
-- cancel_futures: what has not begun is cancelled, and who waits for it hears of that.
local cancelling = ThreadPoolExecutor(1)
gate:clear()
local begun = threading.Event()
local running = cancelling:submit(function() begun:set() return gate:wait() end)
begun:wait()
local waiting = {cancelling:submit(print, "never"), cancelling:submit(print, "never")}
local hears = crew.start(1, function() assert(#(futures.wait(waiting)) == 2) end)
cancelling:shutdown(false, {cancel_futures = true})
hears:join()
print(running:cancelled(), waiting[1]:cancelled(), waiting[2]:cancelled())  -- expect: false	true	true
gate:set()
print(running:result())                              -- expect: true
cancelling:shutdown()
crew.until_true(function() collectgarbage() return threading.active_count() == 1 end)  -- the unnamed one too

-- As a to-be-closed variable.
local ended
do
  local pool <close> = ThreadPoolExecutor(1)
  pool:submit(function() require("time").sleep(0.02) ended = true end)
end
print(ended, threading.active_count())               -- expect: true	1
-- A thread of the pool cannot wait for itself.
local own = ThreadPoolExecutor(1)
local inside = own:submit(function() own:shutdown() end)
print(inside:exception())                            -- expect: RuntimeError: cannot join current thread
own:shutdown()

-- initializer
local seen = {}
local prepared <close> = ThreadPoolExecutor(2, "w", function(a, b, c)
  seen[#seen + 1] = threading.current_thread().name .. tostring(a) .. tostring(b) .. c
end, {1, nil, 3, n = 3})
prepared:submit(print, "run"):result()               -- expect: run
print(seen[1])                                       -- expect: w_01nil3
local broken = ThreadPoolExecutor{max_workers = 1, initializer = function() gate:wait() error("no") end}
gate:clear()
local a, b = broken:submit(print), broken:submit(print)
gate:set()
crew.try(a.result, a)  -- expect: BrokenThreadPool: A thread initializer failed, the thread pool is not usable anymore
crew.try(b.result, b)  -- expect: BrokenThreadPool: A thread initializer failed, the thread pool is not usable anymore
crew.try(broken.submit, broken, print)  -- expect: BrokenThreadPool: A thread initializer failed, the thread pool is not usable anymore
broken:shutdown()

crew.try(ThreadPoolExecutor, 0)           -- expect: ValueError: max_workers must be greater than 0
crew.try(ThreadPoolExecutor, -5)          -- expect: ValueError: max_workers must be greater than 0
crew.try(ThreadPoolExecutor, 1.5)         -- expect: TypeError: max_workers must be an integer, not number
crew.try(ThreadPoolExecutor, 1, "p", 5)   -- expect: TypeError: initializer must be a callable
crew.try(ThreadPoolExecutor, 1, 2)        -- expect: TypeError: thread_name_prefix must be a string, not number
crew.try(ThreadPoolExecutor, {workers = 1})  -- expect: TypeError: ThreadPoolExecutor() got an unexpected keyword argument 'workers' (known: initargs, initializer, max_workers, thread_name_prefix)
print(require("concurrent.futures.thread").BrokenThreadPool == futures.BrokenThreadPool)  -- expect: true
