#!/usr/bin/env bash
# Runs one fuzzing target and says in one line how it went.
#
#   run.sh FOLDER TARGET SECONDS
#
# FOLDER is the build's: the corpus grows in FOLDER/corpus/TARGET, and what a finding leaves is in
# FOLDER/findings. Exit status 1: there is a finding; the line names the input that repeats it:
#   FOLDER/tests/fuzz/fuzz_TARGET INPUT
set -uo pipefail
[ $# = 3 ] || { echo "usage: run.sh FOLDER TARGET SECONDS" >&2; exit 2; }
folder=$1 target=$2 seconds=$3
here=$(dirname "${BASH_SOURCE[0]}")
program=$folder/tests/fuzz/fuzz_$target
corpus=$folder/corpus/$target findings=$folder/findings
log=$findings/$target.log
mkdir -p "$corpus" "$findings"

seeds=$here/seeds/$target
if [ "$target" = chunk ]; then  # scripts, compiled
  seeds=$folder/corpus/seeds-chunk
  find "$here/seeds/source" "$here/../scripts/lang" "$here/../scripts/coroutine" -name '*.lua' \
    -exec "$folder/tests/fuzz/fuzz_seeds" "$seeds" {} + || exit 1
fi
dictionary=()
[ -f "$here/dictionaries/$target.dict" ] && dictionary=("-dict=$here/dictionaries/$target.dict")

# Leaks are no findings: the heap is one for the whole process. Memory that there is not is an error
# of Lua's. An input may take long in a sanitized build on a busy machine, but not 30 seconds.
export ASAN_OPTIONS="detect_leaks=0 allocator_may_return_null=1 detect_stack_use_after_return=1"
export UBSAN_OPTIONS=print_stacktrace=1
"$program" -max_total_time="$seconds" -timeout=30 -rss_limit_mb=2048 -detect_leaks=0 \
  -close_fd_mask=1 -print_final_stats=1 "${dictionary[@]}" -artifact_prefix="$findings/$target-" \
  "$corpus" "$seeds" >"$log" 2>&1 </dev/null
status=$?

runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log" | tail -n 1)
if [ "$status" = 0 ]; then
  echo "fuzz $target: ${runs:-0} executions, no finding"
  exit 0
fi
input=$(sed -n 's/.*Test unit written to //p' "$log" | tail -n 1)
what=$(grep -m 1 -E '^SUMMARY|runtime error|^fuzz:' "$log" | cut -c1-200)
echo "fuzz $target: ${runs:-0} executions, FINDING: ${what:-exit status $status};" \
  "repeat with: $program ${input:-(see the log)}; log: $log"
exit 1
