"""The adapters' side of the hub: numbers, credit, epochs and leases. Messages in, drafts and answers out; the sockets are `server`'s.

Durations are `time.monotonic` seconds, given by the caller. The protocol is `resources/help/adapter-protocol.md`.
"""

import logging
from collections import deque
from collections.abc import Callable

import msgspec
from msgspec import Struct

from console import wire
from console.hub.core import HubCore, NotRecorded
from console.hub.journal import Draft
from console.hub.keys import Paired
from console.hub.ownership import Domain, domain_of, may_report
from console.hub.refusals import Code, Refusals
from console.model import event as ev
from console.model.command import Role
from console.wire import Ack, Ask, Beat, Bye, Do, Happened, Hello, KeyKept, Nak, Refuse, Welcome

GROUP = 512
"""Events in one commit."""
RATE = 20_000.0
"""Events a second that one adapter may bring, lasting."""
STARVED = 64
"""Credit below which it is granted again by time, without waiting for an event."""
NAK_PAUSE = 0.25
"""Seconds between two `nak` for the same number."""
FORMER = 8
"""Earlier connections remembered of each adapter."""
NAKS = 8
"""`nak` for the same number after which it is declared lost: an adapter that has not got it must not wait for ever."""
RESTART_GRACE = 3.0
"""Seconds after the hub's start in which adapters may come back before they count as lost."""

log = logging.getLogger(__name__)


class _Numbered(Struct, frozen=True, kw_only=True, tag_field="type", tag="happened"):
    """What can still be read of an event that was refused."""

    n: int


_decode_number = msgspec.json.Decoder(_Numbered).decode
Send = Callable[[bytes, bytes], bool]
"""To a route, a message; False when it could not be handed on."""


class Link:
    """What the hub knows of one adapter's stream."""

    def __init__(self, name: str, domain: Domain) -> None:
        self.name = name
        self.domain = domain
        self.route = b""
        self.former: deque[bytes] = deque(maxlen=FORMER)
        """Connections that later ones took the place of."""
        self.hello: Hello | None = None
        self.is_joined = False
        self.is_welcomed = True
        self.heard_at = 0.0
        self.last = 0
        """Highest number taken, perhaps not yet committed."""
        self.committed = 0
        self.owes_ack = False
        self.tokens = float(wire.WINDOW)
        self.refilled_at = 0.0
        self.credit = 0
        self.nak_expect = 0
        self.nak_at = 0.0
        self.naks = 0

    def refill(self, now: float, rate: float) -> int:
        """Credit that may be granted now."""
        self.tokens = min(float(wire.WINDOW), self.tokens + (now - self.refilled_at) * rate)
        self.refilled_at = now
        return int(self.tokens)


