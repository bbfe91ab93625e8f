/* The key table, and the way from characters to keys.
 *
 * Invariant: on one page a key has one row. A program whose reader has the Hangul layout on must not look
 * broken: what arrives then are jamo, or the syllables that an input method made of them, and each is taken
 * back to the keys it was struck on. */
#include "tui/keys.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "po/catalog.h"

const struct key_row key_table[] = {
    {REQUEST_PLAY, PAGE_RUN, {' '}, N_("play, or pause")},
    {REQUEST_STEP, PAGE_RUN, {'s', '.'}, N_("step the marked lane")},
    {REQUEST_STEP_LANE, PAGE_RUN, {KEYCODE_DIGIT}, N_("step that lane")},
    {REQUEST_TIME, PAGE_RUN, {'t'}, N_("let time pass to the next deadline")},
    {REQUEST_UP, PAGE_ALL, {KEYCODE_UP, 'k'}, N_("mark the one above")},
    {REQUEST_DOWN, PAGE_ALL, {KEYCODE_DOWN, 'j'}, N_("mark the one below")},
    {REQUEST_BACK, PAGE_RUN, {KEYCODE_LEFT}, N_("look one step back")},
    {REQUEST_FORTH, PAGE_RUN, {KEYCODE_RIGHT}, N_("look one step forth")},
    {REQUEST_FIRST, PAGE_ALL, {KEYCODE_HOME, 'g'}, N_("go to the beginning")},
    {REQUEST_NOW, PAGE_ALL, {KEYCODE_END, 'G'}, N_("return to now, or go to the end")},
    {REQUEST_PAGE_UP, PAGE_ALL, {KEYCODE_PAGE_UP}, N_("a page up; of the lanes: back in the past")},
    {REQUEST_PAGE_DOWN, PAGE_ALL, {KEYCODE_PAGE_DOWN}, N_("a page down; of the lanes: forth")},
    {REQUEST_FOCUS, PAGE_RUN, {KEYCODE_TAB}, N_("go to the next panel: up and down scroll it")},
    {REQUEST_FOCUS_BACK, PAGE_RUN, {KEYCODE_BACK_TAB}, N_("go to the panel before")},
    {REQUEST_ZOOM, PAGE_RUN, {'z', KEYCODE_ENTER}, N_("give that panel the whole screen, or not")},
    {REQUEST_FASTER, PAGE_RUN, {'+', '='}, N_("faster")},
    {REQUEST_SLOWER, PAGE_RUN, {'-'}, N_("slower")},
    {REQUEST_WHY, PAGE_RUN, {'w'}, N_("why is the marked lane where it is?")},
    {REQUEST_SOURCE, PAGE_RUN, {'c'}, N_("show the C source, or the Python twin")},
    {REQUEST_AXIS, PAGE_RUN, {'a'}, N_("one column a step, or a slice of time")},
    {REQUEST_FOLD, PAGE_RUN, {'f'}, N_("fold the lanes below the marked one, or unfold")},
    {REQUEST_WIDER, PAGE_RUN, {'>'}, N_("draw the past wider")},
    {REQUEST_NARROWER, PAGE_RUN, {'<'}, N_("draw the past narrower")},
    {REQUEST_RESTART, PAGE_RUN, {'r'}, N_("start again, with the same seed")},
    {REQUEST_RESEED, PAGE_RUN, {'R'}, N_("start again, with the next seed")},
    {REQUEST_ORDER, PAGE_RUN, {'O'}, N_("go on in another order of who goes next")},
    {REQUEST_FREE_TIME, PAGE_RUN, {'T'}, N_("go on with time free, or respected")},
    {REQUEST_BRANCH, PAGE_RUN, {'x'}, N_("run again up to here, to choose otherwise")},
    {REQUEST_UNTIL, PAGE_RUN, {'u'}, N_("go on until something; a second key says what")},
    {REQUEST_UNTIL_ACTOR, PAGE_UNTIL, {'n'}, N_("until the marked lane has gone on")},
    {REQUEST_UNTIL_BLOCK, PAGE_UNTIL, {'b'}, N_("until somebody has to wait")},
    {REQUEST_UNTIL_OUTPUT, PAGE_UNTIL, {'o'}, N_("until a line is printed")},
    {REQUEST_UNTIL_MATCH, PAGE_UNTIL, {'/'}, N_("until the search hits")},
    {REQUEST_BREAK, PAGE_RUN, {'b'}, N_("set or clear a break point: a second key says which")},
    {REQUEST_BREAK_ACTOR, PAGE_BREAK, {'a'}, N_("at every operation of the marked lane")},
    {REQUEST_BREAK_OP, PAGE_BREAK, {'o'}, N_("at every operation like its next one")},
    {REQUEST_BREAK_OBJECT, PAGE_BREAK, {'x'}, N_("at every operation on the same object")},
    {REQUEST_BREAK_LINE, PAGE_BREAK, {'l'}, N_("at the line of the source where it is")},
    {REQUEST_BREAK_NONE, PAGE_BREAK, {'c'}, N_("take all break points away")},
    {REQUEST_SEARCH, PAGE_RUN, {'/'}, N_("search the steps for a word")},
    {REQUEST_NEXT_MATCH, PAGE_RUN, {'n', ']'}, N_("look at the next step that it hits")},
    {REQUEST_LAST_MATCH, PAGE_RUN, {'N', '['}, N_("look at the one before")},
    {REQUEST_LECTURE, PAGE_RUN, {'p'}, N_("the screen for an audience, or for yourself")},
    {REQUEST_QUIZ, PAGE_RUN, {'Q'}, N_("ask what happens next, before each step")},
    {REQUEST_ANSWER, PAGE_QUIZ, {KEYCODE_DIGIT}, N_("to that question: the answer, and the step")},
    {REQUEST_TELL, PAGE_QUIZ, {'s', '.'}, N_("to that question: no answer, but the step")},
    {REQUEST_SHOW_KEYS, PAGE_RUN, {'E'}, N_("show the keys that are pressed, or no more")},
    {REQUEST_SAVE, PAGE_RUN, {'S', KEYCODE_F2}, N_("save the run so far")},
    {REQUEST_OPEN, PAGE_MENU, {KEYCODE_ENTER}, N_("open the scenario")},
    {REQUEST_FILTER, PAGE_MENU, {'/'}, N_("show only those that contain a word")},
    {REQUEST_SETTING, PAGE_MENU, {KEYCODE_TAB}, N_("go to the next thing that can be set before the run")},
    {REQUEST_SETTING_BACK, PAGE_MENU, {KEYCODE_BACK_TAB}, N_("go to the one before")},
    {REQUEST_MORE, PAGE_MENU, {KEYCODE_RIGHT, '+', '='}, N_("its next value, or a larger one")},
    {REQUEST_LESS, PAGE_MENU, {KEYCODE_LEFT, '-'}, N_("its value before, or a smaller one")},
    {REQUEST_DIGIT, PAGE_MENU, {KEYCODE_DIGIT}, N_("a digit of its number")},
    {REQUEST_ERASE, PAGE_MENU, {KEYCODE_BACKSPACE}, N_("take the last digit away")},
    {REQUEST_LANGUAGE, PAGE_ALL, {'l'}, N_("English, or Korean")},
    {REQUEST_HELP, PAGE_ALL, {'?', 'h', KEYCODE_F1}, N_("this help")},
    {REQUEST_REDRAW, PAGE_ALL, {KEYCODE_CTRL_L}, N_("draw the screen anew")},
    {REQUEST_LEAVE, PAGE_ALL, {KEYCODE_ESCAPE}, N_("leave the panel, or go back to the menu")},
    {REQUEST_QUIT, PAGE_ALL, {'q', KEYCODE_F10}, N_("quit")},
    {REQUEST_NONE, 0, {0}, NULL},
};

