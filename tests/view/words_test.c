/* Sentences: what happened, why, and what is wrong. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "golden.h"
#include "interleave/status.h"
#include "stories.h"
#include "view/explain.h"
#include "view/list.h"
#include "view/glyphs.h"
#include "view/words.h"

/* Every event of a story but the announcements, told at its own moment. */
static void tell_story(const char *name, enum story_kind kind, const char *language)
{
	struct story story;
	struct view_input input;
	struct model *model;
	const struct log_event *event;
	uint64_t pos = 0;
	char all[32768] = "", sentence[1024];

	story_init(&story, kind);
	input = story_input(&story);
	input.model = model = model_new(story.script.log);
	input.catalog = catalog_find(language);
	assert_non_null(model);
	while ((event = log_next(story.script.log, &pos, log_committed(story.script.log))) != NULL) {
		model_apply(model, event);
		if (event->phase == LOG_ANNOUNCE)
			continue;
		view_narrate(sentence, sizeof(sentence), &input, event);
		assert_true(strlen(all) + strlen(sentence) + 2 < sizeof(all));
		strcat(strcat(all, sentence), "\n");
	}
	golden_check(name, all);
	model_free(model);
	story_fini(&story);
}

static void test_stories_are_told(void **state)
{
	(void)state;
	tell_story("story-condition-en", STORY_CONDITION, "en");
	tell_story("story-condition-ko", STORY_CONDITION, "ko");
	tell_story("story-queues-en", STORY_QUEUES, "en");
	tell_story("story-queues-ko", STORY_QUEUES, "ko");
	tell_story("story-loop-en", STORY_LOOP, "en");
	tell_story("story-loop-ko", STORY_LOOP, "ko");
	tell_story("story-processes-en", STORY_PROCESSES, "en");
	tell_story("story-processes-ko", STORY_PROCESSES, "ko");
}

/* Who was let go does not begin again what it waited in: asked is what its lane says. */
static void test_the_question_names_what_the_lane_does_next(void **state)
{
	struct story story;
	struct view_input input;
	int woken = 0;

	(void)state;
	story_init(&story, STORY_CONDITION);
	input = story_input(&story);
	for (uint64_t step = 1; step <= input.step_now; step++) {
		input.model = timeline_at_step(story.timeline, step);
		for (uint32_t id = 0; id < input.model->actor_count; id++) {
			const struct model_actor *actor = model_actor(input.model, id);
			struct words_state lane;
			char question[512];

			if (actor == NULL || !actor->at_valid || actor->at.phase != LOG_BLOCK ||
			    model_why(input.model, id).why != WHY_CAN_GO)
				continue;
			words_state(&lane, &input, actor);
			view_ask(question, sizeof(question), &input, id);
			assert_non_null(strstr(question, lane.text));
			woken++;
		}
	}
	assert_true(woken > 0);
	story_fini(&story);
}

static void test_every_op_that_succeeds_has_its_sentence(void **state)
{
	struct story story;
	struct view_input input;
	struct log_event event = {
	    .phase = LOG_DONE, .actor = 1, .object = OBJ(0), .via = LOG_NONE, .x = TYPE_LOCK};
	char sentence[512];

	(void)state;
	story_init(&story, STORY_CONDITION);
	input = story_input(&story);
	for (event.op = 0; event.op < LOG_OP_COUNT; event.op++) {
		view_narrate(sentence, sizeof(sentence), &input, &event);
		if (strstr(sentence, "about to") != NULL)
			fail_msg("%s has no sentence: %s", log_op_name(event.op), sentence);
	}
	story_fini(&story);
}

static void test_an_error_is_told_with_its_name_and_message(void **state)
{
	struct story story;
	struct view_input input;
	struct log_event event = {.phase = LOG_DONE,
				  .actor = 1,
				  .object = OBJ(0),
				  .via = LOG_NONE,
				  .op = OP_LOCK_RELEASE,
				  .result = IL_RELEASE_UNLOCKED};
	char sentence[512];

	(void)state;
	story_init(&story, STORY_CONDITION);
	input = story_input(&story);
	view_narrate(sentence, sizeof(sentence), &input, &event);
	assert_string_equal(sentence,
			    "waiter failed to release cond.lock: RuntimeError: release unlocked lock.");
	event.result = IL_LOCK_NOT_ACQUIRED; /* CPython's words end with a full stop here */
	view_narrate(sentence, sizeof(sentence), &input, &event);
	assert_string_equal(sentence, "waiter failed to release cond.lock: RuntimeError: Lock is not acquired.");
	story_fini(&story);
}

