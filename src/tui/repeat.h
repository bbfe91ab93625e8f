/* The command that repeats a run. */
#ifndef TUI_REPEAT_H
#define TUI_REPEAT_H

#include "log/log.h"
#include "po/catalog.h"
#include "session/session.h"

/* The shell command that makes the run of `log` again, choice by choice, in a form to paste: it names the
 * choices made so far and whatever else decides what happens. A run too long for a command line gives a comment
 * that says so, in the language of `catalog`. *out belongs to the caller. -1: no memory. */
int repeat_command(char **out, const struct session_options *options, const struct log *log,
		   const struct catalog *catalog);

/* The command that opens the recording `path` again. */
int repeat_replay(char **out, const char *path);

#endif