static const struct {
	enum request first;
	const char *heading;
} groups[KEYS_GROUPS] = {
    {REQUEST_PLAY, N_("In a run")},
    {REQUEST_OPEN, N_("In the menu")},
    {REQUEST_LANGUAGE, N_("Everywhere")},
};

const char *keys_heading(const struct key_row *row)
{
	for (size_t i = 0; i < KEYS_GROUPS; i++)
		if (groups[i].first == row->request)
			return groups[i].heading;
	return NULL;
}

/* Those that do something else where there is no picture, or, without words, nothing. */
static const struct {
	enum request request;
	const char *help;
} unseen[] = {
    {REQUEST_FOCUS, N_("read the next panel; up and down then go on in it")},
    {REQUEST_FOCUS_BACK, N_("read the panel before")},
    {REQUEST_ZOOM, N_("read that panel again, as it is now")},
    {REQUEST_SOURCE, N_("read the C source, or the Python twin")},
    {REQUEST_LEAVE, N_("leave the panel: up and down mark lanes again")},
    {REQUEST_AXIS, NULL},
    {REQUEST_FOLD, NULL},
    {REQUEST_WIDER, NULL},
    {REQUEST_NARROWER, NULL},
    {REQUEST_LECTURE, NULL},
    {REQUEST_SHOW_KEYS, NULL},
    {REQUEST_REDRAW, NULL},
};