/* What `event` is told as at the end of the story. */
static void expect_told(enum story_kind kind, struct log_event event, const char *about, const char *words)
{
	struct story story;
	struct view_input input;
	char sentence[512];

	story_init(&story, kind);
	if (about != NULL)
		event.value = script_string(&story.script, about);
	input = story_input(&story);
	view_narrate(sentence, sizeof(sentence), &input, &event);
	assert_string_equal(sentence, words);
	story_fini(&story);
}

static void test_what_a_pools_helper_does_is_told_by_its_kind(void **state)
{
	struct log_event event = {
	    .phase = LOG_DONE, .actor = 1, .op = OP_POOL_TEND, .object = OBJ(0), .via = OBJ(1), .z = TEND_OVER};

	(void)state;
	expect_told(STORY_DEADLOCK, event, NULL, "pen is over: left comes to its end.");
	event.z = TEND_CALLBACK;
	expect_told(STORY_DEADLOCK, event, NULL, "paper is computed: left calls its callback.");
	event.z = TEND_WORKER;
	expect_told(STORY_DEADLOCK, event, NULL, "paper, a worker of pen, has ended.");
}

static void test_a_complaint_of_the_loop_is_told_in_its_words(void **state)
{
	const struct log_event event = {
	    .phase = LOG_DONE, .actor = 0, .op = OP_LOOP_EXCEPTION, .object = 1, .via = LOG_NONE};

	(void)state;
	expect_told(STORY_LOOP, event, "Task exception was never retrieved",
		    "The loop says of Task-1: Task exception was never retrieved: None.");
}

static void test_an_item_that_is_too_large_is_told_with_its_size_and_the_limit(void **state)
{
	struct story story;
	struct view_input input;
	struct log_event event = {.phase = LOG_DONE, .actor = 1, .object = OBJ(0), .via = LOG_NONE, .op = OP_QUEUE_PUT,
				  .flags = VALUE_STRING, .value = 70000, .result = IL_TOO_LARGE};
	char sentence[512], expected[512];

	(void)state;
	story_init(&story, STORY_QUEUES);
	input = story_input(&story);
	view_narrate(sentence, sizeof(sentence), &input, &event);
	snprintf(expected, sizeof(expected),
		 "creator could not put a text into tasks: it has 70000 bytes, and a value has %d at most.",
		 (int)LOG_STRING_MAX);
	assert_string_equal(sentence, expected);
	story_fini(&story);
}

static void expect_why(enum story_kind kind, const char *language, uint32_t actor, const char *expected)
{
	struct story story;
	struct view_input input;
	char sentence[1024];

	story_init(&story, kind);
	input = story_input(&story);
	input.catalog = catalog_find(language);
	view_why(sentence, sizeof(sentence), &input, actor);
	assert_string_equal(sentence, expected);
	story_fini(&story);
}

static void test_why_goes_down_the_chain(void **state)
{
	(void)state;
	expect_why(STORY_CONDITION, "en", 0,
		   "main waits for the end of waiter. waiter was notified, and needs cond.lock again before "
		   "its wait() can "
		   "return; preparer holds it. preparer can go: it is about to release cond.lock.");
	expect_why(STORY_CONDITION, "ko", 2, "preparer는 진행할 수 있습니다. 다음 연산: cond.lock 해제.");
	expect_why(STORY_QUEUES, "en", 3, "worker-1 sleeps until 1.750s.");
	expect_why(STORY_QUEUES, "en", LOG_CLOCK,
		   "Time can pass to 1.000s, the next deadline; the others count as slow.");
	expect_why(STORY_DEADLOCK, "en", LOG_CLOCK, "Nobody waits for a time: the clock has nowhere to go.");
	expect_why(STORY_LOOP, "en", 5,
		   "D waits for its turn, at place 1 of the ready queue: the loop's one thread carries C first. C can "
		   "go: it is about to print C begins.");
	expect_why(STORY_LOOP, "en", 99, "");
}

/* Puts `event` at the story's end; what is told of it, and why `actor` is where it is then. */
static void expect_next(struct story *story, const struct log_event *event, uint32_t actor, const char *told,
			const char *why)
{
	struct view_input input;
	char sentence[1024];

	script_put(&story->script, event);
	timeline_advance(story->timeline, log_committed(story->script.log), UINT64_MAX);
	input = story_input(story);
	view_narrate(sentence, sizeof(sentence), &input, event);
	assert_string_equal(sentence, told);
	view_why(sentence, sizeof(sentence), &input, actor);
	assert_string_equal(sentence, why);
}

