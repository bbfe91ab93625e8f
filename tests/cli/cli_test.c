/* The program as a child: what it prints, and what it exits with. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "cli/options.h"
#include "shell.h"

static void test_list_names_scenarios_and_parameters(void **state)
{
	struct shell *shell = *state;
	assert_int_equal(sh(shell, "$IL list"), 0);
	assert_contains(shell->out, "condition");
	assert_contains(shell->out, "--set variant=asis");
	assert_int_equal(sh(shell, "$IL list --json"), 0);
	assert_contains(shell->out, "{\"id\":\"condition\",\"title\":");
	assert_contains(shell->out, "\"documented\":true");
	assert_contains(shell->out, "\"help\":\"setter-fails: the setter ends before it sets the event\"");
	assert_contains(shell->out, "\"alias_of\":\"condition\",\"time\":\"free\"");
	if (sh(shell, "command -v python3") == 0)
		assert_int_equal(
		    sh(shell, "$IL list --json | python3 -c 'import json, sys; json.load(sys.stdin)'"), 0);
}

static void test_an_alias_begins_as_it_says_unless_told_otherwise(void **state)
{
	struct shell *shell = *state;
	assert_int_equal(sh(shell, "$IL run missing-sentinel --headless --strategy round-robin"), 3);
	assert_int_equal(
	    sh(shell, "$IL run missing-sentinel --headless --strategy round-robin --set variant=asis"), 0);
	assert_int_equal(sh(shell, "for seed in $(seq 60); do $IL run lost-wakeup --headless "
				    "--strategy random --seed $seed; echo code $?; done"), 0);
	assert_contains(shell->out, "code 0\n");
	assert_contains(shell->out, "code 3\n");
	assert_int_equal(sh(shell, "for seed in 13 14 15; do $IL run lost-wakeup --headless "
				    "--strategy random --seed $seed --time respected || exit 1; done"), 0);
}

static void test_an_alias_replays(void **state)
{
	struct shell *shell = *state;
	assert_int_equal(sh(shell, "$IL run lost-wakeup --headless --strategy random --seed 14 --record alias.ilog; "
				    "first=$?; $IL replay alias.ilog --headless; [ $? = $first ] || exit 99; "
				    "$IL run lost-wakeup --headless --strategy replay:alias.ilog; [ $? = $first ]"), 0);
	assert_int_equal(sh(shell, "$IL dump alias.ilog | head -1"), 0);
	assert_contains(shell->out, "\"scenario\":\"lost-wakeup\"");
	assert_contains(shell->out, "\"time\":\"free\"");
	assert_int_equal(sh(shell, "$IL replay alias.ilog --headless --at 5 --size 80x24"), 0);
	assert_contains(shell->out, "condition.py");
}

static void test_help_stands_after_each_command(void **state)
{
	struct shell *shell = *state;
	assert_int_equal(sh(shell, "$IL --help"), 0);
	assert_contains(shell->out, "interleave run ID");
	assert_int_equal(sh(shell, "$IL run --help"), 0);
	assert_contains(shell->out, "interleave run ID [options]\n\nrun a scenario; without a terminal, print its transcript\n\n      -");
	assert_contains(shell->out, "--schedule S");
	assert_int_equal(sh(shell, "$IL dump --help"), 0);
	assert_contains(shell->out, "--op GLOB");
	assert_int_equal(sh(shell, "$IL --version"), 0);
	assert_contains(shell->out, "interleave ");
}

static void test_a_headless_run_prints_its_transcript(void **state)
{
	struct shell *shell = *state;
	assert_int_equal(sh(shell, "$IL run condition --headless --strategy round-robin"), 0);
	assert_string_equal(shell->out, "[  0.000s] waiter          waiting for data ...\n"
					"[  0.000s] preparer        preparing data ...\n"
					"[  2.000s] preparer        data is ready\n"
					"[  2.000s] waiter          got the data: ready\n");
	assert_string_equal(shell->err, "");
}

static void test_a_live_run_takes_real_time_at_its_speed(void **state)
{
	struct shell *shell = *state;
	assert_int_equal(sh(shell, "$IL run condition --speed 100"), 0); /* without a terminal: headless */
	assert_contains(shell->out, "got the data: ready");
}

