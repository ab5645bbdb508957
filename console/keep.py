"""Keeps a console alive where nobody sits: starts it, starts it again when it ends, and kills it when it hangs. No Qt.

The console says each second, through a pipe, that it has drawn. What it shows is all in the hub, so it comes back into the same picture.
"""

import contextlib
import logging
import os
import select
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence

from msgspec import Struct

log = logging.getLogger(__name__)
PIPE = "HALLWATCH_BEAT"
"""Environment variable with the number of the pipe."""
BEAT = 1.0
"""Seconds between two beats."""
REFUSED = 2
"""Exit code of a console that cannot run as it was told to (`console.cli`)."""
LOOK = 0.2


class Timing(Struct, frozen=True, kw_only=True):
    """Seconds."""

    silence: float = 10.0
    """Without a beat for so long, it hangs."""
    start: float = 45.0
    """Within which the first beat must come."""
    pause: float = 0.2
    """Before it is started again; twice as long each time that it ended before it had drawn anything."""
    longest_pause: float = 10.0
    patience: float = 8.0
    """For a good end, when it is told to."""
    dying: float = 2.0
    """For its stacks to be written, when it hangs."""


class Heart:
    """The console's side: `beat` costs nothing where nobody keeps it."""

    def __init__(self, pipe: str | None = None) -> None:
        """`pipe`: the pipe's number, by default from the environment."""
        number = os.environ.get(PIPE, "") if pipe is None else pipe
        self._pipe = int(number) if number.isdigit() else None
        self._at = float("-inf")

    def beat(self) -> None:
        """Called with each frame that was drawn."""
        now = time.monotonic()
        if self._pipe is None or now - self._at < BEAT:
            return
        self._at = now
        try:
            os.write(self._pipe, b".")
        except OSError as error:  # whoever kept it has gone, and the kernel ends this process, too
            log.warning("nobody keeps this console any more: %s", error)
            self._pipe = None


class _Life(Struct, kw_only=True):
    """One process from start to end."""

    code: int
    has_drawn: bool
    seconds: float


class Keeper:
    """Runs `command` until it ends well, refuses at the first start, or this process is told to end."""

    def __init__(self, command: Sequence[str], timing: Timing | None = None) -> None:
        self._command = tuple(command)
        self._timing = timing if timing is not None else Timing()
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped_at: float | None = None

    def run(self) -> int:
        """Blocks; the exit code is the console's own last one, or 0 when somebody ended it."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stop())
        pause, has_drawn = self._timing.pause, False
        while True:
            life = self._live()
            has_drawn |= life.has_drawn
            if self._is_stopping() or life.code == 0:
                return 0
            if life.code == REFUSED and not has_drawn:
                return life.code
            pause = self._timing.pause if life.has_drawn else min(self._timing.longest_pause, pause * 2)
            log.warning("the console ended with %d after %.0f s; it starts again in %.1f s", life.code, life.seconds, pause)
            self._wait(pause)
            if self._is_stopping():
                return 0

    def stop(self) -> None:
        """End it well."""
        self._stopped_at = time.monotonic()
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def _is_stopping(self) -> bool:
        return self._stopped_at is not None

    def _wait(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not self._is_stopping() and time.monotonic() < until:
            time.sleep(min(LOOK, seconds))

    def _live(self) -> _Life:
        read, write = os.pipe()
        began = time.monotonic()
        self._process = subprocess.Popen((*_tied(), *self._command), pass_fds=(write,), env={**os.environ, PIPE: str(write)})
        os.close(write)
        if self._is_stopping():  # it was told while the console was being started: `stop` did not know it yet
            self._process.terminate()
        try:
            has_drawn = self._watch(self._process, read, began)
        finally:
            os.close(read)
        return _Life(code=self._process.wait(), has_drawn=has_drawn, seconds=time.monotonic() - began)

    def _watch(self, process: subprocess.Popen[bytes], pipe: int, began: float) -> bool:
        """Until it has ended; whether it drew anything."""
        heard: float | None = None
        is_open = True
        while process.poll() is None:
            ready = select.select([pipe] if is_open else [], [], [], LOOK)[0]
            now = time.monotonic()
            if ready:
                is_open = bool(os.read(pipe, 64))
                heard = now if is_open else heard
            silent = now - (began if heard is None else heard)
            if self._stopped_at is not None and now - self._stopped_at > self._timing.patience:
                log.error("the console did not end within %.0f s: it is killed", self._timing.patience)
                process.kill()
            elif silent > (self._timing.start if heard is None else self._timing.silence):
                log.error("the console has drawn nothing for %.0f s: it is ended", silent)
                self._abort(process)
        return heard is not None

    def _abort(self, process: subprocess.Popen[bytes]) -> None:
        """Its fault handler writes where each thread stood; then it goes in any case."""
        process.send_signal(signal.SIGABRT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(self._timing.dying)
        process.kill()


def _tied() -> tuple[str, ...]:
    """The words in front of a command that end it with this process, however that ends."""
    setpriv = shutil.which("setpriv")
    return (setpriv, "--pdeathsig", "KILL", "--") if setpriv else ()
