/* Logs for the tests of this folder: one that holds something of everything, and what walks over any log. */
#ifndef TESTS_LOG_SAMPLE_H
#define TESTS_LOG_SAMPLE_H

#include <stdbool.h>
#include <stdio.h>

#include "log/log.h"

/* An event with nothing in it but what is given: SAMPLE_EVENT(OP_SLEEP, LOG_NONE, .value = 5). */
#define SAMPLE_EVENT(op_, object_, ...) ((struct log_event){.op = (op_), .object = (object_), __VA_ARGS__})

extern const struct log_meta sample_meta;

/* Puts one event, or a string, and commits. A phase of 0 becomes LOG_DONE, a `via` of 0 LOG_NONE but for a
 * print. */
void sample_put(struct log *log, struct log_event event);
uint32_t sample_string(struct log *log, const char *text);

/* Names an object of a type, by an object.new with `rest` in it. */
void sample_name(struct log *log, uint32_t id, int32_t type, const char *text, struct log_event rest);

/* cmocka's tear-down of a test whose state is a log. */
int sample_drop(void **state);

/* A few dozen events of many kinds, over several chunks, with a skip and strings of many lengths. */
void sample_fill(struct log *log);

/* A filled log in `path` (NULL: in memory), ended or as a writer that died left it. */
struct log *sample_log(const char *path, bool ended);

/* Reads all that a reader can read, as the dump does; returns the number of events. */
uint64_t sample_walk(const struct log *log, FILE *out);

/* The dump of the whole log as `op_glob` and `actor` filter it (NULL: all), from line `first` on (0: the header).
 * To be freed. */
char *sample_dump(const struct log *log, unsigned first, const char *op_glob, const char *actor);

#endif
