"""The floor plan's layers: which there are, which are on, how that is kept, and how warm a crowded zone is. Pure."""

from enum import StrEnum

from PyQt6.QtCore import QCoreApplication

from widgets.floor_parts import ZoneFace
from widgets.strip import Item

translate = QCoreApplication.translate
KEPT = "floor_plan/layers_off"
"""Where the layers that are off stand in the console's settings."""


class Layer(StrEnum):
    """A kind of thing that can be left out."""

    HEAT = "heat"
    WAITING = "waiting"
    FLOW = "flow"
    STAFF = "staff"
    DEVICES = "devices"
    CAMERAS = "cameras"


def words_of(layer: Layer) -> tuple[str, str]:
    """Its word, and what it shows."""
    match layer:
        case Layer.HEAT:
            return translate("FloorPlan", "冷热"), translate("FloorPlan", "各区人数与拥挤线之比")
        case Layer.WAITING:
            return translate("FloorPlan", "等候"), translate("FloorPlan", "等候的每一位，先来先坐")
        case Layer.FLOW:
            return translate("FloorPlan", "动线"), translate("FloorPlan", "最近 15 分钟客户从哪里走到哪里，越宽人越多")
        case Layer.STAFF:
            return translate("FloorPlan", "人员"), translate("FloorPlan", "谁在哪里")
        case Layer.DEVICES:
            return translate("FloorPlan", "设备"), translate("FloorPlan", "自助机、屏和其他设备")
        case Layer.CAMERAS:
            return translate("FloorPlan", "视野"), translate("FloorPlan", "摄像机看到哪里，哪里是盲区")


def items(off: frozenset[Layer]) -> tuple[Item, ...]:
    """The strip of layers."""
    found = []
    for layer in Layer:
        word, told = words_of(layer)
        found.append(Item(code=layer.value, words=word, on=layer not in off, spoken=told))
    return tuple(found)


def toggled(off: frozenset[Layer], code: str) -> frozenset[Layer]:
    """With one layer on that was off, or off that was on."""
    return off ^ {Layer(code)}


def encoded(off: frozenset[Layer]) -> str:
    """As it is kept."""
    return " ".join(sorted(off))


def decoded(kept: object) -> frozenset[Layer]:
    """As it was kept; words that are no layer are passed over."""
    known = {layer.value for layer in Layer}
    return frozenset(Layer(word) for word in str(kept or "").split() if word in known)


def heat(face: ZoneFace) -> float | None:
    """How full a zone is, 0 … 1.5 of the number from which it is crowded; None: nobody counts, or no such number is set."""
    if face.people is None or not face.zone.crowded_at:
        return None
    return min(1.5, face.people / face.zone.crowded_at)
