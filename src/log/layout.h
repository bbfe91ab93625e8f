/* How a log lies in memory and in its file; private to src/log. docs/log-format.md is the specification.
 *
 * A header of LOG_HEADER_SIZE bytes, then the slots. The header's first part is fixed at creation and carries
 * a checksum; its changing words hold a number in the lower half and its complement in the upper: one store
 * changes both, and a damaged byte is noticed. Every byte that means nothing is 0, and is checked to be. */
#ifndef LOG_LAYOUT_H
#define LOG_LAYOUT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "log/log.h"

#define LOG_MAGIC "\x89ILV\r\n\x1a\n" /* 8 bytes: a transfer as text damages it */
enum { LOG_BYTE_ORDER = 0x01020304 };

struct log_header {
	unsigned char magic[8];
	uint32_t byte_order;  /* LOG_BYTE_ORDER, as the writer's machine stores it */
	uint32_t version;     /* LOG_VERSION */
	uint32_t header_size; /* LOG_HEADER_SIZE */
	uint32_t slot_size;   /* LOG_SLOT_SIZE */
	uint32_t chunk_slots; /* LOG_CHUNK_SLOTS */
	uint32_t op_count;    /* ops that the writer knew */
	struct log_meta meta;
	uint64_t checksum; /* of all before it */
	unsigned char zero_1[32];

	/* the writers' line */
	uint64_t tail;              /* word: the first slot not put; guarded by the kernel lock */
	_Atomic uint64_t allocated; /* word: slots below it may be written: the file has room for them */
	unsigned char zero_2[48];

	/* the readers' line */
	_Atomic uint64_t committed; /* word: the first slot that readers may not look at */
	_Atomic uint64_t status;    /* word: enum log_status */
	_Atomic uint64_t end;       /* word: 0 while it may grow; `committed` once the last chunk is sealed */
	unsigned char zero_3[LOG_HEADER_SIZE - 792];
};

_Static_assert(offsetof(struct log_header, checksum) == 664, "the fixed part, as specified");
_Static_assert(offsetof(struct log_header, tail) == 704, "the writers' words, as specified");
_Static_assert(offsetof(struct log_header, committed) == 768, "the readers' words, as specified");
_Static_assert(sizeof(struct log_header) == LOG_HEADER_SIZE, "the header fills its bytes");
_Static_assert(sizeof(struct log_meta) == 632, "no padding in the meta");

/* The first slot of a chunk. Its tag is stored last: as long as that is 0 there is no seal. */
struct log_seal {
	_Atomic uint8_t tag; /* LOG_SLOT_SEAL */
	uint8_t zero_1[3];
	uint32_t used;     /* slots of the chunk that the checksum covers, the seal's own included */
	uint64_t chunk;    /* its number */
	uint64_t checksum; /* of `used`, `chunk` and the slots after the seal */
	uint8_t zero_2[40];
};

_Static_assert(sizeof(struct log_seal) == LOG_SLOT_SIZE, "a seal fills a slot");

struct log {
	struct log_header *header; /* the mapping; the slots follow it */
	size_t mapped;             /* its bytes */
	uint32_t max_slots;
	int fd;               /* -1: opened to read, all of it is in private memory */
	bool in_memory;       /* a memfd: no disc behind it */
	char *path;           /* of the file that is written; NULL: none is */
	bool owns_file;       /* made or emptied by log_create: nothing in it is anybody else's */
	_Atomic uint32_t touched; /* slots below it have their pages in this process */
	_Atomic uint32_t touch_at; /* the tail from which on more of them are to be touched */
	uint64_t stored;      /* slots below it have their storage: known to the process that stores ahead */
	uint64_t sealed_upto; /* chunks below it are sealed: known to the process that seals */
};

/* How many slots a file gets room for that is to have `slots` (seal.c). */
uint64_t log_rounded(const struct log *log, uint64_t slots);

static inline uint64_t log_word(uint32_t value)
{
	return (uint64_t)~value << 32 | value;
}

static inline bool log_word_holds(uint64_t word)
{
	return word == log_word((uint32_t)word);
}

static inline unsigned char *log_slot(const struct log *log, uint64_t slot)
{
	return (unsigned char *)log->header + LOG_HEADER_SIZE + slot * LOG_SLOT_SIZE;
}

/* The checksum of the header's fixed part. */
uint64_t log_header_checksum(const struct log_header *header);

/* The seal of chunk `chunk`, of whose slots `used` are in use; its tag is set. */
void log_make_seal(struct log_seal *seal, const struct log *log, uint64_t chunk, uint32_t used);

/* Whether all these bytes are 0. */
bool log_all_zero(const unsigned char *bytes, size_t size);

/* A walk over the slots of a file (check.c). */
struct log_check {
	bool sealed;      /* in: every chunk must carry its seal */
	uint64_t written; /* in: the slots that the writer committed; more than `end` in a file cut short */
	uint64_t end;     /* in: the slots that are here */
	uint64_t sound;   /* out: the slots that can be read */
	bool faulty;      /* out: what comes next is wrong, and not just cut in two by `end` */
	uint64_t fault;   /* out: the slot that is wrong; of a damaged chunk, its seal's */
};

/* Checks every seal and every slot. LOG_ERR_SYSTEM for want of memory. */
int log_check_slots(struct log_check *check, const struct log *log);

#endif
