"""create-task: the same three coroutines awaited in turn, and then as tasks."""
import asyncio
import time

NAMES = ["kettle", "toast", "eggs"]
DELAYS = [3, 1, 2]
begun = 0


async def cook(name, delay):
    global begun
    begun += 1
    print(f"{name}: on")  # @on
    await asyncio.sleep(delay)  # @sleep
    print(f"{name}: done")  # @done


async def cook_in_turn():
    for name, delay in zip(NAMES, DELAYS):
        await cook(name, delay)


async def cook_as_tasks():
    global begun
    begun = 0
    tasks = []
    for name, delay in zip(NAMES, DELAYS):
        tasks.append(asyncio.create_task(cook(name, delay), name=name))  # @create
    print(f"three tasks are created, {begun} have begun")  # @created
    for task in tasks:
        await task  # @await


async def main_coroutine():
    start = time.monotonic()  # @start
    await cook_in_turn()
    middle = time.monotonic()  # @middle
    print(f"in turn: {middle - start:.0f} s")  # @in-turn
    await cook_as_tasks()
    as_tasks = time.monotonic() - middle  # @end
    print(f"as tasks: {as_tasks:.0f} s")  # @as-tasks


if __name__ == "__main__":
    asyncio.run(main_coroutine())  # @run
