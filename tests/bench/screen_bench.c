/* What the screen costs: a frame at 160x48 with 16 lanes after few and after very many events, a timeline of 200x50 that scrolls
 * beside the plain way to draw one, and folding the log. */
#include <curses.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "log/writer.h"
#include "measure.h"
#include "model/timeline.h"
#include "pty.h"
#include "tui/screen.h"
#include "view/view.h"

enum {
	LANES = 16,
	WIDTH = 160,
	HEIGHT = 48,
	PLAIN_WIDTH = 200,
	PLAIN_HEIGHT = 50,
	NAMES = 13, /* columns at the left that do not move: the lanes' names */
	WORDS = 50, /* and at the right: what each is doing */
	FRAMES = 60,
	FRAMES_A_SECOND = 30,
};

#define FIRST_FRAME "\007first\007"

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

/* What a frame costs, on the average of FRAMES. */
struct cost {
	double draw_us, show_us, cpu_us, writes, bytes;
};

static struct cost *shared;

/* How often this process has written. */
static uint64_t count_writes(void)
{
	char line[128];
	unsigned long long writes = 0;
	FILE *file = fopen("/proc/self/io", "r");
	while (file != NULL && fgets(line, sizeof line, file) != NULL)
		if (sscanf(line, "syscw: %llu", &writes) == 1)
			break;
	if (file != NULL)
		fclose(file);
	return writes;
}

/* Sixteen threads that read, write, sleep and go on, each something else in each slice of time: no two columns are alike. */
static void grow_busily(struct log *log, uint64_t *made, uint64_t *dice)
{
	static const int64_t slice = 250000000;
	(*made)++;
	for (uint32_t id = 1; id < LANES; id++) {
		*dice = *dice * 6364136223846793005u + 1442695040888963407u;
		unsigned kind = (unsigned)(*dice >> 61);
		if (kind == 0)
			continue;
		put(log, (struct log_event){.op = kind < 3   ? OP_VAR_READ
		                                  : kind < 5 ? OP_VAR_WRITE
		                                             : OP_SLEEP,
		                            .phase = kind == 5 ? LOG_BLOCK : LOG_DONE,
		                            .actor = id,
		                            .object = kind < 5 ? LOG_OBJECT_BASE + 1 : LOG_NONE,
		                            .flags = VALUE_INT,
		                            .t = (int64_t)*made * slice});
	}
}

/* A run that goes on by an event a frame; a busy one by a slice of time. */
struct film {
	struct screen *screen;
	struct frame frame;
	struct log *log;
	struct timeline *timeline;
	struct view_input input;
	bool busy;
	uint64_t made, dice;
	int64_t drawing, showing;
};

static void grow(struct film *film, uint64_t events)
{
	if (film->busy && film->made == 0)
		put(film->log, (struct log_event){.op = OP_OBJECT_NEW,
		                                  .object = LOG_OBJECT_BASE + 1,
		                                  .text = put_name(film->log, "counter", 0),
		                                  .x = TYPE_VAR});
	while (film->busy && film->made < events)
		grow_busily(film->log, &film->made, &film->dice);
	if (!film->busy)
		grow_log(film->log, &film->made, events);
	timeline_advance(film->timeline, log_committed(film->log), UINT64_MAX);
}

static void open_film(struct film *film, uint64_t events, int width, int height, bool lanes_only)
{
	*film = (struct film){.log = make_log()};
	film->timeline = timeline_new(film->log);
	if (screen_open(&film->screen, theme_find("dark"), false) != 0 || frame_init(&film->frame, width, height) != 0 ||
	    film->timeline == NULL)
		_exit(8);
	film->busy = lanes_only;
	grow(film, events);
	film->input = (struct view_input){.timeline = film->timeline,
	                                  .run = {.title = "bench", .strategy = "random", .proposal = 1, .playing = true},
	                                  .marked = 1,
	                                  .focus = lanes_only ? PANEL_LANES : PANEL_NONE,
	                                  .zoomed = lanes_only,
	                                  .axis = lanes_only ? AXIS_TIME : AXIS_STEPS,
	                                  .catalog = catalog_find("en")};
}

static void draw_film(struct film *film)
{
	film->input.model = timeline_head(film->timeline);
	film->input.step_now = film->input.model->step;
	view_draw(&film->frame, &film->input);
}

static void show_next(struct film *film)
{
	grow(film, film->made + 1);
	int64_t start = measure_now();
	draw_film(film);
	int64_t drawn = measure_now();
	screen_show(film->screen, &film->frame);
	film->drawing += drawn - start;
	film->showing += measure_now() - drawn;
}

/* The plain way: the timeline moves left by a cell between its names and words; everything is erased, written again, and left
 * to curses. */
static void show_plainly(const struct frame *now, const struct frame *wide, int at)
{
	int width = now->width;
	cchar_t row[PLAIN_WIDTH];
	erase();
	for (int y = 0; y < wide->height; y++) {
		for (int x = 0; x < width; x++) {
			bool moves = x >= NAMES && x < width - WORDS;
			const struct cell *cell = moves ? &wide->cells[y * wide->width + x + at] : &now->cells[y * width + x];
			const wchar_t text[2] = {cell->ch[0] != 0 ? cell->ch[0] : L' ', 0};
			setcchar(&row[x], text, A_NORMAL, (short)(cell->style + 1), NULL);
		}
		mvadd_wchnstr(y, 0, row, width);
	}
	refresh();
}