static void test_a_recording_dumps_and_replays_to_the_letter(void **state)
{
	struct shell *shell = *state;
	assert_int_equal(
	    sh(shell, "$IL run condition --headless --strategy random --seed 5 --record a.ilog >run.txt"),
	    0);
	assert_int_equal(sh(shell, "$IL replay --headless a.ilog | cmp - run.txt"), 0);
	assert_int_equal(sh(shell, "$IL dump a.ilog"), 0);
	assert_contains(shell->out,
			"{\"interleave\":1,\"scenario\":\"condition\",\"seed\":5,\"strategy\":\"random\"");
	assert_contains(shell->out, "\"status\":\"completed\"");
	assert_contains(shell->out, "\"op\":\"condition.notify\"");
	assert_int_equal(
	    sh(shell, "$IL run condition --headless --strategy replay:a.ilog --record b.ilog >b.txt"), 0);
	assert_int_equal(sh(shell, "cmp b.txt run.txt"), 0);
}

static void test_dump_filters_by_op_and_actor(void **state)
{
	struct shell *shell = *state;
	assert_int_equal(sh(shell, "$IL run condition --headless --strategy round-robin --record a.ilog"),
			 0);
	assert_int_equal(sh(shell, "$IL dump a.ilog --op 'condition.*' --actor waiter"), 0);
	assert_contains(shell->out, "\"op\":\"condition.wait\"");
	assert_null(strstr(shell->out, "condition.notify"));
	assert_null(strstr(shell->out, "\"op\":\"print\""));
}

static void test_a_moment_of_a_recording_prints_as_a_screen(void **state)
{
	struct shell *shell = *state;
	assert_int_equal(sh(shell, "$IL run condition --headless --strategy round-robin --record a.ilog"),
			 0);
	assert_int_equal(sh(shell, "$IL replay a.ilog --headless --at 9 --size 80x24"), 0);
	assert_contains(shell->out, "step 9 ");
	assert_int_equal(sh(shell, "$IL replay a.ilog --headless --at 9 | wc -l"), 0);
	assert_string_equal(shell->out, "24\n");
	assert_int_equal(sh(shell, "$IL replay a.ilog --headless --at 9999"), 2);
	assert_contains(shell->err, "interleave: --at 9999: the recording has ");
}

static void test_korean_is_asked_for_by_option_or_environment(void **state)
{
	struct shell *shell = *state;
	assert_int_equal(sh(shell, "$IL list --lang ko"), 0);
	char by_option[OUTPUT_SIZE];
	strcpy(by_option, shell->out);
	assert_int_equal(sh(shell, "LC_ALL= LANG=ko_KR.UTF-8 $IL list"), 0);
	assert_string_equal(shell->out, by_option);
	assert_int_equal(sh(shell, "$IL list"), 0);
	assert_string_not_equal(shell->out, by_option);
}

static void test_a_broken_promise_exits_1_and_is_named(void **state)
{
	struct shell *shell = *state;
	int code = 0;
	for (int seed = 1; seed <= 30 && code != 1; seed++) {
		char line[128];
		snprintf(line, sizeof(line), "$IL run race-counter --headless --strategy random --seed %d",
			 seed);
		code = sh(shell, line);
	}
	assert_int_equal(code, 1);
	assert_contains(shell->err, "interleave: promise broken: ");
	assert_contains(shell->err, "interleave: data race: adder-");
	assert_contains(shell->err, "interleave: lost update: adder-");
}

