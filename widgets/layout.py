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
"""

from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta, Struct

from console.fault import HallFault

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

    id: Annotated[str, Meta(min_length=1, max_length=32, pattern=r"^\w+$")]
    name: Name
    name_en: str = ""
    parts: Annotated[tuple[Part, ...], Meta(min_length=1)]


class Layout(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A layout, whole."""

    name: Name
    name_en: str = ""
    window: Annotated[tuple[WindowPlan, ...], Meta(min_length=1, max_length=4)]
    on_one_screen: str = ""
    """The layout to use instead where there is one screen only."""

    def check(self, known: set[str], where: str) -> None:
        """HallFault for a pane that does not exist, stands twice, or a part that has both or neither of `panes` and `parts`."""
        seen: set[str] = set()
        for window in self.window:
            for part in window.parts:
                _check_part(part, where, window.id)
                for pane in part.names():
                    if pane not in known:
                        raise HallFault(
                            f"{where}: window {window.id!r} names a pane {pane!r} that there is not",
                            f"choose from: {', '.join(sorted(known))}",
                        )
                    if pane in seen:
                        raise HallFault(f"{where}: the pane {pane!r} stands twice", "a pane has one place; remove one")
                    seen.add(pane)


def _check_part(part: Part, where: str, window: str) -> None:
    if bool(part.panes) == bool(part.parts):
        raise HallFault(
            f"{where}: a part of window {window!r} has {'both' if part.panes else 'neither'} `panes` and `parts`",
            "give one of them",
        )
    for inner in part.parts:
        _check_part(inner, where, window)
