/* Keys, the mouse, modes and the size are curses'; frames are painted beside it (paint.h), one write each.
 *
 * Invariant: curses believes the screen to be blank, and has nothing to write; `shown` is what really stands on it. */
#include "tui/screen.h"

#include <curses.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

#include "tui/keeper.h"
#include "tui/keys.h"
#include "tui/paint.h"
#include "tui/signals.h"

struct screen {
	SCREEN *curses;
	bool mouse;
	bool pressed; /* the first button of the mouse is down */
	struct frame shown;    /* no cells: nothing is known to stand there */
	struct paint paint;
	struct termios before; /* the modes we found */
	struct keeper *keeper;
};

static const struct {
	int curses;
	int key;
} key_codes[] = {
    {KEY_UP, KEYCODE_UP},         {KEY_DOWN, KEYCODE_DOWN},
    {KEY_LEFT, KEYCODE_LEFT},     {KEY_RIGHT, KEYCODE_RIGHT},
    {KEY_HOME, KEYCODE_HOME},     {KEY_END, KEYCODE_END},
    {KEY_PPAGE, KEYCODE_PAGE_UP}, {KEY_NPAGE, KEYCODE_PAGE_DOWN},
    {KEY_ENTER, KEYCODE_ENTER},   {KEY_BACKSPACE, KEYCODE_BACKSPACE},
    {KEY_BTAB, KEYCODE_BACK_TAB}, {KEY_F(1), KEYCODE_F1},       {KEY_F(2), KEYCODE_F2},
    {KEY_F(10), KEYCODE_F10},     {KEY_MOUSE, KEYCODE_MOUSE},
};

bool screen_possible(void)
{
	const char *term = getenv("TERM");
	return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && term != NULL && term[0] != '\0' &&
	       strcmp(term, "dumb") != 0;
}

/* The bytes that undo what we did to the terminal, for the handler that cannot ask terminfo. */
static void compose_reset(char out[RESCUE_SIZE], bool mouse)
{
	static const char *const capabilities[] = {"sgr0", "cnorm", "rmkx", "rmcup"};
	static const char no_mouse[] = "\033[?1002l\033[?1000l\033[?1006l";
	size_t used = 0;
	if (mouse) {
		memcpy(out, no_mouse, sizeof(no_mouse) - 1);
		used = sizeof(no_mouse) - 1;
	}
	for (size_t i = 0; i < sizeof(capabilities) / sizeof(capabilities[0]); i++) {
		const char *text = tigetstr(capabilities[i]);
		if (text == NULL || text == (const char *)-1 || strstr(text, "$<") != NULL)
			continue;
		size_t length = strlen(text);
		if (used + length + 2 > RESCUE_SIZE)
			break;
		memcpy(out + used, text, length);
		used += length;
	}
	memcpy(out + used, "\r", 2);
}

/* How many colours there are, 0 none. Curses is told that the terminal's own are used: it gives them back at the end. */
static int prepare_colours(void)
{
	if (!has_colors() || start_color() != OK)
		return 0;
	use_default_colors();
	return COLORS;
}

static void set_modes(void)
{
	set_escdelay(25);
	cbreak();
	noecho();
	nonl();
	intrflush(stdscr, FALSE);
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	leaveok(stdscr, TRUE);
	curs_set(0);
}

enum { MOUSE_EVENTS = BUTTON1_PRESSED | BUTTON1_RELEASED | BUTTON1_CLICKED | BUTTON4_PRESSED | BUTTON5_PRESSED |
		      REPORT_MOUSE_POSITION };

/* Curses asks the terminal for clicks alone: drags (1002) are asked for besides. */
static void ask_for_drags(bool wanted)
{
	const char *mouse = tigetstr("kmous");
	if (mouse == NULL || mouse == (const char *)-1)
		return;
	putp(wanted ? "\033[?1002h" : "\033[?1002l");
	fflush(stdout);
}

static void take_mouse(void)
{
	mousemask(MOUSE_EVENTS, NULL);
	mouseinterval(0); /* a press counts at once */
	ask_for_drags(true);
}

struct screen_mouse screen_mouse(struct screen *screen)
{
	MEVENT event;
	struct screen_mouse mouse = {MOUSE_NOTHING, 0, 0};
	if (getmouse(&event) != OK)
		return mouse;
	mouse.x = event.x;
	mouse.y = event.y;
	if (event.bstate & (BUTTON1_PRESSED | BUTTON1_CLICKED))
		mouse.action = MOUSE_CLICK;
	else if (event.bstate & BUTTON4_PRESSED)
		mouse.action = MOUSE_WHEEL_UP;
	else if (event.bstate & BUTTON5_PRESSED)
		mouse.action = MOUSE_WHEEL_DOWN;
	else if ((event.bstate & REPORT_MOUSE_POSITION) && screen->pressed)
		mouse.action = MOUSE_DRAG;
	screen->pressed = (event.bstate & BUTTON1_PRESSED) != 0 || mouse.action == MOUSE_DRAG;
	return mouse;
}

/* Asked first: newterm() itself keeps some memory of a terminal that it does not know. */
static bool curses_knows_terminal(void)
{
	int error;
	if (setupterm(NULL, STDOUT_FILENO, &error) != OK)
		return false;
	del_curterm(cur_term);
	return true;
}

