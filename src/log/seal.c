/* Room ahead of the writers, and seals behind them.
 *
 * Only one process seals at a time. It touches no slot but the seals of full chunks, so it needs no lock.
 * Several may ask for room at once: `allocated` only grows. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "log/layout.h"

enum {
	GROWTH = 16 * 1024
}; /* slots that a file grows by: 1 MiB. Whole chunks: a string skips none of its room */

_Static_assert(GROWTH % LOG_CHUNK_SLOTS == 0, "a file grows by whole chunks");

static const uint64_t checksum_start = 0xcbf29ce484222325u;

/* The checksum so far over `size` more bytes (a multiple of 8). Eight bytes a round. Each round maps different sums to different sums, so damage within eight aligned bytes
 * is always found, and any other with all but certainty. */
static uint64_t add_bytes(uint64_t sum, const void *bytes, size_t size)
{
	const unsigned char *next = bytes;

	for (const unsigned char *end = next + size; next < end; next += sizeof(uint64_t)) {
		uint64_t word;

		memcpy(&word, next, sizeof word);
		sum = (sum ^ word) * 0x9e3779b97f4a7c15u;
		sum ^= sum >> 32;
	}
	return sum;
}

uint64_t log_header_checksum(const struct log_header *header)
{
	return add_bytes(checksum_start, header, offsetof(struct log_header, checksum));
}

void log_make_seal(struct log_seal *seal, const struct log *log, uint64_t chunk, uint32_t used)
{
	const uint64_t head[2] = {used, chunk};
	uint64_t sum = add_bytes(checksum_start, head, sizeof head);

	memset(seal, 0, sizeof *seal);
	seal->used = used;
	seal->chunk = chunk;
	seal->checksum = add_bytes(sum, log_slot(log, chunk * LOG_CHUNK_SLOTS + 1),
				      (used - 1u) * (size_t)LOG_SLOT_SIZE);
	atomic_store_explicit(&seal->tag, LOG_SLOT_SEAL, memory_order_relaxed);
}

static void seal_chunk(struct log *log, uint64_t chunk, uint32_t used)
{
	struct log_seal *slot = (struct log_seal *)log_slot(log, chunk * LOG_CHUNK_SLOTS);
	struct log_seal seal;

	log_make_seal(&seal, log, chunk, used);
	slot->used = seal.used;
	slot->chunk = seal.chunk;
	slot->checksum = seal.checksum;
	/* release: whoever opens the file meanwhile, or after our death, sees a whole seal or none */
	atomic_store_explicit(&slot->tag, LOG_SLOT_SEAL, memory_order_release);
}

/* Nothing can be put any more; a file is cut to its length. When the cut fails the file stays one without an
 * end, which is read as well. */
static void end_log(struct log *log, uint64_t committed)
{
	struct log_header *header = log->header;
	const uint64_t word = log_word((uint32_t)committed);

	header->tail = word;
	atomic_store_explicit(&header->allocated, word, memory_order_relaxed);
	if (!log->in_memory && ftruncate(log->fd, (off_t)(LOG_HEADER_SIZE + committed * LOG_SLOT_SIZE)) != 0)
		return;
	atomic_store_explicit(&header->end, word, memory_order_release);
}

void log_seal(struct log *log, bool last)
{
	const uint64_t committed = log_committed(log);
	const uint64_t full = committed / LOG_CHUNK_SLOTS;
	const uint32_t begun = (uint32_t)(committed % LOG_CHUNK_SLOTS);

	if (log->in_memory) {
		if (last)
			end_log(log, committed);
		return;
	}
	for (; log->sealed_upto < full; log->sealed_upto++)
		if (log_slot(log, log->sealed_upto * LOG_CHUNK_SLOTS)[0] == LOG_SLOT_FREE)
			seal_chunk(log, log->sealed_upto, LOG_CHUNK_SLOTS);
	if (!last)
		return;
	if (begun)
		seal_chunk(log, full, begun);
	end_log(log, committed);
}

