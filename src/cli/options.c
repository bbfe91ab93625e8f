/* Each function takes the value of one option into struct args, and answers NULL, or why it cannot. */
#include "cli/options.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "po/catalog.h"
#include "tui/theme.h"

#define ON_RUN    ON(COMMAND_RUN)
#define ON_SCREEN (ON(COMMAND_MENU) | ON(COMMAND_RUN) | ON(COMMAND_REPLAY))
#define ON_ALL    ((1u << COMMAND_COUNT) - 1)

static const char *read_whole(uint64_t *out, const char *value)
{
	char *end;
	errno = 0;
	unsigned long long number = strtoull(value, &end, 10);
	if (value[0] < '0' || value[0] > '9' || *end != '\0' || errno != 0)
		return N_("not a whole number from 0 up");
	*out = number;
	return NULL;
}

static const char *read_positive(double *out, const char *value)
{
	char *end;
	double number = strtod(value, &end);
	if (value[0] == '\0' || *end != '\0' || !isfinite(number) || number <= 0)
		return N_("not a number above 0");
	*out = number;
	return NULL;
}

/* An option without a value raises a flag, and some take any text. */
#define RAISES(flag)                                                                                         \
	static const char *take_##flag(struct args *args, const char *value)                                 \
	{                                                                                                    \
		(void)value;                                                                                 \
		args->flag = true;                                                                           \
		return NULL;                                                                                 \
	}
#define TAKES(text)                                                                                          \
	static const char *take_##text(struct args *args, const char *value)                                 \
	{                                                                                                    \
		args->text = value;                                                                          \
		return NULL;                                                                                 \
	}

RAISES(json)
RAISES(paused)
RAISES(headless)
RAISES(ascii)
RAISES(no_color)
RAISES(no_mouse)
RAISES(linear)
RAISES(defaults)
RAISES(help)
RAISES(version)
TAKES(schedule)
TAKES(op)
TAKES(actor)

static const char *take_seed(struct args *args, const char *value)
{
	args->seed_given = true;
	return read_whole(&args->seed, value);
}

static const char *take_strategy(struct args *args, const char *value)
{
	static const struct {
		const char *name;
		enum session_strategy strategy;
	} strategies[] = {
	    {"live", STRATEGY_LIVE},
	    {"manual", STRATEGY_MANUAL},
	    {"round-robin", STRATEGY_ROUND_ROBIN},
	    {"random", STRATEGY_RANDOM},
	    {"pct", STRATEGY_PCT},
	};
	args->strategy_given = true;
	args->replay = NULL;
	for (size_t i = 0; i < sizeof(strategies) / sizeof(strategies[0]); i++)
		if (strcmp(strategies[i].name, value) == 0) {
			args->strategy = strategies[i].strategy;
			return NULL;
		}
	if (strncmp(value, "replay:", 7) == 0 && value[7] != '\0') {
		args->strategy = STRATEGY_REPLAY;
		args->replay = value + 7;
		return NULL;
	}
	return N_("no such strategy; there are live, manual, round-robin, random, pct and replay:FILE");
}

static const char *take_time(struct args *args, const char *value)
{
	args->time_given = true;
	args->time_free = strcmp(value, "free") == 0;
	return args->time_free || strcmp(value, "respected") == 0 ? NULL : N_("must be respected or free");
}

static const char *take_depth(struct args *args, const char *value)
{
	uint64_t depth;
	if (read_whole(&depth, value) != NULL || depth < 1 || depth > 16)
		return N_("must be a whole number from 1 to 16");
	args->depth = (uint32_t)depth;
	return NULL;
}

static const char *take_speed(struct args *args, const char *value)
{
	return read_positive(&args->speed, value);
}

static const char *take_pace(struct args *args, const char *value)
{
	args->pace_given = true;
	args->pace = 0;
	if (strcmp(value, "max") == 0)
		return NULL;
	return read_positive(&args->pace, value) ? N_("must be max, or a number above 0 (steps a second)") : NULL;
}

static const char *take_set(struct args *args, const char *value)
{
	const char *sign = strchr(value, '=');
	if (sign == NULL || sign == value)
		return N_("must look like NAME=VALUE");
	if (args->set_count == SETS_MAX)
		return N_("too many parameters are set");
	args->sets[args->set_count++] = value;
	return NULL;
}

static const char *take_record(struct args *args, const char *value)
{
	args->record = value;
	return value[0] != '\0' ? NULL : N_("must name a file");
}

static const char *take_timeout(struct args *args, const char *value)
{
	return read_positive(&args->timeout, value);
}

static const char *take_max_events(struct args *args, const char *value)
{
	const char *complaint = read_whole(&args->max_events, value);
	return complaint != NULL || args->max_events > 0 ? complaint : N_("must be at least 1");
}

