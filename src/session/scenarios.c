/* The table of scenarios: which there are, the one that a user meant, and their sources.
 *
 * The nearest id is found by edit distance (insert, delete, replace): nine short names need nothing
 * cleverer. */
#include "session/scenarios.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "po/embedded.h"

extern const struct il_scenario il_scenario_event;
extern const struct il_scenario il_scenario_condition;
extern const struct il_scenario il_scenario_task_distribution;
extern const struct il_scenario il_scenario_lock;
extern const struct il_scenario il_scenario_semaphore;
extern const struct il_scenario il_scenario_process_queue;
extern const struct il_scenario il_scenario_gather;
extern const struct il_scenario il_scenario_race_counter;
extern const struct il_scenario il_scenario_deadlock;

const struct il_scenario *const scenario_table[] = {
	&il_scenario_event,
	&il_scenario_condition,
	&il_scenario_task_distribution,
	&il_scenario_lock,
	&il_scenario_semaphore,
	&il_scenario_process_queue,
	&il_scenario_gather,
	&il_scenario_race_counter,
	&il_scenario_deadlock,
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

/* The fewest single-character edits that make `b`, an id, of `a`. One row of the usual table at a time:
 * row[j] is the distance from the part of `a` read so far to the first j of `b`. */
static size_t edit_distance(const char *a, const char *b)
{
	size_t length = strlen(b);
	size_t row[ID_MAX + 1];
	for (size_t j = 0; j <= length; j++)
		row[j] = j;
	for (size_t i = 0; a[i]; i++) {
		size_t diagonal = row[0];
		row[0] = i + 1;
		for (size_t j = 0; j < length; j++) {
			size_t replaced = diagonal + (a[i] != b[j]);
			size_t edited = (row[j] < row[j + 1] ? row[j] : row[j + 1]) + 1;
			diagonal = row[j + 1];
			row[j + 1] = replaced < edited ? replaced : edited;
		}
	}
	return row[length];
}

const char *scenario_suggest(const char *id)
{
	const char *nearest = NULL;
	size_t least = DISTANCE_MAX + 1, length = strlen(id);
	for (size_t i = 0; scenario_table[i]; i++) {
		const char *candidate = scenario_table[i]->id;
		bool unfinished = strncmp(candidate, id, length) == 0;
		size_t distance = unfinished ? 1 : edit_distance(id, candidate);
		if (distance < least && 2 * distance <= length) {
			least = distance;
			nearest = candidate;
		}
	}
	return nearest;
}

const char *scenario_source(size_t *length, const char *id, const char *extension)
{
	char name[3 * ID_MAX];
	int needed = snprintf(name, sizeof name, "scenarios/%s/%s.%s", id, id, extension);
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
