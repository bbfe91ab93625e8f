/* What the benches share: clocks, medians, and running a program in a session. */
#ifndef BENCH_MEASURE_H
#define BENCH_MEASURE_H

#include <stdint.h>

#include "session/session.h"

enum { MEASURE_RUNS = 7 };

/* CLOCK_MONOTONIC, and the processor time of this process, in ns. */
int64_t measure_now(void);
int64_t measure_cpu(void);

/* The median of MEASURE_RUNS values; sorts them. */
double measure_median(double *values);

/* Memory that a program under measurement shares with the bench. */
void *measure_shared(unsigned long bytes);

/* Runs `program` to its end, headless. Exits with a message when it does not complete. */
void measure_session(const struct il_scenario *program, enum session_strategy strategy);

/* The figure that a command prints; 0: it prints none, as where there is no python3. */
double measure_figure(const char *command);

#endif
