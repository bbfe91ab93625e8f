/* Who goes next, on a kernel without threads: what a choice is worth, and for how long. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

#include "engine/dispatch.h"
#include "engine/op.h"
#include "runtime/runtime.h"

enum { ACTORS = 2 };

struct stage {
	struct kernel *kernel;
	struct engine engine;
};

/* Two actors that have announced an op; the gate is closed, and the run held. */
static int set_up(void **state)
{
	static struct stage stage;
	struct log_meta meta = {.scenario = "dispatch", .params = "{}"};
	struct turn turn;
	stage.kernel = mmap(NULL, sizeof *stage.kernel, PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	assert_true(stage.kernel != MAP_FAILED);
	kernel_init(stage.kernel);
	stage.kernel->hold = true;
	stage.engine = (struct engine){.kernel = stage.kernel,
				       .ops = runtime_ops,
				       .viewer_fd = eventfd(0, EFD_NONBLOCK),
				       .warden_fd = eventfd(0, EFD_NONBLOCK)};
	assert_int_equal(log_create(&stage.engine.log, NULL, &meta, 4096), LOG_OK);
	turn_begin(&turn, &stage.engine, NULL);
	for (uint32_t id = 0; id < ACTORS; id++) {
		struct actor *actor = engine_new_actor(&turn, id == 0 ? TYPE_MAIN : TYPE_THREAD, 0, 0);
		actor->call = (struct log_event){.op = OP_PRINT, .object = LOG_NONE, .via = LOG_NONE};
		SET(&turn, actor->state, ACTOR_IS_ANNOUNCED);
		dispatch_consider(&turn, actor, true);
	}
	SET(&turn, stage.kernel->running, 0);
	SET(&turn, stage.kernel->alive, ACTORS);
	turn_end(&turn);
	*state = &stage;
	return 0;
}

static int tear_down(void **state)
{
	struct stage *stage = *state;
	close(stage->engine.viewer_fd);
	close(stage->engine.warden_fd);
	log_free(stage->engine.log);
	munmap(stage->kernel, sizeof *stage->kernel);
	return 0;
}

static void test_one_goes_at_a_time(void **state)
{
	struct stage *stage = *state;
	struct turn turn;
	turn_begin(&turn, &stage->engine, NULL);
	assert_true(dispatch_choose(&turn, 1));
	assert_true(stage->kernel->actors[1].chosen);
	assert_int_equal(stage->kernel->running, 1);
	assert_false(dispatch_choose(&turn, 0));
	assert_false(stage->kernel->actors[0].chosen);
	turn_end(&turn);
}

/* Chosen, it goes alone. Once the gate was open it goes beside others: when that closes before it has gone, it has to stand. */
static void test_a_choice_ends_when_the_gate_opens(void **state)
{
	struct stage *stage = *state;
	struct turn turn;
	turn_begin(&turn, &stage->engine, NULL);
	assert_true(dispatch_choose(&turn, 1));
	dispatch_open(&turn);
	assert_false(stage->kernel->actors[1].chosen);
	assert_int_equal(stage->kernel->running, 2);
	dispatch_close(&turn);
	assert_false(stage->kernel->actors[0].chosen || stage->kernel->actors[1].chosen);
	turn_end(&turn);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_one_goes_at_a_time, set_up, tear_down),
	    cmocka_unit_test_setup_teardown(test_a_choice_ends_when_the_gate_opens, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
