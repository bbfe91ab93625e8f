#include "terminal.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum { SCREEN_SIZE = 1 << 17, COMMAND_SIZE = 1024, WAIT_SECONDS = 30 };

struct terminal {
	char server[64]; /* tmux's -L */
	char folder[64];
	char screen[SCREEN_SIZE];
};

static bool is_possible(void)
{
	return system("command -v tmux >/dev/null 2>&1") == 0;
}

/* Runs `tmux COMMAND` on the terminal's server, its output into `screen`. Returns tmux's exit code. */
static int run_tmux(struct terminal *terminal, const char *format, ...)
{
	char command[COMMAND_SIZE], line[COMMAND_SIZE + 128];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(command, sizeof(command), format, arguments);
	va_end(arguments);
	snprintf(line, sizeof(line), "tmux -u -L %s -f /dev/null %s 2>/dev/null", terminal->server, command);
	FILE *pipe = popen(line, "r");
	assert_non_null(pipe);
	size_t length = fread(terminal->screen, 1, SCREEN_SIZE - 1, pipe);
	terminal->screen[length] = '\0';
	return pclose(pipe);
}

/* `text` as one word of the shell. */
static void quote(char *out, size_t size, const char *text)
{
	size_t used = 0;
	out[used++] = '\'';
	for (; *text != '\0' && used + 6 < size; text++) {
		if (*text == '\'') {
			memcpy(out + used, "'\\''", 4);
			used += 4;
		} else {
			out[used++] = *text;
		}
	}
	out[used++] = '\'';
	out[used] = '\0';
}

static struct terminal *open_terminal(int width, int height)
{
	static int count; /* names of servers differ */
	const char *build = getenv("IL_BUILD");
	char program[512];
	struct terminal *terminal = calloc(1, sizeof(*terminal));
	assert_non_null(terminal);
	snprintf(program, sizeof(program), "%s/interleave", build != NULL ? build : "build/test");
	char *path = realpath(program, NULL);
	assert_non_null(path);
	snprintf(terminal->server, sizeof(terminal->server), "interleave-%d-%d", (int)getpid(), count++);
	strcpy(terminal->folder, "/tmp/interleave-test-XXXXXX");
	assert_non_null(mkdtemp(terminal->folder));
	int failed =
	    run_tmux(terminal,
		     "new-session -d -x %d -y %d -c %s 'env -u NO_COLOR LC_ALL=C.UTF-8 TERM=screen-256color "
		     "XDG_STATE_HOME=%s/state XDG_CONFIG_HOME=%s/config IL=%s PS1=\"ready> \" ENV= sh' ';' set -g status off ';' set -g escape-time 0",
		     width, height, terminal->folder, terminal->folder, terminal->folder, path);
	free(path);
	assert_int_equal(failed, 0);
	terminal_wait(terminal, "ready>");
	return terminal;
}

static void close_terminal(struct terminal *terminal)
{
	char command[128];
	run_tmux(terminal, "kill-server");
	snprintf(command, sizeof(command), "rm -rf '%s'", terminal->folder);
	assert_int_equal(system(command), 0);
	free(terminal);
}

int terminal_setup(void **state)
{
	int width, height;
	if (sscanf(*state, "%dx%d", &width, &height) != 2)
		return -1;
	*state = is_possible() ? open_terminal(width, height) : NULL;
	return 0;
}

int terminal_teardown(void **state)
{
	if (*state != NULL)
		close_terminal(*state);
	return 0;
}

struct terminal *terminal_of(void **state)
{
	if (*state == NULL)
		skip();
	return *state;
}

const char *terminal_folder(const struct terminal *terminal)
{
	return terminal->folder;
}

void terminal_type(struct terminal *terminal, const char *line)
{
	char quoted[COMMAND_SIZE];
	quote(quoted, sizeof(quoted), line);
	assert_int_equal(run_tmux(terminal, "send-keys -l -- %s", quoted), 0);
	terminal_press(terminal, "Enter");
}

