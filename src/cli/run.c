/* `run`, and no command at all: a run on the terminal, or its transcript. */
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/cli.h"
#include "cli/exit.h"
#include "cli/plan.h"
#include "cli/transcript.h"
#include "tui/app.h"
#include "tui/errors.h"
#include "tui/linear.h"
#include "tui/signals.h"
#include "view/view.h"

enum { ERROR_SIZE = 1024 };

/* ---- on the terminal ---- */

static const struct theme *theme_of(const struct cli *cli)
{
	const char *no_color = getenv("NO_COLOR");
	bool plain = cli->args->no_color || (no_color != NULL && no_color[0] != '\0');
	if (cli->args->theme != NULL)
		return theme_find(cli->args->theme);
	return theme_find(plain ? "mono" : cli->config.theme);
}

static int code_of_start(int error)
{
	return error == SESSION_ERR_SCENARIO ? EXIT_USAGE : EXIT_SYSTEM;
}

static int code_of_result(const struct app_result *result, bool recording)
{
	if (result->signal != 0)
		return EXIT_SIGNAL + result->signal;
	if (!result->ran || recording)
		return EXIT_COMPLETED;
	return result->ended ? exit_of_status(result->status) : EXIT_LEFT;
}

int cli_show(const struct cli *cli, const struct player_options *player, bool menu)
{
	char error[ERROR_SIZE];
	struct app_result result = {0};
	struct app_options options = {
	    .player = *player,
	    .menu = menu,
	    .catalog = cli->catalog,
	    .theme = theme_of(cli),
	    .mouse = cli->config.mouse && !cli->args->no_mouse,
	};
	options.player.ascii = cli->ascii;
	options.player.show_c = cli->config.c_source;
	options.player.axis = cli->config.time_axis ? AXIS_TIME : AXIS_STEPS;
	options.player.lecture = cli->config.lecture;
	int failed = cli->args->linear ? linear_run(&result, &options.player, cli->catalog, error, sizeof(error))
				       : app_run(&result, &options, error, sizeof(error));
	if (result.repeat != NULL && !failed)
		puts(result.repeat);
	free(result.repeat);
	if (failed)
		return cli_fail(code_of_start(failed), error);
	errno = result.unwritten;
	int unwritten = result.signal == 0 ? cli_flush(cli->catalog) : 0;
	return unwritten != 0 ? unwritten : code_of_result(&result, player->recording != NULL);
}

int cli_menu(const struct cli *cli)
{
	if (!cli->terminal)
		return cli_list(cli);
	struct player_options player = {
	    .session =
		{.strategy = STRATEGY_MANUAL, .seed = cli->args->seed, .speed = 1, .pace = cli->config.pace,
		 .paused = true},
	};
	return cli_show(cli, &player, true);
}

/* ---- headless ---- */

struct headless {
	struct session *session;
	struct session_state state;
	struct signals *signals;
	struct transcript transcript;
	int64_t deadline; /* ms of the monotonic clock; -1 none */
	int signal;       /* that ended it */
	int failed;       /* exit code of what failed on our side */
};

static int64_t now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int time_left(const struct headless *run)
{
	if (run->deadline < 0)
		return -1;
	int64_t left = run->deadline - now_ms();
	return left > INT32_MAX ? INT32_MAX : left > 0 ? (int)left : 0;
}

/* Prints until the run has ended, or something ends it. */
static void follow(struct headless *run)
{
	struct pollfd fds[] = {
	    {.fd = session_fd(run->session), .events = POLLIN},
	    {.fd = signals_fd(run->signals), .events = POLLIN},
	};
	for (;;) {
		session_arm(run->session);
		session_state(&run->state, run->session); /* before the log: what it says is then printed */
		run->failed = transcript_advance(&run->transcript);
		if (run->failed || run->state.ended || run->state.stuck)
			return;
		run->signal = signals_take(run->signals);
		if (run->signal != 0)
			return;
		if (time_left(run) == 0) {
			session_end(run->session, LOG_TIMED_OUT);
			return;
		}
		poll(fds, sizeof(fds) / sizeof(fds[0]), time_left(run));
	}
}

