#!/bin/sh
# Tests of --sandbox, --timeout and --max-memory from outside: what needs links, FIFOs, pipes and exit
# statuses. What a script sees of them is tested in scripts/sandbox and scripts/limits.
#
#   safe_play_test.sh GILUA [sanitized]    sanitized: the process's size says nothing
. "$(dirname "$0")/program_harness.sh"
sanitized=${2:-}
# run NAME STATUS ARGS...: standard input is a pipe that stays open and empty, for those who read.
run() {
  name=$1 want=$2
  shift 2
  "$gilua" "$@" <"$top/.pipe" >"$out" 2>"$err"
  status=$?
  [ $status -eq "$want" ] || fail "status $status, expected $want"
}
mkfifo "$top/.pipe"
sleep 1000 <>"$top/.pipe" &
sleeper=$!
trap 'kill $sleeper; rm -rf "$top"' EXIT

# --- values
echo 'print("hello")' >hello.lua
for pair in --max-memory=0 --max-memory=abc --max-memory=64X --max-memory=64MB --max-memory=-1 \
  --max-memory=1.5G --max-memory=100K --max-memory=99999999999999999999 --timeout=0 --timeout=-1 \
  --timeout=abc --timeout=nan --timeout=inf --timeout=1e10; do
  run "$pair" 2 $pair hello.lua
  one_line "gilua: ${pair%%=*}: '${pair#*=}' is not allowed; it must be "
done
run "--max-memory= without a value" 2 --max-memory= hello.lua; one_line "--max-memory"
run "compare takes them" 2 compare --timeout=x hello.lua; one_line "--timeout: 'x'"
for value in 2M 2048K 2097152 1G; do run "--max-memory=$value" 0 --max-memory=$value hello.lua; says hello; done
run "all at once" 0 --sandbox --timeout=20 --max-memory 64M hello.lua; says hello

