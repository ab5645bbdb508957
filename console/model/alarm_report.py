"""How well the alarms themselves work, over some time: rates, floods, stale and chattering ones, bad actors. Pure, from the journal's entries.

The reaches are those commonly cited from ISA-18.2 and EEMUA 191 (vocabulary.md); an alarm that comes while a person can do nothing about
it is a fault of its rule, and this report is where that shows.
"""

from collections import deque
from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from console.model import event as ev
from console.model.alarm import FLOOD_BEGINS, FLOOD_ENDS, FLOOD_WINDOW
from console.model.event import Entry

STALE = 86_400.0
"""Seconds after which an alarm that still stands is stale."""
CHATTER_COUNT, CHATTER_WITHIN = 3, 60.0
"""So many onsets within so many seconds are chatter."""
ACTORS = 10
"""Bad actors that are named."""
HOUR = 3600.0


class Actor(Struct, frozen=True, kw_only=True):
    """One alarm's share of the load."""

    alarm: str
    count: int
    share: float


class FloodSpell(Struct, frozen=True, kw_only=True):
    """One flood."""

    begin: float
    end: float
    count: int
    """Alarms raised in it."""


class Figure(Struct, frozen=True, kw_only=True):
    """One figure with its reach; `value` is None where it has no meaning."""

    code: str
    value: float | None
    reach: float | None = None
    unit: str = "count"
    """`count`, `share`, `s`."""

    @property
    def is_kept(self) -> bool | None:
        """Whether it lies within its reach; None: there is nothing to compare."""
        return None if self.value is None or self.reach is None else self.value <= self.reach


class AlarmReport(Struct, frozen=True, kw_only=True):
    """The report over `begin` to `end`, hall time."""

    begin: float
    end: float
    figures: tuple[Figure, ...] = ()
    floods: tuple[FloodSpell, ...] = ()
    stale: tuple[str, ...] = ()
    chattering: tuple[Actor, ...] = ()
    actors: tuple[Actor, ...] = ()


class Watcher:
    """Takes entries in their order, and says at the end what they come to; it keeps what happened, so that days need not fit in memory."""

    def __init__(self, begin: float, standing: Iterable[tuple[str, float]] = ()) -> None:
        """`standing`: alarms that were active at `begin`, since when."""
        self._begin = begin
        self._since = dict(standing)
        self._onsets: list[tuple[float, str]] = []
        self._unseen: dict[str, float] = {}
        self._seen_after: list[float] = []
        self._stale: dict[str, None] = {}

    def take(self, entry: Entry) -> None:
        """One more entry; those that are no alarm's are passed over."""
        match entry.event:
            case ev.AlarmRaised(alarm=alarm):
                if alarm not in self._since:
                    self._onsets.append((entry.at, alarm))
                    self._since[alarm] = entry.at
                    self._unseen[alarm] = entry.at
            case ev.AlarmCleared(alarm=alarm):
                self._end(alarm, entry.at)
            case ev.AlarmAcknowledged(alarm=alarm):
                raised = self._unseen.pop(alarm, None)
                if raised is not None:
                    self._seen_after.append(entry.at - raised)
            case _:
                pass

    def _end(self, alarm: str, at: float) -> None:
        since = self._since.pop(alarm, None)
        if since is not None and at - since > STALE:
            self._stale[alarm] = None

    def report(self, end: float) -> AlarmReport:
        """The report up to hall time `end`; nothing of the watcher changes."""
        begin, total = self._begin, len(self._onsets)
        hours = max(end - begin, FLOOD_WINDOW) / HOUR
        spells, peak = floods([at for at, _ in self._onsets], end)
        onsets: dict[str, list[float]] = {}
        for at, alarm in self._onsets:
            onsets.setdefault(alarm, []).append(at)
        ranked = sorted(((alarm, len(times)) for alarm, times in onsets.items()), key=lambda each: (-each[1], each[0]))
        actors = tuple(Actor(alarm=alarm, count=count, share=count / total) for alarm, count in ranked[:ACTORS])
        stale = tuple(dict.fromkeys((*self._stale, *(alarm for alarm, since in self._since.items() if end - since > STALE))))
        chattering = tuple(
            Actor(alarm=alarm, count=count, share=count / total) for alarm, count in ranked if _chatters(onsets[alarm])
        )
        flooded = sum(spell.end - spell.begin for spell in spells)
        seen = self._seen_after
        figures = (
            Figure(code="total", value=total),
            Figure(code="per_hour", value=total / hours, reach=6),
            Figure(code="per_ten_minutes", value=total / hours / 6, reach=1),
            Figure(code="peak_ten_minutes", value=peak, reach=FLOOD_BEGINS),
            Figure(code="floods", value=len(spells), reach=0),
            Figure(code="flood_share", value=flooded / max(end - begin, 1.0), reach=0.01, unit="share"),
            Figure(code="stale", value=len(stale), reach=5),
            Figure(code="chattering", value=len(chattering), reach=0),
            Figure(code="top_ten", value=sum(each.count for each in actors) / total if total else None, reach=0.05, unit="share"),
            Figure(code="to_acknowledge", value=sum(seen) / len(seen) if seen else None, unit="s"),
            Figure(code="not_acknowledged", value=len(self._unseen)),
        )
        return AlarmReport(
            begin=begin, end=end, figures=figures, floods=tuple(spells), stale=stale, chattering=chattering, actors=actors
        )


def report(entries: Iterable[Entry], begin: float, end: float, standing: Iterable[tuple[str, float]] = ()) -> AlarmReport:
    """The report over entries in their order."""
    watcher = Watcher(begin, standing)
    for entry in entries:
        watcher.take(entry)
    return watcher.report(end)


def floods(onsets: Iterable[float], end: float) -> tuple[list[FloodSpell], int]:
    """The floods among onsets in their order, and the most alarms that ever lay within 10 minutes."""
    window: deque[float] = deque()
    spells: list[FloodSpell] = []
    under_way = False
    peak = 0
    for at in onsets:
        if under_way and (over := _over(window, at)) is not None:
            spells[-1] = replace(spells[-1], end=over)
            under_way = False
        while window and at - window[0] >= FLOOD_WINDOW:
            window.popleft()
        window.append(at)
        peak = max(peak, len(window))
        if under_way:
            spells[-1] = replace(spells[-1], count=spells[-1].count + 1)
        elif len(window) > FLOOD_BEGINS:
            spells.append(FloodSpell(begin=at, end=at, count=len(window)))
            under_way = True
    if under_way:
        over = _over(window, end)
        spells[-1] = replace(spells[-1], end=end if over is None else over)
    return spells, peak


def _over(window: "deque[float]", at: float) -> float | None:
    """When fewer than 5 were left in the window, if that was by `at`."""
    if len(window) < FLOOD_ENDS:
        return at
    over = window[-FLOOD_ENDS] + FLOOD_WINDOW
    return over if over <= at else None


def _chatters(onsets: list[float]) -> bool:
    last = CHATTER_COUNT - 1
    return any(late - early < CHATTER_WITHIN for early, late in zip(onsets, onsets[last:], strict=False))
