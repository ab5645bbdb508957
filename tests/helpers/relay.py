"""A TCP relay on the loopback whose connections can die without a word: both ends think them alive, and nothing comes through."""

import asyncio
import contextlib
import threading
from types import TracebackType
from typing import Self


class Relay:
    """Passes connections to a port on; `port` is its own. New connections always come through."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="relay")
        self._ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop
        self._stop: asyncio.Event
        self._dead: list[asyncio.Event] = []
        self._ends: list[asyncio.StreamWriter] = []
        self.port = 0
        self.taken = 0
        """Connections that came so far."""

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(60)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(30)

    def let_die(self) -> None:
        """From now on, nothing comes through the connections that exist; they are not closed."""
        for dead in self._dead:
            self._loop.call_soon_threadsafe(dead.set)
        self._dead = []
        seen = threading.Event()
        self._loop.call_soon_threadsafe(seen.set)
        assert seen.wait(60)

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._take, "127.0.0.1", 0)
        self.port = int(server.sockets[0].getsockname()[1])
        self._ready.set()
        await self._stop.wait()
        server.close()
        for end in self._ends:
            end.transport.abort()

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.taken += 1
        dead = asyncio.Event()
        self._dead.append(dead)
        self._ends.append(writer)
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target)
        self._ends.append(far_writer)
        await asyncio.gather(self._pass(reader, far_writer, dead), self._pass(far_reader, writer, dead))

    @staticmethod
    async def _pass(source: asyncio.StreamReader, sink: asyncio.StreamWriter, dead: asyncio.Event) -> None:
        with contextlib.suppress(OSError):
            while data := await source.read(65_536):
                if not dead.is_set():  # else: the sender's system took it, and it arrives nowhere
                    sink.write(data)
                    await sink.drain()
        if not dead.is_set():
            sink.close()
