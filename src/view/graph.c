/* The wait-for graph: a row for each chain of those who wait, and a circle as a ring of two rows.
 *
 *     0 main --join--> 1 left
 *     +-> 1 left --paper--> 2 right --+
 *     +---------------pen-------------+
 *
 * or, where that is too wide, of a row for each, in which each waits for the next and the last for the first.
 *
 * A chain goes on to where somebody can go, where nobody in particular is waited for, or into what has been
 * drawn before. Chains begin with those whom nobody waits for, so that each who waits is drawn. */
#include <inttypes.h>
#include <stdio.h>

#include "view/panels.h"
#include "view/phrase.h"
#include "view/words.h"

enum { ROW_MAX = 1024, CHAIN_MAX = 64, ACTORS_MAX = 512, INDENT = 4, ROWS_WANTED = 9 };

/* What is known of each actor; those beyond ACTORS_MAX are left out. */
struct node {
	uint32_t by; /* for whom it waits; LOG_NONE: for nobody in particular */
	bool waits, awaited, circular, drawn;
	struct why_not why;
};

struct graph {
	struct frame *frame; /* NULL: only count */
	const struct pane *pane;
	const struct view_input *in;
	uint32_t count;
	int row;
	struct node nodes[ACTORS_MAX];
};

/* ---- who waits ---- */

static bool is_waiting(const struct why_not *why)
{
	return why->why != WHY_CAN_GO && why->why != WHY_RUNNING && why->why != WHY_NOT_STARTED &&
	       why->why != WHY_ENDED && why->why != WHY_SLEEPS;
}

bool graph_has(const struct view_input *in, uint32_t actor)
{
	struct why_not why = {.why = WHY_NOT_STARTED};

	if (model_actor(in->model, actor) != NULL)
		why = model_why(in->model, actor);
	return is_waiting(&why);
}

static void mark_circle(struct graph *graph, uint32_t start)
{
	uint32_t id = start;

	do {
		graph->nodes[id].circular = true;
		id = graph->nodes[id].by;
	} while (id != start);
}

/* Goes on from `start` as long as somebody is waited for: whoever is met again stands in a circle. */
static void find_circle(struct graph *graph, uint32_t start)
{
	uint32_t slow = start, fast = start;

	for (;;) {
		int i;

		for (i = 0; i < 2; i++) {
			if (fast >= graph->count || !graph->nodes[fast].waits)
				return;
			fast = graph->nodes[fast].by;
		}
		slow = graph->nodes[slow].by;
		if (fast >= graph->count)
			return;
		if (slow == fast) {
			mark_circle(graph, slow);
			return;
		}
	}
}

static void find_nodes(struct graph *graph)
{
	const struct model *model = graph->in->model;
	uint32_t id;

	graph->count = model->actor_count < ACTORS_MAX ? model->actor_count : ACTORS_MAX;
	for (id = 0; id < graph->count; id++) {
		struct node *node = &graph->nodes[id];

		*node = (struct node){.by = LOG_NONE};
		if (model_actor(model, id) == NULL)
			continue;
		node->why = model_why(model, id);
		node->waits = is_waiting(&node->why);
		node->by = node->waits ? node->why.by : LOG_NONE;
	}
	for (id = 0; id < graph->count; id++)
		if (graph->nodes[id].by < graph->count)
			graph->nodes[graph->nodes[id].by].awaited = true;
	for (id = 0; id < graph->count; id++)
		find_circle(graph, id);
}

/* ---- drawing ---- */

static void put_row(struct graph *graph, int indent, enum style style, const char *text)
{
	const struct pane *pane = graph->pane;
	int y = graph->row++ - pane->top;

	if (graph->frame != NULL && y >= 0 && y < pane->area.height)
		draw_clipped(graph->frame, pane->area.x + 1 + indent, pane->area.y + y,
			     pane->area.width - 2 - indent, style, text, graph->in->ascii);
}

/* "--paper-->": what it waits for. */
static void put_edge(char *out, size_t size, const struct graph *graph, uint32_t id)
{
	const struct why_not *why = &graph->nodes[id].why;
	const char *dash = graph->in->ascii ? "--" : "──", *head = graph->in->ascii ? "-->" : "─▶";
	char name[WORDS_MAX];
	struct phrase phrase = phrase_begin(out, size);

	if (why->object != LOG_NONE && model_object(graph->in->model, why->object) != NULL)
		words_name(name, sizeof(name), graph->in, why->object);
	else
		phrase_copy(name, sizeof(name),
			    tr(graph->in->catalog, why->why == WHY_NOT_ENDED      ? N_("join")
						   : why->why == WHY_NOT_ITS_TURN ? N_("turn")
						   : why->why == WHY_TASK_NOT_DONE
						       ? N_("await")
						       : N_("end")));
	phrase_add(&phrase, " ");
	phrase_add(&phrase, dash);
	phrase_add(&phrase, " ");
	phrase_add(&phrase, name);
	phrase_add(&phrase, " ");
	phrase_add(&phrase, head);
	phrase_add(&phrase, " ");
}

/* The row so far, unless the piece has to go on below. */
static void add_piece(struct graph *graph, struct phrase *row, int *indent, const char *piece)
{
	int room = graph->pane->area.width - 2 - *indent;

	if (row->length > 0 && frame_text_width(row->out) + frame_text_width(piece) > room) {
		put_row(graph, *indent, STYLE_PLAIN, row->out);
		*row = phrase_begin(row->out, row->size);
		*indent = INDENT;
	}
	phrase_add(row, piece);
}

