/* The log: an append-only, memory-mapped row of slots with one commit counter.
 *
 * The live channel and the recording are the same bytes: unsaved logs live in a memfd, saved ones
 * in their file. One chunk is LOG_CHUNK_SLOTS slots; the first slot of a chunk holds its seal (a
 * checksum of the others), written once the chunk is full, or at the end. A string never crosses a
 * chunk: the slots skipped for that stay zero.
 *
 * Who may call what: log_create, log_open, log_free, log_discard: the process that owns the handle (the mapping
 * is inherited by forks). log_put_*, log_commit, log_rewind: whoever holds the kernel lock. Readers need no
 * lock: they read slots below log_committed(). Nothing here blocks, but for log_seal and the file
 * functions, which touch the disc. */
#ifndef LOG_LOG_H
#define LOG_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "log/event.h"
#include "log/ops.h"

#ifdef IL_TEST_CONSTANTS
enum { LOG_CHUNK_SLOTS = 16 }; /* test builds meet chunk edges all the time */
#else
enum { LOG_CHUNK_SLOTS = 1024 };
#endif
enum { LOG_VERSION = 1, LOG_HEADER_SIZE = 4096, LOG_STRING_MAX = (LOG_CHUNK_SLOTS - 2) * LOG_SLOT_SIZE };

enum log_status {
	LOG_RUNNING = 0, /* the writer is at work, or died */
	LOG_COMPLETED,
	LOG_PROMISE_BROKEN,
	LOG_DEADLOCK,
	LOG_CRASHED,
	LOG_TIMED_OUT,
	LOG_TRUNCATED, /* the bound on events or the disc ended it */
	LOG_DIVERGED,  /* a replay met another op than the recorded one */
	LOG_LEFT,      /* the user ended it */
	LOG_FORK_LIMIT, /* it had more processes than a run may have, or the system gives */
	LOG_UNWATCHED,  /* its warden was killed, and it with its warden, or could not begin */
	LOG_STATUS_COUNT
};

/* The word for `status` in the dump: completed, promise-broken, deadlock, crashed, timeout, running,
 * truncated, diverged, left, fork-limit, unwatched. */
const char *log_status_name(enum log_status status);

/* What a run was started with; in the header, fixed from the start. */
struct log_meta {
	char scenario[64];
	char strategy[32]; /* live, manual, round-robin, random, pct, replay */
	char time[16];     /* respected, free */
	char params[512];  /* a JSON object, "{}" for none */
	uint64_t seed;
};

struct log;

enum log_error {
	LOG_OK = 0,
	LOG_ERR_SYSTEM = -1,    /* errno says why */
	LOG_ERR_FOREIGN = -2,   /* no recording of ours */
	LOG_ERR_VERSION = -3,   /* another version or byte order */
	LOG_ERR_CORRUPT = -4,   /* a checksum or a slot is wrong; log_open still gives the sound prefix */
	LOG_ERR_TRUNCATED = -5, /* cut short; log_open still gives what is there */
	LOG_ERR_FULL = -6,      /* no room for another slot */
};

/* A new log of at most `max_slots` slots (rounded up to whole chunks), in the file `path` (made, or emptied when it holds a
 * recording; EBUSY when one is under way in it, EEXIST when it holds something else, EINVAL when it is no ordinary file), or in
 * a memfd when `path` is NULL. A file has room for the first chunks only, then log_allocate must keep ahead of the writers; a
 * memfd has all its room. On success *out belongs to the caller. LOG_ERR_SYSTEM: what was there is as it was. */
int log_create(struct log **out, const char *path, const struct log_meta *meta, uint64_t max_slots);

/* Opens the recording `path` to read, checking every seal and every slot. On LOG_ERR_CORRUPT and
 * LOG_ERR_TRUNCATED *out is a readable log of the sound prefix when there is one, else NULL. On
 * LOG_ERR_CORRUPT *bad_slot is where the first fault lies. Other errors: *out is NULL. */
int log_open(struct log **out, const char *path, uint64_t *bad_slot);

void log_free(struct log *log);

/* Frees a log whose run could not begin, and takes the file away that log_create made or emptied for it: no file stays that is
 * no recording. Leaves errno as it is. */
void log_discard(struct log *log);

/* Copies what is committed by now into a new file `path`, sealed, with `status`. A regular file of that name
 * is replaced, and only once all has been written. LOG_ERR_SYSTEM. */
int log_save(const struct log *log, const char *path, enum log_status status);

const struct log_meta *log_meta(const struct log *log);
enum log_status log_status(const struct log *log);
void log_set_status(struct log *log, enum log_status status);

/* ---- reading ---- */

/* The first slot that is not committed; slots below it never change. */
uint64_t log_committed(const struct log *log);

/* The next event at or after slot *pos and below `end`; moves *pos behind it. NULL: none. To read a
 * whole log: pos = 0, end = log_committed(log). */
const struct log_event *log_next(const struct log *log, uint64_t *pos, uint64_t end);

/* The string `ref` (NUL-terminated, borrowed for the log's life); "" for 0 and for a ref that is no string.
 */
const char *log_text(const struct log *log, uint32_t ref);

/* ---- writing, under the kernel lock; see writer.h, too ---- */

/* Appends a string of `length` bytes (it ends at its first NUL, and is cut to LOG_STRING_MAX at a UTF-8
 * boundary); *ref names it. LOG_ERR_FULL. */
int log_put_string(uint32_t *ref, struct log *log, const char *bytes, size_t length);

/* Brings the next pages of the log into this process, many at a time, since page by page, as the writers meet them, costs
 * several times as much. Any thread, without the kernel lock. */
void log_touch_ahead(struct log *log);

/* Forgets what was put since the last commit (recovery after a writer's death). */
void log_rewind(struct log *log);

/* ---- the warden's part ---- */

/* Seals the full chunks below the commit counter, and at the end of a run (`last`) the one begun; then nothing can be put any
 * more. A log in memory needs no seals: log_save() makes those of its copy. */
void log_seal(struct log *log, bool last);

/* Asks the file system for the room of the next `slots` slots, and some more. Any process that has the
 * mapping may call it, and need not hold the kernel lock. A file that outgrows RLIMIT_FSIZE sends SIGXFSZ:
 * ignore it, and this answers LOG_ERR_SYSTEM. LOG_ERR_FULL: the log's bound is reached. */
int log_allocate(struct log *log, uint64_t slots);

/* Has the storage of the stretch that the writers come to next made ready, so that they need not wait for it: several times
 * what there is, up to some MiB. Does nothing for short logs. */
void log_store_ahead(struct log *log);

#endif
