/* A list of rows seen through a window: whatever is written is counted, and what the window shows is drawn.
 */
#ifndef VIEW_LIST_H
#define VIEW_LIST_H

#include <stdbool.h>

#include "model/model.h"
#include "view/panels.h"

enum { LIST_TEXT_MAX = 512 /* bytes of a row */, LIST_INDENT = 3 /* of a row that goes on from the one above */ };

struct list {
	struct frame *frame; /* NULL: only count */
	struct area area;    /* without the rule */
	const struct pane *pane;
	bool rich; /* in a panel of their own, objects say more */
	bool lineless; /* as if nobody stood in any line */
	const struct view_input *in;
	const struct model *model;
	int name_width;
	int row;   /* the next row of the list */
	int top;   /* the first one shown */
	int focus; /* the first row of the last event's object, -1 none */
};

/* A row: a name in the list's first column, and a text. */
void list_row(struct list *list, const char *name, enum style style, const char *text);

/* What goes on from the row above. */
void list_more(struct list *list, enum style style, const char *text);

/* `text`, and behind it `more`, or on a row or two of its own when the two do not fit beside each other. */
void list_rows(struct list *list, const char *name, enum style style, const char *text, enum style more_style,
	       const char *more);

/* A row of cells, each of its width, with `gap` cells between them. */
struct list_cell {
	const char *text;
	int width;
	enum style style;
};

void list_cells(struct list *list, const char *name, const struct list_cell *cells, int count, int gap);

/* A row that grows piece by piece, with commas between them, and goes on below when it is full. */
struct list_pieces {
	struct list *list;
	const char *name;
	enum style style;
	char text[LIST_TEXT_MAX];
	bool further; /* the rows before it are drawn */
};

struct list_pieces list_pieces_begin(struct list *list, const char *name, enum style style);
void list_piece(struct list_pieces *pieces, const char *piece);

/* Draws the last row; `nothing` where there was no piece. */
void list_pieces_end(struct list_pieces *pieces, const char *nothing);

/* "in line: 1 waiter (woken)", by names, or by numbers where they do not fit a row of its own, or `room`; "" when nobody
 * stands there. `but_notified`: without those that a notify has sent to the lock (line_rows.c). */
void list_line(char *out, size_t size, const struct list *list, const struct model_object *object, const char *message);
void list_line_in(char *out, size_t size, const struct list *list, int room, const struct model_object *object,
		  const char *message, bool but_notified);

/* Whether the longest line that there has been at the object takes a row of its own, beside names of that width at most. */
bool list_line_has_row(const struct list *list, const struct model_object *object, int widest_name);

/* The row or two of an object, called `name`; types that have none add nothing (object_rows.c). */
void list_object(struct list *list, const char *name, const struct model_object *object);

/* Those of executors and futures (pool_rows.c). */
void list_executor(struct list *list, const char *name, const struct model_object *executor);
void list_loop(struct list *list, const char *name, const struct model_object *loop);
void list_future(struct list *list, const char *name, const struct model_object *future);

/* The row of a process. */
void list_process(struct list *list, const struct model_actor *process);

/* All variables and shared values (value_rows.c): side by side where a fork has copied some and there is room. */
void list_values(struct list *list);

/* Whether they stand side by side at that moment, beside names of this width. */
bool list_has_value_table(const struct list *list, const struct model *model, int name_width);

/* Whether it is the copy that a fork made of a variable which the list has, too. */
bool list_is_copied_var(const struct model *model, const struct model_object *object);

#endif
