"""What CPython answers to the calls of beside_threads_test.c and beside_pools_test.c: the cases that are named, a line an
answer."""

import concurrent.futures as cf
import logging
import queue
import sys
import threading
import time

CASES = {}


def case(function):
    CASES[function.__name__] = function
    return function


WITHOUT_WORDS = ("InvalidStateError",)  # CPython's name an address


def say(call, *args, **kwargs):
    try:
        result = call(*args, **kwargs)
    except BaseException as error:
        name = type(error).__name__
        print(name if name in WITHOUT_WORDS or not str(error) else f"{name}: {error}")
    else:
        print(result)


def run(target, **kwargs):
    thread = threading.Thread(target=target, **kwargs)
    thread.start()
    thread.join()


@case
def threads():
    thread = threading.Thread(target=lambda: None, name="thread")
    print(thread.ident, thread.is_alive(), thread.daemon)
    say(thread.join)
    say(thread.join, 0)
    say(thread.start)
    say(thread.start)
    say(thread.join, 5)
    say(thread.start)
    say(setattr, thread, "daemon", True)
    print(thread.is_alive(), thread.daemon)
    say(threading.current_thread().join)
    thread.name = "other"
    print(thread.name)
    print(threading.active_count())


@case
def thread_names():
    def work():
        print(threading.current_thread().name)

    run(work)
    run(work, name="named")
    run(work, name="")
    run(work, name="named")
    print(threading.Thread().name)


@case
def locks():
    lock = threading.Lock()
    say(lock.release)
    say(lock.acquire)
    say(lock.acquire, False)
    say(lock.acquire, timeout=0)
    say(lock.acquire, timeout=0.01)
    say(lock.acquire, False, 1)
    say(lock.acquire, False, -1)
    say(lock.acquire, timeout=-2)
    say(lock.acquire, timeout=1e10)
    say(lock.acquire, timeout=-1e10)
    say(lock.acquire, False, 1e10)
    print(lock.locked())
    say(lock.release)
    say(lock.acquire, timeout=-1)
    run(lock.release)
    print(lock.locked())


@case
def rlocks():
    lock = threading.RLock()
    say(lock.release)
    say(lock.acquire)
    say(lock.acquire, False)
    say(lock.acquire, timeout=-2)
    say(lock.acquire, False, 1)
    run(lambda: say(lock.release))
    run(lambda: say(lock.acquire, False))
    say(lock.release)
    run(lambda: say(lock.acquire, timeout=0.01))
    say(lock.release)
    say(lock.release)
    run(lambda: say(lock.acquire, False))


@case
def semaphores():
    plain, bounded = threading.Semaphore(0), threading.BoundedSemaphore(2)
    say(plain.acquire, False)
    say(plain.acquire, timeout=-1)
    say(plain.acquire, timeout=0.01)
    say(plain.acquire, False, 1)
    say(plain.release, 0)
    say(plain.release, 3)
    say(plain.acquire)
    say(bounded.release)
    say(bounded.acquire)
    say(bounded.release, 2)
    say(bounded.release)
    say(bounded.release, -1)


@case
def events():
    event = threading.Event()
    say(event.wait, 0)
    say(event.wait, -1)
    say(event.wait, 0.01)
    say(event.set)
    say(event.set)
    say(event.wait)
    print(event.is_set())
    say(event.clear)
    print(event.is_set())


@case
def conditions():
    condition = threading.Condition()
    say(condition.wait)
    say(condition.wait, 0)
    say(condition.notify)
    say(condition.notify_all)
    say(condition.release)
    say(condition.acquire)
    say(condition.acquire, False)
    say(condition.wait, 0.01)
    say(condition.wait, 0)
    say(condition.wait, -1)
    say(condition.notify, 0)
    say(condition.notify_all)
    say(condition.release)
    say(condition.release)
    say(condition.release)
    lock = threading.Lock()
    condition = threading.Condition(lock)
    say(condition.notify)
    say(condition.release)
    say(condition.acquire)
    say(condition.acquire, False)
    say(condition.wait, 0.01)
    print(lock.locked())


