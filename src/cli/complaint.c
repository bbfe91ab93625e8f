/* What the reader gave comes back to him, so that he sees which of his words is meant: whatever bytes it has. */
#include "cli/complaint.h"

#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#include "log/plain.h"

/* Controls, in one byte or (U+0080 to U+009F) in two, and what is no UTF-8. */
static bool is_shown(const char *at, size_t length)
{
	unsigned char first = (unsigned char)at[0], second = (unsigned char)at[1];
	return length > 0 && first >= 0x20 && first != 0x7f && !(first == 0xc2 && second < 0xa0);
}

static void make_plain(char *text)
{
	char *to = text;
	for (const char *at = text, *end = text + strlen(text); at < end;) {
		size_t length = plain_utf8(at, (size_t)(end - at));
		if (is_shown(at, length)) {
			memmove(to, at, length);
			to += length;
		} else {
			*to++ = '?';
		}
		at += length > 0 ? length : 1;
	}
	*to = '\0';
}

int complain(struct complaint *complaint, const char *message, ...)
{
	va_list list;
	va_start(list, message);
	tr_format_list(complaint->text, sizeof(complaint->text), complaint->catalog, message, list);
	va_end(list);
	make_plain(complaint->text);
	return -1;
}

const char *complaint_word(const char *word)
{
	return word[0] != '\0' ? word : "\"\"";
}
