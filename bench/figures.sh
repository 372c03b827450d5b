#!/usr/bin/env bash
# Measures the rows of docs/benchmarks.md that ./dev bench does not: scaling, races, thread start,
# start-up, memory, toggling, GIL policies. Needs a built tree (./dev build), lua5.4 and python3.
# Figures are ratios within this run; run it on a quiet machine. Options: --quick (shorter runs).
set -u
cd "$(dirname "$0")/.." || exit 1
gilua=build/gilua
here=bench/figures
rounds=7 seconds=1 soak=60 locked=100
[ "${1:-}" = --quick ] && rounds=3 seconds=0.3 soak=5 locked=5

row() { printf '%-52s %s\n' "$1" "$2"; }
median() { sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN {printf "%.2f", a / b}'; }

row "two computing threads, GIL on" "$($gilua --gil=on $here/computing.lua $rounds $seconds)"
off=$($gilua --gil=off $here/computing.lua $rounds $seconds)
control=$(for _ in 1 2 3; do build/bench/bench_spin; done | awk '/speed_up/ {print $2}' | median)
row "two computing threads, GIL off" "$off"
row "  of the C++ control's $control" "$(ratio "$off" "$control")"
for mode in on off; do
  row "two sleeping threads, GIL $mode" "$($gilua --gil=$mode scripts/compare/sleep_bound.lua 2>&1 |
    awk '/after the other .*s$/ {a = $(NF - 1)} /in threads .*s$/ {b = $(NF - 1)} END {printf "%.2f", a / b}')"
done

lost=0
for _ in 1 2 3 4 5 6 7 8 9 10; do
  [ "$($gilua scripts/compare/race.lua)" = 0 ] || lost=$((lost + 1))
done
row "race.lua at 5 ms, any: runs that lost updates" "$lost of 10"
lost=0
for _ in 1 2 3 4 5 6 7 8 9 10; do
  [ "$($gilua --switch-interval=0.0002 scripts/compare/race.lua 1000000)" = 0 ] || lost=$((lost + 1))
done
row "race.lua, a million each at 0.2 ms, any" "$lost of 10"
row "race.lua, loops" "$($gilua --switch-points=loops scripts/compare/race.lua) lost"
lost=0
for flags in --gil=on --gil=off --switch-interval=1e-6; do
  for _ in $(seq "$locked"); do
    [ "$($gilua $flags scripts/compare/race_locked.lua)" = 0 ] || lost=$((lost + 1))
  done
done
row "race_locked.lua, $locked runs in each of 3 modes" "$lost wrong"

control=$(for _ in 1 2 3; do build/bench/bench_pthread; done | awk '/microseconds/ {print $2}' | median)
for mode in on off; do
  us=$(for _ in 1 2 3; do $gilua --gil=$mode $here/start_join.lua; done | awk '{print $1}' | median)
  row "thread start and join, GIL $mode, of pthread's $control us" "$(ratio "$us" "$control")"
done
samples=$(mktemp)
for mode in on off; do  # interleaved, on one core, where CPython is fastest; processor time
  for _ in 1 2 3 4 5; do
    echo "ours $(taskset -c 0 $gilua --gil=$mode $here/start_join.lua)"
    echo "peer $(taskset -c 0 python3 $here/start_join.py)"
  done >"$samples"
  us=$(awk '/ours/ {print $4}' "$samples" | median)
  peer=$(awk '/peer/ {print $4}' "$samples" | median)
  row "  the same on one core, GIL $mode, of CPython's $peer us" "$(ratio "$us" "$peer")"
done
for mode in on off; do
  row "a blocked thread, KB resident, GIL $mode" "$($gilua --gil=$mode $here/blocked_thread_memory.lua)"
done
rm -f "$samples"
row "a suspended coroutine, bytes" "$($gilua $here/coroutine_bytes.lua)"

for script in 'local t = {} for i = 1, 10000000 do t[i] = i end' \
              'local t = {} for i = 1, 1000000 do t[i] = {x = i, y = i} end'; do
  a=$( { /usr/bin/time -f %M $gilua -e "$script" >/dev/null; } 2>&1 | tail -n 1)
  b=$( { /usr/bin/time -f %M lua5.4 -e "$script" >/dev/null; } 2>&1 | tail -n 1)
  row "peak memory: $(printf '%s' "$script" | cut -c 14-40)" "$(ratio "$a" "$b") ($a KB, lua5.4 $b KB)"
