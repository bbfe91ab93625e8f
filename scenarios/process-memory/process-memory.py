"""A plain variable and a shared value, both changed by a child."""
import multiprocessing
import sys

plain = 0


def change(shared):
    global plain
    before = plain  # @child-read-plain
    plain = before + 10  # @child-write-plain
    before = shared.value  # @child-read-shared
    shared.value = before + 10  # @child-write-shared
    now = plain  # @child-reread-plain
    print(f"in the child plain is {now}")  # @child-print
    sys.exit(now)  # @leave


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    plain = 1  # @plain
    shared = multiprocessing.Value("i", 1)  # @shared
    child = multiprocessing.Process(target=change, name="child", args=(shared,))  # @new
    child.start()  # @start
    plain = 2  # @write-plain
    child.join()  # @join
    plain_here = plain  # @read-plain
    shared_here = shared.value  # @read-shared
    print(f"in main plain is {plain_here}, shared is {shared_here}")  # @print
    assert child.exitcode == 11
