/* The warden: the process between the viewer and the runner.
 *
 * It is the subreaper of all processes of a run, and never on the path of a step. It watches them and the viewer, logs the end
 * of the killed, lets those go whose deadline has come, keeps the pace, and carries out commands. When it leaves, no
 * process of the run is left. */
#ifndef SESSION_WARDEN_H
#define SESSION_WARDEN_H

#include <sys/types.h>

#include "engine/kernel.h"
#include "runtime/runtime.h"

struct warden_options {
	struct engine *engine;
	struct runtime *runtime;
	int viewer_pipe; /* end-of-file: the viewer is gone */
	bool pin;        /* the runner stays on one core */
};

/* Runs the session; never returns. In a fresh fork of the viewer. */
_Noreturn void warden_main(const struct warden_options *options);

/* Kills every descendant of the calling process (a subreaper), and waits for them; but for those of the session `spared`, 0
 * none: all of a run are in sessions of the warden's making, so the viewer's other children are those of its own. */
void warden_kill_all(pid_t spared);

#endif
