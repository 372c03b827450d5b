-- An uncaught error: message and traceback on standard error, status 1.
-- expect status: 1
-- expect error: gilua: uncaught.lua:8: boom
-- expect error: stack traceback:
-- expect error: in main chunk
io.write("shown\n")  -- expect: shown
local function f()
  error("boom") end
f()
