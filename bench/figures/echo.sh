#!/usr/bin/env bash
# Round trips per second of echo servers with 1,000 connections on loopback, each in turn, with the
# same client: gilua with the GIL on and off, CPython. Then both ends in one loop. Options: SECONDS.
set -u
cd "$(dirname "$0")/../.." || exit 1
seconds=${1:-3} here=bench/figures

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

for round in 1 2 3; do
  on=$(serve build/gilua --gil=on $here/echo.lua)
  off=$(serve build/gilua --gil=off $here/echo.lua)
  peer=$(serve python3 $here/echo.py)
  echo "server: GIL on $on, off $off, CPython $peer round trips a second:" \
    "$(awk -v a="$on" -v b="$off" -v c="$peer" 'BEGIN {printf "%.2f and %.2f times", a / c, b / c}')"
done
for round in 1 2 3; do
  on=$(build/gilua --gil=on $here/echo.lua both 1000 "$seconds")
  peer=$(python3 $here/echo.py both 1000 "$seconds")
  echo "both ends in one loop: $on, CPython $peer:" \
    "$(awk -v a="$on" -v c="$peer" 'BEGIN {printf "%.2f times", a / c}')"
done
