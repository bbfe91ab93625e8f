/* What is wrong with what was asked for, as one line: WHAT: WHY, and the mend, in the reader's language. */
#ifndef CLI_COMPLAINT_H
#define CLI_COMPLAINT_H

#include "po/catalog.h"

struct complaint {
	const struct catalog *catalog;
	char text[1024];
};

/* Puts `message`, filled as tr_format does; what would leave the line or reach the terminal as a command shows as ?.
 * Returns -1. */
int complain(struct complaint *complaint, const char *message, ...);

/* A word as it can be shown: an empty one in its quotes. */
const char *complaint_word(const char *word);

#endif