/* Frame after frame at the pace of the program; the first one, the whole screen, does not count. */
static void roll(struct film *film, const struct frame *wide)
{
	int64_t cpu = 0;
	uint64_t writes = 0;
	for (int i = 0; i <= FRAMES; i++) {
		if (i == 1) {
			film->drawing = film->showing = 0;
			cpu = measure_cpu();
			writes = count_writes();
		}
		if (wide == NULL) {
			show_next(film);
		} else {
			draw_film(film); /* both work out what there is to show */
			show_plainly(&film->frame, wide, i);
		}
		tcdrain(STDOUT_FILENO);
		usleep(1000000 / FRAMES_A_SECOND);
		if (i == 0)
			dprintf(STDOUT_FILENO, "%s", FIRST_FRAME);
	}
	shared->cpu_us = (double)(measure_cpu() - cpu) / FRAMES / 1000;
	shared->writes = (double)(count_writes() - writes - 1) / FRAMES; /* one told of the first frame */
	shared->draw_us = (double)film->drawing / FRAMES / 1000;
	shared->show_us = (double)film->showing / FRAMES / 1000;
}

enum way { WHOLE_SCREEN, LANES_ONLY, PLAIN };

static void run_film(uint64_t events, int width, int height, enum way way)
{
	struct film film;
	struct frame wide = {0};
	open_film(&film, events, width, height, way != WHOLE_SCREEN);
	if (way == PLAIN) {
		for (int style = 0; style < STYLE_COUNT; style++) {
			const struct look *look = &theme_find("dark")->looks[style];
			init_pair((short)(style + 1), look->colour, look->background);
		}
		if (frame_init(&wide, width + FRAMES + 1, height) != 0)
			_exit(8);
		struct frame shown = film.frame;
		film.frame = wide;
		draw_film(&film);
		wide = film.frame;
		film.frame = shown;
	}
	roll(&film, way == PLAIN ? &wide : NULL);
	screen_close(film.screen);
	_exit(0);
}

/* What comes behind the first frame. */
static uint64_t count_bytes(int terminal)
{
	if (pty_await(terminal, FIRST_FRAME) < 0)
		return 0;
	return pty_drain(terminal, -1);
}

static struct cost cost_of(uint64_t events, int width, int height, enum way way)
{
	struct cost runs[MEASURE_RUNS], cost;
	double values[MEASURE_RUNS];
	for (int i = 0; i < MEASURE_RUNS; i++) {
		int terminal, status;
		pid_t child = pty_fork(&terminal, width, height);
		if (child == 0)
			run_film(events, width, height, way);
		uint64_t bytes = count_bytes(terminal);
		close(terminal);
		waitpid(child, &status, 0);
		if (!WIFEXITED(status) || WEXITSTATUS(status) != 0 || bytes == 0) {
			fprintf(stderr, "bench: drawing frames failed\n");
			exit(8);
		}
		runs[i] = *shared;
		runs[i].bytes = (double)bytes / FRAMES;
	}
	double *fields[] = {&cost.draw_us, &cost.show_us, &cost.cpu_us, &cost.writes, &cost.bytes};
	for (size_t k = 0; k < sizeof fields / sizeof *fields; k++) {
		for (int i = 0; i < MEASURE_RUNS; i++)
			values[i] = *(double *)((char *)&runs[i] + ((char *)fields[k] - (char *)&cost));
		*fields[k] = measure_median(values);
	}
	return cost;
}

static void measure_frames(uint64_t events)
{
	struct cost cost = cost_of(events, WIDTH, HEIGHT, WHOLE_SCREEN);
	printf("  frame after %7llu events     draw %7.1f us   show %7.1f us   %6.0f bytes\n", (unsigned long long)events,
	       cost.draw_us, cost.show_us, cost.bytes);
}

static void measure_scrolling(void)
{
	struct cost ours = cost_of(PLAIN_WIDTH + 2 * FRAMES, PLAIN_WIDTH, PLAIN_HEIGHT, LANES_ONLY);
	struct cost plain = cost_of(PLAIN_WIDTH + 2 * FRAMES, PLAIN_WIDTH, PLAIN_HEIGHT, PLAIN);
	printf("  scrolling %dx%d, %d frames/s   %6.0f bytes %5.2f writes %7.1f us of processor a frame\n", PLAIN_WIDTH,
	       PLAIN_HEIGHT, FRAMES_A_SECOND, ours.bytes, ours.writes, ours.cpu_us);
	printf("    erased and drawn again       %6.0f bytes %5.2f writes %7.1f us: %.1f and %.1f times as much\n", plain.bytes,
	       plain.writes, plain.cpu_us, plain.bytes / ours.bytes, plain.cpu_us / ours.cpu_us);
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

int main(void)
{
	shared = measure_shared(sizeof *shared);
	printf("screen: %dx%d, %d lanes, medians of %d runs\n", WIDTH, HEIGHT, LANES, MEASURE_RUNS);
	measure_frames(100);
	measure_frames(10000);
	measure_frames(1000000);
	measure_scrolling();
	measure_fold("a lock taken in turn", make_locking_log(1000000));
	measure_fold("a variable under the lock", make_counting_log(1000000));
	return 0;
}
