/* Queries: the op that reads an attribute of an object, of an actor, or (LOG_NONE) of the program. */
#ifndef RUNTIME_QUERY_H
#define RUNTIME_QUERY_H

#include "runtime/runtime.h"

struct answer {
	il_value value;
	bool truth;    /* an int that stands for True or False */
	bool changing; /* another in each run: an id of the system */
	il_status result; /* why there is no answer */
};

/* Works out the answer, under the kernel lock; `context` is the caller's. */
typedef struct answer (*query_answer)(struct turn *turn, uint32_t object, void *context);

/* Performs the query `attribute` ("qsize") of `object` (a handle's id, or LOG_NONE). Returns the answer; none for a handle
 * of which there is no object. `attribute` is the same at each call from `site`. */
il_value call_query(struct il_site *site, uint32_t object, const char *attribute, query_answer answer, void *context);

static inline struct answer answer_failure(il_status result)
{
	return (struct answer){.result = result};
}

static inline struct answer answer_truth(bool truth)
{
	return (struct answer){.value = il_int(truth), .truth = true};
}

static inline struct answer answer_value(il_value value)
{
	return (struct answer){.value = value};
}

#endif