static void test_a_deadlock_exits_3_and_is_explained(void **state)
{
	struct shell *shell = *state;
	int code = 0;
	for (int seed = 1; seed <= 30 && code != 3; seed++) {
		char line[128];
		snprintf(line, sizeof(line),
			 "$IL run deadlock --headless --strategy random --seed %d --record d%d.ilog", seed,
			 seed);
		code = sh(shell, line);
		if (code != 3)
			continue;
		assert_contains(shell->err, "interleave: deadlock: ");
		snprintf(line, sizeof(line), "$IL dump d%d.ilog", seed);
		assert_int_equal(sh(shell, line), 0);
		assert_contains(shell->out, "{\"insight\":\"deadlock\",\"after\":");
		assert_contains(shell->out, "\"status\":\"deadlock\"");
		snprintf(line, sizeof(line), "$IL replay --headless d%d.ilog", seed);
		assert_int_equal(sh(shell, line), 3);
	}
	assert_int_equal(code, 3);
}

static void test_a_crash_exits_4(void **state)
{
	struct shell *shell = *state;
	assert_int_equal(
	    sh(shell, "$IL run process-queue --set variant=producer-dies --headless --strategy round-robin"),
	    4);
	assert_contains(shell->err, "crash: ");
}

static void test_a_timeout_exits_5(void **state)
{
	struct shell *shell = *state;
	assert_int_equal(sh(shell, "$IL run event --headless --speed 0.01 --timeout 0.2 --record t.ilog"),
			 5);
	assert_contains(shell->err, "interleave: time-out: ");
	assert_int_equal(sh(shell, "$IL replay --headless t.ilog"), 5);
}

static void test_unreadable_files_exit_6(void **state)
{
	struct shell *shell = *state;
	assert_int_equal(sh(shell, "$IL dump nothing.ilog"), 6);
	assert_contains(shell->err, "interleave: nothing.ilog: cannot be read: No such file");
	assert_int_equal(sh(shell, "echo hello >hello; $IL replay hello"), 6);
	assert_contains(shell->err, "interleave: hello: not a recording");
	assert_int_equal(sh(shell, "$IL dump ."), 6);
	assert_int_equal(sh(shell, ": >empty; $IL dump empty"), 6);
}

static void test_what_went_wrong_is_told_in_korean(void **state)
{
	struct shell *shell = *state;
	assert_int_equal(sh(shell, "$IL run deadlock --headless --strategy round-robin --lang ko --record d.ilog"), 3);
	assert_contains(shell->err, "interleave: 교착 상태(deadlock): left는 right가 쥐고 있는 paper를 기다립니다.");
	assert_contains(shell->err, "interleave: 교착 상태(deadlock): 이제 아무도 진행할 수 없습니다.");
	assert_int_equal(sh(shell, "$IL run rlock --set kind=lock --headless --strategy round-robin --lang ko"), 3);
	assert_int_equal(sh(shell, "$IL run gather --set variant=one-fails --headless --strategy round-robin --lang ko"), 1);
	assert_contains(shell->err, "interleave: 약속 어김: 아무도 실패하지 않는다");
}

static void test_a_truncated_recording_prints_what_is_sound(void **state)
{
	struct shell *shell = *state;
	assert_int_equal(sh(shell, "$IL run condition --headless --strategy round-robin --record a.ilog"),
			 0);
	assert_int_equal(sh(shell, "head -c 7000 a.ilog >b.ilog; $IL dump b.ilog"), 6);
	assert_contains(shell->out, "\"seq\":1,");
	assert_contains(shell->err, "interleave: b.ilog: ");
	assert_int_equal(sh(shell, "$IL replay b.ilog --headless"), 6);
	assert_contains(shell->err, "interleave: b.ilog: cut short; what stands before that is sound\n");
	assert_null(strstr(shell->err, "--max-events"));
	assert_int_equal(sh(shell, "head -c 4096 a.ilog >c.ilog; $IL replay c.ilog --headless"), 6);
	assert_string_equal(shell->err, "interleave: c.ilog: cut short; nothing of it can be read\n");
}

