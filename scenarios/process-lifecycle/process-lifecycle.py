"""The life of a process: made, started, joined, told to end, closed; and its exit code."""
import multiprocessing


def work(may_leave):
    print(f"{multiprocessing.current_process().name} works")  # @works
    may_leave.wait()  # @work
    print(f"{multiprocessing.current_process().name} is done")  # @done


if __name__ == "__main__":
    may_leave = multiprocessing.Event()  # @may-leave
    never = multiprocessing.Event()  # @never
    quick = multiprocessing.Process(target=work, name="quick", args=(may_leave,))  # @new-quick
    told = multiprocessing.Process(target=work, name="told", args=(never,))  # @new-told
    killed = multiprocessing.Process(target=work, name="killed", args=(never,))  # @new-killed
    helper = multiprocessing.Process(target=work, name="helper", args=(never,), daemon=True)  # @new-helper
    assert not quick.is_alive()  # @alive-before
    quick.start()  # @start-quick
    told.start()  # @start-told
    killed.start()  # @start-killed
    helper.start()  # @start-helper

    quick.join(0.5)  # @join-a-while
    assert quick.is_alive()  # @alive-meanwhile
    may_leave.set()  # @let-leave
    quick.join()  # @join-quick
    assert not quick.is_alive()  # @alive-after
    code = quick.exitcode  # @code-quick
    print(f"quick has left with {code}")  # @left-quick

    try:
        told.close()  # @close-early
    except ValueError:
        print("told still runs: it cannot be closed")  # @refused-close
    told.terminate()  # @terminate
    told.join()  # @join-told
    code = told.exitcode  # @code-told
    print(f"told has left with {code}")  # @left-told

    killed.kill()  # @kill
    killed.join()  # @join-killed
    code = killed.exitcode  # @code-killed
    print(f"killed has left with {code}")  # @left-killed

    quick.close()  # @close
    try:
        quick.join()  # @join-closed
    except ValueError:
        print("quick is closed: it cannot be joined again")  # @refused-join
    print("main ends, and helper with it")  # @ends
