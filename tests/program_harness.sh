# What the tests of the program as a whole share; they source it with the program as their first
# argument. Goes to an empty folder of its own. Output of the last run is in $out and $err, outside
# of that folder; [name], and [mode] if it is set, say which case it was.
gilua=$1
[ -x "$gilua" ] || { echo "usage: $0 GILUA ..." >&2; exit 2; }
case $gilua in /*) ;; *) gilua=$PWD/$gilua ;; esac
top=$(mktemp -d) || exit 2
trap 'rm -rf "$top"' EXIT
mkdir "$top/folder" && cd "$top/folder" || exit 2
unset GILUA_GIL LUA_INIT LUA_INIT_5_4 LUA_PATH LUA_PATH_5_4
failures=0
out=$top/.out err=$top/.err
mode=

fail() {
  failures=$((failures + 1))
  echo "FAILED: $name${mode:+ ($mode)}: $1"
  echo "--- standard output:"; head -c 4000 "$out"
  echo "--- standard error:"; head -c 4000 "$err"
}
says() { [ "$(cat "$out")" = "$1" ] || fail "standard output is not \"$1\""; }
says_line() { grep -qF -- "$1" "$out" || fail "standard output lacks \"$1\""; }
complains() { grep -qF -- "$1" "$err" || fail "standard error lacks \"$1\""; }
complains_exactly() { [ "$(cat "$err")" = "$1" ] || fail "standard error is not \"$1\""; }
is_quiet() { [ ! -s "$err" ] || fail "standard error is not empty"; }
# One line on standard error that has each of the given texts.
one_line() {
  [ "$(wc -l <"$err")" -eq 1 ] || fail "standard error is not one line"
  for text in "$@"; do complains "$text"; done
}
