#!/usr/bin/env bash
# Lua's official test suite (github.com/lua/lua, folder "testes", tag v5.4.4), file by file.
#
#   LUA_TESTES=FOLDER conformance.sh GILUA [FILE...]
#
# Each file runs in a process of its own and in a copy of the suite, since tests write files, with
# the GIL on and off; conformance.lua does what the suite's all.lua does for each. Exit status 0: all
# that can pass without the suite's own C library passed; 1: some did not; 2: nothing to run.
# Environment: CONFORMANCE_JOBS (2) files at a time, CONFORMANCE_TIMEOUT (300) seconds a file.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly here
readonly kMemoryKib=$((12 << 20))  # address space of a process: a runaway must not take the machine

stop() { printf 'conformance: %s\n' "$*" >&2; exit 2; }

[ $# -ge 1 ] && [ -x "$1" ] || stop "usage: conformance.sh GILUA [FILE...]"
gilua=$(realpath "$1")
shift
[ -n "${LUA_TESTES:-}" ] ||
  stop "LUA_TESTES is not set; it must name the folder 'testes' of github.com/lua/lua, tag v5.4.4"
[ -f "$LUA_TESTES/all.lua" ] || stop "LUA_TESTES: there is no $LUA_TESTES/all.lua"
suite=$(realpath "$LUA_TESTES")
jobs=${CONFORMANCE_JOBS:-2}
seconds=${CONFORMANCE_TIMEOUT:-300}

work=$(mktemp -d) || stop "no temporary folder"
trap 'rm -rf "$work"' EXIT

# why_skipped FILE: prints why the file is not run; nothing if it is.
why_skipped() {
  case $1 in
    heavy.lua) echo "skipped: wants all of the machine's memory, and hours; all.lua leaves it out" ;;
    *) head -n 8 "$suite/$1" | grep -q '^if T==nil then' && echo "needs the C test library T" ;;
  esac
}

# run_one MODE FILE: leaves its output, exit status and seconds in $work/MODE/FILE.*
run_one() {
  local mode=$1 file=$2 place=$work/$1/$2 start status
  mkdir -p "$place.copy"
  cp -r "$suite/." "$place.copy" && chmod -R u+w "$place.copy"
  # Our messages begin with the program's bare name, not with the path that it was started by; and
  # where SIGINT is ignored, as in a shell's background, it stays so.
  [ "$file" = main.lua ] && sed -i -e 's/NoRun(progname \.\. ": 6/NoRun("gilua" .. ": 6/' \
    -e "s/'%s -e \"%s\" & echo/'env --default-signal=INT %s -e \"%s\" \& echo/" "$place.copy/$file"
  start=$(date +%s%N)
  (
    cd "$place.copy" || exit 2
    ulimit -v "$kMemoryKib"
    unset LUA_INIT LUA_INIT_5_4 LUA_PATH LUA_PATH_5_4 LUA_CPATH LUA_CPATH_5_4
    # In the environment too, for the processes that main.lua and files.lua start.
    if [ "$mode" = on ]; then export GILUA_GIL=1; else export GILUA_GIL=0; fi
    # Shells start background jobs with SIGINT ignored, and main.lua sends it to its children.
    exec timeout -k 10 "$seconds" env --default-signal=INT "$gilua" --gil="$mode" "$here/conformance.lua" "$file"
  ) >"$place.out" 2>"$place.err" </dev/null
  status=$?
  echo "$status" >"$place.status"
  echo $((($(date +%s%N) - start) / 1000000)) >"$place.ms"
  rm -rf "$place.copy"
}

# result MODE FILE: one line about that run.
result() {
  local place=$work/$1/$2 status ms
  status=$(cat "$place.status")
  ms=$(cat "$place.ms")
  case $status in
    0) printf 'pass %d.%02d s' $((ms / 1000)) $((ms % 1000 / 10)) ;;
    124 | 137) printf 'FAIL no end within %d s' "$seconds" ;;
    *) printf 'FAIL %s' "$(grep -a -o -m 1 'gilua: .*' "$place.err" | cut -c1-150)"
      [ "$status" -gt 128 ] && printf 'ended by signal %d' $((status - 128)) ;;
  esac
}

if [ $# -gt 0 ]; then
  files=("$@")
else
  files=()
  for path in "$suite"/*.lua; do
    case $(basename "$path") in
      all.lua | tracegc.lua) ;;  # what runs the files, and a module for them
      *) files+=("$(basename "$path")") ;;
    esac
  done
fi

for file in "${files[@]}"; do
  [ -f "$suite/$file" ] || stop "there is no $file in $suite"
  [ -n "$(why_skipped "$file")" ] && continue
  for mode in on off; do
    while [ "$(jobs -rp | wc -l)" -ge "$jobs" ]; do wait -n; done
    run_one "$mode" "$file" &
  done
done
wait

passed=0 failed=0 skipped=0
for file in "${files[@]}"; do
  reason=$(why_skipped "$file")
  if [ -n "$reason" ]; then
    printf '%-15s %s\n' "$file" "$reason"
    skipped=$((skipped + 1))
    continue
  fi
  on=$(result on "$file") off=$(result off "$file")
  case $on$off in
    *FAIL*)
      failed=$((failed + 1))
      printf '%-15s GIL on: %s\n%-15s GIL off: %s\n' "$file" "$on" "" "$off"
      ;;
    *)
      passed=$((passed + 1))
      printf '%-15s GIL on: %-14s GIL off: %s\n' "$file" "$on" "$off"
      ;;
  esac
done
printf '%d files passed in both modes, %d failed, %d not run\n' "$passed" "$failed" "$skipped"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
