/* The program without a screen: what it says to whom, by the line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "shell.h"
#include "tui/keys.h"

static void test_a_linear_run_tells_and_takes_keys_by_the_line(void **state)
{
	struct shell *shell = *state;
	assert_int_equal(sh(shell, "printf '\\ns\\nuo\\n2\\nw\\ny\\n/cond\\nq\\n' | "
				    "$IL run condition --linear --strategy round-robin"), 130);
	assert_contains(shell->out, "\n? lists the keys, q quits.\n0  The program begins: main runs.\n"
				    "Who can go? yes: 0 main\n");
	assert_contains(shell->out, "\n1  main made the variable data: None.\nWho can go? yes: 0 main\n");
	assert_contains(shell->out, "\n7  waiter printed: waiting for data ...\n"
				    "Who can go? yes: 0 main, 1 waiter   Marked: 0 main.\n");
	assert_contains(shell->out, "\npreparer has not been started.\n");
	assert_contains(shell->out, "\nmain can go: it is about to start preparer.\n");
	assert_contains(shell->out, "\nNothing was done: y is no key here; ? lists those that are.\n");
	/* the hit before: what stands in the sentence, not in the name of the file */
	assert_contains(shell->out, "\n3  main made the condition cond, whose lock is cond.lock.\nWho can go? yes: 0 main\n");
	assert_contains(shell->out, "\ninterleave run condition --strategy manual --schedule 0x6.1 ");
}

/* Each key of a row is pressed when the one before is done: the mark has come to the lane that goes next. */
static void test_a_row_of_keys_is_pressed_one_by_one(void **state)
{
	struct shell *shell = *state;
	assert_int_equal(sh(shell, "printf 'sssssss\nq\n' | $IL run gather --linear"), 130);
	assert_contains(shell->out, "\n7  Task-1 created the task A");
	assert_contains(shell->out, "\nWho can go? yes: 1 Task-1   no: 0 main (carries 1), 2 A (after 1)\n");
	assert_null(strstr(shell->out, "\nWho can go? yes: 1 Task-1   no: 0 main (carries 1)\n")); /* only at its end */
}

/* Those that are no letters are called by their names, as the help writes them. */
static void test_a_linear_run_takes_keys_by_their_names(void **state)
{
	struct shell *shell = *state;
	assert_int_equal(sh(shell, "printf 'sss left LEFT\nHome\nEnd u o\n/ made the\nEnd T O O O O O T space\n' | "
				    "$IL run condition --linear --strategy round-robin --pace max"), 0);
	assert_contains(shell->out, "\n2  main made the re-entrant lock cond.lock.\n1  main made the variable data: None.\n");
	assert_contains(shell->out, "\n7  waiter printed: waiting for data ...\n");
	assert_contains(shell->out, "\n5  main made the thread preparer."); /* the hit before */
	assert_contains(shell->out, "\nFrom here on, order: you choose.\n");
	assert_contains(shell->out, "\nFrom here on, time is free: the clock may go on at any moment.\n");
	assert_contains(shell->out, "Nobody: all have ended.");
}

static void test_a_linear_run_plays_to_its_end(void **state)
{
	struct shell *shell = *state;
	assert_int_equal(sh(shell, "printf ' \\n?\\nq\\n' | $IL run event --linear --pace 1000 --lang ko"), 0);
	assert_contains(shell->out, "모두 끝났습니다");
	assert_contains(shell->out, "u n          표시한 레인이 한 단계 진행할 때까지");
}

static void test_a_linear_recording_is_walked_through(void **state)
{
	struct shell *shell = *state;
	assert_int_equal(sh(shell, "$IL run event --headless --strategy random --record e.ilog >/dev/null; "
				    "printf '\\n\\nG\\n' | $IL replay e.ilog --linear"), 0);
	assert_contains(shell->out, "\n1  ");
	assert_contains(shell->out, "\n2  ");
	assert_contains(shell->out, "Nobody: all have ended.");
	assert_contains(shell->out, "interleave replay e.ilog");
}

