"""Shows any moment of the past: the snapshot before it and the entries since, from the hub's history process; plays on from there.

A thread of its own asks, folds and plays; the GUI's thread takes the latest picture. No fact later than the picture's time is in it.
"""

import logging
import queue
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from pathlib import Path

import msgspec
from msgspec import structs

from console import wire
from console.asker import Asker, Silent, Superseded
from console.bell import Bell
from console.fault import HallFault
from console.follow import RECENT
from console.model.event import Entry
from console.model.reduce import reduce
from console.model.state import HallState
from console.session import Past

AGAIN = 0.5
"""Seconds until a failed question is put again, and between two looks for entries that are not written yet."""
SETTLED_SECONDS = 2.0
"""Hall time before the present in which entries may still be on their way to the disk."""
PAGE = 5_000
AHEAD = 2_000
"""Entries kept in advance while playing; a page of as many is fetched when half are used up."""
KEPT_STATES = 32
STEP_SECONDS = 0.02
"""Between two pictures while playing."""
FAR = 1e12
"""A hall time after everything."""

log = logging.getLogger(__name__)


class HistoryFeed:
    """Asks the hub that the station file `station` names for its past, from construction until `close`. Called by one thread, any.

    `port` tells where the history process listens, 0 while that is not known: `LiveFeed.history_port`.
    """

    def __init__(self, station: Path, port: Callable[[], int]) -> None:
        self._wishes: queue.SimpleQueue[tuple[str, float, int]] = queue.SimpleQueue()
        self._visit = 0
        self._player = _Player(station, port, self._wishes)
        self._thread = threading.Thread(target=self._player.run, name="history-feed", daemon=True)
        self._thread.start()

    def latest(self) -> Past:
        """The picture as far as it is loaded."""
        return self._player.latest

    def seek(self, at: float) -> int:
        """Go to hall time `at` and stand there; returns the number that `Past.visit` will have."""
        self._visit += 1
        self._wish("seek", at)
        return self._visit

    def play(self, speed: float) -> None:
        """Go on from there, `speed` hall seconds a second."""
        self._wish("play", speed)

    def pause(self) -> None:
        """Stand."""
        self._wish("play", 0.0)

    def bound(self, until: float) -> None:
        """Do not play past hall time `until`."""
        self._player.until = until

    def close(self) -> None:
        """End the thread."""
        self._player.is_closing = True
        self._wish("close", 0.0)
        self._thread.join()
        self._player.bell.close()

    def _wish(self, what: str, value: float) -> None:
        self._wishes.put((what, value, self._visit))
        self._player.bell.ring()


