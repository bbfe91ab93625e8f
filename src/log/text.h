/* Formatting of messages whose format and arguments were logged apart, so that a view can format
 * the translated message.
 *
 * A format is printf's, reduced: %s %d %f, flags and width and precision (%-8s, %.2f), positions
 * (%2$s), %%. The arguments are one string: each a letter (i, d, s) and its decimal or plain text,
 * separated by the byte 0x1f. */
#ifndef LOG_TEXT_H
#define LOG_TEXT_H

#include <stddef.h>

/* Formats into `out` (size bytes, NUL-terminated, cut at a UTF-8 boundary); returns the length of the
 * whole text. An argument that is missing prints as "?". `translate` (may be NULL) maps each string
 * argument on its way in. */
size_t text_format(char *out, size_t size, const char *format, const char *arguments,
                   const char *(*translate)(void *context, const char *text), void *context);

#endif
