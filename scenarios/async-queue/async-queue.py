"""async-queue: a baker and three sellers on one loop, with its event, queue, lock and semaphore."""
import asyncio

SELLERS = 3
LOAVES = 6
takings = 0


async def sell(seller, loaf):
    global takings
    print(f"{seller} sells loaf {loaf}")  # @sell
    await till.acquire()  # @till
    before = takings
    await asyncio.sleep(0.1)  # @count
    takings = before + 3
    till.release()  # @till-release


async def rest(seller):
    await chairs.acquire()  # @sit-down
    print(f"{seller} sits down")  # @sit
    await asyncio.sleep(1)  # @rest
    chairs.release()  # @get-up


async def sell_all_day(seller):
    await open_door.wait()  # @wait-door
    while True:
        loaf = await counter.get()  # @get
        if loaf is None:
            break
        await sell(seller, loaf)
        counter.task_done()  # @task-done
    await rest(seller)


async def bake():
    await asyncio.sleep(1)  # @heat
    print("the shop opens")  # @open
    open_door.set()  # @set
    for i in range(LOAVES):
        await asyncio.sleep(0.5)  # @bake
        await counter.put(i)  # @put
    await counter.join()  # @join
    print("all is sold")  # @sold
    for _ in range(SELLERS):
        await counter.put(None)  # @put-end


async def main_coroutine():
    global open_door, counter, till, chairs
    open_door = asyncio.Event()  # @new-event
    counter = asyncio.Queue(maxsize=2)  # @new-queue
    till = asyncio.Lock()  # @new-lock
    chairs = asyncio.Semaphore(2)  # @new-semaphore
    tasks = []
    for name in "ABC":
        tasks.append(asyncio.create_task(sell_all_day(name), name=name))  # @create-seller
    tasks.append(asyncio.create_task(bake(), name="baker"))  # @create-baker
    await asyncio.gather(*tasks)  # @gather


if __name__ == "__main__":
    asyncio.run(main_coroutine())  # @run
