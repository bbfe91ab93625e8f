"""A race: threads read a counter, add one and write it back, without a lock."""
import sys
import threading

counter = 0  # @counter


def adder(rounds):
    global counter
    for _ in range(rounds):
        seen = counter  # @read
        counter = seen + 1  # @write


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 2
    adders = [
        threading.Thread(target=adder, args=(rounds,), name=f"adder-{i}")  # @new
        for i in range(count)
    ]
    for thread in adders:
        thread.start()  # @start
    for thread in adders:
        thread.join()  # @join
    print(f"the counter is {counter}")  # @total
