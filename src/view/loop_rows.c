/* The rows of an event loop: whose turn it is and for how long, the ready queue in order, the timers with the time left, and
 * the tree of who awaits whom.
 *
 * A row of the tree is one who awaits, and what for; whoever awaits one of those stands below, further in. */
#include <inttypes.h>
#include <stdio.h>

#include "log/ids.h"
#include "view/list.h"
#include "view/phrase.h"
#include "view/words.h"

enum {
	TIMERS_MAX = 16,
	WAITERS_MAX = 32,     /* rows of the tree */
	MEMBERS_MAX = 8,      /* names in a row of it */
	INDENT_MAX = 8,
};

/* "1.75": short, for a narrow panel has to hold several. */
static void put_seconds(char *out, size_t size, int64_t ns)
{
	snprintf(out, size, "%.10g", (double)((ns < 0 ? -ns : ns) / 1000000) / 1e3);
}

/* ---- turns ---- */

static void put_turn(struct list *list, const char *name, const struct model_object *loop)
{
	const struct catalog *catalog = list->in->catalog;
	char text[LIST_TEXT_MAX], who[WORDS_MAX], time[32];
	int64_t held = words_between(loop->since, list->model->now);

	if (loop->running == LOG_NONE) {
		list_row(list, name, STYLE_PLAIN,
			 loop->thread == LOG_NONE ? tr(catalog, N_("closed")) : tr(catalog, N_("between two tasks")));
		return;
	}
	words_actor(who, sizeof(who), list->in, loop->running);
	put_seconds(time, sizeof(time), held);
	if (held >= MODEL_SLOW_NS)
		list_row(list, name, STYLE_FAILED,
			 tr_format(text, sizeof(text), catalog, N_("held %2$ss by %1$s"), who, time));
	else
		list_row(list, name, STYLE_RUNNING, tr_format(text, sizeof(text), catalog, N_("runs %1$s"), who));
}

static void put_ready(struct list *list, const struct model_object *loop)
{
	const struct catalog *catalog = list->in->catalog;
	struct list_pieces pieces = list_pieces_begin(list, tr(catalog, N_("  ready")), STYLE_READY);
	char piece[WORDS_MAX];
	uint32_t i;

	for (i = 0; i < loop->ready_count && pieces.list->row < pieces.list->top + pieces.list->area.height + 1; i++)
		list_piece(&pieces, words_actor(piece, sizeof(piece), list->in, loop->ready[i]));
	list_pieces_end(&pieces, tr(catalog, N_("nobody")));
}

/* ---- timers ---- */

/* Those of the loop's tasks that wait for a time, the earliest first; returns how many. */
static uint32_t find_timers(const struct model_actor *out[TIMERS_MAX], const struct model *model, uint32_t loop)
{
	uint32_t id, count = 0, place;

	for (id = 0; id < model->actor_count; id++) {
		const struct model_actor *task = model_actor(model, id);

		if (task == NULL || task->loop != loop || !task->at_valid || task->at.phase != LOG_BLOCK ||
		    !(task->at.flags & LOG_TIMED) || !model_suspends(&task->at) || model_ended(task) ||
		    task->notified)
			continue;
		for (place = count; place > 0 && out[place - 1]->at.deadline > task->at.deadline; place--)
			if (place < TIMERS_MAX)
				out[place] = out[place - 1];
		if (place < TIMERS_MAX)
			out[place] = task;
		count += count < TIMERS_MAX;
	}
	return count;
}

/* "B in 1.5s", "heart 0.25s late" */
static char *timer_text(char *out, size_t size, const struct list *list, const struct model_actor *task)
{
	int64_t left = words_between(list->model->now, task->at.deadline);
	char name[WORDS_MAX], seconds[32];

	words_name(name, sizeof(name), list->in, task->id);
	put_seconds(seconds, sizeof(seconds), left);
	return tr_format(out, size, list->in->catalog,
			 left < 0    ? N_("%1$s %2$ss late")
			 : left == 0 ? N_("%1$s now")
				     : N_("%1$s in %2$ss"),
			 name, seconds);
}

static void put_timers(struct list *list, const struct model_object *loop)
{
	const struct model_actor *timers[TIMERS_MAX];
	const struct catalog *catalog = list->in->catalog;
	uint32_t i, count = find_timers(timers, list->model, loop->id);
	struct list_pieces pieces = list_pieces_begin(list, tr(catalog, N_("  timers")), STYLE_SLEEPING);
	char piece[WORDS_MAX];

	for (i = 0; i < count; i++)
		list_piece(&pieces, timer_text(piece, sizeof(piece), list, timers[i]));
	list_pieces_end(&pieces, tr(catalog, N_("no timers")));
}

/* ---- who awaits whom ---- */

struct tree {
	struct list *list;
	const struct model_actor *waiters[WAITERS_MAX];
	bool drawn[WAITERS_MAX];
	uint32_t count;
	bool labelled;
};

static bool awaits(const struct model_actor *task)
{
	return task->at_valid && task->at.phase == LOG_BLOCK && !model_ended(task) &&
	       (task->at.op == OP_TASK_AWAIT || task->at.op == OP_TASK_WAIT);
}

