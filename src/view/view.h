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

/* The panels, in the order in which Tab goes through them. */
enum view_panel {
	PANEL_NONE,
	PANEL_LANES,
	PANEL_PROCESSES,
	PANEL_LOOP,
	PANEL_POOL,
	PANEL_QUEUES,
	PANEL_OBJECTS,
	PANEL_VALUES,
	PANEL_SOURCE,
	PANEL_HAPPENED,
	PANEL_GOING,
	PANEL_GRAPH,
	PANEL_INSIGHTS,
	PANEL_TOLD, /* step by step, in words */
	PANEL_OUTPUT,
	PANEL_COUNT
};

/* What the program has asked for, and the next key answers. */
enum view_asks {
	ASKS_NOTHING,
	ASKS_UNTIL,   /* what to go on until */
	ASKS_BREAK,   /* where to break */
	ASKS_OUTCOME, /* what the step will turn out to be: nothing on the screen tells */
	ASKS_WORD,    /* a word to search for */
};

/* How the run goes on, from the session's status; all that is not in the log. */
struct view_run {
	const char *title;      /* scenario id */
	const char *strategy;   /* "live", "manual", "round-robin", "random", "pct", "replay"; "recording" for a file */
	uint64_t seed;
	bool playing;           /* false: paused */
	bool ended;             /* nothing will ever be appended */
	enum log_status status; /* when ended */
	double speed;           /* live */
	bool ticks;             /* live and playing: the header's clock goes on between events */
	int64_t clock;          /* then, the session time to show, ns */
	double pace;            /* controlled: steps a second; 0 = as fast as it goes */
	bool time_free;
	const char *until;      /* a message: what it goes on until; NULL */
	uint32_t breaks;        /* break points that are set */
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
	uint64_t past_from;                 /* where the past began before (view_past_from): it stays while it can; 0 */
	enum view_panel focus;              /* the panel that the keys scroll; PANEL_NONE */
	bool zoomed;                        /* it has the whole screen */
	bool unseen;                        /* panels are read one by one: no pictures, and none has what another has */
	bool lecture;                       /* few panels, tall lanes, the words in a frame */
	const char *keys;                   /* the last keys, to be shown; NULL */
	int scroll[PANEL_COUNT];            /* rows down from where each panel stands by itself */
	const uint32_t *folded;             /* lanes whose lanes below are folded away */
	uint32_t folded_count;
	const char *const *break_sites;     /* lines of C with a break point: "scenarios/x/x.c:12" */
	uint32_t break_site_count;
	const struct view_sources *sources; /* NULL: no source panel */
	enum view_asks asks;
	const char *message;                /* an answer to the last key, NULL */
	const struct catalog *catalog;
	bool ascii;
};

/* Draws the whole screen into `frame` (its size decides the layout). */
void view_draw(struct frame *frame, const struct view_input *input);

/* Whether the frame is smaller than any screen can be drawn in: then it says so, and nothing more should be
 * drawn. */
bool view_draw_too_small(struct frame *frame, const struct catalog *catalog, bool ascii);

/* ---- panels ---- */

/* The panel that follows `input->focus` (by 1, or -1: that comes before it) among those on a screen of that
 * size; among all that the run has anything for, when it is zoomed. Behind the last one comes PANEL_NONE, unless
 * zoomed. */
enum view_panel view_next_panel(const struct view_input *input, int width, int height, int by);

/* The rows that the focused panel shows on a screen of that size, 0 when it is not there. */
int view_panel_rows(const struct view_input *input, int width, int height);

/* What `input->scroll` of the focused panel becomes when it is scrolled down by so many rows: no further than its
 * first and last rows. */
int view_scrolled(const struct view_input *input, int width, int height, int by);

/* The title of the focused panel, one that the run has, on a screen of that size, as it stands in its rule. */
void view_panel_title(char *out, size_t size, const struct view_input *input, int width, int height);

/* The focused panel as text for whom there is no screen: the rows that it has on one of that size, a line each, blank
 * ones too; of one whose rows are a picture (view_is_picture) what the picture says, a sentence a line. *out belongs to
 * the caller (free). 0, or -1 for want of memory. */
int view_read_panel(char **out, const struct view_input *input, int width, int height);

/* Whether the rows of the panel are a picture, rather than words. */
bool view_is_picture(enum view_panel panel);

/* The lane that stands `by` (1, -1) from `lane` in the order of the screen; LOG_NONE: `lane` is the last one. From a
 * lane that is not shown, and from LOG_NONE: the first or the last one. */
uint32_t view_next_lane(const struct view_input *input, uint32_t lane, int by);

/* Whether lanes stand, or are folded away, below `lane`. */
bool view_has_lanes_below(const struct view_input *input, uint32_t lane);

/* How many steps of the past a page of the lanes holds on a screen of that width. */
uint64_t view_steps_a_page(const struct view_input *input, int width);

/* Where the lanes' past begins on a screen of that width: for the `past_from` of the next moment shown, so that what stands
 * under the mouse stays there. */
uint64_t view_past_from(const struct view_input *input, int width);

/* What stands in a cell of a screen of that size. */
struct view_hit {
	enum view_panel panel; /* PANEL_NONE: the header, the hints, nothing */
	uint32_t lane;         /* LOG_NONE: none */
	bool has_step;         /* a moment of the past stands there */
	uint64_t step;
	char key[16]; /* the key of a hint, by its name in the help: "s", "space", "up"; "": none */
};

struct view_hit view_hit(const struct view_input *input, int width, int height, int x, int y);

/* ---- words ---- */

/* A sentence or two (language of the catalogue) on why `actor` is where it is, down the chain to the end; and, with a timeline,
 * what its history showed. */
void view_why(char *out, size_t size, const struct view_input *input, uint32_t actor);

/* The first of those sentences: where `actor` is, of itself. */
void view_state(char *out, size_t size, const struct view_input *input, uint32_t actor);

/* What a trained eye sees at the moment shown; "" when nothing stands out. */
void view_insights(char *out, size_t size, const struct view_input *input);

/* What the history has shown up to the moment shown, from its insight `first` on: "Step 12: ...", a line each; ""
 * nothing. Returns how many there are by then. */
uint32_t view_history(char *out, size_t size, const struct view_input *input, uint32_t first);

enum { VIEW_GOING_MAX = 8192 /* bytes, whatever there is to say */ };

/* Who can be chosen, and why the others cannot. */
void view_going(char *out, size_t size, const struct view_input *input);

/* What `actor` (LOG_CLOCK too) is about to do. */
void view_next(char *out, size_t size, const struct view_input *input, uint32_t actor);

/* The question what happens when `actor` (LOG_CLOCK too) takes its step, and the answers that there are: 1 it does
 * it, 2 and lets somebody go, 3 it has to wait, 4 it fails. */
void view_ask(char *out, size_t size, const struct view_input *input, uint32_t actor);

/* What an event did, and what follows from it at the moment shown. */
void view_narrate(char *out, size_t size, const struct view_input *input, const struct log_event *event);

/* What an event did, in one sentence, whenever it was. */
void view_tell(char *out, size_t size, const struct view_input *input, const struct log_event *event);

/* The transcript line of an event that prints (model_prints): "[  2.013s] preparer        data is ready". */
void view_transcript(char *out, size_t size, const struct model *model, const struct catalog *catalog,
                     const struct log_event *event);

#endif
