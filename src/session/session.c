/* The viewer's side: makes what is shared, forks the warden, posts commands, and reads how the run goes on. */
#include "session/session.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/clock.h"
#include "engine/control.h"
#include "engine/dispatch.h"
#include "session/scenarios.h"
#include "session/schedule.h"
#include "session/warden.h"

enum {
	EVENTS_DEFAULT = 20 * 1000 * 1000,
	SLOTS_PER_EVENT = 3, /* events carry strings, too */
	DEPTH_DEFAULT = 3,
	STOP_MS = 1000,      /* what the warden gets to leave by itself */
};

/* What each process of the run has for itself: zero pages that come as they are touched, so that neither making the
 * tables nor a fork costs what they could hold. */
struct tables {
	struct body bodies[ENGINE_ACTORS];
	struct callback *callbacks[ENGINE_OBJECTS];
	_Atomic bool closed[ENGINE_OBJECTS];
};

struct session {
	struct engine engine;
	struct runtime runtime;
	struct tables *tables;
	char *params;
	uint32_t *schedule;
	pid_t warden; /* 0: gone and waited for */
	int warden_pidfd, life_pipe, wait_fd;
	bool stopped;
};

/* ---- making ---- */

/* Speeds and paces are kept times 1000. Even the slowest moves, and none is so fast that times run over. */
static int64_t thousandths(double value)
{
	enum { FASTEST = 1000 * 1000 };
	if (!(value > 0.001))
		return 1;
	return value < FASTEST ? (int64_t)(value * 1000 + 0.5) : (int64_t)FASTEST * 1000;
}

/* 0 stands for no pause between steps. */
static int64_t pace_of(double pace)
{
	return pace > 0 ? thousandths(pace) : 0;
}

/* As the engine has it: control.h. */
static uint32_t order_of(enum session_strategy strategy, bool time_free)
{
	static const uint32_t orders[] = {
	    [STRATEGY_LIVE] = STRATEGY_IS_ROUND_ROBIN | ORDER_LIVE, [STRATEGY_MANUAL] = STRATEGY_IS_MANUAL,
	    [STRATEGY_ROUND_ROBIN] = STRATEGY_IS_ROUND_ROBIN,       [STRATEGY_RANDOM] = STRATEGY_IS_RANDOM,
	    [STRATEGY_PCT] = STRATEGY_IS_PCT,                       [STRATEGY_REPLAY] = STRATEGY_IS_REPLAY,
	};
	return orders[strategy] | (time_free ? (uint32_t)ORDER_TIME_FREE : 0);
}

const char *session_strategy_name(enum session_strategy strategy)
{
	return control_order_name(order_of(strategy, false));
}

static void fill_strategy(struct kernel *kernel, const struct session_options *options)
{
	uint32_t order = order_of(options->strategy, options->time_free);
	control_set_order(kernel, order);
	atomic_store(&kernel->want_order, order);
	kernel->random = options->seed * 0x9e3779b97f4a7c15u + 1;
	dispatch_plan_changes(kernel, options->seed, options->depth != 0 ? options->depth : DEPTH_DEFAULT, 0);
	kernel->hold = options->paused;
	kernel->gate_open = kernel->live && !options->paused;
	kernel->speed = thousandths(options->speed);
	kernel->pace = kernel->live ? 0 : pace_of(options->pace);
	kernel->clock_real = ticks_real(&kernel->ticks);
	atomic_store(&kernel->playing, !options->paused);
	atomic_store(&kernel->want_playing, !options->paused);
	atomic_store(&kernel->want_speed, kernel->speed);
	atomic_store(&kernel->want_pace, kernel->pace);
	atomic_store(&kernel->want_status, LOG_LEFT);
	atomic_store(&kernel->busy, 1); /* until main announces its first op */
}

/* Zeroed, at its full size, and sparse. NULL: no room. */
static void *map_sparse(size_t size, int sharing)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, sharing | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	return memory != MAP_FAILED ? memory : NULL;
}

static int make_segment(struct session *session, const struct session_options *options)
{
	struct kernel *kernel = map_sparse(sizeof *kernel, MAP_SHARED);
	if (kernel == NULL)
		return SESSION_ERR_SYSTEM;
	session->engine.kernel = kernel;
	kernel_init(kernel);
	fill_strategy(kernel, options);
	return SESSION_OK;
}

