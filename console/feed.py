"""The console's link to a hub: `LiveFeed` follows the present and sends orders, `HistoryFeed` (in `past`) shows any moment before.

Each has a thread of its own that owns its sockets, folds the entries and hands over one immutable value; the GUI's thread only
takes the latest. Neither knows of Qt.
"""

import logging
import os
import threading
import time
import uuid
from pathlib import Path
from typing import Literal

import msgspec
import zmq

from console import wire
from console.fault import HallFault
from console.follow import Follower
from console.live_link import AGAIN, REFUSED_AGAIN, Board, LiveLink, Pending
from console.model.command import Command
from console.past import HistoryFeed
from console.secret import Secret
from console.session import Answered, Link, Live, LoginResult

__all__ = ["HistoryFeed", "LiveFeed"]

ORDER_SECONDS = 5.0
"""How long an order may wait for its first answer."""

log = logging.getLogger(__name__)


def new_id() -> str:
    """A UUIDv7 (RFC 9562): unique, and in order of making."""
    stamp = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10))
    value = stamp << 80 | 0x7 << 76 | (random >> 68 & 0xFFF) << 64 | 0x2 << 62 | random & (1 << 62) - 1
    return str(uuid.UUID(int=value))


class LiveFeed:
    """Follows the hub that the station file `station` names, from construction until `close`. Called by one thread, any.

    The file is read again for each connection, so a hub that comes back on other ports is found. `person` sits there and signs the
    orders; `witnesses` is where the hub's checkpoints are kept.
    """

    def __init__(self, station: Path, *, person: str | None = None, witnesses: Path | None = None) -> None:
        self._board = Board(station, person, witnesses)
        self._thread = threading.Thread(target=self._run, name="live-feed", daemon=True)
        self._thread.start()

    def latest(self) -> Live:
        """The present."""
        return self._board.latest

    def order(self, command: Command) -> str:
        """Send a command; returns its id at once. It is sent again after a lost link, until its 5 s are over."""
        until = time.monotonic() + ORDER_SECONDS
        order = Pending(id=new_id(), command=command, boot=self._board.boot, until=until)
        self._board.orders.put(order)
        self._board.bell.ring()
        return order.id

    def answers(self) -> list[Answered]:
        """What was answered since the last call."""
        taken = []
        while self._board.answers:
            taken.append(self._board.answers.popleft())
        return taken

    def login(self, person: str, secret: Secret) -> str:
        """Say who sits here; returns the id under which `logins` tells what came of it."""
        return self._ask(wire.Login(id=new_id(), person=person, secret=secret))

    def vouch(self, arming: str, person: str, secret: Secret) -> str:
        """Let a second person agree to an armed plan at this desk; as `login`."""
        return self._ask(wire.Vouch(id=new_id(), arming=arming, person=person, secret=secret, boot=self._board.boot))

    def logout(self, reason: Literal["left", "idle"]) -> None:
        """Say that nobody sits here any more, or nobody has touched anything for long."""
        self._board.asked.put(wire.Logout(reason=reason))
        self._board.bell.ring()

    def logins(self) -> list[LoginResult]:
        """What came of logins since the last call."""
        taken = []
        while self._board.logins:
            taken.append(self._board.logins.popleft())
        return taken

    def _ask(self, asked: wire.Login | wire.Vouch) -> str:
        self._board.asked.put(asked)
        self._board.bell.ring()
        return asked.id

    def history_port(self) -> int:
        """Where the hub's history process listens; 0 while not known."""
        return self._board.history

    def close(self) -> None:
        """Leave the hub and end the thread."""
        self._board.is_closing = True
        self._board.bell.ring()
        self._thread.join()
        self._board.bell.close()

    def _run(self) -> None:
        board, follower = self._board, Follower()
        while not board.is_closing:
            link: LiveLink | None = None
            pause = AGAIN
            try:
                link = LiveLink(board, follower)
                pause = link.run()
            except HallFault as fault:
                board.show(link=Link.STALE if follower.is_loaded else Link.CONNECTING, why=fault.what)
            except (msgspec.MsgspecError, ValueError) as error:
                log.warning("the hub said what this console does not understand: %s", error)
                board.show(link=Link.REFUSED, why=str(error))
                pause = REFUSED_AGAIN
            except Exception:
                log.exception("the live feed failed and begins anew")
                board.show(link=Link.STALE, why="a fault of this program; see the log")
                follower = Follower()
                pause = REFUSED_AGAIN
            finally:
                if link is not None:
                    link.close()
            self._wait(pause)
        board.context.destroy(0)

    def _wait(self, seconds: float) -> None:
        """Let time go by between two links; orders that nobody can take run out meanwhile."""
        until = time.monotonic() + seconds
        poller = zmq.Poller()
        poller.register(self._board.bell, zmq.POLLIN)
        while not self._board.is_closing and (left := until - time.monotonic()) > 0:
            poller.poll(int(min(left, 0.1) * 1_000))
            self._board.bell.hush()
            self._board.collect()
            self._board.collect_logins(is_linked=False)