/* What the program said behind the answer to the second of two steps, up to the command that repeats the run. */
static char *said_after_two_steps(struct shell *shell)
{
	const char *before = "\n2  main made the re-entrant lock cond.lock.\nWho can go? yes: 0 main\n";
	char *said = strstr(shell->out, before), *end;
	if (said == NULL)
		fail_msg("no second step in:\n%s", shell->out);
	said += strlen(before);
	end = strstr(said, "interleave run condition");
	assert_non_null(end);
	*end = '\0';
	return said;
}

static char *press_after_two_steps(struct shell *shell, const char *keys)
{
	char line[256];
	snprintf(line, sizeof(line), "printf 'ss\\n%s\\nq\\n' | $IL run condition --linear --pace max", keys);
	int code = sh(shell, line);
	assert_true(code == 130 || code == 0); /* left, or played to its end */
	return said_after_two_steps(shell);
}

/* Whoever cannot see hears that a key was taken, whatever it does. */
static void test_every_key_is_answered(void **state)
{
	struct shell *shell = *state;
	for (const struct key_row *row = key_table; row->request != REQUEST_NONE; row++) {
		char name[KEY_NAME_SIZE];
		if (!(row->pages & PAGE_RUN) || row->request == REQUEST_QUIT)
			continue;
		const char *said = press_after_two_steps(
		    shell, row->keys[0] == KEYCODE_DIGIT ? "1" : keys_name(name, row->keys[0]));
		bool unseen = strstr(said, "This key changes only the picture, and here is none.") != NULL;
		if (said[0] == '\0')
			fail_msg("nothing is said to %s", name);
		assert_null(strstr(said, "This key does nothing here"));
		assert_int_equal(unseen, keys_help_unseen(row) == NULL);
	}
}

static void test_the_help_has_the_keys_that_do_something(void **state)
{
	struct shell *shell = *state;
	const char *help = press_after_two_steps(shell, "?");
	for (const struct key_row *row = key_table; row->request != REQUEST_NONE; row++) {
		char line[256], label[64];
		bool told = (row->pages & ~(unsigned)(PAGE_MENU | PAGE_HELP)) != 0 && keys_help_unseen(row) != NULL;
		snprintf(line, sizeof(line), "%-12s %s\n", keys_label(label, sizeof(label), row),
			 told ? keys_help_unseen(row) : row->help);
		assert_int_equal(strstr(help, line) != NULL, told);
	}
}

/* A word that was taken for a command, or a byte that is no character, presses nothing. */
static void test_a_row_with_a_stray_key_does_nothing(void **state)
{
	static const char *const rows[][2] = {{"help", "e"}, {"step", "e"}, {"ss e s", "e"}, {"Backspace", "Backspace"}};
	struct shell *shell = *state;
	char expected[128];
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(expected, sizeof(expected), "Nothing was done: %s is no key here; ? lists those that are.\n",
			 rows[i][1]);
		assert_string_equal(press_after_two_steps(shell, rows[i][0]), expected);
	}
	assert_contains(press_after_two_steps(shell, "\\377"), "Nothing was done: ");
	assert_contains(press_after_two_steps(shell, "\\001"), "Nothing was done: ");
}

/* As a terminal sends them, which reads lines itself: arrows, Home, Tab, Escape. */
static void test_keys_that_are_struck_are_taken(void **state)
{
	struct shell *shell = *state;
	assert_contains(press_after_two_steps(shell, "\\033[D"), "1  main made the variable data");
	assert_contains(press_after_two_steps(shell, "\\033OH"), "0  The program begins");
	assert_contains(press_after_two_steps(shell, "\\033[5~"), "0  The program begins");
	assert_contains(press_after_two_steps(shell, "\\t"), "Objects\n cond.lock held by nobody\n");
	assert_contains(press_after_two_steps(shell, "\\t\\033"), "Lanes\n condition  PAUSED  step 2  ");
	assert_contains(shell->out, "\n0  main can go: it is about to make cond.\nMarked: 0 main.\n");
	assert_contains(press_after_two_steps(shell, "\\033[Z"), "Output\nNothing stands there.\n");
}

