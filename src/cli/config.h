/* The configuration file, $XDG_CONFIG_HOME/interleave/config (else ~/.config): what a screen begins with. Options of
 * the command line go before it, and NO_COLOR before its theme.
 *
 * Lines are "key = value"; a # begins a comment. */
#ifndef CLI_CONFIG_H
#define CLI_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "cli/complaint.h"

enum { CONFIG_WORD_SIZE = 32 };

struct config {
	char theme[CONFIG_WORD_SIZE];
	char language[CONFIG_WORD_SIZE]; /* "environment": as the locale says */
	double pace;
	bool ascii, mouse;
	bool c_source;  /* the source panel begins with the C program */
	bool time_axis; /* the lanes begin with a slice of time a column */
	bool lecture;   /* the screen begins as for an audience */
};

void config_default(struct config *config);

/* Reads the user's file over what is there; no such file is no error. 0, or -1: `complaint` names the line. */
int config_read(struct config *config, struct complaint *complaint);

/* Writes the configuration as a file, with what each key is for in the catalogue's language. */
void config_write(FILE *out, const struct config *config, const struct catalog *catalog);

/* The path of the user's file. -1: there is no place for it. */
int config_path(char *path, size_t size);

#endif
