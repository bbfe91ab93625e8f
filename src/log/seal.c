/* The warden's part of a log: room ahead of the writers, and seals behind them.
 *
 * Only one process seals. It touches no slot but the seals of full chunks, so it needs no lock. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "log/layout.h"

/* Eight bytes a round. Each round maps different sums to different sums, so damage within eight aligned bytes
 * is always found, and any other with all but certainty. */
uint64_t log_checksum(uint64_t sum, const void *bytes, size_t size)
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
	return log_checksum(LOG_CHECKSUM_START, header, offsetof(struct log_header, checksum));
}

void log_make_seal(struct log_seal *seal, const struct log *log, uint64_t chunk, uint32_t used)
{
	const uint64_t head[2] = {used, chunk};
	uint64_t sum = log_checksum(LOG_CHECKSUM_START, head, sizeof head);

	memset(seal, 0, sizeof *seal);
	seal->used = used;
	seal->chunk = chunk;
	seal->checksum = log_checksum(sum, log_slot(log, chunk * LOG_CHUNK_SLOTS + 1),
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

	for (; log->sealed_upto < full; log->sealed_upto++)
		seal_chunk(log, log->sealed_upto, LOG_CHUNK_SLOTS);
	if (!last)
		return;
	if (begun)
		seal_chunk(log, full, begun);
	end_log(log, committed);
}

/* Asks for the storage of the slots below `bound`, which have room below log->room_upto. */
static int make_room(struct log *log, uint64_t bound)
{
	const uint64_t first = log->room_upto ? LOG_HEADER_SIZE + log->room_upto * LOG_SLOT_SIZE : 0;
	const uint64_t end = LOG_HEADER_SIZE + bound * LOG_SLOT_SIZE;

	do
		errno = posix_fallocate(log->fd, (off_t)first, (off_t)(end - first));
	while (errno == EINTR);
	if (errno)
		return LOG_ERR_SYSTEM;
	log->room_upto = bound;
	return LOG_OK;
}

int log_allocate(struct log *log, uint64_t slots)
{
	const uint64_t wanted = log_committed(log) + slots;
	const uint64_t bound = wanted < log->max_slots ? wanted : log->max_slots;

	if ((uint32_t)atomic_load_explicit(&log->header->end, memory_order_relaxed))
		return LOG_ERR_FULL;
	if (bound > log->room_upto) {
		if (make_room(log, bound) != LOG_OK)
			return LOG_ERR_SYSTEM;
		/* release: who reads the new bound finds the file long enough. A memfd has its whole length
		 * from the start: there, room made ahead only spares the writers the making of pages, most of
		 * an append's cost. */
		if (!log->in_memory)
			atomic_store_explicit(&log->header->allocated, log_word((uint32_t)bound),
					      memory_order_release);
	}
	return wanted > log->max_slots ? LOG_ERR_FULL : LOG_OK;
}
