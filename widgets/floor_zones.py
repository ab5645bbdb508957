"""What a zone of the floor plan says of itself: how many are in it, whether that is too many, whether nobody looks after it. Pure."""

from collections.abc import Mapping

from PyQt6.QtCore import QCoreApplication, QRectF

from console.model import hall
from widgets import canvas, words
from widgets.floor_parts import ZoneFace
from widgets.floor_view import FloorView
from widgets.theme import Size, Theme

translate = QCoreApplication.translate
HEADER = 28
"""Height of a title line, unscaled pixels."""


def zone_says(face: ZoneFace, view: FloorView | None) -> tuple[str, str, str]:
    """What stands in a zone's title: all of it, and ever less for ever less room."""
    people, seats = _people(face, view)
    trouble = words.join(
        (translate("FloorPlan", "无人值守") if face.unstaffed else "", translate("FloorPlan", "拥挤") if face.crowded else "")
    )
    return words.join((trouble, people, seats)), words.join((trouble, people)), trouble or people


def title_rows(theme: Theme, view: FloorView, areas: Mapping[str, QRectF]) -> dict[str, tuple[QRectF, QRectF]]:
    """Where words stand in each zone's title line, at its left and at its right."""
    found = {}
    for face in view.zones:
        zone = areas[face.zone.id]
        named, says = (
            canvas.width_of(theme, said, Size.LABEL, bold=True) + theme.px(24)
            for said in (words.name(face.zone), zone_says(face, view)[0])
        )
        row = QRectF(zone.left(), zone.top(), zone.width(), theme.px(HEADER))
        found[face.zone.id] = (row.adjusted(0, 0, named - zone.width(), 0), row.adjusted(zone.width() - says, 0, 0, 0))
    return found


def zone_words(face: ZoneFace, view: FloorView | None) -> str:
    """What is read aloud, and shown as tooltip."""
    return words.join((words.name(face.zone), zone_says(face, view)[0]))


def _people(face: ZoneFace, view: FloorView | None) -> tuple[str, str]:
    """How many are in a zone, or counters it has; and for how many it has seats."""
    if face.people is not None:
        people = translate("FloorPlan", "{0} 人").format(face.people)
    elif face.zone.kind is hall.ZoneKind.COUNTERS:
        count = sum(tile.place.zone == face.zone.id for tile in view.counters) if view else 0
        people = translate("FloorPlan", "%n 窗口", n=count)
    else:
        people = "" if face.zone.crowded_at is None else translate("FloorPlan", "人数未知")
    return people, translate("FloorPlan", "座位 %n", n=face.zone.seats) if face.zone.seats else ""
