/* The loop: wait, signals, keys, drain, draw.
 *
 * Nothing is drawn when nothing has changed, and there is no tick: poll() waits for a key, a signal or the
 * log. A key is answered at once; a log that grows by itself is drawn at most FRAMES_A_SECOND times, by a
 * time-out that exists only while a frame is due. */
#include "tui/app.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "tui/keys.h"
#include "tui/pages.h"
#include "tui/screen.h"
#include "tui/signals.h"

enum { FRAMES_A_SECOND = 30, FRAME_MS = 1000 / FRAMES_A_SECOND };

struct app {
	struct pages pages;
	struct signals *signals;
	struct screen *screen;
	struct frame frame;
	bool changed;     /* what stands on the screen is out of date */
	bool urgent;      /* and was made so by the reader: draw at once */
	int64_t drawn_at; /* ms */
	int signal;       /* that ends it */
};

static int64_t now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- the phases of a step ---- */

/* Milliseconds that poll() may wait, -1: until something comes. */
static int wait_of(const struct app *app, int64_t now)
{
	int wait = pages_wait(&app->pages, now);
	if (!app->changed)
		return wait;
	int64_t due = app->drawn_at + FRAME_MS - now;
	int frame = due > 0 ? (int)due : 0;
	return wait < 0 || frame < wait ? frame : wait;
}

static void wait_for_something(struct app *app)
{
	struct pollfd fds[] = {
	    {.fd = screen_fd(app->screen), .events = POLLIN},
	    {.fd = signals_fd(app->signals), .events = POLLIN},
	    {.fd = pages_fd(&app->pages), .events = POLLIN},
	};
	poll(fds, sizeof(fds) / sizeof(fds[0]), app->urgent ? 0 : wait_of(app, now_ms()));
}

static void suspend(struct app *app)
{
	pages_pause(&app->pages);
	screen_leave(app->screen);
	signals_default(app->signals, SIGTSTP);
	screen_return(app->screen);
}

static void take_signals(struct app *app)
{
	int number;
	while ((number = signals_take(app->signals)) != 0) {
		app->changed = app->urgent = true;
		if (number == SIGWINCH)
			screen_resize(app->screen);
		else if (number == SIGTSTP)
			suspend(app);
		else if (number != SIGCONT) {
			app->pages.leaving = true;
			app->signal = number == SIGINT ? 0 : number;
		}
	}
}

static void take_keys(struct app *app)
{
	int key;
	while (!app->pages.leaving && (key = screen_read_key(app->screen)) != KEYCODE_NONE) {
		app->changed = app->urgent = true;
		if (key == KEYCODE_GONE) {
			app->pages.leaving = true;
			app->signal = SIGHUP;
		} else if (key == KEYCODE_MOUSE) {
			struct screen_mouse mouse = screen_mouse(app->screen);
			pages_mouse(&app->pages, &mouse);
		} else {
			pages_type(&app->pages, key);
		}
	}
}

/* The frame as large as the screen. False for want of memory: the old one stays on the screen. */
static bool fit_frame(struct app *app)
{
	int width, height;
	screen_size(app->screen, &width, &height);
	if (app->frame.cells != NULL && app->frame.width == width && app->frame.height == height)
		return true;
	frame_fini(&app->frame);
	app->frame = (struct frame){0};
	return frame_init(&app->frame, width, height) == 0;
}

static void show(struct app *app)
{
	if (!app->changed || (!app->urgent && now_ms() - app->drawn_at < FRAME_MS))
		return;
	if (app->pages.redraw)
		screen_forget(app->screen);
	app->pages.redraw = false;
	if (fit_frame(app)) {
		pages_draw(&app->frame, &app->pages);
		screen_show(app->screen, &app->frame);
	}
	app->changed = app->urgent = false;
	app->drawn_at = now_ms();
}

static void app_step(struct app *app)
{
	wait_for_something(app);
	take_signals(app);
	take_keys(app);
	if (pages_drain(&app->pages, now_ms()))
		app->changed = true;
	show(app);
}

/* ---- beginning and end ---- */

static int begin(struct app *app, const struct app_options *options, char *error, size_t size)
{
	static const int caught[] = {SIGINT, SIGTERM, SIGHUP, SIGTSTP, SIGCONT, SIGWINCH};
	int failed = pages_init(&app->pages, options, error, size);
	if (failed)
		return failed;
	if (screen_open(&app->screen, options->theme, options->mouse) != 0) {
		tr_format(error, size, options->catalog,
			  N_("terminal: curses does not know TERM=%s; set it to what the terminal is, or add --headless"),
			  getenv("TERM"));
		return SESSION_ERR_SYSTEM;
	}
	/* After curses: it has handlers of its own for these. */
	if (signals_open(&app->signals, caught, sizeof(caught) / sizeof(caught[0])) != 0) {
		tr_format(error, size, options->catalog, N_("signals: cannot be caught: %s"),
			  tr_errno(options->catalog, errno));
		return SESSION_ERR_SYSTEM;
	}
	app->changed = app->urgent = true;
	return SESSION_OK;
}

static void finish(struct app *app, struct app_result *result)
{
	const struct player *player = &app->pages.player;
	*result = (struct app_result){.signal = app->signal, .ran = app->pages.open};
	if (app->pages.open) {
		result->ended = player->state.ended || player->state.stuck;
		result->status = player_status(player);
	}
	screen_close(app->screen);
	pages_fini(&app->pages);
	signals_close(app->signals);
	frame_fini(&app->frame);
	result->repeat = app->pages.repeat;
}

int app_run(struct app_result *result, const struct app_options *options, char *error, size_t size)
{
	struct app app = {0};
	int failed = begin(&app, options, error, size);
	while (!failed && !app.pages.leaving)
		app_step(&app);
	finish(&app, result);
	return failed;
}
