#!/bin/sh
# Runs the test binaries, three for two cores at a time (they wait, too), each under a time limit, and sums up what
# cmocka counted.
#   run.sh BUILD-FOLDER TEST...
# Each test is run by this script again, as run.sh --one RESULTS TEST, which leaves "PASSED FAILED" in the folder RESULTS.
set -u

run_one() {
	out=$(timeout -k 5 "${IL_TEST_LIMIT:-600}" "$2" 2>&1)
	code=$?
	good=$(printf '%s\n' "$out" | grep -c '^\[       OK \]')
	bad=$(printf '%s\n' "$out" | grep '^\[  FAILED  \] [a-z_A-Z0-9]*$' | sort -u | wc -l)
	if [ $code -eq 0 ]; then
		printf 'ok    %s (%d)\n' "$2" "$good"
		bad=0
	else
		[ "$bad" -gt 0 ] || bad=1
		said=$(printf '%s\n' "$out" | grep -v '^\[ RUN\|^\[       OK')
		printf '%s\nFAIL  %s (exit %d)\n' "$said" "$2" "$code"
	fi
	mktemp "$1/XXXXXX" | { read -r file && echo "$good $bad" >"$file"; }
}

if [ "$1" = --one ]; then
	run_one "$2" "$3"
	exit
fi

export IL_BUILD="$1"
shift
export ASAN_OPTIONS="detect_stack_use_after_return=0:${ASAN_OPTIONS:-}"
# A process that leaves with other threads in it gives them this long to race with its end: they are parked by then.
export TSAN_OPTIONS="die_after_fork=0:halt_on_error=1:atexit_sleep_ms=50:${TSAN_OPTIONS:-}"
cores=$(nproc)
results=$(mktemp -d) || exit 1
trap 'rm -rf "$results"' EXIT
printf '%s\n' "$@" | xargs -n 1 -P "${IL_TEST_JOBS:-$((cores + cores / 2))}" sh "$0" --one "$results"
cat "$results"/* | awk -v tests=$# '{ good += $1; bad += $2 }
	END { printf "%d passed, %d failed\n", good, bad; exit bad > 0 || NR != tests }'