static void test_a_schedule_that_cannot_be_followed_exits_7(void **state)
{
	struct shell *shell = *state;
	assert_int_equal(sh(shell, "$IL run condition --headless --schedule 0x3.9"), 7);
	assert_contains(shell->err, "interleave: schedule: its choice for step 4 (9) cannot be made. There is no such lane yet. ");
	assert_int_equal(sh(shell, "$IL run condition --headless --schedule 0x5.c"), 7);
	assert_contains(shell->err, "for step 6 (c) cannot be made. ");
	assert_int_equal(sh(shell, "$IL run lock --headless --set threads=1 --schedule 0x5.0"), 7);
	assert_contains(shell->err, " cannot be made. main waits for the end of ");
}

static void test_a_file_that_cannot_be_made_exits_8(void **state)
{
	struct shell *shell = *state;
	assert_int_equal(sh(shell, "$IL run condition --headless --record no/such/folder"), 8);
	assert_contains(shell->err, "interleave: no/such/folder: cannot record there: ");
	assert_int_equal(sh(shell, "$IL run event --headless --max-events 20"), 8);
	assert_contains(shell->err, "--max-events");
}

static void test_usage_errors_exit_2_in_one_line(void **state)
{
	static const char *const lines[] = {
	    "$IL frobnicate",
	    "$IL run",
	    "$IL run conditon",
	    "$IL run condition --seed x",
	    "$IL run condition --set variant=no",
	    "$IL run condition --set nothing=1",
	    "$IL run condition --headless --strategy manual",
	    "$IL run condition --headless --strategy live --schedule 0",
	    "$IL run condition --headless --paused",
	    "$IL run condition --headless --schedule 0x.x",
	    "$IL dump",
	    "$IL list --seed 3",
	    "$IL \"$(printf 'two\\nlines')\"",
	};
	struct shell *shell = *state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		assert_int_equal(sh(shell, lines[i]), 2);
		assert_string_equal(shell->out, "");
		assert_int_equal(strncmp(shell->err, "interleave: ", 12), 0);
		assert_ptr_equal(strchr(shell->err, '\n'), shell->err + strlen(shell->err) - 1);
	}
	sh(shell, "$IL run conditon");
	assert_contains(shell->err, "did you mean condition?");
}

static void test_usage_errors_are_told_in_korean(void **state)
{
	struct shell *shell = *state;
	assert_int_equal(sh(shell, "$IL run conditon --lang ko"), 2);
	assert_string_equal(shell->err, "interleave: conditon: 그런 시나리오는 없습니다. 혹시 condition입니까?\n");
	assert_int_equal(sh(shell, "LC_ALL=ko_KR.UTF-8 $IL dump nothing.ilog"), 6);
	assert_contains(shell->err, "interleave: nothing.ilog: 읽을 수 없습니다: ");
	assert_int_equal(sh(shell, "$IL run condition --headless --schedule 0x3.9 --lang=ko"), 7);
	assert_contains(shell->err, "schedule: 4단계의 선택(9)을 할 수 없습니다. 그런 레인은 아직 없습니다. ");
}

static void test_what_contradicts_a_recording_is_refused(void **state)
{
	struct shell *shell = *state;
	assert_int_equal(sh(shell, "$IL run condition --headless --strategy random --record a.ilog"), 0);
	assert_int_equal(sh(shell, "$IL run condition --headless --strategy replay:a.ilog --schedule 0"), 2);
	assert_contains(shell->err, "--schedule: the recording has its own choices; leave it out");
	assert_int_equal(sh(shell, "$IL run condition --headless --strategy replay:a.ilog --time free"), 2);
	assert_int_equal(sh(shell, "$IL run condition --headless --strategy replay:a.ilog --seed 2"), 2);
	assert_int_equal(sh(shell, "$IL run event --headless --strategy replay:a.ilog"), 2);
	assert_int_equal(sh(shell, "$IL run condition --headless --strategy replay:a.ilog --seed 1 --time respected"), 0);
}

