/* The two sources of a scenario, and which line of the one is which of the other.
 *
 * A line that has a twin ends with a mark: in C a comment of its own, slash-star @tag star-slash, in Python
 * "# @tag"; one line may have several tags, and several lines of C may share one. The marks are taken off
 * what is shown. */
#ifndef VIEW_SOURCES_H
#define VIEW_SOURCES_H

#include <stddef.h>

#include "view/view.h"

/* Reads both texts (borrowed only during the call), shown as NAME.c and NAME.py. The caller frees it with
 * view_sources_free. NULL for want of memory. */
struct view_sources *view_sources_new(const char *name, const char *c, size_t c_length, const char *python,
				      size_t python_length);
void view_sources_free(struct view_sources *sources);

/* How many tags have no twin in the other text; the first of them is named in `out`: "condition.c:23: @notify
 * has no twin in condition.py". -1: no memory. */
int view_sources_check(char *out, size_t size, const char *name, const char *c, size_t c_length,
		       const char *python, size_t python_length);

#endif
