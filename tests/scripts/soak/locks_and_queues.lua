-- A short soak of locks and queues: bench/figures/soak.lua says what it does; it runs longer by hand.
-- args: 4 1
-- timeout: 60
-- labels: stress
-- expect: 0 invariants broken
dofile("../../../bench/figures/soak.lua")
