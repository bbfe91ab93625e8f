/* Checking --set against a scenario's table, and reading back what a recording says of it. */
#include "cli/params.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct il_param *find_param(const struct il_scenario *scenario, const char *name, size_t length)
{
	for (const struct il_param *param = scenario->params; param != NULL && param->name != NULL; param++)
		if (strlen(param->name) == length && strncmp(param->name, name, length) == 0)
			return param;
	return NULL;
}

/* Names those that there are. */
static void complain_of_name(struct complaint *complaint, const struct il_scenario *scenario, const char *set)
{
	char name[64], names[256] = "";
	size_t used = 0;
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(set, "="), set);
	for (const struct il_param *param = scenario->params; param != NULL && param->name != NULL; param++)
		if (used < sizeof(names))
			used += (size_t)snprintf(names + used, sizeof(names) - used, "%s%s", used > 0 ? ", " : "",
						 param->name);
	if (used > 0)
		complain(complaint, N_("--set %s: %s has no parameter %s; it has %s"), set, scenario->id, name, names);
	else
		complain(complaint, N_("--set %s: %s has no parameter %s; it has none"), set, scenario->id, name);
}

static bool is_choice(const char *choices, const char *value)
{
	size_t length = strlen(value);
	for (const char *at = choices; at != NULL; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL)
		if (strcspn(at, ",") == length && strncmp(at, value, length) == 0)
			return true;
	return false;
}

static bool is_number(const char *value, int64_t low, int64_t high)
{
	char *end;
	errno = 0;
	long long number = strtoll(value, &end, 10);
	return value[0] != '\0' && *end == '\0' && errno == 0 && number >= low && number <= high;
}

bool params_check(struct complaint *complaint, const struct il_scenario *scenario, const char *set)
{
	size_t length = strcspn(set, "=");
	const char *value = set + length + 1;
	const struct il_param *param = find_param(scenario, set, length);
	if (param == NULL) {
		complain_of_name(complaint, scenario, set);
		return false;
	}
	if (param->choices != NULL) {
		if (is_choice(param->choices, value))
			return true;
		complain(complaint, N_("--set %s: %s must be one of %s"), set, param->name, param->choices);
		return false;
	}
	if (is_number(value, param->low, param->high))
		return true;
	char low[24], high[24];
	snprintf(low, sizeof(low), "%" PRId64, param->low);
	snprintf(high, sizeof(high), "%" PRId64, param->high);
	complain(complaint, N_("--set %s: %s must be a whole number from %s to %s"), set, param->name, low, high);
	return false;
}

int params_add(char **lines, const char *set)
{
	size_t used = *lines != NULL ? strlen(*lines) : 0;
	size_t room = used + strlen(set) + 2;
	char *grown = realloc(*lines, room);
	if (grown == NULL)
		return -1;
	snprintf(grown + used, room - used, "%s%s", used > 0 ? "\n" : "", set);
	*lines = grown;
	return 0;
}

static const char *skip_spaces(const char *at)
{
	return at + strspn(at, " \t\r\n");
}

/* Reads a string (without escapes but \" and \\) or a number at *at into `out`. False: it is neither, or too
 * long. */
static bool read_scalar(char *out, size_t size, const char **at)
{
	size_t used = 0;
	const char *c = skip_spaces(*at);
	bool quoted = *c == '"';
	if (quoted)
		c++;
	while (*c != '\0' && (quoted ? *c != '"' : strchr(",} \t\r\n", *c) == NULL) && used + 1 < size) {
		if (quoted && c[0] == '\\' && c[1] != '\0')
			c++;
		out[used++] = *c++;
	}
	out[used] = '\0';
	if (quoted && *c++ != '"')
		return false;
	*at = skip_spaces(c);
	return quoted || used > 0;
}

int params_of_json(char **lines, const char *json)
{
	char name[64], value[256], set[sizeof(name) + sizeof(value) + 1];
	const char *at = skip_spaces(json);
	*lines = NULL;
	if (*at++ != '{')
		goto fail;
	at = skip_spaces(at);
	while (*at != '}') {
		if (!read_scalar(name, sizeof(name), &at) || *at++ != ':' ||
		    !read_scalar(value, sizeof(value), &at))
			goto fail;
		snprintf(set, sizeof(set), "%s=%s", name, value);
		if (params_add(lines, set) != 0) {
			free(*lines);
			*lines = NULL;
			return -1;
		}
		if (*at == ',')
			at = skip_spaces(at + 1);
		else if (*at != '}')
			goto fail;
	}
	return 0;
fail:
	free(*lines);
	*lines = NULL;
	return -2;
}
