#include "view/list.h"

#include "view/phrase.h"

/* Takes the next row of the list; its y on the screen, or -1: it is not shown. */
static int take_row(struct list *list)
{
	int y = list->row++ - list->top;

	return list->frame != NULL && y >= 0 && y < list->area.height ? list->area.y + y : -1;
}

void list_row(struct list *list, const char *name, enum style style, const char *text)
{
	int y = take_row(list), x = list->area.x + 1, room = list->area.width - 1;

	if (y < 0)
		return;
	draw_clipped(list->frame, x, y, list->name_width < room ? list->name_width : room, STYLE_PLAIN, name,
		     list->in->ascii);
	draw_clipped(list->frame, x + list->name_width + 1, y, room - list->name_width - 1, style, text,
		     list->in->ascii);
}

void list_more(struct list *list, enum style style, const char *text)
{
	int y = take_row(list);

	if (y >= 0)
		draw_clipped(list->frame, list->area.x + 3, y, list->area.width - 3, style, text,
			     list->in->ascii);
}

void list_rows(struct list *list, const char *name, enum style style, const char *text, const char *more)
{
	char row[LIST_TEXT_MAX];
	struct phrase phrase = phrase_begin(row, sizeof(row));
	int room = list->area.width - list->name_width - 2;

	if (more[0] == '\0') {
		list_row(list, name, style, text);
		return;
	}
	phrase_join(&phrase, "", text);
	phrase_join(&phrase, "  ", more);
	if (text[0] == '\0' || frame_text_width(row) <= room) {
		list_row(list, name, style, row);
		return;
	}
	list_row(list, name, style, text);
	list_more(list, style, more);
}
