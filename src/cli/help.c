/* A page is drawn as the screen's panels are, so that wide characters and wrapping are right here, too. */
#include "cli/help.h"

#include <stdlib.h>

#include "cli/options.h"
#include "view/draw.h"

enum { WIDTH = 80, HEIGHT = 200, COLUMN = 26 };

struct page {
	struct frame frame;
	const struct catalog *catalog;
	int y; /* the next row */
};

/* A message over the whole width, and an empty row. */
static void put_message(struct page *page, const char *message)
{
	struct area area = {0, page->y, WIDTH, HEIGHT - page->y};
	page->y += draw_wrapped(&page->frame, area, STYLE_PLAIN, tr(page->catalog, message), true) + 1;
}

/* An entry of a list: its explanation stands in a column of its own, a row below where there is no room. */
static void put_entry(struct page *page, const char *entry, const char *message)
{
	if (frame_put(&page->frame, 2, page->y, WIDTH - 2, STYLE_PLAIN, entry) + 2 >= COLUMN)
		page->y++;
	struct area area = {COLUMN, page->y, WIDTH - COLUMN, HEIGHT - page->y};
	page->y += draw_wrapped(&page->frame, area, STYLE_PLAIN, tr(page->catalog, message), true);
}

static void put_commands(struct page *page)
{
	for (int command = 0; command < COMMAND_COUNT; command++) {
		const struct command_words *words = args_command((enum command)command);
		char entry[64];
		snprintf(entry, sizeof(entry), "interleave %s %s", words->name, words->operand ? words->operand : "");
		put_entry(page, entry, words->about);
	}
	page->y++;
}

static void put_options(struct page *page, enum command command)
{
	for (const struct option *option = option_table; option->name != NULL; option++) {
		char entry[64];
		if (!(option->commands & ON(command)))
			continue;
		snprintf(entry, sizeof(entry), "%c%c%s--%s %s", option->letter ? '-' : ' ',
			 option->letter ? option->letter : ' ', option->letter ? ", " : "  ", option->name,
			 option->value ? option->value : "");
		put_entry(page, entry, option->help);
	}
}

static void put_page(struct page *page, enum command command)
{
	if (command == COMMAND_MENU) {
		put_message(page, N_("Watch concurrency happen, one step at a time."));
		put_commands(page);
		put_message(page, N_("Each command has a --help of its own."));
	} else {
		const struct command_words *words = args_command(command);
		char usage[64];
		snprintf(usage, sizeof(usage), "interleave %s %s%s%s", words->name,
			 words->operand ? words->operand : "", words->operand ? " " : "",
			 tr(page->catalog, N_("[options]")));
		put_message(page, usage);
		put_message(page, words->about);
	}
	put_options(page, command);
	page->y++;
	if (command == COMMAND_MENU || command == COMMAND_RUN || command == COMMAND_REPLAY)
		put_message(page, N_("Exit codes: 0 completed, every promise kept; 1 a promise broken; 2 usage; "
				     "3 deadlock; 4 crashed; 5 time-out; 6 unreadable or corrupt file; "
				     "7 a replay diverged; 8 the system failed us; 130 you left."));
}

int help_print(FILE *out, const struct catalog *catalog, enum command command)
{
	struct page page = {.catalog = catalog};
	char *text;
	if (frame_init(&page.frame, WIDTH, HEIGHT) != 0)
		return -1;
	put_page(&page, command);
	page.frame.height = page.y - 1;
	int failed = frame_text(&text, &page.frame);
	frame_fini(&page.frame);
	if (failed != 0)
		return -1;
	fputs(text, out);
	free(text);
	return 0;
}
