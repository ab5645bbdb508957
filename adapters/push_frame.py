"""The generic vendor push ↔ bytes, used by both ends: the `push` adapter and whatever device, vendor program or simulation connects.

A device connects by TCP to the adapter and speaks JSON, one message a line (UTF-8, ended by LF, at most 16 KiB). Every message has a
`type`. Unknown types, unknown fields and wrong types are refused with a reason; the connection stays.

    device → adapter                                                                adapter → device
    {"type":"hello","protocol":1,"name":"kiosk-1","session":"s1","token":"…"}       {"type":"welcome","heartbeat":2.0,"last":0}
    {"type":"event","n":1,"at":917938800.0,"event":{"kind":"kiosk.session_started","device":"kiosk-1"}}
                                                                                    {"type":"ack","n":1}
    {"type":"beat"}                                                                 {"type":"beat"}
                                                                                    {"type":"do","id":"d1","command":{"do":"restart_device","device":"kiosk-1"}}
    {"type":"done","id":"d1","done":true}
    {"type":"event","n":2,"event":{"kind":"zone.counted","zone":"waiting","people":-3}}
                                                                                    {"type":"refuse","code":"invalid","n":2,"reason":"Expected `int` >= 0 - at `$.event.people`"}

`hello` comes first. `name` must be one that the adapter is configured for, which also says for which devices and zones it may speak.
`session` names one run of the device's counting: with the same session, numbers up to `last` were taken already and are acknowledged
again without effect. `n` counts 1, 2, 3 …; an event is acknowledged when it is on the adapter's disk, and should be sent again until
then. Either side that hears nothing for three heartbeats closes the connection; the device is then reported lost. Anything heard is a
heartbeat. The events are those of `resources/help/adapter-protocol.md`; commands too.
"""

import re
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from console.model.command import Command, Text
from console.model.event import AdapterEvent
from console.model.ident import Id

PROTOCOL = 1
Number = Annotated[int, Meta(ge=1, le=2**53)]


def _tag(name: str) -> str:
    return re.sub(r"^Push", "", name).lower()


class PushMessage(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="type", tag=_tag):
    """One message."""


class PushHello(PushMessage, frozen=True, kw_only=True):
    """The device's greeting, first on every connection."""

    protocol: int
    name: Id
    session: Id
    token: Text = ""


class PushEvent(PushMessage, frozen=True, kw_only=True):
    """One numbered event; `at` is the device's own clock, Unix seconds."""

    n: Number
    event: AdapterEvent
    at: float | None = None


class PushDone(PushMessage, frozen=True, kw_only=True):
    """What came of a command."""

    id: Id
    done: bool
    detail: Text = ""


class PushBeat(PushMessage, frozen=True, kw_only=True):
    """Still here. Either direction."""


class PushWelcome(PushMessage, frozen=True, kw_only=True):
    """Greeting accepted. `heartbeat`: say something at least this often, seconds. `last`: the highest number taken of this session."""

    heartbeat: float
    last: int


class PushAck(PushMessage, frozen=True, kw_only=True):
    """Number `n` is on disk."""

    n: Number


class PushDo(PushMessage, frozen=True, kw_only=True):
    """Execute this once and answer with `done`."""

    id: Id
    command: Command


class PushRefuse(PushMessage, frozen=True, kw_only=True):
    """Not accepted; `code` is one of `hello`, `invalid`, `not_yours`, `too_long`. A refused `n` is over: do not send it again."""

    code: Id
    reason: Text
    n: Number | None = None


FromDevice = PushHello | PushEvent | PushDone | PushBeat
ToDevice = PushWelcome | PushAck | PushDo | PushRefuse | PushBeat


class _Numbered(Struct):
    """Only the number of a message that cannot be decoded whole, so that its refusal names it."""

    n: Number


_from_device: msgspec.json.Decoder[FromDevice] = msgspec.json.Decoder(FromDevice)
_to_device: msgspec.json.Decoder[ToDevice] = msgspec.json.Decoder(ToDevice)
_numbered = msgspec.json.Decoder(_Numbered)
_encoder = msgspec.json.Encoder()


def decode_from_device(line: bytes) -> FromDevice:
    """One message of a device; raises `msgspec.DecodeError` naming the place."""
    return _from_device.decode(line)


def decode_to_device(line: bytes) -> ToDevice:
    """One message to a device; raises `msgspec.DecodeError` naming the place."""
    return _to_device.decode(line)


def number_of(line: bytes) -> int | None:
    """The `n` of a message that was refused, if it has a usable one."""
    try:
        return _numbered.decode(line).n
    except msgspec.DecodeError:
        return None


def encode(message: PushMessage) -> bytes:
    """One message as a line, with its end."""
    return _encoder.encode(message) + b"\n"