static void test_a_filter_that_nothing_passes_says_so(void **state)
{
	struct shell *shell = *state;
	assert_int_equal(sh(shell, "$IL run condition --headless --strategy random --record a.ilog"), 0);
	assert_int_equal(sh(shell, "$IL dump a.ilog --actor nobody"), 0);
	assert_string_equal(shell->err, "interleave: --actor nobody: the recording has no such actor; it has "
					"main, waiter, preparer\n");
	assert_int_equal(sh(shell, "$IL dump a.ilog --op 'lokc.*'"), 0);
	assert_contains(shell->err, "interleave: --op lokc.*: no event matches; ");
	assert_int_equal(sh(shell, "$IL dump a.ilog --op 'print' --actor main"), 0);
	assert_contains(shell->err, "interleave: --op print: no event of main matches; ");
	assert_int_equal(sh(shell, "$IL dump a.ilog --op 'print' --actor 1"), 0);
	assert_string_equal(shell->err, "");
}

static void test_a_dump_is_the_same_in_any_language(void **state)
{
	struct shell *shell = *state;
	assert_int_equal(sh(shell, "$IL run deadlock --headless --strategy round-robin --record a.ilog"), 3);
	assert_int_equal(sh(shell, "$IL dump a.ilog >en && $IL dump a.ilog --lang ko >ko && cmp en ko"), 0);
}

static void test_a_reader_that_leaves_is_no_error(void **state)
{
	struct shell *shell = *state;
	assert_int_equal(
	    sh(shell, "$IL run task-distribution --headless --strategy round-robin --record a.ilog"), 0);
	assert_int_equal(sh(shell, "{ $IL dump a.ilog; echo $? >code; } | head -n 1 >/dev/null; cat code"),
			 0);
	assert_string_equal(shell->out, "0\n");
	assert_string_equal(shell->err, "");
}

static void test_a_full_disc_is_told(void **state)
{
	struct shell *shell = *state;
	assert_int_equal(sh(shell, "$IL list >/dev/full"), 8);
	assert_contains(shell->err, "interleave: standard output: cannot be written: ");
}

static void test_closed_descriptors_do_not_become_a_recording(void **state)
{
	struct shell *shell = *state;
	assert_int_equal(sh(shell, "$IL run condition --headless --strategy random --record r.ilog <&- >&- 2>&-"), 8);
	assert_int_equal(sh(shell, "$IL dump r.ilog"), 0); /* sound: nothing was printed into it */
	assert_contains(shell->out, "\"op\":\"print\"");
	assert_int_equal(sh(shell, "$IL list >&-"), 8);
	assert_contains(shell->err, "interleave: standard output: cannot be written: ");
}

static void test_what_the_system_lacks_is_told(void **state)
{
	struct shell *shell = *state;
	assert_int_equal(sh(shell, "ulimit -f 8; $IL run condition --headless --record a.ilog"), 8);
	assert_contains(shell->err, "interleave: a.ilog: cannot record there: File too large; ");
	/* However few descriptors there are, none of them inherited: it runs, or says why not. */
	assert_int_equal(sh(shell, "exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-; for n in $(seq 4 24); do "
				    "sh -c \"ulimit -n $n; exec $IL run lock --headless --strategy random\" 2>said; "
				    "code=$?; [ $code = 0 ] || [ $code = 8 -a -s said ] || exit $n; done"), 0);
}

/* No stack of 2^46 bytes has room. */
static void test_a_thread_that_the_system_refuses_is_told(void **state)
{
	struct shell *shell = *state;
#ifdef __SANITIZE_THREAD__
	skip(); /* it begins no program with room for such a stack */
#endif
	if (sh(shell, "ulimit -s 68719476736") != 0) /* not allowed here */
		skip();
	assert_int_equal(sh(shell, "ulimit -s 68719476736; $IL run lock --headless --strategy round-robin --set threads=1"), 1);
	assert_string_equal(shell->err, "interleave: adder-0: could not be started: the system has no thread more; is `ulimit -u` "
					"low?\ninterleave: promise broken: no addition is lost\n");
}

