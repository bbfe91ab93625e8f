/* What is set before a run: the scenario's parameters, the seed, the order, the pace, how time passes. Pure but for
 * settings_params. */
#ifndef TUI_SETTINGS_H
#define TUI_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "interleave/scenario.h"
#include "po/catalog.h"
#include "session/session.h"

enum { SETTINGS_PARAMS_MAX = 16, SETTINGS_VALUE_SIZE = 64 };

struct settings {
	const struct il_scenario *scenario; /* NULL: none */
	int64_t values[SETTINGS_PARAMS_MAX]; /* of each parameter: a number, or the place among its choices */
	uint64_t seed;
	enum session_strategy strategy;
	double pace; /* steps a second, or live the speed */
	bool time_free;
};

/* The defaults of `scenario`; seed, order and pace stay. */
void settings_begin(struct settings *settings, const struct il_scenario *scenario);

/* How many settings there are, in the order of the menu: the parameters first. */
int settings_count(const struct settings *settings);

/* Name and value of setting `at`, in the language of the catalogue. */
const char *settings_name(const struct settings *settings, int at, const struct catalog *catalog);
char *settings_value(char out[SETTINGS_VALUE_SIZE], const struct settings *settings, int at,
		     const struct catalog *catalog);

/* What the setting is for: a message, NULL for one that needs no words. */
const char *settings_help(const struct settings *settings, int at);

/* The next value (by 1), or the one before (-1). False: there is none. */
bool settings_change(struct settings *settings, int at, int by);

/* A digit is typed behind a number, or its last one is taken away (-1). False: it is no number, or too large. */
bool settings_type(struct settings *settings, int at, int digit);

/* Sets the parameter "NAME=VALUE"; what does not fit is ignored. */
void settings_read(struct settings *settings, const char *set);

/* The parameters that are not at their defaults as lines "NAME=VALUE", NULL for none; the caller's (free). -1: no
 * memory. */
int settings_params(char **lines, const struct settings *settings);

#endif
