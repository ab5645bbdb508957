"""Devices that report by themselves: kiosks, people counters, displays, staff terminals and vendors' programs connect and push.

    host = "0.0.0.0"               # no TLS: on a network that others share, put a tunnel in front
    port = 8803
    heartbeat = 2.0                # seconds; after three without a word a connection is hung up

    [[peers]]
    name = "kiosk-1"               # what the device calls itself in its greeting
    token = "…"                    # and proves
    devices = ["kiosk-1"]          # what it may speak for, and which commands go to it

    [[peers]]
    name = "people-counter"
    devices = ["counter-cam"]
    zones = ["waiting", "entrance"]

    [[peers]]
    name = "staff-terminal"
    devices = ["staff-terminal"]
    staff = true                   # events of staff, and the order to go elsewhere

Protocol: our own, both ways, in `adapters/push_frame.py`. A device may report what happened to its devices and zones (and to staff, where
allowed), never on tickets, counters or commands. Its devices are found with its greeting and lost with its connection. An event is
acknowledged when it is on disk; numbers taken before are acknowledged again without effect while the `session` is the same and this
program runs. A number that skips some is taken: what a device has lost nobody else can bring back.
"""

import hmac
import itertools
import time
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from adapters.base import Obeyed, Report, clipped
from adapters.conditions import Reach
from adapters.line_link import LineLink, LinePeer
from adapters.push_frame import (
    PROTOCOL,
    PushAck,
    PushBeat,
    PushDo,
    PushDone,
    PushEvent,
    PushHello,
    PushMessage,
    PushRefuse,
    PushWelcome,
    decode_from_device,
    encode,
    number_of,
)
from console.model.command import Command, ReassignStaff
from console.model.event import (
    AdapterEvent,
    CallAnnounced,
    DeviceConditionCleared,
    DeviceConditionRaised,
    DeviceFound,
    DeviceLost,
    DeviceMeasured,
    DisplayShowed,
    KioskSessionEnded,
    KioskSessionStarted,
    PanelKeyPressed,
    StaffEvent,
    ZoneCounted,
)
from console.model.ident import Id

MISSED = 3
"""Heartbeats without a word after which a connection is given up."""
_OF_DEVICES = (
    DeviceMeasured,
    DeviceConditionRaised,
    DeviceConditionCleared,
    DeviceLost,
    DeviceFound,
    DisplayShowed,
    CallAnnounced,
    KioskSessionStarted,
    KioskSessionEnded,
    PanelKeyPressed,
)


class Peer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One device or vendor's program that may connect."""

    name: Id
    devices: Annotated[tuple[Id, ...], Meta(min_length=1)]
    zones: tuple[Id, ...] = ()
    staff: bool = False
    token: str = ""

    def may_tell(self, event: AdapterEvent) -> bool:
        """Whether an event is this peer's to tell."""
        if isinstance(event, _OF_DEVICES):
            return event.device in self.devices
        if isinstance(event, ZoneCounted):
            return event.zone in self.zones
        return self.staff and isinstance(event, StaffEvent)


