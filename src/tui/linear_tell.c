/* Invariant: `told`, `shown` and `past` are the moment that the listener was told of last. What has not changed since is
 * not said again. */
#include "tui/linear_tell.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "view/words.h"

enum { WIDTH = 240, HEIGHT = 24 };

static void flush(struct teller *teller)
{
	if (fflush(stdout) != 0 && teller->error == 0)
		teller->error = errno;
}

void teller_init(struct teller *teller, struct player *player)
{
	*teller = (struct teller){.player = player, .log = player->log};
	player->width = WIDTH;
	player->height = HEIGHT;
	player->focus = PANEL_LANES;
	player->zoomed = true;
	player->unseen = true;
	player->lecture = false;
}

void teller_say(struct teller *teller, const char *msgid)
{
	puts(tr(teller->player->catalog, msgid));
	flush(teller);
}

/* ---- what has happened ---- */

/* What the reader commands has been answered already. */
static void tell_event(struct teller *teller, const struct log_event *event, uint64_t step)
{
	struct view_input input = player_view(teller->player);
	char sentence[TELLER_TEXT];
	if (event->phase == LOG_ANNOUNCE || (event->actor == LOG_USER && teller->player->session != NULL))
		return;
	view_tell(sentence, sizeof(sentence), &input, event);
	printf("%" PRIu64 "  %s\n", step, sentence);
}

/* Whether another event of the same step, on which the sentence is, says it as well: what was made is named there, and
 * who waits on a condition has let its lock go. */
static bool is_said_below(const struct teller *teller, const struct log_event *said, uint64_t slot, uint64_t end)
{
	bool makes = said->op == OP_OBJECT_NEW;
	bool releases = said->op == OP_RLOCK_RELEASE || said->op == OP_LOCK_RELEASE;
	const struct log_event *event;
	if (!makes && !releases)
		return false;
	while ((event = log_next(teller->log, &slot, end)) != NULL && !(event->flags & LOG_STEP)) {
		bool named = event->object == said->object || event->via == said->object;
		if (event->phase != LOG_ANNOUNCE && (makes ? named : event->op == OP_CONDITION_WAIT))
			return true;
	}
	return false;
}

/* Events from `slot` on, up to `end`; `step` is that of the last one before them. */
static void tell_events(struct teller *teller, uint64_t *slot, uint64_t end, uint64_t *step)
{
	const struct log_event *event;
	while ((event = log_next(teller->log, slot, end)) != NULL) {
		*step += (event->flags & LOG_STEP) != 0;
		if (!is_said_below(teller, event, *slot, end))
			tell_event(teller, event, *step);
	}
}

/* What the history has shown, from its insight `first` on. Returns how many there are. */
static uint32_t tell_history(struct teller *teller, uint32_t first)
{
	struct view_input input = player_view(teller->player);
	char words[TELLER_TEXT];
	uint32_t count = view_history(words, sizeof(words), &input, first);
	if (words[0] != '\0')
		puts(words);
	return count;
}

/* What was done in the step that is shown, and what that showed. */
static void tell_moment(struct teller *teller)
{
	struct player *player = teller->player;
	const struct model *shown = player_model(player), *before;
	uint64_t end = shown->slot, step = shown->step, slot = 0;
	uint32_t first = 0;
	if (step > 0 && (before = timeline_at_step(player->timeline, --step)) != NULL) {
		slot = before->slot;
		first = watch_count(timeline_watch(player->timeline), before->seq);
	}
	if (end > 0)
		tell_events(teller, &slot, end, &step);
	else
		printf("0  %s\n", tr(player->catalog, N_("Nothing yet: the program is about to begin.")));
	tell_history(teller, first);
}

static void begin_again(struct teller *teller)
{
	struct player *player = teller->player;
	*teller = (struct teller){.player = player, .log = player->log, .error = teller->error};
}

/* All that has come since; of a recording and of the past, the step that is shown, as of now when a look back ends. */
static void tell_news(struct teller *teller)
{
	struct player *player = teller->player;
	const struct model *head = timeline_head(player->timeline);
	uint64_t step = player_model(player)->step;
	bool now = player->session != NULL && !player->past;
	bool moved = !teller->begun || step != teller->shown || player->past != teller->past;
	if (now && !(teller->past && teller->told == head->step)) {
		tell_events(teller, &teller->slot, head->slot, &teller->told);
		teller->seen = tell_history(teller, teller->seen);
	} else if (moved) {
		tell_moment(teller);
		teller->slot = now ? head->slot : teller->slot;
	}
	if (moved) {
		teller->stood = false;
		teller->answer[0] = '\0';
	}
	teller->shown = step;
	teller->past = player->past;
	teller->begun = true;
}

/* A row of keys that cannot do anything is answered once. */
static void tell_answer(struct teller *teller)
{
	struct player *player = teller->player;
	if (player->answer == ANSWER_NONE)
		return;
	if (strcmp(player->message, teller->answer) != 0)
		puts(player->message);
	snprintf(teller->answer, sizeof(teller->answer), "%s", player->message);
	player->answer = ANSWER_NONE;
}

