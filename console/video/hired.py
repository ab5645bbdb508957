"""One worker process as the console sees it: started, listened to, given up when it ends or hangs, started again."""

import contextlib
import logging
import os
import subprocess
import sys
import time

from msgspec import MsgspecError, Struct

from console.video import starved, work
from console.video.work import FromWorker, Line, ToWorker

QUIET = 1.5
"""Seconds without a word after which its tiles say that it does not answer."""
HUNG = 3.0
"""Seconds without a word, while it had a processor, after which it is killed."""
LATE = 0.5
"""Seconds without a word from which on it is asked how long it found no processor."""
START = 20.0
"""Seconds for its first word, on a busy machine."""
STEADY = 10.0
"""Seconds after which a start counts as successful."""
PAUSES = (0.0, 0.1, 0.3, 0.6, 1.0)
"""Seconds before a worker is started again, by how often it ended soon."""

log = logging.getLogger(__name__)


class Options(Struct, frozen=True, kw_only=True):
    """What workers are started with."""

    station: str
    recorder: str
    store: str | None
    most_memory: int
    """Bytes."""


class Hired:
    """A place for a worker; whoever is in it. The pool's thread only."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._process: subprocess.Popen[bytes] | None = None
        self.line: Line | None = None
        self._started = 0.0
        self._heard = 0.0
        self._looked_at = (0.0, 0.0)
        """The last `_heard` that was late, and how long its main thread had waited for a processor by then."""
        self._soon = 0
        self._again = 0.0
        self.memory = 0
        """Bytes that it has, by its own last word."""
        self.has_spoken = False
        self.is_new = True
        """It was never given up."""

    @property
    def process(self) -> int | None:
        """Its process id."""
        return self._process.pid if self._process else None

    @property
    def is_well(self) -> bool:
        """It runs and answers."""
        return self.line is not None and self.has_spoken and time.monotonic() - self._heard < QUIET

    def may_start(self, now: float) -> bool:
        """Whether it is out and its pause is over."""
        return self.line is None and now >= self._again

    def start(self, now: float) -> None:
        """Start it. Raises `OSError` when that is not possible."""
        ours, theirs = work.pair()
        given = self._options
        command = [sys.executable, "-m", "console.video.worker", "--line", str(theirs.fileno())]
        command += ["--station", given.station, "--recorder", given.recorder]
        command += ["--store", given.store] if given.store else []
        # One arena of memory for all threads: each would otherwise keep its own, some 4 MB a stream.
        environment = {**os.environ, "MALLOC_ARENA_MAX": "2"}
        self._again = now + PAUSES[-1]
        try:
            with theirs:
                self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()], env=environment)
        except OSError:
            ours.close()
            raise
        self.line = Line(ours)
        self.has_spoken, self.memory = False, 0
        self._started = self._heard = now

    def order(self, order: ToWorker) -> bool:
        """Give it an order; False when it has ended."""
        if self.line is None:
            return False
        try:
            self.line.order(order)
        except OSError as error:
            self.give_up(f"takes no more orders: {error.strerror}")
            return False
        return True

    def hear(self) -> list[tuple[FromWorker, int | None]]:
        """All it has said; its end too is noticed here."""
        heard: list[tuple[FromWorker, int | None]] = []
        wrong = ""
        while self.line is not None and not wrong:
            try:
                word = self.line.hear()
            except BlockingIOError:
                break
            except (OSError, MsgspecError) as error:
                wrong = f"cannot be understood: {error}"
                break
            if word is None:
                wrong = "ended"
                break
            heard.append(word)
        if heard:
            self.notice()
        if wrong:
            self.give_up(wrong)
        return heard

    def notice(self) -> None:
        """It has given a sign of life; one that has ended may have left one."""
        if self.line is not None:
            self._heard = time.monotonic()
            self.has_spoken = True

    def look(self, now: float) -> None:
        """Give it up when it has been silent for too long or has grown too large. Call `hear` before: what waits in the socket counts."""
        if self.line is None:
            return
        if self._silence(now) > (HUNG if self.has_spoken else START):
            self.give_up("does not answer")
        elif self.memory > self._options.most_memory:
            self.give_up(f"has grown to {self.memory >> 20} MB")

    def _silence(self, now: float) -> float:
        """Seconds since its last word, without those for which it found no processor."""
        silence = now - self._heard
        if silence < LATE or self._process is None:
            return silence
        waited = starved.waited(self._process.pid)
        if self._looked_at[0] != self._heard:
            self._looked_at = self._heard, waited
        return silence - (waited - self._looked_at[1])

    def excuse(self, now: float) -> None:
        """The console itself slept: whatever silence there was is nobody's fault."""
        self._heard = now

    def give_up(self, why: str) -> None:
        """Kill it, and let it be started again after a pause."""
        now = time.monotonic()
        self.is_new = False
        self._soon = self._soon + 1 if now - self._started < STEADY else 0
        pause = PAUSES[min(self._soon, len(PAUSES) - 1)]
        status = self._end(0.0)
        log.warning("video worker %s %s (status %s); again in %.1f s", self.process, why, status, pause)
        self._again = now + pause

    def close(self, patience: float) -> None:
        """End it; killed when it does not end within `patience` seconds."""
        self._end(patience)

    def hang_up(self) -> None:
        """Let it know that it is to end; does not wait."""
        if self.line is not None:
            self.line.close()
            self.line = None

    def _end(self, patience: float) -> int | None:
        self.hang_up()
        self.has_spoken = False
        if self._process is None:
            return None
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self._process.wait(patience)
        self._process.kill()
        return self._process.wait()
