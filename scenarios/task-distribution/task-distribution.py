"""Work shared out through queues: a creator, three workers, a collector."""
import queue
import random
import sys
import threading
import time

variant = sys.argv[1] if len(sys.argv) > 1 else "asis"
TASKS, WORKERS, WORKERS_MAX = 10, 3, 4
tasks = queue.Queue()  # @tasks
results = queue.Queue()  # @results


def creator():
    print("creating tasks")  # @creating
    for i in range(TASKS):
        task = f"task-{i}"
        if variant == "producer-dies" and i == 5:
            raise RuntimeError(f"no {task}")  # @creator-fails
        tasks.put(task)  # @put
        print(f"added {task}")  # @added
        time.sleep(random.uniform(0.1, 0.3))  # @pause
    for _ in range(WORKERS):
        tasks.put(None)  # @put-end
    print("all tasks are created")  # @created


def worker(id):
    print(f"worker {id} starts")  # @worker-starts
    while True:
        task = tasks.get()  # @get
        if task is None:
            print(f"worker {id} goes home")  # @worker-ends
            break
        print(f"working on {task}")  # @working
        seconds = random.uniform(0.5, 1.5)  # @how-long
        time.sleep(seconds)  # @work
        if variant == "task-fails" and task == "task-3":
            raise ValueError(f"{task} is broken")  # @worker-fails
        result = f"worker {id}: {task} ({seconds:.2f} s)"
        results.put(result)  # @put-result
        tasks.task_done()  # @task-done
        print(f"tasks left in the queue: {tasks.qsize()}")  # @left


def collector():
    print("collecting results")  # @collecting
    for _ in range(TASKS):
        result = results.get()  # @get-result
        print(f"received {result}")  # @received
        results.task_done()  # @result-done
    print(f"collected {TASKS} results")  # @collected


if __name__ == "__main__":
    count = WORKERS_MAX if variant == "four-workers" else WORKERS
    creating = threading.Thread(target=creator, name="creator")  # @new-creator
    workers = [
        threading.Thread(target=worker, args=(i,), name=f"worker-{i}")  # @new-worker
        for i in range(count)
    ]
    collecting = threading.Thread(target=collector, name="collector")  # @new-collector

    creating.start()  # @start-creator
    for thread in workers:
        thread.start()  # @start-worker
    collecting.start()  # @start-collector

    creating.join()  # @join-creator
    if variant == "join-queue":
        tasks.join()  # @join-queue
    for thread in workers:
        thread.join()  # @join-worker
    collecting.join()  # @join-collector
    print("all the work is done")  # @all-done
