/* Reading a state is an op like any other: so it is a choice point, is seen, and replays. In a scenario's `check`, when
 * nobody else runs any more, it is a look. */
#include "runtime/query.h"

#include "runtime/defs.h"

struct asking {
	query_answer answer;
	void *context;
};

/* The text of a string is in `value`: `text` is the attribute. */
static void put_value(struct log_event *event, il_value value)
{
	uint32_t attribute = event->text;
	call_set_value(event, value);
	if (value.kind == IL_STRING || value.kind == IL_ERROR)
		event->value = value.ref;
	event->text = attribute;
}

static void put_answer(struct log_event *event, struct answer answer)
{
	put_value(event, answer.value);
	event->z = answer.truth;
	event->result = (int16_t)answer.result;
	if (answer.changing)
		event->flags |= LOG_VOLATILE;
}

static void query_apply(struct turn *turn, struct log_event *event, void *context)
{
	const struct asking *asking = context;
	put_answer(event, asking->answer(turn, event->object, asking->context));
}

const struct op_def query_def = {.apply = query_apply};

static il_value look(uint32_t object, const struct asking *asking)
{
	struct turn turn;
	turn_begin(&turn, current.runtime->engine, current.actor);
	il_value value = asking->answer(&turn, object, asking->context).value;
	turn_end(&turn);
	return value;
}

il_value call_query(struct il_site *site, uint32_t object, const char *attribute, query_answer answer, void *context)
{
	struct asking asking = {answer, context};
	if (current.checking)
		return object != 0 ? look(object_here(object), &asking) : il_none();
	struct log_event call = call_of(OP_QUERY, site, object), done;
	call.text = call_site_string(site, attribute);
	if (call_perform(&done, &call, &asking) != IL_OK)
		return il_none();
	if ((done.flags & LOG_VALUE_KIND) == VALUE_STRING || (done.flags & LOG_VALUE_KIND) == VALUE_ERROR)
		done.text = (uint32_t)done.value;
	return call_value(&done);
}
