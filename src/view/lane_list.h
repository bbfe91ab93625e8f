/* The lanes in their order on the screen: a process, its threads, and the tasks of the loop that runs in each,
 * without those that are folded away. */
#ifndef VIEW_LANE_LIST_H
#define VIEW_LANE_LIST_H

#include "view/view.h"

enum { LANES_MAX = 16384 /* actors beyond are not listed: an engine makes no more */ };

struct lane {
	uint32_t id;
	uint16_t depth;  /* how far it is set in; 0 where nothing is to be told apart */
	uint16_t below;  /* lanes that stand below it, however deep */
	bool folded;     /* and they are folded away */
};

struct lane_list {
	uint32_t count;
	struct lane lanes[LANES_MAX];
};

/* The lanes of `model` (the moment shown, or the newest). */
void lane_list_find(struct lane_list *list, const struct view_input *in, const struct model *model);

/* Leaves the `room` most interesting ones, in their order: the marked lane and for whom it waits, who did something
 * just now, those that live, the latest first; those that have ended go first of
 * all. */
void lane_list_choose(struct lane_list *list, const struct view_input *in, uint32_t room);

/* The place of `id` in the list; `count` when it is not there. */
uint32_t lane_list_place(const struct lane_list *list, uint32_t id);

#endif
