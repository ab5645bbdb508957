"""What a desk may ask of the days before: the same weekday's figures, and how the alarms did. Answers come later and are looked at each frame.

The one that asks the hub is `console.lookback`; here is what it is asked and what it answers, without Qt and without sockets.
"""

from collections.abc import Mapping
from typing import Literal, Protocol

from msgspec import Struct

from console.model.alarm_report import AlarmReport
from console.model.kpi import Figure
from console.model.state import Sample

Kind = Literal["weekday", "alarms"]
"""Of a question; each stands by itself: one is asked, answered and cancelled without the other."""
WEEKS = 8
"""How many earlier days of a weekday are looked for."""


class EarlierDay(Struct, frozen=True, kw_only=True):
    """A day that is over."""

    date: str
    samples: tuple[Sample, ...]
    """Of the whole day."""
    figures: tuple[Figure, ...]
    """As they stood at the same time of the day as the moment that is compared."""


class Weekday(Struct, frozen=True, kw_only=True):
    """Earlier days of one weekday, the newest first."""

    date: str
    """The day that they are compared with."""
    at: float = 0.0
    """The moment that is compared, hall time."""
    days: tuple[EarlierDay, ...] = ()


class Asked(Struct, frozen=True, kw_only=True):
    """How a question stands."""

    progress: float | None = None
    """How far it is answered, 0 … 1; None: it is not being looked into."""
    why: str = ""
    """Why there is no answer, in plain English; empty: there is none to wait for, or it is here."""


class Found(Struct, frozen=True, kw_only=True):
    """All that is known so far; replaced whole."""

    weekday: Weekday | None = None
    alarms: AlarmReport | None = None
    alarm_days: int = 0
    """Over how many days `alarms` goes."""
    asked: Mapping[Kind, Asked] = {}
    """How each question stands that was ever put."""

    def asking(self, kind: Kind) -> Asked:
        """How a question stands, put or not."""
        return self.asked.get(kind, Asked())


class Earlier(Protocol):
    """Where answers about earlier days come from."""

    def weekday(self, now: float) -> None:
        """Look for earlier days of the weekday that hall time `now` lies in."""

    def alarms(self, now: float, days: int) -> None:
        """Look how the alarms did from `days` days before hall time `now`."""

    def cancel(self, kind: Kind) -> None:
        """Look no further for this; the other question is answered all the same."""

    def latest(self) -> Found:
        """What was found so far, at once."""


class NoEarlier:
    """A console that cannot look back."""

    def weekday(self, now: float) -> None:
        """Nothing is found."""

    def alarms(self, now: float, days: int) -> None:
        """Nothing is found."""

    def cancel(self, kind: Kind) -> None:
        """Nothing was looked for."""

    def latest(self) -> Found:
        """Nothing."""
        return Found()
