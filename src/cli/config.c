/* One table: key, what it is for, how its value is taken and written. */
#include "cli/config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "po/catalog.h"
#include "tui/theme.h"

enum { LINE_SIZE = 512, PATH_SIZE = 4096 };

/* ---- values ---- */

static const char *take_theme(struct config *config, const char *value)
{
	if (theme_find(value) == NULL)
		return N_("no such theme; there are dark, light, high-contrast and mono");
	snprintf(config->theme, sizeof(config->theme), "%s", value);
	return NULL;
}

static const char *take_language(struct config *config, const char *value)
{
	if (strcmp(value, "environment") != 0 && catalog_find(value) == NULL)
		return N_("must be en, ko or environment");
	snprintf(config->language, sizeof(config->language), "%s", value);
	return NULL;
}

static const char *take_pace(struct config *config, const char *value)
{
	char *end;
	double pace = strtod(value, &end);
	if (*end != '\0' || end == value || !(pace > 0 && pace <= 1e6))
		return N_("must be a number above 0 (steps a second)");
	config->pace = pace;
	return NULL;
}

/* One of two words. */
static const char *take_either(bool *out, const char *value, const char *yes, const char *no, const char *complaint)
{
	if (strcmp(value, yes) != 0 && strcmp(value, no) != 0)
		return complaint;
	*out = strcmp(value, yes) == 0;
	return NULL;
}

static const char *take_ascii(struct config *config, const char *value)
{
	return take_either(&config->ascii, value, "yes", "no", N_("must be yes or no"));
}

static const char *take_mouse(struct config *config, const char *value)
{
	return take_either(&config->mouse, value, "yes", "no", N_("must be yes or no"));
}

static const char *take_source(struct config *config, const char *value)
{
	return take_either(&config->c_source, value, "c", "python", N_("must be python or c"));
}

static const char *take_axis(struct config *config, const char *value)
{
	return take_either(&config->time_axis, value, "time", "steps", N_("must be steps or time"));
}

static const char *take_panels(struct config *config, const char *value)
{
	return take_either(&config->lecture, value, "lecture", "all", N_("must be all or lecture"));
}

static void put_theme(char *out, size_t size, const struct config *config)
{
	snprintf(out, size, "%s", config->theme);
}

static void put_language(char *out, size_t size, const struct config *config)
{
	snprintf(out, size, "%s", config->language);
}

static void put_pace(char *out, size_t size, const struct config *config)
{
	snprintf(out, size, "%g", config->pace);
}

static void put_ascii(char *out, size_t size, const struct config *config)
{
	snprintf(out, size, "%s", config->ascii ? "yes" : "no");
}

static void put_mouse(char *out, size_t size, const struct config *config)
{
	snprintf(out, size, "%s", config->mouse ? "yes" : "no");
}

static void put_source(char *out, size_t size, const struct config *config)
{
	snprintf(out, size, "%s", config->c_source ? "c" : "python");
}

static void put_axis(char *out, size_t size, const struct config *config)
{
	snprintf(out, size, "%s", config->time_axis ? "time" : "steps");
}

static void put_panels(char *out, size_t size, const struct config *config)
{
	snprintf(out, size, "%s", config->lecture ? "lecture" : "all");
}

static const struct {
	const char *key, *help;
	const char *(*take)(struct config *config, const char *value); /* NULL, or why it cannot */
	void (*put)(char *out, size_t size, const struct config *config);
} keys[] = {
    {"theme", N_("dark, light, high-contrast or mono"), take_theme, put_theme},
    {"language", N_("en, ko, or environment: as the locale says"), take_language, put_language},
    {"pace", N_("steps a second of a run that plays"), take_pace, put_pace},
    {"ascii", N_("yes: draw with ASCII characters only"), take_ascii, put_ascii},
    {"mouse", N_("no: leave the mouse to the terminal"), take_mouse, put_mouse},
    {"source", N_("the program shown first: python or c"), take_source, put_source},
    {"axis", N_("the past of the lanes: steps, or time"), take_axis, put_axis},
    {"panels", N_("all, or lecture: few of them, for an audience"), take_panels, put_panels},
};

enum { KEY_COUNT = sizeof(keys) / sizeof(keys[0]) };

/* ---- reading and writing ---- */

void config_default(struct config *config)
{
	*config = (struct config){.theme = "dark", .language = "environment", .pace = 4, .mouse = true};
}

/* Cuts spaces off both ends. */
static char *trim(char *text)
{
	size_t length;
	text += strspn(text, " \t\r\n");
	for (length = strlen(text); length > 0 && strchr(" \t\r\n", text[length - 1]) != NULL; length--)
		text[length - 1] = '\0';
	return text;
}

/* NULL, or what is wrong with the line, whose key is then in *key. */
static const char *take_line(struct config *config, char *line, const char **key)
{
	char *sign = strchr(line, '=');
	*key = line;
	if (sign == NULL)
		return N_("must look like key = value");
	*sign = '\0';
	*key = trim(line);
	for (int i = 0; i < KEY_COUNT; i++)
		if (strcmp(keys[i].key, *key) == 0)
			return keys[i].take(config, trim(sign + 1));
	return N_("no such key; `interleave config --default` names them all");
}

/* Of `file`, which is called `path`. */
static int read_lines(struct config *config, struct complaint *complaint, FILE *file, const char *path)
{
	char line[LINE_SIZE], number[16];
	for (int count = 1; fgets(line, sizeof(line), file) != NULL; count++) {
		const char *key, *why;
		line[strcspn(line, "#")] = '\0';
		char *text = trim(line);
		if (text[0] == '\0' || (why = take_line(config, text, &key)) == NULL)
			continue;
		snprintf(number, sizeof(number), "%d", count);
		return complain(complaint, "%s:%s: %s: %s", path, number, key, tr(complaint->catalog, why));
	}
	return ferror(file) ? complain(complaint, N_("%s: cannot be read: %s"), path, strerror(errno)) : 0;
}

int config_path(char *path, size_t size)
{
	const char *folder = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	int length = -1;
	if (folder != NULL && folder[0] == '/')
		length = snprintf(path, size, "%s/interleave/config", folder);
	else if (home != NULL && home[0] == '/')
		length = snprintf(path, size, "%s/.config/interleave/config", home);
	return length > 0 && (size_t)length < size ? 0 : -1;
}

int config_read(struct config *config, struct complaint *complaint)
{
	char path[PATH_SIZE];
	if (config_path(path, sizeof(path)) != 0)
		return 0;
	FILE *file = fopen(path, "r");
	if (file == NULL && (errno == ENOENT || errno == ENOTDIR))
		return 0;
	if (file == NULL)
		return complain(complaint, N_("%s: cannot be read: %s"), path, strerror(errno));
	int failed = read_lines(config, complaint, file, path);
	fclose(file);
	return failed;
}

void config_write(FILE *out, const struct config *config, const struct catalog *catalog)
{
	char value[CONFIG_WORD_SIZE];
	for (int i = 0; i < KEY_COUNT; i++) {
		keys[i].put(value, sizeof(value), config);
		fprintf(out, "# %s\n%s = %s\n", tr(catalog, keys[i].help), keys[i].key, value);
	}
}
