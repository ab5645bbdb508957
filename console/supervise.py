"""Keeps the processes of a hall running: starts them, starts them again with growing pauses, ends them all within two seconds.

Own code, not circus, supervisor or honcho: circus (kept, 0.19) brings tornado and a ZeroMQ control plane of its own to guard and looks
once a second; supervisor is a daemon to be configured apart; honcho starts nothing again. None lets children end with a parent that
was killed (`PR_SET_PDEATHSIG`, here through util-linux's `setpriv`). In a real hall systemd does this work.
"""

import contextlib
import logging
import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from console.fault import HallFault

PAUSE = (0.2, 10.0)
"""First and longest pause before a process is started again, seconds; doubled each time."""
STEADY = 10.0
"""Seconds after which a process counts as running and the pause begins anew."""
REFUSED = 2
"""Exit code of a process whose configuration is wrong: starting it again does not help."""
LOOK = 0.05
PATIENCE = 0.9
"""Seconds from SIGTERM to SIGKILL; twice, as those that end first have it for themselves."""
LARGEST_LOG = 5_000_000
"""Bytes from which a log is put aside at the next start."""

log = logging.getLogger(__name__)


class Program(Struct, frozen=True, kw_only=True):
    """A process to keep running."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = {}
    ends_first: bool = False
    """Told to end before the others are: it depends on them."""


class Health(Struct, frozen=True, kw_only=True):
    """How a program does."""

    pid: int | None
    starts: int
    ended: int | None = None
    """Exit status of its last end, negative for a signal; None: it has not ended yet."""
    is_refused: bool = False
    """It says that its configuration is wrong; see its log."""


class _Kept:
    """One program under supervision."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.process: subprocess.Popen[bytes] | None = None
        self.starts = 0
        self.started_at = 0.0
        self.again_at = 0.0
        self.pause = PAUSE[0]
        self.ended: int | None = None

    @property
    def is_refused(self) -> bool:
        return self.process is None and self.ended == REFUSED


class Supervisor:
    """All processes of a hall. Its own thread starts them, so that they end when this process does, however it ends."""

    def __init__(self, log_dir: Path) -> None:
        """`log_dir` gets one log a program. Raises `HallFault` when this machine cannot tie children to their parent."""
        self._tied = _tied()
        log_dir.mkdir(parents=True, exist_ok=True)
        self.log_dir = log_dir
        self._kept: dict[str, _Kept] = {}
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="supervisor", daemon=True)
        self._thread.start()

    def add(self, program: Program) -> None:
        """Start a program and keep it running; one of the same name may be there only once."""
        with self._lock:
            if program.name in self._kept:
                raise ValueError(f"{program.name} is supervised already")
            self._kept[program.name] = _Kept(program)

    def health(self) -> Mapping[str, Health]:
        """How each program does."""
        with self._lock:
            return {
                name: Health(
                    pid=kept.process.pid if kept.process else None,
                    starts=kept.starts,
                    ended=kept.ended,
                    is_refused=kept.is_refused,
                )
                for name, kept in self._kept.items()
            }

    def stop(self) -> None:
        """End all programs; returns when they have ended, at most two seconds later."""
        self._stopping.set()
        self._thread.join()

    def last_words(self, name: str, lines: int = 5) -> str:
        """The end of a program's log."""
        with contextlib.suppress(OSError):
            text = (self.log_dir / f"{name}.log").read_text(errors="replace")
            return "\n".join(text.splitlines()[-lines:])
        return ""

    # --- the thread ------------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        while not self._stopping.wait(LOOK):
            with self._lock:
                for kept in self._kept.values():
                    self._look_after(kept, time.monotonic())
        with self._lock:
            self._end_all()

    def _look_after(self, kept: _Kept, now: float) -> None:
        if kept.process is None:
            if not kept.is_refused and now >= kept.again_at:
                self._start(kept, now)
            return
        status = kept.process.poll()
        if status is None:
            return
        _kill_group(kept.process.pid)
        kept.process, kept.ended = None, status
        kept.pause = PAUSE[0] if now - kept.started_at >= STEADY else min(PAUSE[1], kept.pause * 2)
        kept.again_at = now + kept.pause
        if status == REFUSED:
            log.error("%s refuses its configuration; see %s", kept.program.name, self.log_dir / f"{kept.program.name}.log")
        else:
            log.warning("%s ended with status %d; starting it again in %.1f s", kept.program.name, status, kept.pause)

    def _start(self, kept: _Kept, now: float) -> None:
        path = self.log_dir / f"{kept.program.name}.log"
        if path.exists() and path.stat().st_size > LARGEST_LOG:
            path.rename(path.with_suffix(".log.1"))
        kept.starts += 1
        kept.started_at = now
        with path.open("ab") as output:
            try:
                kept.process = subprocess.Popen(
                    (*self._tied, *kept.program.command),
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                    env={**os.environ, **kept.program.environment},
                    start_new_session=True,
                )
            except OSError as error:
                log.warning("%s cannot be started: %s", kept.program.name, error)
                kept.ended = REFUSED

    def _end_all(self) -> None:
        for first in (True, False):
            _end([kept for kept in self._kept.values() if kept.program.ends_first is first])


def _end(programs: list[_Kept]) -> None:
    """End programs together; whoever is not gone in time is killed, with what it started."""
    running = [(kept, kept.process) for kept in programs if kept.process is not None]
    for _, process in running:
        process.terminate()
    until = time.monotonic() + PATIENCE
    for kept, process in running:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(max(0.0, until - time.monotonic()))
        _kill_group(process.pid)
        kept.ended, kept.process = process.wait(), None


def _tied() -> tuple[str, ...]:
    """The words in front of a command that let it end with the thread that started it."""
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        raise HallFault("setpriv is not installed", "apt install util-linux")
    return (setpriv, "--pdeathsig", "TERM", "--")


def _kill_group(leader: int) -> None:
    """Kill what is left of a process's group: its own children that it did not end."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)
