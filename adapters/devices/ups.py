"""Uninterruptible power supplies through NUT's upsd: on battery, low, bypass; and whether the UPS can be heard at all.

    host = "127.0.0.1"
    port = 3493
    every = 2.0                    # seconds between two looks at each UPS
    # user = "hall"                # only for `restart`; a user of upsd.users
    # password = "…"
    # tls = true
    # ca = "/etc/hallwatch/upsd.pem"

    [[ups]]
    name = "hallups"               # as in ups.conf
    device = "ups-1"
    # restart = "test.battery.start.quick"

Protocol: RFC 9271, in `adapters/nut_client.py`. Status words, points, ranges and models with wrong scales are data:
`resources/protocols/ups_models.toml`.

A UPS that cannot be heard is *lost*, and that is not a power failure: upsd gone, driver not connected, data stale and "driver waits for
its first data" are each told as the reason of the loss. Conditions told before stay as they were, unknown under a lost device, and are
told anew once it is heard. A reading that is empty, not a number or out of range is None: unknown. `RestartDevice` gives the instant
command named as `restart` (a battery test); without one it is refused: nothing here switches a load off.
"""

import math
import re
import time
from collections.abc import Mapping
from typing import Annotated

from msgspec import Meta, Struct

from adapters.base import Obeyed, Report, clipped
from adapters.conditions import Conditions, Reach
from adapters.nut_client import NutClient, NutError
from adapters.tables import Table, read_table
from console.model.command import Command, RestartDevice
from console.model.event import DeviceMeasured, Value
from console.model.ident import Id

REPEAT = 10.0
"""Seconds after which unchanged readings are told again, so that they do not grow old."""
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 10.0
_SILENT = {
    "DRIVER-NOT-CONNECTED": "driver not connected: upsd runs, its driver does not",
    "DATA-STALE": "data stale: the driver hears nothing from the UPS",
    "UNKNOWN-UPS": "upsd knows no UPS of this name: correct ups.conf or `name`",
    "ACCESS-DENIED": "upsd denies access: correct upsd.users, or LISTEN in upsd.conf",
}
Word = Annotated[str, Meta(min_length=1, max_length=64)]
Positive = Annotated[float, Meta(gt=0)]


