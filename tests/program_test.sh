#!/bin/sh
# Tests of gilua's command line: bad flags, messages, exit statuses, compare.
#
#   program_test.sh GILUA
#
# Each case runs in an empty folder and checks the exit status, standard output and standard error.
# Prints what failed; exit status 1 if anything did.
. "$(dirname "$0")/program_harness.sh"

# run NAME STATUS ARGS...: runs gilua with ARGS, standard input from the file "input" if there is one.
run() {
  name=$1 want=$2
  shift 2
  input=/dev/null
  [ -f input ] && input=input
  "$gilua" "$@" <"$input" >"$out" 2>"$err"
  status=$?
  rm -f input
  [ $status -eq "$want" ] || fail "status $status, expected $want"
}

# --- warnings of finalizers, collections
run "errors in finalizers are warnings" 0 -W -e 'setmetatable({}, {__gc = function() error("bad") end})
  setmetatable({}, {__gc = function() error({}) end})
  setmetatable({}, {__gc = 3}) collectgarbage()'
complains 'Lua warning: error in __gc ((command line):1: bad)'
complains 'Lua warning: error in __gc (error object is not a string)'
complains "Lua warning: error in __gc (attempt to call a number value (metamethod '__gc'))"
run "os.exit closes the state if asked to" 3 -e 'x = setmetatable({}, {__gc = function() print("closed") end}) os.exit(3, true)'
says "closed"
run "os.exit alone does not" 3 -e 'x = setmetatable({}, {__gc = function() print("closed") end}) os.exit(3)'
says ""
run "finalizers run after an error" 1 -e 'x = setmetatable({}, {__gc = function() print("closed") end}) error("e")'
says "closed"
run "a line per collection" 0 --gc-stats -e 'collectgarbage() local t = {} for i = 1, 1e6 do t = {t and i} end'
complains "gc 1: MainThread, "  # which of the two is first depends on the build
complains ": MainThread, collectgarbage; stopped after "
complains ": MainThread, allocation; stopped after "

# --- running scripts
echo 'print("hello", ...)' >hello.lua
run "a script with arguments" 0 hello.lua a -b; says "hello	a	-b"; is_quiet
echo 'print(...)' >input
run "standard input as script" 0 - x; says "x"
echo 'print("piped")' >input
run "no arguments: standard input" 0; says "piped"
echo 'print(io.read("l"), io.read("n"))' >reads.lua
printf 'first\n42\n' >input
run "a script reads standard input" 0 reads.lua; says "first	42"
run "code" 0 -e 'print(1)' -e 'print(2)'; says "1
2"
run "code in one word" 0 '-eprint(3)'; says "3"
run "an argument that begins with a minus is none, as lua's" 2 -e '-- nothing'; complains "'-e' needs argument"
run "code, then a script" 0 -e 'x = 5' -e 'print(x)' hello.lua y; says "5
hello	y"
echo 'print(arg[0], arg[1], arg[-1] ~= nil, #arg)' >arg.lua
run "table arg" 0 --gil=off arg.lua one; says "arg.lua	one	true	1"
mkdir sub; echo 'return {v = "module " .. ...}' >sub/m.lua
run "-l" 0 -e 'package.path = "./sub/?.lua"' -l m -e 'print(m.v)'; says "module m"
run "-l g=m" 0 -e 'package.path = "./sub/?.lua"' -l g=m -e 'print(g.v)'; says "module m"
run "LUA_PATH" 0 -e 'print(package.path == os.getenv("LUA_PATH"))'; says "false"
LUA_PATH="./sub/?.lua;;" ; export LUA_PATH
run "LUA_PATH is used" 0 -e 'print(require("m").v, package.path:find("/usr/", 1, true) ~= nil)'
says "module m	true"
run "-E ignores LUA_PATH" 0 -E -e 'print(package.path:find("sub", 1, true))'; says "nil"
unset LUA_PATH
LUA_INIT='print("init")' ; export LUA_INIT
run "LUA_INIT" 0 hello.lua; says "init
hello"
unset LUA_INIT
run "-v" 0 -v; says_line "Lua 5.4"
run "--help" 0 --help; says_line "--switch-interval"; says_line "gilua compare"
run "-W" 0 -W -e 'warn("a", "b")'; complains_exactly "Lua warning: ab"
run "warnings are off" 0 -e 'warn("a") warn("@on") warn("b")'; complains_exactly "Lua warning: b"
printf '\357\273\277#!/usr/bin/gilua\nerror("x", 1)\n' >mark.lua
run "byte order mark and #! line" 1 mark.lua; complains "gilua: mark.lua:2: x"

