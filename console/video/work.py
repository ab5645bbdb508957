"""What the console and its video workers say to each other: one local socket a worker, one message a datagram, memory beside it.

The socket is a SEQPACKET pair that the worker inherits: either side sees at once when the other has ended, and nothing else can
connect. A message is JSON; `Canvas` carries the descriptor of its memory, where pictures are told of as well (`slots`).
"""

import array
import os
import socket
import time
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from console.model.hall import Player
from console.video.pictures import WHOLE, Region
from console.video.protocol import Fault, Phase, Stream

LARGEST = 1 << 20
"""Bytes of a message, and of what may wait in the socket."""

Pixels = Annotated[int, Meta(ge=1, le=16_384)]


class Message(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="say"):
    """One message; its tag is the class name."""


class View(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A stream on a tile, as the console has settled it: `Want`, with the stream that it gets."""

    view: int
    """Its number: a tile that changes its stream has a new view, which takes over with its first picture."""
    camera: str
    stream: Stream
    width: Pixels
    height: Pixels
    player: Player = Player.PYAV
    part: Region = WHOLE
    private: tuple[Region, ...] = ()
    """Regions to be made unrecognisable."""
    is_whole: bool = False
    """Not enlarged."""
    key_only: bool = False
    sound: bool = False
    volume: float = 1.0
    back: float = 0.0


class Clock(Message, frozen=True, kw_only=True):
    """The master clock: recorded time as a function of `time.monotonic`, which all processes of a machine share."""

    visit: int = 0
    """Counted up when time jumps: pictures of an earlier visit are not shown any more."""
    at: float | None = None
    """Unix seconds UTC at `since`; None: live."""
    speed: float = 0.0
    since: float = 0.0

    def now(self) -> float | None:
        """The playhead."""
        return None if self.at is None else self.at + (time.monotonic() - self.since) * self.speed


class Show(Message, frozen=True, kw_only=True):
    """All that this worker shall show from now on."""

    views: tuple[View, ...]
    clock: Clock


ToWorker = Show | Clock


class Canvas(Message, frozen=True, kw_only=True):
    """Memory for a view's pictures; what was there before is done with. Its descriptor comes with it."""

    view: int
    canvas: int
    width: Pixels
    height: Pixels
    """Of the largest picture."""


class Doing(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a view does."""

    view: int
    phase: Phase = Phase.OPENING
    fault: Fault | None = None
    heard: float | None = None
    """`time.monotonic` when the newest packet came that was worked off."""
    is_key_only: bool = False
    rate: float = 0.0
    bits: float = 0.0
    latency: float | None = None
    drops: int = 0
    recorded: bool = True
    gap: str = ""
    load: float = 0.0
    """Cores that decoding it takes, by what its packets announce; 0: not known yet."""


class Beat(Message, frozen=True, kw_only=True):
    """Still well: twice a second, and when a view's `Doing` changes."""

    memory: int
    """Resident bytes of the worker that it does not share."""
    views: tuple[Doing, ...]


FromWorker = Canvas | Beat

encode = msgspec.json.Encoder().encode
_to_worker: msgspec.json.Decoder[ToWorker] = msgspec.json.Decoder(ToWorker)
_from_worker: msgspec.json.Decoder[FromWorker] = msgspec.json.Decoder(FromWorker)


class Line:
    """One end of the socket. Any thread may send."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end
        for option in (socket.SO_SNDBUF, socket.SO_RCVBUF):
            end.setsockopt(socket.SOL_SOCKET, option, LARGEST)

    def fileno(self) -> int:
        """To wait for what comes."""
        return self._end.fileno()

    def order(self, message: ToWorker) -> None:
        """The console's word. Raises `OSError` when the worker has ended, or has not listened for so long that nothing more fits."""
        self._end.send(encode(message), socket.MSG_DONTWAIT)

    def tell(self, message: FromWorker, descriptor: int | None = None) -> None:
        """The worker's word; waits while the console is slow. Raises `BrokenPipeError` when it has ended."""
        beside = [] if descriptor is None else [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [descriptor]))]
        try:
            self._end.sendmsg([encode(message)], beside)
        except ConnectionResetError as error:
            raise BrokenPipeError(error.errno, "the console has ended") from error

    def hear_orders(self) -> ToWorker | None:
        """The console's next message; None: it has ended. Raises `msgspec.MsgspecError`."""
        try:
            data = self._end.recv(LARGEST)
        except ConnectionResetError:  # it ended with words of ours unread
            return None
        return _to_worker.decode(data) if data else None

    def hear(self) -> tuple[FromWorker, int | None] | None:
        """The worker's next message and the descriptor with it, if one is waiting; None: it has ended.

        Raises `BlockingIOError` when nothing waits, `msgspec.MsgspecError` for what is no message.
        """
        data, beside, _, _ = self._end.recvmsg(1 << 16, socket.CMSG_SPACE(4), socket.MSG_DONTWAIT | socket.MSG_CMSG_CLOEXEC)
        descriptor: int | None = None
        for level, kind, content in beside:
            if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
                (descriptor,) = array.array("i", content[:4])
        try:
            return (_from_worker.decode(data), descriptor) if data else None
        except msgspec.MsgspecError:
            if descriptor is not None:
                os.close(descriptor)
            raise

    def close(self) -> None:
        """Hang up: the other side ends."""
        self._end.close()


def pair() -> tuple[socket.socket, socket.socket]:
    """Both ends of a new socket."""
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
