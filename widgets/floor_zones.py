"""What a zone of the floor plan says of itself: how many are in it, whether that is too many, whether nobody looks after it. Pure."""

from PyQt6.QtCore import QCoreApplication

from console.model import hall
from widgets import words
from widgets.floor_parts import ZoneFace
from widgets.floor_view import FloorView

translate = QCoreApplication.translate


def zone_says(face: ZoneFace, view: FloorView | None) -> tuple[str, str, str]:
    """What stands in a zone's title: all of it, and ever less for ever less room."""
    people, seats = _people(face, view)
    trouble = words.join(
        (translate("FloorPlan", "无人值守") if face.unstaffed else "", translate("FloorPlan", "拥挤") if face.crowded else "")
    )
    return words.join((trouble, people, seats)), words.join((trouble, people)), trouble or people


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
