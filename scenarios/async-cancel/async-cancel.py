"""async-cancel: three tasks are cancelled: one cleans up, one does not let itself be, one has not begun."""
import asyncio


async def copy_files():
    print("tidy copies files")  # @copy
    try:
        await asyncio.sleep(10)  # @copying
    except asyncio.CancelledError:
        await asyncio.sleep(0.5)  # @delete
        print("tidy has deleted the half of a copy")  # @deleted
        raise


async def count_sheep():
    print("stubborn counts sheep")  # @sheep
    try:
        await asyncio.sleep(10)  # @counting
    except asyncio.CancelledError:
        print("stubborn will not be disturbed")  # @swallow
        await asyncio.sleep(2)  # @go-on
    return "all counted"


async def write_letter():
    print("unborn writes a letter")  # @letter


def cancel_all(tidy, stubborn):
    unborn = asyncio.create_task(write_letter(), name="unborn")  # @create-unborn
    tidy.cancel()  # @cancel-tidy
    stubborn.cancel()  # @cancel-stubborn
    unborn.cancel()  # @cancel-unborn
    tidy.done()  # @done
    print("all three are asked to stop")  # @asked
    return unborn


async def main_coroutine():
    tidy = asyncio.create_task(copy_files(), name="tidy")  # @create-tidy
    stubborn = asyncio.create_task(count_sheep(), name="stubborn")  # @create-stubborn
    await asyncio.sleep(1)  # @work
    unborn = cancel_all(tidy, stubborn)
    try:
        await unborn  # @await-unborn
    except asyncio.CancelledError:
        pass
    try:
        await tidy  # @await-tidy
    except asyncio.CancelledError:
        print("tidy is cancelled")  # @tidy-ended
    kept = await stubborn  # @await-stubborn
    print(f"stubborn has ended: {kept}")  # @stubborn-ended


if __name__ == "__main__":
    asyncio.run(main_coroutine())  # @run
