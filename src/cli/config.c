/* One table: key, what it is for, how its value is taken and written. */
#include "cli/config.h"

#include <errno.h>
#include <stddef.h>
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

/* A flag that is written as one of two words. */
struct choice {
	size_t flag; /* where in struct config */
	const char *no, *yes;
	const char *complaint; /* a message */
};

static const struct key {
	const char *name, *help; /* help: a message */
	const char *(*take)(struct config *config, const char *value); /* NULL, or why it cannot: a message */
	void (*put)(char *out, size_t size, const struct config *config);
	struct choice choice; /* instead of the two */
} keys[] = {
    {"theme", N_("dark, light, high-contrast or mono"), take_theme, put_theme, {0}},
    {"language", N_("en, ko, or environment: as the locale says"), take_language, put_language, {0}},
    {"pace", N_("steps a second of a run that plays"), take_pace, put_pace, {0}},
    {"ascii", N_("yes: draw with ASCII characters only"), NULL, NULL,
     {offsetof(struct config, ascii), "no", "yes", N_("must be yes or no")}},
    {"mouse", N_("no: leave the mouse to the terminal"), NULL, NULL,
     {offsetof(struct config, mouse), "no", "yes", N_("must be yes or no")}},
    {"source", N_("the program shown first: python or c"), NULL, NULL,
     {offsetof(struct config, c_source), "python", "c", N_("must be python or c")}},
    {"axis", N_("the past of the lanes: steps, or time"), NULL, NULL,
     {offsetof(struct config, time_axis), "steps", "time", N_("must be steps or time")}},
    {"panels", N_("all, or lecture: few of them, for an audience"), NULL, NULL,
     {offsetof(struct config, lecture), "all", "lecture", N_("must be all or lecture")}},
};

enum { KEY_COUNT = sizeof(keys) / sizeof(keys[0]) };

static const char *take(struct config *config, const struct key *key, const char *value)
{
	if (key->take != NULL)
		return key->take(config, value);
	bool yes = strcmp(value, key->choice.yes) == 0;
	if (!yes && strcmp(value, key->choice.no) != 0)
		return key->choice.complaint;
	*(bool *)((char *)config + key->choice.flag) = yes;
	return NULL;
}

static void put(char *out, size_t size, const struct config *config, const struct key *key)
{
	if (key->put != NULL)
		key->put(out, size, config);
	else
		snprintf(out, size, "%s",
			 *(const bool *)((const char *)config + key->choice.flag) ? key->choice.yes : key->choice.no);
}

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
		if (strcmp(keys[i].name, *key) == 0)
			return take(config, &keys[i], trim(sign + 1));
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
	return ferror(file) ? complain(complaint, N_("%s: cannot be read: %s"), path,
				       tr_errno(complaint->catalog, errno))
			    : 0;
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
		return complain(complaint, N_("%s: cannot be read: %s"), path, tr_errno(complaint->catalog, errno));
	int failed = read_lines(config, complaint, file, path);
	fclose(file);
	return failed;
}

void config_write(FILE *out, const struct config *config, const struct catalog *catalog)
{
	char value[CONFIG_WORD_SIZE];
	for (int i = 0; i < KEY_COUNT; i++) {
		put(value, sizeof(value), config, &keys[i]);
		fprintf(out, "# %s\n%s = %s\n", tr(catalog, keys[i].help), keys[i].name, value);
	}
}
