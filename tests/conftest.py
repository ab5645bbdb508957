"""What all tests share: a display where there is none, the same examples in every run, and guards against timers and threads that outlive their test."""

import gc
import os
import traceback
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from PyQt6 import sip
from PyQt6.QtCore import QCoreApplication, QEvent, QObject, QThread, QTimer
from PyQt6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

# What an example may be is judged, not how long this machine takes for it; and what one run finds, every run finds:
# `pytest --hypothesis-profile explore` looks for more.
settings.register_profile("explore", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("same", settings.get_profile("explore"), derandomize=True)
settings.load_profile("same")


@pytest.fixture(scope="session")
def display() -> str:
    """An X display: the present one, or an Xvfb of this session's own on a number that the server chooses."""
    os.environ["QT_QPA_PLATFORM"] = "xcb"
    if os.environ.get("DISPLAY"):
        return os.environ["DISPLAY"]
    read, write = os.pipe()
    os.set_inheritable(write, True)
    # It ends when this process has ended, not before: Qt exits with 1 when its display goes away first.
    command = ["setpriv", "--pdeathsig", "TERM", "--", "Xvfb", "-displayfd", str(write), "-screen", "0", "3840x2160x24"]
    quiet = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_WRONLY, 0) for stream in (1, 2)]
    os.posix_spawnp("setpriv", [*command, "-nolisten", "tcp", "-noreset"], os.environ, file_actions=quiet)
    os.close(write)
    with os.fdopen(read) as pipe:
        number = pipe.readline().strip()
    if not number:
        pytest.fail("Xvfb did not start: apt-get install xvfb")
    os.environ["DISPLAY"] = f":{number}"
    return os.environ["DISPLAY"]


@pytest.fixture(autouse=True)
def no_widget_is_collected_while_it_is_painted(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """pytest-qt holds widgets weakly: one that only a circle of Python's objects holds is collected while Qt paints a part of it."""
    held: list[QWidget] = []
    add = QtBot.addWidget

    def holding(qtbot: QtBot, widget: QWidget, **more: Any) -> None:
        held.append(widget)
        add(qtbot, widget, **more)

    monkeypatch.setattr(QtBot, "addWidget", holding)
    yield
    held.clear()


@pytest.fixture(scope="session")
def qapp_args(display: str) -> list[str]:  # pytest-qt makes the QApplication with these, so the display is there first
    return ["hallwatch-tests"]


class _Started:
    """Every object started during a test, with the place."""

    def __init__(self) -> None:
        self.places: list[tuple[QObject, str]] = []

    def watch(self, start: Callable[..., None]) -> Callable[..., None]:
        def watched(thing: QObject, *args: object) -> None:
            self.places.append((thing, "".join(traceback.format_stack(limit=6)[:-1])))
            start(thing, *args)

        return watched

    def alive(self) -> list[str]:
        return [f"{thing!r} started at\n{place}" for thing, place in self.places if not sip.isdeleted(thing) and _runs(thing)]


def _runs(thing: QObject) -> bool:
    if isinstance(thing, QTimer):
        return thing.isActive() and not thing.isSingleShot()
    return isinstance(thing, QThread) and thing.isRunning()


@pytest.fixture(autouse=True)
def nothing_outlives_its_test(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a GUI test that leaves a repeating QTimer or a QThread running, and say where it was started (after napari's conftest)."""
    if "qapp" not in request.fixturenames:
        yield
        return
    started = _Started()
    monkeypatch.setattr(QTimer, "start", started.watch(QTimer.start))
    monkeypatch.setattr(QThread, "start", started.watch(QThread.start))
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    if started.alive():
        gc.collect()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    left = started.alive()
    assert not left, "still running after the test:\n" + "\n".join(left)
