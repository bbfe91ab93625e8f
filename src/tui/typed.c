/* Characters are taken whole: a backspace takes a syllable away, not a byte of it. */
#include "tui/typed.h"

#include <string.h>
#include <wchar.h>
#include <wctype.h>

#include "tui/keys.h"

enum { FOLDED_MAX = 1024 };

static void append(struct typed *typed, int ch)
{
	char bytes[8];
	mbstate_t state = {0};
	size_t n = wcrtomb(bytes, (wchar_t)ch, &state);
	size_t used = strlen(typed->text);
	if (n == (size_t)-1 || used + n >= sizeof(typed->text))
		return;
	memcpy(typed->text + used, bytes, n);
	typed->text[used + n] = '\0';
}

static void shorten(struct typed *typed)
{
	size_t used = strlen(typed->text);
	while (used > 0 && ((unsigned char)typed->text[used - 1] & 0xc0) == 0x80)
		used--;
	typed->text[used > 0 ? used - 1 : 0] = '\0';
}

enum typed_end typed_take(struct typed *typed, int ch)
{
	if (ch == KEYCODE_ESCAPE)
		typed->text[0] = '\0';
	if (ch == KEYCODE_ESCAPE || ch == KEYCODE_ENTER) {
		typed->open = false;
		return ch == KEYCODE_ENTER ? TYPED_KEPT : TYPED_GIVEN_UP;
	}
	if (ch == KEYCODE_BACKSPACE)
		shorten(typed);
	else if (ch >= ' ' && ch < KEYCODE_UP)
		append(typed, ch);
	return TYPED_ON;
}

/* `text` as lower-case wide characters, so that a search needs no shift key. */
static void fold(wchar_t *out, size_t room, const char *text)
{
	mbstate_t state = {0};
	size_t n = mbsrtowcs(out, &text, room - 1, &state);
	if (n == (size_t)-1)
		n = 0;
	out[n] = L'\0';
	for (size_t i = 0; i < n; i++)
		out[i] = (wchar_t)towlower((wint_t)out[i]);
}

bool typed_is_in(const char *part, const char *text)
{
	wchar_t whole[FOLDED_MAX], piece[TYPED_SIZE];
	fold(whole, FOLDED_MAX, text);
	fold(piece, TYPED_SIZE, part);
	return wcsstr(whole, piece) != NULL;
}
