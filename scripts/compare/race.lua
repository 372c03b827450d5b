-- A data race: one thread adds 1 to a variable, another subtracts 1, equally often, without a lock.
--
-- Look at: the result should be 0 and is not. "n = n + 1" is three steps: read, add, write. A
-- thread that loses its turn in between writes an old sum later, and the other's work is lost. The
-- GIL does not help: it may change hands between any two steps. What it did not lose is memory
-- safety, with the GIL or without.
-- Try:     gilua scripts/compare/race.lua
--          gilua --switch-points=loops scripts/compare/race.lua      (0: as CPython since 3.10)
--          gilua --gil=off scripts/compare/race.lua
--          gilua --switch-interval=0.0002 scripts/compare/race.lua 1000000
local threading = require "threading"

local turns = tonumber(arg and arg[1]) or 20000000
local n = 0

local function add()
  for _ = 1, turns do n = n + 1 end
end

local function subtract()
  for _ = 1, turns do n = n - 1 end
end

local adder = threading.Thread{target = add, name = "adder"}
local subtractor = threading.Thread{target = subtract, name = "subtractor"}
adder:start()
subtractor:start()
adder:join()
subtractor:join()
print(n)
