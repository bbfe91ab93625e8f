/* Recordings as files: what is saved comes back, and what is damaged is noticed and never trusted.
 *
 * IL_FUZZ_SEED repeats a run of the random damage; each failure names the seed. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "log/layout.h"
#include "log/writer.h"
#include "sample.h"

enum { FUZZ_ROUNDS = 2000 };

/* A folder for files, and a file in memory that is damaged again and again. */
struct fixture {
	char folder[64], path[96], other[96];
	char damaged_path[64];
	int damaged;
	FILE *nowhere;
	unsigned char *bytes; /* of the recording at `path` */
	size_t size;
};

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof *fixture);

	if (!fixture)
		return -1;
	*state = fixture;
	strcpy(fixture->folder, "/tmp/log_file_test.XXXXXX");
	fixture->damaged = memfd_create("damaged", MFD_CLOEXEC);
	fixture->nowhere = fopen("/dev/null", "w");
	if (fixture->damaged < 0 || !fixture->nowhere || !mkdtemp(fixture->folder))
		return -1;
	snprintf(fixture->path, sizeof fixture->path, "%s/one.ilog", fixture->folder);
	snprintf(fixture->other, sizeof fixture->other, "%s/two.ilog", fixture->folder);
	snprintf(fixture->damaged_path, sizeof fixture->damaged_path, "/proc/self/fd/%d", fixture->damaged);
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	unlink(fixture->path);
	unlink(fixture->other);
	rmdir(fixture->folder);
	close(fixture->damaged);
	fclose(fixture->nowhere);
	free(fixture->bytes);
	free(fixture);
	return 0;
}

static void read_bytes(struct fixture *fixture, const char *path)
{
	struct stat stat;
	const int fd = open(path, O_RDONLY);

	assert_true(fd >= 0);
	assert_int_equal(fstat(fd, &stat), 0);
	free(fixture->bytes);
	fixture->size = (size_t)stat.st_size;
	fixture->bytes = malloc(fixture->size);
	assert_int_equal(read(fd, fixture->bytes, fixture->size), fixture->size);
	close(fd);
}

static void write_damaged(struct fixture *fixture, const unsigned char *bytes, size_t size)
{
	assert_int_equal(ftruncate(fixture->damaged, 0), 0);
	assert_int_equal(pwrite(fixture->damaged, bytes, size, 0), size);
}

/* A small recording in `damaged` and `bytes`: ended, or as its writer's death left it, without the room
 * ahead. */
static void make_victim(struct fixture *fixture, bool ended)
{
	struct log *log = sample_log(fixture->path, ended);

	read_bytes(fixture, fixture->path);
	fixture->size = LOG_HEADER_SIZE + log_committed(log) * LOG_SLOT_SIZE;
	write_damaged(fixture, fixture->bytes, fixture->size);
	log_free(log);
}

static bool is_prefix(const struct fixture *fixture, const struct log *log)
{
	const uint64_t slots = log_committed(log);

	if (LOG_HEADER_SIZE + slots * LOG_SLOT_SIZE > fixture->size)
		return false;
	for (uint64_t slot = 0; slot < slots; slot++)
		if (slot % LOG_CHUNK_SLOTS != 0 &&
		    memcmp(log_slot(log, slot), fixture->bytes + LOG_HEADER_SIZE + slot * LOG_SLOT_SIZE,
			   LOG_SLOT_SIZE) != 0)
			return false;
	return true;
}

/* ---- what is whole ---- */

static void assert_same_events(const struct log *one, const struct log *other)
{
	const struct log_event *event;
	uint64_t pos = 0, pos_other = 0;

	while ((event = log_next(one, &pos, log_committed(one))))
		assert_memory_equal(event, log_next(other, &pos_other, log_committed(other)), sizeof *event);
	assert_null(log_next(other, &pos_other, log_committed(other)));
}

