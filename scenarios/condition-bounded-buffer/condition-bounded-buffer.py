"""A bounded buffer made by hand: one condition, two producers, two consumers."""
import sys
import threading

variant = sys.argv[1] if len(sys.argv) > 1 else "asis"
capacity = int(sys.argv[2]) if len(sys.argv) > 2 else 1
EACH, PRODUCERS, CONSUMERS = 3, 2, 2
cond = threading.Condition()  # @cond
buffer = []  # @filled


def notify():
    if variant == "notify-one":
        cond.notify()  # @notify
    else:
        cond.notify_all()  # @notify-all


def producer(id):
    for item in range(id * EACH, (id + 1) * EACH):
        with cond:  # @producer-with
            while len(buffer) >= capacity:  # @full
                cond.wait()  # @wait-for-room
            buffer.append(item)  # @put
            print(f"put {item}")  # @has-put
            notify()


def consumer():
    for _ in range(EACH):
        with cond:  # @consumer-with
            while len(buffer) == 0:  # @empty
                cond.wait()  # @wait-for-item
                if variant == "if":
                    break
            if buffer:  # @no-more-asking
                item = buffer.pop(0)  # @take
                print(f"took {item}")  # @has-taken
            else:
                print("took nothing")  # @took-nothing
            notify()


if __name__ == "__main__":
    threads = [
        threading.Thread(target=producer, args=(i,), name=f"producer-{i}")  # @new-producer
        for i in range(PRODUCERS)
    ]
    for i in range(CONSUMERS):
        threads.append(threading.Thread(target=consumer, name=f"consumer-{i}"))  # @new-consumer
    for thread in threads:
        thread.start()  # @start
    for thread in threads:
        thread.join()  # @join
