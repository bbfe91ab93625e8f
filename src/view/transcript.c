/* The headless line of a printed line; its layout is a contract of the command line, and so the same in every
 * language. */
#include <stdio.h>

#include "view/phrase.h"
#include "view/words.h"

enum { NAME_CELLS = 15 };

void view_transcript(char *out, size_t size, const struct model *model, const struct catalog *catalog,
		     const struct log_event *event)
{
	const char *name = model_name(model, event->actor);
	struct phrase phrase = phrase_begin(out, size);
	char piece[4096];
	int width;

	snprintf(piece, sizeof(piece), "[%7.3fs] ", (double)event->t / 1e9);
	phrase_add(&phrase, piece);
	phrase_add(&phrase, name);
	for (width = frame_text_width(name); width < NAME_CELLS; width++)
		phrase_add(&phrase, " ");
	phrase_add(&phrase, " ");
	phrase_add(&phrase, words_print(piece, sizeof(piece), model, catalog, event));
}
