#!/bin/sh
# Runs the test binaries, each under a time limit, and sums up what cmocka counted.
#   run.sh BUILD-FOLDER TEST...
set -u
export IL_BUILD="$1"
shift
export ASAN_OPTIONS="detect_stack_use_after_return=0:${ASAN_OPTIONS:-}"
export TSAN_OPTIONS="die_after_fork=0:halt_on_error=1:${TSAN_OPTIONS:-}"
failed=0
passed=0
for test in "$@"; do
	out=$(timeout -k 5 "${IL_TEST_LIMIT:-600}" "$test" 2>&1)
	code=$?
	good=$(printf '%s\n' "$out" | grep -c '^\[       OK \]')
	bad=$(printf '%s\n' "$out" | grep -c '^\[  FAILED  \] [a-z_0-9]*$')
	passed=$((passed + good))
	if [ $code -ne 0 ]; then
		[ "$bad" -gt 0 ] || bad=1
		failed=$((failed + bad))
		printf '%s\n' "$out" | grep -v '^\[ RUN\|^\[       OK'
		printf 'FAIL  %s (exit %d)\n' "$test" "$code"
	else
		printf 'ok    %s (%d)\n' "$test" "$good"
	fi
done
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
