/* Random keys, clicks and sizes: the program must neither crash nor hang, and every frame be whole. */
#ifndef TESTS_TUI_RANDOM_KEYS_H
#define TESTS_TUI_RANDOM_KEYS_H

/* What comes to each scenario, so that all of them together bear RANDOM_EVENTS. */
enum { RANDOM_EVENTS = 100000 };

/* The scenarios of that section, one behind the other. */
void random_section(int section);

/* The menu, the help, and what is opened from there. */
void random_menu(int events);

#endif
