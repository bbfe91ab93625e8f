/* Computing that is worth showing. */
#ifndef INTERLEAVE_WORK_H
#define INTERLEAVE_WORK_H

#include "interleave/base.h"

/* Returns target(args): il_work(sum_up, il_int(10000000)). An op before it says what its actor computes from there to its next
 * op; live, actors of several processes or threads compute at the same instant, one at a time otherwise. */
#define il_work(target, ...) il_work_at(IL_HERE, (target), #target, IL_ARGS(__VA_ARGS__))
il_value il_work_at(struct il_site *site, il_target target, const char *target_name, il_args args);

/* Whether actors run at the same time, so that a time that is measured says something: in live runs, and in what replays one. */
#define il_live() il_live_at(IL_HERE)
bool il_live_at(struct il_site *site);

#endif
