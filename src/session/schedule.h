/* A schedule as a short string: the choices of a run, to paste to anyone.
 *
 * Choices are actor ids joined by dots, the clock is "c", repeats are written "xN": "0x4.1x3.c.2". */
#ifndef SESSION_SCHEDULE_H
#define SESSION_SCHEDULE_H

#include <stddef.h>
#include <stdint.h>

#include "log/log.h"

/* The choices of the first `steps` steps of `log` (LOG_STEP events, and the deaths that came between them); *out belongs to the caller. -1: no memory. */
int schedule_of_log(char **out, const struct log *log, uint64_t steps);

/* Reads `text`; *choices (count of them) belongs to the caller. -1: it is no schedule (*bad: where). -2: no memory. */
int schedule_parse(uint32_t **choices, size_t *count, size_t *bad, const char *text);

#endif
