/* The same player and the same acts as on the screen: only what is shown differs. Everything that would change the
 * picture is said once, in the order in which it comes. */
#include "tui/linear.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tui/acts.h"
#include "tui/errors.h"
#include "tui/repeat.h"
#include "view/width.h"

enum { LINE_SIZE = 256, TEXT_SIZE = 4096 };

struct linear {
	struct player player;
	const struct catalog *catalog;
	char line[LINE_SIZE]; /* what has come of the next line */
	size_t length;
	char row[LINE_SIZE];  /* the line whose keys are pressed, one when the one before is done */
	const char *rest;     /* of it, what is still to press */
	uint64_t slot;        /* events before it have been told */
	const struct log *log; /* of which they are */
	uint64_t told;        /* steps before it */
	uint64_t shown;       /* the step of the past that was told last */
	bool typed;           /* lines come from a terminal */
	bool standing;        /* it was said that the run waits for a choice */
	bool leaving;
};

static int64_t now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void say(const char *text)
{
	puts(text);
	fflush(stdout);
}

/* ---- what is told ---- */

static void tell_event(struct linear *linear, const struct log_event *event, uint64_t step)
{
	struct view_input input = player_view(&linear->player);
	char sentence[TEXT_SIZE];
	if (event->phase == LOG_ANNOUNCE)
		return;
	view_tell(sentence, sizeof(sentence), &input, event);
	printf("%" PRIu64 "  %s\n", step, sentence);
}

/* All that has come since; of a recording and of the past, the step that is shown. */
static void tell_news(struct linear *linear)
{
	struct player *player = &linear->player;
	const struct log_event *event;
	if (linear->log != player->log) { /* begun again */
		linear->log = player->log;
		linear->slot = linear->told = linear->shown = 0;
	}
	if (player->session == NULL || player->past) {
		uint64_t step = player_model(player)->step;
		event = timeline_event_of(player->timeline, step);
		if (event != NULL && step != linear->shown)
			tell_event(linear, event, step);
		linear->shown = step;
		return;
	}
	while ((event = log_next(player->log, &linear->slot, timeline_head(player->timeline)->slot)) != NULL) {
		linear->told += (event->flags & LOG_STEP) != 0;
		tell_event(linear, event, linear->told);
	}
	linear->shown = linear->told;
}

static void tell_message(struct linear *linear)
{
	if (linear->player.answer == ANSWER_NONE)
		return;
	printf("%s\n", linear->player.message);
	linear->player.answer = ANSWER_NONE;
}

/* Who can go, when the run has come to stand and no key is left to press. */
static void tell_standing(struct linear *linear)
{
	struct player *player = &linear->player;
	struct view_input input = player_view(player);
	char going[VIEW_GOING_MAX];
	bool stands = player_stands(player);
	if (stands && !linear->standing && linear->rest[0] == '\0') {
		view_going(going, sizeof(going), &input);
		printf("%s %s\n", tr(linear->catalog, N_("Who can go?")), going);
	}
	linear->standing = stands;
	fflush(stdout);
}

static const char usage[] =
    N_("A line is a row of keys, or their names with blanks between them; an empty line steps.");

static void tell_help(const struct linear *linear)
{
	for (const struct key_row *row = key_table; row->request != REQUEST_NONE; row++) {
		char label[64];
		if (!(row->pages & (PAGE_RUN | PAGE_UNTIL | PAGE_BREAK | PAGE_QUIZ)))
			continue;
		printf("%-12s %s\n", keys_label(label, sizeof(label), row), tr(linear->catalog, row->help));
	}
	say(tr(linear->catalog, usage));
}

/* ---- what is read ---- */

static void press(struct linear *linear, int key)
{
	struct player *player = &linear->player;
	const struct key_row *row = keys_find(player->page, key);
	if (player->search.open) {
		act_type(player, key);
		return;
	}
	if (player->page != PAGE_RUN)
		act_second(player, row, key - '0');
	else if (row == NULL)
		player_say(player, N_("This key does nothing here; ? lists those that do."), "");
	else if (row->request == REQUEST_QUIT)
		linear->leaving = true;
	else if (row->request == REQUEST_HELP)
		tell_help(linear);
	else if (!act(player, row->request, key - '0'))
		player_say(player, N_("This key does nothing here; ? lists those that do."), "");
}

/* Takes the word that the row goes on with, if it is the name of a key: "left", "Home". KEYCODE_NONE: it is
 * none. */
static int take_named_key(struct linear *linear)
{
	size_t length = strcspn(linear->rest, " ");
	char name[KEY_NAME_SIZE];
	int key;
	if (length < 2 || length >= sizeof(name))
		return KEYCODE_NONE;
	memcpy(name, linear->rest, length);
	name[length] = '\0';
	key = keys_named(name);
	if (key == KEYCODE_NONE || key == KEYCODE_DIGIT)
		return KEYCODE_NONE;
	linear->rest += length;
	return key;
}

