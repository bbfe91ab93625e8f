/* "What happens next?": before a step the room is asked, a key answers, and the step tells. */
#ifndef TUI_QUIZ_H
#define TUI_QUIZ_H

#include <stdbool.h>
#include <stdint.h>

struct player;

/* What a step may turn out to be; the digits that answer. */
enum quiz_answer {
	QUIZ_UNANSWERED,
	QUIZ_GOES,   /* it does it, and lets nobody go on who waited */
	QUIZ_WAKES,  /* it does it, and lets somebody go on who waited */
	QUIZ_WAITS,  /* it has to wait */
	QUIZ_FAILS,  /* it does not succeed: an error, or its time is over */
	QUIZ_ANSWERS
};

struct quiz {
	bool on;          /* steps are asked about */
	bool told;        /* the truth is out; else it is due when the step behind `step` is done */
	uint32_t lane;    /* about which it is asked */
	uint64_t step;    /* the newest one when it was */
	enum quiz_answer answer;
};

/* Asks about the step of `lane`; the keys of PAGE_QUIZ answer. */
void quiz_ask(struct player *player, uint32_t lane);

/* The answer is given, or not: the step may be taken. */
void quiz_take(struct player *player, int answer);

/* Tells the truth once the step is done. */
void quiz_tell(struct player *player);

#endif
