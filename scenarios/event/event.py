"""An event: one thread waits for a signal, another gives it after three seconds of work."""
import sys
import threading
import time

variant = sys.argv[1] if len(sys.argv) > 1 else "asis"
event = threading.Event()  # @event


def waiter():
    print("waiting for the event ...")  # @waiting
    event.wait()  # @wait
    print("the event is set, going on")  # @going-on


def setter():
    print("working ...")  # @working
    time.sleep(3)  # @work
    if variant == "setter-fails":
        raise RuntimeError("the work has failed")  # @failing
    print("setting the event")  # @setting
    event.set()  # @set


if __name__ == "__main__":
    t1 = threading.Thread(target=waiter, name="waiter")  # @new-waiter
    t2 = threading.Thread(target=setter, name="setter")  # @new-setter
    t1.start()  # @start-waiter
    t2.start()  # @start-setter
    # No join: the program waits for
    # its threads all the same.