/* Takes the next character of the row, which may be several keys, but in a search. */
static void press_character(struct linear *linear)
{
	bool searching = linear->player.search.open;
	int keys[KEYS_A_CHARACTER];
	uint32_t character;
	linear->rest = width_decode(&character, linear->rest);
	int count = searching ? 1 : keys_of_character(keys, character);
	for (int i = 0; i < count; i++)
		press(linear, searching ? (int)character : keys[i]);
}

/* Blanks part words; a row of nothing else is the key itself. */
static void skip_blanks(struct linear *linear)
{
	if (linear->row[strspn(linear->row, " ")] != '\0')
		linear->rest += strspn(linear->rest, " ");
}

/* Presses the next key of the row. One that belongs to the key before it is pressed with it: of a page, of a search,
 * behind which comes its end. */
static void press_next(struct linear *linear)
{
	const struct player *player = &linear->player;
	linear->standing = false;
	skip_blanks(linear);
	do {
		bool searched = player->search.open;
		bool parted = linear->rest == linear->row || linear->rest[-1] == ' ';
		int named = parted && !searched ? take_named_key(linear) : KEYCODE_NONE;
		if (named != KEYCODE_NONE)
			press(linear, named);
		else
			press_character(linear);
		if (!searched)
			skip_blanks(linear);
	} while (linear->rest[0] != '\0' && !linear->leaving && (player->search.open || player->page != PAGE_RUN));
	if (player->search.open)
		press(linear, KEYCODE_ENTER);
}

/* Presses the next key of the row; behind its end, the first of the next line, or what an empty line stands for. False:
 * no line has come. */
static bool take_next(struct linear *linear)
{
	char *end = memchr(linear->line, '\n', linear->length);
	if (linear->rest[0] == '\0' && end == NULL)
		return false;
	if (linear->rest[0] == '\0') {
		size_t length = (size_t)(end - linear->line);
		memcpy(linear->row, linear->line, length);
		strcpy(linear->row + length, length > 0 ? "" : "s");
		linear->rest = linear->row;
		linear->length -= length + 1;
		memmove(linear->line, end + 1, linear->length);
	}
	press_next(linear);
	return true;
}

/* The end of the input leaves. */
static void read_more(struct linear *linear)
{
	ssize_t got = read(STDIN_FILENO, linear->line + linear->length, sizeof(linear->line) - linear->length);
	if (got <= 0) {
		linear->leaving = got == 0 || errno != EINTR;
		return;
	}
	linear->length += (size_t)got;
	if (linear->length == sizeof(linear->line) && memchr(linear->line, '\n', linear->length) == NULL)
		linear->length = 0; /* no line is that long */
}

/* A key is an answer to what was said before it: it is taken when the run stands, one at a time. Whoever sits at a
 * terminal may also stop a run that plays. */
static void step(struct linear *linear)
{
	struct player *player = &linear->player;
	struct pollfd fds[] = {
	    {.fd = -1, .events = POLLIN},
	    {.fd = player_fd(player), .events = POLLIN},
	};
	player_drain(player, now_ms()); /* from here on, what comes rings */
	tell_news(linear);
	tell_message(linear);
	tell_standing(linear);
	if (linear->standing || (linear->typed && player_is_playing(player))) {
		if (take_next(linear))
			return;
		fds[0].fd = STDIN_FILENO;
	}
	poll(fds, sizeof(fds) / sizeof(fds[0]), player_wait(player, now_ms()));
	if (fds[0].revents != 0)
		read_more(linear);
}

static void finish(struct linear *linear, struct app_result *result)
{
	struct player *player = &linear->player;
	*result = (struct app_result){.ran = true, .ended = player->state.ended || player->state.stuck};
	result->status = player_status(player);
	if (player->session != NULL)
		session_stop(player->session);
	int failed = player->session != NULL
			 ? repeat_command(&result->repeat, &player->options.session, player->log)
			 : repeat_replay(&result->repeat, player->options.recording_path);
	if (failed)
		result->repeat = NULL;
	player_close(player);
}

int linear_run(struct app_result *result, const struct player_options *options, const struct catalog *catalog,
	       char *error, size_t size)
{
	struct linear linear = {.catalog = catalog, .typed = isatty(STDIN_FILENO) == 1};
	int failed = player_open(&linear.player, options, catalog);
	if (failed) {
		error_of_session(error, size, catalog, failed, errno, &options->session);
		return failed;
	}
	linear.log = linear.player.log;
	linear.rest = linear.row;
	say(tr(catalog, usage));
	while (!linear.leaving)
		step(&linear);
	finish(&linear, result);
	return SESSION_OK;
}
