/* The log as JSON lines: what `interleave dump` prints (a contract, see docs/log-format.md). */
#ifndef LOG_DUMP_H
#define LOG_DUMP_H

#include <stdbool.h>
#include <stdio.h>

#include "log/log.h"

struct dump; /* names and kinds gathered from object.new as the events pass */

struct dump *dump_new(const struct log *log, FILE *out);
void dump_free(struct dump *dump);

/* Prints the header line. */
void dump_header(struct dump *dump);

/* Notes the event's names, and prints it when it passes the filters: `op_glob` matches the op's name
 * (fnmatch), `actor` equals the actor's name or number; NULL passes all. Whether it was printed. */
bool dump_event(struct dump *dump, const struct log_event *event, uint64_t seq, const char *op_glob,
                const char *actor);

/* Writes `text` as a JSON string, quotes included; bytes that are no UTF-8 become U+FFFD. */
void dump_json_string(FILE *out, const char *text);

#endif