static const char *param_value(const struct il_param *param, const char *given)
{
	size_t length = strlen(param->name);
	for (; given != NULL && *given != '\0'; given += strlen(given) + 1)
		if (strncmp(given, param->name, length) == 0 && given[length] == '=')
			return given + length + 1;
	return param->value;
}

/* The parameters of the run as a JSON object, for the log's header: names and values are plain words and numbers. */
static void params_json(char *out, size_t size, const struct il_scenario *scenario, const char *given)
{
	size_t used = (size_t)snprintf(out, size, "{");
	for (const struct il_param *param = scenario->params; param != NULL && param->name != NULL; param++) {
		const char *quote = param->choices != NULL ? "\"" : "";
		int more = snprintf(out + used, size - used, "%s\"%s\":%s%s%s", used > 1 ? "," : "", param->name, quote,
		                    param_value(param, given), quote);
		if (more < 0 || (size_t)more + 2 > size - used)
			break;
		used += (size_t)more;
	}
	snprintf(out + used, size - used, "}");
}

static int make_log(struct session *session, const struct session_options *options)
{
	struct log_meta meta = {.seed = options->seed};
	snprintf(meta.scenario, sizeof meta.scenario, "%s", options->scenario);
	snprintf(meta.strategy, sizeof meta.strategy, "%s", session_strategy_name(options->strategy));
	snprintf(meta.time, sizeof meta.time, "%s", options->time_free ? "free" : "respected");
	params_json(meta.params, sizeof meta.params, session->runtime.scenario, session->params);
	uint64_t events = options->max_events != 0 ? options->max_events : EVENTS_DEFAULT;
	if (log_create(&session->engine.log, options->record, &meta, events * SLOTS_PER_EVENT) != LOG_OK)
		return options->record != NULL ? SESSION_ERR_RECORD : SESSION_ERR_SYSTEM;
	return SESSION_OK;
}

static int take_params(struct session *session, const char *params)
{
	size_t length = params != NULL ? strlen(params) : 0;
	session->params = calloc(length + 2, 1);
	if (session->params == NULL)
		return SESSION_ERR_SYSTEM;
	for (size_t i = 0; i < length; i++)
		session->params[i] = params[i] == '\n' ? '\0' : params[i];
	return SESSION_OK;
}

static int take_schedule(struct session *session, const char *schedule)
{
	size_t bad;
	if (schedule == NULL)
		return SESSION_OK;
	int error = schedule_parse(&session->schedule, &session->engine.schedule_count, &bad, schedule);
	session->engine.schedule = session->schedule;
	return error == 0 ? SESSION_OK : error == -1 ? SESSION_ERR_SCHEDULE : SESSION_ERR_SYSTEM;
}

static int make_bells(struct session *session)
{
	session->engine.viewer_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	session->engine.warden_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	session->wait_fd = epoll_create1(EPOLL_CLOEXEC);
	if (session->engine.viewer_fd < 0 || session->engine.warden_fd < 0 || session->wait_fd < 0)
		return SESSION_ERR_SYSTEM;
	struct epoll_event event = {.events = EPOLLIN};
	return epoll_ctl(session->wait_fd, EPOLL_CTL_ADD, session->engine.viewer_fd, &event) == 0 ? SESSION_OK
	                                                                                          : SESSION_ERR_SYSTEM;
}

static int fill_engine(struct session *session, const struct session_options *options)
{
	struct engine *engine = &session->engine;
	engine->ops = runtime_ops;
	engine->seed = options->seed;
	engine->spin = options->strategy == STRATEGY_LIVE && sysconf(_SC_NPROCESSORS_ONLN) > 1;
	if (options->strategy == STRATEGY_REPLAY) {
		engine->recording = options->replay;
		engine->recording_end = log_committed(options->replay);
	}
	session->runtime.engine = engine;
	session->runtime.params = session->params;
	session->tables = map_sparse(sizeof *session->tables, MAP_PRIVATE);
	if (session->tables == NULL)
		return SESSION_ERR_SYSTEM;
	session->runtime.bodies = session->tables->bodies;
	session->runtime.callbacks = session->tables->callbacks;
	session->runtime.closed = session->tables->closed;
	return SESSION_OK;
}

