/* Formats a message from its format and its logged arguments.
 *
 * Both come from a file, so neither is trusted: no format reaches printf as it is, widths and precisions are
 * bounded, and what is no conversion is printed as it stands. Widths and precisions of strings count
 * characters, as Python's do. */
#include "log/text.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "log/plain.h"

enum {
	WIDTH_MAX = 255,
	NUMBER_MAX = 640, /* the longest %f: 309 digits, a point, WIDTH_MAX more */
	TRANSLATED_MAX = 512,
};

struct formatter {
	char *out;
	size_t size;   /* of out */
	size_t length; /* of the text so far, whether or not it fitted */
	const char *arguments;
	const char *(*translate)(void *context, const char *text);
	void *context;
};

/* One conversion: %[position$][flags][width][.precision]conversion */
struct conversion {
	unsigned position; /* 0: the next */
	char flags[6];     /* each at most once */
	unsigned width;
	int precision; /* -1: none */
	char letter;   /* d, f, s or % */
};

struct argument {
	char letter; /* i, d or s; 0: there is none */
	const char *text;
	size_t length;
};

static void put(struct formatter *formatter, const char *bytes, size_t length)
{
	if (formatter->length < formatter->size) {
		const size_t left = formatter->size - formatter->length;

		memcpy(formatter->out + formatter->length, bytes, length < left ? length : left);
	}
	formatter->length += length;
}

static void put_spaces(struct formatter *formatter, size_t count)
{
	for (; count > 0; count--)
		put(formatter, " ", 1);
}

static unsigned read_number(const char **next)
{
	unsigned number = 0;

	for (; **next >= '0' && **next <= '9'; ++*next)
		if (number <= WIDTH_MAX)
			number = number * 10 + (unsigned)(**next - '0');
	return number < WIDTH_MAX ? number : WIDTH_MAX;
}

static void read_flags(struct conversion *conversion, const char **next)
{
	size_t count = 0;

	for (; **next && strchr("-+ 0#", **next); ++*next)
		if (!strchr(conversion->flags, **next))
			conversion->flags[count++] = **next;
}

/* Reads what follows a '%'; *next moves behind it. False: it is no conversion of ours. */
static bool read_conversion(struct conversion *conversion, const char **next)
{
	const char *at = *next;
	const unsigned number = read_number(&at);

	*conversion = (struct conversion){.precision = -1};
	if (number > 0 && *at == '$') {
		conversion->position = number;
		at++;
	} else {
		at = *next;
	}
	read_flags(conversion, &at);
	conversion->width = read_number(&at);
	if (*at == '.') {
		at++;
		conversion->precision = (int)read_number(&at);
	}
	while (*at && strchr("hlqjzt", *at)) /* PRId64 and the like: an argument has its own size */
		at++;
	if (!*at || !strchr("difs%", *at))
		return false;
	conversion->letter = *at == 'i' ? 'd' : *at;
	*next = at + 1;
	return true;
}

/* Argument `number` (1 = the first) of a row separated by 0x1f. */
static struct argument find_argument(const char *arguments, unsigned number)
{
	struct argument argument = {0, "?", 1};

	for (; arguments && number > 1; number--) {
		arguments = strchr(arguments, 0x1f);
		if (arguments)
			arguments++;
	}
	if (!arguments || !*arguments || *arguments == 0x1f)
		return argument;
	argument.letter = *arguments;
	argument.text = arguments + 1;
	argument.length = strcspn(argument.text, "\x1f");
	return argument;
}

/* The first `most` characters of a text take this many bytes; *characters: how many there are. A byte that
 * begins no character counts as one. */
static size_t measure(size_t *characters, const char *text, size_t length, size_t most)
{
	size_t bytes = 0;

	for (*characters = 0; bytes < length && *characters < most; ++*characters) {
		const size_t step = plain_utf8(text + bytes, length - bytes);

		bytes += step ? step : 1;
	}
	return bytes;
}

static void put_string(struct formatter *formatter, const struct conversion *conversion, const char *text,
		       size_t length)
{
	const size_t most = conversion->precision < 0 ? SIZE_MAX : (size_t)conversion->precision;
	const bool left = strchr(conversion->flags, '-') != NULL;
	size_t characters, padding;

	length = measure(&characters, text, length, most);
	padding = characters < conversion->width ? conversion->width - characters : 0;
	if (!left)
		put_spaces(formatter, padding);
	put(formatter, text, length);
	if (left)
		put_spaces(formatter, padding);
}

static void put_text(struct formatter *formatter, const struct conversion *conversion,
		     const struct argument *argument)
{
	char copy[TRANSLATED_MAX];
	const char *text = argument->text;
	size_t length = argument->length;

	if (argument->letter == 's' && formatter->translate && length < sizeof copy) {
		memcpy(copy, text, length);
		copy[length] = '\0';
		text = formatter->translate(formatter->context, copy);
		length = strlen(text);
	}
	put_string(formatter, conversion, text, length);
}

static void put_number(struct formatter *formatter, const struct conversion *conversion,
		       const struct argument *argument)
{
	char text[64], format[32], out[NUMBER_MAX];
	const size_t kept = argument->length < sizeof text ? argument->length : sizeof text - 1;
	int length = snprintf(format, sizeof format, "%%%s", conversion->flags);

	memcpy(text, argument->text, kept);
	text[kept] = '\0';
	if (conversion->width)
		length += snprintf(format + length, sizeof format - (size_t)length, "%u", conversion->width);
	if (conversion->precision >= 0)
		length +=
		    snprintf(format + length, sizeof format - (size_t)length, ".%d", conversion->precision);
	snprintf(format + length, sizeof format - (size_t)length, "%s",
		 conversion->letter == 'f' ? "f" : "lld");
	if (conversion->letter == 'f')
		length = plain_print_double(out, sizeof out, format, plain_read_double(text));
	else
		length = plain_print_integer(out, sizeof out, format, strtoll(text, NULL, 10));
	put(formatter, out, length > 0 ? (size_t)length : 0);
}

static void put_conversion(struct formatter *formatter, const struct conversion *conversion, unsigned number)
{
	const struct argument argument = find_argument(formatter->arguments, number);

	if (argument.letter == 0 || argument.letter == 's' || conversion->letter == 's')
		put_text(formatter, conversion, &argument);
	else
		put_number(formatter, conversion, &argument);
}

size_t text_format(char *out, size_t size, const char *format, const char *arguments,
		   const char *(*translate)(void *context, const char *text), void *context)
{
	struct formatter formatter = {out, size, 0, arguments, translate, context};
	struct conversion conversion;
	unsigned taken = 0;

	while (*format) {
		const size_t plain = strcspn(format, "%");

		put(&formatter, format, plain);
		format += plain;
		if (!*format)
			break;
		format++;
		if (!read_conversion(&conversion, &format) || conversion.letter == '%')
			put(&formatter, "%", 1);
		else
			put_conversion(&formatter, &conversion,
				       conversion.position ? conversion.position : ++taken);
	}
	if (size > 0)
		out[plain_cut(out, formatter.length, size - 1)] = '\0';
	return formatter.length;
}
