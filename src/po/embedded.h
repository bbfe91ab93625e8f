/* Files carried inside the binary (written by the build, see src/po/embed.sh). */
#ifndef PO_EMBEDDED_H
#define PO_EMBEDDED_H

struct embedded_file {
	const char *name;         /* "ko.mo", "scenarios/event/event.py" */
	const char *first, *end;  /* the bytes, and a NUL at end */
};

extern const struct embedded_file embedded_files[]; /* ended by a NULL name */

#endif