static void test_nothing_but_a_recording_is_recorded_over(void **state)
{
	struct shell *shell = *state;
	assert_int_equal(sh(shell, "echo notes >notes; $IL run condition --headless --record notes"), 8);
	assert_contains(shell->err, "interleave: notes: cannot record there: it holds something else; ");
	assert_int_equal(sh(shell, "cat notes"), 0);
	assert_string_equal(shell->out, "notes\n");
	assert_int_equal(sh(shell, "$IL run condition --headless --record /dev/null"), 8);
	assert_contains(shell->err, "it is no ordinary file");
	assert_int_equal(sh(shell, ": >r.ilog; for i in 1 2; do $IL run condition --headless --strategy random "
				    "--record r.ilog || exit 1; done; $IL dump r.ilog"), 0);
}

static void test_sigterm_ends_a_headless_run_and_all_of_it(void **state)
{
	struct shell *shell = *state;
	/* The run is under way when it has printed; its processes carry the folder's name on their command
	 * line. */
	assert_int_equal(
	    sh(shell, "mkfifo pipe; $IL run event --headless --speed 0.001 --record $PWD/r.ilog >pipe & "
		       "exec 3<pipe; read line <&3; kill -TERM $!; wait $!"),
	    143);
	assert_int_equal(sh(shell, "pgrep -f $PWD/r.ilog"), 1);
	assert_int_equal(sh(shell, "$IL dump r.ilog | head -n 1"), 0);
	assert_contains(shell->out, "\"status\":\"left\"");
}

static void test_a_killed_warden_is_told_from_a_crash(void **state)
{
	struct shell *shell = *state;
	assert_int_equal(
	    sh(shell, "mkfifo pipe; $IL run event --headless --speed 0.001 --record r.ilog >pipe & "
		       "exec 3<pipe; read line <&3; kill -KILL $(pgrep -P $!); wait $!"),
	    8);
	assert_contains(shell->err, "interleave: warden: ");
	assert_int_equal(sh(shell, "$IL replay r.ilog --headless"), 8);
	assert_int_equal(sh(shell, "$IL dump r.ilog | head -n 1"), 0);
	assert_contains(shell->out, "\"status\":\"unwatched\"");
}

static void test_the_terminal_less_menu_lists(void **state)
{
	struct shell *shell = *state;
	assert_int_equal(sh(shell, "$IL"), 0);
	assert_contains(shell->out, "condition");
}

static void test_the_configuration_is_printed_and_its_faults_are_named(void **state)
{
	struct shell *shell = *state;
	assert_int_equal(sh(shell, "$IL config --default"), 0);
	assert_contains(shell->out, "\ntheme = dark\n");
	assert_contains(shell->out, "/config/interleave/config\n");
	assert_int_equal(sh(shell, "mkdir -p config/interleave && printf 'theme = light\\n\\npace = 9 # fast\\n' "
				    ">config/interleave/config && $IL config"), 0);
	assert_contains(shell->out, "\ntheme = light\n");
	assert_contains(shell->out, "\npace = 9\n");
	assert_int_equal(sh(shell, "$IL config --default"), 0);
	assert_contains(shell->out, "\ntheme = dark\n");
	assert_int_equal(sh(shell, "echo 'colour = 3' >>config/interleave/config; $IL config"), 2);
	assert_contains(shell->err, "/config/interleave/config:4: colour: no such key");
	/* A linear run is shown as it says; one whose output is for another program does not ask it. */
	assert_int_equal(sh(shell, "$IL run event --linear"), 2);
	assert_int_equal(sh(shell, "$IL run event --headless --strategy random >/dev/null"), 0);
}

