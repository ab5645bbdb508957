"""What a tile asks for and what it gets: the only part of video that widgets know. Decoding is behind it, in other processes."""

from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import NamedTuple, Protocol

from msgspec import Struct

from console.model.hall import Camera
from console.video.protocol import Fault, Phase, Stream


class Region(Struct, frozen=True, kw_only=True):
    """A rectangle of the picture, as fractions of its width and height."""

    x: float = 0.0
    y: float = 0.0
    width: float = 1.0
    height: float = 1.0


WHOLE = Region()
ELSEWHERE = "elsewhere"
"""In place of a gap's cause: there may be a recording, but not on this machine."""


class Want(Struct, frozen=True, kw_only=True):
    """One tile's wish."""

    tile: str
    camera: str
    stream: Stream = Stream.SUB
    width: int
    height: int
    """Device pixels of the tile; the picture is fitted into them, never stretched."""
    part: Region = WHOLE
    """Digital zoom: the part that fills the tile."""
    pixelate: bool = True
    """Whether the camera's private regions are made unrecognisable before the picture leaves the worker."""
    is_whole: bool = False
    """As large as the stream has it, `width`×`height` at most: never enlarged. It gets the stream that is named."""
    key_only: bool = False
    """Decode key frames only: over budget."""
    sound: bool = False
    """Play the camera's sound (libvlc)."""
    volume: float = 1.0
    """How loud, 0 to 1."""
    back: float = 0.0
    """Seconds behind live: instant replay."""


class Playhead(Struct, frozen=True, kw_only=True):
    """The one clock of all tiles."""

    at: float | None = None
    """Unix seconds UTC; None: live."""
    speed: float = 0.0
    """0: paused there."""
    since: float | None = None
    """`time.monotonic` when it was, or is, at `at`; None: when it is told. With it, the same playhead told again later winds nothing back."""


LIVE = Playhead()


class Colours(IntEnum):
    """What the numbers of a picture mean: the matrix, and whether they use the whole range of a byte."""

    BT601 = 0
    BT601_FULL = 1
    BT709 = 2
    BT709_FULL = 3
    BT2020 = 4
    BT2020_FULL = 5


class Picture(NamedTuple):
    """A decoded picture; its memory stays valid until two newer ones of the same tile were taken. `colours.draw` puts it on the screen."""

    tile: str
    camera: str
    stream: Stream
    at: float
    """When it was taken, Unix seconds UTC."""
    width: int
    height: int
    stride: int
    """Bytes a line of luma; one of chroma has half of them."""
    memory: memoryview
    """Planar YUV, 8 bits, chroma halved across and down: luma, blue, red, as `slots.planes_at` says."""
    address: int
    """Where `memory` begins."""
    rim: int = 0
    """Pixels at the left of each line that are left out, an even number."""
    colours: int = Colours.BT601
    """One of `Colours`."""


class Figures(Struct, frozen=True, kw_only=True):
    """How a tile does: painted on it."""

    phase: Phase = Phase.OPENING
    fault: Fault | None = None
    age: float | None = None
    """Seconds since the last packet."""
    stream: Stream = Stream.SUB
    key_only: bool = False
    rate: float = 0.0
    """Pictures a second."""
    bits: float = 0.0
    """Bits a second."""
    latency: float | None = None
    """Seconds from the packet's arrival at the recorder to the decoded picture."""
    drops: int = 0
    recorded: bool = True
    """Live: whether a segment of the camera is being written now. In the past: whether there is a recording of this moment."""
    gap: str = ""
    """In the past, why there is no recording of this moment: a cause of `protocol.Gap`, `ELSEWHERE`, or empty when nothing is known."""


class Pictures(Protocol):
    """Where tiles get their pictures; every call returns at once and belongs to the GUI thread."""

    def know(self, cameras: Iterable[Camera]) -> None:
        """The hall's cameras: called when the hall is configured, and when that changes. Wants of others come to nothing."""

    def want(self, wants: Sequence[Want], playhead: Playhead = LIVE) -> None:
        """All tiles that can be seen now and what they need: called when that changes. What is not named stops being decoded."""

    def changed(self) -> frozenset[str]:
        """Tiles that have a picture which was not taken yet."""

    def take(self, tile: str) -> Picture | None:
        """The newest picture of a tile, or None when there is none that may be shown."""

    def figures(self, tile: str) -> Figures:
        """How a tile does now."""

    def close(self) -> None:
        """End the workers."""


class NoPictures:
    """`Pictures` of a console that has no recorder: every tile says so, and nothing is started."""

    def know(self, cameras: Iterable[Camera]) -> None:
        """Nothing comes of it."""

    def want(self, wants: Sequence[Want], playhead: Playhead = LIVE) -> None:
        """Nothing comes of it."""

    def changed(self) -> frozenset[str]:
        """Never any."""
        return frozenset()

    def take(self, tile: str) -> Picture | None:  # noqa: ARG002 (the contract has it)
        """None."""
        return None

    def figures(self, tile: str) -> Figures:  # noqa: ARG002 (the contract has it)
        """Refused, for want of a recorder."""
        return Figures(phase=Phase.REFUSED, fault=Fault.NO_RECORDER, recorded=False)

    def close(self) -> None:
        """Nothing to end."""
