-- A function in C++ that works long lets go of the GIL where it polls, whatever the switch points
-- are: several times during one call.
-- run: --gil=on --switch-interval=0.001
-- run: --gil=on --switch-interval=0.001 --switch-points=loops
-- run: --gil=on --switch-interval=0.001 --gil-policy=fifo
local threading = require "threading"
local time = require "time"
local turns, done = 0, false
local other = threading.Thread{target = function()
  while not done do
    turns = turns + 1
    time.sleep(0.0001)
  end
end}
local list = {}
for i = 1, 2000000 do list[i] = "element" end
other:start()
local before = turns
local text = table.concat(list, ",")
local during = turns - before
done = true
other:join()
print(#text, during >= 3 or during)  -- expect: 15999999	true
