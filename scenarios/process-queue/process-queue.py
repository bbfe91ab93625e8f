"""Two processes, one queue: one produces five items and an end mark, the other consumes."""
import multiprocessing
import os
import random
import signal
import sys
import time

variant = sys.argv[1] if len(sys.argv) > 1 else "asis"
ITEMS = 5


def producer(items):
    print(f"started: {multiprocessing.current_process().name}")  # @producer-started
    for i in range(ITEMS):
        if variant == "producer-dies" and i == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        item = f"item-{i}"
        items.put(item)  # @put
        print(f"produced {item}")  # @produced
        time.sleep(random.uniform(0.1, 0.5))  # @produce
    items.put(None)  # @put-end
    print("all items are produced")  # @producer-ends


def consumer(items, report):
    in_order = 0
    print(f"started: {multiprocessing.current_process().name}")  # @consumer-started
    while True:
        item = items.get()  # @get
        if item is None:
            break
        print(f"consumed {item}")  # @consumed
        if item == f"item-{in_order}":
            in_order += 1
        time.sleep(random.uniform(0.2, 0.7))  # @consume
    report.put(in_order)  # @put-report
    print("all items are consumed")  # @consumer-ends


if __name__ == "__main__":
    items = multiprocessing.Queue()  # @items
    report = multiprocessing.Queue()  # @report
    producing = multiprocessing.Process(
        target=producer, args=(items,), name="producer")  # @new-producer
    consuming = multiprocessing.Process(
        target=consumer, args=(items, report), name="consumer")  # @new-consumer
    second = None
    if variant == "two-consumers":
        second = multiprocessing.Process(
            target=consumer, args=(items, report), name="consumer-2")  # @new-second
    producing.start()  # @start-producer
    consuming.start()  # @start-consumer
    if second:
        second.start()  # @start-second
    producing.join()  # @join-producer
    consuming.join()  # @join-consumer
    if second:
        second.join()  # @join-second

    in_order = report.get()  # @get-report
    print(f"all processes have ended, items in order: {in_order}")  # @all-done
