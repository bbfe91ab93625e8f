/* A step stops behind itself; so an announcement is what a break point is compared with: its op has not been done. */
#include "tui/breaks.h"

#include <string.h>

static bool is_equal(const struct break_point *a, const struct break_point *b)
{
	return a->kind == b->kind && (a->kind == BREAK_LINE ? strcmp(a->site, b->site) == 0 : a->what == b->what);
}

static uint32_t place_of(const struct breaks *breaks, const struct break_point *point)
{
	uint32_t i = 0;
	while (i < breaks->count && !is_equal(&breaks->points[i], point))
		i++;
	return i;
}

bool breaks_have(const struct breaks *breaks, const struct break_point *point)
{
	return place_of(breaks, point) < breaks->count;
}

bool breaks_toggle(struct breaks *breaks, const struct break_point *point)
{
	uint32_t at = place_of(breaks, point);
	if (at < breaks->count)
		breaks->points[at] = breaks->points[--breaks->count];
	else if (breaks->count < BREAKS_MAX)
		breaks->points[breaks->count++] = *point;
	else
		return false;
	return true;
}

static bool meets(const struct break_point *point, const struct log *log, const struct log_event *event)
{
	switch (point->kind) {
	case BREAK_ACTOR:
		return event->actor == point->what;
	case BREAK_OP:
		return event->op == point->what;
	case BREAK_OBJECT:
		return event->object == point->what;
	default:
		return strcmp(log_text(log, event->site), point->site) == 0;
	}
}

const struct break_point *breaks_find(const struct breaks *breaks, const struct log *log,
				      const struct log_event *event, bool live)
{
	if ((event->phase == LOG_ANNOUNCE) == live)
		return NULL;
	for (uint32_t i = 0; i < breaks->count; i++)
		if (meets(&breaks->points[i], log, event))
			return &breaks->points[i];
	return NULL;
}

const char *break_name(const struct break_point *point, const struct model *model)
{
	const char *op = log_op_name(point->what);
	if (point->kind == BREAK_LINE)
		return point->site;
	if (point->kind == BREAK_OP)
		return op != NULL ? op : "?";
	return model_name(model, point->what);
}
