"""A daemon and a thread that is none, at the program's end."""
import sys
import threading
import time

variant = sys.argv[1] if len(sys.argv) > 1 else "asis"
BEATS = 10


def heartbeat():
    for _ in range(BEATS):
        print("beat")  # @beat
        time.sleep(1)  # @between
    print("rests at last")  # @rests


def saver():
    print("saving ...")  # @saving
    time.sleep(2.5)  # @save
    print("everything is saved")  # @saved


if __name__ == "__main__":
    daemon = variant == "asis"
    beating = threading.Thread(target=heartbeat, name="heartbeat", daemon=daemon)  # @new-heartbeat
    saving = threading.Thread(target=saver, name="saver")  # @new-saver
    beating.start()  # @start-heartbeat
    saving.start()  # @start-saver
    print("main is at its end")  # @main-ends
