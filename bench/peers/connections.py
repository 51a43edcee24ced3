"""A Python echo server as one side of the measurement `connections`: connections.py {asyncio|uvloop|uvloop_protocol}

The client is the same program for every side; it is started by each side itself, and does to the server what the request says.
`asyncio` and `uvloop` echo through streams, the way the documentation shows; `uvloop_protocol` by a protocol, uvloop's fastest.
"""
import asyncio
import json
import os
import sys

CONNECTIONS = int(os.environ.get("PEERS_CONNECTIONS", 10_000))
ROUND_TRIPS = 100_000
RATE = 5_000
SECONDS = 2
BACKLOG = 4096


async def echo(reader, writer):
    while data := await reader.read(4096):
        writer.write(data)
        await writer.drain()
    writer.close()


class Echo(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.transport.write(data)


async def ask(control, port):
    reader, writer = await asyncio.open_connection("127.0.0.1", control)
    request = {"port": port, "pids": [os.getpid()], "connections": CONNECTIONS, "round_trips": ROUND_TRIPS, "rate": RATE,
               "seconds": SECONDS, "seed": 1}
    writer.write(json.dumps(request).encode() + b"\n")
    answer = json.loads(await reader.readline())
    writer.close()
    if answer["error"]:
        raise RuntimeError(answer["error"])
    return [answer[key] or 0 for key in (
        "held", "round_trips_per_second", "cpu_microseconds", "p50_microseconds", "p99_microseconds")] + [
        (answer[key] or 0) / 1024 for key in ("user_bytes", "kernel_bytes")]


async def main(name):
    loop = asyncio.get_running_loop()
    if name == "uvloop_protocol":
        server = await loop.create_server(Echo, "127.0.0.1", 0, backlog=BACKLOG)
    else:
        server = await asyncio.start_server(echo, "127.0.0.1", 0, backlog=BACKLOG)
    port = server.sockets[0].getsockname()[1]
    client = await asyncio.create_subprocess_exec(
        os.environ["TRAMA_COMMAND"], "connections-client", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)
    try:
        control = int(await client.stdout.readline())
        print("ready", flush=True)
        while await loop.run_in_executor(None, sys.stdin.readline):
            print(*await ask(control, port), flush=True)
    finally:
        client.stdin.close()
        await client.wait()


def run(name):
    if name == "asyncio":
        asyncio.run(main(name))
        return
    import uvloop
    uvloop.install()
    asyncio.run(main(name))


if __name__ == "__main__":
    try:
        run(sys.argv[1])
    except Exception as cause:
        print("none", str(cause).replace("\n", " "), flush=True)
        sys.exit(1)
