"""Who sits at this console: logging in, a second person's word, logging out, and locking when nobody has touched it for long.

One for all windows. It keeps what was asked of the hub and is not answered yet; who sits here is a fact of the hall, and each frame says it.
"""

import time
from collections.abc import Callable
from enum import StrEnum
from typing import Literal, Protocol

from msgspec import Struct
from PyQt6.QtCore import QEvent, QObject
from PyQt6.QtGui import QCursor, QGuiApplication, QWindow

from console.secret import Secret
from console.session import Frame, Link, LoginResult

AGAIN = 3.0
"""Seconds after which a logout is said again, when the hall still knows somebody here."""
WARNED = 60
"""Seconds before a desk locks itself in which it says so; at most half of the time it has."""
_TOUCHES = frozenset(
    {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel, QEvent.Type.TouchBegin}
)  # fmt: skip


class _Source(Protocol):
    """What of `widgets.desk.Source` this needs."""

    def login(self, person: str, secret: Secret) -> str: ...

    def vouch(self, arming: str, person: str, secret: Secret) -> str: ...

    def logout(self, reason: Literal["left", "idle"] = "left") -> None: ...

    def logins(self) -> list[LoginResult]: ...


class Deed(StrEnum):
    """What a secret was given for."""

    LOGIN = "login"
    VOUCH = "vouch"


class Said(Struct, frozen=True, kw_only=True):
    """What was last asked of the hub with a secret, and what it answered."""

    deed: Deed = Deed.LOGIN
    id: str = ""
    person: str = ""
    result: LoginResult | None = None
    """None: nothing was asked, or the hub is still checking."""

    @property
    def is_open(self) -> bool:
        """Whether the hub is still checking."""
        return bool(self.id) and self.result is None

    def answer_to(self, deed: Deed) -> LoginResult | None:
        """What was answered to the last deed of this kind."""
        return self.result if self.deed is deed else None


class Seat:
    """`clock` gives monotonic seconds."""

    def __init__(self, source: _Source, clock: Callable[[], float] = time.monotonic) -> None:
        self.said = Said()
        self.leaving: Literal["", "left", "idle"] = ""
        """Why whoever sits here is being logged out: from the click on, not only once the hub knows."""
        self.locks_in: int | None = None
        """Whole seconds until this desk locks itself, when that is near."""
        self._source = source
        self._clock = clock
        self._person: str | None = None
        self._touched = clock()
        self._left_at = float("-inf")
        self._cursor: tuple[int, int] | None = None
        self._looked_at = float("-inf")

    def touch(self) -> None:
        """Somebody moved the mouse or pressed a key."""
        self._touched = self._clock()

    def sign_in(self, person: str, secret: Secret) -> None:
        """Say who sits here; takes the desk over from whoever sat here."""
        self._asked(Deed.LOGIN, person, self._source.login(person, secret))

    def vouch(self, arming: str, person: str, secret: Secret) -> None:
        """Let a second person agree here to an armed plan."""
        self._asked(Deed.VOUCH, person, self._source.vouch(arming, person, secret))

    def _asked(self, deed: Deed, person: str, id: str) -> None:
        """An empty id was not sent, so no answer will come."""
        result = None if id else LoginResult(id="", accepted=False, reason="link")
        self.said = Said(deed=deed, id=id, person=person, result=result)

    def leave(self) -> None:
        """Nobody sits here from now on. Without a link the hub is told when it is back."""
        if self._person is not None:
            self.leaving = "left"

    def forget(self) -> None:
        """What was answered has been read."""
        if not self.said.is_open:
            self.said = Said()

    def take_frame(self, frame: Frame) -> None:
        """Hear answers, follow who sits here, and lock when it is time. Called each frame."""
        for result in self._source.logins():
            if result.id == self.said.id:
                self.said = Said(deed=self.said.deed, id=result.id, person=self.said.person, result=result)
        now = self._clock()
        if frame.person != self._person:
            self._person, self.leaving, self._left_at = frame.person, "", float("-inf")
            self._touched = now
        self.locks_in = None
        if frame.person is None:
            return
        self._watch(frame, now)
        if self.leaving and frame.link is Link.GOOD and now - self._left_at > AGAIN:
            self._left_at = now
            self._source.logout(self.leaving)

    def _watch(self, frame: Frame, now: float) -> None:
        state = frame.present
        if state.config is None or self.leaving:
            return
        if now - self._looked_at >= 1 and self._moved(now):
            self._touched = now
        patience = state.config.lock_after * 60
        left = self._touched + patience - now
        if left <= 0:
            self.leaving = "idle"
        elif left <= min(WARNED, patience / 2):
            self.locks_in = int(left)

    def _moved(self, now: float) -> bool:
        """Whether the mouse is elsewhere than when this was asked last: over sheets and menus the windows see nothing of it."""
        self._looked_at = now
        if QGuiApplication.instance() is None:
            return False
        at = QCursor.pos()
        before, self._cursor = self._cursor, (at.x(), at.y())
        return before is not None and self._cursor != before


class Touch(QObject):
    """Tells a seat of each touch that a window of the screen gets; one filter a window, not one for the whole program."""

    def __init__(self, seat: Seat, parent: QObject) -> None:
        super().__init__(parent)
        self._seat = seat
        self._watched: QWindow | None = None

    def watch(self, window: QWindow | None) -> None:
        """Look at what this window gets from now on."""
        if window is not None and window is not self._watched:
            self._watched = window
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if event is not None and event.type() in _TOUCHES:
            self._seat.touch()
        return False
