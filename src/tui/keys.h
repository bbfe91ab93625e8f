/* Keys: one table says which key asks for what on which page, and in which words. The help screen is drawn
 * from it, and a test holds the manual page to it.
 *
 * A key is a Unicode character, or one of enum keycode for keys that are none; nothing here knows curses.
 * Pure. */
#ifndef TUI_KEYS_H
#define TUI_KEYS_H

#include <stddef.h>
#include <stdint.h>

/* Keys that are no characters: above the last character of Unicode. */
enum keycode {
	KEYCODE_NONE = 0,
	KEYCODE_TAB = '\t',
	KEYCODE_CTRL_L = 0x0c,
	KEYCODE_ENTER = '\r',
	KEYCODE_ESCAPE = 0x1b,
	KEYCODE_BACKSPACE = 0x7f,
	KEYCODE_UP = 0x110000,
	KEYCODE_DOWN,
	KEYCODE_LEFT,
	KEYCODE_RIGHT,
	KEYCODE_HOME,
	KEYCODE_END,
	KEYCODE_PAGE_UP,
	KEYCODE_PAGE_DOWN,
	KEYCODE_BACK_TAB,
	KEYCODE_F1,
	KEYCODE_F2,
	KEYCODE_F10,
	KEYCODE_DIGIT, /* in the table: any of 0 to 9 */
	KEYCODE_MOUSE, /* not a key: screen_mouse() says what */
	KEYCODE_OTHER, /* a key that the terminal names and we have no use for */
	KEYCODE_GONE,  /* the terminal is no longer there */
};

enum request {
	REQUEST_NONE,
	REQUEST_PLAY,
	REQUEST_STEP,
	REQUEST_STEP_LANE,
	REQUEST_UP,
	REQUEST_DOWN,
	REQUEST_BACK,
	REQUEST_FORTH,
	REQUEST_FIRST,
	REQUEST_NOW,
	REQUEST_TIME,
	REQUEST_FASTER,
	REQUEST_SLOWER,
	REQUEST_WHY,
	REQUEST_SOURCE,
	REQUEST_AXIS,
	REQUEST_RESTART,
	REQUEST_SAVE,
	REQUEST_FOCUS,
	REQUEST_FOCUS_BACK,
	REQUEST_ZOOM,
	REQUEST_FOLD,
	REQUEST_UNTIL,
	REQUEST_UNTIL_ACTOR,
	REQUEST_UNTIL_BLOCK,
	REQUEST_UNTIL_OUTPUT,
	REQUEST_UNTIL_MATCH,
	REQUEST_BREAK,
	REQUEST_BREAK_ACTOR,
	REQUEST_BREAK_OP,
	REQUEST_BREAK_OBJECT,
	REQUEST_BREAK_LINE,
	REQUEST_BREAK_NONE,
	REQUEST_SEARCH,
	REQUEST_NEXT_MATCH,
	REQUEST_LAST_MATCH,
	REQUEST_LECTURE,
	REQUEST_QUIZ,
	REQUEST_ANSWER,
	REQUEST_TELL,
	REQUEST_SHOW_KEYS,
	REQUEST_RESEED,
	REQUEST_ORDER,
	REQUEST_FREE_TIME,
	REQUEST_BRANCH,
	REQUEST_WIDER,
	REQUEST_NARROWER,
	REQUEST_OPEN,
	REQUEST_FILTER,
	REQUEST_SETTING,
	REQUEST_SETTING_BACK,
	REQUEST_MORE,
	REQUEST_LESS,
	REQUEST_DIGIT,
	REQUEST_ERASE,
	REQUEST_PAGE_UP,
	REQUEST_PAGE_DOWN,
	REQUEST_LANGUAGE,
	REQUEST_HELP,
	REQUEST_REDRAW,
	REQUEST_LEAVE,
	REQUEST_QUIT,
	REQUEST_COUNT
};

/* Where a key counts. */
enum page {
	PAGE_RUN = 1,
	PAGE_MENU = 2,
	PAGE_HELP = 4,
	PAGE_ALL = 7,
	PAGE_UNTIL = 8,  /* of a run, behind the key that asks to go on until something */
	PAGE_BREAK = 16, /* behind the key that asks for a break point */
	PAGE_QUIZ = 32,  /* while it is asked what happens next */
};

enum { KEYS_A_ROW = 4, KEYS_GROUPS = 3 };

struct key_row {
	enum request request;
	unsigned pages;       /* of enum page */
	int keys[KEYS_A_ROW]; /* 0 ends them */
	const char *help;     /* a message */
};

/* The table, in the order of the help screen; ended by REQUEST_NONE. */
extern const struct key_row key_table[];

/* The heading of the group that begins with this row, a message; NULL within a group. */
const char *keys_heading(const struct key_row *row);

/* What the key does where there is no picture, a message; NULL: nothing, it changes only the picture. */
const char *keys_help_unseen(const struct key_row *row);

/* The row that `key` asks for on `page`, NULL when it has no use there. */
const struct key_row *keys_find(enum page page, int key);

/* The row's keys as they are written in the help: "s .", "0-9", "Home", "u n" for one behind another. Cut to `size`.
 * Returns out. */
char *keys_label(char *out, size_t size, const struct key_row *row);

/* The name of one key, in a buffer of its own: "s", "space", "Home". */
enum { KEY_NAME_SIZE = 16 };
char *keys_name(char out[KEY_NAME_SIZE], int key);

/* The key of that name, whatever the case of a name of several letters; KEYCODE_NONE when there is none. */
int keys_named(const char *name);

enum { KEYS_A_CHARACTER = 6 };

/* The keys that typing `ch` has struck: `ch` itself, but for Hangul (the keys of the 2-set layout it stands
 * on, a syllable being several) and for full-width letters. Returns how many. */
int keys_of_character(int keys[KEYS_A_CHARACTER], uint32_t ch);

#endif