static void draw_chain(struct graph *graph, uint32_t id)
{
	char text[ROW_MAX], piece[WORDS_MAX * 2], name[WORDS_MAX];
	struct phrase row = phrase_begin(text, sizeof(text));
	int indent = 0, length;

	for (length = 0; length < CHAIN_MAX; length++) {
		struct node *node = &graph->nodes[id];

		words_actor(name, sizeof(name), graph->in, id);
		add_piece(graph, &row, &indent, name);
		if (!node->waits || node->drawn || node->circular)
			break;
		node->drawn = true;
		if (node->by >= graph->count) {
			const char *message = graph->in->ascii ? " --> (%s)" : " ─▶ (%s)";

			words_why(name, sizeof(name), graph->in, id, &node->why);
			snprintf(piece, sizeof(piece), message, name);
			add_piece(graph, &row, &indent, piece);
			break;
		}
		put_edge(piece, sizeof(piece), graph, id);
		add_piece(graph, &row, &indent, piece);
		id = node->by;
	}
	put_row(graph, indent, STYLE_PLAIN, text);
}

/* Adds `count` cells of the ring's lower side. */
static void add_dashes(struct phrase *row, int count, bool ascii)
{
	for (; count > 0; count--)
		phrase_add(row, ascii ? "-" : "─");
}

/* The lower side of a ring `width` cells wide, with the name of what leads back. */
static void put_back(char *out, size_t size, const struct graph *graph, int width, uint32_t last)
{
	struct phrase row = phrase_begin(out, size);
	bool ascii = graph->in->ascii;
	char edge[WORDS_MAX], name[WORDS_MAX];
	int left;

	words_name(name, sizeof(name), graph->in, graph->nodes[last].why.object);
	snprintf(edge, sizeof(edge), " %.200s ", model_object(graph->in->model, graph->nodes[last].why.object) != NULL
						    ? name
						    : tr(graph->in->catalog, N_("join")));
	left = width - 2 - frame_text_width(edge);
	phrase_add(&row, ascii ? "+" : "╰");
	add_dashes(&row, left / 2, ascii);
	phrase_add(&row, edge);
	add_dashes(&row, left - left / 2, ascii);
	phrase_add(&row, ascii ? "+" : "╯");
}

/* Adds who stands in the ring and what it waits for; returns for whom. */
static uint32_t add_link(struct graph *graph, struct phrase *row, uint32_t id, bool edge)
{
	char piece[WORDS_MAX * 2];

	graph->nodes[id].drawn = true;
	phrase_add(row, words_actor(piece, sizeof(piece), graph->in, id));
	if (edge) {
		put_edge(piece, sizeof(piece), graph, id);
		phrase_add(row, piece);
	}
	return graph->nodes[id].by;
}

/* A row for each: the side on the left leads from the last back to the first. */
static void draw_tall_ring(struct graph *graph, uint32_t start)
{
	static const char *const sides[2][3] = {{"╭▶ ", "│  ", "╰─ "}, {"+-> ", "|   ", "+-- "}};
	const char *const *side = sides[graph->in->ascii];
	char text[ROW_MAX];
	uint32_t id = start;

	do {
		struct phrase row = phrase_begin(text, sizeof(text));

		phrase_add(&row, side[id == start ? 0 : graph->nodes[id].by == start ? 2 : 1]);
		id = add_link(graph, &row, id, true);
		put_row(graph, 0, STYLE_ALERT, text);
	} while (id != start);
}

static void draw_ring(struct graph *graph, uint32_t start)
{
	char text[ROW_MAX], back[ROW_MAX];
	struct phrase row = phrase_begin(text, sizeof(text));
	bool ascii = graph->in->ascii;
	uint32_t id = start, last = start;

	phrase_add(&row, ascii ? "+-> " : "╭▶ ");
	do {
		last = id;
		id = add_link(graph, &row, id, graph->nodes[id].by != start);
	} while (id != start);
	phrase_add(&row, ascii ? " --+" : " ─╮");
	if (frame_text_width(text) > graph->pane->area.width - 2) {
		draw_tall_ring(graph, start);
		return;
	}
	put_back(back, sizeof(back), graph, frame_text_width(text), last);
	put_row(graph, 0, STYLE_ALERT, text);
	put_row(graph, 0, STYLE_ALERT, back);
}

/* Lays all out from the pane's first row on; returns the rows that it takes. */
static int lay_out(struct graph *graph)
{
	uint32_t id;

	find_nodes(graph);
	for (id = 0; id < graph->count; id++)
		if (graph->nodes[id].circular && !graph->nodes[id].drawn)
			draw_ring(graph, id);
	for (id = 0; id < graph->count; id++)
		if (graph->nodes[id].waits && !graph->nodes[id].awaited && !graph->nodes[id].drawn)
			draw_chain(graph, id);
	if (graph->row == 0)
		put_row(graph, 0, STYLE_DIM, tr(graph->in->catalog, N_("Nobody waits for anybody.")));
	return graph->row;
}

struct extent graph_extent(const struct view_input *in, const struct pane *pane)
{
	struct graph graph = {.frame = NULL, .pane = pane, .in = in};

	return (struct extent){lay_out(&graph), 0};
}

/* A row for each that has begun so far: who waits now moves no panel. */
int graph_wants(const struct view_input *in, const struct pane *pane)
{
	const struct model *newest = timeline_head(in->timeline);
	int rows = 0;
	uint32_t id;

	(void)pane;
	for (id = 0; id < newest->actor_count && rows < ROWS_WANTED; id++)
		rows += model_actor(newest, id) != NULL && newest->actors[id].state != ACTOR_NEW;
	return rows;
}

void graph_draw(struct frame *frame, const struct pane *pane, const struct view_input *in)
{
	struct graph graph = {.frame = frame, .pane = pane, .in = in};

	lay_out(&graph);
}
