/* The whole program on a real terminal: keys in, screen out. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "terminal.h"

static void test_menu_opens_a_scenario_and_escape_returns(void **state)
{
	struct terminal *terminal = terminal_of(state);
	terminal_type(terminal, "$IL; echo EXIT=$?");
	terminal_wait(terminal, "Enter open");
	assert_non_null(strstr(terminal_screen(terminal), "> * event"));
	terminal_press(terminal, "j");
	terminal_wait(terminal, "> * condition");
	terminal_press(terminal, "Enter");
	terminal_wait_for_the_start(terminal);
	terminal_press(terminal, "Escape");
	terminal_wait(terminal, "> * condition");
	terminal_press(terminal, "q");
	terminal_wait(terminal, "EXIT=0");
}

static void test_menu_filter_leaves_what_contains_the_word(void **state)
{
	struct terminal *terminal = terminal_of(state);
	terminal_type(terminal, "$IL");
	terminal_wait(terminal, "Enter open");
	PRESS(terminal, "/", "d", "e", "a", "d");
	terminal_wait(terminal, "/dead_");
	terminal_wait(terminal, "deadlock");
	assert_null(strstr(terminal_screen(terminal), "gather"));
	PRESS(terminal, "Enter", "Enter");
	terminal_wait(terminal, "deadlock  PAUSED");
}

/* What was set and opened last is marked when the menu opens again; a saved run is listed. */
static void test_the_menu_remembers_and_lists_recordings(void **state)
{
	struct terminal *terminal = terminal_of(state);
	terminal_type(terminal, "$IL; echo EXIT=$?");
	terminal_wait(terminal, "Enter open");
	PRESS(terminal, "j", "Tab", "Right", "Tab", "2", "Enter");
	terminal_wait_for_the_start(terminal);
	terminal_wait(terminal, "seed 12");
	terminal_press(terminal, "s");
	terminal_wait(terminal, "PAUSED  step 1 ");
	terminal_press(terminal, "S");
	terminal_wait(terminal, "Saved as interleave-condition-1.ilog");
	PRESS(terminal, "Escape", "q");
	terminal_wait(terminal, "--set variant=predicate");
	terminal_type(terminal, "clear; $IL");
	terminal_wait(terminal, "> * condition");
	terminal_wait(terminal, "variant predicate");
	terminal_wait(terminal, "seed 12");
	terminal_press(terminal, "End");
	terminal_wait(terminal, ">   interleave-condition-1.ilog");
	terminal_press(terminal, "Enter");
	terminal_wait(terminal, "PAST 0/1");
	terminal_press(terminal, "Escape");
	terminal_wait(terminal, ">   interleave-condition-1.ilog");
}

static void test_s_steps_the_marked_lane_and_a_digit_its_own(void **state)
{
	struct terminal *terminal = terminal_of(state);
	terminal_run_condition(terminal, "");
	terminal_press(terminal, "s");
	terminal_wait(terminal, "PAUSED  step 1 ");
	terminal_press(terminal, "0");
	terminal_wait(terminal, "PAUSED  step 2 ");
	terminal_press(terminal, ".");
	terminal_wait(terminal, "PAUSED  step 3 ");
}

static void test_the_hangul_layout_steps_too(void **state)
{
	struct terminal *terminal = terminal_of(state);
	terminal_run_condition(terminal, "");
	terminal_press(terminal, "ㄴ");
	terminal_wait(terminal, "PAUSED  step 1 ");
	terminal_press(terminal, "ㅈ");
	terminal_wait(terminal, "main can go");
	terminal_press(terminal, "ㅂ");
	terminal_wait(terminal, "EXIT=130");
}

/* Thirteen steps of round-robin: then main joins, the waiter waits, and the preparer sleeps. */
static void go_to_the_wait(struct terminal *terminal)
{
	for (int i = 1; i <= 13; i++) {
		char shown[32];
		snprintf(shown, sizeof(shown), "PAUSED  step %d ", i);
		terminal_press(terminal, "s");
		terminal_wait(terminal, shown);
	}
}

