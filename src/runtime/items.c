#include "runtime/items.h"

bool items_have_room(const struct kernel *kernel)
{
	return kernel->free_item != LOG_NONE || kernel->item_count < ENGINE_ITEMS;
}

bool items_have_room_for(const struct kernel *kernel, uint32_t count)
{
	uint32_t room = ENGINE_ITEMS - kernel->item_count;
	for (uint32_t at = kernel->free_item; at != LOG_NONE && room < count; at = kernel->items[at].next)
		room++;
	return room >= count;
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

bool items_insert(struct turn *turn, uint32_t *first, uint32_t *last, uint32_t before, struct item item)
{
	if (!items_have_room(turn->kernel))
		return false;
	struct item *items = turn->kernel->items;
	uint32_t index = take_free(turn);
	SET(turn, items[index].next, before != LOG_NONE ? items[before].next : *first);
	SET(turn, items[index].kind, item.kind);
	SET(turn, items[index].priority, item.priority);
	SET(turn, items[index].text, item.text);
	SET(turn, items[index].value, item.value);
	if (before != LOG_NONE)
		SET(turn, items[before].next, index);
	else
		SET(turn, *first, index);
	if (*last == before)
		SET(turn, *last, index);
	return true;
}

bool items_append(struct turn *turn, uint32_t *first, uint32_t *last, struct item item)
{
	return items_insert(turn, first, last, *last, item);
}

struct item items_take_first(struct turn *turn, uint32_t *first, uint32_t *last)
{
	struct kernel *kernel = turn->kernel;
	uint32_t index = *first;
	struct item item = kernel->items[index];
	SET(turn, *first, item.next);
	if (item.next == LOG_NONE)
		SET(turn, *last, LOG_NONE);
	SET(turn, kernel->items[index].next, kernel->free_item);
	SET(turn, kernel->free_item, index);
	return item;
}

void items_clear(struct turn *turn, uint32_t *first, uint32_t *last)
{
	while (*first != LOG_NONE)
		items_take_first(turn, first, last);
}