done

collection() { for _ in 1 2 3; do "$@" $here/collection.lua; done | awk '{print $1}' | median; }
peer=$(collection lua5.4)
row "a full collection of $(lua5.4 $here/collection.lua | awk '{print $2}') MB, of lua5.4's $peer ms, one core" \
  "$(ratio "$(collection taskset -c 0 $gilua)" "$peer")"
row "  the same, all cores" "$(ratio "$(collection $gilua)" "$peer")"

start_up() { local s=$EPOCHREALTIME i; for i in $(seq 200); do "$@"; done; local e=$EPOCHREALTIME
  awk -v s="$s" -v e="$e" 'BEGIN {printf "%.2f", (e - s) * 1000 / 200}'; }
empty=$(mktemp)
row "start-up of an empty script, ms above /bin/true" \
  "$(awk -v a="$(start_up $gilua "$empty")" -v b="$(start_up /bin/true)" 'BEGIN {printf "%.2f", a - b}')"
rm -f "$empty"
for mode in on off; do
  row "1,000 toggles beside four threads, from GIL $mode" "$($gilua --gil=$mode $here/toggle.lua)"
done
row "8 threads on shared tables, GIL off, $soak s" "$($gilua --gil=off $here/shared_tables.lua $soak)"
row "locks and queues, GIL switched all the time, $soak s" \
  "$($gilua $here/soak.lua $soak 2>&1 | tail -n 2 | paste -sd , | sed 's/,/, /g')"

# --- threads, locks and the GIL
for class in Lock RLock Semaphore; do
  row "$class:acquire() and release(), ns (GIL on, off, python3)" "$($gilua $here/lock_pair.lua $class) $(
    $gilua --gil=off $here/lock_pair.lua $class) $(python3 $here/lock_pair.py $class)"
done
for class in Queue SimpleQueue; do
  for _ in 1 2 3; do
    row "$class one way, M/s (GIL on, off, python3)" "$($gilua $here/queue_one_way.lua $class) $(
      $gilua --gil=off $here/queue_one_way.lua $class) $(python3 $here/queue_one_way.py $class)"
  done
done
row "executor, one by one and together, k/s (GIL on, off, python3)" "$($gilua $here/executor.lua), $(
  $gilua --gil=off $here/executor.lua), $(python3 $here/executor.py)"
row "json.loads and dumps, MB/s (GIL on, off, python3)" "$($gilua $here/json_text.lua), $(
  $gilua --gil=off $here/json_text.lua), $(python3 $here/json_text.py)"

# --- asyncio and generators
for mode in on off; do
  row "sleep(0), tasks one by one, gathered, M/s, GIL $mode" "$($gilua --gil=$mode $here/async_tasks.lua)"
  row "a million sleeping tasks, GIL $mode" "$($gilua --gil=$mode $here/sleeping_tasks.lua)"
  row "a generator's next, in a for, GIL $mode" "$($gilua --gil=$mode $here/generators.lua)"
done
row "sleep(0), tasks one by one, gathered, M/s, python3" "$(python3 $here/async_tasks.py)"
row "a generator's next, in a for, python3" "$(python3 $here/generators.py)"
# Rows of a script that prints several: what stands before the first two blanks is the name.
rows() { while IFS= read -r line; do row "$1, ${line%%  *}" "$(echo "${line#*  }" | sed 's/^ *//')"; done; }
$gilua $here/convoy.lua $rounds "$seconds" | rows "convoy"
python3 $here/convoy.py $rounds "$seconds" | rows "convoy in python3"
$gilua $here/ticks.lua $rounds "$seconds" | rows "two computing threads"
for kind in own read; do
  control=$(for _ in 1 2 3; do build/bench/bench_tables $kind "$seconds"; done |
    awk '/speed_up/ {print $2}' | median)
  row "tables, GIL off, $kind: speed-up of two threads; of each one's best" \
    "$($gilua --gil=off $here/parallel_tables.lua $kind 15 0.2) (control $control)"
done
row "tables, GIL off, one shared table under a lock" \
  "$($gilua --gil=off $here/parallel_tables.lua locked $rounds "$seconds")"

# --- HTTP
$gilua $here/downloads.lua | rows "10 downloads of 200 ms each"
