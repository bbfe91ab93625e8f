/* The log in memory: made, appended to, committed, read.
 *
 * Invariants. Slots below `committed` never change (but for seals, which readers of events pass over). Slots
 * from `tail` on are zero: putting moves `tail` first and then fills, so that a rewind finds and clears
 * whatever a dead writer left. `allocated` bounds every write: beyond it the file may have no room, and
 * touching it would be a SIGBUS. */
#include "log/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "log/layout.h"
#include "log/plain.h"
#include "log/writer.h"

enum {
	FIRST_SLOTS = LOG_CHUNK_SLOTS - 2, /* room that a new file gets at the least */
	/* A short run touches its few pages as they come; a long one is kept ahead of by as much as it has written, up to a MiB. */
	TOUCH_FROM = 512,
	TOUCH_FARTHEST = 16 * 1024,
};

/* ---- making ---- */

static void copy_text(char *to, const char *from, size_t size)
{
	memcpy(to, from, strnlen(from, size - 1));
}

static void fill_header(struct log_header *header, const struct log_meta *meta)
{
	memcpy(header->magic, LOG_MAGIC, sizeof header->magic);
	header->byte_order = LOG_BYTE_ORDER;
	header->version = LOG_VERSION;
	header->header_size = LOG_HEADER_SIZE;
	header->slot_size = LOG_SLOT_SIZE;
	header->chunk_slots = LOG_CHUNK_SLOTS;
	header->op_count = LOG_OP_COUNT;
	copy_text(header->meta.scenario, meta->scenario, sizeof meta->scenario);
	copy_text(header->meta.strategy, meta->strategy, sizeof meta->strategy);
	copy_text(header->meta.time, meta->time, sizeof meta->time);
	copy_text(header->meta.params, meta->params, sizeof meta->params);
	header->meta.seed = meta->seed;
	header->checksum = log_header_checksum(header);
	header->tail = log_word(0);
	atomic_store_explicit(&header->committed, log_word(0), memory_order_relaxed);
	atomic_store_explicit(&header->status, log_word(LOG_RUNNING), memory_order_relaxed);
	atomic_store_explicit(&header->end, log_word(0), memory_order_relaxed);
}

/* Sparse, at its full size from the start: its pages come as they are touched. The seals on the memfd keep
 * whoever inherits the descriptor from shrinking it under the mapping. */