/* A look back says the moment that it shows; so does the way back to now. */
static void test_each_moment_looked_at_is_told(void **state)
{
	struct shell *shell = *state;
	assert_string_equal(press_after_two_steps(shell, "left\\nleft\\nEnd"),
			    "1  main made the variable data: None.\nWho can go? yes: 0 main\n"
			    "0  The program begins: main runs.\nWho can go? yes: 0 main\n"
			    "2  main made the re-entrant lock cond.lock.\nWho can go? yes: 0 main\n");
	assert_string_equal(press_after_two_steps(shell, "PgUp\\nEnd"),
			    "0  The program begins: main runs.\nWho can go? yes: 0 main\n"
			    "2  main made the re-entrant lock cond.lock.\nWho can go? yes: 0 main\n");
}

static void test_who_can_go_is_said_when_it_changes(void **state)
{
	struct shell *shell = *state;
	assert_string_equal(press_after_two_steps(shell, "w\\nttt"),
			    "main can go: it is about to make cond.\n"
			    "Nobody sleeps or waits for a time: there is nothing for the clock to go to.\n");
}

static void test_the_mark_is_told(void **state)
{
	struct shell *shell = *state;
	assert_int_equal(sh(shell, "printf 'uo\nup\nup\ndown\nq\n' | "
				    "$IL run condition --linear --strategy round-robin"), 130);
	assert_contains(shell->out, "\nWho can go? yes: 0 main, 1 waiter   Marked: 0 main.\n");
	assert_contains(shell->out, "\nThis is the first lane.\n");
	assert_contains(shell->out, "\nMarked: 1 waiter. waiter can go: it is about to acquire cond.lock.\n");
}

static void test_the_words_of_a_search_may_be_the_next_line(void **state)
{
	struct shell *shell = *state;
	const char *said = press_after_two_steps(shell, "/\\nvariable\\nEnd\\n/\\n");
	assert_contains(said, "The next line is the word to search for.\n1  main made the variable data: None.\n");
	assert_contains(said, "The next line is the word to search for.\nNothing is searched for");
}

static void test_a_search_knows_names_of_later(void **state)
{
	struct shell *shell = *state;
	assert_int_equal(sh(shell, "$IL run condition --headless --strategy round-robin --record c.ilog >/dev/null; "
				   "printf 's\n/thread waiter\nq\n' | $IL replay c.ilog --linear"), 0);
	assert_contains(shell->out, "\n4  main made the thread waiter. It has not been started.\n");
}

static void test_a_search_hits_sentences_ops_and_lines(void **state)
{
	struct shell *shell = *state;
	assert_int_equal(sh(shell, "$IL run lock --headless --strategy round-robin --record l.ilog >/dev/null; "
				   "printf '/the lock\n/lock.release\ng\n/lock.c:33\nq\n' | $IL replay l.ilog --linear"), 0);
	const char *said = shell->out;
	assert_contains(said, "\n1  main made the lock lock.\n");
	assert_contains(said, " released lock.\n");
	assert_contains(said, "\n3  main made the thread adder-0. It has not been started.\n");
	assert_int_equal(sh(shell, "printf '/lock\nnn\nq\n' | $IL replay l.ilog --linear"), 0);
	assert_true(strstr(shell->out, "made the thread") == NULL); /* its file, lock.c, is that of all */
}

/* One step is told in as few sentences as say it. */
static void test_a_step_is_told_once(void **state)
{
	struct shell *shell = *state;
	assert_int_equal(sh(shell, "printf ' \n' | $IL run condition --linear --strategy round-robin --pace max"), 0);
	assert_contains(shell->out, "10  preparer printed: preparing data ...\n11  main waits for the end of waiter.\n"
				    "12  waiter let cond.lock go, and waits on cond for a notify.\n13  ");
	assert_int_equal(sh(shell, "printf 'sss\n' | $IL run gather --linear"), 130);
	assert_contains(shell->out, "\n2  main runs an event loop: its tasks take turns on this one thread.\n"
				    "3  main created the task Task-1: it is ready");
}

