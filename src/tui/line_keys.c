/* A key has three ways into a line: its name between blanks, its character, and, where the terminal does not know better,
 * the bytes that it sends for it. */
#include "tui/line_keys.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "tui/keys.h"
#include "view/width.h"

/* The key whose name is the word that `text` begins with: "left", "Home"; its length in *length. KEYCODE_NONE: it is
 * none. */
static int named_key(const char *text, size_t *length)
{
	char name[KEY_NAME_SIZE];
	int key;
	*length = strcspn(text, " ");
	if (*length < 2 || *length >= sizeof(name))
		return KEYCODE_NONE;
	memcpy(name, text, *length);
	name[*length] = '\0';
	key = keys_named(name);
	return key != KEYCODE_DIGIT ? key : KEYCODE_NONE;
}

/* What a terminal sends for keys that are no characters, behind an escape. */
static const struct {
	const char *bytes;
	int key;
} sequences[] = {
    {"[A", KEYCODE_UP},        {"OA", KEYCODE_UP},         {"[B", KEYCODE_DOWN},     {"OB", KEYCODE_DOWN},
    {"[C", KEYCODE_RIGHT},     {"OC", KEYCODE_RIGHT},      {"[D", KEYCODE_LEFT},     {"OD", KEYCODE_LEFT},
    {"[H", KEYCODE_HOME},      {"OH", KEYCODE_HOME},       {"[1~", KEYCODE_HOME},    {"[F", KEYCODE_END},
    {"OF", KEYCODE_END},       {"[4~", KEYCODE_END},       {"[5~", KEYCODE_PAGE_UP}, {"[6~", KEYCODE_PAGE_DOWN},
    {"[Z", KEYCODE_BACK_TAB},  {"OP", KEYCODE_F1},         {"[11~", KEYCODE_F1},     {"OQ", KEYCODE_F2},
    {"[12~", KEYCODE_F2},      {"[21~", KEYCODE_F10},
};

/* The key that was struck as such: a sequence, or a control character. */
static int struck_key(const char *text, size_t *length)
{
	for (size_t i = 0; text[0] == KEYCODE_ESCAPE && i < sizeof(sequences) / sizeof(sequences[0]); i++) {
		*length = 1 + strlen(sequences[i].bytes);
		if (strncmp(text + 1, sequences[i].bytes, *length - 1) == 0)
			return sequences[i].key;
	}
	*length = 1;
	return text[0] > 0 && text[0] < ' ' ? text[0] : KEYCODE_NONE;
}

int line_special_key(const char *line, const char *at, size_t *length)
{
	int key = at == line || at[-1] == ' ' ? named_key(at, length) : KEYCODE_NONE;
	return key != KEYCODE_NONE ? key : struck_key(at, length);
}

/* Whether a run has a use for what stands at `at`, anywhere; `*next` is what stands behind it. */
static bool is_used(const char *line, const char *at, const char **next)
{
	enum { OF_A_RUN = PAGE_RUN | PAGE_UNTIL | PAGE_BREAK | PAGE_QUIZ };
	int keys[KEYS_A_CHARACTER], count = 1;
	uint32_t character;
	size_t length;
	keys[0] = line_special_key(line, at, &length);
	*next = at + length;
	if (keys[0] == KEYCODE_NONE) {
		*next = width_decode(&character, at);
		if (character == '?' && *at != '?') /* no character */
			return false;
		count = keys_of_character(keys, character);
	}
	for (int i = 0; i < count; i++)
		if (keys_find((enum page)OF_A_RUN, keys[i]) == NULL)
			return false;
	return true;
}

const char *line_stray(const char *line, size_t *length)
{
	const char *at, *next;
	for (at = line; *at != '\0' && *at != '/'; at = next) {
		if (is_used(line, at, &next))
			continue;
		*length = (size_t)(next - at);
		return at;
	}
	return NULL;
}