static void test_every_key_of_the_configuration_is_taken_and_written(void **state)
{
	static const char *const lines[] = {"theme = mono", "language = ko", "pace = 2.5",	"ascii = yes",
					    "mouse = no",   "source = c",    "axis = time",	"panels = lecture"};
	struct shell *shell = *state;
	char line[256], written[64];
	assert_int_equal(sh(shell, "mkdir -p config/interleave"), 0);
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		snprintf(line, sizeof(line), "echo '%s' >config/interleave/config && $IL config", lines[i]);
		assert_int_equal(sh(shell, line), 0);
		snprintf(written, sizeof(written), "\n%s\n", lines[i]);
		assert_contains(shell->out, written);
		snprintf(line, sizeof(line), "echo '%.*s = ?' >config/interleave/config && $IL config",
			 (int)strcspn(lines[i], " "), lines[i]);
		assert_int_equal(sh(shell, line), 2);
		assert_contains(shell->err, "/config/interleave/config:1: ");
	}
	assert_int_equal(sh(shell, "$IL config --default >config/interleave/config && $IL config >again && "
				    "cmp again config/interleave/config"), 0);
}

static void test_shells_complete_every_command_and_option(void **state)
{
	static const char *const shells[] = {"bash", "zsh"};
	struct shell *shell = *state;
	for (int i = 0; i < 2; i++) {
		char line[64];
		snprintf(line, sizeof(line), "$IL completions %s", shells[i]);
		assert_int_equal(sh(shell, line), 0);
		for (const struct option *option = option_table; option->name != NULL; option++) {
			char name[64];
			snprintf(name, sizeof(name), "--%s", option->name);
			assert_contains(shell->out, name);
		}
		assert_contains(shell->out, "task-distribution");
		assert_contains(shell->out, "high-contrast");
	}
	assert_int_equal(sh(shell, "$IL completions bash | bash -n"), 0);
	assert_int_equal(sh(shell, "$IL completions bash >c && bash -c '. ./c; COMP_WORDS=(interleave run --the); "
				    "COMP_CWORD=2; _interleave; echo \"${COMPREPLY[*]}\"'"), 0);
	assert_string_equal(shell->out, "--theme\n");
	assert_int_equal(sh(shell, "$IL completions fish"), 2);
}

/* The manual page names every option: "-" is written "\-" in it. */
static void test_the_manual_page_names_every_option(void **state)
{
	static char manual[1 << 17];
	FILE *file = fopen("docs/interleave.1", "r");
	(void)state;
	assert_non_null(file);
	manual[fread(manual, 1, sizeof(manual) - 1, file)] = '\0';
	fclose(file);
	for (const struct option *option = option_table; option->name != NULL; option++) {
		char name[128] = "\\-\\-";
		size_t length = strlen(name);
		for (const char *at = option->name; *at != '\0'; at++) {
			if (*at == '-')
				name[length++] = '\\';
			name[length++] = *at;
		}
		name[length] = '\0';
		assert_contains(manual, name);
	}
}

/* A line of a page as the shell gets it: the program by its path, without a screen, in a hurry. False: it is no command. */
static bool command_of_line(char *out, size_t size, const char *line)
{
	char words[256];
	size_t length = 0;
	line += strspn(line, " $");
	if (strncmp(line, "interleave ", 11) != 0 && strncmp(line, "mkdir ", 6) != 0)
		return false;
	for (; *line != '\0' && *line != '\n' && strncmp(line, " #", 2) != 0 && length + 1 < sizeof(words); line++)
		if (*line != '\\') /* troff writes \- */
			words[length++] = *line;
	words[length] = '\0';
	bool ours = words[0] == 'i', runs = ours && strncmp(words + 11, "run ", 4) == 0;
	bool shows = (runs || strncmp(words + 11, "replay ", 7) == 0) && strstr(words, "--headless") == NULL &&
		     strstr(words, "--linear") == NULL;
	snprintf(out, size, "HOME=$PWD; unset XDG_CONFIG_HOME; %s%s%s%s", ours ? "$IL" : words, ours ? words + 10 : "",
		 runs && strstr(words, "--linear") == NULL ? " --speed 50" : "", ours && shows ? " --headless" : "");
	return true;
}

