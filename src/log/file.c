/* Recordings as files: opened and saved.
 *
 * A recording is read into memory, not mapped: when somebody cuts or changes a mapped file, the reader dies
 * of a SIGBUS, or reads what the check has not seen. What has been checked here stays as it was checked. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "log/layout.h"

/* ---- opening ---- */

/* Reads up to `size` bytes, fewer only at the end of the file. -1: errno says why. */
static ssize_t read_full(int fd, void *bytes, size_t size)
{
	size_t got = 0;

	while (got < size) {
		const ssize_t n = read(fd, (char *)bytes + got, size - got);

		if (n == 0)
			break;
		if (n < 0 && errno != EINTR)
			return -1;
		if (n > 0)
			got += (size_t)n;
	}
	return (ssize_t)got;
}

static bool ends_with_nul(const char *text, size_t size)
{
	return memchr(text, 0, size) != NULL;
}

static bool meta_is_sound(const struct log_meta *meta)
{
	return ends_with_nul(meta->scenario, sizeof meta->scenario) &&
	       ends_with_nul(meta->strategy, sizeof meta->strategy) &&
	       ends_with_nul(meta->time, sizeof meta->time) &&
	       ends_with_nul(meta->params, sizeof meta->params);
}

static bool words_are_sound(const struct log_header *header)
{
	const uint64_t end = atomic_load_explicit(&header->end, memory_order_relaxed);

	/* `tail` and `allocated` are the writers': of a recording under way they may lag behind `committed`
	 */
	return log_word_holds(header->tail) && log_word_holds(header->allocated) &&
	       log_word_holds(header->committed) && log_word_holds(header->status) && log_word_holds(end) &&
	       (uint32_t)header->status < LOG_STATUS_COUNT &&
	       (end == log_word(0) || end == header->committed);
}

static int check_header(const struct log_header *header, size_t got)
{
	if (got < sizeof header->magic || memcmp(header->magic, LOG_MAGIC, sizeof header->magic) != 0)
		return LOG_ERR_FOREIGN;
	if (got < sizeof *header)
		return LOG_ERR_TRUNCATED;
	if (header->byte_order != LOG_BYTE_ORDER || header->version != LOG_VERSION)
		return LOG_ERR_VERSION;
	if (header->checksum != log_header_checksum(header))
		return LOG_ERR_CORRUPT;
	if (header->header_size != LOG_HEADER_SIZE || header->slot_size != LOG_SLOT_SIZE ||
	    header->chunk_slots != LOG_CHUNK_SLOTS || header->op_count > LOG_OP_COUNT)
		return LOG_ERR_VERSION;
	if (!meta_is_sound(&header->meta) || !words_are_sound(header))
		return LOG_ERR_CORRUPT;
	if (!log_all_zero(header->zero_1, sizeof header->zero_1) ||
	    !log_all_zero(header->zero_2, sizeof header->zero_2) ||
	    !log_all_zero(header->zero_3, sizeof header->zero_3))
		return LOG_ERR_CORRUPT;
	return LOG_OK;
}

/* How many of the `written` slots the file can have at most: a damaged or cut file must not make us ask for
 * memory that it does not fill. */
static uint64_t slots_in_file(int fd, uint64_t written)
{
	struct stat stat;
	uint64_t there;

	if (fstat(fd, &stat) != 0 || !S_ISREG(stat.st_mode))
		return written; /* a pipe: its end will tell */
	there =
	    stat.st_size < LOG_HEADER_SIZE ? 0 : ((uint64_t)stat.st_size - LOG_HEADER_SIZE) / LOG_SLOT_SIZE;
	return there < written ? there : written;
}