/* The same of the condition's story. */
static void expect_after(const struct log_event *event, uint32_t actor, const char *told, const char *why)
{
	struct story story;

	story_init(&story, STORY_CONDITION);
	expect_next(&story, event, actor, told, why);
	story_fini(&story);
}

static void test_a_release_names_the_notified_waiter_whose_wait_is_over(void **state)
{
	(void)state;
	expect_after(&(struct log_event){.phase = LOG_DONE,
					 .actor = 2,
					 .op = OP_RLOCK_RELEASE,
					 .object = OBJ(0),
					 .x = -1,
					 .via = LOG_NONE,
					 .t = SECONDS(2)},
		     1,
		     "preparer released cond.lock. waiter, which was notified, may take it and return from its "
		     "wait(); a newcomer may overtake it.",
		     "waiter can go on: its wait is over (wait on cond).");
}

static void test_a_sleeper_whose_time_has_come_is_not_about_to_sleep(void **state)
{
	(void)state;
	expect_after(&(struct log_event){.phase = LOG_BLOCK,
					 .actor = 2,
					 .op = OP_SLEEP,
					 .object = LOG_NONE,
					 .via = LOG_NONE,
					 .flags = VALUE_INT | LOG_TIMED,
					 .deadline = SECONDS(2),
					 .t = SECONDS(2)},
		     2, "preparer sleeps until 2.000s.", "preparer has slept long enough, and can go on.");
}

static void test_a_loop_without_a_timer_sleeps_until_something_comes(void **state)
{
	struct log_event turn = {.phase = LOG_BLOCK, .op = OP_LOOP_TURN, .object = OBJ(0), .via = LOG_NONE};
	struct story story;

	(void)state;
	story_init(&story, STORY_EMPTY);
	script_main(&story.script);
	script_object(&story.script, OBJ(0), TYPE_LOOP, "loop", 0);
	DONE(&story.script, 0, OP_LOOP_RUN, OBJ(0));
	expect_next(&story, &turn, 0,
		    "No task is ready, and no timer runs: the loop sleeps until something comes for it.",
		    "main runs the loop, which has nothing ready and no timer.");
	turn.flags = LOG_TIMED;
	turn.deadline = SECONDS(3);
	expect_next(&story, &turn, 0, "No task is ready: the loop sleeps until its next timer, at 3.000s.",
		    "main runs the loop, which has nothing ready until 3.000s.");
	story_fini(&story);
}

static void test_one_that_would_have_to_wait_is_told_so(void **state)
{
	(void)state;
	expect_after(&(struct log_event){.phase = LOG_ANNOUNCE,
					 .actor = 2,
					 .op = OP_THREAD_JOIN,
					 .object = 1,
					 .via = LOG_NONE,
					 .t = SECONDS(2)},
		     2, "preparer is about to join waiter.",
		     "preparer can go: it is about to join waiter. It would have to wait there: join 1.");
}

static void test_why_names_the_circle(void **state)
{
	(void)state;
	expect_why(STORY_DEADLOCK, "en", 1,
		   "left waits for paper, which right holds. right waits for pen, which left holds. They "
		   "wait for each other "
		   "for ever: a deadlock.");
	expect_why(STORY_DEADLOCK, "ko", 1,
		   "left는 right가 쥐고 있는 paper를 기다립니다. right는 left가 쥐고 있는 pen을 기다립니다. "
		   "서로를 영원히 기다립니다. 교착 상태(deadlock)입니다.");
}

static void test_why_names_one_that_waits_for_itself(void **state)
{
	struct story story;

	(void)state;
	story_init(&story, STORY_EMPTY);
	script_main(&story.script);
	script_object(&story.script, OBJ(0), TYPE_LOCK, "ledger", 0);
	script_acquire(&story.script, 0, OBJ(0));
	expect_next(&story,
		    &(struct log_event){
			.phase = LOG_BLOCK, .op = OP_LOCK_ACQUIRE, .object = OBJ(0), .via = LOG_NONE},
		    0, "main wants ledger, but main holds it: main waits in line.",
		    "main waits for ledger, which main holds. It waits for itself for ever: a deadlock.");
	story_fini(&story);
}

