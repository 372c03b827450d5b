#!/bin/bash
# The prompt with an event loop: top-level await, tasks that go on between prompts, our modules as
# globals. Runs in all three GIL modes.
#
#   prompt_test.sh GILUA [FACTOR]
#
# FACTOR: how much slower than usual the program is. Every case has a time-out. Prints what failed;
# exit status 1 if anything did.
. "$(dirname "$0")/program_harness.sh"
factor=${2:-1}
limit=$((20 * factor))

# run STATUS: a session with the lines of the file "input".
run() {
  timeout -s KILL $limit "$gilua" $mode -i <input >"$out" 2>"$err"
  status=$?
  [ $status -eq "$1" ] || fail "status $status, expected $1"
}
# start: a session in the background that reads from descriptor 7.
start() {
  : >"$out"; : >"$err"
  rm -f lines; mkfifo lines
  timeout -s KILL $limit "$gilua" $mode -i <lines >"$out" 2>"$err" &
  session=$!
  exec 7>lines
}
# A line that begins so, maybe behind a prompt; statements are shown as well.
waits_for() {
  for ((i = 0; i < 200 * factor; ++i)); do
    grep -q "^\(> \)*$1" "$out" && return
    sleep 0.05
  done
  fail "standard output never got \"$1\""
}
ends() {
  exec 7>&-
  wait $session
  status=$?
  [ $status -eq "$1" ] || fail "status $status, expected $1"
}
for mode in --gil=on "--gil=on --switch-interval=0.000001" --gil=off; do
  name="modules are globals"
  cat >input <<'LUA'
for _, name in ipairs{"asyncio", "atomic", "errors", "futures", "generators", "gil", "http", "json",
  "logging", "queue", "random", "sys", "threading", "time"} do assert(type(_G[name]) == "table", name) end
assert(futures == require "concurrent.futures" and async == asyncio.async and await == asyncio.await)
print(getmetatable(_G), "as ever")
LUA
  run 0; is_quiet; says_line "nil	as ever"

  name="a script's globals stay"
  cat >script.lua <<'LUA'
json, await = "mine", false
LUA
  echo 'print(json, await)' >input
  timeout -s KILL $limit "$gilua" $mode -i script.lua <input >"$out" 2>"$err"
  is_quiet; says_line "mine	false"

  name="await at top level"
  cat >input <<'LUA'
await(asyncio.sleep(0.01, "slept"))
add = async(function(a, b) await(asyncio.sleep(0)) return a + b, "and more" end)
await(add(1, 2))
function below() return "below", (await(add(3, 4))) end
below()
await(asyncio.gather(add(1, 1), add(2, 2)))
await(setmetatable({}, {__index = {__await = function() return add(5, 5) end}}))
t = asyncio.create_task(add(20, 3))
t:done()
await(t)
asyncio.get_event_loop() == asyncio.get_running_loop(), asyncio.get_running_loop():is_running()
asyncio.run(add(30, 1))
asyncio.get_event_loop() == asyncio.get_running_loop(), "still"
LUA
  run 0; is_quiet
  for text in slept "3	and more" "below	7" "2	4" "10	and more" "23	and more" "true	false" \
    "31	and more" "true	still"; do
    says_line "$text"
  done

  name="await where it is not allowed, and errors"
  cat >input <<'LUA'
