"""The console's voice: hands sentences to the speaking process and remembers what came of them. No Qt, never waits for sound."""

import logging
import queue
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress

import msgspec
from msgspec import Struct

log = logging.getLogger(__name__)
PROGRAM = (sys.executable, "-m", "console.speaker")


class Sentence(Struct, frozen=True, kw_only=True):
    """What to say."""

    text: str
    language: str = "zh"


class Said(Struct, frozen=True, kw_only=True):
    """What came of it."""

    trouble: str = ""
    """`no_engine`: espeak-ng is not there or fails; `no_sound`: nothing takes the sound; empty: it was heard."""


class Voice:
    """Speaks in a thread and a process of its own, which begin with the first sentence. Called by one thread, any, until `close`."""

    def __init__(self, program: Sequence[str] = PROGRAM) -> None:
        self.trouble = ""
        """Why the last sentence was not heard: a code of `Said`, or empty."""
        self.spoken = 0
        """Sentences that are over, heard or not, or not wanted any more."""
        self._program = tuple(program)
        self._wanted: queue.SimpleQueue[tuple[int, Sentence] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._child: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._round = 0
        """Raised by each hush: what was wanted before is not said any more."""
        self.is_speaking = False

    def say(self, text: str, language: str) -> None:
        """Say it, after what is being said."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="voice", daemon=True)
            self._thread.start()
        self._wanted.put((self._round, Sentence(text=text, language=language)))

    def hush(self) -> None:
        """Be silent at once; what was still to be said is not said."""
        self._round += 1
        self._end_child()

    def close(self) -> None:
        """Be silent for good."""
        self.hush()
        if self._thread is not None:
            self._wanted.put(None)
            self._thread.join(5.0)

    def _run(self) -> None:
        while (wanted := self._wanted.get()) is not None:
            self.is_speaking = True
            self.trouble = self._said(*wanted)
            self.is_speaking = False
            self.spoken += 1
        self._end_child()

    def _said(self, of_round: int, sentence: Sentence) -> str:
        """What came of a sentence; nothing is the matter when somebody wanted silence meanwhile."""
        try:
            with self._lock:
                if of_round != self._round:
                    return self.trouble
                if self._child is None or self._child.poll() is not None:
                    # libvlc and ALSA say much on standard error of what the answer says in one word.
                    self._child = subprocess.Popen(
                        self._program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
                    )
                child = self._child
            assert child.stdin is not None
            assert child.stdout is not None
            child.stdin.write(msgspec.json.encode(sentence) + b"\n")
            child.stdin.flush()
            answer = child.stdout.readline()
        except (OSError, ValueError) as error:  # ValueError: somebody wanted silence, and the pipes are closed
            log.warning("the voice does not speak: %s", error)
            return "no_engine" if isinstance(error, OSError) else self.trouble
        if not answer:
            return self.trouble if of_round != self._round else "no_engine"  # ended by who wanted silence, or by itself
        return msgspec.json.decode(answer, type=Said).trouble

    def _end_child(self) -> None:
        with self._lock:
            child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.wait()
            for pipe in (child.stdin, child.stdout):
                if pipe is not None:
                    with suppress(OSError):
                        pipe.close()
