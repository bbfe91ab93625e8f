/* The same player and the same acts as on the screen: only what is shown differs. Everything that would change the
 * picture is said once, in the order in which it comes. */
#include "tui/linear.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tui/acts.h"
#include "tui/errors.h"
#include "tui/line_keys.h"
#include "tui/linear_tell.h"
#include "tui/repeat.h"
#include "tui/signals.h"
#include "view/width.h"

enum { LINE_SIZE = 4096 /* as long as a terminal's */ };

struct linear {
	struct player player;
	struct teller teller;
	struct signals *signals;
	char line[LINE_SIZE]; /* what has come of the next line */
	size_t length;
	bool overlong;        /* it is dropped to its end */
	char row[LINE_SIZE];  /* the line whose keys are pressed, one when the one before is done */
	const char *rest;     /* of it, what is still to press */
	bool typed;           /* lines come from a terminal */
	bool leaving;
	int signal;           /* that ends it */
};

static int64_t now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static const char usage[] =
    N_("A line is a row of keys, or their names with blanks between them; an empty line steps.");

/* ---- what keys do ---- */

/* Up and down, and the pages: what has come into view of the panel, or the lane that is now marked. */
static void scroll(struct linear *linear, enum request request)
{
	struct player *player = &linear->player;
	const int *top = &player->scroll[player->focus], before = *top;
	act(player, request, 0);
	if (*top != before)
		teller_read_panel(&linear->teller, *top - before);
	else if (player->answer == ANSWER_NONE && (request == REQUEST_UP || request == REQUEST_DOWN))
		teller_tell_marked(&linear->teller);
}

static void focus(struct linear *linear, enum view_panel panel)
{
	linear->player.focus = panel;
	teller_read_panel(&linear->teller, 0);
}

/* The panel that is left; there is no menu to go back to. */
static void leave_panel(struct linear *linear)
{
	struct player *player = &linear->player;
	if (player->focus == PANEL_LANES)
		player_say(player, N_("There is no menu behind this run; q quits."), "");
	else
		focus(linear, PANEL_LANES);
}

static void do_request(struct linear *linear, const struct key_row *row, int digit)
{
	struct player *player = &linear->player;
	if (keys_help_unseen(row) == NULL) {
		player_say(player, N_("This key changes only the picture, and here is none."), "");
		return;
	}
	switch (row->request) {
	case REQUEST_QUIT:
		linear->leaving = true;
		break;
	case REQUEST_HELP:
		teller_help(&linear->teller);
		teller_say(&linear->teller, usage);
		break;
	case REQUEST_LANGUAGE:
		player->catalog = catalog_other(player->catalog);
		teller_say(&linear->teller, usage);
		break;
	case REQUEST_LEAVE:
		leave_panel(linear);
		break;
	case REQUEST_ZOOM:
		teller_read_panel(&linear->teller, 0);
		break;
	case REQUEST_UP:
	case REQUEST_DOWN:
	case REQUEST_PAGE_UP:
	case REQUEST_PAGE_DOWN:
		scroll(linear, row->request);
		break;
	case REQUEST_FOCUS:
	case REQUEST_FOCUS_BACK:
		act(player, row->request, 0);
		teller_read_panel(&linear->teller, 0);
		break;
	case REQUEST_SOURCE:
		act(player, row->request, 0);
		if (player->answer == ANSWER_NONE)
			focus(linear, PANEL_SOURCE);
		break;
	default:
		act(player, row->request, digit);
	}
}

/* ---- what is read ---- */

static void press(struct linear *linear, int key)
{
	struct player *player = &linear->player;
	const struct key_row *row = keys_find(player->page, key);
	if (player->search.open)
		act_type(player, key);
	else if (player->page != PAGE_RUN)
		act_second(player, row, key - '0');
	else if (row == NULL)
		player_say(player, N_("This key does nothing here; ? lists those that do."), "");
	else
		do_request(linear, row, key - '0');
}

/* Refuses a new row with something that is no key of a run: a word that was taken for a command must not press its
 * letters. */
