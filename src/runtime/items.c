#include "runtime/items.h"

bool items_have_room(const struct kernel *kernel)
{
	return kernel->free_item != LOG_NONE || kernel->item_count < ENGINE_ITEMS;
}

static uint32_t take_free(struct turn *turn)
{
	struct kernel *kernel = turn->kernel;
	uint32_t index = kernel->free_item;
	if (index != LOG_NONE) {
		SET(turn, kernel->free_item, kernel->items[index].next);
	} else {
		index = kernel->item_count;
		SET(turn, kernel->item_count, index + 1);
	}
	return index;
}

bool items_append(struct turn *turn, uint32_t *first, uint32_t *last, struct item item)
{
	if (!items_have_room(turn->kernel))
		return false;
	struct item *items = turn->kernel->items;
	uint32_t index = take_free(turn);
	SET(turn, items[index].next, LOG_NONE);
	SET(turn, items[index].kind, item.kind);
	SET(turn, items[index].text, item.text);
	SET(turn, items[index].value, item.value);
	if (*last == LOG_NONE)
		SET(turn, *first, index);
	else
		SET(turn, items[*last].next, index);
	SET(turn, *last, index);
	return true;
}

/* The item `index`, whose predecessor is `before` (LOG_NONE: it is the first), goes back to the free ones. */
static void take_out(struct turn *turn, uint32_t *first, uint32_t *last, uint32_t before, uint32_t index)
{
	struct item *items = turn->kernel->items;
	if (before == LOG_NONE)
		SET(turn, *first, items[index].next);
	else
		SET(turn, items[before].next, items[index].next);
	if (*last == index)
		SET(turn, *last, before);
	SET(turn, items[index].next, turn->kernel->free_item);
	SET(turn, turn->kernel->free_item, index);
}

struct item items_take_first(struct turn *turn, uint32_t *first, uint32_t *last)
{
	struct item item = turn->kernel->items[*first];
	take_out(turn, first, last, LOG_NONE, *first);
	return item;
}

void items_remove(struct turn *turn, uint32_t *first, uint32_t *last, int64_t value)
{
	uint32_t before = LOG_NONE;
	for (uint32_t at = *first, next; at != LOG_NONE; at = next) {
		next = turn->kernel->items[at].next;
		if (turn->kernel->items[at].value == value)
			take_out(turn, first, last, before, at);
		else
			before = at;
	}
}
