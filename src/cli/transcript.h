/* A run as plain text: its lines as they come, and at the end what there is to say of it. */
#ifndef CLI_TRANSCRIPT_H
#define CLI_TRANSCRIPT_H

#include "model/model.h"
#include "model/watch.h"
#include "po/catalog.h"

struct transcript {
	const struct log *log;
	const struct catalog *catalog;
	struct model *model; /* as far as it was read */
	struct watch *watch;
	uint64_t pos;        /* the slot to read on from */
};

/* 0, or -1 for want of memory. `log` and `catalog` are borrowed. */
int transcript_init(struct transcript *transcript, const struct log *log, const struct catalog *catalog);
void transcript_fini(struct transcript *transcript);

/* Prints what has been committed since, a line a print, on standard output. Returns as cli_flush. */
int transcript_advance(struct transcript *transcript);

/* Says on standard error, after the end: what the model shows, which threads the system had no room for, which
 * promises were broken, and what was written past the runtime. */
void transcript_report(const struct transcript *transcript);

#endif
