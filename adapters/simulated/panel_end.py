"""The panels' end of the RS-485 bus, over a pseudo-terminal: keys and ratings go out, numbers, beeps and questions come in.

Each panel that is alive repeats what it is sent, as the configured model does, and says a key again when the host does not echo it.
"""

import os
import random
import tty
from collections.abc import Callable, Mapping

from adapters.panel_frame import RATING, PanelDecoder, PanelFrame, PanelTable, ask_rating
from adapters.tables import read_table

SAID_AGAIN = 0.4
"""Seconds after which a panel repeats a key that was not echoed; within the host's `key_repeat`, so that it counts once."""
TIMES = 3
KEY = 0x01
"""CMD of a key's frame, as in the bus's known vector."""


class _Said:
    """A frame of a panel that the host has not echoed yet."""

    def __init__(self, frame: PanelFrame) -> None:
        self.frame = frame
        self.times = 0
        self.again_at = 0.0


class PanelEnd:
    """All panels of one bus."""

    def __init__(self, addresses: Mapping[str, int], works: Callable[[str], bool], asked: Callable[[str], None]) -> None:
        """`addresses`: panel → address; `asked`: called with the panel whose evaluator is started."""
        self._table = read_table("call_panel", PanelTable)
        self._panels = {address: panel for panel, address in addresses.items()}
        self._addresses = dict(addresses)
        self._works = works
        self._asked = asked
        self._decoder = PanelDecoder(self._table.max_length)
        self._said: dict[int, _Said] = {}
        self._static = random.Random(0)
        self.is_noisy = False
        self.descriptor, self._other = os.openpty()
        tty.setraw(self._other)
        os.set_blocking(self.descriptor, False)
        self.path = os.ttyname(self._other)
        """What the host opens."""
        self.showing: dict[str, bytes] = {}
        """Panel → the digits it shows."""

    def press(self, panel: str, key: str) -> None:
        """A clerk presses a key."""
        data = next(bytes(each.data) for each in self._table.key if each.id == key)
        self._say(PanelFrame(self._addresses[panel], KEY, data))

    def rate(self, panel: str, score: int) -> None:
        """A customer presses the evaluator."""
        raw = next((each.raw for each in self._table.rating if each.score == score), self._table.rating[0].raw)
        self._say(PanelFrame(self._addresses[panel], RATING, bytes([raw])))

    def poll(self, real_now: float) -> None:
        """Take what the host said; say again what it did not echo."""
        try:
            data = os.read(self.descriptor, 4096)
        except BlockingIOError:
            data = b""
        for frame in self._decoder.feed(data):
            self._take(frame)
        if self.is_noisy and self._static.random() < 0.3:
            self._write(self._static.randbytes(5) + b"\xff\x68\x03\x03\x68\x03\x01\x0c\x99\x16")
        for address, said in list(self._said.items()):
            if real_now < said.again_at:
                continue
            if said.times >= TIMES or not self._works(self._panels[address]):
                del self._said[address]
                continue
            said.times += 1
            said.again_at = real_now + SAID_AGAIN
            self._write(said.frame.encode())

    def close(self) -> None:
        """Unplug the bus."""
        os.close(self.descriptor)
        os.close(self._other)

    def _say(self, frame: PanelFrame) -> None:
        if self._works(self._panels[frame.address]):
            self._said[frame.address] = _Said(frame)

    def _take(self, frame: PanelFrame) -> None:
        panel = self._panels.get(frame.address)
        if panel is None or not self._works(panel):
            return
        said = self._said.get(frame.address)
        if said is not None and said.times and frame.data == said.frame.data and frame.cmd == KEY:
            del self._said[frame.address]
            return
        self._write(frame.encode())
        if frame == ask_rating(frame.address):
            self._asked(panel)
        elif frame.cmd == 0x02:
            self.showing[panel] = frame.data

    def _write(self, data: bytes) -> None:
        try:
            os.write(self.descriptor, data)
        except BlockingIOError:
            self._decoder.expire()  # nobody reads the bus: what is said is lost, as on a wire
