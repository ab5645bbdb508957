"""The grips of one chosen thing in the hall editor: where they lie, and which of them is under the mouse. It changes nothing."""

from collections.abc import Callable, Sequence
from math import cos, hypot, pi, sin

from msgspec import Struct
from PyQt6.QtCore import QPointF

from console.hall_edit.scene import AREAS, Item
from widgets.hall_paint import aim_of

Plot = Callable[[float, float], QPointF]


class Grip(Struct, frozen=True):
    """A place to pull at: edges (`n`, `se` …), a point of a line (`point3`), where a camera looks (`aim`) and the ends of its view."""

    code: str
    at: QPointF


def grips_of(item: Item, plot: Plot) -> list[Grip]:
    """The grips of a thing."""
    if item.ref.table in AREAS:
        left, top, right, bottom = item.box
        across = {"w": left, "": (left + right) / 2, "e": right}
        down = {"n": top, "": (top + bottom) / 2, "s": bottom}
        return [Grip(f"{v}{h}", plot(x, y)) for v, y in down.items() for h, x in across.items() if v or h]
    if item.points:
        return [Grip(f"point{index}", plot(x, y)) for index, (x, y) in enumerate(item.points)]
    if item.sees is not None:
        heading, angle, reach = aim_of(item.sees)
        x, y = item.middle
        turns = {"aim": heading, "aim-left": heading - angle / 2, "aim-right": heading + angle / 2}
        return [
            Grip(code, plot(x + reach * cos(turn * pi / 180), y + reach * sin(turn * pi / 180)))
            for code, turn in turns.items()
            if code == "aim" or angle < 360
        ]
    return []


def gripped(grips: Sequence[Grip], at: QPointF, reach: float) -> Grip | None:
    """The nearest grip within so many pixels."""
    near = [(hypot(grip.at.x() - at.x(), grip.at.y() - at.y()), grip.code, grip) for grip in grips]
    near = [each for each in near if each[0] <= reach]
    return min(near, key=lambda each: each[:2])[2] if near else None
