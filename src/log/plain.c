#include "log/plain.h"

#include <locale.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Length, smallest second byte and largest second byte by first byte (Unicode, table 3-7). */
static const struct {
	uint8_t first, last, length, low, high;
} utf8_rows[] = {
    {0x00, 0x7f, 1, 0x80, 0xbf}, {0xc2, 0xdf, 2, 0x80, 0xbf}, {0xe0, 0xe0, 3, 0xa0, 0xbf},
    {0xe1, 0xec, 3, 0x80, 0xbf}, {0xed, 0xed, 3, 0x80, 0x9f}, {0xee, 0xef, 3, 0x80, 0xbf},
    {0xf0, 0xf0, 4, 0x90, 0xbf}, {0xf1, 0xf3, 4, 0x80, 0xbf}, {0xf4, 0xf4, 4, 0x80, 0x8f},
};

size_t plain_utf8(const char *bytes, size_t length)
{
	const unsigned char *byte = (const unsigned char *)bytes;
	size_t row = 0;

	if (length == 0)
		return 0;
	while (byte[0] < utf8_rows[row].first || byte[0] > utf8_rows[row].last)
		if (++row == sizeof utf8_rows / sizeof *utf8_rows)
			return 0;
	if (utf8_rows[row].length > length)
		return 0;
	for (size_t i = 1; i < utf8_rows[row].length; i++) {
		const uint8_t low = i == 1 ? utf8_rows[row].low : 0x80;
		const uint8_t high = i == 1 ? utf8_rows[row].high : 0xbf;

		if (byte[i] < low || byte[i] > high)
			return 0;
	}
	return utf8_rows[row].length;
}

/* How many bytes a character takes by its first one. */
static size_t length_by_first(unsigned char byte)
{
	return byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
}

size_t plain_cut(const char *bytes, size_t length, size_t room)
{
	if (length <= room)
		return length;
	for (size_t back = 1; back <= 3 && back <= room; back++) {
		const unsigned char byte = (unsigned char)bytes[room - back];

		if ((byte & 0xc0) != 0x80)
			return length_by_first(byte) > back ? room - back : room;
	}
	return room;
}

/* newlocale("C") is a static object in glibc: this neither allocates nor fails there. */
static locale_t enter_c_locale(locale_t *before)
{
	locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);

	*before = uselocale(plain);
	return plain;
}

static void leave_c_locale(locale_t plain, locale_t before)
{
	uselocale(before);
	if (plain)
		freelocale(plain);
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
int plain_print_double(char *out, size_t size, const char *format, double value)
{
	locale_t before;
	locale_t plain = enter_c_locale(&before);
	const int length = snprintf(out, size, format, value);

	leave_c_locale(plain, before);
	return length;
}

int plain_print_integer(char *out, size_t size, const char *format, long long value)
{
	return snprintf(out, size, format, value);
}
#pragma GCC diagnostic pop

double plain_read_double(const char *text)
{
	locale_t before;
	locale_t plain = enter_c_locale(&before);
	const double value = strtod(text, NULL);

	leave_c_locale(plain, before);
	return value;
}
