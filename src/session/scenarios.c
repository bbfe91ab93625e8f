/* The table of scenarios: which there are, the one that a user meant, and their sources. */
#include "session/scenarios.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "po/embedded.h"
#include "session/suggest.h"

extern const struct il_scenario il_scenario_event;
extern const struct il_scenario il_scenario_condition;
extern const struct il_scenario il_scenario_task_distribution;
extern const struct il_scenario il_scenario_thread_lifecycle;
extern const struct il_scenario il_scenario_daemon;
extern const struct il_scenario il_scenario_lock;
extern const struct il_scenario il_scenario_rlock;
extern const struct il_scenario il_scenario_semaphore;
extern const struct il_scenario il_scenario_event_broadcast;
extern const struct il_scenario il_scenario_condition_bounded_buffer;
extern const struct il_scenario il_scenario_barrier;
extern const struct il_scenario il_scenario_pool_map;
extern const struct il_scenario il_scenario_pool_as_completed;
extern const struct il_scenario il_scenario_futures;
extern const struct il_scenario il_scenario_pool_wait;
extern const struct il_scenario il_scenario_process_count;
extern const struct il_scenario il_scenario_process_lock;
extern const struct il_scenario il_scenario_process_pool;
extern const struct il_scenario il_scenario_process_queue;
extern const struct il_scenario il_scenario_process_lifecycle;
extern const struct il_scenario il_scenario_process_memory;
extern const struct il_scenario il_scenario_gather;
extern const struct il_scenario il_scenario_create_task;
extern const struct il_scenario il_scenario_async_wait;
extern const struct il_scenario il_scenario_wait_for;
extern const struct il_scenario il_scenario_async_io;
extern const struct il_scenario il_scenario_async_queue;
extern const struct il_scenario il_scenario_async_cancel;
extern const struct il_scenario il_scenario_race_counter;
extern const struct il_scenario il_scenario_process_race;
extern const struct il_scenario il_scenario_deadlock;
extern const struct il_scenario il_scenario_philosophers;
extern const struct il_scenario il_scenario_lost_wakeup;
extern const struct il_scenario il_scenario_missing_sentinel;
extern const struct il_scenario il_scenario_pool_deadlock;
extern const struct il_scenario il_scenario_check_then_act;
extern const struct il_scenario il_scenario_convoy;
extern const struct il_scenario il_scenario_unbalanced_rlock;
extern const struct il_scenario il_scenario_fork_with_lock;
extern const struct il_scenario il_scenario_blocking_the_loop;
extern const struct il_scenario il_scenario_task_lost;

const struct il_scenario *const scenario_table[] = {
	&il_scenario_event,
	&il_scenario_condition,
	&il_scenario_task_distribution,
	&il_scenario_thread_lifecycle,
	&il_scenario_daemon,
	&il_scenario_lock,
	&il_scenario_rlock,
	&il_scenario_semaphore,
	&il_scenario_event_broadcast,
	&il_scenario_condition_bounded_buffer,
	&il_scenario_barrier,
	&il_scenario_pool_map,
	&il_scenario_pool_as_completed,
	&il_scenario_futures,
	&il_scenario_pool_wait,
	&il_scenario_process_count,
	&il_scenario_process_lock,
	&il_scenario_process_queue,
	&il_scenario_process_pool,
	&il_scenario_process_lifecycle,
	&il_scenario_process_memory,
	&il_scenario_gather,
	&il_scenario_create_task,
	&il_scenario_async_wait,
	&il_scenario_wait_for,
	&il_scenario_async_io,
	&il_scenario_async_queue,
	&il_scenario_async_cancel,
	&il_scenario_race_counter,
	&il_scenario_process_race,
	&il_scenario_deadlock,
	&il_scenario_philosophers,
	&il_scenario_lost_wakeup,
	&il_scenario_missing_sentinel,
	&il_scenario_pool_deadlock,
	&il_scenario_check_then_act,
	&il_scenario_convoy,
	&il_scenario_unbalanced_rlock,
	&il_scenario_fork_with_lock,
	&il_scenario_blocking_the_loop,
	&il_scenario_task_lost,
	NULL,
};

enum {
	ID_MAX = 63,      /* no id is longer */
	DISTANCE_MAX = 3, /* edits between what was typed and what was meant, and half of it stands */
};

const struct il_scenario *scenario_find(const char *id)
{
	for (size_t i = 0; scenario_table[i]; i++) {
		if (strcmp(scenario_table[i]->id, id) == 0)
			return scenario_table[i];
	}
	return NULL;
}

const char *scenario_suggest(const char *id)
{
	const char *nearest = NULL;
	size_t least = DISTANCE_MAX + 1, length = strlen(id);
	for (size_t i = 0; scenario_table[i]; i++) {
		const char *candidate = scenario_table[i]->id;
		bool unfinished = strncmp(candidate, id, length) == 0;
		size_t distance = unfinished ? 1 : suggest_distance(id, candidate);
		if (distance < least && 2 * distance <= length) {
			least = distance;
			nearest = candidate;
		}
	}
	return nearest;
}

const char *scenario_program(const char *id)
{
	const struct il_scenario *scenario = scenario_find(id);
	return scenario && scenario->alias_of ? scenario->alias_of : id;
}

const char *scenario_source(size_t *length, const char *id, const char *extension)
{
	char name[3 * ID_MAX];
	const char *program = scenario_program(id);
	int needed = snprintf(name, sizeof name, "scenarios/%s/%s.%s", program, program, extension);
	if (needed < 0 || (size_t)needed >= sizeof name)
		return NULL;
	for (const struct embedded_file *file = embedded_files; file->name; file++) {
		if (strcmp(file->name, name) == 0) {
			*length = (size_t)(file->end - file->first);
			return file->first;
		}
	}
	return NULL;
}
