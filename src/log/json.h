/* Pieces of a JSON line. A `key` is printed with a comma before it: it is never a line's first. */
#ifndef LOG_JSON_H
#define LOG_JSON_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

void json_key(FILE *out, const char *key);
void json_integer(FILE *out, const char *key, int64_t number);
void json_bool(FILE *out, const char *key, bool flag);
void json_string(FILE *out, const char *key, const char *text);

/* A string with its quotes; bytes that are no UTF-8 become U+FFFD. */
void json_text(FILE *out, const char *text);

/* The shortest digits that read back as the same double, and never as an integer. JSON has no name for what
 * is not finite: that is a string. */
void json_double(FILE *out, double number);

#endif
