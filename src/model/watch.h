/* What only the history of a run shows, as against one moment of it (insight.h): races, locks taken in
 * opposite orders, exceptions that nobody asked for.
 *
 * A second fold, beside the model: what it has found stays found, so that the past is a look at how much of
 * it there was then, and no snapshot is needed. Time to fold an event does not grow with the run. */
#ifndef MODEL_WATCH_H
#define MODEL_WATCH_H

#include "model/insight.h"

struct watch;

struct watch *watch_new(void);
void watch_free(struct watch *watch);

/* Folds one event; `model` is at the moment just after it. Every event of the run, from the first. */
void watch_apply(struct watch *watch, const struct model *model, const struct log_event *event);

/* How many insights there were once event `seq` had happened. */
uint32_t watch_count(const struct watch *watch, uint64_t seq);

/* The insight `index`, 0 = the first; borrowed until the next watch_apply. */
const struct insight *watch_insight(const struct watch *watch, uint32_t index);

#endif
