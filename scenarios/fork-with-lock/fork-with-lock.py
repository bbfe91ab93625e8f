"""A fork while another thread holds a lock: the child has the lock, held, and not the thread."""
import multiprocessing
import sys
import threading
import time

variant = sys.argv[1] if len(sys.argv) > 1 else "asis"


def keeper():
    with lock:  # @hold
        print("keeps the books for a second")  # @keeps
        inside.set()  # @set-inside
        forked.wait()  # @wait-forked
        time.sleep(1)  # @keep


def clerk():
    print("wants the books, too")  # @wants
    with lock:  # @clerk-hold
        print("has the books")  # @has


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    first = variant == "fork-first"
    lock = threading.Lock()  # @lock
    inside = threading.Event()  # @inside
    forked = threading.Event()  # @forked
    thread = threading.Thread(target=keeper, name="keeper")  # @new-keeper
    child = multiprocessing.Process(target=clerk, name="clerk")  # @new-clerk
    if first:
        child.start()  # @start-clerk-first
    thread.start()  # @start-keeper
    inside.wait()  # @wait-inside
    if not first:
        child.start()  # @start-clerk
    forked.set()  # @set-forked
    thread.join()  # @join-keeper
    child.join()  # @join-clerk
    print("both have had the books")  # @all-done
