"""Draws the desk's windows, the walls and every pane, for one look, language and size of monitor. Needs a QApplication."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace
from PyQt6.QtCore import QElapsedTimer, QSize, Qt
from PyQt6.QtGui import QImage
from PyQt6.QtWidgets import QApplication, QWidget

from console import app
from console.model.attention import Scene, Why
from console.model.hall import WallView
from console.session import Frame
from tests.helpers.pictures import PaintedPictures
from tests.helpers.screen import FakeSource
from tests.pictures.witness import Witness, cut_widgets, faults
from widgets import theme as themes
from widgets.desk import Workplace
from widgets.layout import Layout
from widgets.pane import AnyPane, Pane
from widgets.screens import Screens, known_panes
from widgets.wall_pane import ScenePane
from widgets.wall_screens import WallScreens, as_on_a_wall

SIZES = (QSize(1366, 768), QSize(1920, 1080), QSize(3840, 2160))
LARGE = 1.25
LOOKS: Mapping[str, tuple[str, float]] = {
    "night": ("night", 1.0), "day": ("day", 1.0), "high_contrast": ("high_contrast", 1.0), "night_large": ("night", LARGE),
}  # fmt: skip
"""Name of a look: its theme, and how much larger than usual."""
LANGS = ("zh", "en")
PATIENCE_MS = 100_000
_kept: list[QWidget] = []
CHOSEN = {"empty": ("zone", "waiting"), "flooded": ("queue", "A"), "busy": ("counter", "c3"), "stale": ("person", "lin")}
"""What the detail card shows in a state; else nothing."""


class Picture(Struct, frozen=True, kw_only=True):
    """A picture, and what is wrong with it."""

    kind: Literal["window", "pane"]
    name: str
    state: str
    look: str
    lang: str
    size: str
    image: QImage
    faults: tuple[str, ...] = ()

    @property
    def stem(self) -> str:
        """Its file's name, without an ending."""
        return f"{self.kind}-{self.name}-{self.state}-{self.look}-{self.lang}-{self.size}"


class Scope(Struct, frozen=True, kw_only=True):
    """What shall be drawn: one look, one language, one size; and of these what is asked for."""

    look: str
    lang: str
    size: QSize
    states: tuple[str, ...]
    layouts: tuple[str, ...] = ()
    """Empty: every layout there is."""
    panes: tuple[str, ...] = ()
    """Empty: every pane there is."""
    is_partial: bool = False
    """Only what is named in `layouts` and `panes` is drawn; an empty one of them is none."""

    @property
    def size_name(self) -> str:
        """As in the file's name."""
        return f"{self.size.width()}x{self.size.height()}"


