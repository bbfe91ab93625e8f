/* Random programs of the event loop print what they print under CPython, line by line: loop_random.py makes them up, runs them
 * there, and says how they are written down. Skipped where there is no python3 of version 3.11. */
#include "programs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "../same_run.h"
#include "log/text.h"
#include "loop_random.h"

enum { BATCH = 100, BATCHES = RUN_SEEDS > 100 ? 4 : 1, LINE_ROOM = 1024 };

static const struct program *batch; /* that the program plays */

static void play_batch(void)
{
	for (int i = 0; i < BATCH; i++) {
		il_print("== %d", i);
		EXPECT(loop_random_play(&batch[i]) == IL_OK);
	}
}

static void read_instruction(struct program *program, const char *line)
{
	struct function *function = &program->functions[program->function_count - 1];
	assert_true(function->count < LENGTH_MAX);
	struct instruction *at = &function->list[function->count++];
	char name[32];
	int mode;
	assert_int_equal(sscanf(line, "%31s %d %d %d %d %d", name, &at->a[0], &at->a[1], &at->a[2], &mode, &at->then), 6);
	at->action = loop_random_action(name);
	assert_non_null(at->action);
	at->mode = (enum mode)mode;
}

/* Reads them all: program k of the whole is programs[k]. */
static void read_programs(struct program *programs, FILE *python)
{
	char line[LINE_ROOM];
	struct program *program = NULL;
	size_t size = 0;
	FILE *lines = NULL;
	while (fgets(line, sizeof line, python) != NULL) {
		if (line[0] == 'P') {
			if (lines != NULL)
				fclose(lines);
			program = program == NULL ? programs : program + 1;
			int *sizes = program->sizes;
			sscanf(line, "P %*d %d %d %d %d %d", &sizes[0], &sizes[1], &sizes[2], &sizes[3], &program->leaves);
			lines = open_memstream(&program->lines, &size);
			assert_non_null(lines);
		} else if (line[0] == 'F') {
			assert_true(program->function_count++ < FUNCTIONS_MAX);
		} else if (line[0] == '=') {
			fputs(line + strlen("= "), lines);
		} else {
			read_instruction(program, line);
		}
	}
	if (lines != NULL)
		fclose(lines);
}

/* The line that an event is for a program: what it prints, and what its loop complains of. */
static bool read_line(char line[LINE_ROOM], const struct log *log, const struct log_event *event)
{
	const char *text = log_text(log, event->text);
	if (event->phase != LOG_DONE)
		return false;
	if (event->op == OP_PRINT)
		text_format(line, LINE_ROOM, text, log_text(log, event->via), NULL, NULL);
	else if (event->op == OP_LOOP_EXCEPTION)
		snprintf(line, LINE_ROOM, "! %s %s", log_text(log, (uint32_t)event->value),
			 text[0] != '\0' ? loop_random_describe(text) : "None");
	return event->op == OP_PRINT || event->op == OP_LOOP_EXCEPTION;
}

/* What each program of the batch has said is what it should. */
static void compare(const struct log *log, const struct program *programs)
{
	const uint64_t end = log_committed(log);
	uint64_t pos = 0;
	const char *expected = "";
	int number = -1;
	for (const struct log_event *event; (event = log_next(log, &pos, end)) != NULL;) {
		char line[LINE_ROOM];
		if (!read_line(line, log, event))
			continue;
		size_t length = strlen(line);
		if (strncmp(line, "== ", 3) == 0) {
			assert_string_equal(expected, "");
			expected = programs[++number].lines;
		} else if (strncmp(expected, line, length) == 0 && expected[length] == '\n') {
			expected += length + 1;
		} else {
			fail_msg("program %d says \"%s\" where CPython says:\n%s", number, line, expected);
		}
	}
	assert_string_equal(expected, "");
	assert_int_equal(number, BATCH - 1);
}

static void run_batch(struct program *programs)
{
	batch = programs;
	struct il_scenario program = run_program(play_batch);
	struct session_options options = run_options(program.id, STRATEGY_ROUND_ROBIN, 1);
	options.program = &program;
	struct session *session = run_checked(&options);
	assert_int_equal(run_status(session), LOG_COMPLETED);
	compare(session_log(session), programs);
	session_free(session);
}

static void test_random_programs_print_what_cpython_prints(void **state)
{
	(void)state;
	char command[256];
	snprintf(command, sizeof command,
		 "command -v python3 >/dev/null || exit 127; exec python3 -B tests/runtime/loop_random.py 1 %d",
		 BATCH * BATCHES);
	struct program *programs = calloc(BATCH * BATCHES, sizeof *programs);
	assert_non_null(programs);
	FILE *python = popen(command, "r");
	assert_non_null(python);
	read_programs(programs, python);
	int status = pclose(python);
	bool have_python = !WIFEXITED(status) || WEXITSTATUS(status) != 127;
	if (have_python)
		assert_int_equal(status, 0);
	for (int i = 0; have_python && i < BATCHES; i++)
		run_batch(programs + (size_t)i * BATCH);
	for (int i = 0; i < BATCH * BATCHES; i++)
		free(programs[i].lines);
	free(programs);
	if (!have_python)
		skip();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random_programs_print_what_cpython_prints),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
