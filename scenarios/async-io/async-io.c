/* async-io: three readers ask a slow desk over connections of their own; one loop serves them all.
 *
 * What to see: whoever waits for bytes gives way. The desk takes its time for each question, 3 s in all, and all three are
 * answered after one and a half, on one thread: while one handler waits, the loop sees which connection has something to
 * read. In the variant `file` the desk reads its answers from a file; a file is never "not ready", so that a thread beside the loop has to
 * wait for it. */
#include "interleave/interleave.h"

#include <ctype.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

enum { READERS = 3, NAME = 32, LINE = 64, CARD = 20 };

static const struct {
	const char *name;
	double seconds; /* that the desk needs */
} readers[READERS] = {{"Ada", 1}, {"Bob", 1.5}, {"Cleo", 0.5}};
static FILE *cards; /* a file: one card after the other, each as long as the others */
static pthread_t loop_thread; /* for the promises, as what follows */
static bool one_thread = true;
static int asked, answered;

/* Without the spaces and the newline at its end. */
static void cut_end(char *line)
{
	size_t length = strlen(line);
	while (length > 0 && isspace((unsigned char)line[length - 1]))
		line[--length] = '\0';
}

/* ---- the desk ---- */

static double seconds_for(const char *name)
{
	for (int i = 0; i < READERS; i++)
		if (strcmp(readers[i].name, name) == 0)
			return readers[i].seconds;
	return 0;
}

/* In a thread beside the loop: the card that begins with the name. */
static il_value look_up(il_args args)
{
	char card[CARD + 1] = "";
	const char *name = il_text(args.v[0]);
	il_sleep(seconds_for(name)); /* @find-file */
	for (int i = 0; pread(fileno(cards), card, CARD, i * CARD) == CARD; i++)
		if (strncmp(card, name, strlen(name)) == 0)
			return il_str("%s", card); /* @found-card */
	return il_raise("LookupError", "no card for %s", name);
}

static il_status find_answer(char answer[LINE], char name[NAME])
{
	cut_end(name);
	if (!il_param_is("variant", "file")) {
		snprintf(answer, LINE, "%s: shelf %zu\n", name, strlen(name));
		return il_async_sleep(seconds_for(name)); /* @find */
	}
	il_value card = il_none();
	il_status status = il_to_thread(&card, look_up, .args = IL_ARGS(il_str("%s", name))); /* @to-thread */
	snprintf(answer, LINE, "%s", il_text(card));
	return status;
}

static il_value serve(il_args args)
{
	char name[NAME], answer[LINE];
	il_stream reader = il_stream_of(args.v[0]);
	IL_TRY(il_stream_read_line(reader, name, sizeof name)); /* @read-question */
	one_thread &= pthread_equal(pthread_self(), loop_thread) != 0;
	asked++;
	IL_TRY(find_answer(answer, name));
	il_print("the desk answers %s", name); /* @answer */
	IL_TRY(il_stream_write_text(reader, answer)); /* @write-answer */
	IL_TRY(il_stream_drain(reader)); /* @drain-answer */
	IL_TRY(il_stream_close(reader)); /* @close-desk */
	return il_none();
}

/* ---- the readers ---- */

static il_value ask(il_args args)
{
	char question[LINE], answer[LINE];
	const char *name = il_text(args.v[0]);
	il_server desk = {args.v[1].ref};
	il_stream stream;
	IL_TRY(il_stream_open(&stream, desk)); /* @connect */
	snprintf(question, sizeof question, "%s\n", name);
	il_print("%s asks", name); /* @ask */
	IL_TRY(il_stream_write_text(stream, question)); /* @write-question */
	IL_TRY(il_stream_read_line(stream, answer, sizeof answer)); /* @read-answer */
	cut_end(answer);
	il_print("%s has read: %s", name, answer); /* @read */
	answered += strncmp(answer, name, strlen(name)) == 0;
	one_thread &= pthread_equal(pthread_self(), loop_thread) != 0;
	IL_TRY(il_stream_close(stream)); /* @close */
	IL_TRY(il_stream_wait_closed(stream)); /* @wait-closed */
	return il_none();
}

static il_value main_coroutine(il_args args)
{
	(void)args;
	il_server desk;
	il_task tasks[READERS];
	il_value results[READERS];
	loop_thread = pthread_self();
	IL_TRY(il_server_start(&desk, serve, .name = "desk")); /* @serve */
	for (int i = 0; i < READERS; i++) {
		il_args about = IL_ARGS(il_str("%s", readers[i].name), il_object(desk.id));
		tasks[i] = il_task_create(ask, .name = readers[i].name, .args = about); /* @create */
	}
	IL_TRY(il_gather(results, tasks, READERS)); /* @gather */
	IL_TRY(il_server_close(desk)); /* @close-server */
	IL_TRY(il_server_wait_closed(desk)); /* @server-closed */
	il_print("the desk is closed"); /* @end */
	return il_none();
}

static void run(void)
{
	char card[LINE];
	cards = tmpfile(); /* @file */
	if (cards == NULL)
		return;
	for (int i = 0; i < READERS; i++) {
		snprintf(card, sizeof card, "%s: shelf %zu", readers[i].name, strlen(readers[i].name));
		fprintf(cards, "%-*s\n", CARD - 1, card); /* @fill */
	}
	fflush(cards);
	il_loop_run(NULL, main_coroutine); /* @run */
	fclose(cards);
}

static void check(void)
{
	il_promise(asked == READERS && answered == READERS, "every question gets its own answer");
	il_promise(one_thread, "one thread asks and answers them all");
	il_promise(il_ended_at(1.5), "all of them wait at once: t = 1.5 s");
}

static const struct il_param params[] = {
	{.name = "variant",
	 .value = "asis",
	 .choices = "asis,file",
	 .help = "file: the answers stand in a file, which threads beside the loop read"},
	{.name = NULL},
};

const struct il_scenario il_scenario_async_io = {
	.id = "async-io",
	.section = 4,
	.documented = false,
	.title = "Several connections on one loop",
	.summary = "Three readers connect to a desk and ask; it takes 1, 1.5 and 0.5 seconds for the answers. The connections are "
	           "real, and one loop on one thread serves both ends of all of them: after 1.5 seconds all is answered.",
	.kind = "loop",
	.params = params,
	.run = run,
	.check = check,
};
