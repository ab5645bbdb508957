"""The queue system's messages ↔ bytes, used by both ends: the `ticket_machine` adapter and the simulated hall.

One message is one JSON object (UTF-8). Over TCP it is one line, ended by LF; over HTTP it is the body of a POST, alone or several in
a JSON array. The numeric codes are those of a fielded tax-hall queue system (domain.md §2.3: source read, id 40797212523); power halls
use the same shape. Which number means what is data: `resources/protocols/qms.toml`. All fields beside `code` may be left out where the
code does not need them; unknown fields and wrong types are refused.

Queue system → hallwatch, **reports** (what happened; `seq` counts up and is kept by the sender until acknowledged):

    {"code":8201,"seq":7,"ms":917938800000,"machine":"M1","business":"pay","ticket":"A018","channel":0,"ahead":4}
    {"code":8002,"seq":8,"ms":917938860000,"machine":"M1","window":"3","staff":"s-7","ticket":"A018","business":"pay"}
    {"code":8108,"machine":"M1","ms":917938861000}                      heartbeat: no `seq`, not acknowledged

hallwatch → queue system, **requests** (what is wanted; `request` is any text, unique):

    {"code":8002,"request":"r-1","window":"3"}                          call the next one at window 3
    {"code":8015,"request":"r-2","ticket":"A018","to_window":"4"}       transfer

**Answers**, code 0, either way: to a report, that it is on disk (it is sent again until then, and taken once); to a request, what came
of it — and then what happened is reported as above, by its own code:

    {"code":0,"seq":8}
    {"code":0,"request":"r-1","ok":true}
    {"code":0,"request":"r-2","ok":false,"text":"no such ticket"}
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from adapters.tables import PROTOCOLS, Table, read_table
from console.fault import HallFault

Word = Annotated[str, Meta(min_length=1, max_length=64)]
"""A code of the vendor's: machine, window, business, staff, ticket, profile, priority."""
Number = Annotated[int, Meta(ge=0, le=2**53)]


class QmsFrame(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One message, either way."""

    code: Annotated[int, Meta(ge=0, le=9999)]
    seq: Number | None = None
    """The sender's own number of a report; the same number again is the same report."""
    request: Word | None = None
    ms: Number | None = None
    """When it happened by the queue system's own clock, Unix milliseconds; may be wrong."""
    machine: Word | None = None
    window: Word | None = None
    business: Word | None = None
    staff: Word | None = None
    ticket: Word | None = None
    tickets: tuple[Word, ...] = ()
    """8104: the open tickets that the reset closes."""
    channel: Number | None = None
    """How a ticket was taken: 0 ordinary, 9 appointment."""
    customer: Word | None = None
    """Customer class."""
    priority: Word | None = None
    ahead: Number | None = None
    """How many wait in front, as printed on the paper."""
    appointment_ms: Number | None = None
    waiting: Number | None = None
    score: int | None = None
    """The evaluator's result in the vendor's own numbers."""
    profile: Word | None = None
    """8103: the set of businesses a window serves."""
    to_business: Word | None = None
    to_window: Word | None = None
    reason: Annotated[str, Meta(max_length=200)] = ""
    ok: bool | None = None
    """In an answer: done, or not and why in `text`."""
    text: Annotated[str, Meta(max_length=200)] = ""


ANSWER = 0
"""The code of an answer; no vendor code is 0."""


class Meaning(StrEnum):
    """What a code tells, when reported, or asks for, when requested."""

    LOGIN = "login"
    LOGOUT = "logout"
    PAUSE = "pause"
    RESUME = "resume"
    CALL = "call"
    RECALL = "recall"
    START = "start"
    FINISH = "finish"
    RATE = "rate"
    ABANDON = "abandon"
    TRANSFER = "transfer"
    SUSPEND = "suspend"
    CALL_BACK = "call_back"
    PAUSE_ITEM = "pause_item"
    RESUME_ITEM = "resume_item"
    PRIORITISE = "prioritise"
    PROFILE = "profile"
    TAKE = "take"
    TAKE_APPOINTMENT = "take_appointment"
    WAITING = "waiting"
    RESET = "reset"
    MACHINE_BEAT = "machine_beat"
    WINDOW_BEAT = "window_beat"
    OTHER = "other"
    """A code of the vendor's that tells the hall nothing: acknowledged and left."""


class CodeRow(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One code of the vendor's."""

    number: Annotated[int, Meta(ge=1, le=9999)]
    means: Meaning
    name: str
    name_en: str
    needs: tuple[str, ...] = ()
    """Fields that a report of this code must carry."""


class QmsTable(Table, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A vendor's protocol as data: the file `resources/protocols/qms.toml`."""

    once = {"code": "number"}  # noqa: RUF012 (a constant of the class)
    channels: Mapping[str, str]
    """Take channel → our channel."""
    scores: Mapping[str, Annotated[int, Meta(ge=1, le=5)]]
    """Evaluator result → score 1…5."""
    code: tuple[CodeRow, ...]

    def row(self, number: int) -> CodeRow | None:
        """The row of a code; None for a code that the vendor's sheet does not have."""
        return next((row for row in self.code if row.number == number), None)

    def number(self, means: Meaning) -> int:
        """The code that says `means`."""
        return next(row.number for row in self.code if row.means is means)


@cache
def load_table(name: str = "qms") -> QmsTable:
    """The table `resources/protocols/NAME.toml`; raises `HallFault` naming file and key."""
    table = read_table(name, QmsTable)
    path = PROTOCOLS / f"{name}.toml"
    if missing := {meaning for meaning in Meaning if meaning is not Meaning.OTHER} - {row.means for row in table.code}:
        raise HallFault(f"{path}: no code means {min(missing)!r}", "give every meaning a code")
    if wrong := [field for row in table.code for field in row.needs if field not in QmsFrame.__struct_fields__]:
        raise HallFault(f"{path}: `needs` names {wrong[0]!r}, which no message has", "use a field of qms_frame.QmsFrame")
    return table


_decoder = msgspec.json.Decoder(QmsFrame)
_batch_decoder = msgspec.json.Decoder(QmsFrame | list[QmsFrame])
_encoder = msgspec.json.Encoder()


def decode(line: bytes) -> QmsFrame:
    """One message; raises `msgspec.DecodeError` (of which `ValidationError` is one) naming the place."""
    return _decoder.decode(line)


def decode_body(body: bytes) -> list[QmsFrame]:
    """The messages of an HTTP body: one object, or an array of them."""
    frames = _batch_decoder.decode(body)
    return frames if isinstance(frames, list) else [frames]


def encode(frame: QmsFrame) -> bytes:
    """One message as a line, with its end."""
    return _encoder.encode(frame) + b"\n"
