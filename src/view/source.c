/* The source, with the line of every actor that lives marked by its number, the line just done by a
 * star, and one with a break point by a B.
 * It turns by half a page when the marked lane's line leaves it. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "view/panels.h"
#include "view/phrase.h"
#include "view/words.h"

enum { GUTTER = 5, TAB = 4 };

static const struct view_source *shown_source(const struct view_input *in)
{
	return in->show_c ? &in->sources->c : &in->sources->python;
}

/* The line of the shown source for a site "scenarios/x/x.c:12"; 0: it stands elsewhere. */
static uint32_t line_of_site(const struct view_input *in, const char *text)
{
	const char *slash = strrchr(text, '/'), *file = slash != NULL ? slash + 1 : text,
		   *colon = strrchr(file, ':');
	const struct view_sources *sources = in->sources;
	unsigned long line;

	if (colon == NULL || strlen(sources->c.name) != (size_t)(colon - file) ||
	    strncmp(file, sources->c.name, (size_t)(colon - file)) != 0)
		return 0;
	line = strtoul(colon + 1, NULL, 10);
	if (line == 0 || line > sources->c.line_count)
		return 0;
	return in->show_c ? (uint32_t)line : sources->python_of_c[line];
}

/* The line of an op; an end has none: its site is where the thread or the task was made. */
static uint32_t line_of_event(const struct view_input *in, const struct log_event *event)
{
	bool ends = event->op == OP_THREAD_EXIT || event->op == OP_PROCESS_EXIT ||
		    event->op == OP_PROCESS_CRASH || event->op == OP_TASK_DONE;

	return ends ? 0 : line_of_site(in, log_text(in->model->log, event->site));
}

static uint32_t line_of_actor(const struct view_input *in, uint32_t id)
{
	const struct model_actor *actor = model_actor(in->model, id);

	if (actor == NULL || !actor->at_valid || actor->state == ACTOR_NEW || model_ended(actor))
		return 0;
	return line_of_event(in, &actor->at);
}

/* The line to look at when the marked lane has none: where something just happened, else where anybody is,
 * else where the first to have done anything did it last. */
static uint32_t any_line(const struct view_input *in)
{
	uint32_t line = in->model->last_valid ? line_of_event(in, &in->model->last) : 0, id;

	for (id = 0; line == 0 && id < in->model->actor_count; id++)
		line = line_of_actor(in, id);
	for (id = 0; line == 0 && id < in->model->actor_count; id++)
		if (in->model->actors[id].last_valid)
			line = line_of_event(in, &in->model->actors[id].last);
	return line;
}

/* The numbers of the actors whose line this is: "2", "01", "9,10". */
static void put_actors(char *out, size_t size, const struct view_input *in, uint32_t line)
{
	struct phrase phrase = phrase_begin(out, size);
	const char *separator = timeline_head(in->timeline)->actor_count > 10 ? "," : "";
	uint32_t id;

	for (id = 0; id < in->model->actor_count; id++) {
		char number[16];

		if (line_of_actor(in, id) != line)
			continue;
		snprintf(number, sizeof(number), "%" PRIu32, id);
		phrase_join(&phrase, separator, number);
	}
}

/* The first line shown, so that `line` is. */
static uint32_t first_line(uint32_t line, uint32_t count, uint32_t rows)
{
	uint32_t half = rows / 2 > 0 ? rows / 2 : 1, top;

	if (count <= rows || line == 0)
		return 1;
	/* the line stands in the upper half of its page, after two lines of what leads to it */
	top = (line - 1) / half * half + 1;
	top = top > 2 && line - top < 2 ? top - 2 : top;
	if (line >= top + rows)
		top = line - rows + 1;
	return top > count - rows + 1 ? count - rows + 1 : top;
}

static void expand_tabs(char *out, size_t size, const char *text)
{
	size_t length = 0;

	for (; *text != '\0' && length + TAB < size; text++) {
		if (*text != '\t') {
			out[length++] = *text;
			continue;
		}
		do
			out[length++] = ' ';
		while (length % TAB != 0);
	}
	out[length] = '\0';
}

static int digits_of(uint32_t number)
{
	return number < 10 ? 1 : number < 100 ? 2 : number < 1000 ? 3 : 4;
}

static bool has_break(const struct view_input *in, uint32_t line)
{
	uint32_t i;

	for (i = 0; i < in->break_site_count; i++)
		if (line_of_site(in, in->break_sites[i]) == line)
			return true;
	return false;
}

static void draw_line(struct frame *frame, int x, int y, int width, const struct view_input *in,
		      uint32_t line)
{
	const struct view_source *source = shown_source(in);
	bool current = line == line_of_actor(in, in->marked);
	bool just_done = in->model->last_valid && line_of_event(in, &in->model->last) == line;
	enum style style = current ? STYLE_MARK : STYLE_PLAIN;
	char actors[64], text[512], number[16];
	int room, used, digits = digits_of(source->line_count);

	put_actors(actors, sizeof(actors), in, line);
	if (has_break(in, line))
		frame_put(frame, x, y, 1, STYLE_FAILED, "B");
	else if (just_done)
		frame_put(frame, x, y, 1, STYLE_READY, "*");
	room = GUTTER - 2;
	used = frame_text_width(actors);
	if (used > room)
		draw_clipped(frame, x + 1, y, room, style, actors, in->ascii);
	else
		frame_put(frame, x + 1 + room - used, y, used, style, actors);
	if (actors[0] != '\0')
		frame_put(frame, x + GUTTER - 1, y, 1, style, ">");
	snprintf(number, sizeof(number), " %*" PRIu32, digits, line);
	frame_put(frame, x + GUTTER, y, digits + 1, STYLE_DIM, number);
	expand_tabs(text, sizeof(text), source->lines[line - 1]);
	used = GUTTER + digits + 2;
	draw_clipped(frame, x + used, y, width - used, style, text, in->ascii);
}

bool source_applies(const struct view_input *in)
{
	return in->sources != NULL;
}

void source_name(char *out, size_t size, const struct view_input *in, const struct pane *pane)
{
	(void)pane;
	tr_format(out, size, in->catalog, in->show_c ? N_("%1$s (c: Python twin)") : N_("%1$s (c: C source)"),
		  shown_source(in)->name);
}

struct extent source_extent(const struct view_input *in, const struct pane *pane)
{
	uint32_t count = shown_source(in)->line_count, line = line_of_actor(in, in->marked);

	if (line == 0)
		line = any_line(in);
	return (struct extent){(int)count, (int)first_line(line, count, (uint32_t)pane->area.height) - 1};
}

void source_draw(struct frame *frame, const struct pane *pane, const struct view_input *in)
{
	uint32_t line = (uint32_t)pane->top + 1, count = shown_source(in)->line_count;
	int row;

	for (row = 0; row < pane->area.height && line <= count; row++, line++)
		draw_line(frame, pane->area.x, pane->area.y + row, pane->area.width, in, line);
}