class Config(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where to listen, and for whom."""

    peers: Annotated[tuple[Peer, ...], Meta(min_length=1)]
    host: str = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65_535)] = 8803
    heartbeat: Annotated[float, Meta(gt=0, le=60)] = 2.0
    answer_within: Annotated[float, Meta(gt=0)] = 0.8

    def __post_init__(self) -> None:
        for what, ids in (
            ("peer", [peer.name for peer in self.peers]),
            ("device", [device for peer in self.peers for device in peer.devices]),
            ("zone", [zone for peer in self.peers for zone in peer.zones]),
            ("peer with staff", ["staff" for peer in self.peers if peer.staff]),
        ):
            if twice := [one for one in ids if ids.count(one) > 1]:
                raise ValueError(f"{what} {twice[0]!r} stands twice: one peer speaks for it")


class _Known:
    """What is known of one configured peer."""

    def __init__(self, peer: Peer, now: float) -> None:
        self.peer = peer
        self.line: LinePeer | None = None
        self.silent_since = now
        self.session = ""
        self.last = 0


class Adapter:
    """Listens for the configured peers."""

    def __init__(self, config: Config, report: Report) -> None:
        self.config = config
        self.refused = 0
        """Messages and greetings refused since the start."""
        self._report = report
        self._reach = Reach(report)
        self._link = LineLink(config.host, config.port, listens=True, most=4 * len(config.peers) + 8)
        self.port = self._link.port
        """Where it listens."""
        now = time.monotonic()
        self._known = {peer.name: _Known(peer, now) for peer in config.peers}
        self._at_line: dict[LinePeer, _Known] = {}
        self._came: dict[LinePeer, float] = {}
        self._answers: dict[str, PushDone | None] = {}
        self._ids = itertools.count(1)
        self._beat_at = now

    @property
    def devices(self) -> tuple[str, ...]:
        """All that any peer may speak for."""
        return tuple(device for peer in self.config.peers for device in peer.devices)

    def poll(self, timeout: float) -> None:
        """Take what comes within `timeout` seconds, acknowledge what is on disk."""
        acks: list[tuple[LinePeer, PushMessage]] = []
        looked_at = time.monotonic()
        for heard in self._link.poll(min(timeout, self.config.heartbeat)):
            if heard.line is None:
                self._forget(heard.peer, "the connection ended")
            elif heard.peer in self._link.peers:
                acks += [(heard.peer, answer) for answer in self._take(heard.peer, heard.line)]
        if any(isinstance(answer, PushAck) for _, answer in acks):
            self._report.flush()
        for line, answer in acks:
            self.refused += isinstance(answer, PushRefuse)
            line.send(encode(answer))
            if isinstance(answer, PushRefuse) and answer.code == "hello":
                line.hang_up()
        self._watch(looked_at)

    def obey(self, command: Command) -> Obeyed:
        """Pass the command to the peer it concerns and wait for its answer."""
        known = next((known for known in self._known.values() if self._concerns(known.peer, command)), None)
        if known is None:
            return Obeyed(done=False, detail=f"no peer here takes {type(command).__name__}")
        if known.line is None:
            return Obeyed(done=False, detail=f"{known.peer.name} is not connected")
        id = f"d{next(self._ids)}"
        self._answers[id] = None
        known.line.send(encode(PushDo(id=id, command=command)))
        deadline = time.monotonic() + self.config.answer_within
        while self._answers[id] is None and known.line is not None and (left := deadline - time.monotonic()) > 0:
            self.poll(left)
        answer = self._answers.pop(id)
        if answer is None:
            return Obeyed(done=False, detail=f"{known.peer.name} did not answer within {self.config.answer_within:g} s")
        return Obeyed(done=answer.done, detail=answer.detail)

    def close(self) -> None:
        """Hang up on all."""
        self._link.close()

    def _concerns(self, peer: Peer, command: Command) -> bool:
        if isinstance(command, ReassignStaff):
            return peer.staff
        return getattr(command, "device", None) in peer.devices

    def _take(self, line: LinePeer, text: bytes) -> list[PushMessage]:
        """One line; returns the answers."""
        if not text:
            return [PushRefuse(code="too_long", reason="a line has more than 16384 bytes")]
        try:
            message = decode_from_device(text)
        except msgspec.DecodeError as error:
            return [PushRefuse(code="invalid", n=number_of(text), reason=clipped(str(error)))]
        known = self._at_line.get(line)
        if isinstance(message, PushHello):
            return [self._greet(line, message)]
        if known is None:
            return [PushRefuse(code="hello", reason="the first message must be hello")]
        match message:
            case PushEvent():
                return [self._take_event(known, message)]
            case PushDone(id=id):
                if id in self._answers:
                    self._answers[id] = message
            case PushBeat():
                pass  # having been heard is all it says
        return []

    def _greet(self, line: LinePeer, hello: PushHello) -> PushMessage:
        known = self._known.get(hello.name)
        if hello.protocol != PROTOCOL:
            return PushRefuse(code="hello", reason=f"protocol {hello.protocol} is not spoken here, {PROTOCOL} is")
        if known is None or not hmac.compare_digest(hello.token.encode(), known.peer.token.encode()):
            return PushRefuse(code="hello", reason="unknown name or wrong token")
        if known.line not in (None, line):
            self._forget(known.line, "")  # the device came back before its old connection was noticed to be dead
        self._at_line[line], known.line = known, line
        if hello.session != known.session:
            known.session, known.last = hello.session, 0
        for device in known.peer.devices:
            self._reach.found(device)
        return PushWelcome(heartbeat=self.config.heartbeat, last=known.last)

    def _take_event(self, known: _Known, message: PushEvent) -> PushMessage:
        if message.n <= known.last:
            return PushAck(n=message.n)
        if not known.peer.may_tell(message.event):
            reason = f"{type(message.event).__name__} of this subject is not for {known.peer.name} to tell"
            return PushRefuse(code="not_yours", n=message.n, reason=reason)
        try:
            self._report(message.event, message.at)
        except msgspec.ValidationError as error:  # over the limits of an event that the decoder does not know, such as its size
            return PushRefuse(code="invalid", n=message.n, reason=clipped(str(error)))
        known.last = message.n
        return PushAck(n=message.n)

    def _forget(self, line: LinePeer | None, reason: str) -> None:
        """A connection is over; with a reason its devices are lost."""
        if line is None:
            return
        self._came.pop(line, None)
        known = self._at_line.pop(line, None)
        line.hang_up()
        if known is None or known.line is not line:
            return
        known.line, known.silent_since = None, time.monotonic()
        for device in known.peer.devices if reason else ():
            self._reach.lost(device, reason)

    def _watch(self, now: float) -> None:
        """Beat; hang up on the silent; lose who has not come. `now`: when it was looked for words; later ones may lie there unread."""
        limit = MISSED * self.config.heartbeat
        if now >= self._beat_at:
            self._beat_at = now + self.config.heartbeat
            for line in tuple(self._at_line):
                line.send(encode(PushBeat()))
        for line in tuple(self._link.peers):
            came = self._came.setdefault(line, now)
            if now - line.heard_at > limit or (line not in self._at_line and now - came > limit):
                self._forget(line, f"nothing heard for {limit:g} s")
        for known in self._known.values():
            if known.line is None and now - known.silent_since > limit:
                for device in known.peer.devices:
                    if not self._reach.is_lost(device):
                        self._reach.lost(device, f"{known.peer.name} is not connected")
