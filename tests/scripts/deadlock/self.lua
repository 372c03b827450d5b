-- A lock that its holder takes again: nobody is left who could release it.
-- expect status: 1
-- expect error: gilua: deadlock: all 1 threads are waiting
-- expect error: thread 'MainThread': waiting for Lock held by 'MainThread'
-- expect error: self.lua:11: in function <self.lua:9>
local lock = require("threading").Lock()
lock:acquire()
io.write("kept\n")  -- expect: kept
local function wait()
  -- Not a tail call, which would leave no trace.
  lock:acquire()
  return 1
end
pcall(wait)  -- nothing is raised
print("not reached")
