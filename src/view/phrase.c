#include "view/phrase.h"

#include <string.h>

struct phrase phrase_begin(char *out, size_t size)
{
	out[0] = '\0';
	return (struct phrase){out, size, 0};
}

void phrase_add(struct phrase *phrase, const char *text)
{
	size_t room = phrase->size - 1 - phrase->length, length = strlen(text);

	if (length > room) {
		length = room;
		while (length > 0 && ((unsigned char)text[length] & 0xc0) == 0x80)
			length--;
	}
	memcpy(phrase->out + phrase->length, text, length);
	phrase->length += length;
	phrase->out[phrase->length] = '\0';
}

bool phrase_has_room(const struct phrase *phrase, size_t length)
{
	return phrase->length + length < phrase->size;
}

char *phrase_copy(char *out, size_t size, const char *text)
{
	struct phrase phrase = phrase_begin(out, size);

	phrase_add(&phrase, text);
	return out;
}

void phrase_join(struct phrase *phrase, const char *separator, const char *text)
{
	if (text[0] == '\0')
		return;
	if (phrase->length > 0)
		phrase_add(phrase, separator);
	phrase_add(phrase, text);
}
