#!/usr/bin/env bash
# Random programs (generate.lua) give the same output under lua5.4 and under gilua in three modes.
#
#   random.sh GILUA [--random COUNT] [--seed SEED]
#
# They run 200 to a process (batch.lua). Those that lua5.4 does not end are named and left out. At a
# difference: prints the first program that differs, with the first differing line, and ends with exit
# status 1; 2 for bad usage.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly here
readonly kBatch=200
readonly kReport=10000       # says how far it is
readonly kSeconds=120       # a batch takes about one; a hang must fail
readonly kOracleSeconds=30  # a program that takes lua5.4 longer is left out: it makes endless strings
readonly kGigabytes=4         # of memory, for the same reason
modes=("--gil=on" "--gil=on --switch-interval=1e-6" "--gil=off")

stop() { printf 'random.sh: %s\n' "$*" >&2; exit 2; }

[ $# -ge 1 ] && [ -x "$1" ] || stop "usage: random.sh GILUA [--random COUNT] [--seed SEED]"
gilua=$(realpath "$1")
shift
count=2000 seed=1
while [ $# -gt 0 ]; do
  case $1 in
    --random) count=${2:-} ;;
    --seed) seed=${2:-} ;;
    *) stop "unknown option '$1'; there are --random and --seed" ;;
  esac
  [[ ${2:-} =~ ^[0-9]+$ ]] || stop "$1: '${2:-}' is not allowed; it must be a whole number"
  shift 2
done
work=$(mktemp -d) || stop "no temporary folder"
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 2

# program_at FILE LINE: the number of the program that printed this line.
program_at() { head -n "$2" "$1" | grep -a '^== ' | tail -n 1 | cut -c4-; }

# explain MODE: shows the program where expected and got differ.
explain() {
  local line number
  line=$(cmp expected got 2>/dev/null | sed -E 's/.* line ([0-9]+)$/\1/')
  [[ $line =~ ^[0-9]+$ ]] || line=$(($(wc -l <got) + 1))  # one output ends early
  number=$(program_at expected "$line")
  printf 'program %s of seed %s differs with %s\n' "$number" "$seed" "$1"
  printf 'lua5.4: %s\n' "$(sed -n "${line}p" expected)"
  printf 'gilua:  %s\n' "$(sed -n "${line}p" got)"
  timeout "$kSeconds" lua5.4 "$here/batch.lua" batch.lua "$number" | head -n 100
  [ -s errors ] && { echo "--- standard error of gilua:"; head -n 20 errors; }
}

# run_oracle: lua5.4's output to expected; the programs of this batch that it does not end to left_out.
run_oracle() {
  local status number
  left_out=()
  while :; do
    (ulimit -v $((kGigabytes << 20)) &&
      exec timeout "$kOracleSeconds" lua5.4 "$here/batch.lua" batch.lua "${left_out[@]}") >expected 2>&1
    status=$?
    [ "$status" = 0 ] && return
    number=$(grep -a '^== ' expected | tail -n 1 | cut -c4-)
    [ "$status" = 124 ] || stop "lua5.4 failed with seed $seed, program $number: $(tail -n 1 expected)"
    printf 'program %s of seed %s: left out, lua5.4 does not end it\n' "$number" "$seed"
    left_out+=("-$number")
    skipped=$((skipped + 1))
  done
}

printf 'seed %s, %s programs\n' "$seed" "$count"
skipped=0
for ((first = 0; first < count; first += kBatch)); do
  ((first > 0 && first % kReport == 0)) && printf '%s of %s, no difference\n' "$first" "$count"
  size=$((count - first < kBatch ? count - first : kBatch))
  lua5.4 "$here/generate.lua" "$seed" "$first" "$size" >batch.lua || stop "generate.lua failed"
  run_oracle
  for mode in "${modes[@]}"; do
    # shellcheck disable=SC2086
    timeout "$kSeconds" "$gilua" $mode --max-memory="${kGigabytes}G" "$here/batch.lua" batch.lua \
      "${left_out[@]}" >got 2>errors
    status=$?
    if [ "$status" != 0 ] || ! cmp -s expected got; then
      explain "$mode"
      printf 'exit status %s\n' "$status"
      exit 1
    fi
  done
done
printf 'no difference in %s programs\n' "$((count - skipped))"
