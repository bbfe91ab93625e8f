/* Opening, reading on, and drawing.
 *
 * Invariant: timeline_head() is the newest moment that was read; `moment` is never beyond it; the marked lane
 * is the proposal unless the user chose one that still lives. */
#include "tui/player.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "session/scenarios.h"
#include "session/schedule.h"

enum {
	DRAIN_MAX = 200000, /* events read before the screen is drawn and the keys are looked at again */
};

bool player_is_live(const struct player *player)
{
	return player->session != NULL ? player->options.session.strategy == STRATEGY_LIVE
				       : strcmp(log_meta(player->log)->strategy, "live") == 0;
}

/* Makes the timeline and the sources, for a log that is there. */
static int begin(struct player *player, const struct log *log)
{
	struct timeline *timeline = timeline_new(log);
	if (timeline == NULL) {
		errno = ENOMEM;
		return SESSION_ERR_SYSTEM;
	}
	timeline_free(player->timeline);
	player->timeline = timeline;
	player->log = log;
	player->state = (struct session_state){.proposal = LOG_NONE};
	player->past = false;
	player->moment = 0;
	player->past_from = 0;
	player->marked = LOG_NONE;
	player->asked = LOG_NONE;
	player->chosen = false;
	player->rolling = false;
	player->until.kind = UNTIL_NONE;
	player->page = PAGE_RUN;
	player->quiz.told = true;
	player->played = 0;
	player->ticker = (struct ticker){0};
	player->answer = ANSWER_NONE;
	return SESSION_OK;
}

static int open_recording(struct player *player)
{
	int error = begin(player, player->options.recording);
	player->state.ended = true;
	player->state.status = log_status(player->options.recording);
	player->past = true;
	player->behind = true;
	return error;
}

static int open_session(struct player *player)
{
	struct session *session;
	int error = session_start(&session, &player->options.session);
	if (error != SESSION_OK)
		return error;
	error = begin(player, session_log(session));
	if (error != SESSION_OK) {
		session_stop(session);
		session_free(session);
		return error;
	}
	session_free(player->session);
	player->session = session;
	if (player->options.session.schedule != NULL)
		player_say(player,
			   N_("The first choices are those of --schedule: s takes the next, space all."), "");
	return SESSION_OK;
}

/* The scenario's two sources, as far as they travel in this program. NULL: there are none. */
static struct view_sources *read_sources(const char *scenario)
{
	size_t c_length = 0, python_length = 0;
	const char *c = scenario_source(&c_length, scenario, "c");
	const char *python = scenario_source(&python_length, scenario, "py");
	if (c == NULL || python == NULL)
		return NULL;
	return view_sources_new(scenario_program(scenario), c, c_length, python, python_length);
}

int player_open(struct player *player, const struct player_options *options, const struct catalog *catalog)
{
	*player = (struct player){
	    .options = *options,
	    .catalog = catalog,
	    .speed = options->session.speed,
	    .pace = options->session.pace,
	    .show_c = options->show_c,
	    .lecture = options->lecture,
	    .axis = options->axis,
	};
	const char *scenario =
	    options->recording ? log_meta(options->recording)->scenario : options->session.scenario;
	player->sources = read_sources(scenario);
	int error = options->recording ? open_recording(player) : open_session(player);
	if (error != SESSION_OK)
		player_close(player);
	return error;
}

void player_close(struct player *player)
{
	if (player->session != NULL)
		session_stop(player->session);
	timeline_free(player->timeline);
	session_free(player->session);
	view_sources_free(player->sources);
	player->timeline = NULL;
	player->session = NULL;
	player->sources = NULL;
}

int player_restart(struct player *player)
{
	session_stop(player->session);
	/* The old recording's bytes are still being shown: the new one must not be written over them. */
	if (player->options.session.record != NULL)
		unlink(player->options.session.record);
	player->options.session.speed = player->speed;
	player->options.session.pace = player->pace;
	return open_session(player);
}

