#!/bin/bash
# Ctrl-C: KeyboardInterrupt in the main thread, wherever it is; a second one ends the program.
#
#   interrupt_test.sh GILUA [FACTOR]
#
# FACTOR: how much slower than usual the program is. The script says "ready" when it is about to be
# where the signal should find it; a signal that comes a little early is raised there too. Every case
# has a time-out. Prints what failed; exit status 1 if anything did.
. "$(dirname "$0")/program_harness.sh"
factor=${2:-1}
limit=$((10 * factor))
mkfifo quiet  # a pipe that nobody writes to

# start ARGS...: the program in the background ($program), standard input from the quiet pipe; returns
# when it has printed "ready".
start() {
  : >"$out"; : >"$err"
  # A job of a shell without job control ignores SIGINT until the program sets its handler.
  timeout -s KILL $limit "$gilua" $mode "$@" <>quiet >"$out" 2>"$err" &
  waiter=$!
  for ((i = 0; i < 100 * factor; ++i)); do
    grep -q ready "$out" && break
    sleep 0.05
  done
  grep -q ready "$out" || fail "it never got ready"
  program=$(pgrep -P $waiter)
  sleep $((factor > 1 ? 1 : 0)).1  # to where the script goes from there
}
interrupt() { kill -INT "$program"; }
# ends STATUS
ends() {
  wait $waiter
  status=$?
  [ $status -eq "$1" ] || fail "status $status, expected $1"
}
# case NAME CODE TEXT: one interrupt ends CODE with KeyboardInterrupt and TEXT in its traceback.
one() {
  name=$1
  printf '%s\n' "$2" >script.lua
  start script.lua
  interrupt
  ends 130
  complains "KeyboardInterrupt"
  complains "${3:-in main chunk}"
}

head='local threading, time = require "threading", require "time"
local lock, over = threading.Lock(), {false}
local helper = threading.Thread{target = function() while not over[1] do time.sleep(0.01) end end, daemon = true}
helper:start()
lock:acquire()
print("ready")
'
for mode in --gil=on --gil=off "--gil=on --switch-interval=1e-6"; do
  one "a loop" "${head}while true do end" "script.lua:7: in main chunk"
  one "a sleep" "${head}time.sleep(1000)" "script.lua:7: in main chunk"
  one "a lock" "${head}lock:acquire()" "script.lua:7: in main chunk"
  one "a lock with a deadline" "${head}lock:acquire(true, 1000)" "script.lua:7: in main chunk"
  one "a join" "${head}helper:join()" "script.lua:7: in main chunk"
  one "a pattern that takes for ever" \
    "${head}string.find(('a'):rep(40), ('a?'):rep(40) .. ('a'):rep(41))" "script.lua:7: in main chunk"
  one "reading a pipe" "${head}io.read()" "script.lua:7: in main chunk"
  one "reading from a process" "${head}io.popen('exec sleep 5'):read('a')" "script.lua:7: in main chunk"
  one "closing a process" "${head}io.popen('exec sleep 5'):close()" "script.lua:7: in main chunk"
  one "a request" 'local asyncio, http = require "asyncio", require "http"
local server = http.serve(asyncio.async(function() asyncio.await(asyncio.sleep(1000)) end))
print("ready")
http.get(server.url)' "script.lua:4: in main chunk"
  one "in a coroutine" "${head}coroutine.wrap(function() lock:acquire() end)()" "script.lua:7: in"

  name="pcall catches it, and the script goes on"
  printf '%s\n' "$head"'local ok, e = pcall(lock.acquire, lock)
local errors = require "errors"
print(ok, errors.is(e, errors.KeyboardInterrupt), errors.is(e, errors.Exception), tostring(e))
over[1] = true helper:join()' >script.lua
  start script.lua; interrupt; ends 0
  says_line "false	true	false	KeyboardInterrupt"

  name="a read that was interrupted can be done again"
  printf '%s\n' 'print("ready") print((pcall(io.read))) print(io.read())' >script.lua
  start script.lua; interrupt; sleep 0.2; echo later >quiet; ends 0
  says_line false; says_line later

  name="only the main thread gets it"
  printf '%s\n' "$head"'local w = threading.Thread{target = function() print(pcall(lock.acquire, lock)) end}
w:start()
print(pcall(time.sleep, 1000))
lock:release() w:join()' >script.lua
  start script.lua; interrupt; ends 0
  says_line "false	KeyboardInterrupt"; says_line "true	true"

  name="joining at the end"
  printf '%s\n' 'local t = require("threading").Thread{target = function() require("time").sleep(1000) end}
t:start() print("ready")' >script.lua
  start script.lua; interrupt; ends 130
  complains "Exception ignored on threading shutdown"; complains "KeyboardInterrupt"

  name="a second one before the first was taken"
  # Natives that do not look at interrupts, one after the other.
  printf '%s\n' 'print("ready") local t = {} for i = 1, 3e6 do t[i] = "x" end
while true do local s = table.concat(t):rep(20):upper():lower():reverse() end' >script.lua
  start script.lua; interrupt; interrupt; interrupt; ends 130

  name="a second one after the first was taken is another error"
  printf '%s\n' 'local time = require "time" print("ready")
print(pcall(time.sleep, 1000)) io.stdout:flush()
print(pcall(time.sleep, 1000))' >script.lua
  start script.lua; interrupt
  for ((i = 0; i < 100 * factor; ++i)); do grep -q false "$out" && break; sleep 0.05; done
  sleep 0.1; interrupt; ends 0
  [ "$(grep -c "false	KeyboardInterrupt" "$out")" -eq 2 ] || fail "not two errors"

  name="the prompt goes on"
  printf 'print("ready") while true do end\n' >quiet &
  start -i; interrupt
  sleep 0.2; printf 'print("next")\nos.exit(5)\n' >quiet
  ends 5
  complains "KeyboardInterrupt"; says_line next

  name="a terminal"
  printf '%s\n' 'print("ready") io.read()' >script.lua
  if command -v script >/dev/null; then
    : >"$out"; : >"$err"
    { for ((i = 0; i < 100 * factor; ++i)); do grep -q ready "$out" && break; sleep 0.05; done
      sleep 0.3; printf '\003'; sleep 0.3; } |
      timeout -s KILL $limit script -qefc "$gilua $mode script.lua" /dev/null >"$out" 2>"$err"
    status=$?
    [ $status -eq 130 ] || fail "status $status, expected 130"
    says_line KeyboardInterrupt
  fi
done

mode=
name="compare"
echo 'io.stderr:write("x") while true do end' >script.lua
: >"$out"; : >"$err"
timeout -s KILL $limit "$gilua" compare --runs 1 script.lua <>quiet >"$out" 2>"$err" &
waiter=$!
for ((i = 0; i < 100 * factor; ++i)); do
  program=$(pgrep -P $waiter) && child=$(pgrep -P "$program") && break
  sleep 0.05
done
sleep 0.3
# A terminal sends it to both.
kill -INT "$program" "$child"
ends 130

[ $failures -eq 0 ] && echo "all passed"
[ $failures -eq 0 ]
