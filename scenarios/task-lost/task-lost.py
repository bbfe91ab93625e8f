"""task-lost: a task that nobody awaits fails, and nobody sees it."""
import asyncio
import sys

variant = sys.argv[1] if len(sys.argv) > 1 else "lost"


async def send_report():
    await asyncio.sleep(1)  # @send
    raise ConnectionError("the report was not sent")  # @fail


async def main_coroutine():
    report = asyncio.create_task(send_report(), name="report")  # @create
    print("the report is on its way")  # @on-its-way
    await asyncio.sleep(2)  # @work
    if variant == "awaited":
        try:
            await report  # @await
        except ConnectionError as error:
            print(f"it failed: {type(error).__name__}: {error}")  # @seen
    print("the program ends well")  # @end


if __name__ == "__main__":
    asyncio.run(main_coroutine())  # @run
