/* A terminal for the program under measurement, whose other end the bench reads. */
#ifndef BENCH_PTY_H
#define BENCH_PTY_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Forks a child on a terminal of that size (TERM xterm-256color), as fork() does; the parent gets the other end. */
pid_t pty_fork(int *terminal, int width, int height);

/* Reads what the child writes to its terminal until it has ended, or `ms` have passed (-1: for ever). Returns the bytes. */
uint64_t pty_drain(int terminal, int ms);

/* Reads until `mark` comes (NULL: anything). Returns the ns that it took, -1 when it has not come within a second. */
int64_t pty_await(int terminal, const char *mark);

/* Strikes keys. */
void pty_type(int terminal, const char *keys);

#endif
