"""Ten tasks that each sum ten million numbers: first one after the other, then by a pool of processes."""
import multiprocessing
import os
import signal
import sys
import time

variant = sys.argv[1] if len(sys.argv) > 1 else "pool"
NUMBERS = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000_000
TASKS, BAD_TASK = 10, 4
main_pid = os.getpid()


def sum_up(count):
    total = 0
    for number in range(count):
        total += number
    return total


def task(number):
    bad = number == BAD_TASK and os.getpid() != main_pid
    if bad and variant == "task-fails":
        raise ValueError(f"task {number} cannot be done")
    if bad and variant == "worker-killed":
        os.kill(os.getpid(), signal.SIGKILL)
    total = sum_up(NUMBERS)  # @work
    print(f"task {number} is done, by process {os.getpid()}", flush=True)  # @done
    return total


def by_pool():
    processes = multiprocessing.cpu_count()  # @cores
    with multiprocessing.Pool(processes) as pool:  # @pool
        print(f"a pool of {processes} processes", flush=True)  # @say-pool
        try:
            return pool.map(task, range(TASKS))  # @map
        except ValueError as error:
            print(f"map() raised ValueError: {error}")  # @raised


def leave_too_early():
    with multiprocessing.Pool(2) as pool:  # @early-pool
        result = pool.map_async(task, range(TASKS))  # @map-async
    if result.ready():  # @ready
        return result.get()  # @get
    print("the workers were terminated before all was done")  # @too-early


if __name__ == "__main__":
    measured = multiprocessing.cpu_count() > 1  # @live
    begin = time.perf_counter()  # @begin
    alone = [task(number) for number in range(TASKS)]
    between = time.perf_counter()  # @between
    together = leave_too_early() if variant == "terminate" else by_pool()
    end = time.perf_counter()  # @end
    if together and measured:
        print(f"in turn: {between - begin:.3f} s")  # @time-in-turn
        print(f"by the pool: {end - between:.3f} s, {(between - begin) / (end - between):.2f} times as fast")  # @time-by-pool
    elif together:
        print("in turn: not measured")  # @not-measured
        print("by the pool: one at a time, too, and not measured")  # @not-measured-either
    if alone == together:
        print("the sums are the same")