static void test_a_lane_that_cannot_go_says_why_and_nothing_changes(void **state)
{
	struct terminal *terminal = terminal_of(state);
	terminal_run_condition(terminal, "");
	go_to_the_wait(terminal);
	terminal_press(terminal, "1");
	terminal_wait(terminal, "notif");
	assert_non_null(strstr(terminal_screen(terminal), "step 13 "));
	terminal_press(terminal, "9");
	terminal_wait(terminal, "There is no lane 9.");
	terminal_press(terminal, "t");
	terminal_wait(terminal, "clock 2.000s");
}

static void test_looking_back_shows_the_past_and_end_returns(void **state)
{
	struct terminal *terminal = terminal_of(state);
	terminal_run_condition(terminal, "");
	PRESS(terminal, "s", "s", "s");
	terminal_wait(terminal, "PAUSED  step 3 ");
	terminal_press(terminal, "Left");
	terminal_wait(terminal, "PAST 2/3");
	terminal_press(terminal, "s");
	terminal_wait(terminal, "End returns to now");
	terminal_press(terminal, "Home");
	terminal_wait(terminal, "PAST 0/3");
	terminal_press(terminal, "Right");
	terminal_wait(terminal, "PAST 1/3");
	terminal_press(terminal, "End");
	terminal_wait(terminal, "PAUSED  step 3 ");
	terminal_press(terminal, "End");
	terminal_wait(terminal, "This is now already.");
}

static void test_why_answers_and_pressing_again_clears(void **state)
{
	struct terminal *terminal = terminal_of(state);
	terminal_run_condition(terminal, "");
	terminal_press(terminal, "w");
	terminal_wait(terminal, "main can go");
	terminal_press(terminal, "w");
	terminal_wait_gone(terminal, "main can go");
}

static void test_a_key_without_use_says_so(void **state)
{
	struct terminal *terminal = terminal_of(state);
	terminal_run_condition(terminal, "");
	terminal_press(terminal, "y");
	terminal_wait(terminal, "This key does nothing here; ? lists those that do.");
	terminal_press(terminal, "Escape");
	terminal_wait(terminal, "There is no menu behind this run; q quits.");
}

static void test_help_lists_the_keys_and_any_key_goes_back(void **state)
{
	struct terminal *terminal = terminal_of(state);
	terminal_run_condition(terminal, "");
	terminal_press(terminal, "?");
	terminal_wait(terminal, "step the marked lane");
	terminal_press(terminal, "End");
	terminal_wait(terminal, "checks a promise");
	terminal_press(terminal, "q");
	terminal_wait_for_the_start(terminal);
}

static void test_resizing_draws_anew_in_the_new_size(void **state)
{
	struct terminal *terminal = terminal_of(state);
	terminal_run_condition(terminal, "");
	terminal_resize(terminal, 160, 48);
	terminal_wait(terminal, "def preparer():"); /* the source panel is deep enough now */
	terminal_resize(terminal, 40, 10);
	terminal_wait(terminal, "60x16");
	terminal_resize(terminal, 20, 5);
	terminal_wait(terminal, "60x16");
	terminal_press(terminal, "s"); /* is taken all the same */
	terminal_resize(terminal, 80, 24);
	terminal_wait(terminal, "PAUSED  step 1 ");
}

static void test_play_runs_at_a_pace_and_the_end_says_so(void **state)
{
	struct terminal *terminal = terminal_of(state);
	terminal_type(terminal, "$IL run condition --pace max; echo EXIT=$?");
	terminal_wait_for_the_start(terminal);
	terminal_press(terminal, "Space");
	terminal_wait(terminal, "waiter   got the data");
	terminal_wait(terminal, "ENDED");
	terminal_press(terminal, "Space");
	terminal_wait(terminal, "The run has ended");
	terminal_press(terminal, "q");
	terminal_wait(terminal, "EXIT=0");
}

