"""Logging in: who sits at which station, proved by a secret. Argon2id works in a thread of its own; all else is the hub's thread.

A check takes a quarter of a second of a core. Done in the hub's one thread it would hold up every adapter and console for as long; in
a thread it does not, because the hash releases Python's lock, and one such thread also bounds what floods of logins can cost: one
core, 64 MiB, and `WAITING` questions. Results come back by a queue and a bell that the hub's poller hears.
"""

import hashlib
import logging
import os
import queue
import threading
from collections import deque
from collections.abc import Callable, Container
from pathlib import Path

from msgspec import Struct

from console.bell import Bell
from console.fault import HallFault
from console.hub import people
from console.hub.core import HubCore, NotRecorded
from console.hub.keys import Paired
from console.hub.people import Registered
from console.hub.refusals import Code, Refusals
from console.model import event as ev
from console.model import people as standings
from console.model.command import ConfirmPlan, Refusal, lesser
from console.model.people import Standing
from console.wire import Login, LoginAnswer, Logout, Order, Vouch

WAITING = 8
"""Checks that may wait; more are told to try again."""

log = logging.getLogger(__name__)
Tell = Callable[[bytes, LoginAnswer], None]
"""To a route, what came of its login."""


class _Check(Struct, frozen=True, kw_only=True):
    """A secret to be checked, and who asked."""

    route: bytes
    peer: Paired
    session: str
    asked: Login | Vouch
    person: Registered | None


class _Checked(Struct, frozen=True, kw_only=True):
    check: _Check
    is_right: bool


class Verifier:
    """The thread that hashes. `bell` rings when `results` has something."""

    def __init__(self) -> None:
        self.bell = Bell()
        self.results: deque[_Checked] = deque()
        self._asked: queue.Queue[_Check | None] = queue.Queue(WAITING)
        self._is_closing = False
        self._thread = threading.Thread(target=self._run, name="verifier", daemon=True)
        self._thread.start()

    def ask(self, check: _Check) -> bool:
        """Have a secret checked; False when too many wait."""
        try:
            self._asked.put_nowait(check)
        except queue.Full:
            return False
        return True

    def _run(self) -> None:
        while (check := self._asked.get()) is not None and not self._is_closing:
            is_right = False
            try:
                is_right = people.verify(check.person, check.asked.secret)
            except Exception:
                log.exception("a bug of the hub: a secret could not be checked; it counts as wrong")
            self.results.append(_Checked(check=check, is_right=is_right))
            self.bell.ring()

    def close(self) -> None:
        """End the thread; what waits is dropped."""
        self._is_closing = True
        while True:
            try:
                self._asked.put_nowait(None)
                break
            except queue.Full:
                self._asked.get_nowait()
        self._thread.join()
        self.bell.close()


def digest(session: str) -> str:
    """What the journal keeps of a console's mark; empty for none."""
    return hashlib.sha256(session.encode()).hexdigest()[:32] if session else ""