static void test_insights_in_words(void **state)
{
	struct story story;
	struct view_input input;
	struct insight insight;
	char sentence[1024];

	(void)state;
	story_init(&story, STORY_DEADLOCK);
	input = story_input(&story);
	assert_int_equal(insight_find(&insight, 1, input.model), 1);
	explain_insight(sentence, sizeof(sentence), &input, &insight);
	assert_string_equal(
	    sentence, "Deadlock: left waits for paper, which right holds. right waits for pen, which left "
		      "holds. None of them can ever go on. Stuck with it: main.");
	insight =
	    (struct insight){.kind = INSIGHT_LOST_WAKEUP, .count = 1, .actors = {1}, .objects = {OBJ(0)}};
	explain_insight(sentence, sizeof(sentence), &input, &insight);
	assert_string_equal(sentence,
			    "Lost wakeup: left waits on pen for a notify that nobody can give any more.");
	insight = (struct insight){.kind = INSIGHT_CRASH, .count = 1, .actors = {2}, .number = -9};
	explain_insight(sentence, sizeof(sentence), &input, &insight);
	assert_string_equal(sentence, "Crash: right was ended by signal 9.");
	insight = (struct insight){.kind = INSIGHT_STUCK, .count = 1, .actors = {0}, .objects = {LOG_NONE}};
	explain_insight(sentence, sizeof(sentence), &input, &insight);
	assert_string_equal(sentence,
			    "main waits for the end of left. Nobody is left who could end this wait.");
	story_fini(&story);
}

/* `words` of the actor at the end of what the script has told. */
static void expect_told_why(const struct script *script, uint32_t actor, const char *words)
{
	struct timeline *timeline = timeline_new(script->log);
	struct view_input input = {.timeline = timeline, .catalog = catalog_find("en")};
	char sentence[1024];

	assert_non_null(timeline);
	timeline_advance(timeline, log_committed(script->log), UINT64_MAX);
	input.model = timeline_head(timeline);
	view_why(sentence, sizeof(sentence), &input, actor);
	assert_string_equal(sentence, words);
	timeline_free(timeline);
}

static void test_a_lock_that_a_fork_copied_is_told_from_the_first(void **state)
{
	struct script script;
	struct script *s = &script;

	(void)state;
	script_init(s);
	script_main(s);
	script_thread(s, 0, 1, "keeper", false);
	script_object(s, OBJ(0), TYPE_LOCK, "lock", 0);
	script_acquire(s, 1, OBJ(0));
	script_process(s, 0, 2, "clerk");
	DONE(s, 0, OP_OBJECT_NEW, OBJ(1), .x = TYPE_LOCK, .via = 2, .flags = VALUE_OBJECT, .value = OBJ(0),
	     .text = script_string(s, "lock"));
	BLOCK(s, 2, OP_LOCK_ACQUIRE, OBJ(1), .x = 1);
	expect_told_why(s, 2,
			"clerk waits for lock (clerk), which keeper holds. lock (clerk) is a copy that the fork made, and "
			"keeper is not in this process. keeper is running.");
	BLOCK(s, 0, OP_LOCK_ACQUIRE, OBJ(0), .x = 1);
	expect_told_why(s, 0, "main waits for lock, which keeper holds. keeper is running.");
	script_fini(s);
}

static void expect_insight(const struct view_input *in, const struct insight *insight, const char *english,
			   const char *korean)
{
	struct view_input input = *in;
	char sentence[1024];

	input.catalog = catalog_find("en");
	explain_insight(sentence, sizeof(sentence), &input, insight);
	assert_string_equal(sentence, english);
	input.catalog = catalog_find("ko");
	explain_insight(sentence, sizeof(sentence), &input, insight);
	assert_string_equal(sentence, korean);
}

static void test_time_passes_for_nobody_who_was_told_to_end(void **state)
{
	struct script script;
	struct script *s = &script;
	struct view_input input = {.catalog = catalog_find("en")};
	char going[256];

	(void)state;
	script_init(s);
	script_main(s);
	script_process(s, 0, 1, "killed");
	script_process(s, 0, 2, "helper");
	BLOCK(s, 1, OP_SLEEP, LOG_NONE, .flags = LOG_TIMED, .deadline = 5000000000);
	BLOCK(s, 2, OP_SLEEP, LOG_NONE, .flags = LOG_TIMED, .deadline = 5000000000);
	DONE(s, 0, OP_PROCESS_KILL, 1, .x = 9);
	input.model = s->model;
	view_going(going, sizeof(going), &input);
	assert_non_null(strstr(going, "clock: to 5.000s, for 2 helper   no: "));
	script_fini(s);
}

