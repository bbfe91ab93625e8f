/* Text and numbers without a locale: the log's bytes are the same whatever the environment says. */
#ifndef LOG_PLAIN_H
#define LOG_PLAIN_H

#include <stddef.h>

/* How many bytes the UTF-8 character at `bytes` takes, looking at `length` bytes at most; 0 when none of the
 * well-formed ones starts there. */
size_t plain_utf8(const char *bytes, size_t length);

/* The longest beginning of a text of `length` bytes that takes `room` bytes at most and cuts no UTF-8
 * character in two. Looks at no more than `room` bytes. */
size_t plain_cut(const char *bytes, size_t length, size_t room);

/* printf of one double, or one long long, by `format`, with a decimal point. Return what snprintf returns. */
int plain_print_double(char *out, size_t size, const char *format, double value);
int plain_print_integer(char *out, size_t size, const char *format, long long value);

/* strtod with a decimal point. */
double plain_read_double(const char *text);

#endif
