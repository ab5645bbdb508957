"""The history process as the hub's child: started, watched, started again. It is a separate program, never a fork of the hub."""

import logging
import os
import subprocess
import sys
from pathlib import Path

log = logging.getLogger(__name__)

PAUSE = 2.0
"""Seconds before it is started again."""


class HistoryChild:
    """One `python -m console.hub.history`."""

    def __init__(self, data: Path, hall: str, journal: str, host: str, port: int, last: int = 0) -> None:
        """`port` 0: `last`, the one of last time, or any free one."""
        self.port = port or last
        """Where it listens; 0 until it has said so."""
        self._is_fixed = port != 0
        self._command = [
            *(sys.executable, "-m", "console.hub.history", "--data", str(data), "--hall", hall, "--host", host),
            *(("--journal", journal) if journal else ()),
            *("--parent", str(os.getpid())),
        ]
        self._process: subprocess.Popen[bytes] | None = None
        self._said = b""
        self._next_at = 0.0

    def keep_alive(self, now: float) -> bool:
        """Start it when it is not there; True when its port has become known or changed. Never waits."""
        if self._process is None:
            if now >= self._next_at:
                self._start(now)
            return False
        if self._process.poll() is not None:
            log.warning("the history process ended with status %d; starting it again", self._process.returncode)
            if not self._said and not self._is_fixed:
                self.port = 0
            self._forget()
            return False
        return self._listen()

    def renew(self) -> None:
        """Let it end and be started again, without waiting for it."""
        if self._process is not None:
            self._process.terminate()
            self._next_at = 0.0

    def _start(self, now: float) -> None:
        self._next_at = now + PAUSE
        command = [*self._command, "--port", str(self.port)]
        self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, start_new_session=True)
        assert self._process.stdout is not None  # it is a pipe
        os.set_blocking(self._process.stdout.fileno(), False)
        self._said = b""

    def _listen(self) -> bool:
        assert self._process is not None  # keep_alive saw to it
        assert self._process.stdout is not None  # it is a pipe
        if self._said.endswith(b"\n"):
            return False
        self._said += self._process.stdout.read() or b""
        if not self._said.endswith(b"\n"):
            return False
        port = int(self._said)
        changed, self.port = port != self.port, port
        return changed

    def _forget(self) -> None:
        if self._process is not None and self._process.stdout is not None:
            self._process.stdout.close()
        self._process = None

    def close(self) -> None:
        """End it."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(2)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._forget()