@case
def condition_order():
    condition = threading.Condition()
    waiting, woken = [0], []

    def wait(number):
        with condition:
            waiting[0] += 1
            condition.wait()
            woken.append(number)

    for number in range(4):
        threading.Thread(target=wait, args=(number,)).start()
        while waiting[0] <= number:
            time.sleep(0.001)
    for count, awake in ((1, 1), (0, 1), (1, 2), (9, 4)):
        with condition:
            condition.notify(count)
        while threading.active_count() > 1 + 4 - awake:
            time.sleep(0.001)
        print(awake, woken[0], woken[-1] if awake < 4 else "all")


@case
def predicates():
    condition = threading.Condition()
    answers = []

    def predicate():
        answers.append(len(answers))
        return len(answers) > 2 and "enough"

    def raising():
        raise KeyError("data")

    say(condition.wait_for, lambda: "at once")
    say(condition.wait_for, lambda: 0)
    say(condition.wait_for, raising)
    with condition:
        say(condition.wait_for, lambda: 0, 0)
        say(condition.wait_for, lambda: 0, -1)
        say(condition.wait_for, lambda: 0, 0.01)
        say(condition.wait_for, raising, 1)

        def notify():
            for _ in range(2):
                while True:
                    with condition:
                        if condition._waiters:
                            condition.notify()
                            break
                    time.sleep(0.001)

        thread = threading.Thread(target=notify)
        thread.start()
        say(condition.wait_for, predicate)
    thread.join()
    print(len(answers))


@case
def barriers():
    barrier = threading.Barrier(2)

    outcome = []

    def meet():
        try:
            outcome.append(barrier.wait())
        except threading.BrokenBarrierError:
            outcome.append("broken")

    def start():
        thread = threading.Thread(target=meet)
        thread.start()
        while barrier.n_waiting == 0:
            time.sleep(0.001)
        return thread

    def join(thread):
        thread.join()
        print("the other:", outcome[-1])

    def state():
        print(barrier.parties, barrier.n_waiting, barrier.broken)

    state()
    thread = start()
    state()
    say(barrier.wait)
    join(thread)
    state()
    thread = start()
    say(barrier.reset)
    join(thread)
    state()
    thread = start()
    say(barrier.abort)
    join(thread)
    state()
    say(barrier.wait)
    say(barrier.wait, 0)
    say(barrier.reset)
    state()
    say(barrier.wait, 0.01)
    say(barrier.wait)
    state()
    say(barrier.reset)
    thread = start()
    say(barrier.wait, 0)  # the last one to come need not wait
    join(thread)
    barrier = threading.Barrier(1, action=lambda: {}["data"])
    say(barrier.wait)
    say(barrier.wait)
    barrier = threading.Barrier(1, action=lambda: print("acts"))
    say(barrier.wait)
    say(barrier.wait)
    barrier = threading.Barrier(2, timeout=0.01)
    say(barrier.wait)
    state()


@case
def queues():
    q = queue.Queue(2)
    say(q.get_nowait)
    say(q.get, timeout=0.01)
    say(q.get, timeout=-1)
    say(q.get, False, -1)
    say(q.join)
    say(q.task_done)
    say(q.put, 1)
    say(q.put, 2)
    say(q.put_nowait, 3)
    say(q.put, 3, timeout=0.01)
    say(q.put, 3, timeout=-1)
    say(q.put, 3, False, -1)
    print(q.qsize(), q.empty(), q.full())
    say(q.task_done)
    say(q.get)
    say(q.task_done)
    say(q.task_done)
    say(q.join)
    say(q.get)
    print(q.qsize(), q.empty(), q.full())
    q = queue.Queue(-1)
    say(q.put, 1, timeout=-1)
    print(q.full())
    q = queue.LifoQueue()
    for item in (3, 1, 2):
        q.put(item)
    for _ in range(3):
        say(q.get)
    q = queue.PriorityQueue()
    for item in (3, 1, 2):
        q.put(item)
    for _ in range(3):
        say(q.get)


@case
def futures():
    future = cf.Future()

    def state():
        print(future.done(), future.running(), future.cancelled())

    state()
    say(future.result, 0)
    say(future.result, -1)
    say(future.exception, 0.01)
    say(future.set_running_or_notify_cancel)
    state()
    say(future.cancel)
    say(future.set_result, 7)
    state()
    say(future.set_result, 8)
    say(future.set_exception, KeyError("k"))
    say(future.cancel)
    say(future.result)
    say(future.exception)
    future = cf.Future()
    say(future.cancel)
    say(future.cancel)
    state()
    say(future.result)
    say(future.exception)
    say(future.set_running_or_notify_cancel)
    say(future.set_result, 8)
    say(future.cancel)
    future = cf.Future()
    say(future.set_exception, ValueError("no data"))
    state()
    say(future.result)
    say(future.result)
    print(type(future.exception()).__name__)