/* The choices are handed over as a schedule, which the session reads at its start. */
int player_rerun(struct player *player, uint64_t steps)
{
	const char *given = player->options.session.schedule;
	char *choices;
	if (schedule_of_log(&choices, player->log, steps) != 0) {
		errno = ENOMEM;
		return SESSION_ERR_SYSTEM;
	}
	player->options.session.schedule = choices;
	int error = player_restart(player);
	player->options.session.schedule = given;
	free(choices);
	if (error == SESSION_OK && steps > 0)
		until_begin(player, UNTIL_STEP, steps);
	return error;
}

int player_fd(const struct player *player)
{
	return player->session != NULL ? session_fd(player->session) : -1;
}

static bool times_out(const struct player *player)
{
	return player->options.timeout > 0 && player->session != NULL && player->state.playing &&
	       !player->state.ended;
}

/* -1 is never. */
static int64_t sooner(int64_t a, int64_t b)
{
	return a < 0 || (b >= 0 && b < a) ? b : a;
}

static int64_t not_before_now(int64_t wait)
{
	return wait > 0 ? wait : 0;
}

int player_wait(const struct player *player, int64_t now)
{
	int64_t wait = sooner(until_wait(player, now), ticker_wait(&player->ticker, now));
	if (player->behind)
		return 0;
	if (player->rolling)
		wait = sooner(wait, not_before_now(player->tick_at - now));
	if (times_out(player))
		wait = sooner(wait, not_before_now(player->options.timeout - player->played - (now - player->seen_at)));
	return (int)wait;
}

static bool states_differ(const struct session_state *a, const struct session_state *b)
{
	return a->playing != b->playing || a->ended != b->ended || a->status != b->status ||
	       a->stuck != b->stuck || a->proposal != b->proposal || a->busy != b->busy ||
	       a->refusals != b->refusals;
}

/* The lane that was asked for could not go after all: says why. */
static void explain_refusal(struct player *player)
{
	if (player->asked == LOG_CLOCK) {
		player_say(player,
			   N_("The clock goes on when nobody else can; with --time free, at any moment."),
			   "");
		return;
	}
	struct view_input input = player_view(player);
	input.model = timeline_head(player->timeline);
	view_why(player->message, sizeof(player->message), &input, player->asked);
	player->answer = ANSWER_KEY;
}

static void follow_proposal(struct player *player)
{
	const struct model_actor *actor = model_actor(timeline_head(player->timeline), player->marked);
	if (player->chosen && player->marked != LOG_CLOCK && (actor == NULL || model_ended(actor)))
		player->chosen = false;
	if (!player->chosen && player->state.proposal != LOG_NONE)
		player->marked = player->state.proposal;
}

/* Brings `played` up to date, and ends a run whose time is over. */
static void count_time(struct player *player, int64_t now)
{
	if (times_out(player)) {
		player->played += now - player->seen_at;
		if (player->played >= player->options.timeout) {
			session_end(player->session, LOG_TIMED_OUT);
			player_say(player, N_("The time allowed is over (--timeout): the run was ended."),
				   "");
		}
	}
	player->seen_at = now;
}

/* A run that the session plays by itself (live) is paused behind a break point. */
static void stop_at_break(struct player *player, uint64_t read)
{
	if (player->until.kind != UNTIL_NONE || !player->state.playing || player->breaks.count == 0 || read == 0)
		return;
	if (until_meets_break(player))
		session_pause(player->session);
}

/* Whether the session clock goes on though nothing happens. */
static bool clock_runs(const struct player *player)
{
	return player_is_live(player) && player->state.playing && !player->state.ended && !player->state.stuck;
}

