/* What the table of acts names: a function a request. Each does it, or says why it cannot. The argument is the
 * table's, or the digit that was pressed. */
#ifndef TUI_ACT_LIST_H
#define TUI_ACT_LIST_H

#include "tui/player.h"

/* Steps and speed (act_run.c). */
void act_play(struct player *player, int argument);
void act_step(struct player *player, int argument);
void act_step_lane(struct player *player, int digit);
void act_time(struct player *player, int argument);
void act_tempo(struct player *player, int direction);

/* Where and how to look (act_look.c). */
void act_mark(struct player *player, int direction);
void act_page(struct player *player, int direction);
void act_back(struct player *player, int argument);
void act_forth(struct player *player, int argument);
void act_first(struct player *player, int argument);
void act_now(struct player *player, int argument);
void act_why(struct player *player, int argument);
void act_source(struct player *player, int argument);
void act_axis(struct player *player, int argument);
void act_scale(struct player *player, int by);
void act_focus(struct player *player, int by);
void act_scroll(struct player *player, int rows);
void act_zoom(struct player *player, int argument);
void act_fold(struct player *player, int argument);

/* Shows step `moment`; pauses a run that plays. */
void act_look_at(struct player *player, uint64_t moment);

/* Going on until something, break points, searching (act_until.c). */
void act_open_page(struct player *player, int page);
void act_until(struct player *player, int kind);
void act_break(struct player *player, int kind);
void act_break_none(struct player *player, int argument);
void act_search(struct player *player, int argument);
void act_match(struct player *player, int direction);

/* Before an audience (act_run.c, act_look.c). */
void act_quiz(struct player *player, int argument);
void act_answer(struct player *player, int digit);
void act_lecture(struct player *player, int argument);
void act_show_keys(struct player *player, int argument);

/* Beginning again (act_again.c). */
void act_restart(struct player *player, int argument);
void act_reseed(struct player *player, int argument);
void act_order(struct player *player, int argument);
void act_free_time(struct player *player, int argument);
void act_branch(struct player *player, int argument);

/* Files (act_file.c). */
void act_save(struct player *player, int argument);

#endif
