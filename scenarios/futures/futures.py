"""The life of futures: pending, running, finished; or cancelled."""
import time
from concurrent.futures import CancelledError, ThreadPoolExecutor


def add(a, b):
    time.sleep(2)  # @adding
    return a + b


def divide(a, b):
    if b == 0:
        raise ZeroDivisionError("division by zero")  # @by-zero
    return a // b


def tell(future):
    if future.done():  # @asked-in-callback
        print("the sum is done")  # @callback


def state_of(future):
    if future.running():  # @running
        return "running"
    if future.cancelled():  # @cancelled
        return "cancelled"
    if future.done():  # @done
        return "finished"
    return "pending"


def show():
    first, second, third = state_of(sum), state_of(useless), state_of(broken)
    print(f"sum {first}, useless {second}, broken {third}")  # @show


def ask():
    try:
        sum.result(timeout=1)  # @early
    except TimeoutError:
        print("no sum within a second")  # @no-sum
    total = sum.result()  # @late
    print(f"the sum is {total}")  # @sum
    sum.cancel()  # @cancel-finished
    error = broken.exception()  # @exception
    print(f"the exception is {type(error).__name__}: {error}")  # @told
    try:
        useless.result()  # @lost
    except CancelledError:
        print("there is no result of what was cancelled")  # @no-result


if __name__ == "__main__":
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="clerk") as executor:  # @with
        sum = executor.submit(add, 40, 2)  # @submit-sum
        useless = executor.submit(add, 40, 2)  # @submit-useless
        broken = executor.submit(divide, 1, 0)  # @submit-broken
        sum.add_done_callback(tell)  # @add-callback
        show()
        useless.cancel()  # @cancel-pending
        show()
        ask()
        show()
