-- With switch points "loops" the GIL changes hands at backward jumps and calls only, as in Python
-- since 3.10: the same race loses nothing.
-- run: --gil=on --switch-points=loops
-- run: --gil=on --switch-points=loops --switch-interval=1e-5
local threading = require "threading"
local n, turns = 0, 1000000
local a = threading.Thread{target = function() for _ = 1, turns do n = n + 1 end end}
local b = threading.Thread{target = function() for _ = 1, turns do n = n - 1 end end}
a:start()
b:start()
a:join()
b:join()
print(n)   -- expect: 0