class Intake:
    """All adapters. `receive` gathers, `commit` writes and answers."""

    def __init__(self, core: HubCore, send: Send, refusals: Refusals, *, rate: float = RATE) -> None:
        self.core = core
        self.links: dict[str, Link] = {}
        self.is_urgent = False
        """Something was gathered, or noted, that shall not wait: an alarm's ground, a word on an order, an adapter's coming."""
        self.on_key_kept: Callable[[str, str], None] = lambda _name, _key: None
        """Called with an adapter's name and the hub's next key, which it has on its disk."""
        self._send = send
        self._refusals = refusals
        self._rate = rate
        self._drafts: list[Draft] = []
        self._touched: set[Link] = set()

    def take_up(self, now: float) -> None:
        """After the core's start: adapters that were there before it have a moment to come back."""
        for name, adapter in self.core.state.adapters.items():
            if adapter.joined_at is not None and adapter.lost_at is None:
                link = self._link(name)
                link.is_joined, link.heard_at = True, now + RESTART_GRACE

    @property
    def gathered(self) -> int:
        """Events that wait for the commit."""
        return len(self._drafts)

    @property
    def is_waiting(self) -> bool:
        """Whether there is anything to commit or to answer."""
        return bool(self._drafts or self._touched or self.is_urgent)

    def present(self) -> list[tuple[str, bytes]]:
        """Adapters that are there, each with its route."""
        return [(link.name, link.route) for link in self.links.values() if link.is_joined and link.is_welcomed and link.route]

    def _link(self, name: str) -> Link:
        link = self.links.get(name)
        if link is None:
            config = self.core.state.config
            assert config is not None  # the core journals it at start
            link = self.links[name] = Link(name, domain_of(config, name))
        return link

    # --- in --------------------------------------------------------------------------------------------------------------

    def receive(self, route: bytes, peer: Paired | None, data: bytes, now: float) -> None:
        """Take one message. `peer` is who the key belongs to; None: nobody any more."""
        if peer is None:
            self.refuse(route, "revoked station", Code.REVOKED, "this station was revoked")
            return
        if peer.role is not Role.ADAPTER:
            self.refuse(route, peer.name, Code.ROLE, f"a station of role {peer.role} reports no events")
            return
        link = self._link(peer.name)
        try:
            message = wire.decode_from_adapter(data)
        except msgspec.MsgspecError as error:
            self._malformed(link, route, data, error, now)
            return
        if isinstance(message, Hello):
            self._hello(link, route, message, now)
        elif link.hello is None or link.route != route:
            if isinstance(message, Beat):  # what `join` sends to see whether its key fits
                self._send(route, wire.encode(Refuse(code=Code.HELLO_FIRST.value, reason="greet first")))
                return
            self.refuse(route, link.name, Code.HELLO_FIRST, "greet first")
        else:
            link.heard_at = now
            if not link.is_joined and not isinstance(message, Bye):
                self._join(link)
            if isinstance(message, Happened):
                self._happened(link, message, len(data), now)
            elif isinstance(message, Beat):
                self._send(route, wire.encode(Beat()))
            elif isinstance(message, KeyKept):
                self.on_key_kept(link.name, message.key)
            else:
                self._lose(link, "bye")

    def refuse(self, route: bytes, peer: str, code: Code, reason: str, n: int | None = None) -> None:
        """Say no, and count it."""
        self._refusals.count(peer, code)
        self._send(route, wire.encode(Refuse(code=code.value, reason=reason[:500], n=n)))

    def _malformed(self, link: Link, route: bytes, data: bytes, error: Exception, now: float) -> None:
        """Refuse; an event whose number can be read and is the next one is skipped, so that its adapter is not stuck."""
        try:
            n = _decode_number(data).n
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            n = 0
        is_next = link.route == route and link.hello is not None and n == link.last + 1
        if is_next:
            link.heard_at = now
            self._skip(link, n)
        self.refuse(route, link.name, Code.MALFORMED, str(error), n if is_next else None)

    def _skip(self, link: Link, n: int) -> None:
        link.last = n
        self._touched.add(link)

    def _happened(self, link: Link, message: Happened, size: int, now: float) -> None:
        expect = link.last + 1
        if message.n < expect:
            link.owes_ack = True
            self._touched.add(link)
        elif message.n > expect:
            self._gap(link, expect, message.n, now)
        elif link.last - link.committed >= wire.WINDOW or link.refill(now, self._rate) < 1:
            self._nak(link, expect, Code.CREDIT, now)
        elif size > wire.MAX_EVENT + 256:
            self._skip(link, message.n)
            self.refuse(link.route, link.name, Code.TOO_LARGE, f"{size} bytes, {wire.MAX_EVENT} are allowed", message.n)
        elif not may_report(link.domain, link.name, message.event, self.core.state):
            self._skip(link, message.n)
            kind = ev.kind_of(message.event)
            self.refuse(link.route, link.name, Code.NOT_YOURS, f"{kind} is about something {link.name} has not", message.n)
        else:
            assert link.hello is not None  # receive saw to it
            self._drafts.append(
                Draft(
                    at=0.0,
                    source=link.name,
                    epoch=link.hello.epoch,
                    sseq=message.n,
                    device_at=message.device_at,
                    event=message.event,
                )
            )
            link.last = message.n
            link.tokens -= 1
            self._touched.add(link)
            self.is_urgent = self.is_urgent or isinstance(message.event, _URGENT)

    def _gap(self, link: Link, expect: int, n: int, now: float) -> None:
        """Ask for the number left out; after asking in vain for long, declare it lost and go on from the next greeting."""
        self._nak(link, expect, Code.GAP, now)
        if link.naks < NAKS:
            return
        self._declare(link, expect, n - 1)
        link.last, link.naks = n - 1, 0
        self._touched.add(link)

    def _nak(self, link: Link, expect: int, code: Code, now: float) -> None:
        self._refusals.count(link.name, code)
        if link.nak_expect == expect and now - link.nak_at < NAK_PAUSE:
            return
        link.naks = link.naks + 1 if link.nak_expect == expect and code is Code.GAP else 1
        link.nak_expect, link.nak_at = expect, now
        assert link.hello is not None  # receive saw to it
        self._send(link.route, wire.encode(Nak(epoch=link.hello.epoch, expect=expect, reason=code.value)))

    # --- greetings and leases --------------------------------------------------------------------------------------------

    def _hello(self, link: Link, route: bytes, hello: Hello, now: float) -> None:
        fault = self._greeting_fault(link, hello) or self._twin_fault(link, route, now)
        if fault is not None:
            self.refuse(route, link.name, *fault)
            return
        is_same = link.hello is not None and link.hello.epoch == hello.epoch
        changed = link.hello is None or not is_same or (link.hello.version, link.hello.devices) != (hello.version, hello.devices)
        self._drop_uncommitted(link)
        link.committed = max(self.core.journal.seen(link.name, hello.epoch), link.committed if is_same else 0)
        if link.route and link.route != route:
            link.former.append(link.route)
        link.route, link.hello, link.heard_at, link.refilled_at = route, hello, now, now
        link.committed = link.last = self._agree(link, hello)
        link.naks = 0
        link.is_welcomed = False
        self._touched.add(link)
        if changed or not link.is_joined:
            self._join(link)

    def _greeting_fault(self, link: Link, hello: Hello) -> tuple[Code, str] | None:
        if hello.protocol != wire.PROTOCOL:
            return Code.PROTOCOL, f"this hub speaks protocol {wire.PROTOCOL}, not {hello.protocol}"
        if hello.adapter != link.name:
            return Code.NAME, f"the key belongs to {link.name}, not to {hello.adapter}"
        foreign = [device for device in hello.devices if device not in link.domain.devices]
        if foreign:
            return Code.NOT_YOURS, f"the hall's configuration does not give {foreign[0]} to {link.name}"
        newest = self.core.journal.high_water().get(link.name)
        current = link.hello.epoch if link.hello is not None else newest[0] if newest else hello.epoch
        if hello.epoch != current and self.core.journal.seen(link.name, hello.epoch):
            return Code.EPOCH_OVER, f"epoch {hello.epoch} was followed by {current}"
        return None

    @staticmethod
    def _twin_fault(link: Link, route: bytes, now: float) -> tuple[Code, str] | None:
        """A connection that was followed by another, greets, and the other one still speaks: no one program does that."""
        if route in link.former and now - link.heard_at < wire.LEASE:
            return Code.TWICE, f"another program speaks with the key of {link.name}; give each its own: hallwatch pair"
        return None

    def _drop_uncommitted(self, link: Link) -> None:
        """Forget what was gathered on the connection before: the adapter will send it again."""
        if link.last > link.committed:
            self._drafts = [draft for draft in self._drafts if draft.source != link.name]
            link.last = link.committed

    def _agree(self, link: Link, hello: Hello) -> int:
        """The number after which to go on. A journal that lost what it acknowledged says so, and takes what is still kept."""
        have = link.committed
        first = hello.first or hello.last + 1
        if hello.acked > have:
            log.warning("%s was told that %d was on disk, the journal ends at %d", link.name, hello.acked, have)
            self._declare(link, have + 1, hello.acked)
        elif first > have + 1:
            self._declare(link, have + 1, first - 1)
        return max(have, first - 1)

    def _declare(self, link: Link, first: int, last: int) -> None:
        assert link.hello is not None  # only after a greeting
        self.core.note(ev.JournalGapDeclared(source=link.name, epoch=link.hello.epoch, first=first, last=last))
        self.is_urgent = True

    def _join(self, link: Link) -> None:
        assert link.hello is not None  # only after a greeting
        link.is_joined = True
        hello = link.hello
        self.core.note(ev.AdapterJoined(adapter=link.name, epoch=hello.epoch, version=hello.version, devices=hello.devices))
        self.is_urgent = True

    def _lose(self, link: Link, reason: str) -> None:
        if link.is_joined:
            link.is_joined = False
            self.core.note(ev.AdapterLost(adapter=link.name, reason=reason))
            self.is_urgent = True

    def expire(self, now: float) -> None:
        """Adapters whose lease ran out are lost. Only to be asked when nothing of theirs waits to be read."""
        for link in self.links.values():
            if link.is_joined and now - link.heard_at > wire.LEASE:
                self._lose(link, f"silent for {wire.LEASE:g} s")

    def grant(self, now: float) -> None:
        """Give credit again to those who were throttled."""
        for link in self.links.values():
            if link.is_joined and link.hello is not None and link.credit < STARVED and self.core.recorded:
                credit = link.refill(now, self._rate)
                if credit >= STARVED:
                    self._ack(link, credit)

    # --- out -------------------------------------------------------------------------------------------------------------

    def commit(self, now: float) -> None:
        """Write what was gathered, and what the hub noted of its peers; then, and only then, acknowledge."""
        drafts, self._drafts = self._drafts, []
        touched, self._touched = self._touched, set()
        self.is_urgent = False
        try:
            self.core.take(drafts)
        except NotRecorded:
            self._hold(touched, now)
            return
        for link in touched:
            link.committed = max(link.committed, link.last)
            self._answer(link, link.refill(now, self._rate))

    def _hold(self, touched: set[Link], now: float) -> None:
        """Nothing can be written: everything gathered is given back to the adapters' outboxes."""
        for link in touched:
            link.last = link.committed
            if link.hello is None:
                continue
            if not link.is_welcomed:
                self._welcome(link, 0)
            elif link.nak_expect != link.last + 1 or now - link.nak_at >= NAK_PAUSE:
                link.nak_expect, link.nak_at = link.last + 1, now
                self._send(link.route, wire.encode(Nak(epoch=link.hello.epoch, expect=link.last + 1, reason="not_recorded")))

    def _answer(self, link: Link, credit: int) -> None:
        if link.hello is None:
            return
        if link.is_welcomed:
            self._ack(link, credit)
        else:
            self._welcome(link, credit)

    def _welcome(self, link: Link, credit: int) -> None:
        link.is_welcomed = True
        link.credit = credit
        core = self.core
        message = Welcome(
            protocol=wire.PROTOCOL,
            hall=core.journal.hall,
            boot=core.boot,
            expect=link.last + 1,
            credit=credit,
            now=core.now(),
            speed=core.speed,
        )
        self._send(link.route, wire.encode(message))

    def _ack(self, link: Link, credit: int) -> None:
        assert link.hello is not None  # the callers saw to it
        link.credit = credit
        self._send(link.route, wire.encode(Ack(epoch=link.hello.epoch, upto=link.committed, credit=credit)))

    def send(self, adapter: str, message: Do | Ask) -> None:
        """Hand an order on, if its adapter is there; if not, it is given again when it comes, or expires."""
        link = self.links.get(adapter)
        if link is None or not link.route or not self._send(link.route, wire.encode(message)):
            log.info("%s is not there for order %s", adapter, message.id)


_URGENT = (ev.DeviceConditionRaised, ev.DeviceLost, ev.CommandReported, ev.CommandNotKnown, ev.PanelKeyPressed)
