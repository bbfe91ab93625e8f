/* A choice is kept as its place, so that all parameters are numbers with bounds. */
#include "tui/settings.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/orders.h"

enum { SETTING_SEED, SETTING_ORDER, SETTING_PACE, SETTING_TIME, SETTING_COUNT };

static const double pace_slowest = 0.25, pace_fastest = 1024;

static int count_params(const struct settings *settings)
{
	const struct il_param *params = settings->scenario != NULL ? settings->scenario->params : NULL;
	int count = 0;
	while (params != NULL && params[count].name != NULL && count < SETTINGS_PARAMS_MAX)
		count++;
	return count;
}

static const struct il_param *param_at(const struct settings *settings, int at)
{
	return at < count_params(settings) ? &settings->scenario->params[at] : NULL;
}

/* ---- choices ---- */

static const char *choice_at(const struct il_param *param, int64_t place, int *length)
{
	const char *at = param->choices;
	for (; place > 0 && strchr(at, ',') != NULL; place--)
		at = strchr(at, ',') + 1;
	*length = (int)strcspn(at, ",");
	return at;
}

static int64_t count_choices(const struct il_param *param)
{
	int64_t count = 1;
	for (const char *at = param->choices; (at = strchr(at, ',')) != NULL; at++)
		count++;
	return count;
}

static int64_t lowest(const struct il_param *param)
{
	return param->choices != NULL ? 0 : param->low;
}

static int64_t highest(const struct il_param *param)
{
	return param->choices != NULL ? count_choices(param) - 1 : param->high;
}

/* The value of a text; one that is none gives `otherwise`. */
static int64_t read_value(const struct il_param *param, const char *text, int64_t otherwise)
{
	int length;
	if (param->choices == NULL) {
		char *end;
		long long number = strtoll(text, &end, 10);
		return *end == '\0' && end != text && number >= param->low && number <= param->high ? number
												    : otherwise;
	}
	for (int64_t place = 0; place < count_choices(param); place++) {
		const char *choice = choice_at(param, place, &length);
		if (strlen(text) == (size_t)length && strncmp(choice, text, (size_t)length) == 0)
			return place;
	}
	return otherwise;
}

static char *put_value(char out[SETTINGS_VALUE_SIZE], const struct il_param *param, int64_t value)
{
	int length;
	if (param->choices == NULL) {
		snprintf(out, SETTINGS_VALUE_SIZE, "%" PRId64, value);
	} else {
		const char *choice = choice_at(param, value, &length);
		snprintf(out, SETTINGS_VALUE_SIZE, "%.*s", length, choice);
	}
	return out;
}

/* ---- settings ---- */

void settings_begin(struct settings *settings, const struct il_scenario *scenario)
{
	settings->scenario = scenario;
	settings->time_free = scenario != NULL && scenario->time_free;
	for (int i = 0; i < count_params(settings); i++)
		settings->values[i] = read_value(&scenario->params[i], scenario->params[i].value, 0);
}

int settings_count(const struct settings *settings)
{
	return settings->scenario != NULL ? count_params(settings) + SETTING_COUNT : 0;
}

const char *settings_name(const struct settings *settings, int at, const struct catalog *catalog)
{
	static const char *const names[SETTING_COUNT] = {
	    [SETTING_SEED] = N_("seed"), [SETTING_ORDER] = N_("order"), [SETTING_PACE] = N_("pace"),
	    [SETTING_TIME] = N_("time"),
	};
	const struct il_param *param = param_at(settings, at);
	return param != NULL ? param->name : tr(catalog, names[at - count_params(settings)]);
}

char *settings_value(char out[SETTINGS_VALUE_SIZE], const struct settings *settings, int at,
		     const struct catalog *catalog)
{
	const struct il_param *param = param_at(settings, at);
	if (param != NULL)
		return put_value(out, param, settings->values[at]);
	switch (at - count_params(settings)) {
	case SETTING_SEED:
		snprintf(out, SETTINGS_VALUE_SIZE, "%" PRIu64, settings->seed);
		break;
	case SETTING_ORDER:
		snprintf(out, SETTINGS_VALUE_SIZE, "%s",
			 tr(catalog, order_table[order_place(settings->strategy)].name));
		break;
	case SETTING_PACE:
		snprintf(out, SETTINGS_VALUE_SIZE, "%g", settings->pace);
		break;
	default:
		snprintf(out, SETTINGS_VALUE_SIZE, "%s",
			 tr(catalog, settings->time_free ? N_("free") : N_("respected")));
		break;
	}
	return out;
}

