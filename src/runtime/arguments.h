/* The arguments of a print, packed into one string for the log: see log/text.h for the form. */
#ifndef RUNTIME_ARGUMENTS_H
#define RUNTIME_ARGUMENTS_H

#include <stdarg.h>
#include <stddef.h>

enum { ARGUMENTS_MAX = 2048 };

/* Packs what `format` (printf's) asks for; "" when it asks for nothing. A string that does not fit is
 * cut, and what follows it left out. */
void arguments_pack(char *out, size_t size, const char *format, va_list arguments);

#endif
