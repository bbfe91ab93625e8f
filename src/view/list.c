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
		draw_clipped(list->frame, list->area.x + LIST_INDENT, y, list->area.width - LIST_INDENT, style, text,
			     list->in->ascii);
}

/* The same on two rows where one is too short. */
static void list_on(struct list *list, enum style style, const char *text)
{
	struct area room = {0, 0, list->area.width - LIST_INDENT, 2};
	int rows = draw_wrapped(NULL, room, style, text, list->in->ascii), y = list->row - list->top;
	struct draw_text lines = {list->frame,
				  {list->area.x + LIST_INDENT, list->area.y + y, room.width, rows},
				  0,
				  0,
				  list->in->ascii};

	if (y + rows > list->area.height)
		lines.area.height = list->area.height - y;
	list->row += rows;
	if (y < 0) { /* what is scrolled away above */
		lines.area.y = list->area.y;
		lines.area.height += y;
		lines.top = -y;
	}
	draw_paragraph(&lines, style, text);
}

void list_cells(struct list *list, const char *name, const struct list_cell *cells, int count, int gap)
{
	int y = take_row(list), x = list->area.x + 1, end = list->area.x + list->area.width, i;

	if (y < 0)
		return;
	draw_clipped(list->frame, x, y, list->name_width, STYLE_PLAIN, name, list->in->ascii);
	x += list->name_width + 1;
	for (i = 0; i < count && x < end; x += cells[i++].width + gap)
		draw_clipped(list->frame, x, y, cells[i].width < end - x ? cells[i].width : end - x, cells[i].style,
			     cells[i].text, list->in->ascii);
}

void list_rows(struct list *list, const char *name, enum style style, const char *text, enum style more_style,
	       const char *more)
{
	int x = list->name_width + 2, used = frame_text_width(text) + (text[0] != '\0' ? 2 : 0);
	int y = list->row - list->top, room = list->area.width - x;

	list_row(list, name, style, text);
	if (more[0] == '\0')
		return;
	if (text[0] != '\0' && used + frame_text_width(more) > room)
		list_on(list, more_style, more);
	else if (list->frame != NULL && y >= 0 && y < list->area.height)
		draw_clipped(list->frame, list->area.x + x + used, list->area.y + y, room - used, more_style, more,
			     list->in->ascii);
}

struct list_pieces list_pieces_begin(struct list *list, const char *name, enum style style)
{
	return (struct list_pieces){.list = list, .name = name, .style = style};
}

static void draw_pieces(struct list_pieces *pieces, const char *text)
{
	list_row(pieces->list, pieces->further ? "" : pieces->name, pieces->style, text);
	pieces->further = true;
	pieces->text[0] = '\0';
}

void list_piece(struct list_pieces *pieces, const char *piece)
{
	int room = pieces->list->area.width - pieces->list->name_width - 2;
	char text[LIST_TEXT_MAX];
	struct phrase phrase = phrase_begin(text, sizeof(text));

	phrase_add(&phrase, pieces->text);
	if (phrase.length > 0 && frame_text_width(text) + 2 + frame_text_width(piece) + 1 > room) {
		phrase_add(&phrase, ",");
		draw_pieces(pieces, text);
		phrase = phrase_begin(text, sizeof(text));
	}
	phrase_join(&phrase, ", ", piece);
	phrase_copy(pieces->text, sizeof(pieces->text), text);
}

void list_pieces_end(struct list_pieces *pieces, const char *nothing)
{
	if (pieces->text[0] != '\0' || !pieces->further)
		draw_pieces(pieces, pieces->text[0] != '\0' ? pieces->text : nothing);
}
