-- Idle threads of a pool help nobody: a future that no one will end is a deadlock too.
-- expect status: 1
-- expect error: deadlock: all 3 threads are waiting
-- expect error: waiting for futures
local futures = require "concurrent.futures"
local threading = require "threading"
local pool = futures.ThreadPoolExecutor(2)
local barrier = threading.Barrier(3)
for _ = 1, 2 do pool:submit(barrier.wait, barrier) end
barrier:wait()
futures.wait{fs = {futures.Future()}}
