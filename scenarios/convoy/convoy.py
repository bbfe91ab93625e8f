"""A convoy: one holds a lock for long, and the others queue behind."""
import sys
import threading
import time

variant = sys.argv[1] if len(sys.argv) > 1 else "asis"
QUICK = 3
counter = threading.Lock()  # @lock


def slow():
    print("has much to do")  # @slow-begins
    if variant == "short-hold":
        time.sleep(2)  # @work-outside
        with counter:  # @with-briefly
            time.sleep(0.1)  # @put-down
    else:
        with counter:  # @with-long
            time.sleep(2)  # @work-inside
    print("has done much")  # @slow-ends


def quick():
    time.sleep(0.1)  # @arrive
    print("needs the lock for a moment")  # @quick-begins
    with counter:  # @with
        time.sleep(0.1)  # @use
    print("has had it")  # @quick-ends


if __name__ == "__main__":
    threads = [threading.Thread(target=slow, name="slow")]  # @new-slow
    for i in range(QUICK):
        threads.append(threading.Thread(target=quick, name=f"quick-{i}"))  # @new-quick
    for thread in threads:
        thread.start()  # @start
    for thread in threads:
        thread.join()  # @join
