/* Small runs, written by hand, for tests of the screen. Each stops at a moment that is worth a look. */
#ifndef TESTS_VIEW_STORIES_H
#define TESTS_VIEW_STORIES_H

#include "../model/script.h"
#include "view/view.h"

struct story {
	struct script script;
	struct timeline *timeline;
	struct view_sources *sources; /* NULL: none */
	struct view_run run;
	uint32_t marked;
};

enum story_kind {
	STORY_EMPTY,     /* not one event */
	STORY_CONDITION, /* the waiter was notified, and its lock is still held */
	STORY_QUEUES,    /* workers sleep over their tasks, the collector waits for results */
	STORY_LOOP,      /* one task runs, one is ready, two sleep */
	STORY_HELD,      /* one task holds the loop, another one's timer is late */
	STORY_SOCKETS,   /* bytes have come for a handler, a reader waits, another has just been reset, one is to be accepted */
	STORY_DEADLOCK,  /* two locks in opposite orders */
	STORY_RACE,      /* an addition was lost, and the last step shows it */
	STORY_POOL,      /* two workers run, one call is queued, main waits for two of the three */
	STORY_BARRIER,   /* all have come and the last runs the action; one thread failed, one has a new name */
	STORY_PROCESSES, /* two children with copies of a variable: one lives and has a thread, one has ended */
	STORY_CROWD,     /* more lanes, objects and lines than any screen has rows */
};

void story_init(struct story *story, enum story_kind kind);
void story_fini(struct story *story);

/* What view_draw is asked for: the newest moment, in English, on the axis of steps. */
struct view_input story_input(const struct story *story);

#endif
