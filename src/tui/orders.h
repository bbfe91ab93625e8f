/* The orders that a reader may choose: who decides what goes next. */
#ifndef TUI_ORDERS_H
#define TUI_ORDERS_H

#include "session/session.h"

struct order {
	enum session_strategy strategy;
	const char *name; /* a message */
};

enum { ORDER_COUNT = 5 };

extern const struct order order_table[ORDER_COUNT];

/* The place of `strategy` in the table; of one that is not there, 0. */
int order_place(enum session_strategy strategy);

#endif
