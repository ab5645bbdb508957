"""Messages between adapters, hub and consoles ↔ bytes, strictly. The protocol page describes exactly this.

Every message is one ZeroMQ frame of JSON (UTF-8) with a `type`; what the hub takes has at most 64 KiB, and its feed socket puts a topic
frame in front. Answers never have two frames: libzmq aborts a reader whose connection breaks between them (see `station.secure`). Unknown types, unknown keys, wrong types and missing keys are refused by
`decode_…` with `msgspec.ValidationError`, whose text names the place.
"""

import re
import zlib
from collections.abc import Callable
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct

from console.model.command import Command, Text
from console.model.event import AdapterEvent, Entry
from console.model.ident import Id
from console.model.state import HallState
from console.model.state import decode as decode_state
from console.model.state import encode as encode_state
from console.secret import Secret
from console.station import Key

PROTOCOL = 1
"""Version in every greeting; another version is refused."""
MAX_FRAME = 65_536
MAX_STATE = 64 * 2**20
"""Bytes of a state once unpacked."""
MAX_EVENT = 16_384
"""Bytes of one event in JSON."""
WINDOW = 256
"""Events an adapter may have unacknowledged, when the hub grants full credit."""
LEASE = 1.5
"""Seconds of silence after which the other side is taken as gone."""
HEARTBEAT = 0.5
"""Seconds between heartbeats when there is nothing else to say."""
TOPIC_ENTRIES = b"entries"
"""Topic frame of the feed in front of `Entries`: what was committed, in order, as it happens."""
TOPIC_PULSE = b"pulse"
"""Topic frame of the feed in front of `Pulse`."""

Number = Annotated[int, Meta(ge=0, le=2**53)]


