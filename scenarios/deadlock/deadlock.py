"""A deadlock: two threads need the same two locks, and take them in opposite orders."""
import sys
import threading

variant = sys.argv[1] if len(sys.argv) > 1 else "asis"
pen = threading.Lock()  # @pen
paper = threading.Lock()  # @paper


def left():
    with pen:  # @left-first
        print("has the first, needs the second")  # @left-has
        with paper:  # @left-second
            print("has both, and writes")  # @left-writes


def right():
    mended = variant == "same-order"
    first = pen if mended else paper
    second = paper if mended else pen
    with first:  # @right-first
        print("has the first, needs the second")  # @right-has
        with second:  # @right-second
            print("has both, and writes")  # @right-writes


if __name__ == "__main__":
    t1 = threading.Thread(target=left, name="left")  # @new-left
    t2 = threading.Thread(target=right, name="right")  # @new-right
    t1.start()  # @start-left
    t2.start()  # @start-right
    t1.join()  # @join-left
    t2.join()  # @join-right
