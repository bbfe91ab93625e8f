/* Its parts are put from left to right as long as they fit whole; the ones that matter most come first. Where
 * they do not all fit, the scenario's name gives way first, then the words "clock" and "order". */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "view/panels.h"
#include "view/phrase.h"
#include "view/words.h"

static const char *const endings[LOG_STATUS_COUNT] = {
    [LOG_RUNNING] = N_("cut short"),
    [LOG_COMPLETED] = N_("completed"),
    [LOG_PROMISE_BROKEN] = N_("promise broken"),
    [LOG_DEADLOCK] = N_("deadlock"),
    [LOG_CRASHED] = N_("crashed"),
    [LOG_TIMED_OUT] = N_("time-out"),
    [LOG_TRUNCATED] = N_("truncated"),
    [LOG_DIVERGED] = N_("diverged"),
    [LOG_LEFT] = N_("left"),
    [LOG_UNWATCHED] = N_("its warden failed"),
    [LOG_FORK_LIMIT] = N_("too many processes"),
};

static bool ended_badly(enum log_status status)
{
	return status != LOG_COMPLETED && status != LOG_LEFT && status != LOG_RUNNING;
}

/* PAUSED, RUNNING x1, PLAYING 4/s, PAST 9/13, ENDED: deadlock. */
static enum style run_word(char *out, size_t size, const struct view_input *in)
{
	const struct catalog *catalog = in->catalog;
	const struct view_run *run = &in->run;
	char a[32], b[32];

	if (in->model->step < in->step_now && !run->playing) {
		snprintf(a, sizeof(a), "%" PRIu64, in->model->step);
		snprintf(b, sizeof(b), "%" PRIu64, in->step_now);
		tr_format(out, size, catalog, N_("PAST %1$s/%2$s"), a, b);
		return STYLE_MARK;
	}
	if (run->ended && !run->playing) {
		size_t status = run->status < LOG_STATUS_COUNT ? (size_t)run->status : LOG_RUNNING;

		tr_format(out, size, catalog, N_("ENDED: %1$s"), tr(catalog, endings[status]));
		return ended_badly(run->status) ? STYLE_ALERT : STYLE_TITLE;
	}
	if (!run->playing) {
		phrase_copy(out, size, tr(catalog, N_("PAUSED")));
		return STYLE_MARK;
	}
	if (strcmp(run->strategy, "live") == 0) {
		snprintf(a, sizeof(a), "%g", run->speed);
		tr_format(out, size, catalog, N_("RUNNING x%1$s"), a);
	} else if (run->pace > 0) {
		snprintf(a, sizeof(a), "%g", run->pace);
		tr_format(out, size, catalog, N_("PLAYING %1$s/s"), a);
	} else {
		phrase_copy(out, size, tr(catalog, N_("PLAYING")));
	}
	return STYLE_TITLE;
}

/* Puts a part, two spaces behind the one before, if it fits whole; without a frame it only counts. */
static int put_part(struct frame *frame, struct area area, int x, enum style style, const char *text)
{
	int width = frame_text_width(text);

	if (text[0] == '\0' || x + width > area.x + area.width)
		return x;
	if (frame != NULL)
		frame_put(frame, x, area.y, width, style, text);
	return x + width + 2;
}

/* The last keys at the right end, the newest in any case. */
static void put_keys(struct frame *frame, struct area area, int x, const char *keys)
{
	int room = area.x + area.width - x - 1, width;

	while ((width = frame_text_width(keys)) > room && strchr(keys, ' ') != NULL)
		keys = strchr(keys, ' ') + 1;
	if (width <= room)
		frame_put(frame, area.x + area.width - 1 - width, area.y, width, STYLE_MARK, keys);
}

/* The time of the moment shown, to the millisecond; while it goes on by itself, in tenths. */
static void put_clock(char *out, size_t size, const struct view_input *in)
{
	char seconds[32];

	if (!in->run.ticks) {
		words_time(out, size, in->catalog, in->model->now);
		return;
	}
	snprintf(seconds, sizeof(seconds), "%.1f", (double)(in->run.clock / 100000000) / 10);
	tr_format(out, size, in->catalog, N_("%ss"), seconds);
}

/* Everything behind the name, from column x on; returns the column behind it. */
static int put_parts(struct frame *frame, struct area area, int x, const struct view_input *in, bool brief)
{
	char part[WORDS_MAX], piece[64];
	enum style style = run_word(part, sizeof(part), in);

	x = put_part(frame, area, x, style, part);
	if (in->run.until != NULL)
		x = put_part(frame, area, x, STYLE_MARK, tr(in->catalog, in->run.until));
	snprintf(piece, sizeof(piece), "%" PRIu64, in->model->step);
	x = put_part(frame, area, x, STYLE_TITLE,
		     tr_format(part, sizeof(part), in->catalog, N_("step %1$s"), piece));
	put_clock(piece, sizeof(piece), in);
	tr_format(part, sizeof(part), in->catalog, N_("clock %1$s"), piece);
	x = put_part(frame, area, x, STYLE_TITLE, brief ? piece : part);
	if (in->run.breaks > 0) {
		snprintf(piece, sizeof(piece), "%" PRIu32, in->run.breaks);
		x = put_part(frame, area, x, STYLE_TITLE,
			     tr_format(part, sizeof(part), in->catalog, N_("breaks %1$s"), piece));
	}
	tr_format(part, sizeof(part), in->catalog, N_("order: %1$s"), words_order(in, in->run.strategy));
	x = put_part(frame, area, x, STYLE_TITLE, brief ? words_order(in, in->run.strategy) : part);
	if (in->run.time_free)
		x = put_part(frame, area, x, STYLE_TITLE, tr(in->catalog, N_("time free")));
	snprintf(piece, sizeof(piece), "%" PRIu64, in->run.seed);
	x = put_part(frame, area, x, STYLE_TITLE,
		     tr_format(part, sizeof(part), in->catalog, N_("seed %1$s"), piece));
	return x;
}

void header_draw(struct frame *frame, struct area area, const struct view_input *in)
{
	enum { NAME_LEAST = 10 };
	const struct area endless = {0, 0, 1000, 1};
	int i, x = area.x + 1, room = area.width - put_parts(NULL, endless, 0, in, false) - 1;
	bool brief = room < NAME_LEAST && room < frame_text_width(in->run.title);

	if (brief)
		room = area.width - put_parts(NULL, endless, 0, in, true) - 1;
	room = room < NAME_LEAST ? NAME_LEAST : room > area.width / 3 ? area.width / 3 : room;
	for (i = 0; i < area.width; i++)
		frame_put(frame, area.x + i, area.y, 1, STYLE_TITLE, " ");
	x += draw_clipped(frame, x, area.y, room, STYLE_TITLE, in->run.title, in->ascii) + 2;
	x = put_parts(frame, area, x, in, brief);
	if (in->keys != NULL)
		put_keys(frame, area, x, in->keys);
}
