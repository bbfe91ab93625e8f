/* The marks at the ends of a scenario's lines, as the tests read them: C has a comment with @tag, Python "# @tag". */
#ifndef TESTS_MARKS_H
#define TESTS_MARKS_H

#include <stdbool.h>

enum { LINE_ROOM = 256, MARK_MAX = 64 };

/* Copies the next line of *text to `line`, and moves *text behind it; false at the end. */
bool marks_next_line(char line[LINE_ROOM], const char **text);

/* The mark at the end of a line; false when there is none. */
bool marks_of_c(char mark[MARK_MAX], const char *line);
bool marks_of_python(char mark[MARK_MAX], const char *line);

#endif
