"""The supervisor: starts again with growing pauses, leaves refused programs alone, ends all and lets nobody survive it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from console import supervise
from console.supervise import Program, Supervisor
from tests.helpers.program import is_running
from tests.helpers.until import until


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    made = Supervisor(tmp_path / "log")
    yield made
    made.stop()


def program(name: str, code: str, *, ends_first: bool = False) -> Program:
    return Program(name=name, command=(sys.executable, "-c", code), ends_first=ends_first)


SLEEP = "import time; time.sleep(60)"


def test_a_killed_program_is_started_again(supervisor: Supervisor) -> None:
    supervisor.add(program("sleeper", SLEEP))
    until(lambda: supervisor.health()["sleeper"].pid is not None, seconds=60, what="it runs")
    first = supervisor.health()["sleeper"].pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    until(lambda: supervisor.health()["sleeper"].pid not in (None, first), seconds=60, what="it runs again")
    assert supervisor.health()["sleeper"].starts == 2
    assert supervisor.health()["sleeper"].ended == -signal.SIGKILL


def test_pauses_grow(supervisor: Supervisor) -> None:
    supervisor.add(program("hasty", "import time; print(time.monotonic(), flush=True)"))
    until(lambda: len(supervisor.last_words("hasty").splitlines()) >= 4, what="four starts")
    begun = [float(line) for line in supervisor.last_words("hasty", 99).splitlines()]
    assert begun[3] - begun[2] > 1.0, "it said when it began, and the pause came after that"


def test_a_refused_configuration_is_not_tried_again(supervisor: Supervisor) -> None:
    supervisor.add(program("choosy", "import sys; print('hall.toml:3: wrong', file=sys.stderr); sys.exit(2)"))
    until(lambda: supervisor.health()["choosy"].is_refused, seconds=60, what="it refused")
    with pytest.raises(AssertionError):
        until(lambda: supervisor.health()["choosy"].starts > 1, seconds=0.8, what="never")
    assert "hall.toml:3: wrong" in supervisor.last_words("choosy")


def test_a_program_that_is_not_there_is_named(supervisor: Supervisor) -> None:
    supervisor.add(Program(name="ghost", command=("/nowhere/ghost",)))
    until(lambda: supervisor.health()["ghost"].ended is not None, seconds=60, what="it ended")
    assert "/nowhere/ghost" in supervisor.last_words("ghost")


def test_a_name_is_taken_once(supervisor: Supervisor) -> None:
    supervisor.add(program("one", SLEEP))
    with pytest.raises(ValueError, match="supervised already"):
        supervisor.add(program("one", SLEEP))


def test_stop_ends_also_who_does_not_listen_and_what_they_started(tmp_path: Path) -> None:
    supervisor = Supervisor(tmp_path / "log")
    note = tmp_path / "child"
    deaf = (
        "import signal, subprocess, sys, time, pathlib\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        f"child = subprocess.Popen([sys.executable, '-c', {SLEEP!r}])\n"
        f"pathlib.Path({str(note)!r}).write_text(str(child.pid))\n"
        "time.sleep(60)\n"
    )
    supervisor.add(program("deaf", deaf))
    supervisor.add(program("polite", SLEEP, ends_first=True))
    until(lambda: note.exists() and bool(note.read_text()), seconds=60, what="it has a child")
    pids = [health.pid for health in supervisor.health().values() if health.pid]
    began = time.monotonic()
    supervisor.stop()
    assert time.monotonic() - began < 50.0, "nobody waits for the deaf one's minute"
    until(lambda: not any(is_running(pid) for pid in [*pids, int(note.read_text())]), seconds=60, what="all have ended")


def test_who_ends_first_is_told_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervise, "PATIENCE", 60.0)
    supervisor = Supervisor(tmp_path / "log")
    code = (
        "import signal, sys, time, pathlib\n"
        "def end(*_):\n"
        "    time.sleep(0.1)\n"
        "    with open({path!r}, 'a') as file: file.write(sys.argv[-1] + ' ')\n"
        "    sys.exit(0)\n"
        "signal.signal(signal.SIGTERM, end)\n"
        "print('ready', flush=True)\n"
        "time.sleep(60)\n"
    ).format(path=str(tmp_path / "order"))
    for name, first in (("hub", False), ("adapter", True)):
        supervisor.add(Program(name=name, command=(sys.executable, "-c", code, name), ends_first=first))
    until(lambda: all("ready" in supervisor.last_words(name) for name in ("hub", "adapter")), seconds=60, what="both are ready")
    supervisor.stop()
    assert (tmp_path / "order").read_text().split() == ["adapter", "hub"]


def test_programs_end_with_a_supervisor_that_was_killed(tmp_path: Path) -> None:
    sleeper = f"print('tied', flush=True); {SLEEP}"
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom console.supervise import Program, Supervisor\n"
        f"kept = Supervisor(Path({str(tmp_path)!r}))\n"
        f"kept.add(Program(name='sleeper', command=(sys.executable, '-c', {sleeper!r})))\n"
        "while 'tied' not in kept.last_words('sleeper'): time.sleep(0.01)\n"
        "print(kept.health()['sleeper'].pid, flush=True)\ntime.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert is_running(child)
        parent.kill()
    until(lambda: not is_running(child), seconds=60, what="the child ended too")
