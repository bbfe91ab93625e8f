/* Reads the .mo file that the build put into the binary: a table of message ids in byte order beside one of
 * their translations, so that a look-up is a binary search in read-only memory, without locale and without
 * state. */
#include "po/catalog.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "po/embedded.h"
#include "po/particle.h"

struct catalog {
	const char *language;
	const char *file; /* its embedded .mo; NULL: the message ids themselves */
	bool particles;   /* Korean: settle the pairs of particles */
};

static const struct catalog catalogs[] = {
    {"en", NULL, false},
    {"ko", "ko.mo", true},
};

enum { CATALOG_COUNT = sizeof(catalogs) / sizeof(catalogs[0]), ARGUMENTS_MAX = 9 };

/* The head of a .mo file, all words in the byte order of the machine that made it: ours. */
struct mo_head {
	uint32_t magic, revision, count, ids, translations;
};

/* A row of either table: a string's length without its NUL, and where it begins. */
struct mo_row {
	uint32_t length, offset;
};

static const uint32_t mo_magic = 0x950412deu;

const struct catalog *catalog_find(const char *language)
{
	size_t i;

	for (i = 0; i < CATALOG_COUNT; i++)
		if (strcmp(catalogs[i].language, language) == 0)
			return &catalogs[i];
	return NULL;
}

const struct catalog *catalog_other(const struct catalog *catalog)
{
	return catalog_find(strcmp(catalog->language, "en") == 0 ? "ko" : "en");
}

/* The catalogue whose language stands before the territory: ko for ko_KR.UTF-8. */
static const struct catalog *find_locale(const char *locale)
{
	size_t i, length = strcspn(locale, "_.@");

	for (i = 0; i < CATALOG_COUNT; i++)
		if (strlen(catalogs[i].language) == length &&
		    strncmp(catalogs[i].language, locale, length) == 0)
			return &catalogs[i];
	return NULL;
}

const char *catalog_language_of_environment(void)
{
	static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
	size_t i;

	for (i = 0; i < sizeof(variables) / sizeof(variables[0]); i++) {
		const char *value = getenv(variables[i]);
		const struct catalog *found;

		if (value == NULL || value[0] == '\0')
			continue;
		found = find_locale(value);
		return found != NULL ? found->language : "en";
	}
	return "en";
}

/* The embedded file of that name, when it begins with a sound head. */
static const struct embedded_file *find_file(struct mo_head *head, const char *name)
{
	const struct embedded_file *file;

	for (file = embedded_files; file->name != NULL; file++) {
		if (strcmp(file->name, name) != 0 || file->end - file->first < (ptrdiff_t)sizeof(*head))
			continue;
		memcpy(head, file->first, sizeof(*head));
		return head->magic == mo_magic ? file : NULL;
	}
	return NULL;
}

/* String `index` of the table at `table`; "" when it lies outside the file. */
static const char *string_at(const struct embedded_file *file, uint32_t table, uint32_t index)
{
	uint64_t size = (uint64_t)(file->end - file->first);
	uint64_t at = (uint64_t)table + (uint64_t)index * sizeof(struct mo_row);
	struct mo_row row;

	if (at + sizeof(row) > size)
		return "";
	memcpy(&row, file->first + at, sizeof(row));
	return (uint64_t)row.offset + row.length < size ? file->first + row.offset : "";
}

const char *tr(const struct catalog *catalog, const char *msgid)
{
	const struct embedded_file *file;
	struct mo_head head;
	uint32_t low = 0, high;

	/* The empty id is the file's own header. */
	if (catalog->file == NULL || msgid[0] == '\0')
		return msgid;
	file = find_file(&head, catalog->file);
	if (file == NULL)
		return msgid;
	high = head.count;
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		int order = strcmp(msgid, string_at(file, head.ids, middle));

		if (order == 0)
			return string_at(file, head.translations, middle);
		if (order > 0)
			low = middle + 1;
		else
			high = middle;
	}
	return msgid;
}