const char *keys_help_unseen(const struct key_row *row)
{
	for (size_t i = 0; i < sizeof(unseen) / sizeof(unseen[0]); i++)
		if (unseen[i].request == row->request)
			return unseen[i].help;
	return row->help;
}

static const struct {
	int key;
	const char *name;
} key_names[] = {
    {' ', "space"},          {KEYCODE_CTRL_L, "ctrl-L"}, {KEYCODE_ENTER, "Enter"},
    {KEYCODE_ESCAPE, "Esc"}, {KEYCODE_UP, "up"},         {KEYCODE_DOWN, "down"},
    {KEYCODE_LEFT, "left"},  {KEYCODE_RIGHT, "right"},   {KEYCODE_HOME, "Home"},
    {KEYCODE_END, "End"},    {KEYCODE_PAGE_UP, "PgUp"},  {KEYCODE_PAGE_DOWN, "PgDn"},
    {KEYCODE_BACKSPACE, "Backspace"}, {KEYCODE_TAB, "Tab"},    {KEYCODE_BACK_TAB, "shift-Tab"},
    {KEYCODE_F1, "F1"},      {KEYCODE_F2, "F2"},         {KEYCODE_F10, "F10"},
    {KEYCODE_DIGIT, "0-9"},
};

enum { KEY_NAME_COUNT = sizeof(key_names) / sizeof(key_names[0]) };

const struct key_row *keys_find(enum page page, int key)
{
	if (key >= '0' && key <= '9')
		key = KEYCODE_DIGIT;
	for (const struct key_row *row = key_table; row->request != REQUEST_NONE; row++) {
		if (!(row->pages & (unsigned)page))
			continue;
		for (int i = 0; i < KEYS_A_ROW && row->keys[i] != 0; i++)
			if (row->keys[i] == key)
				return row;
	}
	return NULL;
}

char *keys_name(char out[KEY_NAME_SIZE], int key)
{
	for (int i = 0; i < KEY_NAME_COUNT; i++)
		if (key_names[i].key == key) {
			snprintf(out, KEY_NAME_SIZE, "%s", key_names[i].name);
			return out;
		}
	snprintf(out, KEY_NAME_SIZE, "%c", key > ' ' && key < KEYCODE_BACKSPACE ? key : '?');
	return out;
}

int keys_named(const char *name)
{
	for (int i = 0; i < KEY_NAME_COUNT; i++)
		if (strcasecmp(key_names[i].name, name) == 0)
			return key_names[i].key;
	return name[0] != '\0' && name[1] == '\0' ? name[0] : KEYCODE_NONE;
}

