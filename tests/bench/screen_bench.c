/* What the screen costs: a frame at 160x48 with 16 lanes after few and after very many events (time, and bytes sent to the
 * terminal), folding the log, and the processor time of the whole program while it is paused and while a run at speed 1 sleeps. */
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "log/writer.h"
#include "measure.h"
#include "model/timeline.h"
#include "tui/screen.h"
#include "view/view.h"

enum { LANES = 16, WIDTH = 160, HEIGHT = 48, FRAMES = 200, QUIET_S = 2 };

/* ---- a made-up log: sixteen threads that take a lock in turn ---- */

static uint32_t put_name(struct log *log, const char *format, unsigned number)
{
	char text[32];
	uint32_t ref;
	int length = snprintf(text, sizeof text, format, number);
	if (log_put_string(&ref, log, text, (size_t)length) != LOG_OK)
		exit(8);
	return ref;
}

static void put(struct log *log, struct log_event event)
{
	event.phase = event.phase != 0 ? event.phase : LOG_DONE;
	event.flags |= LOG_STEP;
	if (event.via == 0)
		event.via = LOG_NONE;
	if (log_put_event(log, &event) != LOG_OK)
		exit(8);
	log_commit(log);
}

static struct log *make_log(void)
{
	struct log_meta meta = {.scenario = "bench", .strategy = "random", .time = "respected", .params = "{}"};
	struct log *log;
	if (log_create(&log, NULL, &meta, 4 * 1000 * 1000) != LOG_OK)
		exit(8);
	put(log, (struct log_event){.op = OP_OBJECT_NEW, .text = put_name(log, "main", 0), .x = TYPE_MAIN});
	put(log, (struct log_event){
	             .op = OP_OBJECT_NEW, .object = LOG_OBJECT_BASE, .text = put_name(log, "lock", 0), .x = TYPE_LOCK});
	for (uint32_t id = 1; id < LANES; id++) {
		put(log, (struct log_event){
		             .op = OP_OBJECT_NEW, .object = id, .text = put_name(log, "thread-%u", id), .x = TYPE_THREAD});
		put(log, (struct log_event){.op = OP_THREAD_START, .object = id});
	}
	return log;
}

static void grow_log(struct log *log, uint64_t *made, uint64_t events)
{
	for (; *made < events; (*made)++) {
		uint32_t actor = 1 + (uint32_t)(*made / 2 % (LANES - 1));
		bool acquire = *made % 2 == 0;
		put(log, (struct log_event){.op = acquire ? OP_LOCK_ACQUIRE : OP_LOCK_RELEASE,
		                            .actor = actor,
		                            .object = LOG_OBJECT_BASE,
		                            .t = (int64_t)*made * 1000,
		                            .x = acquire ? (int32_t)actor : -1,
		                            .y = acquire});
	}
}

/* ---- frames, in a child that has a terminal ---- */

struct shared {
	_Atomic uint64_t bytes; /* what came out of the terminal's other end */
	double draw_us, show_us, bytes_a_frame;
};

static struct shared *shared;

static void draw_frames(uint64_t events)
{
	struct screen *screen;
	struct frame frame;
	struct log *log = make_log();
	struct timeline *timeline = timeline_new(log);
	uint64_t made = 0;
	if (screen_open(&screen, theme_find("dark"), false) != 0 || frame_init(&frame, WIDTH, HEIGHT) != 0 || timeline == NULL)
		_exit(8);
	grow_log(log, &made, events);
	timeline_advance(timeline, log_committed(log), UINT64_MAX);
	int64_t drawing = 0, showing = 0;
	uint64_t before = 0;
	for (int i = 0; i <= FRAMES; i++) {
		grow_log(log, &made, made + 1);
		timeline_advance(timeline, log_committed(log), UINT64_MAX);
		const struct model *now = timeline_head(timeline);
		struct view_input input = {.model = now,
		                           .timeline = timeline,
		                           .step_now = now->step,
		                           .run = {.title = "bench", .strategy = "random", .proposal = 1, .playing = true},
		                           .marked = 1,
		                           .catalog = catalog_find("en")};
		int64_t start = measure_now();
		view_draw(&frame, &input);
		int64_t drawn = measure_now();
		screen_show(screen, &frame);
		if (i > 0) {
			drawing += drawn - start;
			showing += measure_now() - drawn;
		}
		tcdrain(STDOUT_FILENO);
		if (i == 0) { /* the first frame is the whole screen */
			usleep(50000);
			before = atomic_load(&shared->bytes);
		}
	}
	usleep(50000);
	shared->bytes_a_frame = (double)(atomic_load(&shared->bytes) - before) / FRAMES;
	shared->draw_us = (double)drawing / FRAMES / 1000;
	shared->show_us = (double)showing / FRAMES / 1000;
	screen_close(screen);
	_exit(0);
}

