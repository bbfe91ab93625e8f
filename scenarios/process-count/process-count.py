"""Two processes count side by side, each on its own: A to five, B to three."""
import multiprocessing
import sys
import time

variant = sys.argv[1] if len(sys.argv) > 1 else "asis"


def count_up(name, to, counted):
    for i in range(1, to + 1):
        if variant == "child-fails" and name == "A" and i == 3:
            raise ValueError("A cannot count to 3")  # @fails
        print(f"{name} counts {i}")  # @count
        counted.value = i  # @note
        time.sleep(0.5)  # @pause


if __name__ == "__main__":
    counted_a = multiprocessing.Value("i", 0, lock=False)  # @counted-a
    counted_b = multiprocessing.Value("i", 0, lock=False)  # @counted-b
    a = multiprocessing.Process(target=count_up, name="A", args=("A", 5, counted_a))  # @new-a
    b = multiprocessing.Process(target=count_up, name="B", args=("B", 3, counted_b))  # @new-b
    a.start()  # @start-a
    b.start()  # @start-b
    a.join()  # @join-a
    b.join()  # @join-b
    print("all processes have ended")  # @all-done
