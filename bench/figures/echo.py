# As echo.lua.
import asyncio
import sys

SIZE = 64
how = sys.argv[1] if len(sys.argv) > 1 else "server"
clients = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
seconds = float(sys.argv[3]) if len(sys.argv) > 3 else 3


async def serve(reader, writer):
    while True:
        message = await reader.read(SIZE)
        if not message:
            break
        writer.write(message)
        await writer.drain()
    writer.close()


async def client(port, count, stop_at, loop):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    message = b"x" * SIZE
    while loop.time() < stop_at:
        writer.write(message)
        await writer.drain()
        await reader.readexactly(SIZE)
        count[0] += 1
    writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=1024)
    port = server.sockets[0].getsockname()[1]
    if how == "server":
        print(port, flush=True)
        await asyncio.to_thread(sys.stdin.read)
        return
    loop = asyncio.get_running_loop()
    count, start = [0], loop.time()
    await asyncio.gather(*[client(port, count, start + seconds, loop) for _ in range(clients)])
    print("%.0f" % (count[0] / (loop.time() - start)))


asyncio.run(main())