const char *settings_help(const struct settings *settings, int at)
{
	static const char *const helps[SETTING_COUNT] = {
	    [SETTING_SEED] = N_("of the random numbers, and of random orders"),
	    [SETTING_ORDER] = N_("who chooses what goes next"),
	    [SETTING_PACE] = N_("steps a second; live: session seconds a second"),
	    [SETTING_TIME] = N_("free: the clock may go on at any moment; respected: when nobody else can"),
	};
	const struct il_param *param = param_at(settings, at);
	return param != NULL ? param->help : helps[at - count_params(settings)];
}

bool settings_change(struct settings *settings, int at, int by)
{
	const struct il_param *param = param_at(settings, at);
	double pace = settings->pace * (by > 0 ? 2 : 0.5);
	if (param != NULL) {
		int64_t value = settings->values[at] + by;
		if (value < lowest(param) || value > highest(param))
			return false;
		settings->values[at] = value;
		return true;
	}
	switch (at - count_params(settings)) {
	case SETTING_SEED:
		if (by < 0 && settings->seed == 0)
			return false;
		settings->seed += (uint64_t)(int64_t)by;
		return true;
	case SETTING_ORDER:
		settings->strategy =
		    order_table[(order_place(settings->strategy) + by + ORDER_COUNT) % ORDER_COUNT].strategy;
		return true;
	case SETTING_PACE:
		if (pace < pace_slowest || pace > pace_fastest)
			return false;
		settings->pace = pace;
		return true;
	default:
		settings->time_free = !settings->time_free;
		return true;
	}
}

/* A number below the least one may be on its way to more digits, and is only taken when it fits. */
bool settings_type(struct settings *settings, int at, int digit)
{
	const struct il_param *param = param_at(settings, at);
	bool is_seed = at == count_params(settings) + SETTING_SEED;
	uint64_t old = is_seed ? settings->seed : param != NULL ? (uint64_t)settings->values[at] : 0;
	uint64_t value = digit < 0 ? old / 10 : old * 10 + (uint64_t)digit;
	if (is_seed && value < UINT64_MAX / 100) {
		settings->seed = value;
		return true;
	}
	if (is_seed || param == NULL || param->choices != NULL)
		return false;
	if ((int64_t)value > param->high && digit >= 0)
		value = (uint64_t)digit; /* a new number begins */
	if ((int64_t)value < param->low || (int64_t)value > param->high)
		return false;
	settings->values[at] = (int64_t)value;
	return true;
}

void settings_read(struct settings *settings, const char *set)
{
	const char *sign = strchr(set, '=');
	if (sign == NULL)
		return;
	for (int i = 0; i < count_params(settings); i++) {
		const struct il_param *param = &settings->scenario->params[i];
		if (strlen(param->name) == (size_t)(sign - set) &&
		    strncmp(param->name, set, (size_t)(sign - set)) == 0)
			settings->values[i] = read_value(param, sign + 1, settings->values[i]);
	}
}

int settings_params(char **lines, const struct settings *settings)
{
	size_t size = 0;
	bool some = false;
	*lines = NULL;
	FILE *out = open_memstream(lines, &size);
	if (out == NULL)
		return -1;
	for (int i = 0; i < count_params(settings); i++) {
		const struct il_param *param = &settings->scenario->params[i];
		char value[SETTINGS_VALUE_SIZE];
		if (strcmp(put_value(value, param, settings->values[i]), param->value) == 0)
			continue;
		fprintf(out, "%s%s=%s", some ? "\n" : "", param->name, value);
		some = true;
	}
	int failed = fclose(out);
	if (failed == 0 && some)
		return 0;
	free(*lines);
	*lines = NULL;
	return failed == 0 ? 0 : -1;
}