static int fork_warden(struct session *session, bool pin)
{
	int life[2];
	if (pipe2(life, O_CLOEXEC) != 0)
		return SESSION_ERR_SYSTEM;
	/* Should the warden die, its processes come to us. */
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	fflush(NULL);
	/* No signal of the viewer's (ctrl-C goes to its whole group) reaches the warden before it stands on its own. */
	sigset_t all, before;
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before);
	session->warden = fork();
	if (session->warden != 0)
		sigprocmask(SIG_SETMASK, &before, NULL);
	if (session->warden == 0) {
		close(life[1]);
		warden_main(&(struct warden_options){.engine = &session->engine,
		                                     .runtime = &session->runtime,
		                                     .viewer_pipe = life[0],
		                                     .pin = pin});
	}
	close(life[0]);
	session->life_pipe = life[1];
	if (session->warden < 0) {
		session->warden = 0;
		return SESSION_ERR_SYSTEM;
	}
	session->warden_pidfd = pidfd_open(session->warden, 0);
	struct epoll_event event = {.events = EPOLLIN};
	if (session->warden_pidfd < 0 ||
	    epoll_ctl(session->wait_fd, EPOLL_CTL_ADD, session->warden_pidfd, &event) != 0)
		return SESSION_ERR_SYSTEM;
	return SESSION_OK;
}

int session_start(struct session **out, const struct session_options *options)
{
	struct session *session = calloc(1, sizeof *session);
	if (session == NULL)
		return SESSION_ERR_SYSTEM;
	session->warden_pidfd = session->life_pipe = session->wait_fd = -1;
	session->engine.viewer_fd = session->engine.warden_fd = -1;
	session->runtime.scenario =
	    options->program != NULL ? options->program : scenario_find(options->scenario);
	int error = session->runtime.scenario != NULL ? SESSION_OK : SESSION_ERR_SCENARIO;
	if (error == SESSION_OK)
		error = take_params(session, options->params);
	if (error == SESSION_OK)
		error = take_schedule(session, options->schedule);
	if (error == SESSION_OK)
		error = make_bells(session);
	if (error == SESSION_OK)
		error = make_log(session, options);
	if (error == SESSION_OK)
		error = make_segment(session, options);
	if (error == SESSION_OK)
		error = fill_engine(session, options);
	if (error == SESSION_OK)
		error = fork_warden(session, options->strategy != STRATEGY_LIVE);
	if (error != SESSION_OK) {
		int why = errno;
		session_stop(session);
		log_discard(session->engine.log);
		session->engine.log = NULL;
		session_free(session);
		errno = why;
		return error;
	}
	*out = session;
	return SESSION_OK;
}

/* ---- ending ---- */

/* The warden has gone without saying goodbye: what it guarded is ours to end, with the status that it did not set. */
static void end_orphans(struct session *session, enum log_status status)
{
	if (atomic_load(&session->engine.kernel->ended) != 0)
		return;
	warden_kill_all(getsid(0));
	log_set_status(session->engine.log, status);
	log_seal(session->engine.log, true);
	atomic_store(&session->engine.kernel->ended, 1);
}

/* `status` is that of a warden that was killed. */
static void reap(struct session *session, int flags, enum log_status status)
{
	if (session->warden <= 0 || waitpid(session->warden, NULL, flags) != session->warden)
		return;
	session->warden = 0;
	epoll_ctl(session->wait_fd, EPOLL_CTL_DEL, session->warden_pidfd, NULL); /* or it would be readable for ever */
	end_orphans(session, status);
}

void session_end(struct session *session, enum log_status status)
{
	if (session->stopped)
		return;
	session->stopped = true;
	if (session->warden <= 0)
		return;
	atomic_store(&session->engine.kernel->want_status, (uint32_t)status);
	atomic_store(&session->engine.kernel->want_stop, 1);
	control_ring(&session->engine);
	struct pollfd polled = {session->warden_pidfd, POLLIN, 0};
	while (poll(&polled, 1, STOP_MS) < 0 && errno == EINTR)
		continue;
	bool too_slow = polled.revents == 0;
	if (too_slow)
		kill(session->warden, SIGKILL);
	reap(session, 0, too_slow ? status : LOG_UNWATCHED);
}

