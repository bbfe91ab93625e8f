"""async-io: three readers ask a slow desk over connections of their own; one loop serves them all."""
import asyncio
import os
import sys
import tempfile
import time

variant = sys.argv[1] if len(sys.argv) > 1 else "asis"

READERS = {"Ada": 1, "Bob": 1.5, "Cleo": 0.5}
CARD = 20
cards = tempfile.TemporaryFile()  # @file


def look_up(name):
    time.sleep(READERS[name])  # @find-file
    for i in range(len(READERS)):
        card = os.pread(cards.fileno(), CARD, i * CARD).decode()
        if card.startswith(name):
            return card  # @found-card
    raise LookupError(f"no card for {name}")


async def find_answer(name):
    if variant == "file":
        return await asyncio.to_thread(look_up, name)  # @to-thread
    await asyncio.sleep(READERS[name])  # @find
    return f"{name}: shelf {len(name)}\n"


async def serve(reader, writer):
    question = await reader.readline()  # @read-question
    name = question.decode().rstrip()
    answer = await find_answer(name)
    print(f"the desk answers {name}")  # @answer
    writer.write(answer.encode())  # @write-answer
    await writer.drain()  # @drain-answer
    writer.close()  # @close-desk


async def ask(name, port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)  # @connect
    print(f"{name} asks")  # @ask
    writer.write(f"{name}\n".encode())  # @write-question
    line = await reader.readline()  # @read-answer
    answer = line.decode().rstrip()
    print(f"{name} has read: {answer}")  # @read
    writer.close()  # @close
    await writer.wait_closed()  # @wait-closed


async def main_coroutine():
    desk = await asyncio.start_server(serve, "127.0.0.1", 0)  # @serve
    port = desk.sockets[0].getsockname()[1]
    tasks = []
    for name in READERS:
        tasks.append(asyncio.create_task(ask(name, port), name=name))  # @create
    await asyncio.gather(*tasks)  # @gather
    desk.close()  # @close-server
    await desk.wait_closed()  # @server-closed
    print("the desk is closed")  # @end


if __name__ == "__main__":
    for name in READERS:
        card = f"{name}: shelf {len(name)}"
        cards.write(f"{card:<{CARD - 1}}\n".encode())  # @fill
    cards.flush()
    asyncio.run(main_coroutine())  # @run
