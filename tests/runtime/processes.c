#include "processes.h"

int exitcode_of(il_process of)
{
	int code = NO_CODE;
	return il_process_exitcode(&code, of) ? code : NO_CODE;
}

void run(il_process one)
{
	EXPECT(il_process_start(one) == IL_OK);
	EXPECT(il_process_join(one) == IL_OK);
}

il_value do_nothing(il_args args)
{
	(void)args;
	return il_int(7);
}

il_value wait_for(il_args args)
{
	il_event_wait((il_event){args.v[0].ref});
	return il_none();
}

il_value sleep_then_set(il_args args)
{
	il_sleep(2);
	il_event_set((il_event){args.v[0].ref});
	return il_none();
}

il_value raise_error(il_args args)
{
	(void)args;
	return il_raise("ValueError", "no data");
}
