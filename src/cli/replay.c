/* `replay`: a recording on the terminal, as its transcript, or one of its screens as text. */
#include <inttypes.h>
#include <stdlib.h>

#include "cli/cli.h"
#include "cli/exit.h"
#include "cli/recording.h"
#include "cli/transcript.h"
#include "tui/player.h"

enum { DEFAULT_WIDTH = 80, DEFAULT_HEIGHT = 24 };

/* How an unsound recording ended it does not say: its status is that of the reader. */
static int print_transcript(const struct cli *cli, const struct log *log, bool sound)
{
	struct transcript transcript;
	if (transcript_init(&transcript, log, cli->catalog) != 0)
		return cli_no_memory(cli->catalog, "replay");
	int failed = transcript_advance(&transcript);
	if (!failed)
		transcript_report(&transcript);
	transcript_fini(&transcript);
	if (failed)
		return failed;
	if (sound && exit_words(log_status(log)) != NULL)
		cli_fail(0, tr(cli->catalog, exit_words(log_status(log))));
	return exit_of_status(log_status(log));
}

/* Reads the whole recording, and goes to `step`. */
static void go_to(struct player *player, uint64_t step)
{
	do
		player_drain(player, 0);
	while (player->behind);
	player->past = step < player_newest(player);
	player->moment = step;
}

static int refuse_step(const struct cli *cli, uint64_t asked, uint64_t newest)
{
	struct complaint complaint = {.catalog = cli->catalog};
	char step[24], steps[24];
	snprintf(step, sizeof(step), "%" PRIu64, asked);
	snprintf(steps, sizeof(steps), "%" PRIu64, newest);
	complain(&complaint, N_("--at %s: the recording has only %s steps"), step, steps);
	return cli_fail(EXIT_USAGE, complaint.text);
}

static int print_screen(const struct cli *cli, const struct log *log)
{
	const struct args *args = cli->args;
	struct player_options options = {
	    .recording = log, .recording_path = args->operand, .ascii = cli->ascii};
	struct player player;
	struct frame frame = {0};
	char *text = NULL;
	int code = 0;
	if (player_open(&player, &options, cli->catalog) != SESSION_OK)
		return cli_no_memory(cli->catalog, "replay");
	go_to(&player, args->at);
	if (args->at > player_newest(&player)) {
		code = refuse_step(cli, args->at, player_newest(&player));
	} else if (frame_init(&frame, args->width > 0 ? args->width : DEFAULT_WIDTH,
			      args->height > 0 ? args->height : DEFAULT_HEIGHT) == 0) {
		player_draw(&frame, &player);
		if (frame_text(&text, &frame) != 0)
			text = NULL;
	}
	if (code == 0 && text != NULL)
		fputs(text, stdout);
	else if (code == 0)
		code = cli_no_memory(cli->catalog, "replay");
	free(text);
	frame_fini(&frame);
	player_close(&player);
	return code != 0 ? code : cli_flush(cli->catalog);
}

int cli_replay(const struct cli *cli)
{
	struct complaint complaint = {.catalog = cli->catalog};
	struct log *log;
	bool headless = cli->args->headless || !(cli->terminal || cli->args->linear);
	int code = 0, unsound = recording_open(&log, &complaint, cli->args->operand);
	if (log == NULL)
		return cli_fail(unsound, complaint.text);
	if (headless && cli->args->at_given)
		code = print_screen(cli, log);
	else if (headless)
		code = print_transcript(cli, log, unsound == 0);
	else {
		struct player_options player = {.recording = log, .recording_path = cli->args->operand};
		player.session.pace = cli->config.pace;
		code = cli_show(cli, &player, false);
	}
	log_free(log);
	return unsound ? cli_fail(unsound, complaint.text) : code;
}
