"""Monitors that come and go: says so once they have settled, for pulling one cable makes several changes."""

from collections.abc import Callable, Iterable

from PyQt6.QtCore import QObject, QRect, QTimer
from PyQt6.QtGui import QGuiApplication, QScreen

SETTLED_MS = 400
"""After the last change. Window managers move windows meanwhile; what is done before they are through, they undo."""
LOOKS = 20
"""How often it is looked, each so long after the one before, whether a window manager that was busy undid it after all."""
IN_SIGHT = 0.5
"""Share of a window that must lie on monitors for it to be left where it is."""


class Monitors(QObject):
    """Watches the monitors from when it is made: `leaving` is called before the first change, `settled` after the last.

    `put_back` is called some times afterwards, for what a window manager has moved meanwhile.
    """

    def __init__(
        self, leaving: Callable[[], object], settled: Callable[[], object], put_back: Callable[[], object] | None = None
    ) -> None:
        super().__init__()
        self._leaving, self._settled, self._put_back = leaving, settled, put_back
        self._rest, self._again = QTimer(self), QTimer(self)
        for timer, act in ((self._rest, self._settle), (self._again, self._look_again)):
            timer.setSingleShot(True)
            timer.setInterval(SETTLED_MS)
            timer.timeout.connect(act)
        self._looks = 0
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.screenRemoved.connect(self._change)
            app.screenAdded.connect(self._added)
        for screen in QGuiApplication.screens():
            screen.geometryChanged.connect(self._change)

    def stop(self) -> None:
        """Say nothing of a change that has not settled."""
        self._rest.stop()
        self._again.stop()

    def _added(self, screen: QScreen) -> None:
        screen.geometryChanged.connect(self._change)
        self._change()

    def _change(self) -> None:
        if not self._rest.isActive():
            self._leaving()
        self._again.stop()
        self._rest.start()

    def _settle(self) -> None:
        self._settled()
        if self._put_back is not None:
            self._looks = LOOKS
            self._again.start()

    def _look_again(self) -> None:
        if self._put_back is not None:
            self._put_back()
        self._looks -= 1
        if self._looks > 0:
            self._again.start()


def present() -> list[QScreen]:
    """The monitors, the first one first; those that show the same are one."""
    found: dict[tuple[int | None, ...], QScreen] = {}
    for screen in QGuiApplication.screens():
        found.setdefault(screen.geometry().getRect(), screen)
    return list(found.values())


def room(screen: QScreen) -> QRect:
    """Where a window may stand on a monitor: beside the desktop's bars, or all of it while the window manager does not know it yet."""
    free = screen.availableGeometry()
    return free if in_sight(screen.geometry(), (free,)) else screen.geometry()


def same_monitor(one: QRect, other: QRect) -> bool:
    """Whether the middles of two areas lie on the same monitor."""
    return QGuiApplication.screenAt(one.center()) is QGuiApplication.screenAt(other.center())


def in_sight(area: QRect, places: Iterable[QRect]) -> bool:
    """Whether enough of an area lies in these places to be worked with."""
    seen = sum(part.width() * part.height() for part in (place & area for place in places) if not part.isEmpty())
    return seen >= IN_SIGHT * area.width() * area.height()
