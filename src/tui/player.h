/* One run on the screen: a session under way or a recording, its past, and where the reader stands in it.
 *
 * Everything shown is folded from the log; the session is asked only how the run goes on. Times are
 * milliseconds of the caller's monotonic clock. */
#ifndef TUI_PLAYER_H
#define TUI_PLAYER_H

#include <stdbool.h>
#include <stdint.h>

#include "po/catalog.h"
#include "session/session.h"
#include "tui/breaks.h"
#include "tui/keys.h"
#include "tui/quiz.h"
#include "tui/ticker.h"
#include "tui/typed.h"
#include "tui/until.h"
#include "view/frame.h"
#include "view/sources.h"
#include "view/view.h"

enum { PLAYER_MESSAGE_SIZE = 1024, PLAYER_FOLDED_MAX = 64, PLAYER_KEYS_SIZE = 64 };

struct player_options {
	struct session_options
	    session; /* what to run; unused with a recording. Its strings outlive the player */
	const struct log *recording; /* NULL: run a session. Borrowed, outlives the player */
	const char *recording_path;  /* the recording's file */
	int64_t timeout;             /* ms of playing after which the run is ended; 0: never */
	bool ascii;
	bool show_c, lecture; /* what the screen begins with */
	enum view_axis axis;
};

/* What the message answers. */
enum player_answer { ANSWER_NONE, ANSWER_KEY, ANSWER_WHY };

struct player {
	struct player_options options; /* as opened: a restart uses them again */
	const struct catalog *catalog;
	struct session *session; /* NULL: a recording */
	const struct log *log;   /* the session's or the recording */
	struct timeline *timeline;
	struct view_sources *sources; /* NULL: none */
	struct session_state state;   /* as last asked; of a recording: ended */
	bool behind;                  /* the log holds more than was read */
	bool past;                    /* the reader looks at step `moment`, not at now */
	uint64_t moment;
	uint64_t past_from; /* where the lanes' past began when it was last looked back */
	uint32_t marked; /* the marked lane */
	bool chosen;     /* the user marked it: it does not follow the proposal */
	uint32_t asked;  /* the lane of the last step asked for */
	bool show_c;
	enum view_axis axis;
	int scale;             /* of the axis: 0 as the size suggests */
	enum view_panel focus; /* the panel that the keys scroll, PANEL_NONE */
	bool zoomed;
	bool unseen; /* there is no screen: panels are read */
	bool lecture;
	struct quiz quiz;
	bool shows_keys;
	char keys[PLAYER_KEYS_SIZE]; /* the last ones, by their names */
	int scroll[PANEL_COUNT];
	uint32_t folded[PLAYER_FOLDED_MAX]; /* lanes whose lanes below are folded away */
	uint32_t folded_count;
	int width, height; /* of the screen that was last drawn */
	double speed, pace; /* as last set */
	struct ticker ticker; /* the header's clock */
	struct until until; /* goes on until something */
	struct breaks breaks;
	const char *break_sites[BREAKS_MAX]; /* those of them that are lines, as the view wants them */
	struct typed search;
	enum page page; /* whose keys count: of the run, or one that the last key has opened */
	bool rolling;       /* a recording plays */
	int64_t played;     /* ms that the run has played */
	int64_t seen_at;    /* when `played` was last brought up to date */
	int64_t tick_at;    /* rolling: when the next step is due */
	enum player_answer answer;
	char message[PLAYER_MESSAGE_SIZE];
};

/* Starts the session, or opens the recording at its first moment. 0; a session_error, with errno, when there
 * was none. */
int player_open(struct player *player, const struct player_options *options, const struct catalog *catalog);

/* Ends the session and every process of it. */
void player_close(struct player *player);

/* Starts the same run again from its first moment. As player_open; on failure the old run stays, ended. */
int player_restart(struct player *player);

/* Starts a run by `player->options` whose first choices are the first `steps` of this one, and goes on to there. As
 * player_restart. */
int player_rerun(struct player *player, uint64_t steps);

/* The descriptor that becomes readable when there is something to drain; -1 for none. */
int player_fd(const struct player *player);

/* Milliseconds until player_drain must be called though nothing has come; -1: never. */
int player_wait(const struct player *player, int64_t now);

/* Reads on. True: what is shown has changed. */
bool player_drain(struct player *player, int64_t now);

void player_draw(struct frame *frame, struct player *player);

/* A key was pressed, called `name`: kept while keys are shown. */
void player_note_key(struct player *player, const char *name);

/* Sets the message: `msgid` of the catalogue, with the string it may ask for. */
void player_say(struct player *player, const char *msgid, const char *argument);

/* How the run has ended, or would if it were left now. */
enum log_status player_status(const struct player *player);

/* Whether the operating system chooses, or chose. */
bool player_is_live(const struct player *player);

/* Whether it goes on by itself: plays, or goes on until something. */
bool player_is_playing(const struct player *player);

/* Whether the run stands, and waits for a choice: or for ever. */
bool player_stands(const struct player *player);

/* Pauses, however it goes on. */
void player_pause(struct player *player);

/* Whether nobody can ever go again; each lane can say why. */
bool player_deadlocked(const struct player *player);

/* Goes one thing out: from a panel on the whole screen, from a panel. False: there is nothing to leave. */
bool player_leave_panel(struct player *player);

/* The moment shown: now, or the one looked back at. */
const struct model *player_model(struct player *player);

/* Everything that view functions want to know. */
struct view_input player_view(struct player *player);

/* The newest step that was read. */
uint64_t player_newest(const struct player *player);

#endif
