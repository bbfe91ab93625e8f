"""wait-for: a time limit that holds, and one that does not."""
import asyncio
import time


async def ask_library():
    await asyncio.sleep(1)  # @library
    return "found"


async def ask_archive():
    print("the archive is searched")  # @search
    try:
        await asyncio.sleep(10)  # @archive
    except asyncio.CancelledError:
        print("cancelled: the boxes go back")  # @cancelled
        await asyncio.sleep(1)  # @clean-up
        print("the boxes are back")  # @cleaned-up
        raise
    return "found"


async def main_coroutine():
    library = asyncio.create_task(ask_library(), name="library")  # @create-library
    answer = await asyncio.wait_for(library, 2)  # @wait-library
    print(f"library: {answer}")  # @answer
    start = time.monotonic()  # @start
    archive = asyncio.create_task(ask_archive(), name="archive")  # @create-archive
    try:
        await asyncio.wait_for(archive, 2)  # @wait-archive
    except TimeoutError:
        pass
    given_up_after = time.monotonic() - start  # @end
    print(f"archive: given up after {given_up_after:.0f} s")  # @given-up


if __name__ == "__main__":
    asyncio.run(main_coroutine())  # @run
