/* One block of memory: the head, the tables of lines, and the texts, cut into lines in place. */
#include "view/sources.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TAG_MAX = 48 };

/* A text on its way to lines. */
struct text {
	char name[80];
	char *bytes; /* lines are cut out of this copy */
	const char **lines;
	const char **tags; /* per line the first byte of its tags ("@a @b"), NULL none */
	uint32_t count;
};

struct sources {
	struct view_sources view; /* first: what the caller holds */
	struct text c, python;
	uint32_t *python_of_c;
};

static uint32_t count_lines(const char *text, size_t length)
{
	uint32_t count = 0;
	size_t i;

	for (i = 0; i < length; i++)
		count += text[i] == '\n';
	return count + (length > 0 && text[length - 1] != '\n');
}

static void trim_end(char *line)
{
	size_t length = strlen(line);

	while (length > 0 &&
	       (line[length - 1] == ' ' || line[length - 1] == '\t' || line[length - 1] == '\r'))
		length--;
	line[length] = '\0';
}

/* Finds the mark at the end of a line, and cuts it off; returns its tags, which stay in place behind the cut.
 */
static const char *cut_mark(char *line, const char *opening, const char *closing)
{
	char *mark = NULL, *at, *end;

	for (at = strstr(line, opening); at != NULL; at = strstr(at + 1, opening)) {
		char *tag = at + strlen(opening);

		while (*tag == ' ')
			tag++;
		if (*tag == '@')
			mark = at;
	}
	if (mark == NULL)
		return NULL;
	at = strchr(mark, '@');
	end = closing[0] != '\0' ? strstr(at, closing) : NULL;
	if (end != NULL)
		*end = '\0';
	trim_end(at);
	*mark = '\0';
	return at;
}

static int read_text(struct text *out, const char *name, const char *extension, const char *bytes,
		     size_t length)
{
	const bool is_c = strcmp(extension, "c") == 0;
	uint32_t line;
	char *at;

	snprintf(out->name, sizeof(out->name), "%s.%s", name, extension);
	out->count = count_lines(bytes, length);
	out->bytes = malloc(length + 1);
	out->lines = calloc((size_t)out->count + 1, sizeof(*out->lines));
	out->tags = calloc((size_t)out->count + 1, sizeof(*out->tags));
	if (out->bytes == NULL || out->lines == NULL || out->tags == NULL)
		return -1;
	if (length > 0)
		memcpy(out->bytes, bytes, length);
	out->bytes[length] = '\0';
	for (line = 0, at = out->bytes; line < out->count; line++) {
		char *end = memchr(at, '\n', length - (size_t)(at - out->bytes));

		if (end != NULL)
			*end = '\0';
		out->lines[line] = at;
		out->tags[line] = cut_mark(at, is_c ? "/*" : "#", is_c ? "*/" : "");
		trim_end(at);
		at = end != NULL ? end + 1 : at;
	}
	return 0;
}

static void free_text(struct text *text)
{
	free(text->bytes);
	free(text->lines);
	free(text->tags);
}

/* The next tag of a list of tags, without its '@'; moves *tags behind it. */
static bool next_tag(char tag[TAG_MAX], const char **tags)
{
	size_t length;

	*tags = *tags != NULL ? strchr(*tags, '@') : NULL;
	if (*tags == NULL)
		return false;
	length = strcspn(++*tags, " \t@");
	snprintf(tag, TAG_MAX, "%.*s", (int)length, *tags);
	*tags += length;
	return true;
}

/* The line (1 = first) of `text` that has `tag`; 0: none. */
static uint32_t find_tag(const struct text *text, const char *tag)
{
	uint32_t line;

	for (line = 0; line < text->count; line++) {
		const char *tags = text->tags[line];
		char other[TAG_MAX];

		while (next_tag(other, &tags))
			if (strcmp(other, tag) == 0)
				return line + 1;
	}
	return 0;
}

/* Lines of C that have a twin, each by its first tag that has one. */
static void pair_lines(struct sources *sources)
{
	uint32_t line;

	for (line = 0; line < sources->c.count; line++) {
		const char *tags = sources->c.tags[line];
		char tag[TAG_MAX];

		while (sources->python_of_c[line + 1] == 0 && next_tag(tag, &tags))
			sources->python_of_c[line + 1] = find_tag(&sources->python, tag);
	}
}

struct view_sources *view_sources_new(const char *name, const char *c, size_t c_length, const char *python,
				      size_t python_length)
{
	struct sources *sources = calloc(1, sizeof(*sources));

	if (sources == NULL)
		return NULL;
	if (read_text(&sources->c, name, "c", c, c_length) != 0 ||
	    read_text(&sources->python, name, "py", python, python_length) != 0 ||
	    (sources->python_of_c = calloc((size_t)sources->c.count + 1, sizeof(uint32_t))) == NULL) {
		view_sources_free(&sources->view);
		return NULL;
	}
	pair_lines(sources);
	sources->view.c = (struct view_source){sources->c.name, sources->c.lines, sources->c.count};
	sources->view.python =
	    (struct view_source){sources->python.name, sources->python.lines, sources->python.count};
	sources->view.python_of_c = sources->python_of_c;
	return &sources->view;
}

void view_sources_free(struct view_sources *view)
{
	struct sources *sources = (struct sources *)view;

	if (sources == NULL)
		return;
	free_text(&sources->c);
	free_text(&sources->python);
	free(sources->python_of_c);
	free(sources);
}

/* Counts the tags of `from` that `to` does not have; the first, over all calls, is named in `out`. */
static int count_missing(char *out, size_t size, const struct text *from, const struct text *to)
{
	uint32_t line;
	int missing = 0;

	for (line = 0; line < from->count; line++) {
		const char *tags = from->tags[line];
		char tag[TAG_MAX];

		while (next_tag(tag, &tags)) {
			if (find_tag(to, tag) != 0)
				continue;
			if (out[0] == '\0')
				snprintf(out, size, "%s:%u: @%s has no twin in %s", from->name,
					 (unsigned)line + 1, tag, to->name);
			missing++;
		}
	}
	return missing;
}

int view_sources_check(char *out, size_t size, const char *name, const char *c, size_t c_length,
		       const char *python, size_t python_length)
{
	struct view_sources *view = view_sources_new(name, c, c_length, python, python_length);
	struct sources *sources = (struct sources *)view;
	int missing;

	out[0] = '\0';
	if (view == NULL)
		return -1;
	missing = count_missing(out, size, &sources->c, &sources->python) +
		  count_missing(out, size, &sources->python, &sources->c);
	view_sources_free(view);
	return missing;
}