static bool drain_session(struct player *player, int64_t now)
{
	struct session_state state;
	session_arm(player->session);
	count_time(player, now);
	/* The state first: when it says that the run has ended, the log is whole. */
	session_state(&state, player->session);
	bool refused = state.refusals > player->state.refusals;
	bool changed = states_differ(&state, &player->state);
	player->state = state;
	uint64_t read = timeline_advance(player->timeline, log_committed(player->log), DRAIN_MAX);
	player->behind = read == DRAIN_MAX;
	follow_proposal(player);
	if (refused)
		explain_refusal(player);
	stop_at_break(player, read);
	changed |= until_drive(player, now);
	changed |= ticker_look(&player->ticker, clock_runs(player), timeline_head(player->timeline)->now, player->speed, now);
	quiz_tell(player);
	return changed || read > 0;
}

/* The lane that did the next step of the recording: what `s` will show. */
static uint32_t next_recorded(struct player *player)
{
	const struct log_event *event;
	uint64_t slot = player_model(player)->slot;
	while ((event = log_next(player->log, &slot, log_committed(player->log))) != NULL)
		if (event->flags & LOG_STEP)
			return event->actor;
	return LOG_NONE;
}

static bool drain_recording(struct player *player, int64_t now)
{
	bool changed = false;
	if (player->behind) {
		uint64_t read = timeline_advance(player->timeline, log_committed(player->log), DRAIN_MAX);
		player->behind = read == DRAIN_MAX;
		changed = true;
	}
	if (player->rolling && now >= player->tick_at) {
		player->moment++;
		player->tick_at = now + (player->pace > 0 ? (int64_t)(1000 / player->pace) : 1);
		player->rolling = player->breaks.count == 0 || !until_meets_break(player);
		changed = true;
	}
	if (player->past && !player->behind && player->moment >= player_newest(player)) {
		player->past = false;
		player->rolling = false;
	}
	uint32_t next = player->chosen ? player->marked : next_recorded(player);
	changed |= next != player->marked;
	player->marked = next;
	return changed;
}

bool player_drain(struct player *player, int64_t now)
{
	return player->session != NULL ? drain_session(player, now) : drain_recording(player, now);
}

uint64_t player_newest(const struct player *player)
{
	return timeline_head(player->timeline)->step;
}

/* A runner that was killed leaves nobody who can go, and yet no deadlock: how it ended counts first. */
enum log_status player_status(const struct player *player)
{
	return player->state.stuck && !player->state.ended ? LOG_DEADLOCK : player->state.status;
}

const struct model *player_model(struct player *player)
{
	const struct model *model = NULL;
	if (player->past)
		model = timeline_at_step(player->timeline, player->moment);
	return model != NULL ? model : timeline_head(player->timeline);
}

static const char *strategy_shown(const struct player *player)
{
	return player->session != NULL ? session_strategy_name(player->options.session.strategy) : "recording";
}

static bool is_time_free(const struct player *player)
{
	return player->session != NULL ? player->options.session.time_free
				       : strcmp(log_meta(player->log)->time, "free") == 0;
}

static uint32_t list_break_sites(struct player *player)
{
	uint32_t count = 0;
	for (uint32_t i = 0; i < player->breaks.count; i++)
		if (player->breaks.points[i].kind == BREAK_LINE)
			player->break_sites[count++] = player->breaks.points[i].site;
	return count;
}

static enum view_asks what_is_asked(const struct player *player)
{
	return player->search.open           ? ASKS_WORD
	       : player->page == PAGE_UNTIL ? ASKS_UNTIL
	       : player->page == PAGE_BREAK ? ASKS_BREAK
	       : player->page == PAGE_QUIZ  ? ASKS_OUTCOME
					    : ASKS_NOTHING;
}