static const char *take_language(struct args *args, const char *value)
{
	args->language = value;
	return catalog_find(value) != NULL ? NULL : N_("no such language; there are en and ko");
}

static const char *take_theme(struct args *args, const char *value)
{
	args->theme = value;
	return theme_find(value) != NULL ? NULL
					 : N_("no such theme; there are dark, light, high-contrast and mono");
}

static const char *take_at(struct args *args, const char *value)
{
	args->at_given = true;
	return read_whole(&args->at, value);
}

static const char *take_size(struct args *args, const char *value)
{
	char rest;
	int width, height;
	if (sscanf(value, "%4dx%4d%c", &width, &height, &rest) != 2 || width < 1 || height < 1)
		return N_("must look like 80x24");
	args->width = width;
	args->height = height;
	return NULL;
}

const struct option option_table[] = {
    {0, "json", NULL, ON(COMMAND_LIST), take_json, N_("as one JSON array"), NULL},
    {0, "strategy", "NAME", ON_RUN, take_strategy,
     N_("who chooses what goes next: live (the operating system), manual (you), "
     "round-robin, random, pct (random priorities, a few changes), replay:FILE. "
     "Default: manual on a terminal, else live"),
     "live manual round-robin random pct replay:"},
    {0, "seed", "N", ON_RUN, take_seed, N_("of the random numbers, and of --strategy random (default 1)"), NULL},
    {0, "depth", "N", ON_RUN, take_depth,
     N_("pct: how many steps must fall in order for the fault (1 to 16, default 3)"), NULL},
    {0, "schedule", "S", ON_RUN, take_schedule, N_("choices to make first, as a run prints them: 0x4.1x3.c.2"), NULL},
    {0, "time", "KIND", ON_RUN, take_time,
     N_("respected (default): the clock goes on when nobody else can; "
     "free: at any moment, so that sleeping orders nothing"), "respected free"},
    {0, "speed", "X", ON_RUN, take_speed, N_("live: session seconds a second (default 1)"), NULL},
    {0, "pace", "N|max", ON_RUN, take_pace, N_("otherwise: steps a second (default 4 on a terminal, else max)"), NULL},
    {0, "paused", NULL, ON_RUN, take_paused, N_("begin paused, as every run on a terminal does"), NULL},
    {0, "set", "NAME=VALUE", ON_RUN, take_set, N_("set a parameter of the scenario"), NULL},
    {0, "record", "FILE", ON_RUN, take_record, N_("record into FILE"), NULL},
    {0, "timeout", "S", ON_RUN, take_timeout, N_("end the run after S real seconds, pauses apart"), NULL},
    {0, "max-events", "N", ON_RUN, take_max_events,
     N_("end the run when its log is full: room for N events at least (default 20 million)"), NULL},
    {0, "headless", NULL, ON_RUN | ON(COMMAND_REPLAY), take_headless,
     N_("print the transcript instead of opening a screen"), NULL},
    {0, "at", "STEP", ON(COMMAND_REPLAY), take_at,
     N_("with --headless: print the screen just after that step, as text"), NULL},
    {0, "size", "WxH", ON(COMMAND_REPLAY), take_size, N_("of that screen (default 80x24)"), NULL},
    {0, "op", "GLOB", ON(COMMAND_DUMP), take_op, N_("only operations that match, such as 'lock.*'"), NULL},
    {0, "actor", "NAME", ON(COMMAND_DUMP), take_actor, N_("only what this actor did (its name or its number)"), NULL},
    {0, "lang", "en|ko", ON_ALL, take_language,
     N_("language (default: the environment's)"), "en ko"},
    {0, "ascii", NULL, ON_SCREEN, take_ascii, N_("draw with ASCII characters only"), NULL},
    {0, "theme", "NAME", ON_SCREEN, take_theme,
     N_("dark (default), light, high-contrast, mono"), "dark light high-contrast mono"},
    {0, "no-color", NULL, ON_SCREEN, take_no_color, N_("as --theme mono, and as NO_COLOR in the environment"), NULL},
    {0, "no-mouse", NULL, ON_SCREEN, take_no_mouse, N_("leave the mouse to the terminal"), NULL},
    {0, "linear", NULL, ON_RUN | ON(COMMAND_REPLAY), take_linear,
     N_("no screen: a sentence for each event, and keys read by the line (for screen readers, plain terminals)"),
     NULL},
    {0, "default", NULL, ON(COMMAND_CONFIG), take_defaults, N_("what is in effect without a file"), NULL},
    {'h', "help", NULL, ON_ALL, take_help, N_("this help"), NULL},
    {'V', "version", NULL, ON_ALL, take_version, N_("the version"), NULL},
    {.name = NULL},
};
