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
