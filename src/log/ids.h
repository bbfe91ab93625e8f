/* A set of ids as a text of the log: rising, runs of neighbours as one: "100003-100007 100010". For ops that concern any
 * number of objects at once.
 *
 * A damaged log can hold anything: what is read ends where the ids no longer rise, and is never too long to walk through. */
#ifndef LOG_IDS_H
#define LOG_IDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Writes `count` rising ids. False: they do not fit, and `out` holds a part. */
bool ids_write(char *out, size_t size, const uint32_t *ids, size_t count);

/* Where a walk through a set has come to. */
struct ids {
	const char *rest;
	uint64_t next, last; /* of the run at hand; next > last: it is used up */
	uint32_t left;       /* how many more it may give */
};

struct ids ids_begin(const char *text);

/* The next id. False: that was all. */
bool ids_next(uint32_t *id, struct ids *ids);

#endif
