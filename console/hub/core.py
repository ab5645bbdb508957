"""The hub without sockets: drafts in, journalled and folded with all that follows; then, and only then, told. One thread.

The server feeds it from the network; the demo feeds it a morning with a fixed clock. Nothing leaves it (`Outlet`) that is not on disk.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

import msgspec

from console import checkpoint
from console.clock import Clock
from console.fault import HallFault
from console.hub import snapshot
from console.hub.archive import Told, unheard
from console.hub.consequences import Consequences
from console.hub.crash import Crashes
from console.hub.group import HUB, Group
from console.hub.hall_time import HallTime, Step
from console.hub.journal import Draft, Journal, JournalBroken
from console.hub.orders import UNRESOLVED_SECONDS, Orders
from console.hub.spool import Spool
from console.model import event as ev
from console.model import policy
from console.model.command import Refusal, Role
from console.model.hall import HallConfig
from console.model.reduce import fold
from console.model.state import HallState
from console.model.watch import Strain
from console.wire import Answer, Ask, Do, Order, Sealed

log = logging.getLogger(__name__)


class NotRecorded(Exception):
    """The group could not be written; nothing of it counts. The reason is told by `HubCore.lost_reason`."""


class Outlet(Protocol):
    """Where the hub's words go, after the commit."""

    def publish(self, sealed: Sequence[Sealed]) -> None:
        """Entries that are on disk, in order."""

    def send(self, adapter: str, message: Do | Ask) -> None:
        """An order, or a question about one, for an adapter that may be gone."""


class Silent:
    """An outlet for a hub that nobody listens to."""

    def publish(self, sealed: Sequence[Sealed]) -> None:
        """Nobody listens."""

    def send(self, adapter: str, message: Do | Ask) -> None:
        """Nobody obeys; the order expires."""