static void test_an_ended_recording_opens_with_all_it_held(void **state)
{
	struct fixture *fixture = *state;
	struct log *written = sample_log(fixture->path, true), *read;
	uint64_t bad_slot = 99;

	assert_int_equal(log_open(&read, fixture->path, &bad_slot), LOG_OK);
	assert_int_equal(log_status(read), LOG_COMPLETED);
	assert_memory_equal(log_meta(read), log_meta(written), sizeof(struct log_meta));
	assert_same_events(read, written);
	log_free(read);
	log_free(written);
}

static void test_an_ended_recording_is_trimmed_to_its_length(void **state)
{
	struct fixture *fixture = *state;
	struct log *log = sample_log(fixture->path, true);

	read_bytes(fixture, fixture->path);
	assert_int_equal(fixture->size, LOG_HEADER_SIZE + log_committed(log) * LOG_SLOT_SIZE);
	log_free(log);
}

static void test_a_recording_whose_writer_died_opens_up_to_its_last_commit(void **state)
{
	struct fixture *fixture = *state;
	struct log *written = sample_log(fixture->path, false), *read;
	const struct log_event begun = {.phase = LOG_DONE, .op = OP_EXIT};

	assert_int_equal(log_put_event(written, &begun), LOG_OK);
	assert_int_equal(log_open(&read, fixture->path, NULL), LOG_OK);
	assert_int_equal(log_status(read), LOG_RUNNING);
	assert_int_equal(log_committed(read), log_committed(written));
	assert_same_events(read, written);
	log_free(read);
	log_free(written);
}

static void test_a_recording_without_events_opens(void **state)
{
	struct fixture *fixture = *state;
	struct log *written, *read;
	uint64_t pos = 0;

	assert_int_equal(log_create(&written, fixture->path, &sample_meta, 1000), LOG_OK);
	assert_int_equal(log_open(&read, fixture->path, NULL), LOG_OK);
	assert_null(log_next(read, &pos, log_committed(read)));
	log_free(read);
	log_free(written);
}

static void test_save_writes_what_is_committed_as_an_ended_recording(void **state)
{
	struct fixture *fixture = *state;
	struct log *live = sample_log(NULL, false), *read;

	assert_int_equal(log_save(live, fixture->path, LOG_DEADLOCK), LOG_OK);
	assert_int_equal(log_open(&read, fixture->path, NULL), LOG_OK);
	assert_int_equal(log_status(read), LOG_DEADLOCK);
	assert_same_events(read, live);
	assert_int_equal(log_save(read, fixture->other, LOG_DEADLOCK), LOG_OK);
	read_bytes(fixture, fixture->path);
	write_damaged(fixture, fixture->bytes, fixture->size);
	read_bytes(fixture, fixture->other);
	log_free(read);
	assert_int_equal(log_open(&read, fixture->damaged_path, NULL), LOG_OK);
	assert_true(is_prefix(fixture, read));
	log_free(read);
	log_free(live);
}

static void test_save_over_the_file_being_recorded_leaves_the_log_whole(void **state)
{
	struct fixture *fixture = *state;
	struct log *live = sample_log(fixture->path, false), *read;

	assert_int_equal(log_save(live, fixture->path, LOG_LEFT), LOG_OK);
	sample_put(live, SAMPLE_EVENT(OP_EXIT, LOG_NONE));
	assert_int_equal(log_open(&read, fixture->path, NULL), LOG_OK);
	assert_true(log_committed(read) < log_committed(live));
	log_free(read);
	log_free(live);
}

/* As a disc does that has no more room than this for a file. */
static struct rlimit limit_files(rlim_t bytes)
{
	struct rlimit before, small;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small = (struct rlimit){bytes, before.rlim_max};
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	return before;
}

static void unlimit_files(struct rlimit before)
{
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	signal(SIGXFSZ, SIG_DFL);
}

