-- Lines that threads print at once are never torn, whichever way they are written. All print the
-- same line, so that the output is the same in every run.
local threading = require "threading"
local name = os.tmpname()
local out = assert(io.open(name, "w"))
local threads = {}
for i = 1, 4 do
  threads[i] = threading.Thread{target = function()
    local piece, same = tostring(i):rep(50), ("x"):rep(50)
    for _ = 1, 500 do
      print(same, same)
      out:write(piece, "\t", piece, "\n")
    end
  end}
  threads[i]:start()
end
for i = 1, 4 do threads[i]:join() end
out:close()
local whole = 0
for line in io.lines(name) do
  local digit = line:sub(1, 1)
  if line == digit:rep(50) .. "\t" .. digit:rep(50) then whole = whole + 1 end
end
os.remove(name)
io.stderr:write(whole, " whole lines\n")  -- expect error: 2000 whole lines
