/* Signals as bytes of a pipe, so that a loop meets them where it waits for everything else; and the rescue of
 * the terminal when the program is about to die.
 *
 * One per process at a time: a signal handler finds its state only in a variable of the process. A child that
 * was forked while it was open, and did not exec, behaves as if it had never been: its signals do what they
 * do by default. */
#ifndef TUI_SIGNALS_H
#define TUI_SIGNALS_H

#include <signal.h>
#include <stddef.h>
#include <termios.h>

struct signals;

/* Catches `count` signals, but for those that are ignored already. 0, or -1 (errno says why). */
int signals_open(struct signals **out, const int *numbers, size_t count);

/* Gives every signal its former disposition back. NULL is allowed. */
void signals_close(struct signals *signals);

/* Readable when a signal has come. */
int signals_fd(const struct signals *signals);

/* The oldest signal that was not yet taken, 0: none. Never blocks. */
int signals_take(struct signals *signals);

/* Does what the signal does by default (stop, end), and comes back when the process goes on. */
void signals_default(struct signals *signals, int number);

enum { RESCUE_SIZE = 256 };

struct keeper;

/* From now on a crash (SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGQUIT) first writes `sequence` to the
 * terminal `fd` and sets its `modes`, which leaves nothing for the keeper (borrowed, may be NULL) to do, then dies of
 * its signal as it would have. */
void rescue_arm(int fd, const char *sequence, const struct termios *modes, struct keeper *keeper);
void rescue_disarm(void);

#endif
