"""A re-entrant lock: who holds it may take it again."""
import sys
import threading

kind = sys.argv[1] if len(sys.argv) > 1 else "rlock"
CLERKS, PAIR = 2, 2
if kind == "lock":
    ledger = threading.Lock()  # @lock
else:
    ledger = threading.RLock()  # @rlock
total = 0  # @total


def book():
    global total
    ledger.acquire()  # @again
    seen = total  # @read
    total = seen + 1  # @write
    ledger.release()  # @inner-release


def clerk():
    ledger.acquire()  # @acquire
    assert total % PAIR == 0  # @look
    print("books a pair")  # @books
    for _ in range(PAIR):
        book()
    ledger.release()  # @release


if __name__ == "__main__":
    clerks = [
        threading.Thread(target=clerk, name=f"clerk-{i}")  # @new
        for i in range(CLERKS)
    ]
    for thread in clerks:
        thread.start()  # @start
    for thread in clerks:
        thread.join()  # @join

    try:
        ledger.release()  # @foreign-release
    except RuntimeError:
        print("only its owner can release it")  # @refused
