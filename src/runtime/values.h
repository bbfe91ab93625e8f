/* Values on their way through the runtime: exceptions that pass from one to another, and arguments that are kept. */
#ifndef RUNTIME_VALUES_H
#define RUNTIME_VALUES_H

#include "interleave/base.h"

/* Answers IL_RAISED, and remembers the exception for the calling thread's il_raise_status. */
il_status value_raised(il_value error);

/* Whether it is an exception of this type ("SystemExit"). */
bool value_is_error(il_value value, const char *type);

/* Whether it is a text that was too long to become a value (il_str). */
bool value_is_lost(il_value value);

/* Copies the arguments by place and by name, names too, into memory of this process; args_free() gives it back. False, and
 * *out empty, for want of memory. */
bool args_copy(il_args *out, il_args args, il_kwargs kwargs);
void args_free(il_args *args);

#endif