static void test_many_who_wait_for_one_thing_share_its_name(void **state)
{
	enum { WAITERS = 40, LOCK = LOG_OBJECT_BASE };
	struct script script;
	struct script *s = &script;
	struct view_input input = {.catalog = catalog_find("en")};
	char name[16], going[512];

	(void)state;
	script_init(s);
	script_main(s);
	script_object(s, LOCK, TYPE_LOCK, "L", 0);
	script_acquire(s, 0, LOCK);
	for (uint32_t id = 1; id <= WAITERS; id++) {
		snprintf(name, sizeof(name), "t%u", id);
		script_thread(s, 0, id, name, false);
		BLOCK(s, id, OP_LOCK_ACQUIRE, LOCK, .x = 0, .y = 1);
	}
	BLOCK(s, 0, OP_THREAD_JOIN, 1);
	input.model = s->model;
	view_going(going, sizeof(going), &input);
	assert_string_equal(going, "yes: nobody   no: 0 main (join 1); 1 t1, 2 t2, 3 t3, 4 t4, 5 t5, 6 t6, 7 t7, 8 t8, "
				   "9 t9, 10 t10, 11 t11, 12 t12 and 28 more (L held by 0)");
	script_fini(s);
}

static void test_a_line_is_called_by_numbers_where_names_are_too_long(void **state)
{
	struct script script;
	struct script *s = &script;
	struct view_input input = {.catalog = catalog_find("en")};
	struct list list = {.in = &input, .area.width = 60};
	char line[128];

	(void)state;
	script_init(s);
	script_main(s);
	script_thread(s, 0, 1, "runner", false);
	script_thread(s, 0, 2, "walker", false);
	script_object(s, OBJ(0), TYPE_EVENT, "start", 0);
	BLOCK(s, 1, OP_EVENT_WAIT, OBJ(0));
	BLOCK(s, 2, OP_EVENT_WAIT, OBJ(0));
	input.model = list.model = s->model;
	list_line(line, sizeof(line), &list, model_object(s->model, OBJ(0)), "waiting: %1$s");
	assert_string_equal(line, "waiting: 1 runner, 2 walker");
	DONE(s, 0, OP_EVENT_SET, OBJ(0), .x = 1);
	list_line(line, sizeof(line), &list, model_object(s->model, OBJ(0)), "waiting: %1$s");
	assert_string_equal(line, "waiting: 1 runner, 2 walker, all woken");
	list.area.width = 30;
	list_line(line, sizeof(line), &list, model_object(s->model, OBJ(0)), "waiting: %1$s");
	assert_string_equal(line, "waiting: 1, 2, all woken");
	DONE(s, 0, OP_EVENT_CLEAR, OBJ(0));
	script_thread(s, 0, 3, "late", false);
	BLOCK(s, 3, OP_EVENT_WAIT, OBJ(0));
	list_line(line, sizeof(line), &list, model_object(s->model, OBJ(0)), "waiting: %1$s");
	assert_string_equal(line, "waiting: 1 (woken), 2 (woken), 3");
	script_fini(s);
}

/* Each behind a lock of its own: no two share a reason. */
static void test_whom_there_is_no_room_for_is_counted(void **state)
{
	enum { THREADS = 300 };
	struct script script;
	struct view_input input = {.catalog = catalog_find("en")};
	char going[VIEW_GOING_MAX], name[32];
	unsigned listed = 0, more = 0;

	(void)state;
	script_init(&script);
	script_main(&script);
	for (uint32_t i = 1; i <= THREADS; i++) {
		snprintf(name, sizeof(name), "lock-%u", i);
		script_object(&script, OBJ(i - 1), TYPE_LOCK, name, 0);
		script_acquire(&script, 0, OBJ(i - 1));
		script_thread(&script, 0, i, "thread", false);
		BLOCK(&script, i, OP_LOCK_ACQUIRE, OBJ(i - 1));
	}
	input.model = script.model;
	view_going(going, sizeof(going), &input);
	for (const char *at = strstr(going, "no: "); (at = strstr(at, " held by ")) != NULL; at++)
		listed++;
	assert_int_equal(sscanf(strstr(going, " and "), " and %u more", &more), 1);
	assert_int_equal(listed + more, THREADS);
	assert_true(listed > 10 && more > 10);
	script_fini(&script);
}

