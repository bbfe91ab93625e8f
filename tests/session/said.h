/* What is said of real runs of a program of the test's own: all insights, of the last moment and of the
 * history. Fails the calling test (cmocka's assertions). */
#ifndef TESTS_SESSION_SAID_H
#define TESTS_SESSION_SAID_H

#include "../run_session.h"
#include "model/watch.h"

/* Calls `hear` for each insight that a whole log shows; no moment of it may have said of a wait that it is
 * for ever, and the end not. */
void said_of_log(const struct log *log,
		 void (*hear)(const struct insight *insight, const struct model *model, void *context),
		 void *context);

/* All that is said of the program is `sentences`, a line each, without the places: live, and under some
 * seeds. */
void assert_said(void (*main_body)(void), const char *sentences);

/* These kinds (1 << kind) are said of each run, those of some, and no other of any; `what` names the program.
 */
void assert_said_kinds(void (*main_body)(void), unsigned always, unsigned sometimes, const char *what);

#endif
