"""The windows of one console: made from a layout, put on the screens there are, fed with frames, remembered when closed."""

import time
from collections.abc import Callable, Container
from functools import partial
from pathlib import Path

from PyQt6.QtCore import QSettings, QSize, QTimer
from PyQt6.QtGui import QGuiApplication

from console.model.state import HallState
from console.session import Frame, Mode
from console.video.pictures import Pictures
from widgets import login, login_second, time_bar, top_bar
from widgets.desk import Selected, Source, Workplace
from widgets.detail import Detail
from widgets.layout import Layout
from widgets.main_window import DeskWindow, configure_docking
from widgets.pane import AnyPane, find_panes
from widgets.theme import Theme
from widgets.turns import Job, Turns
from widgets.words import names_of


def known_panes() -> dict[str, type[AnyPane]]:
    """Every pane a layout may name: the files of `widgets/panes/`, and the detail card."""
    return {**find_panes(), Detail.name: Detail}


ANSWERED = 0.5
"""Seconds after a click in which the detail card and the list of orders do not wait for their turn."""
_ANSWERING = frozenset({"bars", "detail", "orders"})


class Screens:
    """All windows together. `closed` is called when the last one was closed by the operator."""

    def __init__(
        self, layout: Layout, source: Source, theme: Theme, settings: QSettings | None = None, pictures: Pictures | None = None
    ) -> None:  # fmt: skip
        configure_docking()
        self.workplace = Workplace(source, pictures)
        self.source = source
        self.settings = settings
        self._turns = Turns()
        self._rest = QTimer()
        self._rest.setSingleShot(True)
        self._rest.setInterval(0)  # after painting and input, which go before timers
        self._rest.timeout.connect(self._go_on)
        self._runs: frozenset[str] = frozenset()
        """Plans that were under way."""
        self._state: HallState | None = None
        self._live_alarms: HallState | None = None
        self._seen: tuple[object, ...] = ()
        self.closed: Callable[[], object] = self._stay
        panes = known_panes()
        self.windows = [DeskWindow(plan, panes, self.workplace, theme, foot=i == 0) for i, plan in enumerate(layout.window)]
        self._time_shown: tuple[Mode, bool, int] = (Mode.LIVE, False, 0)
        self._answering_until = 0.0
        """Until when (`time.monotonic`) the operator waits for what the last click does."""
        self.workplace.on_select.append(self._show_detail)
        self._moving = frozenset(name for name, pane in panes.items() if pane.is_moving)
        for window in self.windows:
            window.bring_alarms = self._bring_alarms
            window.on_close = self._one_closed
            self.workplace.on_trouble.append(window.notice.say)

    def show(self) -> None:
        """Show every window where it was, or on its own screen."""
        screens = QGuiApplication.screens()
        for pane in (pane for window in self.windows for pane in window.panes.values()):
            pane.settle(self.settings)
        for i, window in enumerate(self.windows):
            if self.settings is None or not window.restore(self.settings):
                window.setGeometry(screens[min(i, len(screens) - 1)].availableGeometry())
            window.show()

    def take_frame(self, frame: Frame) -> None:
        """Draw a frame in all windows, in slices between which Qt paints and listens (see `widgets.turns`).

        Called each 33 ms by the composition root's one timer.
        """
        jobs = self._jobs(frame)
        if self._turns.begin(jobs, self._painted(), self._urgent(frame, jobs)):
            self._rest.start()

    def _go_on(self) -> None:
        if self._turns.go_on(self._painted()):
            self._rest.start()

    def _painted(self) -> float:
        return sum(window.painting() for window in self.windows)

    @property
    def drawn_through(self) -> int:
        """How many frames have been drawn in full, every pane; the newest may still wait to be painted."""
        return self._turns.drawn_through

    def _urgent(self, frame: Frame, jobs: list[tuple[str, Job]]) -> Container[str]:
        """What cannot wait for its turn: the answer to a click; and all panes when another time is shown, for none may show the one before."""
        time_shown = (frame.mode, frame.is_loading, frame.visit)
        if time_shown != self._time_shown:
            self._time_shown = time_shown
            return {name for name, _ in jobs}
        now = time.monotonic()
        if self.workplace.waiting:
            self._answering_until = now + ANSWERED
        return self._moving | _ANSWERING if now < self._answering_until else self._moving

    def draw_all(self, frame: Frame) -> None:
        """Draw a whole frame now, whatever it costs: the first one, and pictures."""
        self._seen = ()
        for _, draw in self._jobs(frame):
            draw()

    def _show_new_plan(self, frame: Frame) -> None:
        """A plan that has begun is shown, be its pane behind others; nobody's keyboard is taken for it."""
        runs = frozenset(id for id, run in frame.state.plans.items() if run.ended_at is None)
        if runs - self._runs and frame.mode is Mode.LIVE:
            for window in self.windows:
                window.raise_tab("plan")
        self._runs = runs

    def _jobs(self, frame: Frame) -> list[tuple[str, Job]]:
        self.workplace.hear(names_of(frame.state.config))
        self._show_new_plan(frame)
        self.workplace.seat.take_frame(frame)
        for window in self.windows:
            window.notice.age()
        return [("bars", partial(self._draw_bars, frame)), *(job for window in self.windows for job in window.jobs(frame))]

    def _draw_bars(self, frame: Frame) -> bool:
        """As with panes, only when the state changed, the second ticked or something is folded out."""
        folded = any(window.chooser.isVisible() for window in self.windows)
        seat = self.workplace.seat
        here = (frame.person, frame.must_log_in, frame.station, seat.said, seat.leaving, seat.locks_in)
        past = (frame.is_loading, frame.past_why)
        seen = (int(frame.now), frame.mode, frame.link, frame.blocked, frame.recorded, frame.speed, folded, past, here)
        if (frame.state is self._state and frame.live_alarms is self._live_alarms) and seen == self._seen:
            return False
        self._state, self._live_alarms, self._seen = frame.state, frame.live_alarms, seen
        views = (
            top_bar.view(frame, seat),
            time_bar.view(frame),
            login.view(frame, seat.said),
            login_second.view(frame, seat.said),
        )
        for window in self.windows:
            window.draw_bars(frame, *views)
        return True

    def is_waiting(self) -> bool:
        """Whether anything that can be seen is still being loaded."""
        return any(pane.is_waiting for window in self.windows for pane in window.panes.values() if pane.isVisible())

    def save_pictures(self, directory: Path) -> list[Path]:
        """Write each window as it is seen to `directory/WINDOW.png`; OSError when that cannot be written."""
        directory.mkdir(parents=True, exist_ok=True)
        paths = []
        for window in self.windows:
            path = directory / f"{window.plan.id}.png"
            if not window.grab().save(str(path)):
                raise OSError(f"{path} cannot be written")
            paths.append(path)
        return paths

    def resize(self, size: QSize) -> None:
        """Give every window this size: for pictures."""
        for window in self.windows:
            window.resize(size)

    def _show_detail(self, selected: Selected) -> None:
        self._answering_until = time.monotonic() + ANSWERED
        for window in self.windows:
            for pane in window.panes.values():
                pane.show_selected(selected)
            if selected[0]:
                window.bring(Detail.name)

    def _bring_alarms(self) -> None:
        for window in self.windows:
            if window.bring("alarms"):
                window.activateWindow()

    def _one_closed(self) -> None:
        if self.settings is not None:
            for window in self.windows:
                window.remember(self.settings)
            self.settings.sync()
        self.closed()

    def _stay(self) -> None:
        """Before the composition root says what to do."""