static void test_a_circle_of_one_is_told_as_one(void **state)
{
	struct story story;
	struct view_input input;
	struct insight insight = {
	    .kind = INSIGHT_DEADLOCK, .count = 1, .number = 1, .actors = {1}, .objects = {OBJ(0)}};

	(void)state;
	story_init(&story, STORY_DEADLOCK);
	input = story_input(&story);
	expect_insight(&input, &insight, "Deadlock: left waits for pen, which it holds itself. It can never go on.",
		       "교착 상태(deadlock): left는 자기가 쥐고 있는 pen을 기다립니다. 영원히 진행할 수 없습니다.");
	story_fini(&story);
}

static void test_insights_of_the_history_in_words(void **state)
{
	struct story story;
	struct view_input input;
	struct insight insight = {.kind = INSIGHT_RACE,
				  .count = 2,
				  .actors = {1, 2, 1},
				  .objects = {OBJ(0), OBJ(1)},
				  .number = RACE_FIRST_WRITES};

	(void)state;
	story_init(&story, STORY_DEADLOCK);
	input = story_input(&story);
	insight.sites[0] = insight.held_sites[1] = script_string(&story.script, "scenarios/d/d.c:7");
	insight.sites[1] = insight.held_sites[0] = script_string(&story.script, "d.c:9");
	expect_insight(&input, &insight,
		       "Data race on pen: left wrote it (d.c:7) and right read it (d.c:9), and nothing orders the two.",
		       "pen의 데이터 경쟁(data race): left가 썼고(d.c:7) right가 읽었는데(d.c:9), 둘의 순서를 정해 "
		       "주는 것이 없습니다.");
	insight.number = RACE_SECOND_WRITES;
	expect_insight(&input, &insight,
		       "Data race on pen: left read it (d.c:7) and right wrote it (d.c:9), and nothing orders the two.",
		       "pen의 데이터 경쟁(data race): left가 읽었고(d.c:7) right가 썼는데(d.c:9), 둘의 순서를 정해 "
		       "주는 것이 없습니다.");
	insight.number |= RACE_FIRST_WRITES;
	expect_insight(&input, &insight,
		       "Data race on pen: left wrote it (d.c:7) and right wrote it (d.c:9), and nothing orders the two.",
		       "pen의 데이터 경쟁(data race): left가 썼고(d.c:7) right도 썼는데(d.c:9), 둘의 순서를 정해 "
		       "주는 것이 없습니다.");
	insight.kind = INSIGHT_LOST_UPDATE;
	expect_insight(&input, &insight,
		       "Lost update: left read pen (d.c:7), right wrote it meanwhile (d.c:9), and left wrote over that "
		       "without having seen it.",
		       "갱신 손실(lost update): left가 pen을 읽은(d.c:7) 뒤 right가 새로 썼는데(d.c:9), left가 "
		       "그것을 보지 못한 채 덮어썼습니다.");
	insight.kind = INSIGHT_LOCK_ORDER;
	expect_insight(&input, &insight,
		       "Locks in opposite orders: left took paper (d.c:7) while it held pen (d.c:9). right took pen "
		       "(d.c:9) while it held paper (d.c:7). In another order of steps they wait for each other for "
		       "ever.",
		       "서로 반대 순서로 획득한 락: left는 pen을 쥔 채(d.c:9) paper를 획득했습니다(d.c:7). right는 "
		       "paper를 쥔 채(d.c:7) pen을 획득했습니다(d.c:9). 다른 순서로 실행되면 서로를 영원히 기다리게 "
		       "됩니다.");
	insight.count = 1;
	insight.kind = INSIGHT_LOCK_LEFT;
	expect_insight(&input, &insight, "Left locked: left has ended without releasing pen (taken at d.c:9).",
		       "잠긴 채 남음: left는 pen을 해제하지 않고 끝났습니다(획득한 곳: d.c:9).");
	insight.kind = INSIGHT_EXCEPTION;
	insight.text = script_string(&story.script, "ValueError: no data");
	expect_insight(&input, &insight,
		       "Exception: left ended by ValueError: no data. It was printed; whoever joins the thread is not "
		       "told.",
		       "예외: left는 ValueError: no data 때문에 끝났습니다. 출력되었을 뿐, 이 스레드를 join하는 쪽은 "
		       "알지 못합니다.");
	insight.kind = INSIGHT_UNASKED;
	expect_insight(&input, &insight, "Exception nobody asked for: pen ended by ValueError: no data, in left.",
		       "아무도 확인하지 않은 예외: left에서 pen이 ValueError: no data 때문에 끝났습니다.");
	insight.objects[0] = 1;
	expect_insight(&input, &insight, "Exception nobody asked for: left ended by ValueError: no data.",
		       "아무도 확인하지 않은 예외: left가 ValueError: no data 때문에 끝났습니다.");
	story_fini(&story);
}