const char *tr_errno(const struct catalog *catalog, int number)
{
	/* Those that a file name, a full disc or a small machine brings. */
	static const struct {
		int number;
		const char *message;
	} errors[] = {
	    {ENOENT, N_("No such file or directory")},
	    {ENOTDIR, N_("Not a directory")},
	    {EISDIR, N_("Is a directory")},
	    {EACCES, N_("Permission denied")},
	    {EPERM, N_("Operation not permitted")},
	    {EROFS, N_("Read-only file system")},
	    {ENAMETOOLONG, N_("File name too long")},
	    {ENOSPC, N_("No space left on device")},
	    {EFBIG, N_("File too large")},
	    {EIO, N_("Input/output error")},
	    {EINVAL, N_("Invalid argument")},
	    {ENOMEM, N_("Cannot allocate memory")},
	    {EAGAIN, N_("Resource temporarily unavailable")},
	    {EMFILE, N_("Too many open files")},
	};

	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
		if (errors[i].number == number)
			return tr(catalog, errors[i].message);
	return strerror(number);
}

/* Reads a directive at `at` (behind the '%'): "s", "d" or with a position, "2$s". Returns the byte behind it
 * and the argument's index, or NULL when it is none. */
static const char *read_directive(size_t *index, const char *at, size_t *next)
{
	size_t position = 0;
	const char *start = at;

	while (*at >= '0' && *at <= '9' && position < 100)
		position = position * 10 + (size_t)(*at++ - '0');
	if (at > start && *at == '$')
		at++;
	else if (at > start)
		return NULL;
	if (*at != 's' && *at != 'd')
		return NULL;
	*index = position > 0 ? position - 1 : (*next)++;
	return *index < ARGUMENTS_MAX ? at + 1 : NULL;
}

/* How many arguments `format` takes. */
static size_t count_arguments(const char *format)
{
	size_t count = 0, next = 0, index;

	for (; *format != '\0'; format++) {
		if (*format != '%')
			continue;
		if (format[1] == '%')
			format++;
		else if (read_directive(&index, format + 1, &next) != NULL && index + 1 > count)
			count = index + 1;
	}
	return count;
}

static void fill(char *out, size_t size, const char *format, const char *const *arguments)
{
	size_t length = 0, next = 0, index;

	while (*format != '\0' && length + 1 < size) {
		const char *end = *format == '%' ? read_directive(&index, format + 1, &next) : NULL;

		if (end != NULL) {
			int written = snprintf(out + length, size - length, "%s", arguments[index]);

			length += written > 0 ? (size_t)written : 0;
			format = end;
		} else {
			format += format[0] == '%' && format[1] == '%';
			out[length++] = *format++;
		}
	}
	out[length < size ? length : size - 1] = '\0';
}

/* Takes off what is left at the end of a character that was cut. */
static void trim_cut(char *text)
{
	size_t length = strlen(text), tail = length, need;

	while (tail > 0 && length - tail < 3 && ((unsigned char)text[tail - 1] & 0xc0) == 0x80)
		tail--;
	if (tail == 0)
		return;
	need = (unsigned char)text[tail - 1] >= 0xf0   ? 4
	       : (unsigned char)text[tail - 1] >= 0xe0 ? 3
	       : (unsigned char)text[tail - 1] >= 0xc0 ? 2
						       : 1;
	if (length - tail + 1 < need)
		text[tail - 1] = '\0';
}

char *tr_format(char *out, size_t size, const struct catalog *catalog, const char *msgid, ...)
{
	va_list list;

	va_start(list, msgid);
	tr_format_list(out, size, catalog, msgid, list);
	va_end(list);
	return out;
}

char *tr_format_list(char *out, size_t size, const struct catalog *catalog, const char *msgid, va_list list)
{
	const char *format = tr(catalog, msgid);
	const char *arguments[ARGUMENTS_MAX];
	size_t i, given = count_arguments(msgid);

	if (size == 0)
		return out;
	for (i = 0; i < ARGUMENTS_MAX; i++)
		arguments[i] = "?"; /* for a translation that asks for more than it was given */
	for (i = 0; i < given; i++)
		arguments[i] = va_arg(list, const char *);
	fill(out, size, format, arguments);
	trim_cut(out);
	tr_settle(out, catalog);
	return out;
}

void tr_settle(char *text, const struct catalog *catalog)
{
	if (catalog->particles)
		particle_settle(text);
}
