/* The panels of the screen: one table, a row each. A panel says how many rows it has, of which the first is
 * shown, and draws those that its pane holds; rules, titles, focus, scrolling and zooming are done for all of
 * them in one place. */
#ifndef VIEW_PANELS_H
#define VIEW_PANELS_H

#include "view/draw.h"
#include "view/view.h"

/* Where a panel draws. */
struct pane {
	enum view_panel panel;
	struct area area; /* without the rule */
	bool bands;       /* there is room for a second row under a lane */
	bool tall;        /* every lane has a second row */
	bool framed;      /* in a frame, which is not part of the area, instead of under a rule */
	bool split;       /* kinds of objects that have a panel of their own are not the object panel's */
	int top;          /* the first row to draw */
};

struct extent {
	int rows; /* all of them, at this moment */
	int top;  /* the first one to show as long as nobody scrolls */
};

struct panel {
	const char *title; /* a message */
	bool counted;      /* the title says how many rows are above and below */
	/* Whether this run has, or may have, anything to show in it; NULL: always. */
	bool (*applies)(const struct view_input *in);
	/* The rows that it could fill at the newest moment in a pane of this width, with more where the next moments may
	 * need them; NULL: any number. */
	int (*wants)(const struct view_input *in, const struct pane *pane);
	struct extent (*extent)(const struct view_input *in, const struct pane *pane);
	void (*draw)(struct frame *frame, const struct pane *pane, const struct view_input *in);
	/* What stands in the rule behind the title, from column `free` on; NULL: nothing. */
	void (*rule)(struct frame *frame, const struct pane *pane, const struct view_input *in, int free);
	/* The title where it depends on the run, in the language of the catalogue; NULL: `title`. */
	void (*name)(char *out, size_t size, const struct view_input *in, const struct pane *pane);
};

/* Indexed by enum view_panel; PANEL_NONE has no functions. */
extern const struct panel panel_table[PANEL_COUNT];

bool panel_applies(const struct view_input *in, enum view_panel panel);

/* The first row shown, scrolling and all. */
int panel_top(const struct view_input *in, const struct pane *pane);

/* The title of a panel that has so many `rows`, and how many of them stand above and below the pane. */
void panel_title(char *out, size_t size, const struct view_input *in, const struct pane *pane, int rows);

/* Draws the rule above the pane, and the panel. */
void panel_draw(struct frame *frame, const struct pane *pane, const struct view_input *in);

/* ---- the panels ---- */

int lanes_wants(const struct view_input *in, const struct pane *pane);
struct extent lanes_extent(const struct view_input *in, const struct pane *pane);
void lanes_draw(struct frame *frame, const struct pane *pane, const struct view_input *in);
void lanes_name(char *out, size_t size, const struct view_input *in, const struct pane *pane);
void lanes_hit(struct view_hit *hit, const struct pane *pane, const struct view_input *in, int x, int y);
void lanes_rule(struct frame *frame, const struct pane *pane, const struct view_input *in, int free);

/* All the lists of objects: processes, loops, queues, locks and the rest, with who has them and who waits. */
bool objects_apply(const struct view_input *in);
bool queues_apply(const struct view_input *in);
bool values_apply(const struct view_input *in);
bool processes_apply(const struct view_input *in);
bool loops_apply(const struct view_input *in);
bool pools_apply(const struct view_input *in);
int objects_wants(const struct view_input *in, const struct pane *pane);
struct extent objects_extent(const struct view_input *in, const struct pane *pane);
void objects_draw(struct frame *frame, const struct pane *pane, const struct view_input *in);
void objects_name(char *out, size_t size, const struct view_input *in, const struct pane *pane);

/* Whether queues are what the object panel shows first: their items want a wider panel. */
bool objects_are_queues(const struct model *model);

/* The source with every actor's line marked. */
bool source_applies(const struct view_input *in);
struct extent source_extent(const struct view_input *in, const struct pane *pane);
void source_draw(struct frame *frame, const struct pane *pane, const struct view_input *in);
void source_name(char *out, size_t size, const struct view_input *in, const struct pane *pane);

/* The answer to the last key, what a trained eye sees, and what the last event did. */
int happened_wants(const struct view_input *in, const struct pane *pane);
struct extent happened_extent(const struct view_input *in, const struct pane *pane);
void happened_draw(struct frame *frame, const struct pane *pane, const struct view_input *in);

/* Who can be chosen, and why the others cannot. */
int going_wants(const struct view_input *in, const struct pane *pane);
struct extent going_extent(const struct view_input *in, const struct pane *pane);
void going_draw(struct frame *frame, const struct pane *pane, const struct view_input *in);

/* The printed lines. */
struct extent output_extent(const struct view_input *in, const struct pane *pane);
void output_draw(struct frame *frame, const struct pane *pane, const struct view_input *in);

/* Who waits for whom, drawn; a circle as a ring. */
int graph_wants(const struct view_input *in, const struct pane *pane);
struct extent graph_extent(const struct view_input *in, const struct pane *pane);
void graph_draw(struct frame *frame, const struct pane *pane, const struct view_input *in);
bool graph_has(const struct view_input *in, uint32_t actor); /* who waits */

/* What each step did, a sentence each. */
struct extent told_extent(const struct view_input *in, const struct pane *pane);
void told_draw(struct frame *frame, const struct pane *pane, const struct view_input *in);

/* What a trained eye sees, whole. */
struct extent insights_extent(const struct view_input *in, const struct pane *pane);
void insights_draw(struct frame *frame, const struct pane *pane, const struct view_input *in);

/* ---- what is no panel ---- */

/* One line: scenario, how it goes on, step, clock, order, seed. */
void header_draw(struct frame *frame, struct area area, const struct view_input *in);

/* The keys; without a rule. */
void hints_draw(struct frame *frame, struct area area, const struct view_input *in);

/* The name of the key whose hint stands at (x, y), "" when none does. */
void hints_hit(char *key, size_t size, struct area area, const struct view_input *in, int x, int y);

/* The rows that the hints need at this width: 1 or 2. */
int hints_rows(const struct view_input *in, int width);

#endif
