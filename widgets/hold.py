"""Something held down for a while before it acts: how far it has been held, and when it is over. It paints nothing."""

from collections.abc import Callable

from PyQt6.QtCore import QElapsedTimer, QObject, QTimer

HOLD = 0.8
"""Seconds for which a guarded thing is held."""


class Hold:
    """One hold at a time. `tick` is called each 33 ms meanwhile."""

    def __init__(self, tick: Callable[[], None], parent: QObject) -> None:
        self.key = ""
        """What is being held, or empty."""
        self._since = QElapsedTimer()
        self._timer = QTimer(parent)
        self._timer.setInterval(33)
        self._timer.timeout.connect(tick)

    def begin(self, key: str) -> None:
        """It is held from now on."""
        self.key = key
        self._since.start()
        self._timer.start()

    def let_go(self) -> None:
        """It is not held any more."""
        self.key = ""
        self._since.invalidate()
        self._timer.stop()

    @property
    def is_on(self) -> bool:
        """Whether something is being held."""
        return self._since.isValid()

    def progress(self) -> float:
        """How far, 0 … 1."""
        return min(1.0, self._since.elapsed() / 1000 / HOLD) if self.is_on else 0.0
