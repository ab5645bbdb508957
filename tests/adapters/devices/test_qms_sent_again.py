"""A queue system that sends its last lines again, and an adapter that is killed: each line becomes its events once, and none is lost."""

import random
import select
import subprocess
import sys
from collections import Counter
from functools import partial
from pathlib import Path

from adapters.played_hub import PlayedHub
from adapters.qms_frame import ANSWER, QmsFrame
from console.model.event import TicketCleared, TicketTaken
from tests.adapters.conftest import ROOT
from tests.adapters.devices.test_ticket_machine import QueueSystem
from tests.helpers.until import until

AGAIN = 50
"""Lines that this queue system sends again on each connection, whether or not they were acknowledged."""
NIGHT = QmsFrame(code=8104, seq=0, ms=1, machine="M1", tickets=("X1", "X2", "X3"))
"""One line, three events."""


class Line(QueueSystem):
    """Sends numbered lines, and the last fifty again whenever it is called."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[QmsFrame] = [NIGHT]

    def step(self) -> None:
        was = self.sock
        super().step()
        if self.sock is not None and self.sock is not was:
            self.say(*self.sent[-AGAIN:])

    def take(self, count: int) -> None:
        """So many customers more."""
        for n in range(len(self.sent), len(self.sent) + count):
            self.sent.append(QmsFrame(code=8201, seq=n, ms=1_000 + n, machine="M1", ticket=f"A{n}", business="01"))
            if self.sock is not None:
                try:
                    self.say(self.sent[-1])
                except OSError:  # the adapter was killed: it will be called again
                    self.hang_up()

    @property
    def acknowledged(self) -> set[int]:
        """Numbers that the adapter took."""
        return {frame.seq for frame in self.heard if frame.code == ANSWER and frame.seq is not None}


def turn(qms: Line, customers: int = 0) -> None:
    """Let the queue system work for a moment."""
    if len(qms.sent) - len(qms.acknowledged) < AGAIN / 2:
        qms.take(customers)
    qms.step()
    select.select([qms.sock or qms.server], [], [], 0.005)


def has_taken(qms: Line, count: int) -> bool:
    return len(qms.acknowledged) >= count


def start(tmp_path: Path, station: Path) -> "subprocess.Popen[bytes]":
    arguments = ("--kind", "ticket_machine", "--name", "qms", "--config", str(tmp_path / "qms.toml"), "--station", str(station))
    with (tmp_path / "adapter.log").open("ab") as log:
        command = [sys.executable, "-m", "adapters.run", *arguments, "--outbox", str(tmp_path / "outbox")]
        return subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)


def test_lines_sent_again_after_a_kill_are_no_second_events(tmp_path: Path) -> None:
    chance, qms = random.Random(4), Line()
    (tmp_path / "qms.toml").write_text(f'device = "qms"\nport = {qms.port}\n')
    with PlayedHub("qms") as hub:
        station = hub.write_station(tmp_path / "qms.station.toml")
        adapter = start(tmp_path, station)
        try:
            for life in range(5):
                wanted = len(qms.acknowledged) + chance.randrange(5, 60)
                until(partial(has_taken, qms, wanted), lambda: turn(qms, chance.randrange(3)))
                if life < 4:
                    adapter.kill()
                    adapter.wait(60)
                    qms.hang_up()
                    adapter = start(tmp_path, station)
            until(lambda: len(qms.acknowledged) == len(qms.sent), lambda: turn(qms))
            until(lambda: len(hub.events(TicketTaken)) >= len(qms.sent) - 1, lambda: turn(qms))
        finally:
            adapter.kill()
            adapter.wait(60)
            qms.close()
        taken = Counter(event.ticket for event in hub.events(TicketTaken) if isinstance(event, TicketTaken))
        assert taken == Counter(frame.ticket for frame in qms.sent[1:])
        cleared = [event.ticket for event in hub.events(TicketCleared) if isinstance(event, TicketCleared)]
        assert cleared == ["X1", "X2", "X3"], "a line of several events is told whole, and once"