/* Storage for the slots from `had` to `bound`; errno says why not. */
static int make_room(struct log *log, uint64_t had, uint64_t bound)
{
	const off_t first = (off_t)(LOG_HEADER_SIZE + had * LOG_SLOT_SIZE);

	do
		errno = posix_fallocate(log->fd, first, (off_t)((bound - had) * LOG_SLOT_SIZE));
	while (errno == EINTR);
	return errno ? LOG_ERR_SYSTEM : LOG_OK;
}

/* The bound goes up, and never down again to what a slower caller had asked for. */
static void raise_allocated(struct log *log, uint64_t bound)
{
	uint64_t word = atomic_load_explicit(&log->header->allocated, memory_order_relaxed);

	/* release: who reads the new bound finds the file long enough */
	while ((uint32_t)word < bound && !atomic_compare_exchange_weak_explicit(
					     &log->header->allocated, &word, log_word((uint32_t)bound),
					     memory_order_release, memory_order_relaxed))
		;
}

uint64_t log_rounded(const struct log *log, uint64_t slots)
{
	const uint64_t rounded = (slots + GROWTH - 1) / GROWTH * GROWTH;

	return rounded < log->max_slots ? rounded : log->max_slots;
}

int log_allocate(struct log *log, uint64_t slots)
{
	const uint64_t had = (uint32_t)atomic_load_explicit(&log->header->allocated, memory_order_relaxed);
	const uint64_t wanted = log_committed(log) + 1 + slots; /* 1: the next slot may be a seal's */
	const uint64_t bound = log_rounded(log, wanted);

	if (slots > log->max_slots || wanted > log->max_slots)
		return LOG_ERR_FULL;
	if ((uint32_t)atomic_load_explicit(&log->header->end, memory_order_relaxed))
		return LOG_ERR_FULL;
	if (bound <= had)
		return LOG_OK;
	if (make_room(log, had, bound) != LOG_OK)
		return LOG_ERR_SYSTEM;
	raise_allocated(log, bound);
	return LOG_OK;
}

/* A file that has no room says so to the writers, who will ask again. Of a memfd it is only cheaper to ask for many pages at
 * once, before they are brought in, than to have each made as it is. */
static bool store(struct log *log, uint64_t committed, uint64_t from, uint64_t end)
{
	if (!log->in_memory)
		return log_allocate(log, end - committed) == LOG_OK;
	return fallocate(log->fd, 0, (off_t)(LOG_HEADER_SIZE + from * LOG_SLOT_SIZE), (off_t)((end - from) * LOG_SLOT_SIZE)) == 0;
}

/* By many times what has been written, so that it overtakes the writers early; no more than some MiB. */
static uint64_t store_distance(uint64_t committed)
{
	enum { NEAREST = 512, FARTHEST = 4 * GROWTH };

	return committed < NEAREST ? 0 : committed < FARTHEST / 32 ? committed * 32 : FARTHEST;
}

/* Makes the slots from `from` up to `end` ready to be written. False: there is no room for them. */
static bool make_ready(struct log *log, uint64_t committed, uint64_t from, uint64_t end)
{
	if (!store(log, committed, from, end))
		return false;
	log->stored = end;
#ifdef MADV_POPULATE_WRITE
	const uintptr_t page = 4096, first = (uintptr_t)log_slot(log, from) & ~(page - 1);

	/* Advice: where the kernel does not know it, the writers bring the pages in one by one. */
	(void)madvise((void *)first, (uintptr_t)log_slot(log, end) - first, MADV_POPULATE_WRITE);
#endif
	return true;
}

void log_store_ahead(struct log *log)
{
	enum { PIECE = 2048 /* slots: the writers, close behind at first, need not wait for more than these pages */ };
	const uint64_t committed = log_committed(log), distance = store_distance(committed), end = committed + distance;
	const uint64_t from = log->stored > committed ? log->stored : committed;

	if (distance == 0 || end < from + distance / 4 || end > log->max_slots)
		return;
	for (uint64_t piece = from; piece < end; piece += PIECE)
		if (!make_ready(log, committed, piece, piece + PIECE < end ? piece + PIECE : end))
			return;
}
