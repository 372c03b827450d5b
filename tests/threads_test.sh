#!/bin/sh
# Tests of OS threads as a process sees them: very many, limits of the system, exit statuses.
#
#   threads_test.sh GILUA [sanitized]
#
# Sanitized builds run fewer threads: they take too much memory each, or allow no more. Prints what
# failed; exit status 1 if anything did.
. "$(dirname "$0")/program_harness.sh"
sanitized=${2:-}
alive=10000 sequence=10000 limited=2000
[ -n "$sanitized" ] && alive=1000 sequence=3000 limited=500

# run NAME STATUS ARGS...: runs gilua with ARGS under the limits in $limits.
limits=:
run() {
  name=$1 want=$2
  shift 2
  (eval "$limits"; exec "$gilua" "$@") >"$out" 2>"$err"
  status=$?
  [ $status -eq "$want" ] || fail "status $status, expected $want"
}

# --- very many
cat >alive.lua <<'LUA'
-- arg[1] threads that wait for one lock, with a Local each; then all of them go on.
local threading = require "threading"
local n = tonumber(arg[1])
local gate, own = threading.Lock(), threading.Local:extend("Own")
function own:init(value) self.value = {value} end
local mine = own(7)
local counts = {}
gate:acquire()
local threads = {}
for i = 1, n do
  counts[i] = 0
  threads[i] = threading.Thread{target = function()
    mine.value[1] = i
    gate:acquire()
    counts[i] = mine.value[1]
    gate:release()
  end}
  threads[i]:start()
end
print(threading.active_count() == n + 1, #threading.enumerate() == n + 1)
gate:release()
local right = 0
for i = 1, n do
  threads[i]:join()
  if counts[i] == i then right = right + 1 end
end
print(right == n, threading.active_count(), mine.value[1])
LUA
cat >sequence.lua <<'LUA'
local threading = require "threading"
local sum = 0
for i = 1, tonumber(arg[1]) do
  local t = threading.Thread{target = function() sum = sum + i end}
  t:start()
  t:join()
end
print(sum == arg[1] * (arg[1] + 1) // 2, threading.active_count())
LUA
for mode in on off; do
  run "$alive threads alive, GIL $mode" 0 --gil=$mode alive.lua $alive
  says "true	true
true	1	7"; is_quiet
  run "$sequence threads in sequence, GIL $mode" 0 --gil=$mode sequence.lua $sequence
  says "true	1"; is_quiet
done
run "many threads, 1 us interval" 0 --gil=on --switch-interval=1e-6 alive.lua 500
says "true	true
true	1	7"; is_quiet

# --- limits
cat >limited.lua <<'LUA'
-- Starts threads until none can be had, then lets them go on and starts others.
local threading = require "threading"
local gate = threading.Lock()
gate:acquire()
local done, threads, refusal = 0, {}, nil
local count = threading.Lock()
local function block()
  gate:acquire()
  gate:release()
  local _ <close> = count:held()
  done = done + 1
end
for i = 1, tonumber(arg[1]) do
  local t
  local ok, e = pcall(function()
    t = threading.Thread{target = block}
    t:start()
  end)
  if not ok then
    refusal = e
    if t and t:is_alive() then print("alive without a thread") end
    break
  end
  threads[i] = t
end
gate:release()
for _, t in ipairs(threads) do t:join() end
print(refusal)
print(done == #threads, #threads > 3, threading.active_count())
threads, refusal = nil, nil
collectgarbage()
local t = threading.Thread{target = function() print("again") end}
t:start()
t:join()
LUA
if [ -z "$sanitized" ]; then
  limits="ulimit -v 400000"
  run "no address space for more threads" 0 limited.lua 10000
  says "RuntimeError: can't start new thread
true	true	1
again"; is_quiet
  limits=:
fi
run "--max-memory counts threads" 0 --max-memory=24M limited.lua 10000
says "not enough memory
true	true	1
again"; is_quiet
cat >forever.lua <<'LUA'
local threading = require "threading"
local gate = threading.Lock()
gate:acquire()
for _ = 1, tonumber(arg[1]) do threading.Thread{target = gate.acquire, args = {gate}}:start() end
print("started")
while true do end
LUA
for mode in on off; do
  run "--timeout with $limited threads, GIL $mode" 124 --gil=$mode --timeout=8 forever.lua $limited
  says "started"; complains "gilua: timeout: the script did not end within 8 s"
  complains "waiting for Lock"
done

# --- statuses
cat >fails.lua <<'LUA'
local threading = require "threading"
threading.Thread{name = "W", target = function() error("boom") end}:start()
LUA
run "an error in a thread leaves the status alone" 0 fails.lua
complains "Exception in thread W:"; complains "fails.lua:2: boom"; complains "stack traceback:"
cat >quits.lua <<'LUA'
local threading, sys = require "threading", require "sys"
local t = threading.Thread{target = function() sys.exit(3) end}
t:start()
t:join()
print("main goes on")
LUA
run "sys.exit in a thread ends that thread" 0 quits.lua; says "main goes on"; is_quiet
cat >main_fails.lua <<'LUA'
local threading, time = require "threading", require "time"
threading.Thread{target = function() time.sleep(0.1) print("still here") end}:start()
error("main")
LUA
run "threads outlive a main script that fails" 1 main_fails.lua
says "still here"; complains "main_fails.lua:3: main"
cat >main_exits.lua <<'LUA'
local threading, time, sys = require "threading", require "time", require "sys"
threading.Thread{target = function() time.sleep(0.1) print("still here") end}:start()
sys.exit(7)
LUA
run "threads outlive sys.exit in the main script" 7 main_exits.lua; says "still here"
cat >leaves.lua <<'LUA'
local threading, time = require "threading", require "time"
local gate = threading.Lock()
gate:acquire()
for i = 1, 200 do
  threading.Thread{target = i % 2 == 0 and function() gate:acquire() end
    or function() while true do end end, daemon = i % 3 == 0}:start()
end
threading.Thread{target = function() print("leaving") os.exit(9) end}:start()
gate:acquire()
LUA
for mode in on off; do
  run "os.exit in a thread beside 200 others, GIL $mode" 9 --gil=$mode leaves.lua
  says "leaving"; is_quiet
done
cat >daemons.lua <<'LUA'
local threading, time = require "threading", require "time"
local gate = threading.Lock()
for i = 1, 100 do
  threading.Thread{daemon = true, target = function()
    local held = {}
    while true do
      held[#held % 100 + 1] = {i}
      if i % 2 == 0 then time.sleep(0.001) else local _ <close> = gate:held() end
    end
  end}:start()
end
time.sleep(0.1)
print("end")
LUA
for mode in on off; do
  run "100 busy daemon threads at the end, GIL $mode" 0 --gil=$mode daemons.lua
  says "end"; is_quiet
done

[ $failures -eq 0 ] || { echo "$failures failed"; exit 1; }
echo "all passed"