class _Player:
    """What the history feed's thread does."""

    def __init__(self, station: Path, port: Callable[[], int], wishes: "queue.SimpleQueue[tuple[str, float, int]]") -> None:
        self.latest = Past()
        self.until = FAR
        self.bell = Bell()
        self.is_closing = False
        self._wishes = wishes
        self._asker = Asker(station, port, self.bell, wishes)
        self._states: OrderedDict[int, HallState] = OrderedDict()
        self._state = HallState()
        self._now = 0.0
        self._recent: deque[Entry] = deque(maxlen=RECENT)
        self._ahead: deque[Entry] = deque()
        self._fetched = 0
        """The last entry fetched."""
        self._fetched_at = 0.0
        """Its hall time: up to here nothing is missing in `_ahead`."""
        self._is_loaded = False
        self._goal: tuple[float, int] | None = None
        """Hall time to go to, and the visit's number."""
        self._log_upto = 0
        """The entry up to which the log before the snapshot is still to be fetched; 0: it is complete."""
        self._settle_at = 0.0
        """When to look again for entries that were being written as their moment was shown; 0: never."""
        self._speed = 0.0
        self._from = (0.0, 0.0)
        """Monotonic time and hall time from which it plays."""
        self._dry_until = 0.0
        """Monotonic time before which nothing more is expected."""

    def run(self) -> None:
        """Fulfil wishes until told to close."""
        while not self.is_closing:
            self._wait()
            try:
                self._take_wishes()
                if self.latest.first == 0.0 and self._asker.port():  # a hub that is not there yet is no fault
                    self._learn_extent()
                if self._goal is not None:
                    self._visit(*self._goal)
                elif self._log_upto:
                    self._fill_log()
                elif self._speed and self._is_loaded:
                    self._play()
                elif self._settle_at and time.monotonic() > self._settle_at:
                    self._settle()
            except Superseded:
                continue
            except (Silent, HallFault, msgspec.MsgspecError, ValueError) as error:
                self._fail(error.what if isinstance(error, HallFault) else str(error))
            except Exception:
                log.exception("the history feed failed and begins anew")
                self._is_loaded = False
                self._fail("a fault of this program; see the log")
        self._asker.close()

    def _fail(self, why: str) -> None:
        if why != self.latest.why:
            log.warning("the past cannot be shown: %s", why)
        self._show(why=why)
        self._asker.reset()
        self._asker.wait(AGAIN)

    def _wait(self) -> None:
        """Wait for something to do; an open question keeps it waiting no longer than a step."""
        if not self._wishes.empty() or self._goal is not None or self._log_upto:
            return
        is_busy = (self._speed and self._is_loaded) or self._settle_at
        self._asker.wait(STEP_SECONDS if is_busy else AGAIN)

    def _take_wishes(self) -> None:
        while not self._wishes.empty():
            what, value, visit = self._wishes.get()
            match what:
                case "seek":
                    self._goal = (value, visit)
                    self._speed = 0.0
                case "play":
                    self._speed = value
                    self._from = (time.monotonic(), self._now)
                    self._show(speed=value)
                case _:
                    self.is_closing = True

    def _show(self, **changes: object) -> None:
        self.latest = structs.replace(self.latest, **changes)

    def _learn_extent(self) -> None:
        extent = self._asker.ask(wire.Span(), wire.Extent)
        if extent.first:
            self._show(first=extent.first, why="")

    def _visit(self, goal: float, visit: int) -> None:
        """Go to hall time `goal`: on from where it is when that is nearer than the last snapshot, else from the snapshot."""
        snapshot = self._asker.ask(wire.Fetch(before=goal), wire.Snapshot)
        if not (self._is_loaded and self._now <= goal and self._state.seq >= snapshot.seq):
            self._is_loaded = False
            self._state = self._unpacked(snapshot)
            self._recent.clear()
            self._log_upto = snapshot.seq
        self._ahead.clear()
        self._fold_upto(goal)
        self._is_loaded = True
        self._goal = None
        self._now = goal
        self._fetched, self._fetched_at = self._state.seq, goal
        self._from = (time.monotonic(), goal)
        self._dry_until = 0.0
        self._settle_at = time.monotonic() + AGAIN if goal > self.until - SETTLED_SECONDS else 0.0
        self._show(state=self._state, now=goal, recent=tuple(self._recent), visit=visit, speed=self._speed, why="")

    def _unpacked(self, snapshot: wire.Snapshot) -> HallState:
        state = self._states.pop(snapshot.seq, None) or wire.unpack_state(snapshot.state)
        self._states[snapshot.seq] = state
        if len(self._states) > KEPT_STATES:
            self._states.popitem(last=False)
        return state

    def _fill_log(self) -> None:
        """Fetch what came before the snapshot, for the log; the state is on the screen already."""
        wanted = min(RECENT - len(self._recent), self._log_upto)
        if wanted > 0:
            question = wire.Between(after=self._log_upto - wanted, until=FAR, limit=wanted)
            earlier = [sealed.entry for sealed in self._asker.ask(question, wire.Entries).entries]
            self._recent.extendleft(entry for entry in reversed(earlier) if entry.seq <= self._log_upto)
        self._log_upto = 0
        self._show(recent=tuple(self._recent))

    def _fold_upto(self, goal: float) -> None:
        """Fold all entries that were written by `goal`."""
        while True:
            question = wire.Between(after=self._state.seq, until=goal, limit=PAGE)
            page = self._asker.ask(question, wire.Entries).entries
            for sealed in page:
                self._fold(sealed.entry)
            if len(page) < PAGE:
                return

    def _fold(self, entry: Entry) -> None:
        if entry.seq != self._state.seq + 1:
            raise ValueError(f"entry {self._state.seq + 1} is missing")
        self._state = reduce(self._state, entry)
        self._recent.append(entry)

    def _settle(self) -> None:
        """Take in what was written late; the picture is of a moment that had only just gone by."""
        self._settle_at = 0.0
        self._fold_upto(self._now)
        self._fetched = self._state.seq
        self._show(state=self._state, recent=tuple(self._recent))

    def _play(self) -> None:
        """One step: fold what is due, and see to it that more is at hand."""
        mono = time.monotonic()
        page = self._asker.take(wire.Entries)
        if page is not None:
            self._ahead.extend(sealed.entry for sealed in page.entries)
            if page.entries:
                self._fetched, self._fetched_at = page.entries[-1].entry.seq, page.entries[-1].entry.at
            if len(page.entries) < AHEAD:
                self._dry_until = mono + AGAIN
        is_dry = mono < self._dry_until
        if not self._asker.is_waiting and not is_dry and len(self._ahead) < AHEAD / 2:
            self._asker.put(wire.Between(after=self._fetched, until=FAR, limit=AHEAD))
        due = self._from[1] + (mono - self._from[0]) * self._speed
        known = self.until if is_dry else self._fetched_at
        now = max(self._now, min(due, known, self.until))
        if now < due:  # the clock waits for the entries, or for the present
            self._from = (mono, now)
        while self._ahead and self._ahead[0].at <= now:
            self._fold(self._ahead.popleft())
        self._now = now
        why = "" if page is not None or is_dry else self.latest.why  # until there is an answer again
        self._show(state=self._state, now=now, recent=tuple(self._recent), speed=self._speed, why=why)
