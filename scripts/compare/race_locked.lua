-- race.lua with a lock around each step: the result is 0 in every mode.
--
-- Look at: lock:held() takes the lock and gives it back when its block ends, even by an error. Look
-- also at the price: far fewer turns take as long, and two threads are slower than one.
-- Try:     gilua scripts/compare/race_locked.lua
--          gilua --gil=off scripts/compare/race_locked.lua
--          gilua compare scripts/compare/race_locked.lua
local threading = require "threading"

local turns = tonumber(arg and arg[1]) or 200000
local lock = threading.Lock()
local n = 0

local function change(by)
  for _ = 1, turns do
    local _ <close> = lock:held()
    n = n + by
  end
end

local adder = threading.Thread{target = change, args = {1}, name = "adder"}
local subtractor = threading.Thread{target = change, args = {-1}, name = "subtractor"}
adder:start()
subtractor:start()
adder:join()
subtractor:join()
print(n)
