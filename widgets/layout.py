"""What a layout file says: which windows there are, on which screen, and how panes share them. Read by `console.config`, one file each.

    name = "值班台"
    name_en = "Duty desk"

    [[window]]
    id = "a"
    name = "现场"
    name_en = "Floor"
    parts = [                                  # rows from the top; a part's own `parts` are columns, theirs rows again
        { share = 10, panes = ["kpi_strip"] },
        { share = 60, parts = [{ share = 64, panes = ["floor_plan"] }, { share = 36, panes = ["queues", "counters"] }] },
    ]

A part with several panes shows them as tabs. A `share` is relative to its neighbours'; `height` fixes a row to unscaled pixels.

A wall's layout has no windows but a stage, for there is one window a monitor and nobody arranges it:

    scale = 2.0                                # times the desk's sizes, on a monitor of 1080 lines
    side = ["wall_figures", "wall_alarms"]     # beside the stage, from the top

    [stage]                                    # which pane shows which view, large
    floor = "floor_plan"
    alarm = "wall_sight"
"""

import logging
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct
from msgspec.structs import replace
from PyQt6.QtCore import QCoreApplication

from console.fault import HallFault
from console.model.hall import WallView
from console.toml_file import Place, TomlFile, Where, refer, refer_all, refuse_twice
from widgets.words import listed, name

translate = QCoreApplication.translate
log = logging.getLogger(__name__)
LAYOUTS = Path(__file__).parents[1] / "layouts"

Name = Annotated[str, Meta(min_length=1, max_length=80)]


class Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A piece of a window: panes as tabs, or parts side by side."""

    share: Annotated[float, Meta(gt=0)] = 1.0
    height: Annotated[int, Meta(ge=32, le=2000)] | None = None
    """Rows only: fixed height in unscaled pixels."""
    panes: tuple[Name, ...] = ()
    parts: tuple["Part", ...] = ()

    def names(self) -> Iterator[str]:
        """Every pane in it, in order."""
        yield from self.panes
        for part in self.parts:
            yield from part.names()


class WindowPlan(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One window; the first goes to the first screen, the second to the second."""

    id: Annotated[str, Meta(min_length=1, max_length=32, pattern=r"^\w+\Z")]
    name: Name
    name_en: str = ""
    parts: Annotated[tuple[Part, ...], Meta(min_length=1)]


