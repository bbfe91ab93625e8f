/* Names and messages of what a call may answer, from the table in interleave/status.h. */
#include "interleave/status.h"

#include <stddef.h>

struct words {
	const char *name, *message;
};

/* The codes are 0, -1, -2, ...: their negation is the index. NULL for a number that is no code. */
static const struct words *find_words(il_status status)
{
	static const struct words table[] = {
#define XX(code, number, name, message) [-(number)] = {name, message},
	    IL_STATUS_MAP(XX)
#undef XX
	};
	const long index = -(long)status;

	if (index < 0 || (size_t)index >= sizeof table / sizeof *table || !table[index].name)
		return NULL;
	return &table[index];
}

const char *il_status_name(il_status status)
{
	const struct words *words = find_words(status);

	return words ? words->name : "unknown";
}

const char *il_status_message(il_status status)
{
	const struct words *words = find_words(status);

	return words ? words->message : "an unknown error";
}