static int open_memory(struct log *log)
{
	log->in_memory = true;
	log->fd = memfd_create("interleave-log", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (log->fd < 0)
		return LOG_ERR_SYSTEM;
	if (ftruncate(log->fd, (off_t)log->mapped) != 0 ||
	    fcntl(log->fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0)
		return LOG_ERR_SYSTEM;
	return LOG_OK;
}

/* Whether nothing is lost when the file is emptied: it is empty, or a recording, or one whose header was never written. errno says
 * why not: EINVAL, no ordinary file; EEXIST, something else is in it. */
static bool may_be_emptied(int fd)
{
	static const char unwritten[sizeof ((struct log_header *)0)->magic];
	char magic[sizeof unwritten];
	struct stat stat;

	if (fstat(fd, &stat) != 0)
		return false;
	if (!S_ISREG(stat.st_mode)) {
		errno = EINVAL;
		return false;
	}
	if (stat.st_size == 0)
		return true;
	if (pread(fd, magic, sizeof magic, 0) == (ssize_t)sizeof magic &&
	    (memcmp(magic, LOG_MAGIC, sizeof magic) == 0 || memcmp(magic, unwritten, sizeof magic) == 0))
		return true;
	errno = EEXIST;
	return false;
}

/* Whether the first chunks have room in the file. If not, it is what it was: an older recording outlives the attempt to write over
 * it. */
static bool has_room(const struct log *log)
{
	const off_t wanted = (off_t)(LOG_HEADER_SIZE + log_rounded(log, FIRST_SLOTS + 1) * LOG_SLOT_SIZE);
	struct stat before;
	int why;

	if (fstat(log->fd, &before) != 0)
		return false;
	why = posix_fallocate(log->fd, 0, wanted);
	if (why != 0 && ftruncate(log->fd, before.st_size) != 0)
		why = errno;
	errno = why;
	return why == 0;
}

/* Opens the file, and says whether it was not there before. */
static int open_or_make(bool *made, const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);

	*made = fd >= 0;
	return *made || errno != EEXIST ? fd : open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
}

/* The advisory lock keeps a second recording from emptying the file under the mapping of the first. */
static int open_file(struct log *log, const char *path)
{
	log->path = strdup(path);
	log->fd = log->path ? open_or_make(&log->owns_file, path) : -1;
	if (log->fd < 0)
		return LOG_ERR_SYSTEM;
	if (flock(log->fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
		errno = EBUSY;
		return LOG_ERR_SYSTEM;
	}
	if (!may_be_emptied(log->fd) || !has_room(log) || ftruncate(log->fd, 0) != 0)
		return LOG_ERR_SYSTEM;
	log->owns_file = true;
	errno = posix_fallocate(log->fd, 0, LOG_HEADER_SIZE);
	return errno ? LOG_ERR_SYSTEM : LOG_OK;
}

static int map_log(struct log *log, const struct log_meta *meta)
{
	void *base = mmap(NULL, log->mapped, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, log->fd, 0);

	if (base == MAP_FAILED)
		return LOG_ERR_SYSTEM;
	log->header = base;
	fill_header(log->header, meta);
	atomic_store_explicit(&log->header->allocated, log_word(log->in_memory ? log->max_slots : 0),
			      memory_order_relaxed);
	return log->in_memory ? LOG_OK : log_allocate(log, FIRST_SLOTS);
}

/* At least one chunk, and no more than a slot's number can name. */
static uint32_t whole_chunks(uint64_t slots)
{
	const uint64_t most = UINT32_MAX / LOG_CHUNK_SLOTS;
	const uint64_t chunks = slots / LOG_CHUNK_SLOTS + (slots % LOG_CHUNK_SLOTS != 0);

	return (uint32_t)((chunks == 0 ? 1 : chunks < most ? chunks : most) * LOG_CHUNK_SLOTS);
}

int log_create(struct log **out, const char *path, const struct log_meta *meta, uint64_t max_slots)
{
	struct log *log = calloc(1, sizeof *log);
	int error;

	if (!log)
		return LOG_ERR_SYSTEM;
	log->fd = -1;
	atomic_init(&log->touch_at, TOUCH_FROM);
	log->max_slots = whole_chunks(max_slots);
	log->mapped = LOG_HEADER_SIZE + (size_t)log->max_slots * LOG_SLOT_SIZE;
	error = path ? open_file(log, path) : open_memory(log);
	if (!error)
		error = map_log(log, meta);
	if (error) {
		log_discard(log);
		return error;
	}
	*out = log;
	return LOG_OK;
}

void log_free(struct log *log)
{
	if (!log)
		return;
	if (log->header)
		munmap(log->header, log->mapped);
	if (log->fd >= 0)
		close(log->fd);
	free(log->path);
	free(log);
}

void log_discard(struct log *log)
{
	const int why = errno;

	if (log && log->owns_file)
		unlink(log->path);
	log_free(log);
	errno = why;
}

/* ---- meta and status ---- */

const char *log_status_name(enum log_status status)
{
	static const char *const names[LOG_STATUS_COUNT] = {
	    [LOG_RUNNING] = "running",
	    [LOG_COMPLETED] = "completed",
	    [LOG_PROMISE_BROKEN] = "promise-broken",
	    [LOG_DEADLOCK] = "deadlock",
	    [LOG_CRASHED] = "crashed",
	    [LOG_TIMED_OUT] = "timeout",
	    [LOG_TRUNCATED] = "truncated",
	    [LOG_DIVERGED] = "diverged",
	    [LOG_LEFT] = "left",
	    [LOG_FORK_LIMIT] = "fork-limit",
	    [LOG_UNWATCHED] = "unwatched",
	};

	return (unsigned)status < LOG_STATUS_COUNT ? names[status] : "unknown";
}

const struct log_meta *log_meta(const struct log *log)
{
	return &log->header->meta;
}

enum log_status log_status(const struct log *log)
{
	return (enum log_status)(uint32_t)atomic_load_explicit(&log->header->status, memory_order_acquire);
}

void log_set_status(struct log *log, enum log_status status)
{
	atomic_store_explicit(&log->header->status, log_word((uint32_t)status), memory_order_release);
}

/* ---- reading ---- */

uint64_t log_committed(const struct log *log)
{
	/* acquire: pairs with the release in log_commit, so the slots below are whole */
	return (uint32_t)atomic_load_explicit(&log->header->committed, memory_order_acquire);
}

const struct log_event *log_next(const struct log *log, uint64_t *pos, uint64_t end)
{
	while (*pos < end) {
		const uint64_t slot = *pos;
		const unsigned char *bytes = log_slot(log, slot);

		if (slot % LOG_CHUNK_SLOTS == 0) {
			*pos = slot + 1;
		} else if (bytes[0] == LOG_SLOT_EVENT) {
			*pos = slot + 1;
			return (const struct log_event *)bytes;
		} else if (bytes[0] == LOG_SLOT_STRING) {
			*pos = slot + log_string_slots(((const struct log_string *)bytes)->length);
		} else { /* skipped: the string that did not fit opens the next chunk */
			*pos = slot - slot % LOG_CHUNK_SLOTS + LOG_CHUNK_SLOTS;
		}
	}
	return NULL;
}

const char *log_text(const struct log *log, uint32_t ref)
{
	/* `allocated`, not `committed`: a writer reads back what it has just put */
	const uint64_t end = log_allocated(log);
	const uint64_t left = LOG_CHUNK_SLOTS - ref % LOG_CHUNK_SLOTS;
	const struct log_string *head;
	const char *text;

	if (ref >= end || ref % LOG_CHUNK_SLOTS == 0)
		return "";
	head = (const struct log_string *)log_slot(log, ref);
	if (head->tag != LOG_SLOT_STRING)
		return "";
	if (log_string_slots(head->length) > left || log_string_slots(head->length) > end - ref)
		return "";
	text = (const char *)log_slot(log, ref) + offsetof(struct log_string, bytes);
	return text[head->length] == '\0' ? text : "";
}

/* ---- writing ---- */

int log_put_string(uint32_t *ref, struct log *log, const char *bytes, size_t length)
{
	const size_t visible = strnlen(bytes, length);
	const size_t kept = plain_cut(bytes, visible, LOG_STRING_MAX);
	const uint32_t slots = log_string_slots((uint32_t)kept);
	uint64_t slot = log_tail(log);
	struct log_string *head;

	if (slots > LOG_CHUNK_SLOTS - slot % LOG_CHUNK_SLOTS)
		slot += LOG_CHUNK_SLOTS - slot % LOG_CHUNK_SLOTS + 1;
	if (log_take_slots(log, slot, slots) != LOG_OK)
		return LOG_ERR_FULL;
	head = (struct log_string *)log_slot(log, slot);
	head->tag = LOG_SLOT_STRING;
	head->length = (uint32_t)kept;
	memcpy(log_slot(log, slot) + offsetof(struct log_string, bytes), bytes, kept);
	*ref = (uint32_t)slot;
	return LOG_OK;
}

/* When half of what was touched ahead of the tail is used. */
static uint32_t touch_again_at(uint32_t touched)
{
	return touched < 2 * TOUCH_FARTHEST ? touched / 4 * 3 : touched - TOUCH_FARTHEST / 2;
}

/* What is read means nothing, and others may be writing it: nothing for ThreadSanitizer to see. */
__attribute__((no_sanitize("thread"))) void log_touch_ahead(struct log *log)
{
	enum { AROUND = 64 * 1024 / LOG_SLOT_SIZE };
	const uint64_t tail = log_committed(log);
	const uint64_t end = tail + (tail < TOUCH_FARTHEST ? tail : TOUCH_FARTHEST), bound = log_allocated(log);
	const uint32_t upto = (uint32_t)(end < bound ? end : bound);
	uint32_t from = atomic_load_explicit(&log->touched, memory_order_relaxed);

	/* One thread takes a stretch; the others write on meanwhile. */
	if (from >= upto || !atomic_compare_exchange_strong_explicit(&log->touched, &from, upto, memory_order_relaxed,
	                                                             memory_order_relaxed))
		return;
	atomic_store_explicit(&log->touch_at, touch_again_at(upto), memory_order_relaxed);
	/* A read brings in the pages around it, as far as they are stored: sixteen at the price of one. */
	for (uint64_t slot = from < tail ? tail : from; slot < upto; slot += AROUND)
		(void)*(const volatile unsigned char *)log_slot(log, slot);
}

void log_rewind(struct log *log)
{
	const uint64_t committed = log_committed(log);
	const uint64_t tail = (uint32_t)log->header->tail;

	memset(log_slot(log, committed), 0, (size_t)(tail - committed) * LOG_SLOT_SIZE);
	atomic_signal_fence(memory_order_seq_cst); /* cleared before it is given back */
	log->header->tail = log_word((uint32_t)committed);
}
