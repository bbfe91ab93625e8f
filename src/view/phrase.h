/* A text that grows in a caller's buffer, cut at a character's boundary when the buffer is full. */
#ifndef VIEW_PHRASE_H
#define VIEW_PHRASE_H

#include <stdbool.h>
#include <stddef.h>

struct phrase {
	char *out;
	size_t size, length;
};

/* An empty phrase in `out` (size > 0). */
struct phrase phrase_begin(char *out, size_t size);

/* A phrase that is just `text`. Returns out. */
char *phrase_copy(char *out, size_t size, const char *text);

void phrase_add(struct phrase *phrase, const char *text);

/* Whether so many bytes more can be added and stay whole. */
bool phrase_has_room(const struct phrase *phrase, size_t length);

/* Adds `text`, after `separator` unless the phrase is still empty. An empty text adds nothing. */
void phrase_join(struct phrase *phrase, const char *separator, const char *text);

#endif