int screen_open(struct screen **out, const struct theme *theme, bool mouse)
{
	struct screen *screen = calloc(1, sizeof(*screen));
	if (screen == NULL)
		return -1;
	if (tcgetattr(STDIN_FILENO, &screen->before) != 0)
		goto fail;
	screen->curses = curses_knows_terminal() ? newterm(NULL, stdout, stdin) : NULL;
	if (screen->curses == NULL)
		goto fail;
	set_modes();
	paint_init(&screen->paint, theme, prepare_colours());
	refresh(); /* curses' one frame: blank */
	screen->mouse = mouse;
	if (mouse)
		take_mouse();
	char reset[RESCUE_SIZE];
	compose_reset(reset, mouse);
	screen->keeper = keeper_start(STDOUT_FILENO, reset, &screen->before);
	rescue_arm(STDOUT_FILENO, reset, &screen->before, screen->keeper);
	*out = screen;
	return 0;
fail:
	free(screen);
	return -1;
}

void screen_close(struct screen *screen)
{
	if (screen == NULL)
		return;
	if (screen->mouse)
		ask_for_drags(false);
	endwin();
	rescue_disarm();
	keeper_stop(screen->keeper);
	delscreen(screen->curses);
	frame_fini(&screen->shown);
	paint_fini(&screen->paint);
	free(screen);
}

int screen_fd(const struct screen *screen)
{
	(void)screen; /* the one terminal of the process */
	return STDIN_FILENO;
}

/* The terminal at the other end is gone: reading it will never bring a key again. */
static bool terminal_gone(void)
{
	struct pollfd fd = {.fd = STDIN_FILENO, .events = POLLIN};
	int bytes = 0;
	if (poll(&fd, 1, 0) <= 0)
		return false;
	if (fd.revents & (POLLHUP | POLLERR | POLLNVAL))
		return true;
	return ioctl(STDIN_FILENO, FIONREAD, &bytes) != 0 ||
	       bytes == 0; /* readable without a byte: end of file */
}

int screen_read_key(struct screen *screen)
{
	(void)screen;
	wint_t ch;
	int kind = get_wch(&ch);
	if (kind == OK)
		return ch == '\n' ? KEYCODE_ENTER : ch == '\b' ? KEYCODE_BACKSPACE : (int)ch;
	if (kind == KEY_CODE_YES) {
		for (size_t i = 0; i < sizeof(key_codes) / sizeof(key_codes[0]); i++)
			if (key_codes[i].curses == (int)ch)
				return key_codes[i].key;
		return KEYCODE_OTHER;
	}
	return terminal_gone() ? KEYCODE_GONE : KEYCODE_NONE;
}

void screen_size(const struct screen *screen, int *width, int *height)
{
	(void)screen;
	getmaxyx(stdscr, *height, *width);
}

void screen_resize(struct screen *screen)
{
	struct winsize size;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0)
		resize_term(size.ws_row, size.ws_col);
	clearok(stdscr, TRUE);
	refresh(); /* what the terminal has made of the old frame is gone; curses has no more to write */
	screen_forget(screen);
}

void screen_forget(struct screen *screen)
{
	frame_fini(&screen->shown);
	screen->shown = (struct frame){0};
}

/* Makes `shown` as large as `frame`. False for want of memory: the old frame stays on the screen. */
static bool fit_shown(struct screen *screen, const struct frame *frame)
{
	if (screen->shown.cells != NULL && screen->shown.width == frame->width &&
	    screen->shown.height == frame->height)
		return true;
	frame_fini(&screen->shown);
	screen->shown = (struct frame){0};
	if (frame_init(&screen->shown, frame->width, frame->height) != 0)
		return false;
	for (int i = 0; i < frame->width * frame->height; i++)
		screen->shown.cells[i].style = STYLE_COUNT; /* differs from every cell */
	return true;
}

/* All of it, to a terminal that takes its time. */
static void write_all(const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t written = write(STDOUT_FILENO, bytes, length);
		if (written < 0 && errno == EAGAIN)
			poll(&(struct pollfd){STDOUT_FILENO, POLLOUT, 0}, 1, -1);
		else if (written < 0 && errno != EINTR)
			return; /* gone: reading a key will say so */
		if (written > 0) {
			bytes += written;
			length -= (size_t)written;
		}
	}
}

void screen_show(struct screen *screen, const struct frame *frame)
{
	if (!fit_shown(screen, frame) || paint_frame(&screen->paint, &screen->shown, frame) != 0)
		return;
	write_all(screen->paint.bytes, screen->paint.length);
	memcpy(screen->shown.cells, frame->cells,
	       (size_t)frame->width * (size_t)frame->height * sizeof(*frame->cells));
}

void screen_leave(struct screen *screen)
{
	if (screen->mouse)
		ask_for_drags(false);
	endwin();
	keeper_tell(screen->keeper, false);
}

void screen_return(struct screen *screen)
{
	keeper_tell(screen->keeper, true);
	reset_prog_mode();
	refresh(); /* curses takes the terminal over again */
	curs_set(0);
	if (screen->mouse)
		ask_for_drags(true);
	screen_resize(screen);
}
