/* What processes do to each other: told to end, closed, waited for, asked, named anew. */
#include "invariants_fold.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "interleave/status.h"

static bool is_child(const struct fold *fold, const struct log_event *event)
{
	return seen_actor(fold, event->object)->parent == seen_actor(fold, event->actor)->process;
}

void invariants_tell_to_end(struct fold *fold, uint32_t process, int32_t signal)
{
	fold->actors[process].told = signal;
	for (uint32_t id = 0; id < fold->actor_count; id++)
		if (fold->actors[id].process == process && fold->actors[id].stand != STAND_NEW &&
		    fold->actors[id].stand != STAND_ENDED)
			fold->actors[id].stand = STAND_DYING;
}

bool invariants_told(struct fold *fold, const struct log_event *event)
{
	struct seen_actor *process = seen_actor(fold, event->object);
	bool by_kill = event->op == OP_PROCESS_KILL;
	if (event->result == IL_PROCESS_CLOSED)
		return HOLDS(fold, process->closed);
	if (event->result == (by_kill ? IL_KILL_UNSTARTED : IL_TERMINATE_UNSTARTED))
		return HOLDS(fold, process->stand == STAND_NEW || !is_child(fold, event));
	if (!HOLDS(fold, event->result == IL_OK) || !HOLDS(fold, process->stand != STAND_NEW))
		return false;
	if (process->stand == STAND_ENDED || process->stand == STAND_DYING)
		return HOLDS(fold, event->x == 0);
	invariants_tell_to_end(fold, event->object, event->x);
	return HOLDS(fold, event->x == (by_kill ? SIGKILL : SIGTERM));
}

bool invariants_closed(struct fold *fold, const struct log_event *event)
{
	struct seen_actor *process = seen_actor(fold, event->object);
	if (event->result == IL_PROCESS_RUNNING)
		return HOLDS(fold, process->stand != STAND_NEW) &&
		       HOLDS(fold, process->stand != STAND_ENDED || !is_child(fold, event));
	if (process->stand != STAND_NEW && is_child(fold, event) && !HOLDS(fold, process->stand == STAND_ENDED))
		return false;
	process->closed = true;
	return HOLDS(fold, event->result == IL_OK);
}

/* The place of the first in the set that has ended; -1. */
static int first_ended(const struct fold *fold, const struct log_event *op)
{
	const char *text = log_text(fold->log, op->text);
	char *end;
	for (int place = 0; *text != '\0'; text = end, place++) {
		const struct seen_actor *process = seen_actor(fold, (uint32_t)strtoul(text, &end, 10));
		if (end == text || process == NULL)
			break;
		if (process->stand == STAND_ENDED)
			return place;
	}
	return -1;
}

bool invariants_any_ended(const struct fold *fold, const struct log_event *op)
{
	return op->text == 0 || first_ended(fold, op) >= 0;
}

bool invariants_waited(struct fold *fold, const struct log_event *event)
{
	if (event->result != IL_OK && event->result != IL_TIMEOUT)
		return HOLDS(fold, event->text == 0) && HOLDS(fold, event->x == -1);
	return HOLDS(fold, event->x == first_ended(fold, event)) &&
	       HOLDS(fold, (event->result == IL_OK) == (event->x >= 0));
}

bool invariants_process_answered(struct fold *fold, const struct log_event *event)
{
	const struct seen_actor *process = seen_actor(fold, event->object);
	const char *attribute = log_text(fold->log, event->text);
	bool some = (event->flags & LOG_VALUE_KIND) == VALUE_INT;
	bool itself = event->object == seen_actor(fold, event->actor)->process;
	if (event->result == IL_PROCESS_CLOSED)
		return HOLDS(fold, process->closed);
	if (event->result == IL_NOT_CHILD_TO_TEST)
		return HOLDS(fold, !itself && !is_child(fold, event));
	if (!HOLDS(fold, event->result == IL_OK))
		return false;
	if (itself) /* it may be asked as the main thread that it is, too */
		return true;
	bool lives = process->stand != STAND_NEW && process->stand != STAND_ENDED;
	if (strcmp(attribute, "is_alive") == 0)
		return HOLDS(fold, event->value == lives);
	if (strcmp(attribute, "exitcode") == 0)
		return HOLDS(fold, some == (process->stand == STAND_ENDED && is_child(fold, event))) &&
		       HOLDS(fold, !some || event->value == process->exitcode);
	if (strcmp(attribute, "daemon") == 0)
		return HOLDS(fold, event->value == process->daemon);
	return true;
}

bool invariants_renamed(struct fold *fold, const struct log_event *event)
{
	return HOLDS(fold, event->result == IL_OK) && HOLDS(fold, event->text != 0);
}

bool invariants_daemon_set(struct fold *fold, const struct log_event *event)
{
	struct seen_actor *process = seen_actor(fold, event->object);
	if (!HOLDS(fold, event->result == (process->stand == STAND_NEW ? IL_OK : IL_PROCESS_HAS_STARTED)))
		return false;
	if (event->result == IL_OK)
		process->daemon = event->x != 0;
	return HOLDS(fold, (event->x != 0) == process->daemon);
}
