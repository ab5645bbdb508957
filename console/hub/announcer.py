"""The running hub's part in the change of its key: tells stations of the next one, notes who keeps it, sees when the change is made."""

import logging
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from console import wire
from console.fault import HallFault
from console.hub import keys, rotation
from console.hub.auth import Gate
from console.hub.keys import Turn
from console.model import event as ev

AGAIN = 60.0
"""Seconds after which a station that has not kept the key is told again: its disk may have been full."""

log = logging.getLogger(__name__)
Present = Iterable[tuple[str, bytes]]
"""Stations that are there, each with its route."""


class Announcer:
    """One thread's. Files are looked at a few times a second, and written when something changes."""

    def __init__(
        self, data: Path, gate: Gate, note: Callable[[ev.HubEvent], None], clock: Callable[[], float] = time.time
    ) -> None:
        """`clock`: Unix seconds by the wall, since `rotate-hub` is a process of its own."""
        self._data = data
        self._gate = gate
        self._note = note
        self._clock = clock
        self._told: dict[tuple[str, bytes], float] = {}
        self._former: frozenset[bytes] = frozenset()
        """Routes from before the change."""
        self._noted: tuple[Turn, ...] = ()
        """Turns that are on their way into the journal."""
        self._complaint = ""

    def look(self) -> bool:
        """See whether the key was changed, or is to be; True: sockets must be opened anew, with the gate's key."""
        key = self._gate.key
        try:
            if rotation.is_due(self._data, key, self._clock()):
                rotation.finish(self._data, self._clock(), is_forced=True)
            if self._noted:  # a moment ago, and written since: a kill in between tells it twice rather than never
                rotation.told(self._data, self._noted)
                self._noted = ()
            has_changed = self._gate.refresh_key()
        except (HallFault, OSError) as error:
            if str(error) != self._complaint:
                self._complaint = str(error)
                log.error("the hub's key stays as it is: %s", error)  # noqa: TRY400 (told plainly)
            return False
        self._tell_journal()
        return has_changed

    def _tell_journal(self) -> None:
        key = self._gate.key
        left = rotation.behind(key, self._gate.stations)
        for turn in key.untold:
            log.warning("the hub's key: %s; stations without it: %s", turn.value, ", ".join(left) or "none")
            self._note(ev.HubKeyRotated(turn=turn.value, without=left))
        self._noted = key.untold

    def changed(self, present: Present) -> None:
        """The sockets are other ones; who was there came with the former key, and is gone."""
        self._former = frozenset(route for _, route in present)
        self._told.clear()

    def words(self, present: Present, now: float) -> Iterable[tuple[bytes, wire.NewKey]]:
        """What is to be said, and where to, now (`time.monotonic`). Who is there has the present key: that is noted too."""
        key = self._gate.key
        if key.next is None and not key.changed:
            return
        holds = {each.name: each.holds for each in self._gate.stations}
        for name, route in present:
            if route in self._former:
                continue
            if key.next is None:
                if holds.get(name, key.public) != key.public:
                    self._keep(name, key.public)
            elif holds.get(name) != key.next.public and now >= self._told.get((name, route), 0.0):
                self._told[name, route] = now + AGAIN
                yield route, wire.NewKey(key=key.next.public, at=key.next.at)

    def kept(self, name: str, key: str) -> None:
        """A station says that it has this key on its disk."""
        coming = self._gate.key.next
        if coming is not None and key == coming.public:
            self._keep(name, key)

    def _keep(self, name: str, key: str) -> None:
        try:
            keys.note_held(self._data, name, key)
        except (HallFault, OSError) as error:
            log.warning("that %s has the hub's key cannot be noted: %s", name, error)
        # The table is read again by who cuts off those that are no longer in it.

    def strain(self) -> str:
        """Who would be shut out by the change, in its last days; empty: nobody, or there is time."""
        key = self._gate.key
        if key.next is None or self._clock() < key.next.at - rotation.WARNED_DAYS * rotation.DAY:
            return ""
        left = rotation.behind(key, self._gate.stations)
        return f"{rotation.day(key.next.at)}: {', '.join(left)}" if left else ""
