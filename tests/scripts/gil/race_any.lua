-- With the GIL on and switches between any two instructions, `n = n + 1` loses updates, as it did
-- up to Python 3.9; a lock around it loses none.
-- run: --gil=on --switch-interval=0.0002
-- run: --gil=on --switch-interval=0.0002 --switch-points=any
-- run: --gil=off
local threading = require "threading"

local function race(turns, enter)
  local n = 0
  local function up() for _ = 1, turns do n = n + 1 end end
  local function down() for _ = 1, turns do n = n - 1 end end
  local function up_locked() for _ = 1, turns do local _ <close> = enter:held() n = n + 1 end end
  local function down_locked() for _ = 1, turns do local _ <close> = enter:held() n = n - 1 end end
  local a = threading.Thread{target = enter and up_locked or up}
  local b = threading.Thread{target = enter and down_locked or down}
  a:start()
  b:start()
  a:join()
  b:join()
  return n
end

local lost = 0
for _ = 1, 5 do if race(1000000) ~= 0 then lost = lost + 1 end end
print(lost > 0)                          -- expect: true
print(race(20000, threading.Lock()))     -- expect: 0