static void test_a_deadlock_is_shown_and_each_lane_says_why(void **state)
{
	struct terminal *terminal = terminal_of(state);
	terminal_type(terminal, "$IL run deadlock --pace max --schedule 0x5.1.0.1.2.1.2x2.0; echo EXIT=$?");
	terminal_wait_for_the_start(terminal);
	terminal_press(terminal, "Space");
	terminal_wait(terminal, "ENDED: deadlock");
	terminal_press(terminal, "1");
	terminal_wait(terminal, "left waits for paper, which right holds.");
	terminal_press(terminal, "Space");
	terminal_wait(terminal, "Nobody can ever go again");
	terminal_press(terminal, "q");
	terminal_wait(terminal, "EXIT=3");
}

static void test_a_terminal_that_goes_away_ends_the_program(void **state)
{
	struct terminal *terminal = terminal_of(state);
	terminal_run_condition(terminal, "");
	int child = terminal_child(terminal);
	terminal_close(terminal);
	terminal_wait_process_gone(child);
}

static void test_live_opens_paused_and_space_goes_live(void **state)
{
	struct terminal *terminal = terminal_of(state);
	terminal_type(terminal, "$IL run condition --strategy live --speed 100; echo EXIT=$?");
	terminal_wait(terminal, "PAUSED");
	/* A printed line has its time before it; the source beside it has the same words without. */
	assert_null(strstr(terminal_screen(terminal), "s] waiter"));
	terminal_press(terminal, "Space");
	terminal_wait(terminal, "waiter   got the data");
	terminal_wait(terminal, "ENDED: completed"); /* one who quits before that leaves with 130 */
	terminal_press(terminal, "q");
	terminal_wait(terminal, "EXIT=0");
}

static void test_saving_never_overwrites(void **state)
{
	struct terminal *terminal = terminal_of(state);
	terminal_run_condition(terminal, "");
	PRESS(terminal, "s", "S");
	terminal_wait(terminal, "Saved as interleave-condition-1.ilog");
	terminal_press(terminal, "F2");
	terminal_wait(terminal, "Saved as interleave-condition-2.ilog");
	terminal_press(terminal, "q");
	terminal_wait(terminal, "EXIT=130");
	terminal_type(terminal, "$IL dump interleave-condition-1.ilog | wc -l; echo EXIT=$?");
	terminal_wait(terminal, "EXIT=0");
}

static void test_a_recording_is_walked_through(void **state)
{
	struct terminal *terminal = terminal_of(state);
	terminal_open_recording(terminal);
	terminal_wait(terminal, ">0 main"); /* who does the next step */
	terminal_press(terminal, "s");
	terminal_wait(terminal, "PAST 1/");
	terminal_press(terminal, "1");
	terminal_wait(terminal, "A recording has one order");
	terminal_press(terminal, "End");
	terminal_wait(terminal, "waiter   got the data");
	terminal_press(terminal, "Home");
	terminal_wait(terminal, "PAST 0/");
	PRESS(terminal, "+", "+", "+", "+", "+", "+", "Space"); /* plays the recording */
	terminal_wait(terminal, "waiter   got the data");
	terminal_press(terminal, "q");
	terminal_wait(terminal, "EXIT=0");
	terminal_wait(terminal, "interleave replay c.ilog");
}

enum which { FIRST, LAST };

static int one_child_of(int parent, enum which which)
{
	char command[64];
	int child = 0;
	snprintf(command, sizeof(command), "ps -o pid= --ppid %d", parent);
	FILE *pipe = popen(command, "r");
	assert_non_null(pipe);
	assert_int_equal(fscanf(pipe, "%d", &child), 1);
	while (which == LAST && fscanf(pipe, "%d", &child) == 1)
		continue;
	pclose(pipe);
	return child;
}

static int child_of(int parent)
{
	return one_child_of(parent, FIRST);
}

