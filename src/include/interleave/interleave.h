/* Everything a scenario includes. */
#ifndef INTERLEAVE_INTERLEAVE_H
#define INTERLEAVE_INTERLEAVE_H

#include "interleave/async.h"
#include "interleave/base.h"
#include "interleave/executor.h"
#include "interleave/future.h"
#include "interleave/loop.h"
#include "interleave/pool.h"
#include "interleave/process.h"
#include "interleave/queue.h"
#include "interleave/scenario.h"
#include "interleave/stream.h"
#include "interleave/sync.h"
#include "interleave/thread.h"
#include "interleave/value.h"
#include "interleave/var.h"
#include "interleave/work.h"

#endif
