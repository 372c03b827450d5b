-- Near the limit of memory a put collects what is garbage before it says "not enough memory"; and
-- when it does, the queue is as it was.
-- run: --max-memory=16M --gil=on
-- run: --max-memory=16M --gil=off
-- run: --max-memory=16M --gil=on --switch-interval=1e-6
-- timeout: 60
local queue = require "queue"
for _, class in ipairs{queue.Queue, queue.LifoQueue, queue.SimpleQueue} do
  local q = class()
  for round = 1, 2 do
    local garbage = {}
    for i = 1, 40000 do garbage[i] = {i} end
    garbage = nil
    for i = 1, 70000 do q:put(i) end
    assert(q:qsize() == 70000)
    for i = 1, 70000 do q:get() end
  end
  local n = 0
  local ok, e = pcall(function()
    while true do
      q:put(n)
      n = n + 1
    end
  end)
  print(ok, e, n > 70000, q:qsize() == n)
  local sum = 0
  for _ = 1, n do sum = sum + q:get() end
  print(sum == n * (n - 1) // 2, q:empty(), pcall(q.put, q, 1))
  q:get()
end
-- expect: false	not enough memory	true	true
-- expect: true	true	true
-- expect: false	not enough memory	true	true
-- expect: true	true	true
-- expect: false	not enough memory	true	true
-- expect: true	true	true
