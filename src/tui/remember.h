/* What was chosen last in the menu, kept in $XDG_STATE_HOME/interleave/last (else ~/.local/state): so the menu opens
 * where it was left. What cannot be read or written is not remembered, and nothing is said of it. */
#ifndef TUI_REMEMBER_H
#define TUI_REMEMBER_H

#include "tui/settings.h"

/* Fills what the file has; the rest stays. */
void remember_read(struct settings *settings);

void remember_write(const struct settings *settings);

#endif
