"""The life of a thread: made, started, alive, ended."""
import threading
import time


def courier(count, what):
    print(f"carries {count} {what}")  # @carries
    time.sleep(2)  # @way
    print("has delivered")  # @delivered


if __name__ == "__main__":
    thread = threading.Thread(target=courier, args=(3,), kwargs={"what": "letters"})  # @new
    print(f"made, and called {thread.name}")  # @made
    try:
        thread.join()  # @join-early
    except RuntimeError:
        print("cannot be joined before its start")  # @refused-join
    assert not thread.is_alive()  # @alive-before
    assert thread.ident is None  # @ident-before
    thread.name = "courier"  # @rename

    thread.start()  # @start
    assert thread.is_alive()  # @alive-meanwhile
    ident = thread.ident  # @ident-meanwhile
    thread.join(timeout=1)  # @join-a-second
    if thread.is_alive():  # @alive-after-a-second
        print(f"the join is over, and {thread.name} still alive")  # @still-alive

    thread.join()  # @join
    assert not thread.is_alive()  # @alive-after
    assert thread.ident == ident  # @ident-after
    try:
        thread.start()  # @start-again
    except RuntimeError:
        print("cannot be started again")  # @refused-start
