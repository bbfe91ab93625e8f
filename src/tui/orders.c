/* In the order in which a key goes through them. */
#include "tui/orders.h"

#include "po/catalog.h"

const struct order order_table[ORDER_COUNT] = {
    {STRATEGY_MANUAL, N_("you choose")}, {STRATEGY_ROUND_ROBIN, N_("round-robin")}, {STRATEGY_RANDOM, N_("random")},
    {STRATEGY_PCT, N_("pct")},           {STRATEGY_LIVE, N_("live")},
};

int order_place(enum session_strategy strategy)
{
	for (int i = 0; i < ORDER_COUNT; i++)
		if (order_table[i].strategy == strategy)
			return i;
	return 0;
}
