/* Who restores the terminal when the program cannot: a process of its own, which waits for the program's death and
 * sees also one by SIGKILL, of which no handler is told.
 *
 * It knows what to write from the beginning, so that it has to ask nobody. It runs no code of the program but this,
 * has a process group of its own (ctrl-C and ctrl-Z are not for it), and ends with the program at the latest. */
#ifndef TUI_KEEPER_H
#define TUI_KEEPER_H

#include <stdbool.h>
#include <termios.h>

struct keeper;

/* From now on, when the calling process dies: `reset` is written to the terminal `fd`, and it gets its modes `before`
 * back, unless somebody else has set others meanwhile. NULL: it cannot be made, and the terminal has none. */
struct keeper *keeper_start(int fd, const char *reset, const struct termios *before);

/* Whether the terminal is ours: while it is not, a death changes nothing. NULL is allowed; so is a signal handler. */
void keeper_tell(struct keeper *keeper, bool ours);

/* Ends it, and waits until it has ended. NULL is allowed. */
void keeper_stop(struct keeper *keeper);

#endif
