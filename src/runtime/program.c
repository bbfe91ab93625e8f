/* The life of the runner: main's first event, the scenario's program, its end, and its promises. */
#include "runtime/defs.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "runtime/fork.h"
#include "runtime/process.h"

static void be_born(struct runtime *runtime)
{
	struct turn turn;
	turn_begin(&turn, runtime->engine, NULL);
	uint32_t name = turn_string(&turn, "main", strlen("main"));
	struct actor *actor = engine_new_actor(&turn, TYPE_MAIN, 0, name);
	SET(&turn, actor->state, ACTOR_IS_RUNNING);
	SET(&turn, actor->pid, getpid());
	SET(&turn, turn.kernel->running, 1);
	SET(&turn, turn.kernel->alive, 1);
	struct log_event event = {.op = OP_OBJECT_NEW,
	                          .phase = LOG_DONE,
	                          .text = name,
	                          .x = TYPE_MAIN,
	                          .via = LOG_NONE};
	turn_put(&turn, &event);
	turn.poke_warden = true; /* commands have waited for this */
	current = (struct current){.runtime = runtime, .actor = actor};
	turn_end(&turn);
}

static il_value run(const struct il_scenario *scenario)
{
	if (scenario->main != NULL)
		return scenario->main((il_args){0});
	scenario->run();
	return il_none();
}

_Noreturn void runtime_main(struct runtime *runtime)
{
	fork_watch();
	be_born(runtime);
	atomic_store(&runtime->bodies[0].ident, (uint64_t)pthread_self());
	il_value result = run(runtime->scenario);
	fflush(NULL);
	struct il_site here = {.ref = current.actor->call.site}; /* the program ends behind its last op */
	struct il_site *site = here.ref != 0 ? &here : NULL;
	processes_end_daemons(site);
	exit_say(site, result);
	struct log_event call = call_of(OP_EXIT, NULL, LOG_NONE);
	call.site = here.ref;
	call_set_end(&call, result);
	call.x = exit_code_of(result);
	call_perform(NULL, &call, NULL);
	current.checking = true;
	if (runtime->scenario->check != NULL)
		runtime->scenario->check();
	atomic_store(&runtime->engine->kernel->finished, 1);
	_exit(0);
}

/* ---- parameters ---- */

static const struct il_param *param_of(const char *name)
{
	const struct il_param *param = current.runtime->scenario->params;
	while (param != NULL && param->name != NULL && strcmp(param->name, name) != 0)
		param++;
	if (param == NULL || param->name == NULL) {
		fprintf(stderr, "scenario %s asks for the parameter %s, which it does not have\n",
		        current.runtime->scenario->id, name);
		abort();
	}
	return param;
}

static const char *given(const char *params, const char *name)
{
	size_t length = strlen(name);
	for (; *params != '\0'; params += strlen(params) + 1)
		if (strncmp(params, name, length) == 0 && params[length] == '=')
			return params + length + 1;
	return NULL;
}

const char *il_param(const char *name)
{
	const struct il_param *param = param_of(name);
	const char *value = given(current.runtime->params, name);
	return value != NULL ? value : param->value;
}

int64_t il_param_int(const char *name)
{
	return strtoll(il_param(name), NULL, 10);
}