/* Puts the header and the slots into private memory; *slots: how many came. */
static int read_slots(struct log *log, uint64_t *slots, const struct log_header *header, int fd)
{
	const uint64_t room = slots_in_file(fd, (uint32_t)header->committed);
	const size_t size = (size_t)room * LOG_SLOT_SIZE;
	void *memory = mmap(NULL, LOG_HEADER_SIZE + size, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	ssize_t got;

	if (memory == MAP_FAILED)
		return LOG_ERR_SYSTEM;
	log->header = memory;
	log->mapped = LOG_HEADER_SIZE + size;
	log->max_slots = (uint32_t)room;
	memcpy(memory, header, sizeof *header);
	got = read_full(fd, log_slot(log, 0), size);
	if (got < 0)
		return LOG_ERR_SYSTEM;
	*slots = (uint64_t)got / LOG_SLOT_SIZE;
	return LOG_OK;
}

static bool more_follows(int fd)
{
	char byte;

	return read_full(fd, &byte, 1) > 0;
}

/* Leaves the log with its sound slots; whatever was lost, it did not end the way the header says. */
static void keep_sound(struct log *log, uint64_t sound, int error)
{
	const uint64_t word = log_word((uint32_t)sound);

	log->header->tail = word;
	log->header->allocated = word;
	log->header->committed = word;
	if (error)
		log_set_status(log, LOG_TRUNCATED);
}

static int check_recording(struct log *log, uint64_t *bad_slot, uint64_t slots, int fd)
{
	const bool ended = (uint32_t)log->header->end != 0;
	struct log_check check = {.sealed = ended, .written = (uint32_t)log->header->committed, .end = slots};
	int error = log_check_slots(&check, log);

	if (error)
		return error;
	if (!check.faulty && slots == check.written && ended && more_follows(fd)) {
		check.faulty = true;
		check.fault = slots;
	}
	if (check.faulty)
		*bad_slot = check.fault;
	error = check.faulty ? LOG_ERR_CORRUPT : check.sound < check.written ? LOG_ERR_TRUNCATED : LOG_OK;
	keep_sound(log, check.sound, error);
	return error;
}

static int open_recording(struct log *log, uint64_t *bad_slot, int fd)
{
	struct log_header header = {.magic = {0}};
	const ssize_t got = read_full(fd, &header, sizeof header);
	uint64_t slots;
	int error;

	if (got < 0)
		return LOG_ERR_SYSTEM;
	error = check_header(&header, (size_t)got);
	if (!error)
		error = read_slots(log, &slots, &header, fd);
	if (!error)
		error = check_recording(log, bad_slot, slots, fd);
	return error;
}

int log_open(struct log **out, const char *path, uint64_t *bad_slot)
{
	struct log *log = calloc(1, sizeof *log);
	uint64_t unasked;
	int fd, error, why;

	*out = NULL;
	if (!bad_slot)
		bad_slot = &unasked;
	*bad_slot = 0;
	if (!log)
		return LOG_ERR_SYSTEM;
	log->fd = -1;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	error = fd < 0 ? LOG_ERR_SYSTEM : open_recording(log, bad_slot, fd);
	why = errno;
	if (fd >= 0)
		close(fd);
	if (!error || ((error == LOG_ERR_CORRUPT || error == LOG_ERR_TRUNCATED) && log->header &&
		       log_committed(log) > 0))
		*out = log;
	else
		log_free(log);
	errno = why;
	return error;
}

/* ---- saving ---- */

/* The header of an ended recording of `committed` slots. */
static void make_header(struct log_header *header, const struct log *log, uint64_t committed,
			enum log_status status)
{
	const uint64_t word = log_word((uint32_t)committed);

	memset(header, 0, sizeof *header);
	memcpy(header, log->header, offsetof(struct log_header, zero_1));
	header->tail = word;
	header->allocated = word;
	header->committed = word;
	header->status = log_word((uint32_t)status);
	header->end = word;
}

static bool write_log(FILE *file, const struct log *log, enum log_status status)
{
	const uint64_t committed = log_committed(log);
	struct log_header header;

	make_header(&header, log, committed, status);
	if (fwrite(&header, sizeof header, 1, file) != 1)
		return false;
	for (uint64_t slot = 0; slot < committed; slot += LOG_CHUNK_SLOTS) {
		const uint64_t left = committed - slot;
		const uint32_t used = left < LOG_CHUNK_SLOTS ? (uint32_t)left : LOG_CHUNK_SLOTS;
		struct log_seal seal;

		log_make_seal(&seal, log, slot / LOG_CHUNK_SLOTS, used);
		if (fwrite(&seal, sizeof seal, 1, file) != 1 ||
		    fwrite(log_slot(log, slot + 1), LOG_SLOT_SIZE, used - 1u, file) != used - 1u)
			return false;
	}
	return true;
}

/* Writes to `path` itself, whatever it is. */
static int save_to(const struct log *log, const char *path, int flags, enum log_status status)
{
	const int fd = open(path, O_WRONLY | O_CLOEXEC | flags, 0666);
	FILE *file;
	int why = 0;

	if (fd < 0)
		return LOG_ERR_SYSTEM;
	file = fdopen(fd, "wb");
	if (!file) {
		why = errno;
		close(fd);
	} else {
		if (!write_log(file, log, status))
			why = errno;
		if (fclose(file) != 0 && !why)
			why = errno;
	}
	errno = why;
	return why ? LOG_ERR_SYSTEM : LOG_OK;
}

/* A file appears whole or not at all: it is written beside `path` and renamed. So a log can be saved over the
 * file that holds it, and what was there before survives a full disc. */
static int save_beside(const struct log *log, const char *path, enum log_status status)
{
	char *part;
	int error;

	if (asprintf(&part, "%s.%ld.part", path, (long)getpid()) < 0)
		return LOG_ERR_SYSTEM;
	unlink(part); /* by its name, what a dead process of our number left */
	error = save_to(log, part, O_CREAT | O_EXCL, status);
	if (!error && rename(part, path) != 0)
		error = LOG_ERR_SYSTEM;
	if (error) {
		const int why = errno;

		unlink(part);
		errno = why;
	}
	free(part);
	return error;
}

int log_save(const struct log *log, const char *path, enum log_status status)
{
	struct stat stat_of_path;

	if (stat(path, &stat_of_path) == 0 && !S_ISREG(stat_of_path.st_mode))
		return save_to(log, path, 0, status); /* a pipe or a terminal */
	return save_beside(log, path, status);
}
