"""Check, then act: two buyers, one ticket."""
import queue
import sys
import threading

variant = sys.argv[1] if len(sys.argv) > 1 else "asis"
BUYERS = 2


def ask_first():
    if not tickets.empty():  # @check
        tickets.get()  # @get
        print("has the ticket")  # @has-it
    else:
        print("there is none left")  # @none-left


def just_take():
    try:
        tickets.get(block=False)  # @get-nowait
        print("has the ticket")  # @has-it-too
    except queue.Empty:
        print("there is none left")  # @none-left-either


def buyer():
    if variant == "nowait":
        just_take()
    else:
        ask_first()


if __name__ == "__main__":
    tickets = queue.Queue()  # @tickets
    tickets.put("ticket")  # @put
    buyers = [
        threading.Thread(target=buyer, name=f"buyer-{i}")  # @new
        for i in range(BUYERS)
    ]
    for thread in buyers:
        thread.start()  # @start
    for thread in buyers:
        thread.join()  # @join