/* The choice of a schedule that could not be made, and why not. */
static void say_impossible_choice(struct complaint *complaint, const struct headless *run)
{
	const struct model *model = run->transcript.model;
	struct view_input view = {.model = model, .catalog = run->transcript.catalog};
	uint32_t choice = run->state.diverged_choice;
	char step[24], lane[16] = "c", why[ERROR_SIZE];
	snprintf(step, sizeof(step), "%" PRIu64, run->state.diverged_at);
	if (choice != LOG_CLOCK)
		snprintf(lane, sizeof(lane), "%" PRIu32, choice);
	if (choice != LOG_CLOCK && model_actor(model, choice) == NULL)
		snprintf(why, sizeof(why), "%s", tr(view.catalog, N_("There is no such lane yet.")));
	else
		view_why(why, sizeof(why), &view, choice);
	complain(complaint,
		 N_("schedule: its choice for step %s (%s) cannot be made. %s Give the seed and the parameters it was made "
		    "with."),
		 step, lane, why);
}

static void say_divergence(const struct headless *run, const struct session_options *options)
{
	struct complaint complaint = {.catalog = run->transcript.catalog};
	char step[24];
	snprintf(step, sizeof(step), "%" PRIu64, run->state.diverged_at);
	if (options->strategy == STRATEGY_REPLAY)
		complain(&complaint,
			 N_("replay: step %s is another than the recorded one; was the scenario changed since?"), step);
	else
		say_impossible_choice(&complaint, run);
	cli_fail(0, complaint.text);
}

static int conclude(struct headless *run, const struct session_options *options)
{
	session_stop(run->session);
	session_state(&run->state, run->session);
	if (!run->failed)
		run->failed = transcript_advance(&run->transcript);
	transcript_report(&run->transcript);
	enum log_status status = log_status(session_log(run->session));
	if (run->failed)
		return run->failed;
	if (run->signal != 0)
		return EXIT_SIGNAL + run->signal;
	if (status == LOG_DIVERGED)
		say_divergence(run, options);
	else if (exit_words(status) != NULL)
		cli_fail(0, tr(run->transcript.catalog, exit_words(status)));
	return exit_of_status(status);
}

static int run_headless(const struct cli *cli, const struct session_options *options)
{
	static const int caught[] = {SIGINT, SIGTERM, SIGHUP};
	struct headless run = {.deadline = -1};
	char error[ERROR_SIZE];
	int code;
	if (signals_open(&run.signals, caught, sizeof(caught) / sizeof(caught[0])) != 0)
		return cli_fail(EXIT_SYSTEM, tr(cli->catalog, N_("signals: cannot be caught")));
	int failed = session_start(&run.session, options);
	if (failed) {
		error_of_session(error, sizeof(error), cli->catalog, failed, errno, options);
		code = cli_fail(code_of_start(failed), error);
		goto no_session;
	}
	if (cli->args->timeout > 0)
		run.deadline = now_ms() + (int64_t)(cli->args->timeout * 1000);
	if (transcript_init(&run.transcript, session_log(run.session), cli->catalog) == 0) {
		follow(&run);
		code = conclude(&run, options);
		transcript_fini(&run.transcript);
	} else {
		session_stop(run.session);
		code = cli_no_memory(cli->catalog, "run");
	}
	session_free(run.session);
no_session:
	signals_close(run.signals);
	return code;
}

int cli_run(const struct cli *cli)
{
	struct complaint complaint = {.catalog = cli->catalog};
	struct plan plan;
	bool headless = cli->args->headless || !(cli->terminal || cli->args->linear);
	int code = plan_init(&plan, &complaint, cli->args, headless);
	if (code != 0) {
		cli_fail(code, complaint.text);
	} else if (headless) {
		if (plan.note != NULL)
			cli_fail(0, tr(cli->catalog, plan.note));
		code = run_headless(cli, &plan.session);
	} else {
		struct player_options player = {
		    .session = plan.session,
		    .timeout = (int64_t)(cli->args->timeout * 1000),
		};
		if (!cli->args->pace_given)
			player.session.pace = cli->config.pace;
		code = cli_show(cli, &player, false);
	}
	plan_fini(&plan);
	return code;
}
