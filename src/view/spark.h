/* Depths drawn with characters: a bar for now, a row of little bars for the past. */
#ifndef VIEW_SPARK_H
#define VIEW_SPARK_H

#include "view/view.h"

/* A bar of `cells` cells between brackets, filled as far as `value` goes of `bound`. */
char *spark_bar(char *out, size_t size, int cells, int64_t value, int64_t bound, bool ascii);

/* The levels of an object over its last `cells` steps, up to the moment shown, the newest last. `bound`: what a full cell means; 0: the greatest of them. */
char *spark_row(char *out, size_t size, const struct view_input *in, uint32_t object, int cells, int64_t bound);

#endif
