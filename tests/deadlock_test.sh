#!/bin/sh
# Deadlocks as the program tells them: the report, --no-deadlock-check, the REPL, compare.
#
#   deadlock_test.sh GILUA [FACTOR]
#
# FACTOR: how much slower than usual the program is. Every case runs in all three GIL modes and has
# a time-out of its own: what hangs fails. Prints what failed; exit status 1 if anything did.
. "$(dirname "$0")/program_harness.sh"
factor=${2:-1}
limit=$((10 * factor))

# run STATUS ARGS...: standard input from the file "input".
run() {
  want=$1
  shift
  timeout -s KILL $limit "$gilua" $mode "$@" <input >"$out" 2>"$err"
  status=$?
  [ $status -eq "$want" ] || fail "status $status, expected $want"
}
begins() { [ "$(head -1 "$err")" = "$1" ] || fail "standard error does not begin with \"$1\""; }

cat >self.lua <<'LUA'
local threading = require "threading"
local lock = threading.Lock()
lock:acquire()
io.write("kept")
lock:acquire()
LUA
cat >many.lua <<'LUA'
local threading = require "threading"
local lock = threading.Lock()
lock:acquire()
for i = 1, 200 do
  threading.Thread{target = function() lock:acquire() end, name = "w" .. i}:start()
end
lock:acquire()
LUA
cat >coroutine.lua <<'LUA'
local lock = require("threading").Lock()
lock:acquire()
coroutine.wrap(function()
  local inner = coroutine.wrap(function() lock:acquire() end)
  inner()
end)()
LUA
cat >error.lua <<'LUA'
local threading, time = require "threading", require "time"
local lock = threading.Lock()
threading.Thread{target = function() lock:acquire() error("forgot to release") end, name = "bad"}:start()
while not lock:locked() do time.sleep(0.001) end
lock:acquire()
LUA
cat >session <<'LUA'
threading = require "threading"
errors = require "errors"
lock = threading.Lock()
=lock:acquire()
lock:acquire()
ok, e = pcall(lock.acquire, lock)
=ok, errors.is(e, errors.RuntimeError), e.message:match("^[^\n]*")
=e.message:match("\n.*")
lock:release()
w = threading.Thread{target = function() lock:acquire() lock:acquire() end, name = "w", daemon = true}
w:start() w:join()
print("end")
LUA

for mode in --gil=on --gil=off "--gil=on --switch-interval=1e-6"; do
  name="a thread alone"; : >input
  run 1 self.lua; says kept; begins "gilua: deadlock: all 1 threads are waiting"
  complains "thread 'MainThread': waiting for Lock held by 'MainThread'"
  complains "self.lua:5: in main chunk"
  name="the check off"
  timeout "$factor" "$gilua" $mode --no-deadlock-check self.lua <input >"$out" 2>"$err"
  status=$?
  [ $status -eq 124 ] || fail "status $status, expected that it hangs"
  [ -s "$err" ] && fail "standard error is not empty"
  name="the time-out comes though the check is off"
  run 124 --no-deadlock-check --timeout=0.3 self.lua
  complains "thread 'MainThread': waiting for Lock held by 'MainThread'"
  name="many threads"
  run 1 many.lua; complains "deadlock: all 201 threads are waiting"
  [ "$(grep -c "waiting for Lock held by 'MainThread'" "$err")" -eq 201 ] || fail "not 201 threads"
  name="in a coroutine"
  run 1 coroutine.lua; complains "resumed from"
  name="a holder that ended"
  run 1 error.lua; complains "forgot to release"
  complains "deadlock: all 1 threads are waiting"
  complains "thread 'MainThread': waiting for Lock"
  name="the prompt raises it"
  cp session input
  run 0 -i
  grep -qF "RuntimeError: deadlock: all 1 threads are waiting" "$err" || fail "no error at the prompt"
  grep -qF "false	true	deadlock: all 1 threads are waiting" "$out" || fail "no error in pcall"
  grep -qF "thread 'MainThread': waiting for Lock held by 'MainThread'" "$out" || fail "no waits"
  grep -qF "end" "$out" || fail "the prompt did not go on"
done

mode=
name="compare takes the option"; : >input
run 1 compare --runs 1 --gil on self.lua; complains "deadlock: all 1 threads are waiting"
run 1 compare --runs 1 --gil on --no-deadlock-check --timeout=0.3 self.lua
complains "timeout: the script did not end"
name="--help names it"
run 0 --help; grep -qF -- --no-deadlock-check "$out" || fail "it does not"

[ $failures -eq 0 ] && echo "all passed"
[ $failures -eq 0 ]