/* Reads what the child writes to its terminal until it has ended, or `ms` have passed (-1: for ever). */
static void drain(int terminal, int ms)
{
	char bytes[65536];
	int64_t end = measure_now() + (int64_t)ms * 1000000;
	for (;;) {
		int left = ms < 0 ? -1 : (int)((end - measure_now()) / 1000000);
		if (ms >= 0 && left <= 0)
			return;
		if (poll(&(struct pollfd){terminal, POLLIN, 0}, 1, left) <= 0)
			return;
		ssize_t length = read(terminal, bytes, sizeof bytes);
		if (length <= 0)
			return;
		atomic_fetch_add(&shared->bytes, (uint64_t)length);
	}
}

static pid_t in_terminal(int *terminal)
{
	struct winsize size = {.ws_col = WIDTH, .ws_row = HEIGHT};
	pid_t child = forkpty(terminal, NULL, NULL, &size);
	if (child < 0) {
		perror("bench: pseudo-terminal");
		exit(8);
	}
	if (child == 0)
		setenv("TERM", "xterm-256color", 1);
	return child;
}

static void measure_frames(uint64_t events)
{
	double draw[MEASURE_RUNS], show[MEASURE_RUNS], bytes[MEASURE_RUNS];
	for (int i = 0; i < MEASURE_RUNS; i++) {
		int terminal, status;
		atomic_store(&shared->bytes, 0);
		pid_t child = in_terminal(&terminal);
		if (child == 0)
			draw_frames(events);
		drain(terminal, -1);
		close(terminal);
		waitpid(child, &status, 0);
		if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
			fprintf(stderr, "bench: drawing frames failed\n");
			exit(8);
		}
		draw[i] = shared->draw_us;
		show[i] = shared->show_us;
		bytes[i] = shared->bytes_a_frame;
	}
	printf("  frame after %7llu events     draw %7.1f us   show %7.1f us   %6.0f bytes\n",
	       (unsigned long long)events, measure_median(draw), measure_median(show), measure_median(bytes));
}

/* ---- folding ---- */

/* Sixteen threads that take the lock in turn, and add to a variable under it. */
static struct log *make_counting_log(uint64_t events)
{
	static const enum log_op ops[] = {OP_LOCK_ACQUIRE, OP_VAR_READ, OP_VAR_WRITE, OP_LOCK_RELEASE};
	struct log *log = make_log();
	put(log, (struct log_event){
	             .op = OP_OBJECT_NEW, .object = LOG_OBJECT_BASE + 1, .text = put_name(log, "counter", 0), .x = TYPE_VAR});
	for (uint64_t i = 0; i < events; i++) {
		uint32_t actor = 1 + (uint32_t)(i / 4 % (LANES - 1));
		bool of_lock = i % 4 == 0 || i % 4 == 3;
		put(log, (struct log_event){.op = (uint16_t)ops[i % 4],
		                            .actor = actor,
		                            .object = LOG_OBJECT_BASE + !of_lock,
		                            .flags = VALUE_INT,
		                            .value = (int64_t)(i / 4),
		                            .t = (int64_t)i * 1000,
		                            .x = i % 4 == 0 ? (int32_t)actor : -1,
		                            .y = i % 4 == 0});
	}
	return log;
}

/* ns an event; `watched`: with what only the history shows. */
static double fold(const struct log *log, bool watched)
{
	struct model *model = model_new(log);
	struct watch *watch = watch_new();
	const struct log_event *event;
	uint64_t pos = 0;
	if (model == NULL || watch == NULL)
		exit(8);
	int64_t start = measure_now();
	while ((event = log_next(log, &pos, log_committed(log))) != NULL) {
		model_apply(model, event);
		if (watched)
			watch_apply(watch, model, event);
	}
	double ns = (double)(measure_now() - start) / (double)model->seq;
	watch_free(watch);
	model_free(model);
	return ns;
}

