"""What the recorder and those who look say to each other: ZeroMQ ROUTER ↔ DEALER under CURVE, with the hall's station keys.

The recorder makes the only connection to a camera. Who wants to see (a decode worker of a desk or a wall) asks it for a stream and
gets the compressed packets; who wants to know (the camera adapter) asks for health. A message is one frame of JSON; a packet is two:
its header, then the bytes as the camera sent them. A looker that cannot keep up loses packets up to the next key frame, and is told
how many; it never slows the recorder.
"""

from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from console.model.ident import Id

PROTOCOL = 1
"""Version of this protocol; said in `Greet`, refused when it differs."""


class Stream(StrEnum):
    """Which of a camera's streams: the large one, or the small one for grids."""

    MAIN = "main"
    SUB = "sub"


class Phase(StrEnum):
    """How a stream does, by the age of its last packet and what its pictures show."""

    IDLE = "idle"
    """Nobody wants it, so it is not pulled."""
    OPENING = "opening"
    LIVE = "live"
    STALE = "stale"
    """No packet for 2 s."""
    LOST = "lost"
    """No packet for 10 s; no last picture may be shown."""
    REFUSED = "refused"
    """The camera or its address is wrong in a way that trying again does not mend; `Health.fault` says which."""


STALE = 2.0
LOST = 10.0
"""Seconds without a packet."""


def phase_at(age: float) -> Phase:
    """How a stream does whose last packet is so many seconds old."""
    if age > LOST:
        return Phase.LOST
    return Phase.STALE if age > STALE else Phase.LIVE


class Fault(StrEnum):
    """Why a stream is not as it should be, for the words on the tile and in the log."""

    UNREACHABLE = "unreachable"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105 — a code, not a password
    NO_SUCH_STREAM = "no_such_stream"
    NOT_VIDEO = "not_video"
    BROKEN_STREAM = "broken_stream"
    CERTIFICATE = "certificate"
    BAD_ADDRESS = "bad_address"
    FROZEN = "frozen"
    """Packets come, the picture does not change."""
    COVERED = "covered"
    """Dark or featureless: covered or defocused lens."""
    TOO_LARGE = "too_large"
    NO_RECORDER = "no_recorder"
    """The console's own finding: no recorder answers, so nothing can be seen; tiles say so calmly."""
    DENIED = "denied"
    """The recorder's `Denied`: this station may not see the camera."""
    DECODER = "decoder"
    """The console's own finding: the worker that decodes for this tile ended or hangs and is being started anew."""


class TalkPhase(StrEnum):
    """How far somebody is who wants to talk to a camera's loudspeaker."""

    WAITING = "waiting"
    """A desk has said that it will speak; the hub's word, by the camera's adapter, is not there yet."""
    CONNECTING = "connecting"
    OPEN = "open"
    """What comes from the desk goes to the loudspeaker."""
    ENDED = "ended"


class TalkEnd(StrEnum):
    """Why a talk is over, or never began; also the cause in the journal (`TalkEnded`)."""

    RELEASED = "released"
    """Whoever talked let go."""
    LIMIT = "limit"
    """The longest time for one talk was over."""
    SILENT = "silent"
    """Nothing came from the desk any more: it hangs, or its line is lost."""
    CAMERA_LOST = "camera_lost"
    UNREACHABLE = "unreachable"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105 — a code, not a password
    CERTIFICATE = "certificate"
    NO_LOUDSPEAKER = "no_loudspeaker"
    """The camera has no back channel."""
    CODEC = "codec"
    """It takes no G.711."""
    BUSY = "busy"
    """Somebody talks through this camera already."""
    DENIED = "denied"
    """This station may not talk through it."""
    RECORDER_LOST = "recorder_lost"
    UNKNOWN = "unknown"
    """Nobody said how it ended; it was over when its time was."""


class Message(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="say"):
    """One message; its tag is the class name."""


# --- from those who look -------------------------------------------------------------------------------------------------


class Greet(Message, frozen=True, kw_only=True):
    """First word of a connection."""

    protocol: int
    station: str


class Watch(Message, frozen=True, kw_only=True):
    """Send this stream from its last key frame on, until `Unwatch` or 5 s without a `Still`."""

    camera: Id
    stream: Stream
    back: Annotated[float, Meta(ge=0, le=60)] = 0.0
    """Seconds before now to begin at, as far as they are kept in memory (instant replay); 0: the last key frame."""


class Unwatch(Message, frozen=True, kw_only=True):
    """No more of this stream."""

    camera: Id
    stream: Stream


class Still(Message, frozen=True, kw_only=True):
    """Still here: once a second."""


class AskHealth(Message, frozen=True, kw_only=True):
    """Send `Health` of every stream now, and again at each change and at least every 2 s."""


class Protect(Message, frozen=True, kw_only=True):
    """Keep what was recorded between two moments until `Unprotect` (only the adapter's key may)."""

    hold: Id
    camera: Id
    begin: float
    end: float
    """Unix seconds, UTC."""


class Unprotect(Message, frozen=True, kw_only=True):
    """Let the ordinary retention rule again."""

    hold: Id


class GapKept(Message, frozen=True, kw_only=True):
    """An adapter has a `Gap` on its disk: until then it is told again to each adapter that comes (only the adapter's key may)."""

    camera: Id
    begin: float