void teller_begin_row(struct teller *teller)
{
	teller->answer[0] = '\0';
}

/* ---- how it stands ---- */

/* What a trained eye sees where the run stands, but for what it saw the last time. */
static void tell_insights(struct teller *teller)
{
	struct view_input input = player_view(teller->player);
	char words[TELLER_TEXT], before[TELLER_TEXT], *line, *rest = words;
	memcpy(before, teller->insights, sizeof(before));
	view_insights(words, sizeof(words), &input);
	memcpy(teller->insights, words, sizeof(words));
	while ((line = strsep(&rest, "\n")) != NULL)
		if (strstr(before, line) == NULL)
			puts(line);
}

/* Whether there is a choice that the mark decides. */
static bool has_choice(const struct player *player)
{
	const struct model *model = timeline_head(player->timeline);
	int64_t until;
	uint32_t count = model_clock_can_go(model, &until);
	if (player->session == NULL || player->past)
		return false;
	for (uint32_t id = 0; id < model->actor_count && count < 2; id++)
		count += model_actor(model, id) != NULL && model_why(model, id).why == WHY_CAN_GO;
	return count > 1;
}

static void print_marked(const struct player *player, const struct view_input *input, const char *end)
{
	char name[WORDS_MAX], words[WORDS_MAX];
	words_actor(name, sizeof(name), input, player->marked);
	printf("%s%s", tr_format(words, sizeof(words), player->catalog, N_("Marked: %s."), name), end);
}

/* Who can go. */
static void tell_going(struct teller *teller)
{
	struct player *player = teller->player;
	struct view_input input = player_view(player);
	char going[VIEW_GOING_MAX];
	input.marked = LOG_NONE; /* it is told in words */
	view_going(going, sizeof(going), &input);
	if (teller->stood && strcmp(going, teller->going) == 0)
		return;
	printf("%s %s", tr(player->catalog, N_("Who can go?")), going);
	if (has_choice(player) && player->marked != LOG_NONE) {
		fputs("   ", stdout);
		print_marked(player, &input, "");
	}
	puts("");
	memcpy(teller->going, going, sizeof(going));
	teller->stood = true;
}

void teller_tell(struct teller *teller, bool more)
{
	if (teller->log != teller->player->log)
		begin_again(teller);
	tell_news(teller);
	tell_answer(teller);
	if (player_stands(teller->player)) {
		tell_insights(teller);
		if (!more)
			tell_going(teller);
	}
	flush(teller);
}

void teller_tell_marked(struct teller *teller)
{
	struct player *player = teller->player;
	struct view_input input = player_view(player);
	char words[TELLER_TEXT];
	view_state(words, sizeof(words), &input, player->marked);
	print_marked(player, &input, " ");
	puts(words);
	flush(teller);
}

/* ---- what is asked for ---- */

/* The rows `from` to `to` of a text, without blank ones. Returns how many there were. */
static int print_rows(const char *rows, int from, int to)
{
	int count = 0;
	for (int row = 0; row < to && *rows != '\0'; row++) {
		size_t length = strcspn(rows, "\n");
		if (row >= from && strspn(rows, " ") < length) {
			printf("%.*s\n", (int)length, rows);
			count++;
		}
		rows += length + (rows[length] != '\0');
	}
	return count;
}

void teller_read_panel(struct teller *teller, int moved)
{
	struct player *player = teller->player;
	struct view_input input = player_view(player);
	bool whole = moved == 0 || view_is_picture(player->focus);
	int height = view_panel_rows(&input, player->width, player->height);
	int from = !whole && moved > 0 ? height - moved : 0, to = whole ? INT_MAX : moved < 0 ? -moved : height;
	char title[TELLER_TEXT], *rows;
	input.message = NULL; /* told already */
	if (view_read_panel(&rows, &input, player->width, player->height) != 0)
		return;
	view_panel_title(title, sizeof(title), &input, player->width, player->height);
	if (whole)
		puts(title);
	if (print_rows(rows, from, to) == 0)
		puts(tr(player->catalog, N_("Nothing stands there.")));
	if (player->focus == PANEL_LANES && player->marked != LOG_NONE)
		print_marked(player, &input, "\n");
	free(rows);
	flush(teller);
}

void teller_help(struct teller *teller)
{
	const struct catalog *catalog = teller->player->catalog;
	for (const struct key_row *row = key_table; row->request != REQUEST_NONE; row++) {
		const char *help = keys_help_unseen(row);
		char label[64];
		if (!(row->pages & (PAGE_RUN | PAGE_UNTIL | PAGE_BREAK | PAGE_QUIZ)) || help == NULL)
			continue;
		printf("%-12s %s\n", keys_label(label, sizeof(label), row), tr(catalog, help));
	}
}
