"""Random programs for the event loop, and what CPython 3.11 makes of them.

loop_random.py SEED COUNT prints COUNT programs for loop_random_test.c, each with the lines that it prints behind it:

    P 7 0 1 2 1 0           program 7, a Semaphore(0), a BoundedSemaphore(1), a Queue(2) and a Queue(1); 1: it does not
                            wait for the tasks that are left when the first one has ended
    F                       function 0, which the first task runs; then 1, 2, ...
    sleep 3 0 0 1 0         an instruction: three arguments, what to do when it raises (below), and a function to clean up by
    = 3 0-0 0.0 sleep None  at the time 3 (in 512ths of a second) the task 0-0 did instruction 0.0

Time is virtual, and what CPython leaves open (the order of a set, of timers that are due at the same moment) is the order of
making. What raises a RecursionError, or would wait for ever, is left out."""

import asyncio
import gc
import inspect
import itertools
import os
import selectors
import sys

from loop_random_make import CATCH_CANCELLED, CATCH_OTHERS, CLEAN_UP, GO_ON, PROPAGATE, SLOTS, Maker

UNIT = 512
TASKS_MAX = 20
GATHERS_MAX = 3
WATCH = 1000  # now and then whatever still waits is cancelled
ROUNDS_MAX = 20


# ---- a CPython whose every order is defined


class Ordered(dict):
    """A set in the order in which its members came."""

    def __init__(self, members=()):
        super().__init__((member, None) for member in members)

    def remove(self, member):
        del self[member]


def patch(name, old, new):
    source = inspect.getsource(getattr(asyncio.tasks, name))
    assert old in source
    exec(source.replace(old, new), vars(asyncio.tasks))
    setattr(asyncio, name, getattr(asyncio.tasks, name))


class Timer(asyncio.TimerHandle):
    numbers = itertools.count()

    def __init__(self, *args):
        super().__init__(*args)
        self.number = next(Timer.numbers)

    def __lt__(self, other):
        return (self._when, self.number) < (other._when, other.number)


class Hang(Exception):
    pass


class Clock(selectors.SelectSelector):
    now = 0.0

    def select(self, timeout=None):
        if timeout is None:
            raise Hang
        self.now += max(timeout, 0)
        return []


class Loop(asyncio.SelectorEventLoop):
    def __init__(self):
        self.clock = Clock()
        super().__init__(self.clock)

    def time(self):
        return self.clock.now


def define_orders():
    asyncio.tasks.Ordered = Ordered
    patch("wait", "set(fs)", "Ordered(fs)")
    patch("as_completed", "{ensure_future(f, loop=loop) for f in set(fs)}",
          "Ordered(ensure_future(f, loop=loop) for f in Ordered(fs))")
    asyncio.events.TimerHandle = Timer


# ---- what is printed

WORDLESS = ("InvalidStateError", "TimeoutError", "QueueEmpty", "QueueFull")
SHORTENED = ("Task cannot await on itself", "Task does not support set_")  # the rest is an address, or says which
UNWANTED = ("RecursionError", "await wasn't used with future")


def describe(error):
    name, text = type(error).__name__, str(error)
    if name in WORDLESS or not text:
        return name.removeprefix("Queue")
    return f"{name}: {next((start for start in SHORTENED if text.startswith(start)), text)}"


def show(value):
    if isinstance(value, list):
        return "[" + " ".join(map(show, value)) + "]"
    return describe(value) if isinstance(value, BaseException) else str(value)


# ---- running a program


class Callback:
    """All are equal, so that remove_done_callback() finds them."""

    def __init__(self, program, function):
        self.program, self.function = program, function

    def __eq__(self, other):
        return isinstance(other, Callback)

    def __hash__(self):
        return 1

    def __call__(self, *_):
        self.program.run_sync(self.function)


def limit(units):
    return None if units < 0 else units / UNIT


WHEN = (asyncio.ALL_COMPLETED, asyncio.FIRST_COMPLETED, asyncio.FIRST_EXCEPTION)


