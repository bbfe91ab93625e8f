"""Waiting for several futures at once: for the first, for the first exception, for all."""
import time
from concurrent.futures import FIRST_COMPLETED, FIRST_EXCEPTION, ThreadPoolExecutor, wait


def call(seconds):
    time.sleep(seconds)  # @work
    if seconds == 2:
        raise ValueError("after two seconds")  # @fails
    return f"after {seconds} s"


def tell(until, done, not_done):
    print(f"{until}: {len(done)} done, {len(not_done)} not")  # @tell


if __name__ == "__main__":
    executor = ThreadPoolExecutor(max_workers=3)  # @executor
    futures = []
    for seconds in [1, 2, 4]:
        futures.append(executor.submit(call, seconds))  # @submit
    done, not_done = wait(futures, return_when=FIRST_COMPLETED)  # @first
    tell("the first", done, not_done)
    done, not_done = wait(futures, return_when=FIRST_EXCEPTION)  # @first-exception
    tell("the first exception", done, not_done)
    done, not_done = wait(futures, timeout=1)  # @in-time
    tell("a second later", done, not_done)
    done, not_done = wait(futures)  # @all
    tell("all", done, not_done)
    error = futures[1].exception()  # @exception
    print(f"the failing one: {type(error).__name__}: {error}")  # @told
    executor.shutdown()  # @shutdown
    print("the threads have ended")  # @ended
