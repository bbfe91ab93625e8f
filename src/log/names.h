/* What things are called: gathered from object.new and thread.rename as the events pass. */
#ifndef LOG_NAMES_H
#define LOG_NAMES_H

#include "log/log.h"

struct named {
	uint32_t name; /* string */
	uint8_t type;  /* enum log_type; 0: not made yet */
	uint8_t order; /* of a queue: enum log_queue_order */
};

struct named_list {
	struct named *list;
	uint64_t room;
};

/* All zero is the empty one. */
struct names {
	struct named_list actors;  /* by id */
	struct named_list objects; /* by id - LOG_OBJECT_BASE */
};

void names_fini(struct names *names);

/* Notes the name that `event` gives, if it gives one. Without memory it stays unknown. */
void names_note(struct names *names, const struct log *log, const struct log_event *event);

/* The name of an id; "clock", "you"; "?" of one that was not made yet. Borrowed from the log. */
const char *names_of(const struct names *names, const struct log *log, uint32_t id);

/* The enum log_type of an id, 0 unknown. */
unsigned names_type(const struct names *names, uint32_t id);

/* The enum log_queue_order of a queue. */
unsigned names_order(const struct names *names, uint32_t id);

/* The word for an actor's kind, and for a type. */
const char *names_kind(const struct names *names, uint32_t actor);
const char *names_of_type(unsigned type);

/* The word for a future's state (enum log_future_state). */
const char *names_of_state(unsigned state);

#endif