static void test_save_to_a_full_disc_fails_and_keeps_what_was_there(void **state)
{
	struct fixture *fixture = *state;
	struct log *live = sample_log(NULL, false), *read;
	struct rlimit before;

	log_free(sample_log(fixture->path, true));
	before = limit_files(6000);
	assert_int_equal(log_save(live, fixture->path, LOG_LEFT), LOG_ERR_SYSTEM);
	assert_int_equal(errno, EFBIG);
	unlimit_files(before);
	assert_int_equal(log_open(&read, fixture->path, NULL), LOG_OK);
	assert_int_equal(log_status(read), LOG_COMPLETED);
	log_free(read);
	log_free(live);
}

static void test_saving_where_no_file_can_be_says_so(void **state)
{
	struct log *live = sample_log(NULL, false);

	(void)state;
	assert_int_equal(log_save(live, "/nonexistent/x.ilog", LOG_LEFT), LOG_ERR_SYSTEM);
	assert_int_equal(errno, ENOENT);
	assert_int_equal(log_save(live, "/dev/full", LOG_LEFT), LOG_ERR_SYSTEM);
	assert_int_equal(errno, ENOSPC);
	log_free(live);
}

/* ---- growing ---- */

static void test_a_file_grows_when_asked_and_refuses_before(void **state)
{
	struct fixture *fixture = *state;
	const struct log_event event = {
	    .phase = LOG_DONE, .op = OP_EXIT, .object = LOG_NONE, .via = LOG_NONE};
	const uint64_t slots = 1 << 15;
	uint64_t events = 0;
	struct log *log, *read;

	assert_int_equal(log_create(&log, fixture->path, &sample_meta, slots), LOG_OK);
	while (log_put_event(log, &event) == LOG_OK)
		events++;
	log_commit(log);
	assert_true(events < slots / 2 + 1);
	assert_int_equal(log_allocate(log, 100), LOG_OK);
	assert_true(log_allocated(log) >= log_tail(log) + 100);
	while (log_put_event(log, &event) == LOG_OK)
		events++;
	log_commit(log);
	assert_int_equal(events, slots / LOG_CHUNK_SLOTS * (LOG_CHUNK_SLOTS - 1));
	assert_int_equal(log_allocate(log, 1), LOG_ERR_FULL);
	log_seal(log, true);
	assert_int_equal(log_open(&read, fixture->path, NULL), LOG_OK);
	assert_int_equal(log_committed(read), slots);
	log_free(read);
	log_free(log);
}

static void test_a_disc_without_room_is_an_error_and_no_signal(void **state)
{
	struct fixture *fixture = *state;
	const struct rlimit before = limit_files(LOG_HEADER_SIZE + (3 << 19));
	struct log *log;

	assert_int_equal(log_create(&log, fixture->path, &sample_meta, 1 << 20), LOG_OK);
	assert_int_equal(log_allocate(log, 1 << 16), LOG_ERR_SYSTEM);
	assert_int_equal(errno, EFBIG);
	assert_true(log_allocated(log) > log_tail(log));
	unlimit_files(before);
	log_free(log);
}

static void refuse_to_record(struct fixture *fixture, rlim_t room)
{
	const struct rlimit before = limit_files(room);
	struct log *log;

	assert_int_equal(log_create(&log, fixture->path, &sample_meta, 1000), LOG_ERR_SYSTEM);
	assert_int_equal(errno, EFBIG);
	unlimit_files(before);
}

static void test_what_cannot_be_begun_leaves_no_file_and_an_older_recording_whole(void **state)
{
	static const rlim_t rooms[] = {0, LOG_HEADER_SIZE, LOG_HEADER_SIZE + LOG_SLOT_SIZE};
	struct fixture *fixture = *state;
	struct log *older;

	for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++) {
		refuse_to_record(fixture, rooms[i]);
		assert_int_equal(access(fixture->path, F_OK), -1);
	}
	log_free(sample_log(fixture->path, true));
	for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++)
		refuse_to_record(fixture, rooms[i]);
	assert_int_equal(log_open(&older, fixture->path, NULL), LOG_OK);
	log_free(older);
}

