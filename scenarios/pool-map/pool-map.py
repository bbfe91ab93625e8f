"""Five downloads by a pool of three threads, by map."""
import sys
import time
from concurrent.futures import ThreadPoolExecutor

variant = sys.argv[1] if len(sys.argv) > 1 else "asis"
WORKERS = 3


def download(name):
    print(f"downloading {name}")  # @begin
    time.sleep(2)  # @transfer
    if variant == "one-fails" and name == "C":
        raise ConnectionError(f"no way to {name}")  # @fails
    return f"the data of {name}"


if __name__ == "__main__":
    with ThreadPoolExecutor(max_workers=WORKERS) as executor:  # @with
        results = executor.map(download, ["A", "B", "C", "D", "E"])  # @map
    try:
        for result in results:  # @next
            print(result)  # @show
    except ConnectionError as error:
        print(f"the results end here: {type(error).__name__}: {error}")  # @stopped
