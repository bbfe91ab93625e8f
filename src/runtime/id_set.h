/* Sets of ids for the log, as log/ids.h writes them. */
#ifndef RUNTIME_ID_SET_H
#define RUNTIME_ID_SET_H

#include <stddef.h>
#include <stdint.h>

/* Makes them rise, each once; returns how many are left. */
size_t id_set_sort(uint32_t *ids, size_t count);

/* Such a set as a string of the log; 0: it is too large for one, or there is no memory. */
uint32_t id_set_string(const uint32_t *ids, size_t count);

#endif