static void test_transcript_lines_align_by_cells(void **state)
{
	struct story story;
	struct view_input input;
	struct log_event event = {.op = OP_PRINT, .phase = LOG_DONE, .actor = 1, .via = 0, .t = 2013000000};
	char line[128];

	(void)state;
	story_init(&story, STORY_CONDITION);
	input = story_input(&story);
	event.actor = 2;
	event.text = script_string(&story.script, "data is ready");
	view_transcript(line, sizeof(line), input.model, input.catalog, &event);
	assert_string_equal(line, "[  2.013s] preparer        data is ready");
	event.text = script_string(&story.script, "%s을(를) %d번");
	event.via = script_string(&story.script, "s작업\x1fi3");
	view_transcript(line, sizeof(line), input.model, catalog_find("ko"), &event);
	assert_string_equal(line, "[  2.013s] preparer        작업을 3번");
	story_fini(&story);
	story_init(&story, STORY_CROWD);
	input = story_input(&story);
	event.actor = 7;
	event.text = script_string(&story.script, "hello");
	event.via = 0;
	view_transcript(line, sizeof(line), input.model, input.catalog, &event);
	assert_string_equal(line, "[  2.013s] 일꾼-7          hello");
	story_fini(&story);
}

static void test_glyphs_are_all_different_and_one_cell_wide(void **state)
{
	int i, k;

	(void)state;
	for (i = 0; i < GLYPH_COUNT; i++) {
		assert_int_equal(strlen(glyph_table[i].ascii), 1);
		assert_int_equal(frame_text_width(glyph_table[i].utf8), 1);
		for (k = 0; k < i; k++) {
			assert_string_not_equal(glyph_table[i].ascii, glyph_table[k].ascii);
			assert_string_not_equal(glyph_table[i].utf8, glyph_table[k].utf8);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_stories_are_told),
	    cmocka_unit_test(test_the_question_names_what_the_lane_does_next),
	    cmocka_unit_test(test_every_op_that_succeeds_has_its_sentence),
	    cmocka_unit_test(test_an_error_is_told_with_its_name_and_message),
	    cmocka_unit_test(test_what_a_pools_helper_does_is_told_by_its_kind),
	    cmocka_unit_test(test_a_complaint_of_the_loop_is_told_in_its_words),
	    cmocka_unit_test(test_an_item_that_is_too_large_is_told_with_its_size_and_the_limit),
	    cmocka_unit_test(test_why_goes_down_the_chain),
	    cmocka_unit_test(test_a_release_names_the_notified_waiter_whose_wait_is_over),
	    cmocka_unit_test(test_a_sleeper_whose_time_has_come_is_not_about_to_sleep),
	    cmocka_unit_test(test_a_loop_without_a_timer_sleeps_until_something_comes),
	    cmocka_unit_test(test_one_that_would_have_to_wait_is_told_so),
	    cmocka_unit_test(test_why_names_the_circle),
	    cmocka_unit_test(test_why_names_one_that_waits_for_itself),
	    cmocka_unit_test(test_insights_in_words),
	    cmocka_unit_test(test_insights_of_the_history_in_words),
	    cmocka_unit_test(test_whom_there_is_no_room_for_is_counted),
	    cmocka_unit_test(test_a_circle_of_one_is_told_as_one),
	    cmocka_unit_test(test_time_passes_for_nobody_who_was_told_to_end),
	    cmocka_unit_test(test_many_who_wait_for_one_thing_share_its_name),
	    cmocka_unit_test(test_a_line_is_called_by_numbers_where_names_are_too_long),
	    cmocka_unit_test(test_a_lock_that_a_fork_copied_is_told_from_the_first),
	    cmocka_unit_test(test_transcript_lines_align_by_cells),
	    cmocka_unit_test(test_glyphs_are_all_different_and_one_cell_wide),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
