/* Translations: the messages of ko.po, compiled by msgfmt and carried inside the binary.
 *
 * Pure and without locale: the same process can speak both languages. English is the message ids
 * themselves. */
#ifndef PO_CATALOG_H
#define PO_CATALOG_H

#include <stdarg.h>
#include <stddef.h>

struct catalog;

/* The catalogue of `language` ("en", "ko"), or NULL when there is none of that name. Static. */
const struct catalog *catalog_find(const char *language);

/* The other language. Static. */
const struct catalog *catalog_other(const struct catalog *catalog);

/* The language that the environment asks for (LC_ALL, LC_MESSAGES, LANG), "en" when we do not have it. */
const char *catalog_language_of_environment(void);

/* `msgid` in the catalogue's language; `msgid` itself when there is no translation. Never NULL. */
const char *tr(const struct catalog *catalog, const char *msgid);

/* What the system's error `number` means, as strerror says it; in English where we have no translation. */
const char *tr_errno(const struct catalog *catalog, int number);

/* Marks a literal for translation where it cannot be translated yet. */
#define N_(literal) literal

/* Formats a translated message: `format` is printf's with %s and %d only, positions allowed (%2$s); the
 * arguments are strings. Afterwards the Korean pairs 을(를) 이(가) 은(는) 와(과) (으)로 are settled by the last
 * sound of what stands before them. Cut at a UTF-8 boundary. Returns out. */
char *tr_format(char *out, size_t size, const struct catalog *catalog, const char *msgid, ...);
char *tr_format_list(char *out, size_t size, const struct catalog *catalog, const char *msgid, va_list list);

/* Settles the Korean pairs in a text that was put together otherwise (a scenario's print), in place; nothing in
 * another language. */
void tr_settle(char *text, const struct catalog *catalog);

#endif
