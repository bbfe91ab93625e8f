#!/bin/sh
# Runs the test binaries, one a core at a time, each under a time limit, and sums up what cmocka counted.
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
export TSAN_OPTIONS="die_after_fork=0:halt_on_error=1:${TSAN_OPTIONS:-}"
results=$(mktemp -d) || exit 1
trap 'rm -rf "$results"' EXIT
printf '%s\n' "$@" | xargs -n 1 -P "${IL_TEST_JOBS:-$(nproc)}" sh "$0" --one "$results"
cat "$results"/* | awk -v tests=$# '{ good += $1; bad += $2 }
	END { printf "%d passed, %d failed\n", good, bad; exit bad > 0 || NR != tests }'
