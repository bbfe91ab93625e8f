/* Check, then act: two buyers, one ticket, and each asks whether there is one before taking it.
 *
 * What to see: between the question and the get() the other may come. Both are told that there is a ticket,
 * one gets it, and the other waits for one that nobody will bring. What the queue answered was true, and old
 * when it was used. To ask by taking (variant=nowait) is one step, and cannot be too late. */
#include <stdatomic.h>

#include "interleave/interleave.h"

enum { BUYERS = 2 };

static il_queue tickets;
static atomic_int sold, refused; /* for the promise */

static void ask_first(void)
{
	if (!il_queue_empty(tickets)) { /* @check */
		il_value ticket;
		il_queue_get(tickets, &ticket); /* @get */
		il_print("has the ticket"); /* @has-it */
		sold++;
	} else {
		il_print("there is none left"); /* @none-left */
		refused++;
	}
}

static void just_take(void)
{
	il_value ticket;
	if (il_queue_get(tickets, &ticket, .nonblocking = true) == IL_OK) { /* @get-nowait */
		il_print("has the ticket"); /* @has-it-too */
		sold++;
	} else {
		il_print("there is none left"); /* @none-left-either */
		refused++;
	}
}

static il_value buyer(il_args args)
{
	(void)args;
	if (il_param_is("variant", "nowait"))
		just_take();
	else
		ask_first();
	return il_none();
}

static void run(void)
{
	tickets = il_queue_new("tickets"); /* @tickets */
	il_queue_put(tickets, il_str("ticket")); /* @put */
	il_thread buyers[BUYERS];
	for (int i = 0; i < BUYERS; i++) {
		const char *name = il_text(il_str("buyer-%d", i));
		buyers[i] = il_thread_new(buyer, .name = name); /* @new */
	}
	for (int i = 0; i < BUYERS; i++)
		il_thread_start(buyers[i]); /* @start */
	for (int i = 0; i < BUYERS; i++)
		il_thread_join(buyers[i]); /* @join */
}

static void check(void)
{
	il_promise(sold == 1 && refused == BUYERS - 1, "one buyer has the ticket, and the other is told so");
}

static const struct il_param params[] = {
	{.name = "variant",
	 .value = "asis",
	 .choices = "asis,nowait",
	 .help = "nowait: takes without asking first, and is told when there is nothing to take"},
	{.name = NULL},
};

const struct il_scenario il_scenario_check_then_act = {
	.id = "check-then-act",
	.section = 5,
	.documented = false,
	.title = "Asking first, and taking later",
	.summary = "One ticket lies in a queue. Two buyers each ask whether the queue is empty, and then "
	           "get: when both ask before either gets, one of them waits for ever.",
	.kind = "queues",
	.params = params,
	.run = run,
	.check = check,
};
