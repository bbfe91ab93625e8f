/* Two processes and a queue between them: one produces five items and an end mark, the other consumes.
 *
 * What to see: the processes share no memory, and what one puts comes out of the other's get, in order.
 * The end mark (None) tells the consumer that nothing more will come. How many items came in order,
 * main can know only because the consumer sends it back. */
#include <signal.h>
#include <unistd.h>

#include "interleave/interleave.h"

enum { ITEMS = 5 };

static il_queue items, report;
static il_process producing, consuming;
static int64_t in_order_at_end; /* main's, for the promise */

static il_value producer(il_args args)
{
	(void)args;
	il_print("started: %s", il_current_name()); /* @producer-started */
	for (int i = 0; i < ITEMS; i++) {
		if (il_param_is("variant", "producer-dies") && i == 3)
			kill(getpid(), SIGKILL);
		il_value item = il_str("item-%d", i);
		il_queue_put(items, item); /* @put */
		il_print("produced %s", il_text(item)); /* @produced */
		il_sleep(il_uniform(0.1, 0.5)); /* @produce */
	}
	il_queue_put(items, il_none()); /* @put-end */
	il_print("all items are produced"); /* @producer-ends */
	return il_none();
}

static il_value consumer(il_args args)
{
	(void)args;
	int in_order = 0;
	il_print("started: %s", il_current_name()); /* @consumer-started */
	for (;;) {
		il_value item;
		il_queue_get(items, &item); /* @get */
		if (item.kind == IL_NONE)
			break;
		il_print("consumed %s", il_text(item)); /* @consumed */
		if (strcmp(il_text(item), il_text(il_str("item-%d", in_order))) == 0)
			in_order++;
		il_sleep(il_uniform(0.2, 0.7)); /* @consume */
	}
	il_queue_put(report, il_int(in_order)); /* @put-report */
	il_print("all items are consumed"); /* @consumer-ends */
	return il_none();
}

static void run(void)
{
	items = il_queue_new("items", .shared = true); /* @items */
	report = il_queue_new("report", .shared = true); /* @report */
	producing = il_process_new(producer, .name = "producer"); /* @new-producer */
	consuming = il_process_new(consumer, .name = "consumer"); /* @new-consumer */
	il_process second = {0};
	if (il_param_is("variant", "two-consumers"))
		second = il_process_new(consumer, .name = "consumer-2"); /* @new-second */
	il_process_start(producing); /* @start-producer */
	il_process_start(consuming); /* @start-consumer */
	if (second.id != 0)
		il_process_start(second); /* @start-second */
	il_process_join(producing); /* @join-producer */
	il_process_join(consuming); /* @join-consumer */
	if (second.id != 0)
		il_process_join(second); /* @join-second */

	il_value in_order;
	il_queue_get(report, &in_order); /* @get-report */
	il_print("all processes have ended, items in order: %d", (int)in_order.i); /* @all-done */
	in_order_at_end = in_order.i;
}

static bool left_with_0(il_process process)
{
	int code;
	return il_process_exitcode(&code, process) && code == 0;
}

static void check(void)
{
	il_promise(in_order_at_end == ITEMS, "all five items come, in order");
	il_promise(il_queue_qsize(items) == 0, "the queue ends empty");
	il_promise(left_with_0(producing) && left_with_0(consuming), "both processes end with exit code 0");
}

static const struct il_param params[] = {
	{.name = "variant",
	 .value = "asis",
	 .choices = "asis,producer-dies,two-consumers",
	 .help = "producer-dies: the producer is killed before item 3, and no end mark comes; two-consumers: and only one "
	         "of them gets the end mark"},
	{.name = NULL},
};

const struct il_scenario il_scenario_process_queue = {
	.id = "process-queue",
	.section = 3,
	.documented = true,
	.title = "A queue between two processes",
	.summary = "A producer process puts five items and an end mark into a shared queue; a consumer "
	           "process takes them out, in order, and sends back how many there were.",
	.kind = "processes",
	.params = params,
	.run = run,
	.check = check,
};
