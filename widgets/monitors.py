"""Monitors that come and go: says so once they have settled, for pulling one cable makes several changes."""

from collections.abc import Callable, Iterable

from PyQt6.QtCore import QObject, QRect, QTimer
from PyQt6.QtGui import QGuiApplication, QScreen

SETTLED_MS = 400
"""After the last change. Window managers move windows meanwhile; what is done before they are through, they undo."""
IN_SIGHT = 0.5
"""Share of a window that must lie on monitors for it to be left where it is."""


class Monitors(QObject):
    """Watches the monitors from when it is made: `leaving` is called before the first change, `settled` after the last."""

    def __init__(self, leaving: Callable[[], object], settled: Callable[[], object]) -> None:
        super().__init__()
        self._leaving = leaving
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(SETTLED_MS)
        self._rest.timeout.connect(settled)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.screenRemoved.connect(self._change)
            app.screenAdded.connect(self._added)
        for screen in QGuiApplication.screens():
            screen.geometryChanged.connect(self._change)

    def stop(self) -> None:
        """Say nothing of a change that has not settled."""
        self._rest.stop()

    def _added(self, screen: QScreen) -> None:
        screen.geometryChanged.connect(self._change)
        self._change()

    def _change(self) -> None:
        if not self._rest.isActive():
            self._leaving()
        self._rest.start()


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


def in_sight(area: QRect, places: Iterable[QRect]) -> bool:
    """Whether enough of an area lies in these places to be worked with."""
    seen = sum(part.width() * part.height() for part in (place & area for place in places) if not part.isEmpty())
    return seen >= IN_SIGHT * area.width() * area.height()
