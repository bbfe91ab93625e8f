#include "log/json.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "log/plain.h"

void json_key(FILE *out, const char *key)
{
	fprintf(out, ",\"%s\":", key);
}

void json_integer(FILE *out, const char *key, int64_t number)
{
	fprintf(out, ",\"%s\":%" PRId64, key, number);
}

void json_bool(FILE *out, const char *key, bool flag)
{
	fprintf(out, ",\"%s\":%s", key, flag ? "true" : "false");
}

void json_string(FILE *out, const char *key, const char *text)
{
	json_key(out, key);
	json_text(out, text);
}

static void put_character(FILE *out, const char *bytes, size_t length)
{
	const unsigned char byte = (unsigned char)*bytes;

	if (length == 0)
		fputs("\xef\xbf\xbd", out);
	else if (byte == '"' || byte == '\\')
		fprintf(out, "\\%c", byte);
	else if (byte == '\n')
		fputs("\\n", out);
	else if (byte == '\t')
		fputs("\\t", out);
	else if (byte < 0x20 || byte == 0x7f)
		fprintf(out, "\\u%04x", byte);
	else
		fwrite(bytes, 1, length, out);
}

void json_text(FILE *out, const char *text)
{
	size_t left = strlen(text);

	putc('"', out);
	while (left > 0) {
		const size_t length = plain_utf8(text, left);
		const size_t step = length ? length : 1;

		put_character(out, text, length);
		text += step;
		left -= step;
	}
	putc('"', out);
}

void json_double(FILE *out, double number)
{
	static const char *const formats[] = {"%.15g", "%.16g", "%.17g"}; /* the last always reads back */
	char digits[32];
	double back;

	if (!isfinite(number)) {
		fputs(isnan(number) ? "\"nan\"" : number > 0 ? "\"inf\"" : "\"-inf\"", out);
		return;
	}
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		plain_print_double(digits, sizeof digits, formats[i], number);
		back = plain_read_double(digits);
		if (memcmp(&back, &number, sizeof back) == 0)
			break;
	}
	fputs(digits, out);
	if (!strpbrk(digits, ".e"))
		fputs(".0", out);
}
