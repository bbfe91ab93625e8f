/* The rows of pools of processes and of their results. */
#ifndef VIEW_POOL_ROWS_H
#define VIEW_POOL_ROWS_H

#include "view/list.h"

void list_pool(struct list *list, const char *name, const struct model_object *pool);
void list_result(struct list *list, const char *name, const struct model_object *result);

#endif
