"""The grips of one chosen thing in the hall editor: where they lie, and which of them is under the mouse. It changes nothing."""

from collections.abc import Callable, Sequence
from math import atan2, cos, degrees, hypot, pi, sin

from msgspec import Struct
from PyQt6.QtCore import QPointF

from console.hall_edit import scene
from console.hall_edit.scene import AREAS, Box, Item
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


def stretched(box: Box, code: str, x: float, y: float) -> Box:
    """A rectangle whose edges `code` (of n, s, w, e) go to a point; at least a tenth of a metre remains."""
    left, top, right, bottom = box
    if "w" in code:
        left = min(x, right - 0.1)
    if "e" in code:
        right = max(x, left + 0.1)
    if "n" in code:
        top = min(y, bottom - 0.1)
    if "s" in code:
        bottom = max(y, top + 0.1)
    return left, top, right, bottom


def aimed(item: Item, code: str, at: tuple[float, float], *, coarse: bool) -> Item:
    """A camera that looks to a point (`aim`), or whose view ends there (`aim-left`, `aim-right`)."""
    sees = dict(item.sees or {})
    heading, angle = scene.number(sees, "heading"), scene.number(sees, "angle", 90.0)
    reach = scene.number(sees, "reach", 10.0)
    x, y = item.middle
    turn = degrees(atan2(at[1] - y, at[0] - x)) % 360
    if code == "aim":
        heading, reach = turn, max(0.5, hypot(at[0] - x, at[1] - y))
        if coarse:
            heading, reach = round(heading / 5) * 5 % 360, round(reach * 2) / 2
    else:
        aside = abs((turn - heading + 180) % 360 - 180)
        angle = min(360.0, max(5.0, 2 * aside))
        if coarse:
            angle = min(360.0, round(angle / 5) * 5.0)
    sees |= {"heading": round(heading, 1), "angle": round(angle, 1), "reach": round(reach, 2)}
    return Item(item.ref, item.row, item.box, (), sees, item.has_place)
