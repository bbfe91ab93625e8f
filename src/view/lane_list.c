/* The order is that of a walk through a tree: below a process stand its threads and the tasks that its main
 * thread runs, below any other thread the tasks that it runs. Siblings keep the order in which they were made. */
#include "view/lane_list.h"

#include <stdlib.h>

enum { NOBODY = UINT16_MAX, DEPTH_MAX = 8 };

_Static_assert((int)LANES_MAX < (int)NOBODY, "places fit");

struct tree {
	const struct view_input *in;
	const struct model *model;
	uint32_t count;
	bool deep; /* there is more than main with what it has made */
	uint16_t first[LANES_MAX], last[LANES_MAX], next[LANES_MAX]; /* children, by actor id */
};

static uint32_t parent_of(const struct model *model, const struct model_actor *actor)
{
	const struct model_object *loop = model_object(model, actor->loop);

	if (actor->kind == TYPE_TASK && loop != NULL)
		return loop->thread != LOG_NONE ? loop->thread : loop->process;
	if (actor->kind == TYPE_PROCESS || actor->kind == TYPE_MAIN)
		return LOG_NONE;
	return actor->process;
}

static void add_child(struct tree *tree, uint32_t parent, uint16_t child)
{
	if (tree->first[parent] == NOBODY)
		tree->first[parent] = child;
	else
		tree->next[tree->last[parent]] = child;
	tree->last[parent] = child;
}

/* Whether the actor stands below another one of the tree. */
static bool has_parent(const struct tree *tree, const struct model_actor *actor)
{
	uint32_t parent = parent_of(tree->model, actor);

	return parent < tree->count && parent < actor->id && model_actor(tree->model, parent) != NULL;
}

static void plant(struct tree *tree)
{
	uint32_t id;

	tree->deep = false;
	for (id = 0; id < tree->count; id++)
		tree->first[id] = tree->last[id] = tree->next[id] = NOBODY;
	for (id = 0; id < tree->count; id++) {
		const struct model_actor *actor = model_actor(tree->model, id);

		if (actor == NULL)
			continue;
		if (has_parent(tree, actor))
			add_child(tree, parent_of(tree->model, actor), (uint16_t)id);
		tree->deep = tree->deep || actor->kind == TYPE_PROCESS ||
			     (actor->kind == TYPE_TASK && parent_of(tree->model, actor) != 0);
	}
}

static bool is_folded(const struct view_input *in, uint32_t id)
{
	uint32_t i;

	for (i = 0; i < in->folded_count; i++)
		if (in->folded[i] == id)
			return true;
	return false;
}

static uint16_t count_below(const struct tree *tree, uint32_t id, int depth)
{
	uint16_t child, count = 0;

	for (child = tree->first[id]; child != NOBODY && depth < DEPTH_MAX; child = tree->next[child])
		count = (uint16_t)(count + 1 + count_below(tree, child, depth + 1));
	return count;
}

static void walk(struct lane_list *list, const struct tree *tree, uint32_t id, int depth)
{
	struct lane *lane = &list->lanes[list->count++];
	uint16_t child;

	*lane = (struct lane){id, (uint16_t)(tree->deep ? depth : 0), count_below(tree, id, 0),
			      is_folded(tree->in, id)};
	if (lane->folded)
		return;
	for (child = tree->first[id]; child != NOBODY && depth < DEPTH_MAX; child = tree->next[child])
		walk(list, tree, child, depth + 1);
}

void lane_list_find(struct lane_list *list, const struct view_input *in, const struct model *model)
{
	struct tree tree; /* large: no more of it is written than there are actors */
	uint32_t id;

	tree.in = in;
	tree.model = model;
	tree.count = model->actor_count < LANES_MAX ? model->actor_count : LANES_MAX;
	plant(&tree);
	list->count = 0;
	for (id = 0; id < tree.count; id++) {
		const struct model_actor *actor = model_actor(model, id);

		if (actor != NULL && !has_parent(&tree, actor))
			walk(list, &tree, id, 0);
	}
}

uint32_t lane_list_place(const struct lane_list *list, uint32_t id)
{
	uint32_t place;

	for (place = 0; place < list->count && list->lanes[place].id != id; place++)
		;
	return place;
}

/* ---- the interesting ones ---- */

struct interest {
	uint64_t weight;
	uint32_t place;
};

/* `awaited`: for whom the marked lane waits. */
static uint64_t weight_of(const struct view_input *in, uint32_t id, uint32_t awaited)
{
	enum { ENDED, UNBORN, ALIVE, JUST_NOW, MARKED, CLASS_SHIFT = 60 };
	const struct model_actor *actor = model_actor(in->model, id);
	uint64_t rank = ALIVE;

	if (actor == NULL)
		return 0;
	if (id == in->marked)
		rank = MARKED;
	else if (id == awaited || (in->model->last_valid && in->model->last.actor == id))
		rank = JUST_NOW;
	else if (model_ended(actor))
		rank = ENDED;
	else if (actor->state == ACTOR_NEW)
		rank = UNBORN;
	return (rank << CLASS_SHIFT) | (actor->seq & ((1ull << CLASS_SHIFT) - 1));
}

/* The heavier first; of equal ones the one that stands higher. */
static int compare_weights(const void *left, const void *right)
{
	const struct interest *a = left, *b = right;

	if (a->weight != b->weight)
		return a->weight > b->weight ? -1 : 1;
	return a->place < b->place ? -1 : 1;
}

static int compare_places(const void *left, const void *right)
{
	const struct interest *a = left, *b = right;

	return a->place < b->place ? -1 : 1;
}

void lane_list_choose(struct lane_list *list, const struct view_input *in, uint32_t room)
{
	struct interest interests[LANES_MAX];
	uint32_t i, awaited = model_why(in->model, in->marked).by;

	if (list->count <= room)
		return;
	for (i = 0; i < list->count; i++)
		interests[i] = (struct interest){weight_of(in, list->lanes[i].id, awaited), i};
	qsort(interests, list->count, sizeof(interests[0]), compare_weights);
	qsort(interests, room, sizeof(interests[0]), compare_places);
	for (i = 0; i < room; i++) /* places grow: none is overwritten before it is taken */
		list->lanes[i] = list->lanes[interests[i].place];
	list->count = room;
}
