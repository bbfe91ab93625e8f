/* The options of the command line: one table, which the reader and the help share. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "cli/args.h"

/* The bit of a command in struct option. */
#define ON(command) (1u << (command))

struct option {
	char letter; /* 0: none */
	const char *name;
	const char *value; /* what it takes, in the help; NULL: nothing */
	unsigned commands; /* that know it */
	/* Takes the value (NULL without one). NULL, or why it cannot: a message. */
	const char *(*take)(struct args *args, const char *value);
	const char *help; /* a message */
	const char *choices; /* what its value may be, parted by spaces, for shells; NULL: anything */
};

/* In the order of the help; ended by one without a name. */
extern const struct option option_table[];

#endif