class OfferVoice(Message, frozen=True, kw_only=True):
    """A desk will speak under this name through this camera, once the hub has let it.

    Said before the name is ordered anywhere: it is kept for whoever says it first.
    """

    talk: Id
    camera: Id


class Voice(Message, frozen=True, kw_only=True):
    """What is being said: samples of 16 bits, mono, 8,000 a second. Only from the desk that offered, and only while the talk is open."""

    talk: Id
    sound: Annotated[bytes, Meta(min_length=2, max_length=1600)]


class EndVoice(Message, frozen=True, kw_only=True):
    """Whoever talks has let go; one that is not open yet never will be."""

    talk: Id


class OpenTalk(Message, frozen=True, kw_only=True):
    """The hub lets a desk talk through this camera, for so many seconds at most (only the adapter of the camera may)."""

    talk: Id
    camera: Id
    seconds: Annotated[float, Meta(gt=0, le=120)]


ToRecorder = (
    Greet | Watch | Unwatch | Still | AskHealth | Protect | Unprotect | GapKept | OfferVoice | Voice | EndVoice | OpenTalk
)


# --- from the recorder ---------------------------------------------------------------------------------------------------


class Welcome(Message, frozen=True, kw_only=True):
    """The cameras that this station may see."""

    protocol: int
    cameras: tuple[Id, ...]


class Denied(Message, frozen=True, kw_only=True):
    """Not for this station, or no such camera; `reason` is plain English for the log."""

    reason: str
    camera: Id | None = None


class Codec(Message, frozen=True, kw_only=True):
    """How the following packets of a stream are coded: sent before the first, and again when it changes (`generation` + 1)."""

    camera: Id
    stream: Stream
    generation: int
    name: str
    """FFmpeg's name: h264, hevc, mjpeg …"""
    extradata: bytes = b""
    width: int = 0
    height: int = 0
    sound: str = ""
    """Codec of the sound track; empty: none."""
    sound_extradata: bytes = b""
    sound_rate: int = 0
    sound_channels: int = 0


class Packet(Message, frozen=True, kw_only=True):
    """Header of a packet; its bytes are the second frame."""

    camera: Id
    stream: Stream
    generation: int
    at: float
    """When the picture was taken, Unix seconds UTC, as the recorder reckons it (arrival, evened out by the stream's own clock)."""
    pts: int
    """Microseconds on the stream's own clock, evened out over a reconnection so that it only grows."""
    is_key: bool = False
    is_sound: bool = False
    missed: int = 0
    """Packets left out before this one because the looker was slow."""


class Health(Message, frozen=True, kw_only=True):
    """How a stream does."""

    camera: Id
    stream: Stream
    phase: Phase
    fault: Fault | None = None
    detail: str = ""
    """Plain English for the log, without passwords."""
    since: float = 0.0
    """When this phase began, Unix seconds UTC."""
    age: float | None = None
    """Seconds since the last packet; None: there was none."""
    rate: float = 0.0
    """Pictures a second, over the last 5 s."""
    bits: float = 0.0
    """Bits a second, over the last 5 s."""
    is_recorded: bool = False
    """A segment is being written now."""
    moves: bool = False
    """Something moved before the camera in the last half minute; of the sub stream."""


class Gap(Message, frozen=True, kw_only=True):
    """A hole in a camera's recording, told when it ends."""

    camera: Id
    begin: float
    end: float
    cause: str
    """lost_camera, disk_full, slow_disk, folder_missing, recorder_down, clock_step."""


class Protected(Message, frozen=True, kw_only=True):
    """The answer to `Protect` and `Unprotect`: whether the recorder keeps a hold now."""

    hold: Id
    is_kept: bool
    reason: str = ""
    """Why it is not kept though that was asked; plain English."""


class Storage(Message, frozen=True, kw_only=True):
    """How the disk of the recordings does: with `Health`, every 2 s."""

    used: int
    free: int
    """Bytes."""
    is_full: bool = False
    is_slow: bool = False
    is_missing: bool = False
    oldest: float | None = None
    """Begin of the oldest segment kept, Unix seconds UTC."""
    now: float | None = None
    """Hall time as this is said: the demo's is not the wall's."""


class TalkDoing(Message, frozen=True, kw_only=True):
    """How a talk does: to the desk that offered its voice and to the adapter that opened it, at each change."""

    talk: Id
    camera: Id
    phase: TalkPhase
    end: TalkEnd | None = None
    """Why it is over."""
    detail: str = ""
    """Plain English for the log, without passwords."""


FromRecorder = Welcome | Denied | Codec | Packet | Health | Gap | Protected | Storage | TalkDoing

_to_recorder: msgspec.json.Decoder[ToRecorder] = msgspec.json.Decoder(ToRecorder)
_from_recorder: msgspec.json.Decoder[FromRecorder] = msgspec.json.Decoder(FromRecorder)
encode = msgspec.json.Encoder().encode


def decode_to_recorder(data: bytes) -> ToRecorder:
    """Raises `msgspec.MsgspecError` for anything else."""
    return _to_recorder.decode(data)


def decode_from_recorder(data: bytes) -> FromRecorder:
    """Raises `msgspec.MsgspecError` for anything else."""
    return _from_recorder.decode(data)
