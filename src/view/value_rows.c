/* Variables and shared values: whose each is.
 *
 * A fork copies the plain variables, so that there are several of one name. As long as the screen is wide enough for
 * it, they stand side by side, a column a process and a row a variable, with the shared values below them, which are
 * no process's own. Else each copy has a row below what it was copied from. */
#include <inttypes.h>
#include <stdio.h>

#include "view/list.h"
#include "view/phrase.h"
#include "view/words.h"

enum { COLUMNS_MAX = 16, VALUE_WIDTH_MAX = 12, GAP = 2 };

/* The processes that have variables, in the order in which they were made. */
struct table {
	int count;
	uint32_t process[COLUMNS_MAX];
	int width[COLUMNS_MAX];
	bool fits; /* there are copies, and all columns have their place */
};

static uint32_t root_of(const struct model *model, const struct model_object *object)
{
	while (object->cloned_from != LOG_NONE && object->cloned_from < object->id &&
	       model_object(model, object->cloned_from) != NULL)
		object = model_object(model, object->cloned_from);
	return object->id;
}

bool list_is_copied_var(const struct model *model, const struct model_object *object)
{
	return object->type == TYPE_VAR && root_of(model, object) != object->id;
}

/* Grows a column of the table to what `object` needs; false when there are too many. */
static bool widen(struct table *table, const struct view_input *in, const struct model *model,
		  const struct model_object *object)
{
	char value[WORDS_MAX];
	int column, width;

	for (column = 0; column < table->count && table->process[column] != object->process; column++)
		;
	if (column == COLUMNS_MAX)
		return false;
	if (column == table->count) {
		table->process[table->count++] = object->process;
		table->width[column] = frame_text_width(model_name(model, object->process));
	}
	width = frame_text_width(words_value(value, sizeof(value), in, &object->value));
	width = width > VALUE_WIDTH_MAX ? VALUE_WIDTH_MAX : width;
	table->width[column] = width > table->width[column] ? width : table->width[column];
	return true;
}

static struct table find_table(const struct view_input *in, const struct model *model, int room)
{
	struct table table = {0};
	bool copies = false;
	uint32_t i;
	int used = 0, column;

	for (i = 0; i < model->object_count; i++) {
		if (model->objects[i].type != TYPE_VAR)
			continue;
		copies = copies || list_is_copied_var(model, &model->objects[i]);
		if (!widen(&table, in, model, &model->objects[i]))
			return table;
	}
	for (column = 0; column < table.count; column++)
		used += table.width[column] + (column > 0 ? GAP : 0);
	table.fits = copies && used <= room;
	return table;
}

bool list_has_value_table(const struct list *list, const struct model *model, int name_width)
{
	return find_table(list->in, model, list->area.width - name_width - 2).fits;
}

/* ---- rows ---- */

static void put_var(struct list *list, const struct model_object *var)
{
	char name[WORDS_MAX], value[WORDS_MAX], text[LIST_TEXT_MAX], by[16];

	words_name(name, sizeof(name), list->in, var->id);
	words_value(value, sizeof(value), list->in, &var->value);
	snprintf(by, sizeof(by), "%" PRIu32, var->writer);
	if (var->writer != LOG_NONE)
		tr_format(text, sizeof(text), list->in->catalog, N_("%1$s (by %2$s)"), value, by);
	list_row(list, name, STYLE_PLAIN, var->writer != LOG_NONE ? text : value);
}

/* As a variable, and that it is no process's own. */
static void put_value(struct list *list, const struct model_object *object)
{
	char name[WORDS_MAX], number[WORDS_MAX], text[LIST_TEXT_MAX], by[16];

	words_name(name, sizeof(name), list->in, object->id);
	words_value(number, sizeof(number), list->in, &object->value);
	snprintf(by, sizeof(by), "%" PRIu32, object->writer);
	tr_format(text, sizeof(text), list->in->catalog,
		  object->writer != LOG_NONE ? N_("%1$s (by %2$s), shared") : N_("%1$s, shared"), number, by);
	list_row(list, name, STYLE_PLAIN, text);
}

/* The variable as it is in one process: the original, or that process's copy; NULL where it has none. */
static const struct model_object *var_in(const struct model *model, uint32_t root, uint32_t process)
{
	uint32_t i;

	for (i = root - LOG_OBJECT_BASE; i < model->object_count; i++) {
		const struct model_object *object = &model->objects[i];

		if (object->type == TYPE_VAR && object->process == process && root_of(model, object) == root)
			return object;
	}
	return NULL;
}

static bool just_touched(const struct model *model, const struct model_object *object)
{
	return model->last_valid && model->last.object == object->id;
}

static void put_heads(struct list *list, const struct table *table)
{
	struct list_cell cells[COLUMNS_MAX];
	int column;

	for (column = 0; column < table->count; column++) {
		const struct model_actor *process = model_actor(list->model, table->process[column]);

		cells[column] = (struct list_cell){model_name(list->model, table->process[column]), table->width[column],
						   process != NULL && model_ended(process) ? STYLE_DONE : STYLE_DIM};
	}
	list_cells(list, "", cells, table->count, GAP);
}

static void put_side_by_side(struct list *list, const struct table *table, const struct model_object *root)
{
	struct list_cell cells[COLUMNS_MAX];
	char values[COLUMNS_MAX][WORDS_MAX];
	int column;

	for (column = 0; column < table->count; column++) {
		const struct model_object *var = var_in(list->model, root->id, table->process[column]);
		enum style style = var != NULL && just_touched(list->model, var) ? STYLE_RUNNING : STYLE_PLAIN;

		phrase_copy(values[column], WORDS_MAX, "");
		if (var != NULL)
			words_value(values[column], WORDS_MAX, list->in, &var->value);
		if (style == STYLE_RUNNING)
			list->focus = list->row;
		cells[column] = (struct list_cell){values[column], table->width[column], style};
	}
	list_cells(list, model_name(list->model, root->id), cells, table->count, GAP);
}

static void put_plainly(struct list *list, const struct model_object *object)
{
	if (just_touched(list->model, object))
		list->focus = list->row;
	if (object->type == TYPE_VALUE)
		put_value(list, object);
	else
		put_var(list, object);
}

static void put_with_copies(struct list *list, const struct model_object *var)
{
	const struct model *model = list->model;
	uint32_t i;

	for (i = var->id - LOG_OBJECT_BASE; i < model->object_count; i++)
		if (model->objects[i].type == TYPE_VAR && root_of(model, &model->objects[i]) == var->id)
			put_plainly(list, &model->objects[i]);
}

void list_values(struct list *list)
{
	const struct model *model = list->model;
	struct table table = find_table(list->in, model, list->area.width - list->name_width - 2);
	uint32_t i;

	if (table.fits)
		put_heads(list, &table);
	for (i = 0; i < model->object_count; i++) {
		const struct model_object *object = &model->objects[i];

		if (object->type == TYPE_VALUE)
			put_plainly(list, object);
		else if (object->type != TYPE_VAR || list_is_copied_var(model, object))
			continue;
		else if (table.fits)
			put_side_by_side(list, &table, object);
		else
			put_with_copies(list, object);
	}
}
