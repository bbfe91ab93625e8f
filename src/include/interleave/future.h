/* concurrent.futures.Future, wait, as_completed: the outcome of something that others do.
 *
 * An executor makes futures and settles them; a scenario may do both by itself. The functions that begin with il_future_set_
 * are for who settles them. */
#ifndef INTERLEAVE_FUTURE_H
#define INTERLEAVE_FUTURE_H

#include "interleave/base.h"

typedef struct il_future {
	uint32_t id;
} il_future;

struct il_future_options {
	char unused_;
	const char *name; /* default: "Future-N" */
};

/* A pending future. concurrent.futures.Future. An id of 0: no room. */
#define il_future_new(...)                                                                                           \
	il_future_new_at(IL_HERE, (struct il_future_options){.unused_ = 0, __VA_ARGS__})
il_future il_future_new_at(struct il_site *site, struct il_future_options options);

/* The future that a value refers to (il_object(future.id)); id 0 for any other value. */
static inline il_future il_future_of(il_value value)
{
	return (il_future){value.kind == IL_OBJECT ? value.ref : 0};
}

static inline bool il_future_is(il_future a, il_future b)
{
	return a.id == b.id;
}

/* ---- for who waits ---- */

/* Waits until it is done; *value (may be NULL) is the result, or with IL_RAISED the exception. Future.result. Blocks.
 * IL_RAISED (it ended by an exception), IL_CANCELLED, IL_TIMEOUT (the work goes on). */
#define il_future_result(future, value, ...)                                                                         \
	il_future_result_at(IL_HERE, (value), (future), (struct il_wait){.unused_ = 0, __VA_ARGS__})
il_status il_future_result_at(struct il_site *site, il_value *value, il_future future, struct il_wait wait);

/* Waits until it is done; *error is its exception, none when it has a result. Future.exception. Blocks. IL_CANCELLED,
 * IL_TIMEOUT. */
#define il_future_exception(future, error, ...)                                                                      \
	il_future_exception_at(IL_HERE, (error), (future), (struct il_wait){.unused_ = 0, __VA_ARGS__})
il_status il_future_exception_at(struct il_site *site, il_value *error, il_future future, struct il_wait wait);

/* Finished, by a result or an exception, or cancelled. Future.done. */
#define il_future_done(future) il_future_done_at(IL_HERE, (future))
bool il_future_done_at(struct il_site *site, il_future future);

/* Future.running. */
#define il_future_running(future) il_future_running_at(IL_HERE, (future))
bool il_future_running_at(struct il_site *site, il_future future);

/* Future.cancelled. */
#define il_future_cancelled(future) il_future_cancelled_at(IL_HERE, (future))
bool il_future_cancelled_at(struct il_site *site, il_future future);

/* Cancels it while it is pending, and then calls its callbacks. Future.cancel. false: it runs, or has finished. */
#define il_future_cancel(future) il_future_cancel_at(IL_HERE, (future))
bool il_future_cancel_at(struct il_site *site, il_future future);

struct il_callback_options {
	char unused_;
	il_args args; /* what the callback gets behind the future */
};

/* Has callback(future, args...) called when it is done, in the thread that settles or cancels it, in the order of registration;
 * at once when it is done already. What a callback raises is logged, and harms nobody. Future.add_done_callback. IL_NO_ROOM. */
#define il_future_add_done_callback(future, callback, ...)                                                           \
	il_future_add_done_callback_at(IL_HERE, (future), (callback),                                                \
	                               (struct il_callback_options){.unused_ = 0, __VA_ARGS__})
il_status il_future_add_done_callback_at(struct il_site *site, il_future future, il_target callback,
                                         struct il_callback_options options);

/* ---- for who waits for several ---- */

enum il_return_when { IL_ALL_COMPLETED, IL_FIRST_COMPLETED, IL_FIRST_EXCEPTION };

struct il_future_wait_options {
	char unused_;
	il_timeout timeout;
	enum il_return_when return_when;
};

/* Waits until all of `count` futures are settled, or the first, or the first exception; done[i] (`done` may be NULL) then says
 * whether futures[i] is (one that was cancelled is, once its executor has met it). concurrent.futures.wait. Blocks. IL_OK also
 * when the time allowed is over; IL_BAD_VALUE (return_when), IL_NO_ROOM. */
#define il_future_wait(done, futures, count, ...)                                                                    \
	il_future_wait_at(IL_HERE, (done), (futures), (count),                                                       \
	                  (struct il_future_wait_options){.unused_ = 0, __VA_ARGS__})
il_status il_future_wait_at(struct il_site *site, bool *done, const il_future *futures, size_t count,
                            struct il_future_wait_options options);

/* Where an as_completed has come to. */
struct il_completed {
	const il_future *futures; /* borrowed: they have to stay until the last il_completed_next */
	size_t count;
	il_timeout timeout;
	bool begun, ended;
	uint32_t set;    /* string: the set of futures */
	uint32_t taken;  /* the last place in the order of settling that was taken */
	uint32_t known;  /* the last place when it last waited: up to there the time allowed does not matter */
	int64_t until;   /* session ns: when the time allowed is over */
	uint32_t unfinished, total; /* after IL_TIMEOUT */
};

/* Gives `count` futures one by one as they are settled, one that is there twice once; those that already are, first. The time
 * allowed counts from the first il_completed_next. concurrent.futures.as_completed. */
#define il_as_completed(futures, count, ...)                                                                         \
	il_as_completed_of((futures), (count), (struct il_wait){.unused_ = 0, __VA_ARGS__})
static inline struct il_completed il_as_completed_of(const il_future *futures, size_t count, struct il_wait wait)
{
	return (struct il_completed){.futures = futures, .count = count, .timeout = wait.timeout};
}

/* The next one into *future. Blocks. IL_EXHAUSTED: that was all. IL_TIMEOUT: `unfinished` of `total` futures were not given; no
 * more come. IL_NO_ROOM. */
#define il_completed_next(completed, future) il_completed_next_at(IL_HERE, (future), (completed))
il_status il_completed_next_at(struct il_site *site, il_future *future, struct il_completed *completed);

/* ---- for who settles it ---- */

/* It runs from now on. Future.set_running_or_notify_cancel. IL_CANCELLED: it was cancelled, those who wait know it now, and it
 * must not be run. IL_UNEXPECTED_STATE. */
#define il_future_set_running(future) il_future_set_running_at(IL_HERE, (future))
il_status il_future_set_running_at(struct il_site *site, il_future future);

/* Settles it, and calls its callbacks. Future.set_result. IL_INVALID_STATE: it is done already. IL_WRONG_TYPE: an exception, for which
 * there is the next. */
#define il_future_set_result(future, value) il_future_set_result_at(IL_HERE, (future), (value))
il_status il_future_set_result_at(struct il_site *site, il_future future, il_value value);

/* The same with an exception (il_raise). Future.set_exception. IL_INVALID_STATE, IL_WRONG_TYPE (no exception). */
#define il_future_set_exception(future, error) il_future_set_exception_at(IL_HERE, (future), (error))
il_status il_future_set_exception_at(struct il_site *site, il_future future, il_value error);

#endif