static void test_a_file_being_recorded_cannot_be_recorded_to_again(void **state)
{
	struct fixture *fixture = *state;
	struct log *first = sample_log(fixture->path, false), *second, *read;

	assert_int_equal(log_create(&second, fixture->path, &sample_meta, 1000), LOG_ERR_SYSTEM);
	assert_int_equal(errno, EBUSY);
	assert_int_equal(log_open(&read, fixture->path, NULL), LOG_OK);
	assert_same_events(read, first);
	log_free(read);
	log_free(first);
}

/* ---- what is damaged ---- */

static void assert_refused(struct fixture *fixture, int error)
{
	struct log *log;

	assert_int_equal(log_open(&log, fixture->damaged_path, NULL), error);
	assert_null(log);
}

static void test_what_is_no_recording_is_foreign(void **state)
{
	struct fixture *fixture = *state;
	struct log *log;

	write_damaged(fixture, (const unsigned char *)"", 0);
	assert_refused(fixture, LOG_ERR_FOREIGN);
	write_damaged(fixture, (const unsigned char *)"{\"interleave\":1}\n", 17);
	assert_refused(fixture, LOG_ERR_FOREIGN);
	assert_int_equal(log_open(&log, "/dev/zero", NULL), LOG_ERR_FOREIGN);
	assert_int_equal(log_open(&log, fixture->folder, NULL), LOG_ERR_SYSTEM);
	assert_int_equal(errno, EISDIR);
	assert_int_equal(log_open(&log, "/nonexistent", NULL), LOG_ERR_SYSTEM);
	assert_int_equal(errno, ENOENT);
}

static void test_another_version_or_byte_order_is_said(void **state)
{
	struct fixture *fixture = *state;
	struct log_header *header;

	make_victim(fixture, true);
	header = (struct log_header *)fixture->bytes;
	header->version = LOG_VERSION + 1;
	write_damaged(fixture, fixture->bytes, fixture->size);
	assert_refused(fixture, LOG_ERR_VERSION);
	header->version = LOG_VERSION;
	header->byte_order = 0x04030201;
	write_damaged(fixture, fixture->bytes, fixture->size);
	assert_refused(fixture, LOG_ERR_VERSION);
	header->byte_order = LOG_BYTE_ORDER;
	header->op_count = LOG_OP_COUNT + 1;
	header->checksum = log_header_checksum(header);
	write_damaged(fixture, fixture->bytes, fixture->size);
	assert_refused(fixture, LOG_ERR_VERSION);
}

static void test_bytes_behind_the_end_are_a_fault_that_spares_the_rest(void **state)
{
	struct fixture *fixture = *state;
	uint64_t bad_slot;
	struct log *log;

	make_victim(fixture, true);
	assert_int_equal(pwrite(fixture->damaged, "x", 1, (off_t)fixture->size), 1);
	assert_int_equal(log_open(&log, fixture->damaged_path, &bad_slot), LOG_ERR_CORRUPT);
	assert_int_equal(bad_slot, log_committed(log));
	assert_int_equal(LOG_HEADER_SIZE + bad_slot * LOG_SLOT_SIZE, fixture->size);
	log_free(log);
}

/* Opens the damaged file, reads all of it when it opens; returns what log_open answered. */
static int try_damaged(struct fixture *fixture, bool *prefix)
{
	uint64_t bad_slot;
	struct log *log;
	const int error = log_open(&log, fixture->damaged_path, &bad_slot);

	*prefix = true;
	if (log) {
		sample_walk(log, fixture->nowhere);
		*prefix = is_prefix(fixture, log);
		if (error)
			assert_int_equal(log_status(log), LOG_TRUNCATED);
		log_free(log);
	}
	return error;
}

