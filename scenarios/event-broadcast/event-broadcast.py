"""One event, many waiters: set() lets everybody go at once."""
import sys
import threading
import time

variant = sys.argv[1] if len(sys.argv) > 1 else "asis"
RUNNERS = 3
start = threading.Event()  # @event


def runner():
    print("on the mark")  # @on-the-mark
    start.wait()  # @wait
    print("runs")  # @runs


def impatient():
    if not start.wait(timeout=1):  # @wait-a-second
        print("no signal within a second, waiting on")  # @waiting-on
        start.wait()  # @wait-again
    print("runs, too")  # @runs-too


def starter():
    time.sleep(2)  # @prepare
    print("go!")  # @go
    start.set()  # @set
    if variant == "pulse":
        start.clear()  # @clear-at-once


if __name__ == "__main__":
    threads = [
        threading.Thread(target=runner, name=f"runner-{i}")  # @new-runner
        for i in range(RUNNERS)
    ]
    threads.append(threading.Thread(target=impatient, name="impatient"))  # @new-impatient
    threads.append(threading.Thread(target=starter, name="starter"))  # @new-starter
    for thread in threads:
        thread.start()  # @start
    for thread in threads:
        thread.join()  # @join

    if start.is_set():  # @is-set
        print("the flag is still up")  # @still-up
    start.clear()  # @clear
    if not start.wait(timeout=0.5):  # @wait-for-nothing
        print("after clear() a wait waits again")  # @after
