/* What every op does to the log, under the kernel lock. Inline: an event costs some ns, and so would each call.
 *
 * A writer puts events (and strings: log_put_string in log.h) behind the tail, then commits them all by one store. */
#ifndef LOG_WRITER_H
#define LOG_WRITER_H

#include "log/layout.h"

/* Slots below it may be written; a string may lose up to a chunk to its edge. */
static inline uint64_t log_allocated(const struct log *log)
{
	return (uint32_t)atomic_load_explicit(&log->header->allocated, memory_order_relaxed);
}

/* The next slot to be written: committed, or beyond it inside an op. */
static inline uint64_t log_tail(const struct log *log)
{
	const uint64_t tail = (uint32_t)log->header->tail;

	return tail % LOG_CHUNK_SLOTS ? tail : tail + 1;
}

/* Takes `count` slots from `slot` on, before they are filled: a writer may be killed between any two
 * instructions, and the rewind clears what lies below the tail. LOG_ERR_FULL. */
static inline int log_take_slots(struct log *log, uint64_t slot, uint64_t count)
{
	if (slot + count > log_allocated(log))
		return LOG_ERR_FULL;
	log->header->tail = log_word((uint32_t)(slot + count));
	atomic_signal_fence(memory_order_seq_cst);
	return LOG_OK;
}

/* Appends an event (its tag is set here). Not visible before log_commit. LOG_ERR_FULL. */
static inline int log_put_event(struct log *log, const struct log_event *event)
{
	const uint64_t slot = log_tail(log);
	struct log_event *to = (struct log_event *)log_slot(log, slot);

	if (log_take_slots(log, slot, 1) != LOG_OK)
		return LOG_ERR_FULL;
	*to = *event;
	to->tag = LOG_SLOT_EVENT;
	return LOG_OK;
}

/* Makes all that was put visible: one store. */
static inline void log_commit(struct log *log)
{
	/* release: pairs with the acquire in log_committed */
	atomic_store_explicit(&log->header->committed, log->header->tail, memory_order_release);
}

/* Whether the writers come near the pages that this process has not touched yet: log_touch_ahead() is due. */
static inline bool log_wants_touch(const struct log *log)
{
	return (uint32_t)log->header->tail >= atomic_load_explicit(&log->touch_at, memory_order_relaxed);
}

#endif