/* Panels are read one by one, no object in two of them, and no pictures. */
static void test_panels_are_read(void **state)
{
	struct shell *shell = *state;
	assert_int_equal(sh(shell, "printf ' \nTab\nTab\nTab\nTab\nTab\nTab\nz\nEsc\nEsc\n' | "
				    "$IL run deadlock --linear --strategy round-robin --pace max"), 3);
	assert_contains(shell->out, "\nObjects\n pen   held by 1 left  in line: 2 right\n"
				    " paper held by 2 right  in line: 1 left\ndeadlock.py (c: C source)");
	assert_contains(shell->out, "\nWho waits for whom\n0  main waits for the end of left.\n"
				    "1  left waits for paper, which right holds.\n"
				    "2  right waits for pen, which left holds.\nInsights\n Deadlock: ");
	assert_contains(shell->out, "Stuck with it: main.\nInsights\n Deadlock: "); /* read again */
	assert_contains(shell->out, "\nLanes\n deadlock  ENDED: deadlock  step 13  clock 0.000s  order: round-robin  seed 1\n"
				    "0  main waits for the end of left.\n"
				    "1  left waits for paper, which right holds.\n");
	assert_contains(shell->out, "\nThere is no menu behind this run; q quits.\n");
}

static void test_a_panel_is_scrolled_by_what_comes_into_view(void **state)
{
	struct shell *shell = *state;
	const char *said = press_after_two_steps(shell, "c\\nPgDn\\nup\\nup\\ndown");
	assert_contains(said, "condition.c (c: Python twin) (");
	/* 41 to 61, and a page on; a row up, another, and one down */
	const char *page = strstr(said, "\n       61 "), *end = page != NULL ? strstr(page, "\n       81 ") : NULL;
	assert_non_null(end);
	const char *first = strchr(end + 1, '\n');
	assert_memory_equal(first, "\n       60 ", 10);
	assert_contains(first, "\n       59 {\n       80 ");
}

/* What only the picture would have shown: what a trained eye sees, once. */
static void test_insights_are_told_as_they_come(void **state)
{
	struct shell *shell = *state;
	assert_int_equal(sh(shell, "printf ' \nw\nleft\n' | "
				    "$IL run deadlock --linear --strategy round-robin --pace max"), 3);
	char *first = strstr(shell->out, "right waits in line.\nDeadlock: left waits for paper");
	assert_non_null(first);
	assert_null(strstr(first + 30, "\nDeadlock: "));
	assert_int_equal(sh(shell, "printf ' \n' | $IL run race-counter --linear --strategy random --pace max"), 1);
	assert_contains(shell->out, "\nStep 9: Data race on counter: ");
}

static void test_the_last_step_of_a_run_has_its_answer(void **state)
{
	struct shell *shell = *state;
	assert_int_equal(sh(shell, "printf 'ssssssssssssssssssss\nQ\ns\n1\n' | "
				   "$IL run race-counter --linear --strategy random --pace max"), 1);
	assert_contains(shell->out, "\nWhat happens next? main is about to: end the program.\n");
	assert_contains(shell->out, "\n21  Promise broken: no addition is lost\n"
				    "Right: 1: it does it");
}

static void test_the_language_changes_and_comes_back(void **state)
{
	struct shell *shell = *state;
	const char *said = press_after_two_steps(shell, "l\\nw\\nl\\nw");
	assert_contains(said, "main은 ");
	assert_contains(said, "\nmain can go: it is about to make cond.\n");
}