class Ups(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One UPS of the server."""

    name: Word
    device: Id
    restart: Annotated[str, Meta(pattern=r"^(test|beeper)\.")] | None = None
    """Instant command for `RestartDevice`; a test, never a shutdown."""


class Config(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One upsd and its UPSes."""

    ups: Annotated[tuple[Ups, ...], Meta(min_length=1)]
    host: str = "127.0.0.1"
    port: Annotated[int, Meta(ge=1, le=65_535)] = 3493
    every: Positive = 2.0
    answer_within: Positive = 0.8
    user: str = ""
    password: str = ""
    tls: bool = False
    ca: str | None = None
    protocol: Id = "ups_models"

    def __post_init__(self) -> None:
        for what in ("name", "device"):
            values = [getattr(ups, what) for ups in self.ups]
            if twice := [one for one in values if values.count(one) > 1]:
                raise ValueError(f"{what} {twice[0]!r} stands twice among the UPSes")
        if self.ca and not self.tls:
            raise ValueError("ca is given but tls is not true")


class Flag(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A word of ups.status that is a condition."""

    flag: Word
    id: Id
    name: str
    name_en: str


class Point(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A variable that is a reading, and what it can be."""

    variable: Id
    low: float
    high: float
    name: str
    name_en: str
    unit: str


class Model(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A model whose readings are off by a factor."""

    source: str
    when: Annotated[Mapping[str, str], Meta(min_length=1)]
    scale: Annotated[Mapping[str, float], Meta(min_length=1)]

    def fits(self, variables: Mapping[str, str]) -> bool:
        """Whether these are the variables of such a model."""
        return all(re.fullmatch(pattern, variables.get(name, "")) for name, pattern in self.when.items())


class UpsTable(Table, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The form of `resources/protocols/ups_models.toml`."""

    once = {"condition": "flag", "point": "variable"}  # noqa: RUF012 (a constant of the class)
    condition: tuple[Flag, ...]
    point: tuple[Point, ...]
    model: tuple[Model, ...] = ()

    def __post_init__(self) -> None:
        for model in self.model:
            for pattern in model.when.values():
                try:
                    re.compile(pattern)
                except re.error as error:
                    raise ValueError(f"model pattern {pattern!r}: {error}") from error

    def readings(self, variables: Mapping[str, str]) -> dict[str, Value]:
        """What the UPS measures, by point; only points that it has. None: it does not know."""
        scale: dict[str, float] = {}
        for model in self.model:
            if model.fits(variables):
                scale |= model.scale
        values: dict[str, Value] = {"status": variables.get("ups.status", "")[:200] or None}
        for point in self.point:
            if point.variable in variables:
                values[point.variable] = _number(variables[point.variable], point, scale.get(point.variable, 1.0))
        return values


def _number(text: str, point: Point, scale: float) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    if not math.isfinite(number):
        return None
    number = round(number * scale, 3)
    return number if point.low <= number <= point.high else None


class _UpsState:
    """What was last told of one UPS."""

    def __init__(self, ups: Ups) -> None:
        self.name = ups.name
        self.device = ups.device
        self.restart = ups.restart
        self.due = 0.0
        self.values: dict[str, Value] = {}
        self.told_at = -math.inf


class Adapter:
    """Looks at the UPSes of one upsd in turn."""

    def __init__(self, config: Config, report: Report) -> None:
        self.config = config
        self.table = read_table(config.protocol, UpsTable)
        self._report = report
        self._conditions = Conditions(report)
        self._reach = Reach(report)
        self._upses = [_UpsState(ups) for ups in config.ups]
        self._client: NutClient | None = None
        self._retry_at = 0.0
        self._pause = FIRST_PAUSE

    @property
    def devices(self) -> tuple[str, ...]:
        """The UPSes."""
        return tuple(ups.device for ups in self._upses)

    def poll(self, timeout: float) -> None:
        """Look at the UPS whose turn it is, or wait for it at most `timeout` seconds."""
        now = time.monotonic()
        ups = min(self._upses, key=lambda ups: ups.due)
        due = max(ups.due, self._retry_at if self._client is None else 0.0)
        if due > now:
            time.sleep(min(timeout, due - now))
            if due > time.monotonic():
                return
        if self._connected():
            self._look(ups)

    def obey(self, command: Command) -> Obeyed:
        """`RestartDevice` as configured; anything else is refused."""
        ups = next((ups for ups in self._upses if ups.device == getattr(command, "device", None)), None)
        if ups is None:
            return Obeyed(done=False, detail="no UPS of this adapter")
        if not isinstance(command, RestartDevice):
            return Obeyed(done=False, detail=f"a UPS cannot {type(command).__name__}")
        if ups.restart is None:
            return Obeyed(done=False, detail="no `restart` command is configured for this UPS; nothing was switched")
        if not self._connected() or self._client is None:
            return Obeyed(done=False, detail="upsd cannot be reached")
        try:
            if ups.restart not in self._client.list_commands(ups.name):
                return Obeyed(done=False, detail=f"this UPS does not know {ups.restart}")
            self._client.command(ups.name, ups.restart)
        except NutError as error:
            return Obeyed(done=False, detail=clipped(f"{ups.restart}: {_SILENT.get(error.code, error)}"))
        except OSError as error:
            self._hang_up(error)
            return Obeyed(done=False, detail=clipped(f"upsd: {error}"))
        return Obeyed(done=True, detail=f"{ups.restart} given")

    def close(self) -> None:
        """Hang up."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def _connected(self) -> bool:
        """Connect if need be and the pause is over; a failure loses every UPS."""
        if self._client is not None or time.monotonic() < self._retry_at:
            return self._client is not None
        try:
            client = self._client = NutClient(self.config.host, self.config.port, self.config.answer_within)
            if self.config.tls:
                client.start_tls(self.config.ca)
            if self.config.user:
                client.log_in(self.config.user, self.config.password)
        except (NutError, OSError) as error:
            self._hang_up(error)
            return False
        self._pause = FIRST_PAUSE
        return True

    def _look(self, ups: _UpsState) -> None:
        assert self._client is not None
        ups.due = time.monotonic() + self.config.every
        try:
            variables = self._client.list_vars(ups.name)
        except NutError as error:
            self._lose(ups, _SILENT.get(error.code, f"upsd: {error}"))
        except OSError as error:
            self._hang_up(error)
        else:
            self._hear(ups, variables)

    def _hear(self, ups: _UpsState, variables: Mapping[str, str]) -> None:
        flags = variables.get("ups.status", "").upper().split()
        if not flags or "WAIT" in flags:
            self._lose(ups, "the driver waits for its first data")
            return
        is_news = self._reach.found(ups.device)
        for condition in self.table.condition:
            detail = variables.get("ups.alarm", "") if condition.flag == "ALARM" else ""
            self._conditions.put(ups.device, condition.id, condition.flag in flags, detail)
        values = self.table.readings(variables)
        now = time.monotonic()
        if is_news or values != ups.values or now - ups.told_at >= REPEAT:
            ups.values, ups.told_at = values, now
            self._report(DeviceMeasured(device=ups.device, values=values))

    def _lose(self, ups: _UpsState, reason: str) -> None:
        self._reach.lost(ups.device, reason)

    def _hang_up(self, error: Exception) -> None:
        """The connection is of no use: lose every UPS, and try again after a pause that grows."""
        self.close()
        self._retry_at = time.monotonic() + self._pause
        self._pause = min(self._pause * 2, LONGEST_PAUSE)
        for ups in self._upses:
            ups.due = 0.0
            self._lose(ups, f"upsd {self.config.host}:{self.config.port}: {error}")