static void test_cut_at_any_byte_gives_an_error_and_a_sound_beginning(void **state)
{
	struct fixture *fixture = *state;
	bool prefix;

	make_victim(fixture, true);
	for (size_t size = fixture->size - 1; size < fixture->size; size--) {
		assert_int_equal(ftruncate(fixture->damaged, (off_t)size), 0);
		assert_int_equal(try_damaged(fixture, &prefix),
				 size < 8 ? LOG_ERR_FOREIGN : LOG_ERR_TRUNCATED);
		assert_true(prefix);
	}
}

static void test_a_dead_writers_file_cut_at_any_byte_gives_a_sound_beginning(void **state)
{
	struct fixture *fixture = *state;
	bool prefix;

	make_victim(fixture, false);
	for (size_t size = fixture->size - 1; size < fixture->size; size--) {
		assert_int_equal(ftruncate(fixture->damaged, (off_t)size), 0);
		try_damaged(fixture, &prefix);
		assert_true(prefix);
	}
}

static const unsigned char flips[] = {0x01, 0x80, 0xff};

static void test_an_ended_recording_never_opens_with_a_changed_byte(void **state)
{
	struct fixture *fixture = *state;
	bool prefix;

	make_victim(fixture, true);
	for (size_t at = 0; at < fixture->size; at++)
		for (size_t i = 0; i < sizeof flips; i++) {
			const unsigned char byte = fixture->bytes[at] ^ flips[i];

			assert_int_equal(pwrite(fixture->damaged, &byte, 1, (off_t)at), 1);
			if (try_damaged(fixture, &prefix) == LOG_OK || !prefix)
				fail_msg("byte %zu, flipped by %02x, went unnoticed", at, flips[i]);
			assert_int_equal(pwrite(fixture->damaged, fixture->bytes + at, 1, (off_t)at), 1);
		}
}

static void test_a_dead_writers_file_survives_any_changed_byte(void **state)
{
	struct fixture *fixture = *state;
	bool prefix;

	make_victim(fixture, false);
	for (size_t at = 0; at < fixture->size; at++)
		for (size_t i = 0; i < sizeof flips; i++) {
			const unsigned char byte = fixture->bytes[at] ^ flips[i];

			assert_int_equal(pwrite(fixture->damaged, &byte, 1, (off_t)at), 1);
			if (try_damaged(fixture, &prefix) == LOG_OK && at < LOG_HEADER_SIZE)
				fail_msg("header byte %zu, flipped by %02x, went unnoticed", at, flips[i]);
			assert_int_equal(pwrite(fixture->damaged, fixture->bytes + at, 1, (off_t)at), 1);
		}
}

/* ---- random damage ---- */

