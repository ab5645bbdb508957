"""A wall: one window a monitor, for as many monitors as there are, each with the scene that `attention` chooses. It has `Screens`' interface."""

import logging
import time
from collections.abc import Callable
from pathlib import Path, PurePath

from msgspec.structs import replace
from PyQt6.QtCore import QCoreApplication, QObject, QRect, QSize
from PyQt6.QtGui import QScreen

from console.fault import HallFault
from console.model import attention
from console.model.attention import QUIET, Scene
from console.model.cameras import for_walls
from console.model.command import Role
from console.model.hall import HallConfig, WallView
from console.session import Frame
from console.video.pictures import NoPictures, Pictures
from widgets import monitors
from widgets.desk import Source
from widgets.layout import Layout
from widgets.monitors import Monitors
from widgets.screens import known_panes, save_pictures
from widgets.slices import Slices
from widgets.theme import Theme
from widgets.turns import Job
from widgets.video_portions import Portions
from widgets.wall_foot import at_fault, foot_view, trouble
from widgets.wall_window import Showing, WallWindow
from widgets.words import name, names_of

translate = QCoreApplication.translate
log = logging.getLogger(__name__)

THINK = 0.4
"""Seconds between two thoughts on what to show."""
AGAIN = 10.0
"""Seconds after which a layout that could not be used is read once more: somebody may have mended it."""


