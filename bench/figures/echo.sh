#!/usr/bin/env bash
# Round trips per second of echo servers with 1,000 connections on loopback, each in turn, with the
# same client: gilua with the GIL on and off, CPython. Then both ends in one loop. Many short rounds,
# as the ratio of one hangs on what else the machine does; the last lines are the medians.
# Options: ROUNDS SECONDS.
set -u
cd "$(dirname "$0")/../.." || exit 1
rounds=${1:-9} seconds=${2:-1} here=bench/figures

serve() {  # the server's command; prints what the client measured
  local port trips
  coproc SERVER { "$@" server; }
  read -r port <&"${SERVER[0]}"
  trips=$(build/bench/bench_echo "$port" 1000 "$seconds")
  local pid=$SERVER_PID
  eval "exec ${SERVER[1]}>&-"
  wait "$pid" 2>/dev/null
  echo "$trips"
}

ratio() { awk -v a="$1" -v b="$2" 'BEGIN {printf "%.2f", a / b}'; }
median() { sort -n | awk '{line[NR] = $1} END {print line[int((NR + 1) / 2)]}'; }

of_on=() of_off=() of_both=()
for ((round = 0; round < rounds; round++)); do
  on=$(serve build/gilua --gil=on $here/echo.lua)
  peer=$(serve python3 $here/echo.py)
  off=$(serve build/gilua --gil=off $here/echo.lua)
  of_on+=("$(ratio "$on" "$peer")") of_off+=("$(ratio "$off" "$peer")")
  echo "server: GIL on $on, off $off, CPython $peer round trips a second:" \
    "${of_on[-1]} and ${of_off[-1]} times"
done
for ((round = 0; round < rounds; round++)); do
  on=$(build/gilua --gil=on $here/echo.lua both 1000 "$seconds")
  peer=$(python3 $here/echo.py both 1000 "$seconds")
  of_both+=("$(ratio "$on" "$peer")")
  echo "both ends in one loop: $on, CPython $peer: ${of_both[-1]} times"
done
echo "median, server, GIL on:  $(printf '%s\n' "${of_on[@]}" | median) times CPython"
echo "median, server, GIL off: $(printf '%s\n' "${of_off[@]}" | median) times CPython"
echo "median, both ends:       $(printf '%s\n' "${of_both[@]}" | median) times CPython"