static void run_commands_of(struct shell *shell, const char *path, const char *begin)
{
	char line[512], command[1024];
	int commands = 0;
	bool begun = begin == NULL;
	FILE *page = fopen(path, "r");
	assert_non_null(page);
	while (fgets(line, sizeof(line), page) != NULL) {
		begun = begun || strstr(line, begin) == line;
		bool indented = begin != NULL || line[0] == ' ';
		if (!begun || !indented || !command_of_line(command, sizeof(command), line))
			continue;
		int code = sh(shell, command);
		commands++;
		if (code != 0 && code != 1 && code != 3 && code != 130) /* 130: --linear, whose input ends */
			fail_msg("%s: %s exits with %d: %s", path, command, code, shell->err);
	}
	fclose(page);
	assert_true(commands >= 5);
}

/* What the pages tell the reader to type works, in their order. */
static void test_the_commands_of_the_pages_work(void **state)
{
	struct shell *shell = *state;
	run_commands_of(shell, "README.md", NULL);
	run_commands_of(shell, "docs/guide.md", NULL);
	run_commands_of(shell, "docs/interleave.1", ".SH EXAMPLES");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    IN_A_SHELL(test_the_configuration_is_printed_and_its_faults_are_named),
	    IN_A_SHELL(test_every_key_of_the_configuration_is_taken_and_written),
	    IN_A_SHELL(test_shells_complete_every_command_and_option),
	    IN_A_SHELL(test_the_manual_page_names_every_option),
	    IN_A_SHELL(test_the_commands_of_the_pages_work),
	    IN_A_SHELL(test_list_names_scenarios_and_parameters),
	    IN_A_SHELL(test_an_alias_begins_as_it_says_unless_told_otherwise),
	    IN_A_SHELL(test_an_alias_replays),
	    IN_A_SHELL(test_help_stands_after_each_command),
	    IN_A_SHELL(test_a_headless_run_prints_its_transcript),
	    IN_A_SHELL(test_a_live_run_takes_real_time_at_its_speed),
	    IN_A_SHELL(test_a_recording_dumps_and_replays_to_the_letter),
	    IN_A_SHELL(test_dump_filters_by_op_and_actor),
	    IN_A_SHELL(test_a_moment_of_a_recording_prints_as_a_screen),
	    IN_A_SHELL(test_korean_is_asked_for_by_option_or_environment),
	    IN_A_SHELL(test_a_broken_promise_exits_1_and_is_named),
	    IN_A_SHELL(test_a_deadlock_exits_3_and_is_explained),
	    IN_A_SHELL(test_a_crash_exits_4),
	    IN_A_SHELL(test_a_timeout_exits_5),
	    IN_A_SHELL(test_unreadable_files_exit_6),
	    IN_A_SHELL(test_what_went_wrong_is_told_in_korean),
	    IN_A_SHELL(test_a_truncated_recording_prints_what_is_sound),
	    IN_A_SHELL(test_a_schedule_that_cannot_be_followed_exits_7),
	    IN_A_SHELL(test_a_file_that_cannot_be_made_exits_8),
	    IN_A_SHELL(test_usage_errors_exit_2_in_one_line),
	    IN_A_SHELL(test_usage_errors_are_told_in_korean),
	    IN_A_SHELL(test_what_contradicts_a_recording_is_refused),
	    IN_A_SHELL(test_a_filter_that_nothing_passes_says_so),
	    IN_A_SHELL(test_a_dump_is_the_same_in_any_language),
	    IN_A_SHELL(test_a_reader_that_leaves_is_no_error),
	    IN_A_SHELL(test_a_full_disc_is_told),
	    IN_A_SHELL(test_closed_descriptors_do_not_become_a_recording),
	    IN_A_SHELL(test_what_the_system_lacks_is_told),
	    IN_A_SHELL(test_a_thread_that_the_system_refuses_is_told),
	    IN_A_SHELL(test_nothing_but_a_recording_is_recorded_over),
	    IN_A_SHELL(test_sigterm_ends_a_headless_run_and_all_of_it),
	    IN_A_SHELL(test_a_killed_warden_is_told_from_a_crash),
	    IN_A_SHELL(test_the_terminal_less_menu_lists),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
