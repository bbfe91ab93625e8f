#include "marks.h"

#include <stdio.h>
#include <string.h>

bool marks_next_line(char line[LINE_ROOM], const char **text)
{
	if (!**text)
		return false;
	size_t length = strcspn(*text, "\n");
	snprintf(line, LINE_ROOM, "%.*s", (int)length, *text);
	*text += length + ((*text)[length] == '\n');
	return true;
}

/* The mark at the line's end, between `opening` and `closing`; false when there is none. */
static bool mark_of(char mark[MARK_MAX], const char *line, const char *opening, const char *closing)
{
	const char *at = strstr(line, opening);
	if (!at)
		return false;
	at += strlen(opening);
	size_t length = strcspn(at, " ");
	if (length >= MARK_MAX || strcmp(at + length, closing) != 0)
		return false;
	memcpy(mark, at, length);
	mark[length] = '\0';
	return length > 0;
}

bool marks_of_c(char mark[MARK_MAX], const char *line)
{
	return mark_of(mark, line, "; /* @", " */") || mark_of(mark, line, ") /* @", " */") ||
	       mark_of(mark, line, ", /* @", " */") || mark_of(mark, line, "{ /* @", " */");
}

bool marks_of_python(char mark[MARK_MAX], const char *line)
{
	return mark_of(mark, line, "  # @", "");
}