void session_stop(struct session *session)
{
	session_end(session, LOG_LEFT);
}

static void close_if_open(int fd)
{
	if (fd >= 0)
		close(fd);
}

void session_free(struct session *session)
{
	if (session == NULL)
		return;
	session_stop(session);
	close_if_open(session->life_pipe);
	close_if_open(session->warden_pidfd);
	close_if_open(session->wait_fd);
	close_if_open(session->engine.viewer_fd);
	close_if_open(session->engine.warden_fd);
	if (session->engine.kernel != NULL)
		munmap(session->engine.kernel, sizeof *session->engine.kernel);
	log_free(session->engine.log);
	if (session->tables != NULL)
		munmap(session->tables, sizeof *session->tables);
	free(session->schedule);
	free(session->params);
	free(session);
}

/* ---- looking ---- */

const struct log *session_log(const struct session *session)
{
	return session->engine.log;
}

int session_fd(const struct session *session)
{
	return session->wait_fd;
}

void session_arm(struct session *session)
{
	uint64_t rings;
	if (read(session->engine.viewer_fd, &rings, sizeof rings) < 0)
		rings = 0;
	reap(session, WNOHANG, LOG_UNWATCHED);
	/* Partner: turn_end(), which commits, then looks at the flag. The fence: the caller's look at the log is an acquire only. */
	atomic_store(&session->engine.kernel->viewer_waits, 1);
	atomic_thread_fence(memory_order_seq_cst);
}

static bool is_pending(const struct kernel *kernel)
{
	return atomic_load(&kernel->steps_taken) != atomic_load(&kernel->steps_posted) ||
	       atomic_load(&kernel->playing) != atomic_load(&kernel->want_playing) ||
	       atomic_load(&kernel->order) != atomic_load(&kernel->want_order);
}

/* The choice that was to be made next; once nobody writes the segment any more. */
static uint32_t next_of_schedule(const struct session *session)
{
	uint64_t at = session->engine.kernel->schedule_at;
	return at < session->engine.schedule_count ? session->engine.schedule[at] : LOG_NONE;
}

void session_state(struct session_state *out, const struct session *session)
{
	const struct kernel *kernel = session->engine.kernel;
	bool ended = atomic_load(&kernel->ended) != 0;
	/* Before `busy`: a step that is pending no more is under way, or done. */
	bool pending = !ended && is_pending(kernel);
	*out = (struct session_state){
	    .playing = !ended && atomic_load(&kernel->playing) != 0,
	    .ended = ended,
	    .status = log_status(session->engine.log),
	    .stuck = atomic_load(&kernel->halted) == HALT_STUCK,
	    .proposal = atomic_load(&kernel->proposal),
	    .busy = atomic_load(&kernel->busy) != 0,
	    .pending = pending,
	    .refused = atomic_load(&kernel->refusals) > 0,
	    .refusals = atomic_load(&kernel->refusals),
	    .diverged_at = atomic_load(&kernel->diverged_at),
	    .diverged_choice = ended ? next_of_schedule(session) : LOG_NONE,
	    .steps = atomic_load(&kernel->steps),
	};
}

/* ---- commands ---- */

void session_play(struct session *session)
{
	atomic_store(&session->engine.kernel->want_playing, 1);
	control_ring(&session->engine);
}

void session_pause(struct session *session)
{
	atomic_store(&session->engine.kernel->want_playing, 0);
	control_ring(&session->engine);
}

void session_step(struct session *session, uint32_t actor)
{
	if (!control_post_step(&session->engine, actor))
		atomic_fetch_add(&session->engine.kernel->refusals, 1);
}

void session_set_order(struct session *session, enum session_strategy strategy, bool time_free)
{
	atomic_store(&session->engine.kernel->want_order, order_of(strategy, time_free));
	control_ring(&session->engine);
}

void session_set_speed(struct session *session, double speed)
{
	atomic_store(&session->engine.kernel->want_speed, thousandths(speed));
	control_ring(&session->engine);
}

void session_set_pace(struct session *session, double pace)
{
	atomic_store(&session->engine.kernel->want_pace, pace_of(pace));
	control_ring(&session->engine);
}
