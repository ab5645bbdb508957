"""The process that answers questions about the past: it reads the journal with connections that cannot write.

`python -m console.hub.history --data DIR --hall ID [--journal URL] [--host ADDRESS] [--port N] [--parent PID]` prints the port it
is bound to and serves until SIGTERM, or until the process PID, which started it, is gone. It is a process of its own so that no
question, however large, holds up the hub.
"""

import argparse
import logging
import os
import signal
import sys
import time
from pathlib import Path

import msgspec
import zmq
from msgspec import Struct

from console import argument, collector, wire
from console.fault import HallFault
from console.hub import page
from console.hub.archive import Archive, store_at
from console.hub.auth import Gate
from console.hub.segment import JournalAway
from console.model.command import Role

REFRESH_SECONDS = 0.5
"""How old the list of days may be."""

log = logging.getLogger(__name__)


class HistoryOptions(Struct, frozen=True, kw_only=True):
    """What a history process needs to know."""

    data: Path
    """Data directory of the hub; its `keys/` say who may ask."""
    hall: str
    journal: str = ""
    """Folder or PostgreSQL URL; empty: `journal/` in the data directory."""
    host: str = "127.0.0.1"
    port: int = 0
    """0: any free one."""
    parent: int = 0
    """Process to end with; 0: none."""


class History:
    """Answers `Fetch`, `Between` and `Span`. Sockets and connections belong to the thread that made it."""

    def __init__(self, options: HistoryOptions) -> None:
        self._options = options
        self._archive = Archive(store_at(options.journal or options.data / "journal"), options.hall)
        self._refreshed = 0.0
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self._gate = Gate(self._context, options.data)
        self._socket = self._context.socket(zmq.ROUTER)
        self._gate.secure(self._socket, wire.MAX_FRAME)
        try:
            self._socket.bind(f"tcp://{options.host}:{options.port or '*'}")
        except zmq.ZMQError as error:
            self.close()
            raise HallFault(
                f"cannot listen on {options.host}:{options.port}: {error.strerror}", "stop what uses the port, or choose another"
            ) from error
        self.port = int(self._socket.getsockopt_string(zmq.LAST_ENDPOINT).rpartition(":")[2])
        self._running = True

    def stop(self) -> None:
        """Let `serve` return; may be called from a signal handler."""
        self._running = False

    def serve(self) -> None:
        """Answer until stopped."""
        poller = zmq.Poller()
        poller.register(self._gate.socket, zmq.POLLIN)
        poller.register(self._socket, zmq.POLLIN)
        while self._running and self._options.parent in {0, os.getppid()}:
            ready = dict(poller.poll(200))
            if self._gate.socket in ready:
                self._gate.answer()
            if self._socket in ready:
                self._answer_one()

    def _answer_one(self) -> None:
        self._gate.refresh()
        identity, *frames = self._socket.recv_multipart(copy=False)
        peer = self._gate.who(frames[0]) if frames else None
        if peer is None or peer.role is Role.ADAPTER:
            answer = _refuse("role", "this station may not ask for the past")
        elif len(frames) != 1:
            answer = _refuse("malformed", f"a message has one frame, not {len(frames)}")
        else:
            answer = self.answer(frames[0].bytes)
        try:
            self._socket.send_multipart([identity.bytes, answer], zmq.NOBLOCK)
        except zmq.Again:  # it does not take its answers: it will ask again when it does
            log.warning("an answer to %s was dropped: its queue is full", peer.name if peer else "a stranger")

    def answer(self, request: bytes) -> bytes:
        """What answers one request."""
        try:
            message = wire.decode_from_console(request)
        except (msgspec.MsgspecError, RecursionError) as error:
            return _refuse("malformed", str(error))
        try:
            try:
                return self._found(message)
            except JournalAway:  # perhaps it is back, and only our connections are of before
                self._archive.close()
                return self._found(message)
        except HallFault as fault:
            log.warning("%s", fault)
            return _refuse("journal", str(fault))

    def _found(self, message: wire.FromConsole) -> bytes:
        if time.monotonic() - self._refreshed > REFRESH_SECONDS:
            self._archive.refresh()
            self._refreshed = time.monotonic()
        match message:
            case wire.Fetch(before=before):
                return page.snapshot(self._archive, before)
            case wire.Between(after=after, until=until, limit=limit):
                return page.entries(self._archive, after, limit, until)
            case wire.Span():
                first, last = self._archive.extent()
                days = tuple(about.day for about in self._archive.days)
                return wire.encode(wire.Extent(first=first, last=last, days=days))
            case wire.Beat():
                return wire.encode(wire.Beat())
            case _:
                return _refuse("not_here", "this socket answers fetch, between and span")

    def close(self) -> None:
        """Close sockets and connections."""
        self._archive.close()
        self._archive.store.close()
        self._gate.close()
        self._context.destroy(0)


def _refuse(code: str, reason: str) -> bytes:
    return wire.encode(wire.Refuse(code=code, reason=reason[:500]))


def main(arguments: list[str] | None = None) -> int:
    """Run the process; the exit status is 1 when it cannot start, with the reason on standard error."""
    parser = argparse.ArgumentParser(prog="console.hub.history", description="answers questions about a hall's past")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--hall", required=True)
    parser.add_argument("--journal", default="")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=argument.port, default=0)
    parser.add_argument("--parent", type=int, default=0)
    options = msgspec.convert(vars(parser.parse_args(arguments)), HistoryOptions)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    try:
        history = History(options)
    except HallFault as fault:
        print(fault, file=sys.stderr)
        return 1
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: history.stop())
    collector.leave_alone()  # a collection that walks it all would be a late answer
    print(history.port, flush=True)
    history.serve()
    history.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
