"""The contract between a device's code and the run loop: what a device module offers, and what it is given. Not the link to the hub.

A device is one file, `adapters/devices/KIND.py`, found by its name. It holds

- a module docstring with a sample of its configuration and the source of its protocol,
- `Config`, a `msgspec.Struct` with `forbid_unknown_fields=True`,
- `Adapter`, a class with the members of `Device` below and `__init__(self, config: Config, report: Report)`.

The code runs in one thread, may block for the given time only, and may raise: the run loop then reports its devices lost, makes a
new `Adapter` after a pause, and logs the fault once. A fresh `Adapter` knows nothing; it reports `DeviceFound` for each device as
soon as it hears it, and `DeviceLost` when it does not.
"""

import importlib
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Protocol, TypeVar, cast

import msgspec
from msgspec import Struct

from console.fault import HallFault
from console.model.command import Command
from console.model.event import AdapterEvent
from console.toml_file import TomlFile
from console.wire import MAX_EVENT

PACKAGE = "adapters.devices"
Told = tuple[AdapterEvent, float | None]
"""An event, with the device's own time of it."""


class Obeyed(Struct, frozen=True, kw_only=True):
    """What came of a command, by the adapter's own word; that the hall shows it is not claimed."""

    done: bool
    detail: str = ""
    """Why not, or what was seen; at most 500 characters reach the hub."""


class Report(Protocol):
    """Takes what the device did. May be called from any thread; order is kept."""

    def __call__(self, event: AdapterEvent, device_at: float | None = None) -> None:
        """Hand over an event; it is on disk a moment later. `device_at`: the device's own time, UTC seconds.

        Raises `msgspec.ValidationError` for an event that the protocol page does not allow (a bug of the device's code; use
        `clipped` for text from outside). Blocks while the outbox cannot be written and much is waiting.
        """

    def once(self, key: str, events: Sequence[Told]) -> bool:
        """Hand over what one message of a device tells, unless a message of this key was handed over before; True: it is new.

        Key and events reach the disk in one commit, so that a message sent again is known after any restart. The last
        `outbox.REMEMBERED` keys of the adapter are kept; a key is whatever names the message, at most 200 characters.
        """

    def flush(self, timeout: float = 5.0) -> None:
        """Wait until all that was reported before is on disk: before a device is told that its message was taken.

        Raises `HallFault` when it is not so after `timeout` seconds.
        """


class Device(Protocol):
    """What the class `Adapter` of a device module offers."""

    @property
    def devices(self) -> tuple[str, ...]:
        """Ids of the hall's devices it speaks for, from its configuration."""

    def poll(self, timeout: float) -> None:
        """Do at most `timeout` seconds of work: listen, ask, report. Return early when something was reported."""

    def obey(self, command: Command) -> Obeyed:
        """Execute one command, within about a second. The run loop has seen to it that it is not given twice, nor late."""

    def close(self) -> None:
        """Let go of ports and sockets; called once, also after `poll` raised."""


C = TypeVar("C", bound=Struct)
_decode_event = msgspec.json.Decoder(AdapterEvent).decode
_encode_event = msgspec.json.Encoder().encode


def encoded(event: AdapterEvent) -> bytes:
    """The event as JSON, after the hub's own check of it; `msgspec.ValidationError` says what is wrong with it."""
    try:
        body = _encode_event(event)
    except UnicodeEncodeError as error:
        raise msgspec.ValidationError(f"text is not Unicode: {error}") from error
    if len(body) > MAX_EVENT:
        raise msgspec.ValidationError(f"event has {len(body)} bytes, {MAX_EVENT} are allowed")
    _decode_event(body)
    return body


def clipped(text: str, limit: int = 500) -> str:
    """Text from outside made fit for an event: lone surrogates replaced, cut to `limit` characters with `…`."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return whole if len(whole) <= limit else whole[: limit - 1] + "…"


class Kept:
    """A `Report` that keeps the events in a list: for the tests of a device."""

    def __init__(self) -> None:
        self.events: list[AdapterEvent] = []
        self.times: list[float | None] = []
        self.keys: set[str] = set()

    def __call__(self, event: AdapterEvent, device_at: float | None = None) -> None:
        """Keep it, after the same check as the real one."""
        encoded(event)
        self.events.append(event)
        self.times.append(device_at)

    def once(self, key: str, events: Sequence[Told]) -> bool:
        """Keep them, the first time."""
        if key in self.keys:
            return False
        self.keys.add(key)
        for event, device_at in events:
            self(event, device_at)
        return True

    def flush(self, timeout: float = 5.0) -> None:
        """Nothing to wait for."""


def kinds() -> tuple[str, ...]:
    """Names of all device modules on disk."""
    folders = importlib.import_module(PACKAGE).__path__
    return tuple(sorted(path.stem for folder in folders for path in Path(folder).glob("[a-z]*.py")))


def device_module(kind: str) -> ModuleType:
    """The module of a kind of device; `HallFault` when there is no such file, or it lacks `Config` or `Adapter`."""
    if kind not in kinds():
        raise HallFault(f"there is no adapters/devices/{kind}.py", f"kinds on disk: {', '.join(kinds()) or 'none'}")
    module = importlib.import_module(f"{PACKAGE}.{kind}")
    missing = [name for name in ("Config", "Adapter") if not isinstance(getattr(module, name, None), type)]
    if missing:
        raise HallFault(f"{module.__file__} has no class {' and no class '.join(missing)}", "see adapters/base.py")
    return module


def make(module: ModuleType, config: Struct, report: Report) -> Device:
    """A fresh adapter of the module."""
    return cast("Device", module.Adapter(config, report))


def read_config(path: Path, config_type: type[C]) -> C:
    """Read a device's configuration strictly; `HallFault` names file, line, key and what was expected."""
    return TomlFile.read(path).convert(config_type)
