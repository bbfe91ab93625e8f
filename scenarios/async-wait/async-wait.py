"""async-wait: three offers; take the first that comes, then wait for the rest."""
import asyncio


async def offer(name, delay):
    await asyncio.sleep(delay)  # @think
    print(f"{name} makes an offer")  # @offer
    return delay


async def main_coroutine():
    offers = []
    for name, delay in zip("ABC", [3, 1, 2]):
        offers.append(asyncio.create_task(offer(name, delay), name=name))  # @create
    done, pending = await asyncio.wait(offers, return_when=asyncio.FIRST_COMPLETED)  # @first
    print(f"the first: {len(done)} done, {len(pending)} pending")  # @first-done
    done, pending = await asyncio.wait(offers, timeout=1.5)  # @limited
    print(f"after 1.5 s more: {len(done)} done, {len(pending)} pending")  # @limited-done
    done, pending = await asyncio.wait(offers)  # @all
    print(f"all: {len(done)} done, {len(pending)} pending")  # @all-done


if __name__ == "__main__":
    asyncio.run(main_coroutine())  # @run
