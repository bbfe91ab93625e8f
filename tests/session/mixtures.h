/* Programs that do everything: each actor draws what it does next from its own stream of random numbers, on
 * objects that all of them use. Every wait has a time-out, or somebody who will end it: in any order of steps
 * they come to their end. */
#ifndef TESTS_SESSION_MIXTURES_H
#define TESTS_SESSION_MIXTURES_H

#include "interleave/scenario.h"

/* Threads and a daemon; processes with threads; tasks on a loop, some of them left behind. Ended by NULL. */
extern const struct il_scenario *const mixtures[];

#endif