static bool refuse_stray(struct linear *linear)
{
	char stray[LINE_SIZE];
	size_t length;
	const char *at = line_stray(linear->row, &length);
	if (at == NULL)
		return false;
	snprintf(stray, sizeof(stray), "%.*s", (int)length, at);
	player_say(&linear->player, N_("Nothing was done: %s is no key here; ? lists those that are."), stray);
	linear->rest += strlen(linear->rest);
	return true;
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
 * behind which comes its end. What is searched for may be the next line. */
static void press_next(struct linear *linear)
{
	struct player *player = &linear->player;
	bool asked = player->search.open;
	skip_blanks(linear);
	do {
		bool searched = player->search.open;
		size_t length;
		int special = searched ? KEYCODE_NONE : line_special_key(linear->row, linear->rest, &length);
		if (special != KEYCODE_NONE) {
			linear->rest += length;
			press(linear, special);
		} else if (linear->rest[0] != '\0') {
			press_character(linear);
		}
		if (!searched)
			skip_blanks(linear);
	} while (linear->rest[0] != '\0' && !linear->leaving && (player->search.open || player->page != PAGE_RUN));
	if (player->search.open && (asked || player->search.text[0] != '\0'))
		press(linear, KEYCODE_ENTER);
	else if (player->search.open)
		player_say(player, N_("The next line is the word to search for."), "");
}

/* Presses the next key of the row; behind its end, the first of the next line, or what an empty line stands for. False:
 * no line has come. */
static bool take_next(struct linear *linear)
{
	char *end = memchr(linear->line, '\n', linear->length);
	if (linear->rest[0] == '\0' && end == NULL)
		return false;
	if (linear->rest[0] == '\0') {
		size_t length = (size_t)(end - linear->line), shown = length;
		if (shown > 0 && end[-1] == '\r')
			shown--;
		memcpy(linear->row, linear->line, shown);
		strcpy(linear->row + shown, shown > 0 || linear->player.search.open ? "" : "s");
		linear->rest = linear->row;
		linear->length -= length + 1;
		memmove(linear->line, end + 1, linear->length);
		teller_begin_row(&linear->teller);
		if (linear->player.page == PAGE_RUN && !linear->player.search.open && refuse_stray(linear))
			return true;
	}
	press_next(linear);
	return true;
}

/* Drops what has come of a line that is longer than any. */
static void drop_overlong(struct linear *linear)
{
	char *end = memchr(linear->line, '\n', linear->length);
	size_t dropped = end != NULL ? (size_t)(end - linear->line) + 1 : linear->length;
	linear->length -= dropped;
	memmove(linear->line, linear->line + dropped, linear->length);
	linear->overlong = end == NULL;
}

/* The end of the input leaves, behind a last line that is not ended. */
static void read_more(struct linear *linear)
{
	ssize_t got = read(STDIN_FILENO, linear->line + linear->length, sizeof(linear->line) - linear->length);
	if (got == 0 && linear->length > 0 && !linear->overlong) {
		linear->line[linear->length++] = '\n';
		return;
	}
	if (got <= 0) {
		linear->leaving = got == 0 || (errno != EINTR && errno != EAGAIN);
		return;
	}
	linear->length += (size_t)got;
	if (linear->length == sizeof(linear->line) && memchr(linear->line, '\n', linear->length) == NULL) {
		linear->overlong = true;
		player_say(&linear->player, N_("This line is too long: nothing in it was done."), "");
	}
	if (linear->overlong)
		drop_overlong(linear);
}

static void take_signals(struct linear *linear)
{
	int number = signals_take(linear->signals);
	if (number == 0)
		return;
	linear->leaving = true;
	linear->signal = number == SIGINT ? 0 : number;
}

/* A key is an answer to what was said before it: it is taken when the run stands, one at a time. Whoever sits at a
 * terminal may also stop a run that plays. */
static void step(struct linear *linear)
{
	struct player *player = &linear->player;
	struct pollfd fds[] = {
	    {.fd = -1, .events = POLLIN},
	    {.fd = player_fd(player), .events = POLLIN},
	    {.fd = signals_fd(linear->signals), .events = POLLIN},
	};
	player_drain(player, now_ms()); /* from here on, what comes rings */
	teller_tell(&linear->teller, linear->rest[0] != '\0');
	take_signals(linear);
	if (linear->teller.error != 0)
		linear->leaving = true;
	if (linear->leaving)
		return;
	if (player_stands(player) || (linear->typed && player_is_playing(player))) {
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
	result->signal = linear->signal;
	result->unwritten = linear->teller.error;
	result->status = player_status(player);
	if (player->session != NULL)
		session_stop(player->session);
	int failed = player->session != NULL
			 ? repeat_command(&result->repeat, &player->options.session, player->log, player->catalog)
			 : repeat_replay(&result->repeat, player->options.recording_path);
	if (failed)
		result->repeat = NULL;
	player_close(player);
}

int linear_run(struct app_result *result, const struct player_options *options, const struct catalog *catalog,
	       char *error, size_t size)
{
	static const int caught[] = {SIGINT, SIGTERM, SIGHUP};
	struct linear linear = {.typed = isatty(STDIN_FILENO) == 1};
	int failed = player_open(&linear.player, options, catalog);
	if (failed) {
		error_of_session(error, size, catalog, failed, errno, &options->session);
		return failed;
	}
	if (signals_open(&linear.signals, caught, sizeof(caught) / sizeof(caught[0])) != 0) {
		tr_format(error, size, catalog, N_("signals: cannot be caught: %s"), tr_errno(catalog, errno));
		player_close(&linear.player);
		return SESSION_ERR_SYSTEM;
	}
	teller_init(&linear.teller, &linear.player);
	linear.rest = linear.row;
	teller_say(&linear.teller, usage);
	teller_say(&linear.teller, N_("? lists the keys, q quits."));
	while (!linear.leaving)
		step(&linear);
	finish(&linear, result);
	signals_close(linear.signals);
	return SESSION_OK;
}