/* xorshift64: the same numbers everywhere */
static uint64_t draw(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

static uint64_t fuzz_seed(void)
{
	const char *given = getenv("IL_FUZZ_SEED");
	const uint64_t seed = given ? strtoull(given, NULL, 0) : (uint64_t)time(NULL);

	print_message("IL_FUZZ_SEED=%llu\n", (unsigned long long)seed);
	return seed ? seed : 1;
}

/* Changes some bytes: at random, to their neighbours', or to one that means something. */
static void damage(unsigned char *bytes, size_t first, size_t size, uint64_t *seed)
{
	static const unsigned char telling[] = {0, 1, 2, 3, 0x7f, 0x80, 0xff};

	for (uint64_t count = 1 + draw(seed) % 8; count > 0; count--) {
		const size_t at = first + draw(seed) % (size - first);
		const size_t from = first + draw(seed) % (size - first);

		switch (draw(seed) % 4) {
		case 0:
			bytes[at] = (unsigned char)draw(seed);
			break;
		case 1:
			bytes[at] = telling[draw(seed) % sizeof telling];
			break;
		case 2: /* a slot takes another's place */
			memmove(bytes + (at - at % LOG_SLOT_SIZE), bytes + (from - from % LOG_SLOT_SIZE),
				LOG_SLOT_SIZE);
			break;
		default:
			bytes[at - at % LOG_SLOT_SIZE] = telling[draw(seed) % sizeof telling];
			break;
		}
	}
}

/* Makes the seals of `log`'s bytes fit again, so that the damage meets the checks behind them. */
static void seal_again(unsigned char *bytes, size_t size)
{
	const struct log log = {.header = (struct log_header *)bytes};
	const uint64_t slots = (size - LOG_HEADER_SIZE) / LOG_SLOT_SIZE;

	log.header->checksum = log_header_checksum(log.header);
	for (uint64_t slot = 0; slot < slots; slot += LOG_CHUNK_SLOTS) {
		const uint64_t left = slots - slot;

		log_make_seal((struct log_seal *)log_slot(&log, slot), &log, slot / LOG_CHUNK_SLOTS,
			      left < LOG_CHUNK_SLOTS ? (uint32_t)left : LOG_CHUNK_SLOTS);
	}
}

static void fuzz(struct fixture *fixture, uint64_t seed, bool sealed_again)
{
	unsigned char *bytes = malloc(fixture->size);
	bool prefix;

	for (int round = 0; round < FUZZ_ROUNDS; round++) {
		const size_t first = draw(&seed) % 8 == 0 ? 0 : LOG_HEADER_SIZE;

		memcpy(bytes, fixture->bytes, fixture->size);
		damage(bytes, first, fixture->size, &seed);
		if (sealed_again)
			seal_again(bytes, fixture->size);
		write_damaged(fixture, bytes, fixture->size);
		try_damaged(fixture, &prefix);
		if (!sealed_again && !prefix)
			fail_msg("round %d gave events that were never written", round);
	}
	free(bytes);
}

static void test_random_damage_is_noticed(void **state)
{
	make_victim(*state, true);
	fuzz(*state, fuzz_seed(), false);
}

static void test_random_damage_under_fitting_seals_is_survived(void **state)
{
	make_victim(*state, true);
	fuzz(*state, fuzz_seed(), true);
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
	const struct CMUnitTest tests[] = {
	    IN_FOLDER(test_an_ended_recording_opens_with_all_it_held),
	    IN_FOLDER(test_an_ended_recording_is_trimmed_to_its_length),
	    IN_FOLDER(test_a_recording_whose_writer_died_opens_up_to_its_last_commit),
	    IN_FOLDER(test_a_recording_without_events_opens),
	    IN_FOLDER(test_save_writes_what_is_committed_as_an_ended_recording),
	    IN_FOLDER(test_save_over_the_file_being_recorded_leaves_the_log_whole),
	    IN_FOLDER(test_save_to_a_full_disc_fails_and_keeps_what_was_there),
	    IN_FOLDER(test_saving_where_no_file_can_be_says_so),
	    IN_FOLDER(test_a_file_grows_when_asked_and_refuses_before),
	    IN_FOLDER(test_a_disc_without_room_is_an_error_and_no_signal),
	    IN_FOLDER(test_what_cannot_be_begun_leaves_no_file_and_an_older_recording_whole),
	    IN_FOLDER(test_a_file_being_recorded_cannot_be_recorded_to_again),
	    IN_FOLDER(test_what_is_no_recording_is_foreign),
	    IN_FOLDER(test_another_version_or_byte_order_is_said),
	    IN_FOLDER(test_bytes_behind_the_end_are_a_fault_that_spares_the_rest),
	    IN_FOLDER(test_cut_at_any_byte_gives_an_error_and_a_sound_beginning),
	    IN_FOLDER(test_a_dead_writers_file_cut_at_any_byte_gives_a_sound_beginning),
	    IN_FOLDER(test_an_ended_recording_never_opens_with_a_changed_byte),
	    IN_FOLDER(test_a_dead_writers_file_survives_any_changed_byte),
	    IN_FOLDER(test_random_damage_is_noticed),
	    IN_FOLDER(test_random_damage_under_fitting_seals_is_survived),
	};

	return cmocka_run_group_tests_name("log files", tests, NULL, NULL);
}
