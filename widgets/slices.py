"""Drives `Turns` on the GUI thread: the next slice of a frame comes after Qt has painted and listened."""

from collections.abc import Callable, Container, Sequence

from PyQt6.QtCore import QTimer

from widgets.turns import Job, Turns


class Slices:
    """What a set of windows draws with. `painted` gives the seconds they have painted since it was asked last."""

    def __init__(self, painted: Callable[[], float]) -> None:
        self._painted = painted
        self._turns = Turns()
        self._rest = QTimer()
        self._rest.setSingleShot(True)
        self._rest.setInterval(0)  # after painting and input, which go before timers
        self._rest.timeout.connect(self._go_on)

    def begin(self, jobs: Sequence[tuple[str, Job]], urgent: Container[str] = ()) -> None:
        """Take a new frame; what cannot wait for its turn is drawn at once."""
        if self._turns.begin(jobs, self._painted(), urgent):
            self._rest.start()

    def _go_on(self) -> None:
        if self._turns.go_on(self._painted()):
            self._rest.start()

    def stop(self) -> None:
        """Draw no more of the frame."""
        self._rest.stop()

    @property
    def drawn_through(self) -> int:
        """How many frames have been drawn in full, every job; the newest may still wait to be painted."""
        return self._turns.drawn_through