# --- exit statuses
run "os.exit(3)" 3 -e 'io.write("bytes") os.exit(3)'; says "bytes"
run "os.exit(true)" 0 -e 'os.exit(true, true)'
run "os.exit(false)" 1 -e 'os.exit(false)'
run "sys.exit(4)" 4 -e 'require("sys").exit(4)'; is_quiet
run "sys.exit()" 0 -e 'require("sys").exit()'; is_quiet
run "sys.exit(text)" 1 -e 'require("sys").exit("a reason")'; complains_exactly "a reason"
run "files are written at the end" 0 -e 'f = io.open("kept.txt", "w") f:write("kept")'
[ "$(cat kept.txt)" = kept ] || fail "the file is empty"

# --- errors, as lua5.4's
run "a missing file" 1 nofile.lua
complains_exactly "gilua: cannot open nofile.lua: No such file or directory"
run "a directory" 1 sub; complains_exactly "gilua: cannot read sub: Is a directory"
if [ "$(id -u)" -ne 0 ]; then
  echo 'print(1)' >secret.lua; chmod 000 secret.lua
  run "an unreadable file" 1 secret.lua
  complains_exactly "gilua: cannot open secret.lua: Permission denied"
fi
echo 'x =' >bad.lua
run "a syntax error" 1 bad.lua; complains "gilua: bad.lua:2: unexpected symbol near <eof>"
echo 'local function f() error("boom") end
f()' >boom.lua
run "an uncaught error" 1 boom.lua
[ "$(head -2 "$err")" = "gilua: boom.lua:1: boom
stack traceback:" ] || fail "not a message and a traceback"
complains "in main chunk"
run "an object of module errors" 1 -e 'error(require("errors").ValueError("bad"))'
[ "$(head -2 "$err")" = "gilua: ValueError: bad
stack traceback:" ] || fail "not a message and a traceback"
run "an error table" 1 -e 'error({})'; complains "gilua: (error object is a table value)"
run "an error without value" 1 -e 'error()'; complains "gilua: (error object is a nil value)"
run "an error with __tostring" 1 -e 'error(setmetatable({}, {__tostring = function() return "TS" end}))'
complains_exactly "gilua: TS"
run "a number as error" 1 -e 'error(12)'; complains "gilua: 12"
run "a module that is not there" 1 -l no_such_module; complains "module 'no_such_module' not found:"
printf '\033Lua\124 rest' >binary.lua
run "a truncated binary chunk" 1 binary.lua; complains "bad binary format"

# --- bad flags and values: one line, status 2
for pair in --gil=maybe --switch-interval=0 --switch-interval=11 --switch-interval=abc \
  --switch-interval=nan --check-interval=0 --check-interval=1.5 --check-interval=2147483648 \
  --gil-policy=best --switch-points=some --seed=-1 --seed=x; do
  run "$pair" 2 $pair hello.lua
  one_line "gilua: ${pair%%=*}: '${pair#*=}' is not allowed; it must be "
  says ""
done
run "--gil= without a value" 2 --gil= hello.lua; one_line "--gil"
run "an option's value as its own word" 2 --gil maybe hello.lua; one_line "--gil: 'maybe'" "on or off"
run "a policy lists the policies" 2 --gil-policy=best hello.lua; one_line interval ticks
run "an unknown option" 2 --bogus hello.lua; one_line "--bogus" "--gil" "--seed"
run "an unknown short option" 2 -x hello.lua; one_line "'-x'"
run "a missing value" 2 --gil; one_line "--gil"
run "-e without code" 2 -e; one_line "-e"
GILUA_GIL=2; export GILUA_GIL
run "a bad GILUA_GIL" 2 hello.lua; one_line "GILUA_GIL: '2'" "0 or 1"

# --- the GIL's flags
GILUA_GIL=0
run "GILUA_GIL=0" 0 -e 'print(require("gil").enabled())'; says "false"
run "a flag wins over GILUA_GIL" 0 --gil=on -e 'print(require("gil").enabled())'; says "true"
GILUA_GIL=1
run "--gil off" 0 --gil off -e 'print(require("gil").enabled())'; says "false"
unset GILUA_GIL
run "--switch-interval" 0 --switch-interval=0.25 -e 'print(require("sys").getswitchinterval())'
says "0.25"
run "--check-interval selects ticks" 0 --check-interval=50 \
  -e 'print(require("sys").getcheckinterval(), require("gil").policy())'; says "50	ticks"
for policy in ticks fifo priority; do
  run "--gil-policy=$policy" 0 --gil-policy=$policy -e 'print(require("gil").policy())'
  says "$policy"
done
run "--switch-points" 0 --switch-points=loops -e 'print(require("gil").switch_points())'; says "loops"
run "--stats" 0 --stats hello.lua; says "hello"; complains "GIL on, policy interval"; complains MainThread
run "--stats after os.exit" 5 --stats -e 'os.exit(5)'; complains MainThread
"$gilua" --report-fd=3 hello.lua 3>report.txt >/dev/null
grep -q '^{"enabled":true,"policy":"interval","switches":.*"hold_s":.*}$' report.txt ||
  { name="--report-fd"; fail "the report is $(cat report.txt)"; }

# --- the process ends after every non-daemon thread
cat >threads.lua <<'LUA'
local threading, time = require "threading", require "time"
threading.Thread{target = function() time.sleep(0.1) print("thread") end}:start()
threading.Thread{target = function() time.sleep(60) end, daemon = true}:start()
print("main")
LUA
run "waits for threads, not for daemons" 0 threads.lua; says "main
thread"
cat >exits.lua <<'LUA'
local threading, time = require "threading", require "time"
threading.Thread{target = function() os.exit(6) end}:start()
time.sleep(60)
LUA
run "os.exit in a thread" 6 exits.lua

# --- compare
cat >adds.lua <<'LUA'
-- compare: --arg n=10,20 --runs 2
local n = tonumber(arg[1]:match("%d+"))
local sum = 0
for i = 1, n * 1000 do sum = sum + i end
print("done", arg[2])
io.stderr:write("timings\n")
LUA
run "compare with the script's own axes" 0 compare adds.lua -- extra
for text in "setting" "gil=on n=10" "gil=on n=20" "gil=off n=10" "gil=off n=20" "speed-up" "GIL wait" \
  "peak memory" "1.00x" "yes"; do says_line "$text"; done
complains "round 2 of 2"
grep -q timings "$err" && fail "a child's standard error is shown"
grep -q "outputs differ" "$out" && fail "equal outputs are said to differ"
run "compare: the command line overrules" 0 compare --gil=off --arg n=3 --runs=1 adds.lua
[ "$(grep -c "gil=" "$out")" -eq 1 ] || fail "more than one setting"
run "compare: every axis" 0 compare hello.lua --runs 1 --gil on --switch-interval 0.005,0.0001 \
  --gil-policy interval,ticks --switch-points any,loops
[ "$(grep -c "gil=on" "$out")" -eq 8 ] || fail "not 8 settings"
echo 'print(require("gil").enabled())' >differs.lua
run "compare: outputs differ" 0 compare --runs 1 differs.lua
says_line "outputs differ: the program has a race (or prints timings)"
echo 'io.stderr:write("why ") os.exit(9)' >fails.lua
run "compare: a run that fails" 1 compare fails.lua; complains "why"; complains "exit status 9"
run "compare: a missing script" 1 compare nofile.lua; complains "cannot open nofile.lua"
run "compare: no script" 2 compare; one_line "no script"
run "compare: a bad value" 2 compare --gil on,perhaps hello.lua; one_line "--gil: 'perhaps'"
run "compare: bad runs" 2 compare --runs 0 hello.lua; one_line "--runs: '0'"
run "compare: a bad --arg" 2 compare --arg threads hello.lua; one_line "--arg: 'threads'"
run "compare: an unknown option" 2 compare --json x hello.lua; one_line "--json"
run "compare --help" 0 compare --help; says_line "--runs"

[ $failures -eq 0 ] && echo "all passed"
[ $failures -eq 0 ]
