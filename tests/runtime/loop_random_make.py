"""Makes up the programs of loop_random.py: the sizes of their objects, and their functions."""

import random

SLOTS = 6

# What to do when an instruction raises.
PROPAGATE, GO_ON, CLEAN_UP, CATCH_CANCELLED, CATCH_OTHERS = range(5)

# Such as have been answered otherwise: the functions, and their instructions; what is raised by one with a "!" is not caught.
FOUND = (
    "spawn 1 1 / cancel 1; await 1",
    "coro 1 / raise! 2 5",
    "soon 1 1; later 2 2 / unhandle 1 / unhandle 2",
    "spawn 0 2; spawn 1 2; spawn 2 1 / up 1; up 1; up 1; up 1 / down 1",
    "spawn 2 1; sleep 0 / make_gather 0 4; cancel 0 2; sleep 3",
    "spawn 1 1; spawn 3 1; make_gather 0 10; cancel 3; sleep 5; exception 0 / sleep! 9",
    "spawn 1 1; sleep 1; acquire_condition 0; cancel 1 1; sleep 1; cancel 1 2; sleep 1; release_condition 0 "
    "/ acquire_condition 0; wait_condition 0",
    "later 0 1 0; later 1 2 -1; sleep 1 / print 1 / print 2",
    "spawn 0 1; sleep 0; sleep 0; spawn 1 2; sleep 0; cancel 1; sleep 2 / get_nowait! 0 / gather 1",
)


def found():
    for text in FOUND:
        functions = []
        for function in text.split("/"):
            functions.append([])
            for instruction in function.split(";"):
                name, *arguments = instruction.split()
                mode = PROPAGATE if name.endswith("!") else GO_ON
                functions[-1].append((name.rstrip("!"), *[*map(int, arguments), 0, 0, 0][:3], mode, 0))
        yield [1, 1, 1, 1], 0, functions


GROUPS = ("tasks", "cancel", "many", "futures", "shield", "calls", "lock", "event", "condition", "semaphore", "queue")


class Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def slot(self):
        return self.random.randrange(4 if self.random.random() < 0.8 else SLOTS)

    def mask(self):
        return self.random.randrange(1, 64) & self.random.choice([63, 15, 15, 7])

    def delay(self):
        return self.random.choice([0, 0, 0, 1, 2, 3, 4, 5, 6, 8, 12, 20, -1])

    def timeout(self):
        return self.random.choice([-1, -1, 0, 1, 3, 5, 7, 9])

    def function(self, functions):
        return self.random.choice(functions)

    def choices(self, tasks, calls):
        """Instructions that call the functions `tasks` and `calls`, with their weights: of anybody, and of coroutines."""
        pick, chance, two = self.random.randrange, self.random.choice, self.random.randrange(2)
        kind, slot = chance([0, 0, 1, 2, 3]), self.slot()
        sync = {
            "": [(0.5, "print", pick(100)), (0.7, "count", two), (0.5, "raise", kind, pick(9)), (1, "cancel", slot, pick(3))],
            "tasks": [(1, "done", slot), (0.5, "result", slot), (0.5, "exception", slot), (0.3, "all"),
                      (0.5, "uncallback", slot)],
            "cancel": [(3, "cancel", slot, pick(5)), (1, "cancel_self", pick(5)), (0.5, "cancelling", slot),
                       (0.5, "uncancel", slot)],
            "many": [(1, "make_gather", slot, self.mask() & chance([7, 14, 56]), two)],
            "futures": [(2, "future", slot), (1.5, "set_result", slot, pick(9)),
                        (1, "set_exception", slot, chance([0, 0, 0, 1, 2]), pick(9))],
            "shield": [(1, "make_shield", slot, self.slot())],
            "calls": [(0.7, "unhandle", pick(3))],
            "lock": [(3, "release", two), (0.5, "locked", two)],
            "event": [(1.5, "set", two), (1, "clear", two), (0.3, "is_set", two)],
            "condition": [(2, "release_condition", two), (3, "notify", two, chance([0, 1, 1, 1, 2, 9]))],
            "semaphore": [(3, "up", two), (0.5, "is_down", two)],
            "queue": [(1.5, "put_nowait", two, pick(9)), (1.5, "get_nowait", two), (1, "task_done", two), (0.5, "size", two)],
        }
        of_coroutines = {
            "": [(6, "sleep", self.delay()), (3, "await", slot), (0.4, "return", pick(9))],
            "many": [(2, "gather", self.mask(), two), (2, "wait", self.mask(), self.timeout(), pick(3)),
                     (2, "wait_for", slot, self.delay()), (1.5, "as_completed", self.mask(), self.timeout(), 1 + pick(4))],
            "shield": [(2, "shield", slot)],
            "lock": [(4, "acquire", two)],
            "event": [(3, "wait_event", two)],
            "condition": [(2.5, "acquire_condition", two), (4, "wait_condition", two),
                          (1, "wait_until", two, pick(2), pick(4))],
            "semaphore": [(4, "down", two)],
            "queue": [(3, "put", two, pick(9)), (3, "get", two), (1, "join", two)],
        }
        if tasks:
            task = chance(tasks)
            sync[""] += [(4, "spawn", slot, task), (1, "coro_task", slot, task)]
            of_coroutines[""] += [(1, "inline", task), (0.5, "coro", task)]
            of_coroutines["lock"] += [(2, "hold", two, task)]
            of_coroutines["condition"] += [(2, "hold_condition", two, task)]
            of_coroutines["semaphore"] += [(1, "hold_unit", two, task)]
        if calls:
            call = chance(calls)
            sync["tasks"] += [(2, "callback", slot, call)]
            sync["calls"] += [(1, "soon", pick(3), call), (1, "later", pick(3), call, self.delay()),
                              (1, "at", pick(3), call, pick(40))]
        return sync, of_coroutines

    def instruction(self, groups, tasks, calls, is_call):
        sync, of_coroutines = self.choices(tasks, calls)
        choices = [c for group in groups for c in sync[group] + ([] if is_call else of_coroutines.get(group, []))]
        weighted = self.random.choices(choices, [choice[0] for choice in choices])[0]
        mode = self.random.choice([PROPAGATE, PROPAGATE, GO_ON, GO_ON, GO_ON, CLEAN_UP, CATCH_CANCELLED, CATCH_OTHERS])
        if mode == CLEAN_UP and (is_call or not tasks):
            mode = GO_ON
        arguments = (*weighted[2:], 0, 0, 0)[:3]
        return (weighted[1], *arguments, mode, self.random.choice(tasks) if mode == CLEAN_UP else 0)

    def programs(self):
        yield from found()
        while True:
            yield self.program()

    def program(self):
        """Functions are called by those before them; the last ones by callbacks, which await nothing."""
        pick = self.random.randint
        count = pick(3, 8)
        first_call = pick(max(2, count - 3), count)
        groups = ["", *self.random.sample(GROUPS, pick(2, 5))]
        many_tasks = self.random.random() < 0.6
        functions = []
        for number in range(count):
            is_call = number >= first_call
            tasks, calls = range(number + 1, first_call), range(max(number + 1, first_call), count)
            length = pick(1, 4) if is_call else pick(1, 6) + (3 if many_tasks or number == 0 else 0)
            functions.append([self.instruction(groups, tasks, calls, is_call) for _ in range(length)])
        if many_tasks:
            functions[0][:0] = [("spawn", slot, pick(1, first_call - 1), 0, GO_ON, 0) for slot in range(pick(2, 5))]
        return [pick(0, 2), pick(1, 2), pick(0, 2), pick(1, 2)], pick(0, 1), functions
