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
#include <string.h>
#include <time.h>

#include "tui/acts.h"
#include "tui/errors.h"
#include "tui/help.h"
#include "tui/menu.h"
#include "tui/remember.h"
#include "tui/repeat.h"
#include "tui/screen.h"
#include "tui/signals.h"

enum { FRAMES_A_SECOND = 30, FRAME_MS = 1000 / FRAMES_A_SECOND };

struct app {
	struct app_options options;
	const struct catalog *catalog;
	struct signals *signals;
	struct screen *screen;
	struct frame frame;
	struct menu menu;
	struct player player;
	bool open;    /* a player is */
	bool helping; /* the help covers the page */
	int help_scroll, help_last;
	bool changed;     /* what stands on the screen is out of date */
	bool urgent;      /* and was made so by the reader: draw at once */
	int64_t drawn_at; /* ms */
	bool leaving;
	int signal;
	char *repeat; /* command of the last run */
	char *params;          /* of the run that the menu has opened */
	struct log *recording; /* that the menu has opened */
};

static int64_t now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static enum page page_of(const struct app *app)
{
	return app->helping ? PAGE_HELP : app->open ? app->player.page : PAGE_MENU;
}

/* The line at the bottom of the page that is open. */
static void say(struct app *app, const char *msgid, const char *argument)
{
	if (app->open)
		player_say(&app->player, msgid, argument);
	else
		tr_format(app->menu.message, sizeof(app->menu.message), app->catalog, msgid, argument);
}

/* ---- opening and closing runs ---- */

static void note_repeat(struct app *app)
{
	free(app->repeat);
	app->repeat = NULL;
	const struct player *player = &app->player;
	int failed = player->session != NULL
			 ? repeat_command(&app->repeat, &player->options.session, player->log)
			 : repeat_replay(&app->repeat, player->options.recording_path);
	if (failed)
		app->repeat = NULL; /* for want of memory there is nothing to print */
}

static int open_player(struct app *app, const struct player_options *options)
{
	int error = player_open(&app->player, options, app->catalog);
	app->open = error == SESSION_OK;
	return error;
}

static void open_recording(struct app *app, const char *path)
{
	struct player_options options = app->options.player;
	uint64_t bad_slot;
	if (log_open(&app->recording, path, &bad_slot) != LOG_OK && app->recording == NULL) {
		say(app, N_("%s cannot be opened; `interleave replay` with its name says why."), path);
		return;
	}
	options.recording = app->recording;
	options.recording_path = path;
	if (open_player(app, &options) != SESSION_OK)
		say(app, N_("%s cannot be opened; `interleave replay` with its name says why."), path);
}

/* What the menu has set, as the options of a run. -1: no memory. */
static int set_options(struct app *app, struct session_options *session)
{
	const struct settings *settings = &app->menu.settings;
	bool live = settings->strategy == STRATEGY_LIVE;
	free(app->params);
	if (settings_params(&app->params, settings) != 0)
		return -1;
	session->scenario = settings->scenario->id;
	session->params = app->params;
	session->seed = settings->seed;
	session->strategy = settings->strategy;
	session->time_free = settings->time_free;
	session->pace = live ? session->pace : settings->pace;
	session->speed = live ? settings->pace : session->speed;
	return 0;
}

static void open_marked(struct app *app)
{
	char why[MENU_MESSAGE_SIZE];
	struct player_options options = app->options.player;
	if (app->menu.marked_file >= 0) {
		open_recording(app, app->menu.files[app->menu.marked_file]);
		return;
	}
	if (app->menu.marked == NULL)
		return;
	errno = ENOMEM;
	int error = set_options(app, &options.session) != 0 ? SESSION_ERR_SYSTEM : open_player(app, &options);
	if (error != SESSION_OK)
		say(app, N_("It could not be opened: %s"),
		    error_of_session(why, sizeof(why), error, errno, &options.session));
	else
		remember_write(&app->menu.settings);
}

static void close_player(struct app *app)
{
	if (!app->open)
		return;
	if (app->player.session != NULL)
		session_stop(app->player.session);
	note_repeat(app);
	player_close(&app->player);
	log_free(app->recording);
	app->recording = NULL;
	app->open = false;
	menu_scan(&app->menu, ".", app->catalog); /* the run may have been saved */
}

/* ---- requests ---- */

