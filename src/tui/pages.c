/* Keys go to the page that is open: the help covers a run or the menu, a run covers the menu. */
#include "tui/pages.h"

#include <errno.h>
#include <stdlib.h>

#include "tui/acts.h"
#include "tui/errors.h"
#include "tui/help.h"
#include "tui/remember.h"
#include "tui/repeat.h"

static enum page page_of(const struct pages *pages)
{
	return pages->helping ? PAGE_HELP : pages->open ? pages->player.page : PAGE_MENU;
}

/* The line at the bottom of the page that is open. */
static void say_here(struct pages *pages, const char *msgid, const char *argument)
{
	if (pages->open)
		player_say(&pages->player, msgid, argument);
	else
		tr_format(pages->menu.message, sizeof(pages->menu.message), pages->catalog, msgid, argument);
}

/* ---- opening and closing runs ---- */

static void note_repeat(struct pages *pages)
{
	free(pages->repeat);
	pages->repeat = NULL;
	const struct player *player = &pages->player;
	int failed = player->session != NULL
			 ? repeat_command(&pages->repeat, &player->options.session, player->log, player->catalog)
			 : repeat_replay(&pages->repeat, player->options.recording_path);
	if (failed)
		pages->repeat = NULL; /* for want of memory there is nothing to print */
}

static int open_player(struct pages *pages, const struct player_options *options)
{
	int error = player_open(&pages->player, options, pages->catalog);
	pages->open = error == SESSION_OK;
	return error;
}

static void open_recording(struct pages *pages, const char *path)
{
	struct player_options options = pages->options.player;
	uint64_t bad_slot;
	if (log_open(&pages->recording, path, &bad_slot) != LOG_OK && pages->recording == NULL) {
		say_here(pages, N_("%s cannot be opened; `interleave replay` with its name says why."), path);
		return;
	}
	options.recording = pages->recording;
	options.recording_path = path;
	if (open_player(pages, &options) != SESSION_OK)
		say_here(pages, N_("%s cannot be opened; `interleave replay` with its name says why."), path);
}

/* What the menu has set, as the options of a run. -1: no memory. */
static int set_options(struct pages *pages, struct session_options *session)
{
	const struct settings *settings = &pages->menu.settings;
	bool live = settings->strategy == STRATEGY_LIVE;
	free(pages->params);
	if (settings_params(&pages->params, settings) != 0)
		return -1;
	session->scenario = settings->scenario->id;
	session->params = pages->params;
	session->seed = settings->seed;
	session->strategy = settings->strategy;
	session->time_free = settings->time_free;
	session->pace = live ? session->pace : settings->pace;
	session->speed = live ? settings->pace : session->speed;
	return 0;
}

static void open_marked(struct pages *pages)
{
	char why[MENU_MESSAGE_SIZE];
	struct player_options options = pages->options.player;
	if (pages->menu.marked_file >= 0) {
		open_recording(pages, pages->menu.files[pages->menu.marked_file]);
		return;
	}
	if (pages->menu.marked == NULL)
		return;
	errno = ENOMEM;
	int error = set_options(pages, &options.session) != 0 ? SESSION_ERR_SYSTEM : open_player(pages, &options);
	if (error != SESSION_OK)
		say_here(pages, N_("It could not be opened: %s"),
		    error_of_session(why, sizeof(why), pages->catalog, error, errno, &options.session));
	else
		remember_write(&pages->menu.settings);
}

static void close_player(struct pages *pages)
{
	if (!pages->open)
		return;
	if (pages->player.session != NULL)
		session_stop(pages->player.session);
	note_repeat(pages);
	player_close(&pages->player);
	log_free(pages->recording);
	pages->recording = NULL;
	pages->open = false;
	menu_scan(&pages->menu, ".", pages->catalog); /* the run may have been saved */
}

/* ---- requests ---- */

static void leave_page(struct pages *pages)
{
	if (pages->open && player_leave_panel(&pages->player))
		return;
	if (pages->open && pages->options.menu)
		close_player(pages);
	else if (pages->open)
		say_here(pages, N_("There is no menu behind this run; q quits."), "");
	else
		menu_request(&pages->menu, REQUEST_LEAVE, 0, pages->catalog);
}

static void switch_language(struct pages *pages)
{
	pages->catalog = catalog_other(pages->catalog);
	pages->player.catalog = pages->catalog;
}

static void keep_help_inside(struct pages *pages)
{
	const int last = help_last(pages->width, pages->height);
	if (pages->help_scroll > last)
		pages->help_scroll = last;
	if (pages->help_scroll < 0)
		pages->help_scroll = 0;
}

static void request_in_help(struct pages *pages, enum request request)
{
	int page = pages->height - 4;
	switch (request) {
	case REQUEST_UP:
		pages->help_scroll--;
		break;
	case REQUEST_DOWN:
		pages->help_scroll++;
		break;
	case REQUEST_PAGE_UP:
		pages->help_scroll -= page;
		break;
	case REQUEST_PAGE_DOWN:
		pages->help_scroll += page;
		break;
	case REQUEST_FIRST:
		pages->help_scroll = 0;
		break;
	case REQUEST_NOW:
		pages->help_scroll = help_last(pages->width, pages->height);
		break;
	default:
		pages->helping = false;
		return;
	}
	keep_help_inside(pages);
}

/* What a key asks for on any page. False: it is the page's own. */
static bool request_anywhere(struct pages *pages, enum request request)
{
	switch (request) {
	case REQUEST_REDRAW:
		pages->redraw = true;
		return true;
	case REQUEST_LANGUAGE:
		switch_language(pages);
		return true;
	default:
		return false;
	}
}