void terminal_press(struct terminal *terminal, const char *key)
{
	char quoted[64];
	quote(quoted, sizeof(quoted), key);
	assert_int_equal(run_tmux(terminal, "send-keys -- %s", quoted), 0);
}

void terminal_press_all(struct terminal *terminal, const char *const *keys)
{
	for (; *keys != NULL; keys++)
		terminal_press(terminal, *keys);
}

void terminal_send(struct terminal *terminal, const char *bytes)
{
	char hex[128];
	size_t used = 0;
	for (; *bytes != '\0'; bytes++)
		used += (size_t)snprintf(hex + used, sizeof(hex) - used, " %02x", (unsigned char)*bytes);
	assert_int_equal(run_tmux(terminal, "send-keys -H%s", hex), 0);
}

const char *terminal_screen(struct terminal *terminal)
{
	assert_int_equal(run_tmux(terminal, "capture-pane -p"), 0);
	return terminal->screen;
}

const char *terminal_screen_coloured(struct terminal *terminal)
{
	assert_int_equal(run_tmux(terminal, "capture-pane -p -e"), 0);
	return terminal->screen;
}

/* Time left of a wait that began at `start`; sleeps a moment between two looks. */
static bool wait_on(const struct timespec *start)
{
	struct timespec now, between = {.tv_nsec = 10 * 1000 * 1000};
	nanosleep(&between, NULL);
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec - start->tv_sec < WAIT_SECONDS;
}

/* Looks at the screen until it contains `text`, or does not. */
static void wait_for(struct terminal *terminal, const char *text, bool there)
{
	struct timespec start;
	clock_gettime(CLOCK_MONOTONIC, &start);
	do
		if ((strstr(terminal_screen(terminal), text) != NULL) == there)
			return;
	while (wait_on(&start));
	fail_msg("waited in vain for the screen to %s: %s\n%s", there ? "show" : "lose", text,
		 terminal->screen);
}

void terminal_close(struct terminal *terminal)
{
	assert_int_equal(run_tmux(terminal, "kill-pane"), 0);
}

void terminal_wait_process_gone(int pid)
{
	struct timespec start;
	clock_gettime(CLOCK_MONOTONIC, &start);
	do
		if (kill(pid, 0) != 0)
			return;
	while (wait_on(&start));
	fail_msg("waited in vain for process %d to end", pid);
}

void terminal_wait(struct terminal *terminal, const char *text)
{
	wait_for(terminal, text, true);
}

void terminal_wait_gone(struct terminal *terminal, const char *text)
{
	wait_for(terminal, text, false);
}

void terminal_resize(struct terminal *terminal, int width, int height)
{
	assert_int_equal(run_tmux(terminal, "resize-window -x %d -y %d", width, height), 0);
}

int terminal_child(struct terminal *terminal)
{
	char command[128];
	assert_int_equal(run_tmux(terminal, "display-message -p '#{pane_pid}'"), 0);
	snprintf(command, sizeof(command), "ps -o pid= --ppid %d", atoi(terminal->screen));
	FILE *pipe = popen(command, "r");
	assert_non_null(pipe);
	int child = 0;
	assert_int_equal(fscanf(pipe, "%d", &child), 1);
	pclose(pipe);
	return child;
}

void terminal_wait_for_the_start(struct terminal *terminal)
{
	terminal_wait(terminal, "PAUSED  step 0");
	terminal_wait(terminal, "NEXT");
}

void terminal_run_condition(struct terminal *terminal, const char *options)
{
	char line[256];
	snprintf(line, sizeof(line), "$IL run condition %s; echo EXIT=$?", options);
	terminal_type(terminal, line);
	terminal_wait_for_the_start(terminal);
}

void terminal_open_recording(struct terminal *terminal)
{
	terminal_type(terminal, "$IL run condition --headless --strategy round-robin --record c.ilog >/dev/null; "
				"clear; $IL replay c.ilog; echo EXIT=$?");
	terminal_wait(terminal, "PAST 0/");
}
