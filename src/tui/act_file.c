/* Saving. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "tui/act_list.h"

/* Makes an empty file of the first free name. 0, or -1 with errno. */
static int reserve_name(char *name, size_t size, const char *scenario)
{
	for (int number = 1; number < 100000; number++) {
		snprintf(name, size, "interleave-%s-%d.ilog", scenario, number);
		int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (fd >= 0) {
			close(fd);
			return 0;
		}
		if (errno != EEXIST)
			return -1;
	}
	return -1;
}

void act_save(struct player *player, int argument)
{
	(void)argument;
	char name[128];
	if (player->session == NULL) {
		player_say(player, N_("This is a recording already: %s"), player->options.recording_path);
		return;
	}
	enum log_status status = player_deadlocked(player)    ? LOG_DEADLOCK
				 : player->state.ended ? player->state.status
						       : LOG_LEFT;
	int reserved = reserve_name(name, sizeof(name), player->options.session.scenario);
	if (reserved == 0 && log_save(player->log, name, status) == LOG_OK) {
		player_say(player, N_("Saved as %s"), name);
		return;
	}
	int reason = errno;
	if (reserved == 0)
		unlink(name);
	char why[256];
	snprintf(why, sizeof(why), "%s: %s", name, tr_errno(player->catalog, reason));
	player_say(player, N_("Not saved: %s. Start interleave in a folder that can be written to."), why);
}
