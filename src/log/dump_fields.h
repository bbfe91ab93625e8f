/* The keys of a dumped event, as rows: what a key is called, in which phases it is there, and who writes it.
 *
 * dump.c writes a line, dump_ops.c has the rows of each op, dump_new.c those of each type of object. */
#ifndef LOG_DUMP_FIELDS_H
#define LOG_DUMP_FIELDS_H

#include <stdio.h>

#include "log/names.h"

struct dump {
	const struct log *log;
	FILE *out;
	struct names names;
};

enum when {
	ANNOUNCED = 1,
	BLOCKED = 2,
	DONE = 4,
	DONE_WELL = 8, /* done, with the result ok */
	OF_TASKS = 16, /* and only when a task does it */
	OF_PRIORITIES = 32, /* only of a queue that has them */
	OF_ORIGINALS = 64, /* only of an object that is no copy of another */
	TRIED = BLOCKED | DONE,
	ALWAYS = ANNOUNCED | BLOCKED | DONE,
};

struct field;
typedef void write_field(const struct dump *dump, const struct field *field, const struct log_event *event);

struct field {
	const char *key;
	write_field *write;
	unsigned when;    /* enum when, or-ed */
	const char *word; /* field_word's; of field_bit and field_mark a number */
};

/* One column of the event, as a number. */
write_field field_x, field_y, field_z, field_value, field_via;

/* One column as a truth value: x, a bit of the value, a bit of z. */
write_field field_flag, field_bit, field_mark;

/* A text: the event's, a print's with its arguments, the one that `value` names, the row's own. */
write_field field_text, field_print, field_message, field_word;

/* The value that the event carries; a future with its id; the answer to a query. */
write_field field_item, field_future, field_answer;

/* What only some ops have. */
write_field field_owner, field_limited, field_promised, field_speed, field_state, field_mode, field_futures, field_barrier,
    field_taken, field_given, field_action, field_lost, field_size, field_watch, field_watch_x,
    field_excerpt;

enum { FIELDS_MAX = 7 };

/* By op; a row without a writer is the last. */
extern const struct field dump_op_keys[LOG_OP_COUNT][FIELDS_MAX];

/* Writes those of at most FIELDS_MAX rows that the event has. */
void fields_write(const struct dump *dump, const struct field *fields, const struct log_event *event);

/* Writes the constants of an object, which its object.new carries. */
void dump_object_new(const struct dump *dump, const struct log_event *event);

#endif
