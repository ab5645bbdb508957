"""The windows of one console: made from a layout, put on the screens there are, fed with frames, remembered when closed."""

import time
from collections.abc import Callable, Container, Iterator, Mapping
from functools import partial
from itertools import chain
from pathlib import Path

from PyQt6.QtCore import QCoreApplication, QRect, QSettings, QSize
from PyQt6.QtWidgets import QWidget

from console.earlier import Earlier
from console.model.state import HallState, PlanRun
from console.session import Frame, Mode
from console.video.pictures import Pictures
from console.video.talk import Talker
from widgets import canvas, login, login_second, monitors, time_bar, top_bar
from widgets.annunciator import Speaks
from widgets.desk import Selected, Source, Workplace
from widgets.detail import Detail
from widgets.doing import Doing
from widgets.layout import Layout
from widgets.main_window import DeskWindow, configure_docking
from widgets.monitors import Monitors, in_sight, room
from widgets.notice import DONE
from widgets.pane import AnyPane, find_panes
from widgets.slices import Slices
from widgets.theme import Theme
from widgets.turns import Job
from widgets.wardrobe import Wardrobe, Wear
from widgets.words import forget_names, name, names_of

translate = QCoreApplication.translate


def known_panes() -> dict[str, type[AnyPane]]:
    """Every pane a layout may name: the files of `widgets/panes/`, and the detail card."""
    return {**find_panes(), Detail.name: Detail}


def save_pictures(windows: Mapping[str, QWidget], directory: Path) -> list[Path]:
    """Write each window as it is seen to `directory/NAME.png`; OSError when that cannot be written."""
    directory.mkdir(parents=True, exist_ok=True)
    paths = [directory / f"{name}.png" for name in windows]
    for path, window in zip(paths, windows.values(), strict=True):
        if not window.grab().save(str(path)):
            raise OSError(f"{path} cannot be written")
    return paths


ANSWERED = 0.5
"""Seconds after a click in which the detail card and the list of orders do not wait for their turn."""
_ANSWERING = frozenset({"bars", "detail", "orders"})
PLACES, GUIDED = "places", "guide/done"
"""Keys of what is remembered."""


