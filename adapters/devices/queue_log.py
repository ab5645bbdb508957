"""Plays a recorded queue into the hall, at any speed: the same events as a live queue system, with the log's time as device time.

    device = "queue-log"
    # path = "../shared/data/anonymous_bank_feb1999.tsv"    # relative to the project's root; this is the default
    days = ["1999-02-02"]          # empty: all
    speed = 60.0                   # seconds of the log in one second; 0: as fast as it is taken

    [naming]
    seats = ["c1", "c2"]           # counters that the log's clerks sit down at, in turn; left out: counters named like the clerks
    [naming.businesses]
    PS = "pay"
    NW = "consult"

Source of the log: Technion "Anonymous Bank" (Mandelbaum, Guedj), February 1999, domain.md §3.6; its oddities: `adapters/queue_log.py`.
What was odd and how often is measured on `device` once at the start. It takes no commands: what was, was.
"""

import time
from collections import deque
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from adapters.base import Obeyed, Report
from adapters.queue_log import Naming, read_log, visits
from console.fault import HallFault
from console.model.command import Command
from console.model.event import DeviceFound, DeviceMeasured
from console.model.ident import Date, Id

ROOT = Path(__file__).parents[2]
BANK_MONTH = "../shared/data/anonymous_bank_feb1999.tsv"
BATCH = 200
"""Events reported in one poll when they are overdue."""


class Config(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to play, and how fast."""

    device: Id
    path: str = BANK_MONTH
    days: tuple[Date, ...] = ()
    speed: Annotated[float, Meta(ge=0)] = 1.0
    naming: Naming = Naming()


class Adapter:
    """Reports each event when its time has come."""

    def __init__(self, config: Config, report: Report) -> None:
        self.config = config
        self._report = report
        log = read_log(ROOT / config.path)
        if absent := set(config.days) - {call.date for call in log.calls}:
            raise HallFault(f"{config.path}: nothing on {min(absent)}", "choose days that the log has")
        self._waiting = deque(visits([call for call in log.calls if not config.days or call.date in config.days], config.naming))
        self._began = time.monotonic()
        self._first = self._waiting[0].at if self._waiting else 0.0
        report(DeviceFound(device=config.device))
        report(DeviceMeasured(device=config.device, values={k: float(v) for k, v in msgspec.structs.asdict(log.quirks).items()}))

    @property
    def devices(self) -> tuple[str, ...]:
        """The log itself."""
        return (self.config.device,)

    @property
    def is_over(self) -> bool:
        """Whether all has been played."""
        return not self._waiting

    def poll(self, timeout: float) -> None:
        """Report what is due, or wait for it at most `timeout` seconds."""
        wait = self._wait()
        if wait > 0:
            time.sleep(min(wait, timeout))
        for _ in range(BATCH):
            if self._wait() > 0:
                return
            timed = self._waiting.popleft()
            self._report(timed.event, timed.device_at)

    def obey(self, command: Command) -> Obeyed:
        """Refuse: a log cannot be told what to do."""
        return Obeyed(done=False, detail=f"a recorded queue cannot {type(command).__name__}")

    def close(self) -> None:
        """Nothing to let go of."""

    def _wait(self) -> float:
        """Seconds until the next event is due; very long when all is played."""
        if not self._waiting:
            return float("inf")
        if not self.config.speed:
            return 0.0
        return (self._waiting[0].at - self._first) / self.config.speed - (time.monotonic() - self._began)
