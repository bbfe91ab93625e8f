"""Two processes add to one number that they share, by ones and by twos, under a lock."""
import contextlib
import multiprocessing
import os
import signal
import sys
import time

variant = sys.argv[1] if len(sys.argv) > 1 else "lock"
ROUNDS = 5


def add(number, increment, deadly):
    before = number.value  # @read
    if deadly and increment == 1 and variant == "killed-inside":
        os.kill(os.getpid(), signal.SIGKILL)
    number.value = before + increment  # @write


def adder(number, lock, increment):
    for round in range(1, ROUNDS + 1):
        with lock if variant != "no-lock" else contextlib.nullcontext():  # @with
            add(number, increment, round == 3)
        time.sleep(0.1)  # @pause
    print(f"{multiprocessing.current_process().name} is done")  # @done


if __name__ == "__main__":
    number = multiprocessing.Value("i", 0)  # @number
    lock = multiprocessing.Lock()  # @lock
    ones = multiprocessing.Process(target=adder, name="ones", args=(number, lock, 1))  # @new-ones
    twos = multiprocessing.Process(target=adder, name="twos", args=(number, lock, 2))  # @new-twos
    ones.start()  # @start-ones
    twos.start()  # @start-twos
    ones.join()  # @join-ones
    twos.join()  # @join-twos
    sum = number.value  # @sum
    print(f"the sum is {sum}")  # @print-sum