# --- memory
run "an uncaught error at the limit" 1 --max-memory=8M -e 'local t = {} for i = 1, 1e9 do t[i] = {} end'
complains "gilua: not enough memory"
run "compare takes all three" 0 compare --runs 1 --max-memory=64M --sandbox --timeout=20 hello.lua
echo 'local ok, e = pcall(string.rep, "x", 1 << 28) assert(ok, e)' >large.lua
run "compare: a run at the limit" 1 compare --runs 1 --max-memory=64M large.lua; complains "not enough memory"
# Pages that are left with one object each, class after class, do not make the process much larger.
cat >pages.lua <<'LUA'
local kept = {}
for size = 1, 30 do
  pcall(function()
    local t = {}
    local piece = ("x"):rep(16 * size)
    for i = 1, 1e9 do
      t[i] = piece .. i % 10
      if i % 200 == 0 then kept[#kept + 1] = t[i] end
    end
  end)
end
kept = nil
collectgarbage()
for line in io.lines("/proc/self/status") do
  local kilobytes = line:match("VmHWM:%s+(%d+)")
  if kilobytes then print(tonumber(kilobytes) < 160 * 1024, kilobytes) end
end
LUA
run "pages with little in them" 0 --max-memory=48M pages.lua
[ -n "$sanitized" ] || grep -q true "$out" || fail "the process grew"

# --- time: each script would run for ever
timeout_case() {
  printf '%s\n' "$2" >endless.lua
  for gil in on off; do
    name="timeout, GIL $gil: $1"
    run "$name" 124 --gil=$gil --timeout=0.3 endless.lua
    [ "$(head -1 "$err")" = "gilua: timeout: the script did not end within 0.3 s" ] ||
      fail "the first line does not say so"
    complains "thread 'MainThread': "
    [ -z "$3" ] || complains "$3"
  done
}
timeout_case "a loop" 'while true do end' "endless.lua:1: in main chunk"
timeout_case "pcall around everything" 'while true do pcall(function() while true do end end) end'
timeout_case "a catastrophic pattern" 'string.find(("a"):rep(40), ("a?"):rep(40) .. ("a"):rep(41))' "string.find"
timeout_case "patterns under pcall" 'local s = ("a"):rep(300000)
while true do pcall(string.gsub, s, ".-b", "") pcall(string.match, s, "(.-)(.-)b") end'
timeout_case "gmatch" 'for _ in (("a"):rep(400000)):gmatch(".-.-b") do end'
timeout_case "sleep" 'require("time").sleep(1000)' "thread 'MainThread': sleeping"
timeout_case "standard input" 'io.read()' "thread 'MainThread': waiting for file"
timeout_case "a process" 'io.popen("sleep 3"):read("a")' "waiting for file"
timeout_case "closing a process" 'io.popen("sleep 3"):close()'
timeout_case "os.execute" 'os.execute("sleep 3")' "waiting for process"
timeout_case "coroutines" 'coroutine.wrap(function() coroutine.wrap(function() while true do end end)() end)()' "resumed from"
timeout_case "a deadlock" 'local l = require("threading").Lock() l:acquire() require("threading").Thread{target = function() require("time").sleep(100) end}:start() l:acquire()' "waiting for Lock held by 'MainThread'"
timeout_case "table.move over nothing" 'table.move({}, 1, 1 << 62, 2)' "table.move"
timeout_case "table.concat without end" 'table.concat(setmetatable({}, {__len = function() return 1 << 62 end, __index = function() return "" end}))'
timeout_case "table.insert without end" 'table.insert(setmetatable({}, {__len = function() return 1 << 62 end, __newindex = {}}), 1, 1)'
timeout_case "sorting" 'local t = {} for i = 1, 100000 do t[i] = math.random() end
while true do table.sort(t, function(a, b) return a < b end) table.sort({table.unpack(t)}) end'
timeout_case "an error handler" 'xpcall(error, function() while true do end end)'
timeout_case "a thread that is waited for" 'require("threading").Thread{target = function() while true do end end, name = "w"}:start()' "waiting for join of 'w'"
timeout_case "daemons" 'for i = 1, 20 do require("threading").Thread{target = function() while true do end end, daemon = true}:start() end
while true do end' "thread 'Thread-20"
timeout_case "__close" 'local x <close> = setmetatable({}, {__close = function() while true do end end})'
timeout_case "__gc" 'setmetatable({}, {__gc = function() while true do end end}) collectgarbage()'
timeout_case "__gc at the end" 'setmetatable({}, {__gc = function() while true do end end})'
timeout_case "__gc that makes more" 'local mt = {} mt.__gc = function() setmetatable({}, mt) end setmetatable({}, mt)
while true do collectgarbage() end'
timeout_case "__gc and a loop" 'setmetatable({}, {__gc = function() while true do end end}) while true do collectgarbage() end'
timeout_case "a tree of pcalls" 'local f function f() pcall(f) pcall(f) return nil + 1 end f()'
timeout_case "__index without end" 'local t = setmetatable({}, {__index = function(t, k) return t[k + 1] end}) while true do pcall(function() return t[1] end) end'
run "what was written comes out" 124 --timeout=0.3 -e 'io.write("kept") while true do end'; says kept
run "standard error that takes nothing" 124 --timeout=0.3 -e 'io.stderr:write(("x"):rep(10)) while true do end'
run "slow switching" 124 --timeout=0.3 --switch-interval=10 -e 'for i = 1, 4 do require("threading").Thread{target = function() while true do end end}:start() end while true do end'
run "ticks" 124 --timeout=0.3 --gil-policy=ticks -e 'for i = 1, 4 do require("threading").Thread{target = function() while true do end end}:start() end while true do end'
run "in time" 0 --timeout=20 hello.lua; says hello
run "os.exit keeps its status" 3 --timeout=20 -e 'os.exit(3)'

# --- sandbox: names
echo 'secret' >"$top/secret"
echo 'return "inside"' >inside.lua
mkdir sub; echo 'return "deep"' >sub/deep.lua
ln -s ../secret out; ln -s /etc/passwd passwd; ln -s .. up; ln -s inside.lua in; ln -s / root
ln -s "$PWD/inside.lua" absolute; ln -s loop loop; mkfifo fifo
cat >names.lua <<'LUA'
local errors = require "errors"
local function outcome(f, ...)
  local ok, e, message = pcall(f, ...)
  if not ok then return errors.is(e, errors.PermissionError) and "refused" or tostring(e) end
  return e and "opened" or "error"
end
local here = ...
for _, path in ipairs {"inside.lua", "sub/deep.lua", "in", here .. "/inside.lua", here .. "//sub/deep.lua"} do
  if outcome(io.open, path) ~= "opened" then print(path, outcome(io.open, path)) end
end
for _, path in ipairs {"out", "passwd", "up/secret", "up/folder/inside.lua", "root/etc/passwd", "absolute",
    "../secret", "sub/../../secret", here .. "/../secret", here .. "x/secret", "fifo", "sub", ".", "/",
    "/dev/fd/0", "/dev/stdin", "/dev/tty", "/proc/self/environ", "/proc/self/root/etc/passwd",
    "root/proc/self/environ"} do
  for name, f in pairs {open = io.open, lines = io.lines, input = io.input, loadfile = loadfile, dofile = dofile} do
    if outcome(f, path) ~= "refused" then print(name, path, outcome(f, path)) end
  end
  if package.searchpath("x", path) then print("found", path) end
end
print(outcome(io.open, "loop"), outcome(io.open, "nofile"), outcome(io.open, ("d/"):rep(3000) .. "x"))
LUA
run "names" 0 --sandbox names.lua "$PWD"; says "error	error	error"
[ ! -e new.txt ] || fail "a file was made"
run "the script itself may lie elsewhere" 0 --sandbox "$top/folder/../folder/hello.lua"; says hello
cp hello.lua "$top/elsewhere.lua"
run "the script itself may lie elsewhere" 0 --sandbox "$top/elsewhere.lua"; says hello
run "-e" 0 --sandbox -e 'print(1)'; says 1
name="standard input"; echo 'print("in")' | "$gilua" --sandbox - >"$out" 2>"$err"; says in
name="reading standard input"; echo data | "$gilua" --sandbox -e 'print(io.read())' >"$out" 2>"$err"; says data
name="dofile of standard input"; echo 'print(5)' | "$gilua" --sandbox -e 'dofile()' >"$out" 2>"$err"; says 5
run "-l finds modules below the folder" 0 --sandbox -l inside -e 'print(inside)'; says inside
"$gilua" -e 'io.open("binary.luac", "wb"):write(string.dump(function() print("binary") end))'
cp binary.luac binary.lua
run "a binary script" 1 --sandbox binary.luac; complains "PermissionError: the sandbox allows no binary chunks"
run "a binary module" 1 --sandbox -l binary; complains "PermissionError: the sandbox allows no binary chunks"
run "a binary file" 1 --sandbox -e 'dofile("binary.luac")'; complains "PermissionError"
run "a binary file" 1 --sandbox -e 'assert(loadfile("binary.luac", "b"))'; complains "PermissionError"
LUA_INIT='print("init")' LUA_PATH='/nowhere/?.lua' HOME=/secret
export LUA_INIT LUA_PATH HOME
run "the environment is not read" 0 --sandbox -e 'print(package.path:find("nowhere"), (pcall(os.getenv, "HOME")))'
says "nil	false"
unset LUA_INIT LUA_PATH
run "an uncaught refusal" 1 --sandbox -e 'os.execute("ls")'
complains "gilua: PermissionError: starting a process is not allowed in the sandbox: 'ls'"
run "nothing was written" 1 --sandbox -e 'io.open("new.txt", "w")'
[ ! -e new.txt ] || fail "a file was made"
echo 'io.open("/etc/passwd")' >reads.lua
run "compare passes it on" 1 compare --runs 1 --sandbox reads.lua; complains "PermissionError"
run "FIFO is not waited for" 0 --sandbox --timeout=20 -e 'print((pcall(io.open, "fifo")))'; says false

[ $failures -eq 0 ] && echo "all passed"
[ $failures -eq 0 ]
