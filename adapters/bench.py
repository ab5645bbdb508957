"""The bench on which a program is checked: the program itself, the hub that is played to it, its files, and the time that it is given."""

import itertools
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from adapters.played_hub import PlayedHub
from console.model.command import Beep, Command
from console.model.event import CommandNotKnown, CommandReported
from console.wire import Hello


class Grace(Struct, frozen=True, kw_only=True):
    """How long a program may take where the protocol names no time. Seconds, but for `tries`."""

    answer: float = 8.0
    start: float = 20.0
    stop: float = 5.0
    """After SIGTERM, until it counts as one that does not stop."""
    quiet: float = 3.0
    """For a word that need not come."""
    crowd: float = 1.5
    """For events that must not come."""
    tries: int = 3
    """Of what must be quick: a machine that holds a program up for a moment must not fail it."""

    def stretched(self, times: float) -> "Grace":
        """For a machine or a device that takes so many times as long."""
        return replace(self, answer=self.answer * times, start=self.start * times, tries=max(1, round(self.tries * times)))


class Bench:
    """The program under test, its played hub, and its files."""

    def __init__(
        self, program: Sequence[str], folder: Path, *, name: str, curve: bool, command: Command | None, grace: Grace
    ) -> None:
        self.grace = grace
        self.hub = PlayedHub(name, curve=curve)
        self.hub.insists = True
        self.folder = folder
        self.effects = folder / "effects.txt"
        station = self.hub.write_station(folder / f"{name}.station.toml")
        outbox = folder / "outbox"
        outbox.mkdir(exist_ok=True)
        words = {"{station}": str(station), "{outbox}": str(outbox), "{hub}": f"tcp://127.0.0.1:{self.hub.port}"}
        self._program = [_filled(word, words) for word in program]
        self._environment = {**os.environ, "HALLWATCH_EFFECTS": str(self.effects)}
        self._command = command
        self._ids = itertools.count(1)
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        """What the program wrote on its standard streams."""
        return self.folder / "program.log"

    def start(self) -> None:
        """Start the program; raises OSError when it cannot be started."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self._program, env=self._environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    def kill(self) -> None:
        """End it without a chance to store anything (kill -9)."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(60)

    @property
    def is_running(self) -> bool:
        """Whether the program has not ended by itself."""
        return self.process is not None and self.process.poll() is None

    def command(self) -> Command:
        """What is ordered: as told on the command line, or a beep of the first device."""
        return self._command or Beep(device=(self.hub.said(Hello)[-1].devices or ("device",))[0])

    def order(self, *, id: str = "", expires_in: float = 60.0, boot: int | None = None) -> str:
        """Order something; returns the id."""
        id = id or f"check-{next(self._ids)}"
        self.hub.do(id, self.command(), expires_in=expires_in, boot=boot)
        return id

    def answers(self, id: str) -> list[CommandReported | CommandNotKnown]:
        """The program's words on an order, as far as they were taken."""
        events = [happened.event for happened in list(self.hub.kept.get(self.hub.epoch, ()))]
        return [event for event in events if isinstance(event, CommandReported | CommandNotKnown) and event.id == id]

    def answered(self, id: str, times: int = 1, seconds: float | None = None) -> bool:
        """Wait for the program's word on an order; without `seconds`, patiently."""
        return self.hub.until(lambda: len(self.answers(id)) >= times, self.grace.answer if seconds is None else seconds)

    def greeted_again(self, after: int, seconds: float) -> bool:
        """Wait for one more greeting than `after`."""
        return self.hub.until(lambda: len(self.hub.said(Hello)) > after, seconds)

    def count_effects(self) -> int | None:
        """Lines in the file that `HALLWATCH_EFFECTS` names; None when the program writes none."""
        return len(self.effects.read_text("utf-8").splitlines()) if self.effects.exists() else None

    def close(self) -> None:
        """End program and hub."""
        if self.is_running:
            self.kill()
        self.hub.close()


def _filled(word: str, words: dict[str, str]) -> str:
    for place, value in words.items():
        word = word.replace(place, value)
    return word
