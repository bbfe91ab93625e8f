"""A semaphore: six visitors, two seats."""
import threading
import time

VISITORS, SEATS = 6, 2
seats = threading.BoundedSemaphore(SEATS)  # @seats


def visitor():
    with seats:  # @with
        print("sits down")  # @sits
        time.sleep(1)  # @stay
        print("gets up")  # @gets-up


if __name__ == "__main__":
    visitors = [
        threading.Thread(target=visitor, name=f"visitor-{i}")  # @new
        for i in range(VISITORS)
    ]
    for thread in visitors:
        thread.start()  # @start
    for thread in visitors:
        thread.join()  # @join

    try:
        seats.release()  # @too-many
    except ValueError:
        print("one release too many is refused")  # @refused
