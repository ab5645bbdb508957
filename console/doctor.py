"""`hallwatch doctor`: what this machine lacks to run a hall, and how to mend it. It looks; it changes nothing."""

import ctypes
import importlib
import importlib.metadata
import os
import shutil
import socket
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path

from msgspec import Struct
from packaging.requirements import Requirement

from console.video.colours import LIBYUV

ROOT = Path(__file__).parents[1]
SQLITE_FLOOR = (3, 51, 3)
"""Older ones can corrupt a WAL that two connections use."""
DISK_FLOOR = 1 << 30


class Health(StrEnum):
    """How a finding is to be taken."""

    WELL = "ok"
    ADVICE = "advice"
    """The program runs; something is less good than it could be."""
    MISSING = "missing"
    """Something does not work until it is mended."""


class Finding(Struct, frozen=True, kw_only=True):
    """One thing looked at."""

    topic: str
    health: Health
    seen: str
    remedy: str = ""


def _well(topic: str, seen: str) -> Finding:
    return Finding(topic=topic, health=Health.WELL, seen=seen)


def _missing(topic: str, seen: str, remedy: str) -> Finding:
    return Finding(topic=topic, health=Health.MISSING, seen=seen, remedy=remedy)


def _advice(topic: str, seen: str, remedy: str) -> Finding:
    return Finding(topic=topic, health=Health.ADVICE, seen=seen, remedy=remedy)


def python() -> Finding:
    """The interpreter; pip has already refused one that is too old."""
    return _well("Python", ".".join(map(str, sys.version_info[:3])))


def packages() -> Iterator[Finding]:
    """Every library that the program imports."""
    for name in importlib.metadata.requires("hallwatch") or ():
        needed = Requirement(name)
        if needed.marker is not None and not needed.marker.evaluate({"extra": ""}):
            continue
        bare = needed.name
        try:
            yield _well(f"library {bare}", importlib.metadata.version(bare))
        except importlib.metadata.PackageNotFoundError:
            yield _missing(f"library {bare}", "not installed", "run `make setup`")


def sqlite() -> Finding:
    """The SQLite that carries the journal."""
    try:
        version = str(importlib.import_module("pysqlite3.dbapi2").sqlite_version)
    except ImportError as error:
        return _missing("SQLite", str(error), "run `make setup`")
    if tuple(map(int, version.split("."))) >= SQLITE_FLOOR:
        return _well("SQLite", version)
    return _missing("SQLite", f"{version} can lose a journal that is read while written", "upgrade the package pysqlite3")


def screen() -> Finding:
    """Somewhere to draw."""
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        return _well("screen", os.environ.get("DISPLAY") or os.environ["WAYLAND_DISPLAY"])
    if shutil.which("Xvfb"):
        return _advice("screen", "none; `make run` draws on a virtual one", "sit before a screen, or set DISPLAY")
    return _missing("screen", "no DISPLAY, and no Xvfb", "sit before a screen, or: apt install xvfb")


def qt() -> Finding:
    """Whether Qt finds its system libraries; asked in a process of its own, because Qt aborts when it does not."""
    code = "from PyQt6.QtGui import QGuiApplication; QGuiApplication([])"
    platform = {"QT_QPA_PLATFORM": "offscreen"}
    run = subprocess.run([sys.executable, "-c", code], env=os.environ | platform, capture_output=True, text=True, check=False)
    if run.returncode == 0:
        return _well("Qt", importlib.metadata.version("PyQt6"))
    last = (run.stderr.strip().splitlines() or ["no word"])[-1]
    return _missing("Qt", last, "run `make setup`: it installs Qt's system libraries")


def fonts() -> Finding:
    """A font with Chinese glyphs."""
    if not shutil.which("fc-list"):
        return _advice("Chinese font", "fc-list is missing, cannot look", "apt install fontconfig fonts-noto-cjk")
    run = subprocess.run(["fc-list", ":lang=zh", "family"], capture_output=True, text=True, check=False)
    families = sorted({line.split(",")[0] for line in run.stdout.splitlines() if line})
    if families:
        return _well("Chinese font", families[0])
    return _missing("Chinese font", "none: the screens would show boxes", "apt install fonts-noto-cjk")


def nut() -> Finding:
    """The UPS daemon, which the demo's UPS needs."""
    found = next((p for p in (Path("/lib/nut/upsd"), Path("/usr/lib/nut/upsd"), Path("/sbin/upsd")) if p.exists()), None)
    if found:
        return _well("NUT (UPS)", str(found))
    return _advice("NUT (UPS)", "upsd is missing: the demo's UPS stays unknown", "apt install nut-server")


def colours() -> Finding:
    """The library that makes the screen's colours of the cameras'."""
    try:
        ctypes.CDLL(LIBYUV)
    except OSError as error:
        return _missing("libyuv", f"{error}: no console starts", "apt install libyuv0")
    return _well("libyuv", LIBYUV)


def speech() -> Finding:
    """Whether alarms can be spoken."""
    if shutil.which("espeak-ng"):
        return _well("voice", "espeak-ng is here")
    return _advice("voice", "espeak-ng is missing: alarms are not spoken, and the desk says so", "apt install espeak-ng")


def clock() -> Finding:
    """Whether the wall clock is kept by somebody."""
    try:
        run = subprocess.run(
            ["timedatectl", "show", "-p", "NTPSynchronized", "--value"], capture_output=True, text=True, check=False, timeout=5
        )
    except (FileNotFoundError, subprocess.TimeoutExpired):
        return _advice("clock", "cannot tell whether it is synchronised", "apt install chrony")
    if run.stdout.strip() == "yes":
        return _well("clock", "synchronised")
    return _advice("clock", "not synchronised: evidence would bear a doubtful time", "apt install chrony")


def disk(data: Path) -> Finding:
    """Room and rights where the journal lies."""
    there = next(p for p in (data, *data.parents) if p.exists())
    if not os.access(there, os.W_OK):
        return _missing(
            "disk", f"{there} cannot be written", f"give this user the right to write there, or choose another --data than {data}"
        )
    free = shutil.disk_usage(there).free
    seen = f"{free / (1 << 30):.1f} GiB free at {there}"
    return (
        _well("disk", seen) if free >= DISK_FLOOR else _missing("disk", seen, "free some room: a hall writes about 0.2 GiB a day")
    )


def keys(data: Path) -> Iterator[Finding]:
    """Key files are for their owner's eyes only; then what they hold, where the libraries are there that read it."""
    folder, is_open = data / "keys", False
    for path in (folder, *sorted(folder.glob("*"))) if folder.exists() else ():
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            is_open = True
            fit = "700" if path.is_dir() else "600"
            yield _missing(
                "keys", f"{path} can be read by others (mode {mode:04o})", f"chmod {fit} {path}; pair again if it was read"
            )
    if is_open:
        return
    try:
        doctor_keys = importlib.import_module("console.doctor_keys")
    except ImportError:
        return  # `packages` names what is missing
    yield from doctor_keys.look(data)


def loopback() -> Finding:
    """Whether processes of this machine can talk to each other."""
    try:
        with socket.create_server(("127.0.0.1", 0)):
            return _well("loopback", "127.0.0.1 answers")
    except OSError as error:
        return _missing("loopback", str(error), "bring the interface `lo` up: ip link set lo up")


def examine(data: Path) -> list[Finding]:
    """Everything, in the order a newcomer would mend it."""
    single: tuple[Callable[[], Finding], ...] = (python, sqlite, qt, screen, fonts, colours, nut, speech, clock, loopback)
    return [*packages(), *(look() for look in single), disk(data), *keys(data)]