f = async(function() error(errors.ValueError("inside")) end)
print(pcall(coroutine.wrap(function() return await(asyncio.sleep(0)) end)))
thread = threading.Thread{target = function() print(pcall(await, asyncio.sleep(0))) end}
thread:start() thread:join()
print(pcall(await))
print(pcall(await, 1))
await(f())
never = asyncio.get_running_loop():create_future()
await(never)
print("goes on")
LUA
  run 0
  [ "$(grep -cF "false	RuntimeError: 'await' outside async function" "$out")" -eq 2 ] ||
    fail "not two errors outside of async functions"
  says_line "value expected"
  says_line "false	TypeError: object number can't be used in 'await' expression"
  says_line "goes on"
  complains "ValueError: inside"; complains "deadlock: all 1 threads are waiting"

  name="a task goes on while the prompt waits"
  start
  echo 'n = 0 t = asyncio.create_task(async(function() while true do n = n + 1 print("turn " .. n) await(asyncio.sleep(0.01)) end end)())' >&7
  waits_for "turn 20"
  echo 'print("still here", t:done(), t:cancel())' >&7
  waits_for "still here	false	true"
  echo 'print("was cancelled", pcall(await, t), t:cancelled())' >&7
  waits_for "was cancelled	false	true"
  ends 0; is_quiet

  name="other threads reach the loop while the prompt waits"
  start
  echo 'loop = asyncio.get_running_loop() loop:create_future()' >&7
  echo 'threading.Thread{target = function() time.sleep(0.1) loop:call_soon_threadsafe(print, "called") end}:start()' >&7
  waits_for called
  ends 0; is_quiet

  name="the end of the session cancels what is left"
  cat >input <<'LUA'
work = async(function() local _ <close> = setmetatable({}, {__close = function() print("closed") end}) await(asyncio.sleep(1000)) end)
t = asyncio.create_task(work())
await(asyncio.sleep(0))
LUA
  run 0; is_quiet; says_line closed

  name="a task that ends the program"
  start
  echo 't = asyncio.create_task(async(function() await(asyncio.sleep(0.05)) sys.exit(7) end)())' >&7
  wait $session
  [ $? -eq 7 ] || fail "status is not 7"
  exec 7>&-

  name="an error in a callback is told, and the prompt goes on"
  start
  echo 'asyncio.get_running_loop():call_soon(error, "oops")' >&7
  echo 'await(asyncio.sleep(0)) print("went on")' >&7
  waits_for "went on"
  ends 0; complains "Exception in callback"; complains oops

  name="lines in pieces, and one without an end"
  start
  echo 'await(asyncio.sleep(0))' >&7
  printf 'print("in ' >&7; sleep 0.1; printf 'pieces")\nprint(' >&7; sleep 0.1; printf '"no end")' >&7
  ends 0; is_quiet
  says_line "in pieces"; says_line "no end"

  name="Ctrl-C cancels what is awaited, and the prompt goes on"
  start
  echo 'work = async(function() local _ <close> = setmetatable({}, {__close = function() print("closed") end}) print("ready") await(asyncio.sleep(1000)) end)' >&7
  echo 'await(work())' >&7
  waits_for ready
  sleep 0.1
  kill -INT "$(pgrep -P $session)"
  echo 'print("next")' >&7
  waits_for next
  ends 0; says_line closed; complains KeyboardInterrupt

  name="a terminal"
  if command -v script >/dev/null; then
    : >"$out"; : >"$err"
    { sleep 0.$((5 * (factor > 1 ? 1 : 0) + 3))
      printf 't = asyncio.create_task(async(function() for i = 1, 3 do print("turn", i) await(asyncio.sleep(0.02)) end end)())\n'
      for ((i = 0; i < 200 * factor; ++i)); do grep -q "turn	3" "$out" && break; sleep 0.05; done
      printf '\033[A\001\006\n'  # recalled and edited: libedit reads character by character
      printf 'print(6 * 7 .. "!")\n'
      for ((i = 0; i < 200 * factor; ++i)); do grep -q '^42!' "$out" && break; sleep 0.05; done
      printf '\004'; sleep 0.3; } |
      timeout -s KILL $limit script -qefc "$gilua $mode" /dev/null >"$out" 2>"$err"
    status=$?
    [ $status -eq 0 ] || fail "status $status, expected 0"
    says_line "turn	3"; says_line '42!'
  fi
done

mode=
name="in safe play"
printf 'await(asyncio.sleep(0, "slept"))\n' >input
timeout -s KILL $limit "$gilua" --sandbox -i <input >"$out" 2>"$err"
says_line slept; is_quiet

[ $failures -eq 0 ] && echo "all passed"
[ $failures -eq 0 ]