class Layout(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A layout, whole: windows of a desk, or the stage of a wall."""

    name: Name
    name_en: str = ""
    window: Annotated[tuple[WindowPlan, ...], Meta(max_length=4)] = ()
    on_one_screen: str = ""
    """The layout to use instead where there is one screen only."""
    stage: dict[WallView, Name] = {}
    """A wall: the pane that shows a view large."""
    side: Annotated[tuple[Name, ...], Meta(max_length=4)] = ()
    """A wall: the panes beside the stage, from the top."""
    side_share: Annotated[float, Meta(gt=0.1, lt=0.7)] = 0.3
    """A wall: the part of the width that they take."""
    scale: Annotated[float, Meta(ge=1, le=5)] = 2.0
    """A wall: its sizes are so many times the desk's, on a monitor of 1080 lines."""
    shows: WallView = WallView.FLOOR
    """A wall: what it shows when somebody gives the wall this layout."""

    def check(self, known: set[str], file: TomlFile, *, is_lenient: bool = False) -> None:
        """HallFault for a pane that does not exist or stands twice, a part with both or neither of `panes` and `parts`, half a stage.

        `file` is what it was read from. When lenient, panes of windows that do not exist are left to `without_unknown`.
        """
        if bool(self.window) == bool(self.stage):
            has = "both" if self.window else "neither"
            raise file.fault((), f"the layout has {has} windows and a stage", "a desk has [[window]], a wall has [stage]")
        for fault in (*self._faults_of_stage(known, file), *self._faults_of_windows(known, file, is_lenient=is_lenient)):
            raise fault

    def without_unknown(self, known: set[str], where: str) -> tuple["Layout", list[str]]:
        """The layout without the panes that there are not, and their names: one wrong name costs one pane, not the desk."""
        lacking = [
            (window.id, pane) for window in self.window for part in window.parts for pane in part.names() if pane not in known
        ]
        if not lacking:
            return self, []
        windows = tuple(replace(window, parts=_known_parts(window.parts, known)) for window in self.window)
        for id, pane in lacking:
            log.warning("%s: window %r names a pane %r that there is not; it is left out", where, id, pane)
        return replace(self, window=tuple(window for window in windows if window.parts)), [pane for _, pane in lacking]

    def _faults_of_stage(self, known: set[str], file: TomlFile) -> Iterator[HallFault]:
        for view, pane in self.stage.items():
            yield from refer(file, ("stage", view.value), pane, sorted(known), "pane")
        yield from refer_all(file, ("side",), self.side, sorted(known), "pane")
        lacking = [view.value for view in WallView if view not in self.stage] if self.stage else []
        if lacking:
            yield file.fault(
                ("stage",), f"the stage lacks {', '.join(lacking)}", "name a pane for each: a wall never shows nothing"
            )

    def _faults_of_windows(self, known: set[str], file: TomlFile, *, is_lenient: bool) -> Iterator[HallFault]:
        places: list[Place] = [(file, ("window", number, "id")) for number in range(len(self.window))]
        yield from refuse_twice((window.id for window in self.window), places, "window")
        seen: set[str] = set()
        for number, window in enumerate(self.window):
            for where, part in _placed(window.parts, ("window", number, "parts")):
                if bool(part.panes) == bool(part.parts):
                    has = "both" if part.panes else "neither"
                    yield file.fault(where, f"it has {has} `panes` and `parts`", "give one of them")
                for at, pane in enumerate(part.panes):
                    place = (*where, "panes", at)
                    if pane not in known and is_lenient:
                        continue
                    yield from refer(file, place, pane, sorted(known), "pane")
                    if pane in seen:
                        yield file.fault(place, f"the pane `{pane}` stands twice", "a pane has one place; remove one")
                    seen.add(pane)


def lacking_words(panes: Iterable[str]) -> str:
    """That a layout names panes that there are not; empty: it names none."""
    named = listed(dict.fromkeys(panes))
    return translate("Layout", "版式里没有的窗格已略去：{0}").format(named) if named else ""


def _known_parts(parts: tuple[Part, ...], known: set[str]) -> tuple[Part, ...]:
    kept = (
        replace(part, panes=tuple(pane for pane in part.panes if pane in known), parts=_known_parts(part.parts, known))
        for part in parts
    )
    return tuple(part for part in kept if part.panes or part.parts)


def wall_layouts() -> dict[str, Layout]:
    """The layouts that a wall can be given, by file name; those that cannot be read are left to the wall to complain of."""
    return {name: layout for name, layout in _readable(sorted(LAYOUTS.glob("*.toml"))) if layout.stage}


@cache
def _layouts_of_walls() -> dict[str, Layout]:
    return wall_layouts()


def called(layout: str) -> str:
    """What a wall's layout is called, as the files said when it was first asked; one that is not here is its own name."""
    known = _layouts_of_walls().get(layout)
    return layout if known is None else name(known)


def _readable(paths: Iterable[Path]) -> Iterator[tuple[str, Layout]]:
    for path in paths:
        try:
            yield path.stem, TomlFile.read(path).convert(Layout)
        except HallFault as fault:
            log.warning("the layout cannot be offered: %s", fault)


def _placed(parts: tuple[Part, ...], where: Where) -> Iterator[tuple[Where, Part]]:
    """Every part, those within others too, and where it stands in the file."""
    for number, part in enumerate(parts):
        yield (*where, number), part
        yield from _placed(part.parts, (*where, number, "parts"))
