"""One release too few: a re-entrant lock that is never free again."""
import sys
import threading
import time

variant = sys.argv[1] if len(sys.argv) > 1 else "asis"
ledger = threading.RLock()  # @ledger
entries = 0  # @entries


def save(changed):
    global entries
    ledger.acquire()  # @save-acquire
    if not changed:
        print("nothing to save")  # @nothing
        return  # and the lock?
    time.sleep(0.1)  # @saving
    entries = 1  # @write
    ledger.release()  # @save-release


def save_with(changed):
    global entries
    with ledger:  # @save-with
        if not changed:
            print("nothing to save")  # @nothing-with
            return  # released on every way out
        time.sleep(0.1)  # @saving-with
        entries = 1  # @write-with


def careless():
    way = save_with if variant == "with" else save
    ledger.acquire()  # @acquire
    way(True)
    way(False)
    ledger.release()  # @release
    print("leaves")  # @leaves


def reader():
    with ledger:  # @reader-with
        print(f"entries: {entries}")  # @read


if __name__ == "__main__":
    t1 = threading.Thread(target=careless, name="careless")  # @new-careless
    t2 = threading.Thread(target=reader, name="reader")  # @new-reader
    t1.start()  # @start-careless
    t2.start()  # @start-reader
    t1.join()  # @join-careless
    t2.join()  # @join-reader
