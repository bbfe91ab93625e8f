"""Four addresses, three threads, and the outcomes as they come: as_completed."""
import random
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed

variant = sys.argv[1] if len(sys.argv) > 1 else "asis"
fail_percent = int(sys.argv[2]) if len(sys.argv) > 2 else 20
ADDRESSES, WORKERS = ["users", "products", "orders", "settings"], 3


def fetch(address, key):
    print(f"asking for {address}")  # @begin
    fails = random.randint(1, 100) <= fail_percent  # @dice
    if variant == "slow-one" and key == 0:
        time.sleep(8)  # @slow
    time.sleep(random.uniform(0.5, 2))  # @answer
    if fails:
        raise ConnectionError(f"{address} does not answer")  # @fails
    size = random.randint(100, 1000)  # @size
    return f"{address}: {size} KB"


def tell(future):
    try:
        outcome = future.result()  # @result
        print(f"got {outcome}")  # @got
    except ConnectionError as error:
        print(f"no {futures[future]}: {type(error).__name__}: {error}")  # @failed


if __name__ == "__main__":
    with ThreadPoolExecutor(max_workers=WORKERS) as executor:  # @with
        futures = {
            executor.submit(fetch, address, key): address  # @submit
            for key, address in enumerate(ADDRESSES)
        }
        timeout = 5 if variant == "slow-one" else None
        try:
            for future in as_completed(futures, timeout):  # @next
                tell(future)
        except TimeoutError as error:
            print(f"gave up: {error}")  # @gave-up
    print("the block of the pool has ended")  # @end