struct view_input player_view(struct player *player)
{
	const struct log_meta *meta = log_meta(player->log);
	struct view_input input = {
	    .model = player_model(player),
	    .timeline = player->timeline,
	    .step_now = player_newest(player),
	    .run =
		{
		    .title = meta->scenario,
		    .strategy = strategy_shown(player),
		    .seed = meta->seed,
		    .playing = player_is_playing(player),
		    .until = until_words(player),
		    .breaks = player->breaks.count,
		    .ended = player->state.ended && !player->behind,
		    .status = player_status(player),
		    .speed = player_is_live(player) ? player->speed : 1,
		    .ticks = player->ticker.ticks && !player->past,
		    .clock = ticker_time(&player->ticker),
		    .pace = player->pace,
		    .time_free = is_time_free(player),
		    .proposal = player->state.proposal,
		},
	    .marked = player->marked,
	    .show_c = player->show_c,
	    .axis = player->axis,
	    .zoom = player->scale,
	    .past_from = player->past_from,
	    .focus = player->focus,
	    .zoomed = player->zoomed,
	    .unseen = player->unseen,
	    .lecture = player->lecture,
	    .keys = player->shows_keys ? player->keys : NULL,
	    .folded = player->folded,
	    .folded_count = player->folded_count,
	    .break_sites = player->break_sites,
	    .break_site_count = list_break_sites(player),
	    .sources = player->sources,
	    .asks = what_is_asked(player),
	    .message = player->answer != ANSWER_NONE ? player->message : NULL,
	    .catalog = player->catalog,
	    .ascii = player->options.ascii,
	};
	memcpy(input.scroll, player->scroll, sizeof(input.scroll));
	return input;
}

bool player_is_playing(const struct player *player)
{
	return player->until.kind != UNTIL_NONE || (player->session != NULL ? player->state.playing : player->rolling);
}

/* The engine says who would go next just before what made it so is in the log: until that is read, somebody still computes
 * there. */
static bool has_been_read(const struct player *player)
{
	const struct model *head = timeline_head(player->timeline);
	for (uint32_t id = 0; id < head->actor_count; id++)
		if (model_actor(head, id) != NULL && model_why(head, id).why == WHY_RUNNING)
			return false;
	return true;
}

bool player_stands(const struct player *player)
{
	if (player->session == NULL)
		return !player->rolling;
	if (player->state.ended || player->state.stuck) /* one that is stuck is ended at once */
		return player->state.ended && !player->behind;
	return !player_is_playing(player) && !player->state.pending && !player->state.busy && !player->behind &&
	       player->state.proposal != LOG_NONE && has_been_read(player);
}

void player_pause(struct player *player)
{
	until_stop(player);
	player->rolling = false;
	if (player->session != NULL && player->state.playing)
		session_pause(player->session);
}

bool player_deadlocked(const struct player *player)
{
	return (player->state.stuck || player->state.ended) && player_status(player) == LOG_DEADLOCK;
}

bool player_leave_panel(struct player *player)
{
	if (!player->zoomed && player->focus == PANEL_NONE)
		return false;
	if (!player->zoomed)
		player->focus = PANEL_NONE;
	player->zoomed = false;
	return true;
}

void player_draw(struct frame *frame, struct player *player)
{
	player->width = frame->width;
	player->height = frame->height;
	struct view_input input = player_view(player);
	view_draw(frame, &input);
}

void player_say(struct player *player, const char *msgid, const char *argument)
{
	tr_format(player->message, sizeof(player->message), player->catalog, msgid, argument);
	player->answer = ANSWER_KEY;
}

/* The oldest ones make room. */
void player_note_key(struct player *player, const char *name)
{
	size_t length = strlen(name), used = strlen(player->keys), drop = 0;
	if (length + 2 > sizeof(player->keys))
		return;
	while (used - drop + length + 2 > sizeof(player->keys))
		drop += strcspn(player->keys + drop, " ") + 1;
	drop = drop < used ? drop : used;
	memmove(player->keys, player->keys + drop, used - drop + 1);
	used -= drop;
	snprintf(player->keys + used, sizeof(player->keys) - used, "%s%s", used > 0 ? " " : "", name);
}
