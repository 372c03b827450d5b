-- Many threads at the limit: each gets the error, none brings the others down.
-- run: --max-memory=48M --gil=on
-- run: --max-memory=48M --gil=off
-- labels: concurrency
-- timeout: 100
local threading = require "threading"
local threads, failed = {}, {}
for i = 1, 4 do
  threads[i] = threading.Thread{target = function()
    local n = 0
    for _ = 1, 5 do
      local ok, e = pcall(function()
        local t = {}
        for k = 1, 1e9 do t[k] = ("s"):rep(1000) .. k end
      end)
      assert(not ok and e == "not enough memory", e)
      ok, e = pcall(string.rep, "x", 1 << 30)
      assert(not ok and e == "not enough memory", e)
      n = n + 1
    end
    failed[i] = n
  end}
  threads[i]:start()
end
for i = 1, 4 do threads[i]:join() end
print(table.concat(failed, " "))  -- expect: 5 5 5 5
