"""A lock: three threads add to one counter, each under the lock."""
import sys
import threading

lock = threading.Lock()  # @lock
counter = 0  # @counter


def adder(rounds):
    global counter
    for _ in range(rounds):
        with lock:  # @with
            seen = counter  # @read
            counter = seen + 1  # @write
    print("all rounds are done")  # @done


if __name__ == "__main__":
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 2
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    adders = [
        threading.Thread(target=adder, args=(rounds,), name=f"adder-{i}")  # @new
        for i in range(count)
    ]
    for thread in adders:
        thread.start()  # @start
    for thread in adders:
        thread.join()  # @join

    # The same, by hand:
    lock.acquire()  # @acquire
    print(f"the counter is {counter}")  # @total
    lock.release()  # @release
