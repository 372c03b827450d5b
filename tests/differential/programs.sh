#!/usr/bin/env bash
# Small programs, one for each point of the manual: standard output, standard error and exit status
# under gilua in three modes are those of lua5.4.
#
#   programs.sh GILUA [FILE...]       FILE: of programs/, default all
#
# A file of programs/ holds many, each after a line "-- program: TITLE". Only the program's name in
# messages and addresses ("table: 0x...") may differ. Prints the first line that does; exit status 1
# if there is one.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly kSeconds=60
modes=("--gil=on" "--gil=on --switch-interval=1e-6" "--gil=off")

stop() { printf 'programs.sh: %s\n' "$*" >&2; exit 2; }

[ $# -ge 1 ] && [ -x "$1" ] || stop "usage: programs.sh GILUA [FILE...]"
gilua=$(realpath "$1")
shift
files=()
for path in "$@"; do files+=("$(realpath "$path")"); done
[ ${#files[@]} -gt 0 ] || files=("$here"/programs/*.lua)
work=$(mktemp -d) || stop "no temporary folder"
trap 'rm -rf "$work"' EXIT
unset LUA_INIT LUA_INIT_5_4 LUA_PATH LUA_PATH_5_4 LUA_CPATH LUA_CPATH_5_4 GILUA_GIL
export TZ=UTC

# shown FOLDER: what a run said, with addresses and the program's name as words.
shown() {
  sed -E 's/^(lua5\.4|gilua): /PROGRAM: /; s/(0x|builtin: )[0-9a-f]{6,16}/ADDRESS/g' \
    "$1/.out" "$1/.err"
  echo "exit status $(cat "$1/.status")"
}

# run FOLDER COMMAND...: runs program.lua in a fresh folder.
run() {
  local folder=$1
  shift
  rm -rf "$folder"
  mkdir "$folder"
  cp program.lua "$folder"
  (cd "$folder" && timeout "$kSeconds" "$@" program.lua one two >.out 2>.err <<<"first line
42 0x1F rest")
  echo $? >"$folder/.status"
}

cd "$work" || exit 2
count=0 failures=0
for path in "${files[@]}"; do
  rm -f part.*
  awk '/^-- program: /{n++; title=$0} n{print > sprintf("part.%04d", n)}' "$path"
  for part in part.*; do
    cp "$part" program.lua
    count=$((count + 1))
    run oracle lua5.4
    shown oracle >expected
    for mode in "${modes[@]}"; do
      # shellcheck disable=SC2086
      run subject "$gilua" $mode
      shown subject >got
      cmp -s expected got && continue
      failures=$((failures + 1))
      printf 'FAILED %s: %s (%s)\n' "$(basename "$path")" "$(head -n 1 "$part" | cut -c13-)" "$mode"
      diff expected got | head -n 6
      break
    done
  done
done
printf '%d programs, %d differ\n' "$count" "$failures"
[ "$failures" = 0 ] && [ "$count" -gt 0 ]