class Screens:
    """All windows together. `closed` is called when the last one was closed by the operator.

    With fewer monitors than the layout has windows, the layout `alone` is shown instead, and the other way round, whenever a monitor is
    unplugged or comes: windows that make room stay as they are, unseen, with all that was set in them.
    """

    def __init__(
        self, layout: Layout, source: Source, theme: Theme, settings: QSettings | None = None, pictures: Pictures | None = None,
        alone: Layout | None = None, voice: Speaks | None = None, wardrobe: Wardrobe | None = None,
        earlier: Earlier | None = None, talker: Talker | None = None,
    ) -> None:  # fmt: skip
        configure_docking()
        self.workplace = Workplace(source, pictures, voice, earlier, talker)
        self.workplace.annunciation.settle(settings)
        self.source = source
        self.settings = settings
        self.wardrobe = wardrobe if wardrobe is not None else Wardrobe(Wear(), lambda _worn: theme)
        """What changes the theme and the language of all windows."""
        self.wardrobe.on_change = self.redress
        self.wardrobe.on_trouble = self.workplace.tell
        self._slices = Slices(lambda: sum(window.painting() for window in self.windows))
        self._runs: frozenset[str] = frozenset()
        """Plans that were under way."""
        self._plans: Mapping[str, PlanRun] | None = None
        self._state: HallState | None = None
        self._live_alarms: HallState | None = None
        self._seen: tuple[object, ...] = ()
        self.closed: Callable[[], object] = self._stay
        self.redressed: Callable[[], object] = self._stay
        """Called when all windows look otherwise: most widgets are new ones."""
        self._panes = known_panes()
        self._theme = theme
        self._layout, self._alone = layout, alone
        self._made: dict[str, list[DeskWindow]] = {}
        """Windows by layout, those that are shown and those that wait for their monitor."""
        self._homes: dict[str, QRect] = {}
        """Where each window stood before monitors changed."""
        self.doing = Doing(self)
        self.windows = self._windows_for(len(monitors.present()))
        self._time_shown: tuple[Mode, bool, int] = (Mode.LIVE, False, 0)
        self._answering_until = 0.0
        """Until when (`time.monotonic`) the operator waits for what the last click does."""
        self.workplace.on_select.append(self._show_detail)
        self.workplace.on_bring.append(self._bring)
        self._moving = frozenset(name for name, pane in self._panes.items() if pane.is_moving)
        self._monitors: Monitors | None = None

    def _windows_for(self, screens: int) -> list[DeskWindow]:
        """The windows of the layout that fits so many monitors, made when they are first wanted."""
        fits = self._layout if self._alone is None or screens >= len(self._layout.window) else self._alone
        if fits.name not in self._made:
            self._made[fits.name] = made = [
                DeskWindow(plan, self._panes, self.workplace, self._theme, foot=i == 0) for i, plan in enumerate(fits.window)
            ]
            for window in made:
                window.bring_alarms = self.bring_alarms
                window.doing = self.doing
                window.keep_places = self.keep_places
                window.on_close = self._one_closed
                self.workplace.on_trouble.append(window.say)
        return self._made[fits.name]

    def _all_windows(self) -> Iterator[DeskWindow]:
        return chain.from_iterable(self._made.values())

    def show(self) -> None:
        """Show every window where it was, or on its own screen; from then on they follow the monitors."""
        self._show(self.windows)
        self._monitors = Monitors(self._note_homes, self._fit)

    def _show(self, windows: list[DeskWindow]) -> None:
        """Show windows for the first time."""
        screens = monitors.present()
        if len(windows) > len(screens):
            said = translate("Screens", "版面“{0}”有 {1} 个窗口，只有 {2} 台显示器：多出的窗口叠在最后一台上")
            self.workplace.tell(said.format(name(self._layout), len(windows), len(screens)))
        for pane in (pane for window in windows for pane in window.panes.values()):
            pane.settle(self.settings)
            pane.show_selected(self.workplace.selected)
        areas = [screen.geometry() for screen in screens]
        for i, window in enumerate(windows):
            if self.settings is None or not window.restore(self.settings) or not in_sight(window.geometry(), areas):
                window.setGeometry(room(screens[min(i, len(screens) - 1)]))
            window.show()

    # --- monitors that come and go -----------------------------------------------------------------------------------------

    def _note_homes(self) -> None:
        self._homes |= {window.plan.id: window.geometry() for window in self.windows}

    def _fit(self) -> None:
        """Show the layout that fits the monitors there are now, each window where it stood, if one can see it there."""
        before, screens = self.windows, monitors.present()
        self.windows = self._windows_for(len(screens))
        if self.windows[0].plan.id not in self._homes:
            self._show(self.windows)
        else:
            areas = [screen.geometry() for screen in screens]
            for i, window in enumerate(self.windows):
                home = self._homes[window.plan.id]
                window.stand(home if in_sight(home, areas) else room(screens[min(i, len(screens) - 1)]))
                window.show()
        if self.windows is not before:
            for window in before:
                window.hide()
                window.stand(self._homes[window.plan.id])  # where it is remembered to be, should the console be closed meanwhile
            self.draw_all(self.source.frame())

    def take_frame(self, frame: Frame) -> None:
        """Draw a frame in all windows, in slices between which Qt paints and listens (see `widgets.turns`).

        Called each 33 ms by the composition root's one timer.
        """
        jobs = self._jobs(frame)
        self._slices.begin(jobs, self._urgent(frame, jobs))

    @property
    def drawn_through(self) -> int:
        """How many frames have been drawn in full, every pane; the newest may still wait to be painted."""
        return self._slices.drawn_through

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
        if frame.mode is not Mode.LIVE or frame.state.plans is self._plans:
            return
        self._plans = frame.state.plans
        runs = frozenset(id for id, run in self._plans.items() if run.ended_at is None)
        if runs - self._runs:
            for window in self.windows:
                window.raise_tab("plan")
        self._runs = runs

    def _jobs(self, frame: Frame) -> list[tuple[str, Job]]:
        self.workplace.hear(names_of(frame.state.config))
        self._show_new_plan(frame)
        self.workplace.seat.take_frame(frame)
        self.workplace.annunciation.take_frame(frame)
        for window in self.windows:
            window.notice.age()
            window.undo.show_offer(self.workplace.offer)
        return [("bars", partial(self._draw_bars, frame)), *(job for window in self.windows for job in window.jobs(frame))]

    def _draw_bars(self, frame: Frame) -> bool:
        """As with panes, only when the state changed, the second ticked or something is folded out."""
        folded = any(window.chooser.isVisible() for window in self.windows)
        seat = self.workplace.seat
        here = (frame.person, frame.must_log_in, frame.station, seat.said, seat.leaving, seat.locks_in)
        past = (frame.is_loading, frame.past_why)
        link = (frame.link, int(100 * frame.starting))
        seen = (int(frame.now), frame.mode, link, frame.blocked, frame.recorded, frame.speed, folded, past, here)
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
        return save_pictures({window.plan.id: window for window in self.windows}, directory)

    def redress(self, theme: Theme) -> None:
        """Show everything in another theme, or in the language that is spoken now."""
        self._theme = theme
        forget_names()
        canvas.forget_themes()
        frame = self.source.frame()
        for window in self._all_windows():
            window.redress(theme, frame)
        if self.settings is not None:
            for pane in (pane for window in self._all_windows() for pane in window.panes.values()):
                pane.settle(self.settings)
        self.draw_all(frame)
        self.redressed()

    def resize(self, size: QSize) -> None:
        """Give every window this size: for pictures."""
        for window in self.windows:
            window.resize(size)

    def _show_detail(self, selected: Selected) -> None:
        self._answering_until = time.monotonic() + ANSWERED
        for window in self._all_windows():
            for pane in window.panes.values():
                pane.show_selected(selected)
            if selected[0]:
                window.bring(Detail.name)

    def _bring(self, pane: str) -> bool:
        return any(window.bring(pane) for window in self.windows)

    def bring_alarms(self) -> None:
        """The list of alarms in front, with the keyboard."""
        for window in self.windows:
            if window.bring("alarms"):
                window.activateWindow()

    # --- arrangements by name, and the guide ---------------------------------------------------------------------------------

    def places(self) -> list[str]:
        """The names under which arrangements of these windows are kept."""
        if self.settings is None:
            return []
        self.settings.beginGroup(PLACES)
        found = self.settings.childGroups()
        self.settings.endGroup()
        return sorted(found)

    def keep_places(self, name: str) -> None:
        """Keep where all panes stand now under a name; what was under it is replaced."""
        if self.settings is None:
            return
        name = name.replace("/", "／").replace("\\", "＼")  # those of QSettings part groups
        for window in self.windows:
            window.remember_places(self.settings, f"{PLACES}/{name}")
        self.settings.sync()
        self.windows[0].notice.say(translate("Screens", "已保存布置：{0}").format(name), DONE)

    def use_places(self, name: str) -> None:
        """Put all panes where they stood under a name; an arrangement of another layout is told and not used."""
        settings = self.settings
        if settings is None:
            return
        if not all(window.use_places(settings, f"{PLACES}/{name}") for window in self.windows):
            self.workplace.tell(translate("Screens", "布置 {0} 是为另一个版面保存的，没有改动现在的布置").format(name))

    def drop_places(self, name: str) -> None:
        """Forget an arrangement."""
        if self.settings is not None:
            self.settings.remove(f"{PLACES}/{name}")

    def first_places(self) -> None:
        """Put all panes where the layout's file has them."""
        for window in self.windows:
            window.first_places()

    def begin_guide(self) -> None:
        """Show the guide in the first window, which has the keyboard then."""
        self.windows[0].activateWindow()
        self.windows[0].begin_guide(self._guided)

    def _guided(self) -> None:
        if self.settings is not None:
            self.settings.setValue(GUIDED, "true")

    def greet(self) -> None:
        """Show the guide to who has never seen it; where nothing is remembered, to nobody."""
        if self.settings is not None and not self.settings.value(GUIDED):
            self.begin_guide()

    def _one_closed(self) -> None:
        if self.settings is not None:
            for window in self._all_windows():
                window.remember(self.settings)
            self.settings.sync()
        self.closed()

    def _stay(self) -> None:
        """Before the composition root says what to do."""