class Logins:
    """Who sits where, as the journal says, and the ways to change it."""

    def __init__(self, core: HubCore, data: Path, refusals: Refusals, tell: Tell) -> None:
        self.core = core
        self.verifier = Verifier()
        self.bell = self.verifier.bell
        """Rings when `settle` has something to do."""
        self._data = data
        self._path = people.path_of(data)
        self._refusals = refusals
        self._tell = tell
        self._stamp: tuple[int, int, int] | None = None
        self._known: dict[str, Registered] = {}
        self._asking: set[str] = set()
        """Stations with an open check: one at a time."""
        self._missing_since: dict[str, float] = {}
        """Station where somebody sits and no console runs → monotonic time."""

    def standing(self, peer: Paired) -> Standing:
        """What counts at a station now."""
        return standings.standing(self.core.state, peer.name, peer.role)

    # --- persons registered and removed ----------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the persons again when their file changed, and journal what changed. A damaged file, or one that is gone, changes nothing."""
        try:
            found = os.stat(self._path)  # noqa: PTH116 - as in `auth`: this runs often
            stamp = (found.st_mtime_ns, found.st_ino, found.st_size)
        except FileNotFoundError:
            stamp = (0, 0, 0)
        if stamp != self._stamp:
            try:
                self._known = {each.name: each for each in self._load()}
            except HallFault as fault:
                log.warning("%s; who may log in stays as it was", fault)
                self._stamp = stamp
                return
            if self._announce():
                self._stamp = stamp

    def _load(self) -> tuple[Registered, ...]:
        """The persons; a file that is gone is a fault where there were any: without persons each desk's key would do."""
        if self.core.state.people and not self._path.exists():
            raise HallFault(f"the file of persons {self._path} is gone", "restore it from a backup, or register everybody again")
        return people.load(self._data)

    def _announce(self) -> bool:
        """Journal what differs between the file and the hall; False when it cannot be written now."""
        state, events = self.core.state, list[ev.AnyEvent]()
        for name, account in state.people.items():
            new = self._known.get(name)
            if new is None or (new.role, new.since) != (account.role, account.since):
                events += self._left(name, "removed" if new is None else "changed")
            if new is None:
                events.append(ev.PersonRemoved(person=name))
        for name, new in self._known.items():
            known = state.people.get(name)
            if known is None or (known.role, known.since) != (new.role, new.since):
                events.append(ev.PersonRegistered(person=name, role=new.role, since=new.since, by=new.by))
        return self._write(*events)

    def _left(self, person: str, reason: str) -> list[ev.AnyEvent]:
        return [
            ev.PersonLoggedOut(person=person, station=station, reason=reason)
            for station, login in self.core.state.logins.items()
            if login.person == person
        ]

    def _write(self, *events: ev.AnyEvent) -> bool:
        """Write facts in one commit; False when nothing can be written, and none of it counts."""
        try:
            if events:
                self.core.write(*events)
        except NotRecorded:
            return False
        return True

    def _write_or_note(self, *events: ev.AnyEvent) -> None:
        """Write facts now, or as soon as anything can be written."""
        if not self._write(*events):
            for event in events:
                self.core.note(event)

    # --- in and out ------------------------------------------------------------------------------------------------------

    def entered(self, peer: Paired, session: str) -> None:
        """A console greeted; whoever sat before another one at this station has left it."""
        login = self.core.state.logins.get(peer.name)
        if login is not None and login.session != digest(session):
            self._write_or_note(ev.PersonLoggedOut(person=login.person, station=peer.name, reason="restarted"))

    def left(self, station: str, reason: str) -> None:
        """Nobody sits there any more."""
        login = self.core.state.logins.get(station)
        if login is not None:
            self._write_or_note(ev.PersonLoggedOut(person=login.person, station=station, reason=reason))

    def out(self, peer: Paired, logout: Logout) -> None:
        """A console says that its person left, or has not touched it for long."""
        self.left(peer.name, logout.reason)

    def ask(self, route: bytes, peer: Paired, session: str, asked: Login | Vouch) -> None:
        """Have a login or the word of a second person checked; the answer comes by `settle`, or at once when it needs no check."""
        self.refresh()
        person = self._known.get(asked.person)
        if not self.core.recorded:
            self._refuse(route, asked, Refusal.NOT_RECORDING.value)
        elif not self.core.state.people:
            self._refuse(route, asked, "nobody")
        elif self._locked(asked.person):
            self._refuse(route, asked, "locked")
        elif person is None and asked.person in self.core.state.people:  # the file cannot be read: not a wrong secret
            self._refuse(route, asked, "unreadable")
        elif peer.name in self._asking or not self.verifier.ask(
            _Check(route=route, peer=peer, session=session, asked=asked, person=person)
        ):
            self._refusals.count(peer.name, Code.TOO_FAST)
            self._refuse(route, asked, "busy")
        else:
            self._asking.add(peer.name)

    def _locked(self, person: str) -> float:
        """Real seconds for which a person is still locked."""
        now = self.core.now()
        until = standings.locked_until(self.core.state, person, now)
        return (until - now) / self.core.speed if until is not None else 0.0

    def _refuse(self, route: bytes, asked: Login | Vouch, reason: str) -> None:
        state, now, left = self.core.state, self.core.now(), 0
        if reason == "wrong" and asked.person in state.people:
            left = standings.tries_left(state, asked.person, now, self.core.speed)
        self._tell(
            route, LoginAnswer(id=asked.id, accepted=False, reason=reason, left=left, seconds=self._locked(asked.person))
        )  # fmt: skip

    def settle(self) -> None:
        """Take what the verifier found."""
        self.verifier.bell.hush()
        while self.verifier.results:
            checked = self.verifier.results.popleft()
            check = checked.check
            self._asking.discard(check.peer.name)
            if self._locked(check.asked.person):  # meanwhile, elsewhere: even the right secret does not help now
                self._refuse(check.route, check.asked, "locked")
            elif not checked.is_right or not self._is_known_as(check):
                self._wrong(check)
            elif isinstance(check.asked, Login):
                self._in(check, check.asked)
            else:
                self._vouched(check, check.asked)

    def _is_known_as(self, check: _Check) -> bool:
        """Whether role and secret are still what was checked."""
        name = check.asked.person
        return self._known.get(name) == check.person and name in self.core.state.people

    def _wrong(self, check: _Check) -> None:
        core, person, station = self.core, check.asked.person, check.peer.name
        self._refusals.count(station, Code.LOGIN)
        if person in core.state.people:
            events = standings.failure(core.state, person, station, core.now(), core.speed)
            if not self._write(*events):  # it does not count yet: to say that it is wrong would let others be tried meanwhile
                for event in events:
                    core.note(event)
                self._refuse(check.route, check.asked, Refusal.NOT_RECORDING.value)
                return
        self._refuse(check.route, check.asked, "locked" if self._locked(person) else "wrong")

    def _in(self, check: _Check, login: Login) -> None:
        station, account = check.peer.name, self.core.state.people[login.person]
        before = self.core.state.logins.get(station)
        events: list[ev.AnyEvent] = []
        if before is not None and before.person != login.person:
            events.append(ev.PersonLoggedOut(person=before.person, station=station, reason="handover"))
        role = lesser(check.peer.role, account.role)
        events.append(ev.PersonLoggedIn(person=login.person, station=station, role=role, session=digest(check.session)))
        if not self._write(*events):
            self._refuse(check.route, login, Refusal.NOT_RECORDING.value)
            return
        self._missing_since.pop(station, None)
        self._tell(check.route, LoginAnswer(id=login.id, accepted=True))

    def _vouched(self, check: _Check, vouch: Vouch) -> None:
        """The second person's order, given with their own right at this station."""
        role = lesser(check.peer.role, self.core.state.people[vouch.person].role)
        order = Order(id=vouch.id, command=ConfirmPlan(arming=vouch.arming), boot=vouch.boot)
        answer = self.core.order(check.peer.name, role, vouch.person, order)
        self._tell(check.route, LoginAnswer(id=vouch.id, accepted=answer.accepted, reason=answer.reason))

    def tick(self, now: float, present: Container[str]) -> None:
        """Persons that changed, and stations at which somebody sits and where no console has run for as long as a desk may idle."""
        self.refresh()
        state = self.core.state
        patience = state.config.lock_after * 60 if state.config is not None else 0.0
        for station in state.logins:
            if station in present:
                self._missing_since.pop(station, None)
            elif now - self._missing_since.setdefault(station, now) > patience:
                del self._missing_since[station]
                self.left(station, "gone")

    def close(self) -> None:
        """End the verifier."""
        self.verifier.close()
