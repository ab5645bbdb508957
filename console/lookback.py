"""Looks through earlier days for the desk: a thread that asks the hub's history process in small pages, so that the screen never waits.

A new question supersedes the one before; a question that fails says why and is not put again by itself.
"""

import logging
import queue
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct, structs

from console import wire
from console.asker import Asker, Silent, Superseded
from console.bell import Bell
from console.earlier import WEEKS, Asked, EarlierDay, Found, Kind, Weekday
from console.fault import HallFault
from console.model import kpi
from console.model.alarm_report import Watcher
from console.model.event import Entry
from console.model.reduce import reduce
from console.model.state import HallState

PAGE = 400
"""Entries a question: a page is decoded within a frame's time."""
DAY = 86_400.0
log = logging.getLogger(__name__)


class Lookback:
    """Asks the hub that a station file names, from the first question until `close`. Called by one thread, any."""

    def __init__(self, station: Path, port: Callable[[], int]) -> None:
        self._wishes: queue.SimpleQueue[_Wish] = queue.SimpleQueue()
        self._searcher = _Searcher(station, port, self._wishes)
        self._thread: threading.Thread | None = None

    def weekday(self, now: float) -> None:
        """Look for earlier days of the weekday that hall time `now` lies in."""
        self._wish(_Wish("ask", "weekday", now, WEEKS))

    def alarms(self, now: float, days: int) -> None:
        """Look how the alarms did from `days` days before hall time `now`."""
        self._wish(_Wish("ask", "alarms", now, days))

    def cancel(self, kind: Kind) -> None:
        """Look no further for this; the other question is answered all the same."""
        self._wish(_Wish("cancel", kind))

    def latest(self) -> Found:
        """What was found so far, at once."""
        return self._searcher.found

    def close(self) -> None:
        """Stop, and wait until it has."""
        if self._thread is not None:
            self._wish(_Wish("close"))
            self._thread.join(5.0)
        self._searcher.close()

    def _wish(self, wish: "_Wish") -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._searcher.run, name="lookback", daemon=True)
            self._thread.start()
        self._wishes.put(wish)
        self._searcher.bell.ring()


class _Wish(Struct, frozen=True):
    """What the desk tells the thread."""

    what: Literal["ask", "cancel", "close"]
    kind: Kind = "weekday"
    at: float = 0.0
    count: int = 0


class _Searcher:
    """What the thread does."""

    def __init__(self, station: Path, port: Callable[[], int], wishes: "queue.SimpleQueue[_Wish]") -> None:
        self.found = Found()
        self.bell = Bell()
        self._wishes = wishes
        self._asker = Asker(station, port, self.bell, wishes)
        self._waiting: dict[Kind, tuple[float, int]] = {}
        """Questions not answered yet, by kind: of each the newest, in the order in which they are to be answered."""

    def run(self) -> None:
        """Answer until told to close."""
        while True:
            if self._wishes.empty() and not self._waiting:
                self._asker.wait(1.0)
            if not self._take_wishes():
                break
            if self._waiting:
                kind, (at, count) = next(iter(self._waiting.items()))
                self._try(kind, at, count)
        self._asker.close()

    def close(self) -> None:
        """Close what is left once the thread is over."""
        self._asker.close()
        self.bell.close()

    def _take_wishes(self) -> bool:
        while not self._wishes.empty():
            wish = self._wishes.get()
            match wish.what:
                case "close":
                    return False
                case "cancel":
                    self._waiting.pop(wish.kind, None)
                    self._stands(wish.kind)
                case "ask":
                    self._waiting.pop(wish.kind, None)
                    self._waiting[wish.kind] = (wish.at, wish.count)
                    self._stands(wish.kind, 0.0)
        return True

    def _stands(self, kind: Kind, progress: float | None = None, why: str = "") -> None:
        self.found = structs.replace(self.found, asked={**self.found.asked, kind: Asked(progress=progress, why=why)})

    def _try(self, kind: Kind, at: float, count: int) -> None:
        self._stands(kind, 0.0)
        try:
            self._weekday(at, count) if kind == "weekday" else self._alarms(at, count)
            self._stands(kind)
        except Superseded:
            return  # it waits until the new wish is known
        except (Silent, HallFault, msgspec.MsgspecError, ValueError) as error:
            why = error.what if isinstance(error, HallFault) else str(error)
            log.warning("earlier days cannot be looked at: %s", why)
            self._asker.reset()
            self._stands(kind, why=why)
        self._waiting.pop(kind, None)

    # --- the same weekday -------------------------------------------------------------------------------------------------

    def _weekday(self, now: float, weeks: int) -> None:
        zone = self._zone(now)
        today = datetime.fromtimestamp(now, zone)
        written = set(self._asker.ask(wire.Span(), wire.Extent).days)
        days: list[EarlierDay] = []
        for week in range(1, weeks + 1):
            day = today - timedelta(days=7 * week)
            if day.date().isoformat() in written:
                end = (day + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0).timestamp()
                found = _closed(self._state_at(end - 1.0), self._state_at(day.timestamp()), day.date().isoformat())
                days += [found] if found is not None else []
            self._stands("weekday", week / weeks)
        self.found = structs.replace(self.found, weekday=Weekday(date=today.date().isoformat(), at=now, days=tuple(days)))

    def _zone(self, now: float) -> ZoneInfo:
        config = wire.unpack_state(self._asker.ask(wire.Fetch(before=now), wire.Snapshot).state).config
        return ZoneInfo(config.timezone if config is not None else "Asia/Shanghai")

    def _state_at(self, at: float) -> HallState:
        """The hall at a moment: the snapshot before it and the entries since."""
        snapshot = self._asker.ask(wire.Fetch(before=at), wire.Snapshot)
        state = wire.unpack_state(snapshot.state)
        for entry in self._entries(state.seq, at):
            state = reduce(state, entry)
        return state

    def _entries(self, after: int, until: float) -> Iterator[Entry]:
        while True:
            page = self._asker.ask(wire.Between(after=after, until=until, limit=PAGE), wire.Entries).entries
            for sealed in page:
                yield sealed.entry
            if len(page) < PAGE:
                return
            after = page[-1].entry.seq

    # --- the alarms --------------------------------------------------------------------------------------------------------

    def _alarms(self, now: float, days: int) -> None:
        extent = self._asker.ask(wire.Span(), wire.Extent)
        begin = max(now - days * DAY, extent.first or now)
        state = self._state_at(begin)
        watcher = Watcher(begin, [(alarm.id, alarm.active_at) for alarm in state.alarms.values() if alarm.active])
        told = begin
        for entry in self._entries(state.seq, now):
            watcher.take(entry)
            if entry.at - told > (now - begin) / 50:
                told = entry.at
                self._stands("alarms", (told - begin) / max(now - begin, 1.0))
        self.found = structs.replace(self.found, alarms=watcher.report(now), alarm_days=days)


def _closed(end: HallState, then: HallState, date: str) -> EarlierDay | None:
    """A day by its end and by the time of day that is compared; None for a day on which the hall did not open."""
    if end.day.date != date or not end.day.samples:
        return None
    was_open = then.day.date == date
    hall = tuple(figure for figure in kpi.figures(then, then.at) if figure.scope == kpi.HALL) if was_open else ()
    return EarlierDay(date=date, samples=end.day.samples, figures=hall)