/* Nobody can go then, and yet it is no deadlock. */
static void test_a_killed_run_is_said_to_have_crashed(void **state)
{
	struct terminal *terminal = terminal_of(state);
	terminal_run_condition(terminal, "");
	PRESS(terminal, "s", "s");
	terminal_wait(terminal, "PAUSED  step 2 ");
	kill(child_of(child_of(terminal_child(terminal))), SIGKILL);
	terminal_wait(terminal, "ENDED: crashed");
	terminal_wait(terminal, "Crash: main was ended by signal 9.");
	terminal_wait(terminal, "Nobody: all have ended.");
	terminal_press(terminal, "s");
	terminal_wait(terminal, "The run has ended: r starts it again");
	terminal_press(terminal, "q");
	terminal_wait(terminal, "EXIT=4");
}

static void test_restart_begins_again(void **state)
{
	struct terminal *terminal = terminal_of(state);
	terminal_run_condition(terminal, "");
	PRESS(terminal, "s", "s");
	terminal_wait(terminal, "PAUSED  step 2 ");
	terminal_press(terminal, "r");
	terminal_wait_for_the_start(terminal);
	terminal_press(terminal, "s");
	terminal_wait(terminal, "PAUSED  step 1 ");
}

static void test_language_changes_on_the_spot(void **state)
{
	struct terminal *terminal = terminal_of(state);
	terminal_run_condition(terminal, "");
	terminal_press(terminal, "l");
	terminal_wait(terminal, "일시정지");
	terminal_press(terminal, "ㅣ");
	terminal_wait(terminal, "PAUSED");
}

static void test_suspend_gives_the_terminal_back_and_fg_takes_it(void **state)
{
	struct terminal *terminal = terminal_of(state);
	terminal_run_condition(terminal, "");
	terminal_press(terminal, "s");
	terminal_wait(terminal, "PAUSED  step 1 ");
	terminal_press(terminal, "C-z");
	terminal_wait(terminal, "Stopped");
	terminal_type(terminal, "fg");
	terminal_wait(terminal, "PAUSED  step 1 ");
	terminal_press(terminal, "s");
	terminal_wait(terminal, "PAUSED  step 2 ");
}

/* After an end by `number`, the shell's screen is back, and it echoes what is typed. */
static void assert_restored_after(void **state, int number, const char *exit)
{
	struct terminal *terminal = terminal_of(state);
	terminal_run_condition(terminal, "");
	kill(terminal_child(terminal), number);
	terminal_wait(terminal, exit);
	assert_null(strstr(terminal_screen(terminal), "PAUSED"));
	terminal_type(terminal, "echo echoed");
	terminal_wait(terminal, "ready> echo echoed");
}

static void test_a_terminal_of_an_unknown_kind_is_named(void **state)
{
	struct terminal *terminal = terminal_of(state);
	terminal_type(terminal, "TERM=xyz $IL run condition; echo EXIT=$?");
	terminal_wait(terminal, "interleave: terminal: curses does not know TERM=xyz; set it");
	terminal_wait(terminal, "EXIT=8");
}

/* No handler is told of it: the terminal's keeper sees it, a moment later. What stood there before is back then. So it is
 * when the warden was killed first, whose run the program has ended. */
static void assert_restored_after_a_kill(void **state, bool warden_first)
{
	struct terminal *terminal = terminal_of(state);
	terminal_type(terminal, "echo this stood there before; stty -a >modes");
	terminal_wait(terminal, "ready> ");
	terminal_run_condition(terminal, "");
	int program = terminal_child(terminal);
	assert_null(strstr(terminal_screen(terminal), "this stood there"));
	if (warden_first) {
		kill(child_of(program), SIGKILL);
		terminal_wait(terminal, "ENDED: its warden failed");
	}
	kill(program, SIGKILL);
	terminal_wait_process_gone(program);
	terminal_wait(terminal, "this stood there before");
	terminal_type(terminal, "stty -a | cmp - modes && echo same modes as be''fore");
	terminal_wait(terminal, "same modes as before");
}

