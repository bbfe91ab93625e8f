#include "said.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

enum { INSIGHTS_MAX = 16, SEEDS = 5 };

/* That somebody waits for ever is said as soon as it is so: whoever has just begun to wait may show it. */
static unsigned hangs_at_this_moment(const struct model *model)
{
	struct insight insights[INSIGHTS_MAX];
	unsigned kinds = 0;
	uint32_t count = insight_find(insights, INSIGHTS_MAX, model);
	for (uint32_t i = 0; i < count; i++)
		kinds |= 1u << insights[i].kind;
	return kinds & (1u << INSIGHT_DEADLOCK | 1u << INSIGHT_LOST_WAKEUP | 1u << INSIGHT_STUCK);
}

void said_of_log(const struct log *log,
		 void (*hear)(const struct insight *insight, const struct model *model, void *context),
		 void *context)
{
	struct insight insights[INSIGHTS_MAX];
	struct model *model = model_new(log);
	struct watch *watch = watch_new();
	const struct log_event *event;
	unsigned hangs = 0;
	uint64_t pos = 0;
	assert_non_null(model);
	assert_non_null(watch);
	while ((event = log_next(log, &pos, log_committed(log))) != NULL) {
		model_apply(model, event);
		watch_apply(watch, model, event);
		if (event->phase == LOG_BLOCK)
			hangs |= hangs_at_this_moment(model);
	}
	assert_int_equal(hangs & ~hangs_at_this_moment(model), 0); /* what was said for ever still holds */
	uint32_t i, count = insight_find(insights, INSIGHTS_MAX, model);
	for (i = 0; i < count; i++)
		hear(&insights[i], model, context);
	for (i = 0; i < watch_count(watch, UINT64_MAX); i++)
		hear(watch_insight(watch, i), model, context);
	watch_free(watch);
	model_free(model);
}

/* What is said of one run. */
struct said {
	char text[4096]; /* without the places, a sentence a line */
	unsigned kinds;  /* 1 << kind */
};

static void hear(const struct insight *insight, const struct model *model, void *context)
{
	struct said *said = context;
	char text[1024];
	insight_text(text, sizeof text, insight, model);
	for (char *from = text, *to = text;; from++) {
		bool place = from[0] == ' ' && from[1] == '(';
		from += place ? strcspn(from, ")") + 1 : 0;
		if ((*to++ = *from) == '\0')
			break;
	}
	assert_true(strlen(said->text) + strlen(text) + 2 < sizeof said->text);
	strcat(strcat(said->text, text), "\n");
	said->kinds |= 1u << insight->kind;
}

static struct said listen(void (*main_body)(void), uint64_t seed)
{
	struct said said = {.kinds = 0};
	struct il_scenario program = run_program(main_body);
	struct session_options options =
	    run_options(program.id, seed == 0 ? STRATEGY_LIVE : STRATEGY_RANDOM, seed);
	options.program = &program;
	struct session *session = run_session(&options);
	said_of_log(session_log(session), hear, &said);
	session_free(session);
	return said;
}

void assert_said(void (*main_body)(void), const char *sentences)
{
	for (uint64_t seed = 0; seed <= SEEDS; seed++) {
		struct said said = listen(main_body, seed);
		assert_string_equal(said.text, sentences);
	}
}

void assert_said_kinds(void (*main_body)(void), unsigned always, unsigned sometimes, const char *what)
{
	unsigned seen = 0;
	for (uint64_t seed = 0; seed <= SEEDS; seed++) {
		struct said said = listen(main_body, seed);
		if ((said.kinds & always) != always || (said.kinds & ~(always | sometimes)) != 0)
			fail_msg("%s, seed %u: %s", what, (unsigned)seed,
				 *said.text ? said.text : "nothing is said");
		seen |= said.kinds;
	}
	if (seen != (always | sometimes))
		fail_msg("%s: what is sometimes said never was", what);
}
