/* Walks a printf format and takes the arguments as the C rules promote them. Widths and precisions stay in the format. */
#include "runtime/arguments.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct packer {
	char *out;
	size_t size, used;
	bool full; /* something was cut or left out: so is all that follows, or it would stand in the wrong place */
};

/* The longest beginning of `text` of at most `room` bytes that ends with a whole character. */
static size_t cut(const char *text, size_t room)
{
	while (room > 0 && ((unsigned char)text[room] & 0xc0) == 0x80)
		room--;
	return room;
}

static void add(struct packer *packer, char kind, const char *text)
{
	size_t length = strlen(text);
	bool fits = packer->used + length + 3 <= packer->size;
	bool some = kind == 's' && packer->used + 3 <= packer->size;
	if (packer->full || (!fits && !some)) {
		packer->full = true;
		return;
	}
	if (!fits) {
		length = cut(text, packer->size - packer->used - 3);
		packer->full = true;
	}
	if (packer->used > 0)
		packer->out[packer->used++] = '\x1f';
	packer->out[packer->used++] = kind;
	memcpy(packer->out + packer->used, text, length);
	packer->used += length;
	packer->out[packer->used] = '\0';
}

static void add_integer(struct packer *packer, int longs, char conversion, va_list *arguments)
{
	char text[32];
	if (conversion == 'u')
		snprintf(text, sizeof text, "%" PRIu64,
		         longs > 0 ? va_arg(*arguments, uint64_t) : (uint64_t)va_arg(*arguments, unsigned));
	else
		snprintf(text, sizeof text, "%" PRId64,
		         longs > 0 ? va_arg(*arguments, int64_t) : (int64_t)va_arg(*arguments, int));
	add(packer, 'i', text);
}

static void add_double(struct packer *packer, va_list *arguments)
{
	char text[40];
	snprintf(text, sizeof text, "%.17g", va_arg(*arguments, double));
	add(packer, 'd', text);
}

static void add_string(struct packer *packer, va_list *arguments)
{
	const char *text = va_arg(*arguments, const char *);
	add(packer, 's', text != NULL ? text : "(null)");
}

/* One conversion, from behind its '%'; returns where the format goes on. */
static const char *take(struct packer *packer, const char *at, va_list *arguments)
{
	int longs = 0;
	at += strspn(at, "-+ #0123456789.");
	for (; *at == 'l' || *at == 'z' || *at == 'j'; at++)
		longs++;
	switch (*at) {
	case 'd':
	case 'i':
	case 'u':
		add_integer(packer, longs, *at, arguments);
		break;
	case 'f':
	case 'g':
	case 'e':
		add_double(packer, arguments);
		break;
	case 's':
		add_string(packer, arguments);
		break;
	default:
		break;
	}
	return *at != '\0' ? at + 1 : at;
}

void arguments_pack(char *out, size_t size, const char *format, va_list arguments)
{
	struct packer packer = {.out = out, .size = size};
	va_list rest;
	out[0] = '\0';
	va_copy(rest, arguments);
	for (const char *at = strchr(format, '%'); at != NULL; at = strchr(at, '%'))
		at = take(&packer, at + 1, &rest);
	va_end(rest);
}