class WallScreens(QObject):
    """All windows of a wall. `closed` is called when somebody held the way out."""

    def __init__(
        self, own: str, layouts: Callable[[str], Layout], source: Source, theme: Theme, pictures: Pictures | None = None
    ) -> None:
        """`own`: the layout's file name; `layouts` reads one that the desk gives, and raises `HallFault` when it cannot be used."""
        super().__init__()
        self.own = own
        self.source = source
        self.theme = theme
        self.closed: Callable[[], object] = self._stay
        self.windows: list[WallWindow] = []
        self._pictures = pictures if pictures is not None else NoPictures()
        self._portions = Portions(self._pictures)
        self._panes = known_panes()
        self._layouts: dict[str, Layout | str] = {own: layouts(own)}
        self._refused_at: dict[str, float] = {}
        """When a layout was last found to be of no use, `time.monotonic`."""
        self._read = layouts
        self._screens: list[tuple[QScreen, QRect]] = []
        """The monitors that are covered, as they were then."""
        self._monitors: Monitors | None = None
        self._known: HallConfig | None = None
        self._scenes: tuple[Scene, ...] = ()
        self.fault: Exception | None = None
        """What the choice of scenes stumbled over."""
        self._thought = 0.0
        """When what is shown was thought over last, `time.monotonic`."""
        self._slices = Slices(lambda: sum(window.painting() for window in self.windows))

    # --- monitors --------------------------------------------------------------------------------------------------------

    def show(self) -> None:
        """Cover every monitor there is, and follow them from now on."""
        self._monitors = Monitors(lambda: None, self.follow)
        self.follow()

    def follow(self) -> None:
        """One window a monitor, from left to right, two that show the same being one; those whose monitor stayed as it was stay."""
        screens = sorted(monitors.present(), key=lambda screen: (screen.geometry().left(), screen.geometry().top()))
        wanted = [(screen, screen.geometry()) for screen in screens]
        kept = next(
            (i for i, (was, now) in enumerate(zip(self._screens, wanted, strict=False)) if was != now), len(self._screens)
        )
        kept = min(kept, len(wanted))
        if kept == len(wanted) == len(self._screens):
            return
        for window in self.windows[kept:]:
            self._end(window)
        del self.windows[kept:]
        for screen, area in wanted[kept:]:
            window = self.add(area.size())
            window.setScreen(screen)
            window.setGeometry(area)
            window.showFullScreen()
        self._screens = wanted
        if self.windows:
            self.windows[0].activateWindow()
        self.draw_all(self.source.frame())

    def add(self, size: QSize) -> WallWindow:
        """One more window; it is not shown yet."""
        number = len(self.windows)
        window = WallWindow(self._layout, self._panes, self._portions, self.theme, screen=number, size=size)
        window.on_leave = self._leave
        self.windows.append(window)
        return window

    def end(self) -> None:
        """Close all windows."""
        if self._monitors is not None:
            self._monitors.stop()
        self._slices.stop()
        for window in self.windows:
            self._end(window)
        self.windows = []

    @staticmethod
    def _end(window: WallWindow) -> None:
        window.end()
        window.deleteLater()

    def _leave(self) -> None:
        self.closed()

    def _stay(self) -> None:
        """Before the composition root says what to do."""

    # --- frames ----------------------------------------------------------------------------------------------------------

    def take_frame(self, frame: Frame) -> None:
        """Draw a frame in all windows, in slices between which Qt paints. Called each 33 ms by the composition root's one timer."""
        jobs = self._jobs(frame)
        moving = {key for key, _ in jobs if self._panes[key.rpartition(":")[2]].is_moving}
        self._slices.begin(jobs, moving)

    @property
    def drawn_through(self) -> int:
        """How many frames have been drawn in full."""
        return self._slices.drawn_through

    def draw_all(self, frame: Frame) -> None:
        """Draw a whole frame now, whatever it costs: the first one, and pictures."""
        self._thought = 0.0
        for _, draw in self._jobs(frame):
            draw()

    def _jobs(self, frame: Frame) -> list[tuple[str, Job]]:
        """Scene, foot and trouble of each window at once, as they say what the rest is; then its panes, each in its turn."""
        seen = as_on_a_wall(frame)
        if seen.state.config is not self._known:
            self._known = seen.state.config
            self._pictures.know(camera for camera in (self._known.cameras if self._known else ()) if for_walls(camera))
        names = names_of(seen.state.config)
        scenes = self.scenes(seen)
        doubt = trouble(seen, names) or (at_fault(self.fault) if self.fault is not None else None)
        jobs: list[tuple[str, Job]] = []
        for window, scene in zip(self.windows, scenes, strict=True):
            layout, shown = self._given(scene)
            foot = foot_view(seen, scene, names)
            window.show_now(Showing(layout=layout, scene=shown, foot=foot, trouble=doubt), seen)
            jobs += window.jobs(seen)
        return jobs

    def scenes(self, frame: Frame) -> tuple[Scene, ...]:
        """What each window shows; the wall is the one of the station's name. Thought over a few times a second: it is dear in a flood."""
        now = time.monotonic()
        if len(self._scenes) != len(self.windows) or now - self._thought >= THINK:
            self._thought = now
            self._scenes = self._chosen(frame)
        return self._scenes

    def _chosen(self, frame: Frame) -> tuple[Scene, ...]:
        """What `attention` says; where it fails, each screen shows the plan and says so."""
        count = len(self.windows)
        try:
            wanted = attention.screens_of(frame.state, frame.station, count)
            chosen = attention.scenes(frame.state, frame.station, frame.now, wanted)[:count]
        except Exception as fault:  # a bug there must not leave an old picture standing (design.md rule 9)
            if repr(fault) != repr(self.fault):
                log.exception("it cannot be said what the wall shall show")
            self.fault = fault
            return (QUIET,) * count
        self.fault = None
        return chosen

    def _given(self, scene: Scene) -> tuple[str, Scene]:
        """The layout for a scene; one that the desk gave and that there is not is said in words."""
        if scene.show is not None:
            return self.own, scene
        layout = self._layouts.get(scene.of)
        if layout is None or (isinstance(layout, str) and time.monotonic() - self._refused_at[scene.of] >= AGAIN):
            layout = self._layouts[scene.of] = self._usable(scene.of)
            self._refused_at[scene.of] = time.monotonic()
        if isinstance(layout, str):
            return self.own, replace(scene, show=WallView.TEXT, of=layout)
        return scene.of, replace(scene, show=layout.shows, of="")

    def _usable(self, wanted: str) -> Layout | str:
        try:
            layout = self._read(PurePath(wanted).name)  # a layout's name, and no way out of their folder
        except HallFault as fault:
            return translate("Wall", "版式 {0} 不能用").format(wanted) + f"\n{fault.what}"
        return layout if layout.stage else translate("Wall", "版式 {0} 不是大屏版式").format(name(layout))

    def _layout(self, wanted: str) -> Layout:
        layout = self._layouts[wanted]
        if isinstance(layout, str):
            raise HallFault(layout, "only layouts that were read are shown")
        return layout

    # --- pictures --------------------------------------------------------------------------------------------------------

    def is_waiting(self) -> bool:
        """Whether anything that can be seen is still being loaded."""
        return any(window.is_waiting() for window in self.windows)

    def save_pictures(self, directory: Path) -> list[Path]:
        """Write each window as it is seen to `directory/wall-N.png`; OSError when that cannot be written."""
        return save_pictures({f"wall-{window.number}": window for window in self.windows}, directory)


def as_on_a_wall(frame: Frame) -> Frame:
    """A frame as panes of a wall get it, whatever the station's key may do: no names, no orders."""
    return replace(frame, role=Role.WALL, station_role=Role.WALL, person=None, can_command=False, blocked="role")
