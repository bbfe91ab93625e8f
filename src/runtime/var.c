/* A variable: a place for one value, each read and write an op of its own. Nothing protects it: that is the point. */
#include "runtime/defs.h"

#include "interleave/var.h"

static il_value value_of(const struct object *var)
{
	struct log_event event = {.flags = var->value_kind, .value = var->value, .text = var->value_text};
	return call_value(&event);
}

static void read_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)context;
	call_set_value(event, value_of(kernel_object(turn->kernel, event->object)));
}

static void write_apply(struct turn *turn, struct log_event *event, void *context)
{
	(void)context;
	struct object *var = kernel_object(turn->kernel, event->object);
	SET(turn, var->value_kind, event->flags & LOG_VALUE_KIND);
	SET(turn, var->value_text, event->text);
	SET(turn, var->value, event->value);
}

const struct op_def var_read_def = {.apply = read_apply};
const struct op_def var_write_def = {.apply = write_apply};

il_var il_var_new_at(struct il_site *site, const char *name, il_value value)
{
	return (il_var){object_make(
	    site, name,
	    (struct making){.type = TYPE_VAR, .value = value, .process = current.actor->process})};
}

il_value il_var_read_at(struct il_site *site, il_var var)
{
	struct log_event call = call_of(OP_VAR_READ, site, var.id), done;
	call_perform(&done, &call, NULL);
	return call_value(&done);
}

void il_var_write_at(struct il_site *site, il_var var, il_value value)
{
	struct log_event call = call_of(OP_VAR_WRITE, site, var.id);
	call_set_value(&call, value);
	call_perform(NULL, &call, NULL);
}

il_value il_var_peek(il_var var)
{
	const struct object object = object_peek(var.id);
	return value_of(&object);
}
