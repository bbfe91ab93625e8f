/* What makes a program a scenario. */
#ifndef INTERLEAVE_SCENARIO_H
#define INTERLEAVE_SCENARIO_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "interleave/base.h"

/* A parameter that --set NAME=VALUE changes. */
struct il_param {
	const char *name;
	const char *value;   /* default */
	const char *choices; /* "asis,predicate", the default first; NULL: a whole number from low to high */
	int64_t low, high;
	const char *help;    /* a message */
};

struct il_scenario {
	const char *id;         /* "condition": the folder and the file are called so too, but for an alias */
	const char *alias_of;   /* the scenario whose program and sources these are, begun otherwise; NULL: none */
	int section;            /* of the lecture notes, 1..4; 5: what goes wrong */
	bool documented;        /* the notes have it as a program */
	const char *title;      /* messages: translated where they are shown */
	const char *summary;    /* two or three sentences */
	const char *kind;       /* "threads", "queues", "processes", "loop": the panels the screen starts with */
	const struct il_param *params; /* ended by one without a name; NULL for none */
	bool time_free;         /* begins with --time free, unless told otherwise */
	void (*run)(void);      /* the program */
	il_target main;         /* the same, instead of `run`, where it may end by an exception */
	void (*check)(void);    /* says its promises (il_promise), when the program has ended */
};

/* The value of a parameter in this run. Asking for one that the scenario does not have is a bug. Borrowed. */
const char *il_param(const char *name);
int64_t il_param_int(const char *name);

/* Whether the parameter has this value in this run. */
static inline bool il_param_is(const char *name, const char *value)
{
	return strcmp(il_param(name), value) == 0;
}

#endif
