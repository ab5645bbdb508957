"""Carrying people about the floor plan, and cameras out of it: who may be dropped where, what would come of it, and what is carried."""

from typing import TYPE_CHECKING

from PyQt6.QtCore import QCoreApplication, QMimeData, QPoint, QPointF
from PyQt6.QtGui import QPainter

from console.model import command as c
from console.model.consequences import consequences
from console.model.lookup import lookup
from console.model.sight import cameras_of
from console.model.state import HallState, Person
from console.session import Desk, Frame
from widgets import video_drag, words
from widgets.floor_parts import Token, paint_token
from widgets.move_words import NO, Line, told
from widgets.refusal import refused
from widgets.theme import Theme
from widgets.to_walls import ToWalls, cameras

if TYPE_CHECKING:
    from widgets.floor_view import FloorView
    from widgets.spots import Spots

translate = QCoreApplication.translate
SEEN = 3
"""Cameras that see a place and are offered for the walls, the best first."""


class Moves:
    """What the plan's spots ask while something is carried; `frame` and `view` are the pane's last."""

    def __init__(self, desk: Desk, theme: Theme, spots: "Spots") -> None:
        self.desk = desk
        self.theme = theme
        self.frame: Frame | None = None
        self.view: FloorView | None = None
        self.to_walls = ToWalls(desk, theme, spots)
        self._asked: tuple[object, ...] = ()
        self._told: tuple[Line, ...] = ()
        """What the move that was last asked about would do, and which that was."""
        spots.allows = self.why_not
        spots.foretold = self.foretold
        spots.dropped = self._dropped
        spots.token = self._paint_carried
        spots.exports = self._taken_out
        spots.menu = self.menu

    def why_not(self, carried: str, target: str) -> str:
        """Why this person cannot be sent to this post; empty: they can."""
        move = c.ReassignStaff(person=carried.partition(":")[2], post=target.partition(":")[2])
        return "" if self.frame is None else refused(self.frame, move)

    def foretold(self, carried: str, target: str) -> tuple[Line, ...]:
        """What would come of sending this person to this post; reckoned once a second and place, not with each movement."""
        frame = self.frame
        if frame is None:
            return ()
        asked = (carried, target, int(frame.now), frame.can_command, words.is_english())
        if asked != self._asked:
            move = consequences(frame.state, carried.partition(":")[2], target.partition(":")[2], frame.now)
            why, lines = self.why_not(carried, target), told(move, words.names_of(frame.state.config))
            not_so = Line(translate("Move", "不能：{0}").format(why), NO)
            self._asked = asked
            self._told = (lines[0], not_so) if why and move.refused is None else lines
        return self._told

    def menu(self, key: str, at: QPoint) -> None:
        """Give the walls the camera, or those that see best what is there, or words about the place."""
        frame, (kind, _, id) = self.frame, key.partition(":")
        if frame is None or frame.state.config is None:
            return
        self.to_walls.frame = frame
        seen = (id,) if id in lookup(frame.state).cameras else cameras_of(frame.state, kind, id)[:SEEN]
        named = words.names_of(frame.state.config).of(kind, id) if kind in {"zone", "counter"} else ""
        said = (translate("ToWalls", "请到{0}办理").format(named),) if named else ()
        self.to_walls.menu(cameras(frame, seen), at, said)

    def _dropped(self, carried: str, target: str) -> None:
        self.desk.order(c.ReassignStaff(person=carried.partition(":")[2], post=target.partition(":")[2]))

    def _paint_carried(self, p: QPainter, at: QPointF, key: str) -> None:
        person = key.partition(":")[2]
        state = self.frame.state if self.frame else HallState()
        who = lookup(state).staff.get(person)
        if who is not None:
            known = state.staff.get(person, Person(id=person))
            paint_token(p, self.theme, at, Token(who=who, post=known.post, presence=known.presence, free=True), over=True)

    def _taken_out(self, key: str) -> tuple[QMimeData, str] | None:
        """Cameras are carried out of the plan, onto tiles; people only about it."""
        mark = next((mark for mark in self.view.eyes if key == f"device:{mark.config.id}"), None) if self.view else None
        camera = key.partition(":")[2]
        return None if mark is None else (video_drag.pack(video_drag.Carried(camera=camera)), words.name(mark.device))