static void test_a_kill_restores_the_terminal(void **state)
{
	assert_restored_after_a_kill(state, false);
}

static void test_a_kill_restores_the_terminal_of_a_run_without_a_warden(void **state)
{
	assert_restored_after_a_kill(state, true);
}

static void test_a_kill_while_suspended_writes_nothing(void **state)
{
	struct terminal *terminal = terminal_of(state);
	terminal_run_condition(terminal, "");
	int program = terminal_child(terminal);
	terminal_press(terminal, "C-z");
	terminal_wait(terminal, "Stopped");
	kill(program, SIGKILL);
	terminal_type(terminal, "echo one; wait");
	terminal_wait_process_gone(program);
	terminal_type(terminal, "echo th''ree");
	terminal_wait(terminal, "three");
	assert_non_null(strstr(terminal_screen(terminal), "one\n"));
}

static void test_sigterm_restores_the_terminal(void **state)
{
	assert_restored_after(state, SIGTERM, "EXIT=143");
}

static void test_a_crash_restores_the_terminal(void **state)
{
	assert_restored_after(state, SIGSEGV, "EXIT=139");
}

/* The program's own handler does so, before the shell goes on; the keeper would come later, and here not at all. */
static void test_a_crash_restores_the_terminal_without_its_keeper(void **state)
{
	struct terminal *terminal = terminal_of(state);
	terminal_run_condition(terminal, "");
	int keeper = one_child_of(terminal_child(terminal), LAST);
	assert_int_not_equal(keeper, child_of(terminal_child(terminal)));
	kill(keeper, SIGKILL);
	kill(terminal_child(terminal), SIGSEGV);
	terminal_wait(terminal, "EXIT=139");
	assert_null(strstr(terminal_screen(terminal), "PAUSED"));
	terminal_type(terminal, "echo echoed");
	terminal_wait(terminal, "ready> echo echoed");
}

static void test_quitting_prints_the_command_that_repeats_the_run(void **state)
{
	struct terminal *terminal = terminal_of(state);
	terminal_run_condition(terminal, "");
	PRESS(terminal, "s", "s", "s");
	terminal_wait(terminal, "PAUSED  step 3 ");
	terminal_press(terminal, "q");
	terminal_wait(terminal, "interleave run condition --strategy manual --schedule 0x3 --seed 1");
	terminal_wait(terminal, "EXIT=130");
	terminal_type(terminal, "$IL run condition --strategy manual --schedule 0x3 --seed 1");
	terminal_wait(terminal, "s takes the next");
	PRESS(terminal, "s", "s", "s");
	terminal_wait(terminal, "PAUSED  step 3 ");
}

static void test_no_color_is_honoured(void **state)
{
	struct terminal *terminal = terminal_of(state);
	terminal_type(terminal, "NO_COLOR=1 $IL run condition");
	terminal_wait_for_the_start(terminal);
	const char *screen = terminal_screen_coloured(terminal);
	assert_null(strstr(screen, "[38;5;"));
	assert_null(strstr(screen, "[32m"));
}

/* Times a process has gone to sleep of its own will. */
static long count_sleeps(int pid)
{
	char path[64], line[128];
	long sleeps = -1;
	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	while (fgets(line, sizeof(line), file) != NULL)
		if (sscanf(line, "voluntary_ctxt_switches: %ld", &sleeps) == 1)
			break;
	fclose(file);
	return sleeps;
}