static void leave_page(struct app *app)
{
	if (app->open && player_leave_panel(&app->player))
		return;
	if (app->open && app->options.menu)
		close_player(app);
	else if (app->open)
		say(app, N_("There is no menu behind this run; q quits."), "");
	else
		menu_request(&app->menu, REQUEST_LEAVE, 0, app->catalog);
}

static void switch_language(struct app *app)
{
	const struct catalog *korean = catalog_find("ko"), *english = catalog_find("en");
	app->catalog = app->catalog == english ? korean : english;
	app->player.catalog = app->catalog;
}

static void request_in_help(struct app *app, enum request request)
{
	int page = app->frame.height - 4;
	switch (request) {
	case REQUEST_UP:
		app->help_scroll--;
		break;
	case REQUEST_DOWN:
		app->help_scroll++;
		break;
	case REQUEST_PAGE_UP:
		app->help_scroll -= page;
		break;
	case REQUEST_PAGE_DOWN:
		app->help_scroll += page;
		break;
	case REQUEST_FIRST:
		app->help_scroll = 0;
		break;
	case REQUEST_NOW:
		app->help_scroll = app->help_last;
		break;
	default:
		app->helping = false;
		return;
	}
	if (app->help_scroll > app->help_last)
		app->help_scroll = app->help_last;
	if (app->help_scroll < 0)
		app->help_scroll = 0;
}

/* What a key asks for on any page. False: it is the page's own. */
static bool request_anywhere(struct app *app, enum request request)
{
	switch (request) {
	case REQUEST_REDRAW:
		screen_forget(app->screen);
		return true;
	case REQUEST_LANGUAGE:
		switch_language(app);
		return true;
	default:
		return false;
	}
}

static void request_on_page(struct app *app, enum request request, int digit)
{
	switch (request) {
	case REQUEST_QUIT:
		app->leaving = true;
		break;
	case REQUEST_HELP:
		app->helping = true;
		app->help_scroll = 0;
		break;
	case REQUEST_LEAVE:
		leave_page(app);
		break;
	case REQUEST_OPEN:
		open_marked(app);
		break;
	default:
		if (app->open)
			act(&app->player, request, digit);
		else
			menu_request(&app->menu, request, digit, app->catalog);
	}
}

static void press(struct app *app, int key)
{
	const struct key_row *row = keys_find(page_of(app), key);
	app->menu.message[0] = '\0';
	if (app->open && !app->helping && app->player.page != PAGE_RUN) {
		act_second(&app->player, row, key - '0');
		return;
	}
	if (row == NULL && app->helping)
		app->helping = false;
	else if (row == NULL)
		say(app, N_("This key does nothing here; ? lists those that do."), "");
	else if (request_anywhere(app, row->request))
		return;
	else if (app->helping)
		request_in_help(app, row->request);
	else
		request_on_page(app, row->request, key - '0');
}

/* A click on a hint presses its key; the rest is the run's. */
static void use_mouse(struct app *app)
{
	struct screen_mouse mouse = screen_mouse(app->screen);
	if (!app->open && !app->helping && mouse.action == MOUSE_CLICK && menu_click(&app->menu, mouse.y, app->catalog))
		open_marked(app);
	if (mouse.action == MOUSE_NOTHING || !app->open || app->helping || app->player.page != PAGE_RUN)
		return;
	struct view_input input = player_view(&app->player);
	struct view_hit hit = view_hit(&input, app->frame.width, app->frame.height, mouse.x, mouse.y);
	if (hit.key[0] == '\0')
		act_mouse(&app->player, &mouse, &hit);
	else if (mouse.action == MOUSE_CLICK && keys_named(hit.key) != KEYCODE_NONE)
		press(app, keys_named(hit.key));
}

/* While keys are shown: what was pressed, and what the help calls it. */
static void note_key(struct app *app, int key)
{
	char name[KEY_NAME_SIZE];
	if (app->open && app->player.shows_keys)
		player_note_key(&app->player, keys_name(name, key));
}

