"""A barrier: four walkers, three stages, and a hut after each."""
import sys
import threading
import time

variant = sys.argv[1] if len(sys.argv) > 1 else "none"
WALKERS, STAGES = 4, 3


def all_here():
    print("all are here")  # @all-here


def way(at, stage):
    hurt = variant == "timeout" and at == WALKERS - 1 and stage == 1
    return 4 if hurt else 0.2 * (at + 1)


def walker(at):
    for stage in range(STAGES):
        print(f"sets out on stage {stage + 1}")  # @sets-out
        time.sleep(way(at, stage))  # @way
        try:
            hut.wait()  # @wait
        except threading.BrokenBarrierError:
            print("the barrier is broken, going home")  # @going-home
            return
    print("has arrived")  # @arrived


if __name__ == "__main__":
    limit = 2 if variant == "timeout" else None
    hut = threading.Barrier(WALKERS, action=all_here, timeout=limit)  # @barrier
    walkers = [
        threading.Thread(target=walker, args=(i,), name=f"walker-{i}")  # @new
        for i in range(WALKERS)
    ]
    for thread in walkers:
        thread.start()  # @start
    for thread in walkers:
        thread.join()  # @join