static void request_on_page(struct pages *pages, enum request request, int digit)
{
	switch (request) {
	case REQUEST_QUIT:
		pages->leaving = true;
		break;
	case REQUEST_HELP:
		pages->helping = true;
		pages->help_scroll = 0;
		break;
	case REQUEST_LEAVE:
		leave_page(pages);
		break;
	case REQUEST_OPEN:
		open_marked(pages);
		break;
	default:
		if (pages->open)
			act(&pages->player, request, digit);
		else
			menu_request(&pages->menu, request, digit, pages->catalog);
	}
}

static void press(struct pages *pages, int key)
{
	const struct key_row *row = keys_find(page_of(pages), key);
	pages->menu.message[0] = '\0';
	if (pages->open && !pages->helping && pages->player.page != PAGE_RUN) {
		act_second(&pages->player, row, key - '0');
		return;
	}
	if (row == NULL && pages->helping)
		pages->helping = false;
	else if (row == NULL)
		say_here(pages, N_("This key does nothing here; ? lists those that do."), "");
	else if (request_anywhere(pages, row->request))
		return;
	else if (pages->helping)
		request_in_help(pages, row->request);
	else
		request_on_page(pages, row->request, key - '0');
}

/* ---- what comes from the terminal ---- */

/* While keys are shown: what was pressed, and what the help calls it. */
static void note_key(struct pages *pages, int key)
{
	char name[KEY_NAME_SIZE];
	if (pages->open && pages->player.shows_keys)
		player_note_key(&pages->player, keys_name(name, key));
}

/* A character may be several keys (Hangul); a filter takes it as it is. */
void pages_type(struct pages *pages, int ch)
{
	int keys[KEYS_A_CHARACTER];
	if (!pages->open && !pages->helping && pages->menu.filter.open) {
		menu_type(&pages->menu, ch, pages->catalog);
		return;
	}
	if (pages->open && !pages->helping && pages->player.search.open) {
		act_type(&pages->player, ch);
		return;
	}
	int count = keys_of_character(keys, (uint32_t)ch);
	for (int i = 0; i < count && !pages->leaving; i++) {
		note_key(pages, keys[i]);
		press(pages, keys[i]);
	}
}

/* Where there is a list, the wheel is the keys that move in it. */
static void turn_wheel(struct pages *pages, enum mouse_action action)
{
	enum { ROWS = 3 };
	for (int i = 0; i < ROWS && (action == MOUSE_WHEEL_UP || action == MOUSE_WHEEL_DOWN); i++)
		press(pages, action == MOUSE_WHEEL_UP ? KEYCODE_UP : KEYCODE_DOWN);
}

static void point_into_run(struct pages *pages, const struct screen_mouse *mouse)
{
	struct view_input input = player_view(&pages->player);
	struct view_hit hit = view_hit(&input, pages->width, pages->height, mouse->x, mouse->y);
	if (hit.key[0] == '\0')
		act_mouse(&pages->player, mouse, &hit);
	else if (mouse->action == MOUSE_CLICK && keys_named(hit.key) != KEYCODE_NONE)
		pages_type(pages, keys_named(hit.key));
}

static void click_menu(struct pages *pages, int x, int y)
{
	int key = menu_key_at(&pages->menu, pages->width, pages->height, x, y, pages->catalog);
	if (key != KEYCODE_NONE)
		pages_type(pages, key);
	else if (menu_click(&pages->menu, x, y, pages->catalog))
		open_marked(pages);
}

void pages_mouse(struct pages *pages, const struct screen_mouse *mouse)
{
	if (pages->open && !pages->helping) {
		if (mouse->action != MOUSE_NOTHING)
			point_into_run(pages, mouse);
	} else if (mouse->action != MOUSE_CLICK) {
		turn_wheel(pages, mouse->action);
	} else if (pages->helping) {
		pages->helping = false;
	} else {
		click_menu(pages, mouse->x, mouse->y);
	}
}

void pages_pause(struct pages *pages)
{
	if (!pages->open || pages->player.session == NULL || !player_is_playing(&pages->player))
		return;
	player_pause(&pages->player);
	player_say(&pages->player, N_("Paused while the terminal was yours; space goes on."), "");
}

/* ---- showing ---- */

int pages_fd(const struct pages *pages)
{
	return pages->open ? player_fd(&pages->player) : -1;
}

int pages_wait(const struct pages *pages, int64_t now)
{
	return pages->open ? player_wait(&pages->player, now) : -1;
}

bool pages_drain(struct pages *pages, int64_t now)
{
	return pages->open && player_drain(&pages->player, now);
}

void pages_draw(struct frame *frame, struct pages *pages)
{
	frame_clear(frame);
	pages->width = frame->width;
	pages->height = frame->height;
	if (pages->helping) {
		keep_help_inside(pages);
		help_draw(frame, pages->help_scroll, pages->catalog, pages->options.player.ascii);
	} else if (pages->open)
		player_draw(frame, &pages->player);
	else
		menu_draw(frame, &pages->menu, pages->catalog, pages->options.player.ascii);
}

/* ---- beginning and end ---- */

int pages_init(struct pages *pages, const struct app_options *options, char *error, size_t size)
{
	const struct player_options *run = &options->player;
	int failed;
	*pages = (struct pages){.options = *options, .catalog = options->catalog};
	menu_init(&pages->menu, pages->catalog);
	if (options->menu) {
		menu_scan(&pages->menu, ".", pages->catalog);
		menu_recall(&pages->menu, pages->catalog);
		return SESSION_OK;
	}
	failed = open_player(pages, run);
	if (failed)
		error_of_session(error, size, pages->catalog, failed, errno, &run->session);
	return failed;
}

void pages_fini(struct pages *pages)
{
	close_player(pages);
	menu_fini(&pages->menu);
	free(pages->params);
}
