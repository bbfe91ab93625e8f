/* The rows of servers and connections in the list of objects: what the loop watches them for, and who waits there. */
#ifndef VIEW_SOCKET_ROWS_H
#define VIEW_SOCKET_ROWS_H

#include "view/list.h"

/* What is closed has no row. */
void list_server(struct list *list, const char *name, const struct model_object *server);
void list_connection(struct list *list, const char *name, const struct model_object *connection);

#endif