class Program:
    def __init__(self, sizes, leaves, functions):
        self.sizes, self.leaves, self.functions, self.lines, self.futures = sizes, leaves, functions, [], []

    # -- of the instructions

    def many(self, mask):
        return [t for i, t in enumerate(self.slots) if mask >> i & 1 and t is not None]

    def on(self, slot, ask):
        return "none" if self.slots[slot] is None else ask(self.slots[slot])

    def of_task(self, slot, ask):
        return ask(self.slots[slot]) if isinstance(self.slots[slot], asyncio.Task) else "none"

    def new(self, future):
        if future not in self.tasks and future not in self.futures:
            self.futures.append(future)
        return future

    def keep(self, slot, future):
        self.slots[slot] = future

    def raised(self, kind, number):
        kinds = (ValueError, KeyError, asyncio.CancelledError, asyncio.CancelledError)
        return kinds[kind](*([f"e{number}"] if kind < 3 else []))

    def throw(self, kind, number):
        raise self.raised(kind, number)

    def count(self, variable):
        self.variables[variable] += 1
        return self.variables[variable]

    def spawn(self, slot, function):
        if len(self.tasks) >= TASKS_MAX:
            return "too many"
        self.keep(slot, asyncio.create_task(self.run(function), name=f"{function}-{len(self.tasks)}"))
        self.tasks.append(self.slots[slot])

    def cancel_self(self, message):
        task = asyncio.current_task()
        return "none" if task is None else task.cancel(message and f"m{message}" or None)

    def make_gather(self, slot, mask, all_results):
        self.gathers += 1
        if self.gathers > GATHERS_MAX:
            return "too many"
        self.keep(slot, self.gather(mask, all_results))

    def gather(self, mask, all_results):
        return self.new(asyncio.gather(*self.many(mask), return_exceptions=bool(all_results)))

    def call(self, handle, made):
        self.handles[handle] = made

    def unhandle(self, handle):
        if self.handles[handle]:
            self.handles[handle].cancel()

    def notify(self, condition, n):
        condition.notify(n) if n < 9 else condition.notify_all()

    async def wait_for_slot(self, slot):
        return "none" if self.slots[slot] is None else await self.slots[slot]

    async def shielded(self, slot):
        return "none" if self.slots[slot] is None else await self.new(asyncio.shield(self.slots[slot]))

    async def wait_limited(self, slot, units):
        return "none" if self.slots[slot] is None else await asyncio.wait_for(self.slots[slot], units / UNIT)

    async def wait(self, mask, units, when):
        waited = self.many(mask)
        if not waited:
            return "none"
        done, _ = await asyncio.wait(waited, timeout=limit(units), return_when=WHEN[when])
        return "".join("01"[t in done] for t in waited)

    async def as_completed(self, mask, units, most):
        results = asyncio.as_completed(self.many(mask), timeout=limit(units))
        if most % 2 == 0:
            await asyncio.sleep(1 / UNIT)
        for _ in range(most):
            result = next(results, None)
            if result is None:
                return "no more"
            try:
                self.say(f"completed {show(await result)}")
            except Exception as error:
                self.say(f"completed {describe(error)}")

    async def hold(self, held, function):
        await held.acquire()
        try:
            return await self.run(function)
        finally:
            try:
                held.release()
            except (RuntimeError, ValueError):
                pass  # the end of a block raises nothing in C

    # -- instructions: of anybody, and of coroutines

    SYNC = {
        "print": lambda p, a, b, c: a,
        "count": lambda p, a, b, c: p.count(a),
        "raise": lambda p, a, b, c: p.throw(a, b),
        "spawn": lambda p, a, b, c: p.spawn(a, b),
        "coro_task": lambda p, a, b, c: p.spawn(a, b),
        "cancel": lambda p, a, b, c: p.on(a, lambda t: t.cancel(b and f"m{b}" or None)),
        "cancel_self": lambda p, a, b, c: p.cancel_self(a),
        "make_gather": lambda p, a, b, c: p.make_gather(a, b, c),
        "make_shield": lambda p, a, b, c: p.on(b, lambda t: p.keep(a, p.new(asyncio.shield(t)))),
        "future": lambda p, a, b, c: p.keep(a, p.new(p.loop.create_future())),
        "set_result": lambda p, a, b, c: p.on(a, lambda t: t.set_result(b)),
        "set_exception": lambda p, a, b, c: p.on(a, lambda t: t.set_exception(p.raised(b, c))),
        "callback": lambda p, a, b, c: p.on(a, lambda t: t.add_done_callback(Callback(p, b))),
        "uncallback": lambda p, a, b, c: p.on(a, lambda t: t.remove_done_callback(Callback(p, 0))),
        "soon": lambda p, a, b, c: p.call(a, p.loop.call_soon(Callback(p, b))),
        "later": lambda p, a, b, c: p.call(a, p.loop.call_later(c / UNIT, Callback(p, b))),
        "at": lambda p, a, b, c: p.call(a, p.loop.call_at(c / UNIT, Callback(p, b))),
        "unhandle": lambda p, a, b, c: p.unhandle(a),
        "release": lambda p, a, b, c: p.locks[a].release(),
        "locked": lambda p, a, b, c: p.locks[a].locked(),
        "set": lambda p, a, b, c: p.events[a].set(),
        "clear": lambda p, a, b, c: p.events[a].clear(),
        "is_set": lambda p, a, b, c: p.events[a].is_set(),
        "release_condition": lambda p, a, b, c: p.conditions[a].release(),
        "notify": lambda p, a, b, c: p.notify(p.conditions[a], b),
        "up": lambda p, a, b, c: p.semaphores[a].release(),
        "is_down": lambda p, a, b, c: p.semaphores[a].locked(),
        "put_nowait": lambda p, a, b, c: p.queues[a].put_nowait(b),
        "get_nowait": lambda p, a, b, c: p.queues[a].get_nowait(),
        "task_done": lambda p, a, b, c: p.queues[a].task_done(),
        "size": lambda p, a, b, c: f"{p.queues[a].qsize()} {p.queues[a].empty()} {p.queues[a].full()}",
        "done": lambda p, a, b, c: p.on(a, lambda t: f"{t.done()} {t.cancelled()}"),
        "result": lambda p, a, b, c: p.on(a, lambda t: t.result()),
        "exception": lambda p, a, b, c: p.on(a, lambda t: t.exception()),
        "cancelling": lambda p, a, b, c: p.of_task(a, lambda t: t.cancelling()),
        "uncancel": lambda p, a, b, c: p.of_task(a, lambda t: t.uncancel()),
        "all": lambda p, a, b, c: len(asyncio.all_tasks()),
    }

    ASYNC = {
        "sleep": lambda p, a, b, c: asyncio.sleep(a / UNIT),
        "await": lambda p, a, b, c: p.wait_for_slot(a),
        "inline": lambda p, a, b, c: p.run(a),
        "coro": lambda p, a, b, c: p.run(a),
        "gather": lambda p, a, b, c: p.gather(a, b),
        "shield": lambda p, a, b, c: p.shielded(a),
        "wait": lambda p, a, b, c: p.wait(a, b, c),
        "wait_for": lambda p, a, b, c: p.wait_limited(a, b),
        "as_completed": lambda p, a, b, c: p.as_completed(a, b, c),
        "acquire": lambda p, a, b, c: p.locks[a].acquire(),
        "hold": lambda p, a, b, c: p.hold(p.locks[a], b),
        "wait_event": lambda p, a, b, c: p.events[a].wait(),
        "acquire_condition": lambda p, a, b, c: p.conditions[a].acquire(),
        "hold_condition": lambda p, a, b, c: p.hold(p.conditions[a], b),
        "wait_condition": lambda p, a, b, c: p.conditions[a].wait(),
        "wait_until": lambda p, a, b, c: p.conditions[a].wait_for(lambda: p.variables[b] >= c),
        "down": lambda p, a, b, c: p.semaphores[a].acquire(),
        "hold_unit": lambda p, a, b, c: p.hold(p.semaphores[a], b),
        "put": lambda p, a, b, c: p.queues[a].put(b),
        "get": lambda p, a, b, c: p.queues[a].get(),
        "join": lambda p, a, b, c: p.queues[a].join(),
    }

    # -- its functions

    def say(self, text):
        task = asyncio.current_task()
        self.lines.append(f"{round(self.loop.time() * UNIT)} {task.get_name() if task else 'loop'} {text}")

    async def run(self, function):
        for number, (name, a, b, c, mode, then) in enumerate(self.functions[function]):
            if name == "return":
                return a
            try:
                if name in self.SYNC:
                    result = self.SYNC[name](self, a, b, c)
                else:
                    result = await self.ASYNC[name](self, a, b, c)
            except BaseException as error:
                self.say(f"{function}.{number} {name} {describe(error)}")
                if mode == CLEAN_UP:
                    await self.run(then)
                cancelled = isinstance(error, asyncio.CancelledError)
                if mode not in (GO_ON, CATCH_CANCELLED if cancelled else CATCH_OTHERS):
                    raise
            else:
                self.say(f"{function}.{number} {name} {show(result)}")

    def run_sync(self, function):
        for number, (name, a, b, c, mode, _) in enumerate(self.functions[function]):
            try:
                result = self.SYNC[name](self, a, b, c)
            except BaseException as error:
                self.say(f"{function}.{number} {name} {describe(error)}")
                if mode == PROPAGATE and not isinstance(error, asyncio.CancelledError):
                    raise
            else:
                self.say(f"{function}.{number} {name} {show(result)}")

    def watch(self):
        self.say("watch")
        for task in self.tasks:
            if not task.done():
                task.cancel()
        for lock in (*self.locks, self.conditions[0]):
            if lock.locked():
                lock.release()
        self.rounds += 1
        if self.rounds < ROUNDS_MAX:
            self.loop.call_later(WATCH / UNIT, self.watch)

    async def main(self):
        asyncio.current_task().set_name("main")
        self.slots, self.handles, self.tasks, self.variables = [None] * SLOTS, [None] * 3, [], [0, 0]
        self.rounds = self.gathers = 0
        self.locks = [asyncio.Lock(), asyncio.Lock()]
        self.events = [asyncio.Event(), asyncio.Event()]
        self.conditions = [asyncio.Condition(), asyncio.Condition(self.locks[0])]
        self.semaphores = [asyncio.Semaphore(self.sizes[0]), asyncio.BoundedSemaphore(self.sizes[1])]
        self.queues = [asyncio.Queue(size) for size in self.sizes[2:]]
        self.loop.call_later(WATCH / UNIT, self.watch)
        self.tasks.append(asyncio.create_task(self.run(0), name="0-0"))
        if self.leaves:
            await asyncio.wait(self.tasks[:1])
            return
        while left := [task for task in self.tasks if not task.done()]:
            await asyncio.wait(left)
        for number, future in enumerate(self.slots):
            if future is not None:
                try:
                    outcome = show(future.result())
                except BaseException as error:
                    outcome = describe(error)
                self.say(f"slot {number} {future.done()} {future.cancelled()} {outcome}")

    # -- its end

    def complain(self, loop, context):
        error, message = context.get("exception"), context["message"]
        if isinstance(error, RecursionError):
            self.lines.append("RecursionError")
        if message.startswith("Exception in callback"):
            message = "Exception in callback"
        self.lines.append(f"! {message} {describe(error)}")

    def complain_of_the_unseen(self):
        """What CPython says when it collects them."""
        for kind, futures in (("Task", self.tasks), ("Future", self.futures)):
            for future in futures:
                if future._log_traceback:
                    self.lines.append(f"! {kind} exception was never retrieved {describe(future._exception)}")
                elif not future.done() and kind == "Task":
                    self.lines.append("! Task was destroyed but it is pending! None")

    def play(self):
        """Its lines; None: it is left out."""
        self.loop = Loop()
        self.loop.set_exception_handler(self.complain)
        asyncio.tasks.all_tasks = lambda loop: [task for task in self.tasks if not task.done()]
        runner = asyncio.Runner(loop_factory=lambda: self.loop)
        try:
            runner.run(self.main())
            runner.close()
        except (Hang, RecursionError):
            return None
        self.complain_of_the_unseen()
        return None if any(word in line for line in self.lines for word in UNWANTED) else self.lines


def main(seed, count):
    define_orders()
    gc.disable()  # what was left suspended is not to end late, in another program
    written, kept = 0, []
    for sizes, leaves, functions in Maker(seed).programs():
        program = Program(sizes, leaves, functions)
        kept.append(program)
        lines = program.play()
        if lines is None:
            continue
        print("P", written, *program.sizes, leaves)
        for function in program.functions:
            print("F")
            for instruction in function:
                print(*instruction)
        for line in lines:
            print("=", line)
        written += 1
        if written == count:
            break
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    if sys.version_info[:2] != (3, 11):
        sys.exit(127)
    main(int(sys.argv[1]), int(sys.argv[2]))
