/* The panels of the screen, one file each. A panel draws into its area, rule and all, and nowhere else. */
#ifndef VIEW_PANELS_H
#define VIEW_PANELS_H

#include "view/draw.h"
#include "view/view.h"

/* One line: scenario, how it goes on, step, clock, order, seed. */
void header_draw(struct frame *frame, struct area area, const struct view_input *in);

/* The lanes under a ruler; the marked one is always among those shown. */
void lanes_draw(struct frame *frame, struct area area, const struct view_input *in);

/* How many lanes there are, ended ones too. */
int lanes_count(const struct model *model);

/* Processes, the loop, queues, locks and the rest, with who has them and who waits. */
void objects_draw(struct frame *frame, struct area area, const struct view_input *in);

/* The rows that objects_draw could fill at this width, without the rule. */
int objects_rows(const struct view_input *in, const struct model *model, int width);

/* Whether queues are what it shows first: their items want a wider panel. */
bool objects_are_queues(const struct model *model);

/* The source with every actor's line marked. */
void source_draw(struct frame *frame, struct area area, const struct view_input *in);

/* The answer to the last key, what a trained eye sees, and what the last event did. */
void happened_draw(struct frame *frame, struct area area, const struct view_input *in);

/* Who can be chosen, and why the others cannot. */
void going_draw(struct frame *frame, struct area area, const struct view_input *in);

/* The last printed lines. */
void output_draw(struct frame *frame, struct area area, const struct view_input *in);

/* The keys; without a rule. */
void hints_draw(struct frame *frame, struct area area, const struct view_input *in);

/* The rows that the hints need at this width: 1 or 2. */
int hints_rows(const struct view_input *in, int width);

#endif