class Studio:
    """One look in one language at one size; windows are made once, and drawn in one state after the other."""

    def __init__(self, gui: QApplication, scope: Scope, frames: Mapping[str, Frame]) -> None:
        self.scope = scope
        self.frames = frames
        name, larger = LOOKS[scope.look]
        app.translate(gui, scope.lang)
        self.theme = themes.load(name, max(1.0, scope.size.height() / 1080) * larger)
        self.plain = themes.load(name, larger)
        app.dress(gui, self.theme)
        self.panes_drawn: set[str] = set()

    def pictures(self) -> Iterator[Picture]:
        """All pictures, one after the other."""
        every = () if self.scope.is_partial else sorted(path.stem for path in (app.ROOT / "layouts").glob("*.toml"))
        for name in self.scope.layouts or every:
            layout = app.load_layout(name)
            yield from self._wall(name) if layout.stage else self._desk(name, layout)
        for name in sorted(self._wanted(known_panes()) - self.panes_drawn):
            yield from self._alone(name)

    def _wanted(self, panes: Iterable[str]) -> set[str]:
        return set(self.scope.panes) & set(panes) if self.scope.is_partial else set(panes)

    # --- windows ---------------------------------------------------------------------------------------------------------

    def _desk(self, name: str, layout: Layout) -> Iterator[Picture]:
        source, tiles = FakeSource(self.frames["empty"]), PaintedPictures()
        screens = Screens(layout, source, self.theme, None, tiles)
        for window in screens.windows:
            window.resize(self.scope.size)
            window.show()
        wanted = self._wanted(pane for window in screens.windows for pane in window.panes) - self.panes_drawn
        for state in self.scope.states:
            frame = source.now = self.frames[state]
            screens.workplace.select(*CHOSEN.get(state, ("", "")))

            def draw(frame: Frame = frame) -> None:
                tiles.step()
                screens.draw_all(frame)

            _settle(draw, screens.is_waiting)
            for window in screens.windows:
                yield self._shot("window", f"{name}_{window.plan.id}" if len(screens.windows) > 1 else name, state, window, frame)
                for pane in wanted & set(window.panes):
                    if not window.panes[pane].isVisible():
                        window.raise_tab(pane)
                        _settle(draw, screens.is_waiting)
                    yield self._shot("pane", pane, state, window.panes[pane], frame)
        self.panes_drawn |= wanted
        for window in screens.windows:
            _drop(window)

    def _wall(self, name: str) -> Iterator[Picture]:
        source, tiles = FakeSource(self.frames["empty"]), PaintedPictures()
        screens = WallScreens(name, app.load_layout, source, self.plain, tiles)
        window = screens.add(self.scope.size)
        window.resize(self.scope.size)
        window.show()
        for state in self.scope.states:
            frame = source.now = replace(self.frames[state], station="wall")

            def draw(frame: Frame = frame) -> None:
                tiles.step()
                screens.draw_all(frame)

            _settle(draw, screens.is_waiting)
            yield self._shot("window", name, state, window, frame)
        screens.end()

    # --- panes that no desk shows --------------------------------------------------------------------------------------------

    def _alone(self, name: str) -> Iterator[Picture]:
        kind = known_panes()[name]
        is_scene = name.startswith("wall_")
        theme = self.plain.at_scale(self.plain.scale * 1.9 * self.scope.size.height() / 1080) if is_scene else self.theme
        source, tiles = FakeSource(self.frames["empty"]), PaintedPictures()
        host = QWidget()
        host.setAutoFillBackground(True)
        pane = kind(Workplace(source, tiles), theme)
        pane.setParent(host)
        host.resize(self.scope.size.width() * 6 // 10, self.scope.size.height() * 6 // 10)
        pane.resize(host.size())
        host.show()
        pane.show()
        for state in self.scope.states:
            frame = source.now = self.frames[state]
            if is_scene:
                frame = as_on_a_wall(frame)
                _give_scene(pane, name, frame)

            def draw(frame: Frame = frame) -> None:
                tiles.step()
                pane.take_frame(frame)

            _settle(draw, lambda: pane.is_waiting)
            yield self._shot("pane", name, state, pane, frame)
        self.panes_drawn.add(name)
        _drop(host)

    def _shot(self, kind: Literal["window", "pane"], name: str, state: str, widget: QWidget, frame: Frame) -> Picture:
        witness = Witness()
        with witness.watching():
            image = widget.grab().toImage()
        found = [*faults(witness.lines, self.theme, self.scope.lang, frame.state), *cut_widgets(widget)]
        if kind == "window" and image.width() > self.scope.size.width():
            found.append(f"{name}: it is {image.width()} px wide, and its monitor {self.scope.size.width()}")
        if is_blank(image):
            found.append(f"{name}: nothing is drawn")
        if isinstance(widget, Pane) and widget.fault is not None:
            found.append(f"{name}: {widget.fault!r}")
        return Picture(
            kind=kind, name=name, state=state, look=self.scope.look, lang=self.scope.lang, size=self.scope.size_name, image=image,
            faults=tuple(found),
        )  # fmt: skip


def _give_scene(pane: AnyPane, name: str, frame: Frame) -> None:
    if not isinstance(pane, ScenePane):
        return
    config = frame.state.config
    camera = config.cameras[0].id if config is not None and config.cameras else ""
    shows = {
        "wall_sight": Scene(show=WallView.CAMERAS, why=Why.TOUR),
        "wall_text": Scene(show=WallView.TEXT, why=Why.PUSHED, of="请到 5–7 号窗口办理，谢谢配合"),
        "wall_plan": Scene(show=WallView.PLAN, why=Why.PLAN, of=next(iter(frame.state.plans), "")),
    }
    pane.show_scene(shows.get(name, Scene(show=WallView.CAMERA, why=Why.TOUR, of=camera)))


def is_blank(image: QImage) -> bool:
    """Whether it shows next to nothing: of a net of points all but a few have one colour."""
    step = max(1, min(image.width(), image.height()) // 60)
    seen = {image.pixel(x, y) for x in range(0, image.width(), step) for y in range(0, image.height(), step)}
    return len(seen) < 3


def _settle(draw: Callable[[], object], is_waiting: Callable[[], bool]) -> None:
    """Draw until nothing is loaded any more and what was asked of the cameras has come.

    And twice then: a plot that is new takes the room that its axis wants once that was painted.
    """
    clock = QElapsedTimer()
    clock.start()
    calm = 0
    while calm < 2:
        draw()
        QApplication.processEvents()
        calm = 0 if is_waiting() and clock.elapsed() < PATIENCE_MS else calm + 1


def _drop(window: QWidget) -> None:
    """Out of sight; it goes with the process."""
    window.hide()
    _kept.append(window)


def write(picture: Picture, folder: Path) -> str:
    """Write it, and a small one of it for the index; returns the file's name."""
    ending = "png" if picture.image.width() <= 2000 else "jpg"
    name = f"{picture.stem}.{ending}"
    for path, image, quality in (
        (folder / name, picture.image, 80 if ending == "png" else 88),
        (
            folder / "small" / f"{picture.stem}.jpg",
            picture.image.scaledToWidth(360, Qt.TransformationMode.SmoothTransformation),
            82,
        ),
    ):
        if not image.save(str(path), quality=quality):
            raise OSError(f"{path} cannot be written")
    return name