static void measure_fold(const char *what, struct log *log)
{
	double plain[MEASURE_RUNS], watched[MEASURE_RUNS];
	for (int i = 0; i < MEASURE_RUNS; i++) {
		plain[i] = fold(log, false);
		watched[i] = fold(log, true);
	}
	printf("  fold %-28s model %6.1f ns   and its history %6.1f ns an event\n", what, measure_median(plain),
	       measure_median(watched));
	log_free(log);
}

static struct log *make_locking_log(uint64_t events)
{
	struct log *log = make_log();
	uint64_t made = 0;
	grow_log(log, &made, events);
	return log;
}

/* ---- processor time of the whole program ---- */

static int64_t ticks_of(const char *pid, pid_t *parent)
{
	char path[300], text[1024];
	unsigned long user = 0, system = 0;
	snprintf(path, sizeof path, "/proc/%s/stat", pid);
	int fd = open(path, O_RDONLY);
	if (fd < 0)
		return 0;
	ssize_t length = read(fd, text, sizeof text - 1);
	close(fd);
	text[length > 0 ? length : 0] = '\0';
	const char *rest = strrchr(text, ')');
	if (rest == NULL || sscanf(rest, ") %*c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", parent, &user, &system) != 3)
		return 0;
	return (int64_t)(user + system);
}

/* Of a process and all its descendants. */
static int64_t ticks_of_tree(pid_t root)
{
	int64_t sum = 0;
	DIR *folder = opendir("/proc");
	struct dirent *entry;
	char name[32];
	pid_t parent;
	snprintf(name, sizeof name, "%d", root);
	sum += ticks_of(name, &parent);
	while (folder != NULL && (entry = readdir(folder)) != NULL) {
		if (atoi(entry->d_name) > 0 && ticks_of(entry->d_name, &parent) >= 0 && parent == root)
			sum += ticks_of_tree((pid_t)atoi(entry->d_name));
		parent = 0;
	}
	if (folder != NULL)
		closedir(folder);
	return sum;
}

static double busy_ms(pid_t program, int terminal)
{
	int64_t before = ticks_of_tree(program);
	drain(terminal, QUIET_S * 1000);
	return (double)(ticks_of_tree(program) - before) * 1000 / (double)sysconf(_SC_CLK_TCK) / QUIET_S;
}

static void measure_idle(const char *binary)
{
	int terminal;
	pid_t program = in_terminal(&terminal);
	if (program == 0) {
		execl(binary, binary, "run", "event", "--strategy", "live", (char *)NULL);
		_exit(8);
	}
	drain(terminal, 500);
	double paused = busy_ms(program, terminal);
	if (write(terminal, " ", 1) != 1)
		exit(8);
	drain(terminal, 300);
	double sleeping = busy_ms(program, terminal);
	kill(program, SIGTERM);
	drain(terminal, -1);
	waitpid(program, NULL, 0);
	close(terminal);
	printf("  processor time a second, paused                 %6.1f ms\n", paused);
	printf("  processor time a second, live, all asleep       %6.1f ms\n", sleeping);
}

int main(int argc, char **argv)
{
	(void)argc;
	char binary[4096];
	shared = measure_shared(sizeof *shared);
	printf("screen: %dx%d, %d lanes, medians of %d runs\n", WIDTH, HEIGHT, LANES, MEASURE_RUNS);
	measure_frames(100);
	measure_frames(10000);
	measure_frames(1000000);
	measure_fold("a lock taken in turn", make_locking_log(1000000));
	measure_fold("a variable under the lock", make_counting_log(1000000));
	/* The bench stands in BUILD/tests/bench, the program in BUILD. */
	snprintf(binary, sizeof binary, "%s", argv[0]);
	for (int i = 0; i < 3 && strrchr(binary, '/') != NULL; i++)
		*strrchr(binary, '/') = '\0';
	strncat(binary, "/interleave", sizeof binary - strlen(binary) - 1);
	measure_idle(binary);
	return 0;
}
