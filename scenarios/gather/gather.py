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
        await asyncio.sleep(delay)  # @sleep
    print(f"{name} is done after {delay} s")  # @done
    return f"result of {name}"


async def main_coroutine():
    print("the program begins")  # @begin
    tasks = [
        asyncio.create_task(greet("A", 3), name="A"),  # @task-a
        asyncio.create_task(greet("B", 1), name="B"),  # @task-b
        asyncio.create_task(greet("C", 2), name="C"),  # @task-c
    ]
    results = await asyncio.gather(*tasks)  # @gather
    for result in results:
        print(result)  # @result
    print("the program ends")  # @end


if __name__ == "__main__":
    asyncio.run(main_coroutine())  # @run
