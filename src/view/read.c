/* Panels as text, for whom there is no screen: the rows of lists and of words as they are drawn, and what pictures show
 * in sentences. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "view/lane_list.h"
#include "view/layout.h"
#include "view/words.h"

enum { SENTENCES_MAX = 1024 };

static void read_lane(FILE *out, const struct view_input *in, uint32_t id)
{
	char sentence[SENTENCES_MAX];

	view_state(sentence, sizeof(sentence), in, id);
	fprintf(out, "%" PRIu32 "  %s\n", id, sentence);
}

/* What stands above all panels. */
static void read_header(FILE *out, const struct view_input *in, int width)
{
	struct frame frame = {0};
	char *text;

	if (frame_init(&frame, width, 1) != 0)
		return;
	frame_clear(&frame);
	header_draw(&frame, (struct area){0, 0, width, 1}, in);
	if (frame_text(&text, &frame) == 0) {
		fputs(text, out);
		free(text);
	}
	frame_fini(&frame);
}

/* Every lane, in the order of the screen. */
static void read_lanes(FILE *out, const struct view_input *in, int width)
{
	struct lane_list list;
	uint32_t i;

	read_header(out, in, width);
	lane_list_find(&list, in, in->model);
	for (i = 0; i < list.count; i++)
		read_lane(out, in, list.lanes[i].id);
}

/* Those who wait for somebody. */
static void read_graph(FILE *out, const struct view_input *in, int width)
{
	bool anybody = false;
	uint32_t id;

	(void)width;
	for (id = 0; id < in->model->actor_count; id++) {
		if (!graph_has(in, id))
			continue;
		read_lane(out, in, id);
		anybody = true;
	}
	if (!anybody)
		fprintf(out, "%s\n", tr(in->catalog, N_("Nobody waits for anybody.")));
}

static void (*const pictures[PANEL_COUNT])(FILE *out, const struct view_input *in, int width) = {
    [PANEL_LANES] = read_lanes,
    [PANEL_GRAPH] = read_graph,
};

bool view_is_picture(enum view_panel panel)
{
	return pictures[panel] != NULL;
}

/* The focused panel's pane on a screen of that size, with its first row; of no height when it is not there at this
 * moment. */
static struct pane find_pane(const struct view_input *in, int width, int height)
{
	struct layout layout;
	struct pane *pane = &layout.panes[in->focus];

	layout_find(&layout, in, width, height);
	if (pane->area.height > 0)
		pane->top = panel_top(in, pane);
	return *pane;
}

void view_panel_title(char *out, size_t size, const struct view_input *input, int width, int height)
{
	struct pane pane = find_pane(input, width, height);
	int rows = 0;

	if (view_is_picture(pane.panel)) /* read whole */
		pane.top = 0;
	else if (pane.area.height > 0)
		rows = panel_table[pane.panel].extent(input, &pane).rows;
	panel_title(out, size, input, &pane, rows);
}

static int read_rows(char **out, const struct view_input *in, struct pane pane)
{
	struct frame frame = {0};
	int failed;

	if (pane.area.height <= 0) {
		*out = strdup("");
		return *out != NULL ? 0 : -1;
	}
	if (frame_init(&frame, pane.area.width, pane.area.height) != 0)
		return -1;
	pane.area.x = pane.area.y = 0;
	frame_clear(&frame);
	panel_table[pane.panel].draw(&frame, &pane, in);
	failed = frame_text(out, &frame);
	frame_fini(&frame);
	return failed;
}

int view_read_panel(char **out, const struct view_input *input, int width, int height)
{
	size_t size;
	FILE *text;

	if (!view_is_picture(input->focus))
		return read_rows(out, input, find_pane(input, width, height));
	text = open_memstream(out, &size);
	if (text == NULL)
		return -1;
	pictures[input->focus](text, input, width);
	if (fclose(text) == 0)
		return 0;
	free(*out);
	return -1;
}
