"""The keeper of a console: what ends is started again, what hangs is ended, what is refused or ends well is left, and nobody survives it."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from typer.main import get_command

from console.cli import app
from console.keep import BEAT, PIPE, Heart, Keeper
from tests.helpers.program import is_running
from tests.helpers.until import until

ROOT = Path(__file__).parents[2]
LONG = 60.0
KEEPER = """
import logging, sys
from console.keep import Keeper, Timing
logging.basicConfig(format="%(message)s")
timing = Timing(silence=float(sys.argv[1]), start=60, pause=0.05, longest_pause=0.2, dying=1)
sys.exit(Keeper((sys.executable, "-c", sys.argv[2]), timing).run())
"""
LIVING = """
import faulthandler, os, signal, sys, threading
from console.keep import Heart
faulthandler.enable()
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
first = not os.path.exists("pids")
with open("pids", "a") as pids:
    print(os.getpid(), file=pids)
heart = Heart()
"""
BEATS = LIVING + "while True:\n    heart.beat()\n    threading.Event().wait(0.02)\n"
HANGS_FIRST = LIVING + "heart.beat()\nif first:\n    def hung():\n        while True: pass\n    hung()\n" + BEATS[len(LIVING) :]

Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    made: list[subprocess.Popen[str]] = []

    def started(code: str, silence: float = LONG) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", KEEPER, str(silence), code]
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        made.append(subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True))
        return made[-1]

    yield started
    for process in made:
        process.kill()
        process.communicate()


def pids(folder: Path) -> list[int]:
    path = folder / "pids"
    return [int(line) for line in path.read_text().splitlines()] if path.exists() else []


def test_a_killed_console_is_started_again(start: Start, tmp_path: Path) -> None:
    keeper = start(BEATS)
    until(lambda: len(pids(tmp_path)) >= 1, seconds=LONG, what="it runs")
    os.kill(pids(tmp_path)[0], signal.SIGKILL)
    until(lambda: len(pids(tmp_path)) >= 2, seconds=LONG, what="it runs again")
    assert keeper.poll() is None


def test_one_that_hangs_is_ended_with_its_stacks_and_started_again(start: Start, tmp_path: Path) -> None:
    keeper = start(HANGS_FIRST, 2 * BEAT)
    until(lambda: len(pids(tmp_path)) >= 2, seconds=LONG, what="it runs again")
    keeper.terminate()
    said = keeper.communicate(timeout=LONG)[1]
    assert "has drawn nothing" in said
    assert "in hung" in said
    assert not is_running(pids(tmp_path)[0])


def test_one_that_is_stopped_by_force_is_ended_too(start: Start, tmp_path: Path) -> None:
    start(BEATS, 2 * BEAT)
    until(lambda: len(pids(tmp_path)) >= 1, seconds=LONG, what="it runs")
    os.kill(pids(tmp_path)[0], signal.SIGSTOP)
    until(lambda: len(pids(tmp_path)) >= 2, seconds=LONG, what="it runs again")
    assert not is_running(pids(tmp_path)[0])


def test_one_that_ends_well_has_ended(start: Start) -> None:
    assert start("raise SystemExit(0)").wait(LONG) == 0


def test_what_is_refused_at_the_first_start_is_not_tried_again(start: Start) -> None:
    assert start("raise SystemExit(2)").wait(LONG) == 2


def test_what_is_refused_later_is_tried_again(start: Start, tmp_path: Path) -> None:
    """A display that is away for a moment is no reason to stay dark."""
    start(LIVING + "heart.beat()\nraise SystemExit(2)")
    until(lambda: len(pids(tmp_path)) >= 3, seconds=LONG, what="it is tried again")


def test_told_to_end_it_ends_its_console(start: Start, tmp_path: Path) -> None:
    keeper = start(BEATS)
    until(lambda: len(pids(tmp_path)) >= 1, seconds=LONG, what="it runs")
    keeper.terminate()
    assert keeper.wait(LONG) == 0
    until(lambda: not is_running(pids(tmp_path)[0]), seconds=LONG, what="the console ends")


def test_told_to_end_while_it_starts_its_console_it_ends_that_too(monkeypatch: pytest.MonkeyPatch) -> None:
    keeper = Keeper((sys.executable, "-c", "input()"))
    popen: Any = subprocess.Popen

    def told_meanwhile(*words: Any, **more: Any) -> Any:
        process = popen(*words, stdin=subprocess.PIPE, **more)
        keeper.stop()
        return process

    monkeypatch.setattr(subprocess, "Popen", told_meanwhile)
    assert keeper._live().code == -signal.SIGTERM, "asked to end, and not killed when its time was up"
    assert keeper._process is not None
    assert keeper._process.stdin is not None
    keeper._process.stdin.close()


def test_no_console_survives_its_keeper(start: Start, tmp_path: Path) -> None:
    keeper = start(BEATS)
    until(lambda: len(pids(tmp_path)) >= 1, seconds=LONG, what="it runs")
    keeper.kill()
    until(lambda: not is_running(pids(tmp_path)[0]), seconds=LONG, what="the console ends")


def test_a_heart_beats_once_a_second_and_not_at_all_where_nobody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("console.keep.time", SimpleNamespace(monotonic=lambda: now))
    monkeypatch.delenv(PIPE, raising=False)
    Heart().beat()
    read, write = os.pipe()
    heart = Heart(str(write))
    for _ in range(5):
        heart.beat()
        now += BEAT / 5
    heart.beat()
    os.close(write)
    assert os.read(read, 64) == b".."
    os.close(read)


def test_a_heart_whose_keeper_has_gone_beats_no_more(caplog: pytest.LogCaptureFixture) -> None:
    read, write = os.pipe()
    os.close(read)
    heart = Heart(str(write))
    heart.beat()
    os.close(write)
    assert "nobody keeps this console" in caplog.text


def test_the_unit_for_systemd_starts_what_there_is() -> None:
    unit = (ROOT / "resources" / "systemd" / "hallwatch-wall.service").read_text()
    (line,) = [line for line in unit.splitlines() if line.startswith("ExecStart=")]
    options = [word for word in line.split() if word.startswith("--")]
    command = get_command(app).commands["console"]  # type: ignore[attr-defined]
    known = {option for parameter in command.params for option in parameter.opts}
    assert options
    assert set(options) <= known
