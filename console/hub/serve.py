"""The consoles' side of the hub: who sits where, pages of entries, snapshots, orders. Messages in, answers out; no sockets.

Durations are `time.monotonic` seconds, given by the caller. An answer that a console does not take is dropped: it asks again.
"""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import assert_never

import msgspec

from console import wire
from console.fault import HallFault
from console.hub import page
from console.hub.core import HubCore
from console.hub.journal import Agreement, JournalBroken
from console.hub.keys import Paired
from console.hub.login import Logins
from console.hub.refusals import Code, Refusals
from console.model import event as ev
from console.model.command import Refusal, Role
from console.wire import Admitted, Answer, Beat, Between, Bye, Enter, Entries, Fetch, Order, Refuse, Sealed, Span, Sync

LEASE = 5.0
"""Seconds of silence after which a console counts as gone. Nothing is taken from it by that; it is told in the log."""
PAGE = 2_000
RECENT = 2_000
"""Entries kept in memory for consoles that fell behind a little, twice as many at times; 1.5 kB each."""
REQUESTS = 100.0
ORDERS = 20.0
"""Requests and orders that one station may make in a second, lasting; twice as many at once."""

log = logging.getLogger(__name__)
Send = Callable[[bytes, bytes], bool]
"""To a route, one message; False when it could not be handed on."""


class _Bucket:
    """So many a second, twice as many at once."""

    def __init__(self, rate: float, now: float) -> None:
        self._rate = rate
        self._left = 2 * rate
        self._at = now

    def take(self, now: float) -> bool:
        self._left = min(2 * self._rate, self._left + (now - self._at) * self._rate)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


class _Desk:
    """A console that was admitted."""

    def __init__(self, route: bytes, enter: Enter, now: float, former: frozenset[str]) -> None:
        self.route = route
        self.former = former
        """Sessions of the same station that this one took the place of."""
        self.person = enter.person
        self.session = enter.session
        self.heard_at = now
        self.requests = _Bucket(REQUESTS, now)
        self.orders = _Bucket(ORDERS, now)


