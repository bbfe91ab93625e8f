#include "beside_python.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

enum { OUTPUT_ROOM = 16384, LINES_MAX = 64, COMMAND_MAX = 1024 };

/* ---- what is said of an answer ---- */

/* As Python prints it: some of its exceptions have no words, or an address in them. */
static void say_error(il_status status)
{
	static const char *const wordless[] = {"Empty",        "Full",           "BrokenBarrierError",
					       "TimeoutError", "CancelledError", "InvalidStateError"};
	const char *text = il_text(il_raise_status(status));
	for (size_t i = 0; i < sizeof wordless / sizeof *wordless; i++)
		if (strncmp(text, wordless[i], strlen(wordless[i])) == 0)
			text = wordless[i];
	il_print("%s", text);
}

const char *truth(bool held)
{
	return held ? "True" : "False";
}

void say_none(il_status status)
{
	if (status == IL_OK)
		il_print("None");
	else
		say_error(status);
}

void say_whether(il_status status)
{
	if (status == IL_OK || status == IL_TIMEOUT)
		il_print("%s", truth(status == IL_OK));
	else
		say_error(status);
}

void say_value(il_status status, il_value value)
{
	if (status == IL_EXHAUSTED)
		il_print("nothing more");
	else if (status != IL_OK)
		say_error(status);
	else if (value.kind == IL_INT)
		il_print("%" PRId64, value.i);
	else
		il_print("%s", value.kind == IL_NONE ? "None" : il_text(value));
}

void run_in_thread(il_target target)
{
	il_thread thread = il_thread_new(target);
	il_thread_start(thread);
	il_thread_join(thread);
}

int64_t add_one(il_var var)
{
	int64_t sum = il_var_read(var).i + 1;
	il_var_write(var, il_int(sum));
	return sum;
}

il_value raise_key(il_args args)
{
	return il_raise("KeyError", "'%s'", args.count > 0 ? il_text(args.v[0]) : "data");
}

/* ---- side by side ---- */

/* What Python printed for one case, ended by NULL: cuts `at` into lines, up to the next case; returns where
 * that begins. */
static char *cut_case(const char *lines[LINES_MAX], char *at, const char *name)
{
	size_t found = 0;
	assert_int_equal(strncmp(at, "== ", 3), 0);
	char *end = strchr(at, '\n');
	assert_non_null(end);
	*end = '\0';
	assert_string_equal(at + 3, name);
	for (at = end + 1; *at != '\0' && strncmp(at, "== ", 3) != 0; at = end + 1) {
		end = strchr(at, '\n');
		assert_non_null(end);
		*end = '\0';
		assert_true(found < LINES_MAX - 1);
		lines[found++] = at;
	}
	lines[found] = NULL;
	return at;
}

void assert_as_python(const struct beside_case *cases, size_t count)
{
	char command[COMMAND_MAX], out[OUTPUT_ROOM];
	const char *lines[LINES_MAX];
	size_t used = (size_t)snprintf(command, sizeof command,
				       "command -v python3 >/dev/null || exit 127; "
				       "exec python3 tests/runtime/beside_python.py");
	for (size_t i = 0; i < count; i++)
		used += (size_t)snprintf(command + used, sizeof command - used, " %s", cases[i].name);
	FILE *python = popen(command, "r");
	assert_non_null(python);
	size_t length = fread(out, 1, sizeof out - 1, python);
	int status = pclose(python);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		skip();
	assert_int_equal(status, 0);
	out[length] = '\0';
	char *at = out;
	for (size_t i = 0; i < count; i++) {
		at = cut_case(lines, at, cases[i].name);
		assert_prints_in_every_order(cases[i].run, lines);
	}
	assert_string_equal(at, "");
}