/* A character may be several keys (Hangul); a filter takes it as it is. */
static void type(struct app *app, int ch)
{
	int keys[KEYS_A_CHARACTER];
	if (!app->open && !app->helping && app->menu.filter.open) {
		menu_type(&app->menu, ch, app->catalog);
		return;
	}
	if (app->open && !app->helping && app->player.search.open) {
		act_type(&app->player, ch);
		return;
	}
	int count = keys_of_character(keys, (uint32_t)ch);
	for (int i = 0; i < count && !app->leaving; i++) {
		note_key(app, keys[i]);
		press(app, keys[i]);
	}
}

/* ---- the phases of a step ---- */

/* Milliseconds that poll() may wait, -1: until something comes. */
static int wait_of(const struct app *app, int64_t now)
{
	int wait = app->open ? player_wait(&app->player, now) : -1;
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
	    {.fd = app->open ? player_fd(&app->player) : -1, .events = POLLIN},
	};
	poll(fds, sizeof(fds) / sizeof(fds[0]), app->urgent ? 0 : wait_of(app, now_ms()));
}

/* The reader takes the terminal for something else: what he does not watch must not go on. */
static void suspend(struct app *app)
{
	bool paused = app->open && app->player.session != NULL && player_is_playing(&app->player);
	if (paused)
		player_pause(&app->player);
	screen_leave(app->screen);
	signals_default(app->signals, SIGTSTP);
	screen_return(app->screen);
	if (paused)
		say(app, N_("Paused while the terminal was yours; space goes on."), "");
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
			app->leaving = true;
			app->signal = number == SIGINT ? 0 : number;
		}
	}
}

static void take_keys(struct app *app)
{
	int key;
	while (!app->leaving && (key = screen_read_key(app->screen)) != KEYCODE_NONE) {
		app->changed = app->urgent = true;
		if (key == KEYCODE_GONE) {
			app->leaving = true;
			app->signal = SIGHUP;
		} else if (key == KEYCODE_MOUSE) {
			use_mouse(app);
		} else {
			type(app, key);
		}
	}
}

static void draw(struct app *app)
{
	frame_clear(&app->frame);
	if (app->helping)
		app->help_last =
		    help_draw(&app->frame, app->help_scroll, app->catalog, app->options.player.ascii);
	else if (app->open)
		player_draw(&app->frame, &app->player);
	else
		menu_draw(&app->frame, &app->menu, app->catalog, app->options.player.ascii);
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
	if (fit_frame(app)) {
		draw(app);
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
	if (app->open && player_drain(&app->player, now_ms()))
		app->changed = true;
	show(app);
}

/* ---- beginning and end ---- */

static int begin(struct app *app, char *error, size_t size)
{
	static const int caught[] = {SIGINT, SIGTERM, SIGHUP, SIGTSTP, SIGCONT, SIGWINCH};
	const struct player_options *options = &app->options.player;
	if (!app->options.menu) {
		int failed = open_player(app, options);
		if (failed) {
			error_of_session(error, size, failed, errno, &options->session);
			return failed;
		}
	}
	menu_init(&app->menu, app->catalog);
	if (app->options.menu) {
		menu_scan(&app->menu, ".", app->catalog);
		menu_recall(&app->menu, app->catalog);
	}
	if (screen_open(&app->screen, app->options.theme, app->options.mouse) != 0) {
		snprintf(error, size, "terminal: curses cannot use it; set TERM, or add --headless");
		return SESSION_ERR_SYSTEM;
	}
	/* After curses: it has handlers of its own for these. */
	if (signals_open(&app->signals, caught, sizeof(caught) / sizeof(caught[0])) != 0) {
		snprintf(error, size, "signals: %s", strerror(errno));
		return SESSION_ERR_SYSTEM;
	}
	app->changed = app->urgent = true;
	return SESSION_OK;
}

static void finish(struct app *app, struct app_result *result)
{
	*result = (struct app_result){.signal = app->signal, .ran = app->open};
	if (app->open) {
		result->ended = app->player.state.ended || app->player.state.stuck;
		result->status = player_status(&app->player);
	}
	screen_close(app->screen);
	close_player(app);
	signals_close(app->signals);
	menu_fini(&app->menu);
	free(app->params);
	frame_fini(&app->frame);
	result->repeat = app->repeat;
}

int app_run(struct app_result *result, const struct app_options *options, char *error, size_t size)
{
	struct app app = {.options = *options, .catalog = options->catalog};
	int failed = begin(&app, error, size);
	while (!failed && !app.leaving)
		app_step(&app);
	finish(&app, result);
	return failed;
}