char *keys_label(char *out, size_t size, const struct key_row *row)
{
	const char *first = row->pages == PAGE_UNTIL ? "u " : row->pages == PAGE_BREAK ? "b " : row->pages == PAGE_QUIZ ? "Q " : "";
	size_t used = (size_t)snprintf(out, size, "%s", first);
	for (int i = 0; i < KEYS_A_ROW && row->keys[i] != 0 && used < size; i++) {
		char name[KEY_NAME_SIZE];
		int n = snprintf(out + used, size - used, "%s%s", i > 0 ? " " : "", keys_name(name, row->keys[i]));
		used += (size_t)n;
	}
	return out;
}

/* Where the jamo stand on the 2-set layout, in the orders that Unicode has for syllables and single jamo. */
static const char *const leads[] = {"r", "R", "s", "e", "E", "f", "a", "q", "Q", "t",
				    "T", "d", "w", "W", "c", "z", "x", "v", "g"};
static const char *const vowels[] = {"k",  "o", "i", "O",  "j",  "p",  "u", "P", "h",  "hk", "ho",
				     "hl", "y", "n", "nj", "np", "nl", "b", "m", "ml", "l"};
static const char *const tails[] = {"",   "r",  "R",  "rt", "s",  "sw", "sg", "e", "f",  "fr",
				    "fa", "fq", "ft", "fx", "fv", "fg", "a",  "q", "qt", "t",
				    "T",  "d",  "w",  "c",  "z",  "x",  "v",  "g"};
static const char *const jamo[] = {"r",  "R",  "rt", "s", "sw", "sg", "e",  "E",  "f", "fr", "fa", "fq", "ft",
				   "fx", "fv", "fg", "a", "q",  "Q",  "qt", "t",  "T", "d",  "w",  "W",  "c",
				   "z",  "x",  "v",  "g", "k",  "o",  "i",  "O",  "j", "p",  "u",  "P",  "h",
				   "hk", "ho", "hl", "y", "n",  "nj", "np", "nl", "b", "m",  "ml", "l"};

enum {
	LEAD_COUNT = sizeof(leads) / sizeof(leads[0]),
	VOWEL_COUNT = sizeof(vowels) / sizeof(vowels[0]),
	TAIL_COUNT = sizeof(tails) / sizeof(tails[0]),
	JAMO_COUNT = sizeof(jamo) / sizeof(jamo[0]),
	JAMO_FIRST = 0x3131,
	SYLLABLE_FIRST = 0xac00,
	SYLLABLE_COUNT = LEAD_COUNT * VOWEL_COUNT * TAIL_COUNT,
	FULL_WIDTH_FIRST = 0xff01, /* stands for '!' */
	FULL_WIDTH_LAST = 0xff5e,  /* for '~' */
};

_Static_assert(LEAD_COUNT == 19 && VOWEL_COUNT == 21 && TAIL_COUNT == 28,
	       "Unicode's composition of syllables");
_Static_assert(JAMO_COUNT == 0x3163 - JAMO_FIRST + 1, "the compatibility jamo");

static int append_keys(int *keys, int count, const char *typed)
{
	for (; *typed != '\0'; typed++)
		keys[count++] = *typed;
	return count;
}

int keys_of_character(int keys[KEYS_A_CHARACTER], uint32_t ch)
{
	if (ch >= JAMO_FIRST && ch < JAMO_FIRST + JAMO_COUNT)
		return append_keys(keys, 0, jamo[ch - JAMO_FIRST]);
	if (ch >= SYLLABLE_FIRST && ch < SYLLABLE_FIRST + SYLLABLE_COUNT) {
		uint32_t index = ch - SYLLABLE_FIRST;
		int count = append_keys(keys, 0, leads[index / (VOWEL_COUNT * TAIL_COUNT)]);
		count = append_keys(keys, count, vowels[index / TAIL_COUNT % VOWEL_COUNT]);
		return append_keys(keys, count, tails[index % TAIL_COUNT]);
	}
	if (ch >= FULL_WIDTH_FIRST && ch <= FULL_WIDTH_LAST)
		ch = ch - FULL_WIDTH_FIRST + '!';
	keys[0] = (int)ch;
	return 1;
}
