/* Draws one moment of a run: (model, timeline, cursor, size, theme, language) -> frame. Pure: no clock, no
 * terminal, no engine, and the same input gives the same cells. */
#ifndef VIEW_VIEW_H
#define VIEW_VIEW_H

#include <stdbool.h>
#include <stdint.h>

#include "model/insight.h"
#include "model/model.h"
#include "model/timeline.h"
#include "po/catalog.h"
#include "view/frame.h"

/* A scenario's source as the source panel needs it: lines with the twin marks taken off. */
struct view_source {
	const char *name;            /* file name to show: condition.py */
	const char *const *lines;    /* NUL-terminated strings, line 1 first */
	uint32_t line_count;
};

/* Where a C line stands in both sources. */
struct view_sources {
	struct view_source python, c;
	const uint32_t *python_of_c; /* [C line] -> Python line, 0 none; c.line_count + 1 entries */
};

enum view_axis { AXIS_STEPS, AXIS_TIME };

/* How the run goes on, from the session's status; all that is not in the log. */
struct view_run {
	const char *title;      /* scenario id */
	const char *strategy;   /* "live", "manual", "round-robin", "random", "pct", "replay"; "recording" for a file */
	uint64_t seed;
	bool playing;           /* false: paused */
	bool ended;             /* nothing will ever be appended */
	enum log_status status; /* when ended */
	double speed;           /* live */
	double pace;            /* controlled: steps a second; 0 = as fast as it goes */
	bool time_free;
	uint32_t proposal;      /* the actor that `s` would step by itself, LOG_NONE none */
};

struct view_input {
	const struct model *model;          /* the moment shown */
	const struct timeline *timeline;
	uint64_t step_now;                  /* the newest step: more than model->step when looking back */
	struct view_run run;
	uint32_t marked;                    /* the marked lane (actor id, LOG_CLOCK), LOG_NONE */
	bool show_c;                        /* C source instead of the twin */
	enum view_axis axis;
	int zoom;                           /* 0: as the size suggests; each more or less draws the past wider or narrower */
	const struct view_sources *sources; /* NULL: no source panel */
	const char *message;                /* an answer to the last key, NULL */
	const struct catalog *catalog;
	bool ascii;
};

/* Draws the whole screen into `frame` (its size decides the layout). */
void view_draw(struct frame *frame, const struct view_input *input);

/* A sentence or two (language of the catalogue) on why `actor` is where it is, down the chain to the end. */
void view_why(char *out, size_t size, const struct view_input *input, uint32_t actor);

/* A sentence on what an event did. */
void view_narrate(char *out, size_t size, const struct view_input *input, const struct log_event *event);

/* The transcript line of an event that prints (model_prints): "[  2.013s] preparer        data is ready". */
void view_transcript(char *out, size_t size, const struct model *model, const struct catalog *catalog,
                     const struct log_event *event);

#endif
