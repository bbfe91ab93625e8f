"""gather: three coroutines on one loop, which sleep 3, 1 and 2 seconds, all at once."""
import asyncio
import sys
import time

variant = sys.argv[1] if len(sys.argv) > 1 else "asis"


async def greet(name, delay):
    print(f"{name} says hello")  # @hello
    if variant == "blocking-sleep":
        time.sleep(delay)  # @blocking-sleep
    else:
        try:
            await asyncio.sleep(delay)  # @sleep
        except asyncio.CancelledError:
            if variant != "swallowed-cancel":
                raise
            print(f"{name} ignores the cancellation")  # @swallow
            await asyncio.sleep(delay)  # @sleep-on
    if variant == "one-fails" and name == "B":
        raise ValueError(f"{name} has failed")  # @fail
    print(f"{name} is done after {delay} s")  # @done
    return f"result of {name}"


async def gather_within_a_limit(tasks):
    everything = asyncio.gather(*tasks)  # @gather-limited
    try:
        return await asyncio.wait_for(everything, 1.5)  # @wait-for
    except TimeoutError:
        print("the time is over")  # @time-out
        return []


async def watch_the_others(error):
    print(f"gathered: {type(error).__name__}: {error}")  # @caught
    await asyncio.sleep(1.5)  # @watch


async def main_coroutine():
    print("the program begins")  # @begin
    tasks = [
        asyncio.create_task(greet("A", 3), name="A"),  # @task-a
        asyncio.create_task(greet("B", 1), name="B"),  # @task-b
        asyncio.create_task(greet("C", 2), name="C"),  # @task-c
    ]
    results = []
    start = time.monotonic()  # @start
    try:
        if variant == "swallowed-cancel":
            results = await gather_within_a_limit(tasks)
        else:
            results = await asyncio.gather(*tasks)  # @gather
    except ValueError as error:
        await watch_the_others(error)
    time.monotonic() - start  # @stop
    for result in results:
        print(result)  # @result
    print("the program ends")  # @end


if __name__ == "__main__":
    asyncio.run(main_coroutine())  # @run
