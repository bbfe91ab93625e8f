"""A condition: one thread waits for data that another prepares for two seconds."""
import sys
import threading
import time

variant = sys.argv[1] if len(sys.argv) > 1 else "asis"
data = None  # @data
cond = threading.Condition()  # @cond


def waiter():
    print("waiting for data ...")  # @waiting
    with cond:  # @waiter-with
        if variant == "predicate":
            while data is None:  # @predicate
                cond.wait()  # @wait-again
        else:
            cond.wait()  # @wait
        print(f"got the data: {data or 'nothing'}")  # @got


def preparer():
    global data
    print("preparing data ...")  # @preparing
    if variant == "stray-notify":
        time.sleep(1)  # @stray-sleep
        with cond:  # @stray-with
            cond.notify()  # @stray-notify
    time.sleep(2)  # @prepare
    with cond:  # @preparer-with
        data = "ready"  # @data-ready
        print("data is ready")  # @ready
        cond.notify()  # @notify
    # The block's end releases the lock:
    # only now can the waiter go on.


if __name__ == "__main__":
    t1 = threading.Thread(target=waiter, name="waiter")  # @new-waiter
    t2 = threading.Thread(target=preparer, name="preparer")  # @new-preparer
    t1.start()  # @start-waiter
    t2.start()  # @start-preparer
    t1.join()  # @join-waiter
    t2.join()  # @join-preparer
