"""blocking-the-loop: a heart beats every half second; another task works for two seconds without giving way."""
import asyncio
import sys
import time

BEATS = 6
variant = sys.argv[1] if len(sys.argv) > 1 else "blocking"


async def beat():
    due = time.monotonic()  # @clock
    for _ in range(BEATS):
        due += 0.5
        await asyncio.sleep(0.5)  # @beat
        late = time.monotonic() - due  # @late
        print(f"beat, {late:.1f} s late")  # @print-beat


def block():
    time.sleep(2)  # @in-thread


async def work():
    await asyncio.sleep(0.75)  # @wait
    print("work begins")  # @begin
    if variant == "awaited":
        await asyncio.sleep(2)  # @awaited
    elif variant == "thread":
        await asyncio.to_thread(block)  # @to-thread
    else:
        time.sleep(2)  # @blocking
    print("work is done")  # @done


async def main_coroutine():
    heart = asyncio.create_task(beat(), name="heart")  # @create-heart
    worker = asyncio.create_task(work(), name="worker")  # @create-worker
    await asyncio.gather(heart, worker)  # @gather


if __name__ == "__main__":
    asyncio.run(main_coroutine())  # @run