class HubCore:
    """The hall's single writer."""

    def __init__(
        self,
        journal: Journal,
        clock: Clock,
        config: HallConfig,
        *,
        outlet: Outlet | None = None,
        spool: Spool | None = None,
        version: str = "0.1.0",
        boot_floor: int = 0,
        crashes: Crashes | None = None,
        strains: Callable[[], Mapping[str, Strain]] = dict,
    ) -> None:
        self.journal = journal
        self.state = HallState()
        self.boot = boot_floor + 1
        self.lost_since: float | None = None
        """Hall time since when nothing can be written; None: facts reach the disk."""
        self.lost_reason = ""
        self.outlet: Outlet = outlet or Silent()
        self._clock = clock
        self._config: HallConfig = msgspec.json.decode(msgspec.json.encode(config), type=HallConfig)
        self._zone = ZoneInfo(config.timezone)
        self._version = version
        self._spool = spool
        self._time = HallTime(clock)
        self._crashes = crashes or Crashes()
        self._strains = strains
        self._numbered = 0
        self._pending: list[Draft] = []
        self._orders = Orders(self.outlet.send)
        self.consequences = Consequences(self._orders)
        self._snapshot_at = self._checkpoint_at = 0.0
        self._snapshot_seq = self._checkpoint_seq = 0

    # --- life ------------------------------------------------------------------------------------------------------------

    @property
    def speed(self) -> float:
        """Hall seconds per real second."""
        return self._time.speed

    @property
    def recorded(self) -> bool:
        """Whether facts reach the disk."""
        return self.lost_since is None

    @property
    def spooled(self) -> int:
        """Facts of the hub itself that wait to be written."""
        return len(self._pending)

    def now(self) -> float:
        """Hall time; never goes backwards."""
        return self._time.now()

    def start(self, told: Told = unheard) -> None:
        """Take up the hall where the journal left it, and write that the hub began. Raises HallFault when it cannot be written.

        `told` hears meanwhile how many entries are folded, of how many.
        """
        last = self.journal.read(self.journal.head.seq - 1, 1) if self.journal.head.seq else []
        clean = not last or isinstance(last[-1].entry.event, ev.HubStopped)
        self.state = self.journal.restore(told)
        self.boot = max(self.boot, self.state.boot + 1)
        self._time = HallTime(self._clock, self.state.at)
        self._snapshot_seq = self._checkpoint_seq = self.state.seq
        self._snapshot_at = self._checkpoint_at = self.now()
        for day in self.state.damaged_days:
            self.journal.check(day)  # somebody may have restored it
        self._orders.take_up(self.state, self.now() + UNRESOLVED_SECONDS * self.speed)
        self._take_spool()
        group = self._group()
        group.note(ev.HubStarted(boot=self.boot, version=self._version, clean=clean))
        if self.state.config != self._config:
            group.note(ev.HallConfigured(config=self._config))
        self._regression(group)
        if (rebuilt := self.journal.rebuilt) is not None:
            group.note(ev.DayReindexed(day=rebuilt.day, reason=rebuilt.reason[:500], copy=rebuilt.copy))
        self._begin_day(group)
        try:
            self._finish(group)
        except NotRecorded as error:
            raise HallFault(f"the journal cannot be written: {self.lost_reason}", "free some space and start again") from error

    def stop(self) -> None:
        """Write that the hub stopped in order."""
        group = self._group()
        group.note(ev.HubStopped())
        try:
            self._write(group)
        except NotRecorded:
            log.warning("the hub stops without a word in the journal: %s", self.lost_reason)
            return
        self.journal.snapshot(self.state)

    def _take_spool(self) -> None:
        """Facts that an earlier hub could not write any more; those that it could after all are left out."""
        if self._spool is None:
            return
        for draft in self._spool.read():
            if draft.sseq > self.journal.seen(HUB, draft.epoch):
                self._pending.append(draft)
        if self._pending:
            self.lost_since = self._pending[0].device_at or self.now()
            self.lost_reason = "found in the spool at start"

    def _regression(self, group: Group) -> None:
        known = self.journal.regressed
        if known is not None:
            self.declare_gap(group, known.head + 1, known.witness.checkpoint.seq)

    def declare_gap(self, group: Group, first: int, last: int) -> None:
        """Say that the journal lost its own entries `first` to `last`, as a witness proves."""
        group.note(ev.JournalGapDeclared(source=HUB, epoch=str(self.boot), first=first, last=max(first, last)))

    # --- writing ---------------------------------------------------------------------------------------------------------

    def take(self, drafts: Sequence[Draft]) -> None:
        """Write events and all that follows from them in one commit, then publish. Raises NotRecorded: nothing of it counts.

        A draft's `at` is moved up to hall time when it lies before the last entry; one of another day begins another commit.
        """
        if not self.recorded:
            raise NotRecorded
        group = self._group()
        self._begin_day(group)
        for draft in drafts:
            if draft.at > group.at:
                self._time.reach(draft.at)
                if self._date(draft.at) > group.state.day.date:
                    self._finish(group)
                    group = self._group()
                    self._begin_day(group)
                group.at = draft.at
            self._add(group, draft)
        self._finish(group)

    def _add(self, group: Group, draft: Draft) -> None:
        group.add(draft if draft.at >= group.at else msgspec.structs.replace(draft, at=group.at))
        event = draft.event
        if isinstance(event, ev.CommandNotKnown) and self._orders.is_unresolved(event.id):
            group.note(ev.CommandLost(id=event.id))

    def write(self, *events: ev.AnyEvent) -> None:
        """Write facts of the hub's own in one commit. Raises NotRecorded: none of them counts."""
        if not self.recorded:
            raise NotRecorded
        group = self._group()
        for event in events:
            group.note(event)
        self._finish(group)

    def note(self, event: ev.AnyEvent) -> None:
        """Keep a fact about the hub's peers for the next commit; in the spool while nothing can be written."""
        self._pending.append(
            Draft(at=0.0, source=HUB, epoch=str(self.boot), sseq=self._number(), device_at=self.now(), event=event)
        )
        if not self.recorded:
            self._to_spool()

    def tick(self) -> None:
        """What time brings: noted facts, clock steps, a new day, alarms, overdue steps, a journal that can be written again."""
        step = self._time.step()
        if step is not None:
            self._stepped(step)
        self._hear_checks()
        group = self._group()
        self._begin_day(group)
        now = self.now()
        for id in self._orders.overdue(now):
            group.note(ev.CommandLost(id=id))
        try:
            self._finish(group)
        except NotRecorded:
            return
        self._keep_cache(now)

    def _hear_checks(self) -> None:
        """Note what checking closed days brought to light: a day that is damaged, or whole again."""
        for day, word in self.journal.checked():
            known = self.state.damaged_days.get(day)
            if word and (known is None or known.reason != word[:500]):
                log.error("%s", word)
                self.note(ev.DayDamaged(day=day, reason=word[:500]))
            elif not word and known is not None:
                self.note(ev.DayMended(day=day))

    def _stepped(self, step: Step) -> None:
        """Tell of a step, before all that is noted already: what else is written at the new time must not be moved by it."""
        self.note(ev.ClockStepped(step=step.wall, jump=round(step.hall, 6)))
        *others, told = self._pending
        numbers = [draft.sseq for draft in self._pending]
        self._pending = [
            msgspec.structs.replace(draft, sseq=number) for draft, number in zip((told, *others), numbers, strict=True)
        ]
        self._orders.moved(step.hall)
        self._snapshot_at += step.hall
        self._checkpoint_at += step.hall
        if self.lost_since is not None:
            self.lost_since += step.hall
            self._to_spool()

    def _group(self) -> Group:
        group = Group(
            self.state,
            hall=self._config.id,
            at=self.now(),
            epoch=str(self.boot),
            number=self._number,
            crashes=self._crashes,
        )
        for draft in self._pending:
            group.add(msgspec.structs.replace(draft, at=group.at))
        if self.lost_since is not None:
            lost = ev.RecordingLost(reason=self.lost_reason[:500], since=self.lost_since, spooled=len(self._pending))
            group.note(lost)
        return group

    def _number(self) -> int:
        self._numbered += 1
        return self._numbered

    def _begin_day(self, group: Group) -> None:
        date = self._date(group.at)
        if date > group.state.day.date:
            group.note(ev.DayStarted(date=date))

    def _date(self, at: float) -> str:
        return datetime.fromtimestamp(at, self._zone).date().isoformat()

    def _finish(self, group: Group) -> None:
        vitals = policy.Vitals(recorded=self.recorded, since=self.lost_since, detail=self.lost_reason, strains=self._strains())
        self.consequences.settle(group, vitals, self.speed)
        self._write(group)

    def _write(self, group: Group) -> None:
        """Commit, then let the world know. Raises NotRecorded."""
        if not group.drafts:
            return
        try:
            sealed = self.journal.append(group.drafts)
        except HallFault as fault:
            self._lose(fault)
            if isinstance(fault, JournalBroken):
                raise
            raise NotRecorded from fault
        if self.lost_since is not None:
            log.warning("facts reach the disk again; %d were kept meanwhile", len(self._pending))
            self.lost_since, self.lost_reason = None, ""
        if self._pending:
            self._pending = []
            if self._spool is not None:
                self._spool.clear()
        self.state = group.state
        self._orders.committed(group)
        self.outlet.publish(sealed)
        self._orders.give(group.given, self.boot, self.now(), self.speed)
        joined = {draft.event.adapter for draft in group.drafts if isinstance(draft.event, ev.AdapterJoined)}
        if joined:
            self._orders.ask_again(self.state, joined, self.boot, self.now(), self.speed)

    def _lose(self, fault: HallFault) -> None:
        if self.lost_since is None:
            log.error("NOT RECORDING: %s", fault)
            self.lost_since = self.now()
        self.lost_reason = fault.what
        self._to_spool()

    def _to_spool(self) -> None:
        if self._spool is not None:
            self._spool.keep(self._pending)

    def _keep_cache(self, now: float) -> None:
        """Checkpoints and snapshots, each after so many entries or seconds; a snapshot that fails costs nothing but time."""
        since = self.state.seq - self._checkpoint_seq
        if since >= checkpoint.EVERY_ENTRIES or (since > 1 and now - self._checkpoint_at >= checkpoint.EVERY_SECONDS):
            group = self._group()
            group.note(self.journal.sign())
            try:
                self._write(group)
            except NotRecorded:
                return
            self._checkpoint_seq, self._checkpoint_at = self.state.seq, now
        since = self.state.seq - self._snapshot_seq
        if since >= snapshot.EVERY_ENTRIES or (since > 1 and now - self._snapshot_at >= snapshot.EVERY_SECONDS):
            self.journal.snapshot(self.state)
            self._snapshot_seq, self._snapshot_at = self.state.seq, now

    # --- orders ----------------------------------------------------------------------------------------------------------

    def order(self, station: str, role: Role, person: str | None, order: Order) -> Answer:
        """Take an order of a console: the same id has one effect and one answer. What becomes of it is told by events."""
        known = self._orders.answer(order.id)
        if known is not None:
            return known
        early = self._too_late(order)
        if early is None and not self.recorded:
            early = (Refusal.NOT_RECORDING, self.lost_reason)
        if early is not None:
            reason, detail = early
            return Answer(id=order.id, accepted=False, reason=reason.value, detail=detail[:500])
        group = self._group()
        answer = self._orders.authorise(
            group, order.id, order.command,
            by=person or station, station=station, role=role, expires_at=group.at + order.expires_in * self.speed, speed=self.speed,
        )  # fmt: skip
        try:
            self._finish(group)
        except NotRecorded:
            return Answer(id=order.id, accepted=False, reason=Refusal.NOT_RECORDING.value, detail=self.lost_reason[:500])
        return answer

    def _too_late(self, order: Order) -> tuple[Refusal, str] | None:
        if order.boot != self.boot:
            return Refusal.OLD_HUB, f"given to boot {order.boot}, this is boot {self.boot}"
        if not 0 < order.expires_in <= 3_600:
            return Refusal.EXPIRED, f"{order.expires_in:g} s"
        return None


def rebuilt(journal: Journal) -> HallState:
    """The state by folding the whole journal, without any snapshot: what `HubCore.state` must equal."""
    state, after = HallState(), 0
    while page := journal.read(after, 2_000):
        state = fold(state, (sealed.entry for sealed in page))
        after = page[-1].entry.seq
    return state
