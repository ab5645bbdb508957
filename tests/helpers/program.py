"""A program of ours as a process of its own, started, killed, frozen and stopped by a test."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.helpers.until import until

ROOT = Path(__file__).parents[2]
CACHE = Path(tempfile.gettempdir()) / f"hallwatch-compiled-{os.getuid()}"
START_SECONDS = 60.0


def is_running(pid: int) -> bool:
    """Whether a process is there and not only waiting to be buried."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


class Program:
    """What a subclass says with `words` to Python, and when it `listens`; killed when the test leaves it."""

    def __init__(self, log: Path, environment: Mapping[str, str] | None = None) -> None:
        self.log = log
        self.process: subprocess.Popen[bytes] | None = None
        self._environment = environment or {}

    def words(self) -> Sequence[str]:
        """Python's command line, without Python."""
        raise NotImplementedError

    def listens(self, pid: int) -> bool:
        """Whether the process of that number can be spoken to."""
        raise NotImplementedError

    def start(self, *, wait: bool = True) -> Self:
        """Start it, and wait until it listens."""
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(CACHE), **self._environment}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # without compiled modules a start takes a second longer than in a hall
        with self.log.open("ab") as out:
            self.process = subprocess.Popen([sys.executable, *self.words()], stdout=out, stderr=out, env=environment, cwd=ROOT)
        if wait:
            try:
                until(self._ready, seconds=START_SECONDS, what=f"{type(self).__name__} to listen")
            except BaseException:
                self.kill()
                raise
        return self

    def _ready(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.said()
        return self.listens(self.process.pid)

    @property
    def pid(self) -> int:
        """Its process number."""
        assert self.process is not None
        return self.process.pid

    def said(self) -> str:
        """Its log."""
        return self.log.read_text()

    def kill(self) -> None:
        """As a crash would."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """In order; the exit status."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(60)

    def signal(self, number: signal.Signals) -> None:
        """Freeze it, or let it go on."""
        assert self.process is not None
        self.process.send_signal(number)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.kill()