static void test_a_line_that_is_too_long_does_nothing(void **state)
{
	struct shell *shell = *state;
	assert_int_equal(sh(shell, "{ yes s | head -n 5000 | tr -d '\n'; printf '\ns\n'; } | "
				    "$IL run condition --linear"), 130);
	assert_contains(shell->out, "\nThis line is too long: nothing in it was done.\n1  main made the variable");
	assert_null(strstr(shell->out, "\n2  "));
}

static void test_lines_may_end_as_elsewhere(void **state)
{
	struct shell *shell = *state;
	assert_int_equal(sh(shell, "printf 's\r\n\r\nq\r\n' | $IL run condition --linear"), 130);
	assert_contains(shell->out, "\n2  main made the re-entrant lock");
	assert_null(strstr(shell->out, "Lanes"));
	assert_int_equal(sh(shell, "printf 's\\nss' | $IL run condition --linear"), 130);
	assert_contains(shell->out, "\n3  main made the condition cond");
}

static void test_an_output_that_cannot_be_written_ends_it(void **state)
{
	struct shell *shell = *state;
	assert_int_equal(sh(shell, "yes s | $IL run condition --linear >/dev/full"), 8);
	assert_contains(shell->err, "interleave: standard output: cannot be written: ");
	assert_int_equal(sh(shell, "mkfifo keys; { { $IL run condition --linear <keys; echo $? >code; } | head -n 1; } & "
				    "exec 3>keys; (while [ ! -e code ]; do echo s; done) >&3; wait; cat code"), 0);
	assert_contains(shell->out, "130\n");
}

static void test_a_signal_leaves_the_recording_whole(void **state)
{
	struct shell *shell = *state;
	assert_int_equal(sh(shell, "mkfifo keys; $IL run condition --linear --record l.ilog <keys >l.txt & pid=$!; "
				    "exec 3>keys; echo ss >&3; until grep -q '^2  ' l.txt; do :; done; "
				    "kill -TERM $pid; wait $pid; echo $?; $IL dump l.ilog | head -n 1"), 0);
	assert_contains(shell->out, "143\n");
	assert_contains(shell->out, "\"status\":\"left\"");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    IN_A_SHELL(test_a_linear_run_tells_and_takes_keys_by_the_line),
	    IN_A_SHELL(test_a_row_of_keys_is_pressed_one_by_one),
	    IN_A_SHELL(test_a_linear_run_takes_keys_by_their_names),
	    IN_A_SHELL(test_a_linear_run_plays_to_its_end),
	    IN_A_SHELL(test_a_linear_recording_is_walked_through),
	    IN_A_SHELL(test_every_key_is_answered),
	    IN_A_SHELL(test_the_help_has_the_keys_that_do_something),
	    IN_A_SHELL(test_a_row_with_a_stray_key_does_nothing),
	    IN_A_SHELL(test_keys_that_are_struck_are_taken),
	    IN_A_SHELL(test_each_moment_looked_at_is_told),
	    IN_A_SHELL(test_who_can_go_is_said_when_it_changes),
	    IN_A_SHELL(test_the_mark_is_told),
	    IN_A_SHELL(test_the_words_of_a_search_may_be_the_next_line),
	    IN_A_SHELL(test_a_search_knows_names_of_later),
	    IN_A_SHELL(test_a_search_hits_sentences_ops_and_lines),
	    IN_A_SHELL(test_a_step_is_told_once),
	    IN_A_SHELL(test_panels_are_read),
	    IN_A_SHELL(test_a_panel_is_scrolled_by_what_comes_into_view),
	    IN_A_SHELL(test_insights_are_told_as_they_come),
	    IN_A_SHELL(test_the_last_step_of_a_run_has_its_answer),
	    IN_A_SHELL(test_the_language_changes_and_comes_back),
	    IN_A_SHELL(test_a_line_that_is_too_long_does_nothing),
	    IN_A_SHELL(test_lines_may_end_as_elsewhere),
	    IN_A_SHELL(test_an_output_that_cannot_be_written_ends_it),
	    IN_A_SHELL(test_a_signal_leaves_the_recording_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