class Message(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type", tag=str.lower):
    """One message; its `type` is the class name in lower case."""


# --- adapter → hub ----------------------------------------------------------------------------------------------------


class Hello(Message, frozen=True, kw_only=True):
    """An adapter's greeting: first message, and again after any silence or refusal."""

    protocol: int
    adapter: Id
    epoch: Id
    """The outbox's birth: changes only when the outbox was lost."""
    acked: Number
    """Highest number the hub ever acknowledged, by the adapter's own record."""
    first: Number
    """Lowest number it can still resend (0: none)."""
    last: Number
    """Highest number it has given."""
    version: Text
    devices: tuple[Id, ...]


class Happened(Message, frozen=True, kw_only=True):
    """One numbered event."""

    n: Number
    device_at: float | None = None
    event: AdapterEvent


class Beat(Message, frozen=True, kw_only=True):
    """Nothing to report; still here. Either direction."""


class Bye(Message, frozen=True, kw_only=True):
    """Leaving in order."""


class KeyKept(Message, frozen=True, kw_only=True):
    """The key that `newkey` announced is in the station file, on disk. Either kind of station."""

    key: Key


FromAdapter = Hello | Happened | Beat | Bye | KeyKept

# --- hub → adapter ----------------------------------------------------------------------------------------------------


class Welcome(Message, frozen=True, kw_only=True):
    """Greeting accepted: send on from `expect`."""

    protocol: int
    hall: Id
    boot: int
    expect: Number
    credit: Number
    now: float
    """Hall time."""
    speed: float


class Ack(Message, frozen=True, kw_only=True):
    """All numbers up to `upto` are on disk; `credit` more may be under way."""

    epoch: Id
    upto: Number
    credit: Number


class Nak(Message, frozen=True, kw_only=True):
    """Not taken: send again from `expect`."""

    epoch: Id
    expect: Number
    reason: Text


class Refuse(Message, frozen=True, kw_only=True):
    """A message was not accepted; `code` is fixed, `reason` is for people. `n`: the event it concerns, which is skipped."""

    code: Id
    reason: Text
    n: Number | None = None


class Do(Message, frozen=True, kw_only=True):
    """Execute this once. Same id again: answer again, do not execute."""

    id: Id
    command: Command
    expires_in: float
    """Seconds from now, by the adapter's own monotonic clock."""
    boot: int
    """The hub's boot number; an older one than the adapter knows is refused."""


class Ask(Message, frozen=True, kw_only=True):
    """What came of this id? Answered by `command.reported` or `command.not_known`."""

    id: Id


class NewKey(Message, frozen=True, kw_only=True):
    """The hub will have another key from `at` on, or a little later: keep it beside `hub_key`. Said again until `keykept`."""

    key: Key
    at: float


ToAdapter = Welcome | Ack | Nak | Refuse | Do | Ask | Beat | NewKey

# --- console → hub ----------------------------------------------------------------------------------------------------


class Enter(Message, frozen=True, kw_only=True):
    """A console's greeting."""

    protocol: int
    station: Id
    person: Id | None = None
    """Who sits there, where the hall has no registered people; where it has, who logged in counts."""
    session: Text = ""
    """The same as long as this console runs: a login ends when another one greets."""
    checkpoint: int = 0
    """`seq` of the newest checkpoint this station keeps, with its head."""
    head: str = ""


class Sync(Message, frozen=True, kw_only=True):
    """Entries after `after`, at most a page. Answered by `Entries`."""

    after: Number


class Fetch(Message, frozen=True, kw_only=True):
    """The newest snapshot, or the newest at or before `before` (hall time). Answered by `Snapshot`."""

    before: float | None = None


class Between(Message, frozen=True, kw_only=True):
    """To the history socket: entries with `after` < seq, `at` <= `until`, at most `limit`. Answered by `Entries`."""

    after: Number
    until: float
    limit: Annotated[int, Meta(ge=1, le=5_000)] = 2_000


class Span(Message, frozen=True, kw_only=True):
    """To the history socket: what times there are. Answered by `Extent`."""


class Order(Message, frozen=True, kw_only=True):
    """A command; `id` is a UUIDv7 made by the console. Same id again: the same answer."""

    id: Id
    command: Command
    boot: int
    expires_in: float = 5.0


class Login(Message, frozen=True, kw_only=True):
    """A person says who they are; takes the desk over from whoever sat there. Answered by `LoginAnswer`."""

    id: Id
    person: Id
    secret: Secret


class Logout(Message, frozen=True, kw_only=True):
    """Nobody sits there any more, or nobody has touched it for long. Not answered: the state tells."""

    reason: Literal["left", "idle"] = "left"


class Vouch(Message, frozen=True, kw_only=True):
    """A second person agrees at somebody else's desk to what that one has armed. Answered by `LoginAnswer`."""

    id: Id
    """Also the id of the order that comes of it."""
    arming: Id
    person: Id
    secret: Secret
    boot: int


FromConsole = Enter | Sync | Fetch | Between | Span | Order | Login | Logout | Vouch | Beat | Bye | KeyKept

# --- hub → console ----------------------------------------------------------------------------------------------------


class Admitted(Message, frozen=True, kw_only=True):
    """Greeting accepted."""

    protocol: int
    hall: Id
    role: Id
    boot: int
    seq: Number
    now: float
    speed: float
    feed: int
    """Port of the feed (SUB)."""
    history: int
    """Port of the history queries."""


class Starting(Message, frozen=True, kw_only=True):
    """Instead of any answer: the hub reads its journal first, and has folded `done` of `whole` entries. Greet again."""

    done: Number
    whole: Number


class Sealed(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """An entry with its hash in the chain (hex)."""

    entry: Entry
    hash: str


class Entries(Message, frozen=True, kw_only=True):
    """A run of entries without gaps."""

    entries: tuple[Sealed, ...]
    head: Number
    """The journal's last `seq`."""


class Snapshot(Message, frozen=True, kw_only=True):
    """A kept state."""

    seq: Number
    at: float
    hash: str
    """The chain's hash at `seq`."""
    state: bytes
    """`pack_state`: MessagePack of `HallState`, zlib; in JSON as base64."""


class Extent(Message, frozen=True, kw_only=True):
    """First and last hall time in the journal, and the days with entries."""

    first: float
    last: float
    days: tuple[str, ...]


class Answer(Message, frozen=True, kw_only=True):
    """An order was accepted or refused; the rest is told by events."""

    id: Id
    accepted: bool
    reason: str = ""
    detail: Text = ""


class LoginAnswer(Message, frozen=True, kw_only=True):
    """What came of a `Login` or `Vouch`."""

    id: Id
    accepted: bool
    reason: str = ""
    """`wrong` (name or secret), `locked`, `busy`, `nobody` (no person is registered), or a code of `command.Refusal`."""
    left: int = 0
    """How many more wrong secrets there may be, after a wrong one."""
    seconds: float = 0.0
    """For how long the person is locked."""


class Pulse(Message, frozen=True, kw_only=True):
    """On the feed every 0.5 s: the head, and whether facts reach the disk."""

    boot: int
    seq: Number
    hash: str
    now: float
    speed: float
    recorded: bool
    spooled: Number = 0


ToConsole = Admitted | Starting | Entries | Snapshot | Extent | Answer | LoginAnswer | Pulse | Refuse | Beat | NewKey

_M = TypeVar("_M")


def _strict(decode: Callable[[bytes], _M]) -> Callable[[bytes], _M]:
    """`decode`, with `msgspec.ValidationError` for what it would tell otherwise: text that is not UTF-8, and bottomless nesting."""

    def decoded(data: bytes) -> _M:
        try:
            return decode(data)
        except (UnicodeDecodeError, RecursionError) as error:
            raise msgspec.ValidationError(str(error)) from error

    return decoded


LONGEST_SECRET = 512
"""Characters of a secret on the wire; whether one will do is the hub's matter."""


def _from_plain(kind: type, value: object) -> object:
    """The one type here that JSON does not know; its faults do not tell it."""
    if kind is not Secret:
        raise NotImplementedError(kind)
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_SECRET:
        raise ValueError("not a secret")
    return Secret(value)


def _to_plain(value: object) -> str:
    if isinstance(value, Secret):
        return value.reveal()
    raise NotImplementedError(type(value))


def shown(data: bytes, most: int = 200) -> str:
    """A message as it came, for a log: cut, and nothing at all of one that may hold a secret, however it is written."""
    if re.search(rb"secret|\\u", data, re.IGNORECASE):
        return f"<{len(data)} bytes that are not shown>"
    return repr(data[:most])


_encoder = msgspec.json.Encoder(enc_hook=_to_plain)
decode_from_adapter: Callable[[bytes], FromAdapter] = _strict(msgspec.json.Decoder(FromAdapter).decode)
decode_to_adapter: Callable[[bytes], ToAdapter] = _strict(msgspec.json.Decoder(ToAdapter).decode)
decode_from_console: Callable[[bytes], FromConsole] = _strict(msgspec.json.Decoder(FromConsole, dec_hook=_from_plain).decode)
decode_to_console: Callable[[bytes], ToConsole] = _strict(msgspec.json.Decoder(ToConsole).decode)
encode = _encoder.encode


def pack_state(state: HallState) -> bytes:
    """The `state` of a `Snapshot`; also what the journal's cache holds."""
    return zlib.compress(encode_state(state), 1)


def unpack_state(data: bytes) -> HallState:
    """The inverse of `pack_state`; raises ValueError for anything else, and for more than `MAX_STATE` bytes."""
    stream = zlib.decompressobj()
    try:
        plain = stream.decompress(data, MAX_STATE)
    except zlib.error as error:
        raise ValueError(f"not a packed state: {error}") from error
    if not stream.eof:
        raise ValueError("a packed state is cut short or too large")
    return decode_state(plain)
