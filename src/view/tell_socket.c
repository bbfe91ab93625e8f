/* What the ops of servers and connections did. */
#include "view/tell.h"

static const char *choose_poll(const struct log_event *event)
{
	return event->x & WATCH_READ ? N_("%2$s has something for its loop: its handle joins the ready queue.")
				     : N_("%2$s can be written to: its handle joins the ready queue.");
}

static const char *choose_received(const struct log_event *event)
{
	return tell_succeeded(event) && event->x == 0 ? N_("%2$s has come to its end: the other side writes no more.")
						      : NULL;
}

static const char *choose_read(const struct log_event *event)
{
	return tell_succeeded(event) && event->x == 0 ? N_("%1$s has read %2$s to its end.") : NULL;
}

static const char *choose_written(const struct log_event *event)
{
	if (!tell_succeeded(event))
		return NULL;
	if (event->y > 0)
		return N_("%1$s wrote to %2$s: %5$s bytes are sent, and %6$s are kept until there is room.");
	return event->x == 0 ? N_("%1$s wrote to %2$s, which is lost: the bytes are dropped.") : NULL;
}

static const char *choose_ended(const struct log_event *event)
{
	return tell_succeeded(event) && event->x == 0
		   ? N_("%1$s will write no more to %2$s; what is kept is sent first.")
		   : NULL;
}

static const char *choose_closed(const struct log_event *event)
{
	return tell_succeeded(event) && event->x == 0 ? N_("%1$s closes %2$s, which is closing already.") : NULL;
}

/* ---- the table ---- */

static const struct telling tellings[] = {
    {.op = OP_LOOP_POLL, .choose = choose_poll},
    {.op = OP_SOCKET_LISTEN,
     .block = N_("%1$s starts the server %2$s, and gives the thread back to the loop."),
     .done = N_("%2$s listens on the loopback: its loop watches it for connections."),
     .cancelled = N_("%1$s goes on, cancelled while it started %2$s.")},
    {.op = OP_SOCKET_CONNECT,
     .block = N_("%1$s asks %4$s for a connection, %2$s, and gives the thread back to the loop."),
     .done = N_("%1$s goes on: %2$s is open."),
     .cancelled = N_("%1$s goes on, cancelled while it connected %2$s."),
     .other = N_("%1$s goes on: nobody listens at %4$s any more."),
     .other_result = IL_CONNECTION_REFUSED},
    {.op = OP_SOCKET_ACCEPT, .done = N_("The loop has accepted %2$s; others that wait at %4$s: %5$s.")},
    {.op = OP_SOCKET_OPEN, .done = N_("%2$s is open: from now on its loop watches it for bytes.")},
    {.op = OP_SOCKET_RECEIVE,
     .done = N_("The loop has received %5$s bytes from %2$s: who waits for them is ready."),
     .other = N_("The other side has reset %2$s: it is lost."),
     .other_result = IL_CONNECTION_RESET,
     .choose = choose_received},
    {.op = OP_SOCKET_READ,
     .block = N_("%1$s waits for bytes on %2$s, and gives the thread back to the loop."),
     .done = N_("%1$s has read %5$s bytes from %2$s: %3$s."),
     .cancelled = N_("%1$s goes on, cancelled while it waited for bytes on %2$s."),
     .choose = choose_read},
    {.op = OP_SOCKET_WRITE,
     .done = N_("%1$s wrote %5$s bytes to %2$s: %3$s. They are on their way."),
     .ended = N_("%1$s wrote to %2$s, and learned that it is lost."),
     .choose = choose_written},
    {.op = OP_SOCKET_SEND,
     .done = N_("The loop has sent %5$s of the bytes kept for %2$s; left: %6$s."),
     .ended = N_("The loop cannot send what is kept for %2$s: it is lost.")},
    {.op = OP_SOCKET_DRAIN,
     .block = N_("%1$s waits until less is kept for %2$s, and gives the thread back to the loop."),
     .done = N_("%1$s goes on: little enough is kept for %2$s."),
     .cancelled = N_("%1$s goes on, cancelled while it drained %2$s.")},
    {.op = OP_SOCKET_WRITE_EOF,
     .done = N_("%1$s writes no more to %2$s: the other side comes to its end."),
     .choose = choose_ended},
    {.op = OP_SOCKET_CLOSE, .done = N_("%1$s closes %2$s."), .choose = choose_closed},
    {.op = OP_SOCKET_LOST, .done = N_("%2$s is closed."), .ended = N_("%2$s is closed, lost by an error.")},
    {.op = OP_SOCKET_WAIT_CLOSED,
     .block = N_("%1$s waits until %2$s is closed, and gives the thread back to the loop."),
     .done = N_("%1$s goes on: %2$s is closed."),
     .cancelled = N_("%1$s goes on, cancelled while it waited for the end of %2$s.")},
};

const struct tellings tell_socket = {tellings, sizeof(tellings) / sizeof(tellings[0])};