/* The set of those that it waits for at last: a gather's tasks, a wait's; "" when what it awaits is one by itself. */
static const char *members_of(const struct model *model, const struct model_actor *waiter)
{
	const struct model_object *future = model_object(model, waiter->at.object);
	uint32_t set = waiter->at.op == OP_TASK_WAIT ? waiter->at.text : future != NULL ? future->members : 0;

	return set != 0 ? log_text(model->log, set) : "";
}

static bool waits_for(const struct model *model, const struct model_actor *waiter, uint32_t task)
{
	struct ids ids = ids_begin(members_of(model, waiter));
	uint32_t id;

	if (waiter->at.object == task)
		return true;
	while (ids_next(&id, &ids) && id <= task)
		if (id == task)
			return true;
	return false;
}

/* "A, B, C, +9997": those that have not ended; nobody: "". */
static void put_members(char *out, size_t size, const struct list *list, const char *set)
{
	struct phrase phrase = phrase_begin(out, size);
	struct ids ids = ids_begin(set);
	char name[WORDS_MAX];
	uint32_t id, named = 0, more = 0;

	while (ids_next(&id, &ids)) {
		const struct model_actor *task = model_actor(list->model, id);

		if (task != NULL && model_ended(task))
			continue;
		if (named == MEMBERS_MAX) {
			more++;
			continue;
		}
		named++;
		phrase_join(&phrase, ", ", words_actor(name, sizeof(name), list->in, id));
	}
	if (more > 0) {
		snprintf(name, sizeof(name), "+%" PRIu32, more);
		phrase_join(&phrase, ", ", name);
	}
}

/* "-> A, B", or "-> worker" of an executor; "" when what it awaits is a task. */
static void put_last(char *out, size_t size, const struct list *list, const struct model_actor *waiter, const char *arrow)
{
	const struct model_object *future = model_object(list->model, waiter->at.object);
	struct phrase phrase = phrase_begin(out, size);
	char names[LIST_TEXT_MAX];

	put_members(names, sizeof(names), list, members_of(list->model, waiter));
	if (future != NULL && future->lock != LOG_NONE)
		future = model_object(list->model, future->lock);
	if (future != NULL && future->owner != LOG_NONE)
		words_actor(names, sizeof(names), list->in, future->owner);
	if (names[0] == '\0')
		return;
	phrase_add(&phrase, arrow);
	phrase_add(&phrase, names);
}

/* "1 Task-1 -> gather -> A, B" */
static void put_waiter(struct tree *tree, const struct model_actor *waiter, int depth)
{
	struct list *list = tree->list;
	const char *arrow = list->in->ascii ? "-> " : "─▶ ";
	char text[LIST_TEXT_MAX], last[LIST_TEXT_MAX], name[WORDS_MAX];
	struct phrase phrase = phrase_begin(text, sizeof(text));
	int indent = 2 * depth < INDENT_MAX ? 2 * depth : INDENT_MAX;

	snprintf(name, sizeof(name), "%*s", indent, "");
	phrase_add(&phrase, name);
	phrase_add(&phrase, words_actor(name, sizeof(name), list->in, waiter->id));
	if (waiter->at.object != LOG_NONE) {
		phrase_add(&phrase, " ");
		phrase_add(&phrase, arrow);
		phrase_add(&phrase, words_actor(name, sizeof(name), list->in, waiter->at.object));
	}
	put_last(last, sizeof(last), list, waiter, arrow);
	list_rows(list, tree->labelled ? "" : tr(list->in->catalog, N_("  awaits")), STYLE_WAITING, text, STYLE_WAITING, last);
	tree->labelled = true;
}

static void put_branch(struct tree *tree, uint32_t index, int depth)
{
	uint32_t i;

	if (tree->drawn[index])
		return;
	tree->drawn[index] = true;
	put_waiter(tree, tree->waiters[index], depth);
	for (i = 0; i < tree->count; i++)
		if (waits_for(tree->list->model, tree->waiters[index], tree->waiters[i]->id))
			put_branch(tree, i, depth + 1);
}

static bool is_awaited(const struct tree *tree, uint32_t task)
{
	uint32_t i;

	for (i = 0; i < tree->count; i++)
		if (tree->waiters[i]->id != task && waits_for(tree->list->model, tree->waiters[i], task))
			return true;
	return false;
}

/* Those whom nobody awaits are the roots; who await each other have none, and come last. */
static void put_tree(struct list *list, const struct model_object *loop)
{
	struct tree tree = {.list = list};
	uint32_t id;

	for (id = 0; id < list->model->actor_count && tree.count < WAITERS_MAX; id++) {
		const struct model_actor *task = model_actor(list->model, id);

		if (task != NULL && task->loop == loop->id && awaits(task))
			tree.waiters[tree.count++] = task;
	}
	for (id = 0; id < tree.count; id++)
		if (!is_awaited(&tree, tree.waiters[id]->id))
			put_branch(&tree, id, 0);
	for (id = 0; id < tree.count; id++)
		put_branch(&tree, id, 0);
}

void list_loop(struct list *list, const char *name, const struct model_object *loop)
{
	put_turn(list, name, loop);
	put_ready(list, loop);
	put_timers(list, loop);
	put_tree(list, loop);
}
