/* Texts that a human has looked at and found right: tests/view/golden/NAME.txt. */
#ifndef TESTS_VIEW_GOLDEN_H
#define TESTS_VIEW_GOLDEN_H

/* Fails the test unless `text` is the golden one. With IL_GOLDEN=write in the environment it becomes the
 * golden one: look at each before you commit it. Runs in the top folder. */
void golden_check(const char *name, const char *text);

#endif