class Consoles:
    """All consoles."""

    def __init__(self, core: HubCore, send: Send, refusals: Refusals, data: Path) -> None:
        self.core = core
        self.logins = Logins(core, data, refusals, self._tell)
        self.feed_port = 0
        self.history_port = 0
        self.on_key_kept: Callable[[str, str], None] = lambda _name, _key: None
        """Called with a console's name and the hub's next key, which it has on its disk."""
        self._send = send
        self._refusals = refusals
        self._desks: dict[str, _Desk] = {}
        self._recent: list[Sealed] = []
        self._proven: set[int] = set()

    def _tell(self, route: bytes, answer: wire.LoginAnswer) -> None:
        self._send(route, wire.encode(answer))

    def remember(self, sealed: Sequence[Sealed]) -> None:
        """Entries that were just committed."""
        self._recent += sealed
        if len(self._recent) > 2 * RECENT:
            del self._recent[:-RECENT]

    def present(self) -> list[tuple[str, bytes]]:
        """Consoles that are there, each with its route."""
        return [(name, desk.route) for name, desk in self._desks.items()]

    def receive(self, route: bytes, peer: Paired | None, data: bytes, now: float) -> None:
        """Take one message and answer it. `peer` is who the key belongs to; None: nobody any more."""
        if peer is None:
            self.refuse(route, "revoked station", Code.REVOKED, "this station was revoked")
        elif peer.role is Role.ADAPTER:
            self.refuse(route, peer.name, Code.ROLE, "an adapter is no console")
        else:
            try:
                message = wire.decode_from_console(data)
            except msgspec.MsgspecError as error:
                self.refuse(route, peer.name, Code.MALFORMED, str(error))
                return
            try:
                self._take(route, peer, message, now)
            except JournalBroken:
                raise
            except HallFault as fault:
                self.refuse(route, peer.name, Code.JOURNAL, str(fault))

    def refuse(self, route: bytes, peer: str, code: Code, reason: str) -> None:
        """Say no, and count it."""
        self._refusals.count(peer, code)
        self._send(route, wire.encode(Refuse(code=code.value, reason=reason[:500])))

    def _take(self, route: bytes, peer: Paired, message: wire.FromConsole, now: float) -> None:
        if isinstance(message, Enter):
            self._enter(route, peer, message, now)
            return
        desk = self._desks.get(peer.name)
        if desk is None or desk.route != route:
            self.refuse(route, peer.name, Code.HELLO_FIRST, "greet first")
            return
        desk.heard_at = now
        if not isinstance(message, Order | Beat | Bye) and not desk.requests.take(now):
            self.refuse(route, peer.name, Code.TOO_FAST, f"more than {REQUESTS:g} requests a second")
            return
        match message:
            case Order():
                self._send(route, wire.encode(self._order(peer, desk, message, now)))
            case Sync():
                self._send(route, self._page(message.after))
            case Fetch():
                self._send(route, self._snapshot(message.before))
            case Between() | Span():
                self.refuse(route, peer.name, Code.WRONG_SOCKET, "the history socket answers this")
            case wire.Login() | wire.Vouch():
                self.logins.ask(route, peer, desk.session, message)
            case wire.Logout():
                self.logins.out(peer, message)
            case Beat():
                self._send(route, wire.encode(Beat()))
            case Bye():
                self.logins.left(peer.name, "left")
                self._leave(peer.name)
            case wire.KeyKept(key=key):
                self.on_key_kept(peer.name, key)
            case _:
                assert_never(message)

    def _enter(self, route: bytes, peer: Paired, enter: Enter, now: float) -> None:
        if enter.protocol != wire.PROTOCOL:
            self.refuse(route, peer.name, Code.PROTOCOL, f"this hub speaks protocol {wire.PROTOCOL}, not {enter.protocol}")
            return
        if enter.station != peer.name:
            self.refuse(route, peer.name, Code.NAME, f"the key belongs to {peer.name}, not to {enter.station}")
            return
        core = self.core
        before = self._desks.get(peer.name)
        if before is not None and enter.session in before.former:
            reason = f"another console speaks with the key of {peer.name}; give each its own: hallwatch pair"
            self.refuse(route, peer.name, Code.TWICE, reason)
            return
        if before is None:
            core.note(ev.ConsoleJoined(station=peer.name, role=peer.role.value))
        former = before.former | {before.session} - {enter.session, ""} if before is not None else frozenset[str]()
        self._desks[peer.name] = _Desk(route, enter, now, former)
        self.logins.entered(peer, enter.session)
        self._compare(enter)
        admitted = Admitted(
            protocol=wire.PROTOCOL,
            hall=core.journal.hall,
            role=peer.role.value,
            boot=core.boot,
            seq=core.state.seq,
            now=core.now(),
            speed=core.speed,
            feed=self.feed_port,
            history=self.history_port,
        )
        self._send(route, wire.encode(admitted))

    def _compare(self, enter: Enter) -> None:
        """A console keeps signed heads of the chain; a journal that does not hold one of them has lost or changed entries."""
        if enter.checkpoint <= 0 or not enter.head or enter.checkpoint in self._proven:
            return
        agreement = self.core.journal.agreement(enter.checkpoint, enter.head)
        if agreement in {Agreement.BEHIND, Agreement.DIFFERS}:
            log.error("%s holds checkpoint %d, with which the journal %s", enter.station, enter.checkpoint, agreement.value)
            self._proven.add(enter.checkpoint)
            first = min(self.core.state.seq + 1, enter.checkpoint)
            self.core.note(ev.JournalGapDeclared(source="hub", epoch=str(self.core.boot), first=first, last=enter.checkpoint))

    def _order(self, peer: Paired, desk: _Desk, order: Order, now: float) -> Answer:
        if not desk.orders.take(now):
            self._refusals.count(peer.name, Code.TOO_FAST)
            return Answer(id=order.id, accepted=False, reason=Refusal.LIMIT.value, detail=f"more than {ORDERS:g} orders a second")
        here = self.logins.standing(peer)
        if here.must_log_in:
            self._refusals.count(peer.name, Code.LOGIN)
            return Answer(id=order.id, accepted=False, reason=Refusal.LOGIN.value, detail=peer.name)
        return self.core.order(peer.name, here.role, here.person or desk.person, order)

    def _page(self, after: int) -> bytes:
        """Entries after `after`, from memory when they are there."""
        head = self.core.state.seq
        recent = self._recent
        if recent and recent[0].entry.seq <= after + 1 <= head:
            start = after + 1 - recent[0].entry.seq
            return wire.encode(Entries(entries=tuple(recent[start : start + PAGE // 4]), head=head))
        return page.entries(self.core.journal.archive, after, PAGE)

    def _snapshot(self, before: float | None) -> bytes:
        return page.snapshot(self.core.journal.archive, before)

    def _leave(self, station: str) -> None:
        del self._desks[station]
        self.core.note(ev.ConsoleLeft(station=station))

    def expire(self, now: float) -> None:
        """Consoles that fell silent have left."""
        for station in [name for name, desk in self._desks.items() if now - desk.heard_at > LEASE]:
            self._leave(station)
        self.logins.tick(now, self._desks)
