"""The dining philosophers: nobody eats with one fork."""
import sys
import threading

n = int(sys.argv[1]) if len(sys.argv) > 1 else 3
fix = sys.argv[2] if len(sys.argv) > 2 else "none"


def eat(first, second):
    with first:  # @first
        print("has one fork")  # @has-one
        with second:  # @second
            print("eats")  # @eats


def philosopher(at):
    right = (at + 1) % n
    swap = fix == "order" and right < at
    if fix == "waiter":
        seats.acquire()  # @sit
    eat(forks[right if swap else at], forks[at if swap else right])
    if fix == "waiter":
        seats.release()  # @leave


if __name__ == "__main__":
    forks = [threading.Lock() for _ in range(n)]  # @fork
    if fix == "waiter":
        seats = threading.Semaphore(n - 1)  # @seats
    philosophers = [
        threading.Thread(target=philosopher, args=(i,), name=f"phil-{i}")  # @new
        for i in range(n)
    ]
    for thread in philosophers:
        thread.start()  # @start
    for thread in philosophers:
        thread.join()  # @join
    print("all have eaten")  # @all
