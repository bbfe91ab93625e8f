/* Names of the operations, from the table in ops.h. */
#include "log/ops.h"

#include <stddef.h>

const char *log_op_name(unsigned op)
{
	static const char *const names[] = {
#define XX(code, name) [code] = name,
	    LOG_OP_MAP(XX)
#undef XX
	};

	return op < LOG_OP_COUNT ? names[op] : NULL;
}