@case
def callbacks():
    future = cf.Future()

    def note(text, fail=False):
        def callback(done):
            print(text, done.done(), threading.current_thread() is threading.main_thread())
            if fail:
                raise ValueError("in a callback")

        return callback

    say(future.add_done_callback, note("first"))
    say(future.add_done_callback, note("second", fail=True))
    say(future.add_done_callback, note("third"))
    run(lambda: future.set_result(1))
    say(future.add_done_callback, note("late"))
    say(future.add_done_callback, note("late and failing", fail=True))
    say(future.set_result, 2)
    future = cf.Future()
    future.add_done_callback(note("cancelled"))
    say(future.cancel)
    say(future.cancel)
    say(future.set_running_or_notify_cancel)


@case
def waits():
    futures = [cf.Future() for _ in range(4)]
    sizes = lambda *args, **kwargs: tuple(len(part) for part in cf.wait(*args, **kwargs))
    say(sizes, futures, 0)
    say(sizes, futures, -1)
    say(sizes, futures, 0.01, cf.FIRST_COMPLETED)
    futures[0].set_result(1)
    say(sizes, futures, None, cf.FIRST_COMPLETED)
    say(sizes, futures, 0.01, cf.FIRST_EXCEPTION)
    futures[1].cancel()
    say(sizes, futures, 0, cf.FIRST_EXCEPTION)
    futures[1].set_running_or_notify_cancel()
    say(sizes, futures, 0, cf.FIRST_EXCEPTION)
    futures[2].set_exception(ValueError("no data"))
    say(sizes, futures, None, cf.FIRST_EXCEPTION)
    say(sizes, futures, 0)
    futures[3].set_result(4)
    say(sizes, futures)
    say(sizes, futures + futures)
    say(sizes, [])


@case
def in_order_of_completion():
    futures = [cf.Future() for _ in range(4)]
    asked = cf.as_completed([futures[3], futures[1], futures[0], futures[1], futures[2]], timeout=1)
    for number in (2, 0, 3):
        futures[number].set_result(number)
        print(next(asked).result())
    say(next, asked)
    say(next, asked, "nothing more")
    say(next, cf.as_completed([]), "nothing more")


@case
def maps():
    calls = []
    go = threading.Event()

    def work(number, letter):
        calls.append(number)
        if number == 1:
            raise KeyError("one")
        if number == 5:
            go.wait()
        return f"{number}{letter}"

    with cf.ThreadPoolExecutor(1) as pool:
        results = pool.map(work, [0, 2, 1, 3, 4], "abcd")
        pool.submit(lambda: None).result()
        print(len(calls))
        say(next, results)
        say(next, results)
        say(next, results)
        say(next, results, "nothing more")
        results = pool.map(work, [5, 6], "ab", timeout=0.01)
        say(next, results)
        say(next, results, "nothing more")
        go.set()
        say(next, pool.map(work, [], "a"), "nothing more")
    print(len(calls))
    say(pool.map, work, [0], "a")


@case
def shutdowns():
    go = threading.Event()
    running = threading.Event()

    def hold():
        running.set()
        go.wait()
        return "held"

    pool = cf.ThreadPoolExecutor(1, thread_name_prefix="worker")
    held = pool.submit(hold)
    queued = [pool.submit(hold) for _ in range(2)]
    running.wait()
    say(pool.shutdown, False)
    print(held.running(), queued[0].cancelled())
    say(pool.submit, hold)
    say(pool.shutdown, False, cancel_futures=True)
    print(held.running(), queued[0].cancelled(), queued[1].cancelled())
    go.set()
    say(pool.shutdown)
    say(held.result)
    say(queued[1].result)
    say(pool.shutdown)
    say(pool.submit, hold)


@case
def initializers():
    def fail():
        raise ValueError("no start")

    pool = cf.ThreadPoolExecutor(1, initializer=fail)
    say(pool.submit(print).result)
    say(pool.submit, print)
    say(pool.shutdown)


@case
def sleeps():
    say(time.sleep, 0)
    say(time.sleep, -1)


if __name__ == "__main__":
    logging.disable()
    for name in sys.argv[1:]:
        print("==", name)
        CASES[name]()