static void test_a_paused_run_does_not_wake_up(void **state)
{
	struct terminal *terminal = terminal_of(state);
	terminal_run_condition(terminal, "");
	PRESS(terminal, "s");
	terminal_wait(terminal, "PAUSED  step 1 ");
	int child = terminal_child(terminal);
	/* What the step stirred up comes to rest first; then it sleeps on. Each look goes through the terminal, so that time passes. */
	long before = -1;
	for (int looks = 0, calm = 0; calm < 20; looks++) {
		assert_true(looks < 1000);
		terminal_screen(terminal);
		calm = count_sleeps(child) == before ? calm + 1 : 0;
		before = count_sleeps(child);
	}
	for (int i = 0; i < 20; i++)
		terminal_screen(terminal);
	assert_int_equal(count_sleeps(child), before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    ON_TERMINAL(test_menu_opens_a_scenario_and_escape_returns, "80x24"),
	    ON_TERMINAL(test_menu_opens_a_scenario_and_escape_returns, "160x48"),
	    ON_TERMINAL(test_menu_filter_leaves_what_contains_the_word, "80x24"),
	    ON_TERMINAL(test_the_menu_remembers_and_lists_recordings, "80x24"),
	    ON_TERMINAL(test_s_steps_the_marked_lane_and_a_digit_its_own, "80x24"),
	    ON_TERMINAL(test_the_hangul_layout_steps_too, "80x24"),
	    ON_TERMINAL(test_a_lane_that_cannot_go_says_why_and_nothing_changes, "80x24"),
	    ON_TERMINAL(test_a_lane_that_cannot_go_says_why_and_nothing_changes, "160x48"),
	    ON_TERMINAL(test_looking_back_shows_the_past_and_end_returns, "80x24"),
	    ON_TERMINAL(test_looking_back_shows_the_past_and_end_returns, "160x48"),
	    ON_TERMINAL(test_why_answers_and_pressing_again_clears, "80x24"),
	    ON_TERMINAL(test_a_key_without_use_says_so, "80x24"),
	    ON_TERMINAL(test_help_lists_the_keys_and_any_key_goes_back, "80x24"),
	    ON_TERMINAL(test_help_lists_the_keys_and_any_key_goes_back, "160x48"),
	    ON_TERMINAL(test_resizing_draws_anew_in_the_new_size, "80x24"),
	    ON_TERMINAL(test_play_runs_at_a_pace_and_the_end_says_so, "80x24"),
	    ON_TERMINAL(test_a_deadlock_is_shown_and_each_lane_says_why, "80x24"),
	    ON_TERMINAL(test_a_terminal_that_goes_away_ends_the_program, "80x24"),
	    ON_TERMINAL(test_live_opens_paused_and_space_goes_live, "80x24"),
	    ON_TERMINAL(test_saving_never_overwrites, "80x24"),
	    ON_TERMINAL(test_a_recording_is_walked_through, "80x24"),
	    ON_TERMINAL(test_a_killed_run_is_said_to_have_crashed, "80x24"),
	    ON_TERMINAL(test_restart_begins_again, "80x24"),
	    ON_TERMINAL(test_language_changes_on_the_spot, "80x24"),
	    ON_TERMINAL(test_suspend_gives_the_terminal_back_and_fg_takes_it, "80x24"),
	    ON_TERMINAL(test_a_terminal_of_an_unknown_kind_is_named, "80x24"),
	    ON_TERMINAL(test_a_kill_restores_the_terminal, "80x24"),
	    ON_TERMINAL(test_a_kill_restores_the_terminal_of_a_run_without_a_warden, "80x24"),
	    ON_TERMINAL(test_a_kill_while_suspended_writes_nothing, "80x24"),
	    ON_TERMINAL(test_sigterm_restores_the_terminal, "80x24"),
	    ON_TERMINAL(test_a_crash_restores_the_terminal, "80x24"),
	    ON_TERMINAL(test_a_crash_restores_the_terminal_without_its_keeper, "80x24"),
	    ON_TERMINAL(test_quitting_prints_the_command_that_repeats_the_run, "80x24"),
	    ON_TERMINAL(test_no_color_is_honoured, "80x24"),
	    ON_TERMINAL(test_a_paused_run_does_not_wake_up, "80x24"),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
