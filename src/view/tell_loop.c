/* What the ops of event loops and their tasks did. */
#include "view/tell.h"

/* What the loop complains of. */
static void put_complaint(char *out, size_t size, const struct view_input *in, const struct log_event *event)
{
	phrase_copy(out, size, tr(in->catalog, log_text(in->model->log, (uint32_t)event->value)));
}

/* A turn with nothing to run, and no timer that will bring something. */
static const char *choose_turn(const struct log_event *event)
{
	return event->phase == LOG_BLOCK && !(event->flags & LOG_TIMED)
		   ? N_("No task is ready, and no timer runs: the loop sleeps until something comes for it.")
		   : NULL;
}

/* ---- the table ---- */

static const struct telling tellings[] = {
    {.op = OP_LOOP_RUN,
     .done = N_("%1$s runs an event loop: its tasks take turns on this one thread.")},
    {.op = OP_LOOP_TURN,
     .block = N_("No task is ready: the loop sleeps until its next timer, at %7$s."),
     .done = N_("The loop begins a turn: handles that run in it: %5$s."),
     .choose = choose_turn},
    {.op = OP_LOOP_TIMER, .done = N_("The timer of %2$s has run out.")},
    {.op = OP_LOOP_READY, .done = N_("%2$s went into the ready queue, at place %5$s.")},
    {.op = OP_LOOP_CLOSE, .done = N_("%1$s closed the event loop.")},
    {.op = OP_TASK_CREATE,
     .done = N_("%1$s created the task %2$s: it is ready, and begins in the loop's next turn.")},
    {.op = OP_TASK_RUN, .done = N_("%1$s begins.")},
    {.op = OP_TASK_AWAIT,
     .block = N_("%1$s awaits %2$s, and gives the thread back to the loop."),
     .done = N_("%1$s goes on: %2$s is done."),
     .timeout = N_("The time allowed is over: %1$s awaits %2$s no longer."),
     .raised = N_("%1$s goes on: %2$s ended by an exception, %3$s."),
     .cancelled = N_("%1$s goes on: its await of %2$s raises CancelledError.")},
    {.op = OP_TASK_DONE,
     .done = N_("%1$s is done, and returned %3$s."),
     .raised = N_("%1$s has ended by an exception, %3$s. Whoever awaits it gets it."),
     .cancelled = N_("%1$s has ended, cancelled.")},
    {.op = OP_TASK_WAIT,
     .block = N_("%1$s waits for several tasks (%5$s), and gives the thread back to the loop."),
     .done = N_("%1$s goes on: enough of them are done, or the time allowed is over."),
     .timeout = N_("The time allowed is over: %1$s waits no longer."),
     .cancelled = N_("%1$s goes on, cancelled while it waited.")},
    {.op = OP_TASK_CANCEL,
     .done = N_("%1$s asked for the cancellation of %2$s: it arrives at the await where that "
                "stands, in a coming turn.")},
    {.op = OP_FUTURE_SETTLE, .done = N_("%1$s settled %2$s with %3$s: who waits for it is ready.")},
    {.op = OP_LOOP_CALL, .done = N_("%1$s scheduled a call of %3$s."), .value = tell_text},
    {.op = OP_LOOP_CALLBACK, .done = N_("The loop calls %3$s."), .value = tell_text},
    {.op = OP_LOOP_CANCEL, .done = N_("%1$s dropped the scheduled call of %3$s."), .value = tell_text},
    {.op = OP_LOOP_STOP, .done = N_("%1$s asked the loop to stop behind this turn.")},
    {.op = OP_LOOP_SLOW,
     .done = N_("%2$s has held the loop for %7$s without giving way: everybody else in it is "
                "late by that.")},
    {.op = OP_LOOP_EXCEPTION, .done = N_("The loop says of %2$s: %4$s: %3$s."), .other_name = put_complaint},
};

const struct tellings tell_loop = {tellings, sizeof(tellings) / sizeof(tellings[0])};
