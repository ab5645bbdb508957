"""The seats of the waiting area: how they are set out, painted and pressed. There may be hundreds, so what can be kept from painting to painting is."""

from collections.abc import Callable
from functools import partial

from PyQt6.QtCore import QCoreApplication, QPointF, QRect, QRectF
from PyQt6.QtGui import QImage, QPainter

from widgets import canvas, floor
from widgets.floor_parts import Seat, seat_picture
from widgets.floor_view import FloorView, main_waiting
from widgets.places import Place
from widgets.spots import Spots
from widgets.stamps import Spot
from widgets.theme import Size, Theme, Tone

translate = QCoreApplication.translate
_STEP = 10
"""Beyond the hall's own seats they are set out for so many more at a time, and for so many fewer only when two steps are free."""
_NAMED = 44
"""Pixels between two seats from which each says its ticket's number."""


class Seating:
    """The seats as they are set out."""

    def __init__(self, theme: Theme, chosen: Callable[[str], None]) -> None:
        """`chosen`: told the ticket of a seat that is pressed."""
        self.theme = theme
        self.spots: list[QRectF] = []
        """Where each is, the longest waiting first."""
        self.places: dict[str, Place] = {}
        """Those on which somebody sits."""
        self._chosen = chosen
        self._set_out: tuple[QRectF, int, float] = (QRectF(), 0, 0.0)
        """For which room, how many, and through which lens."""
        self._size = self._lift = 0.0
        """Of a seat; and by how much it stands higher, so that its number has room below."""
        self._covered: list[QRect] = []
        """The whole pixels of each."""
        self._corners: list[Spot] = []
        self._scale = 0.0
        """At which resolution these corners are."""
        self._seated: tuple[Seat, ...] = ()
        self._own = 0
        self._known = True

    def room(self, seats: int, waiting: int) -> int:
        """How many are set out: at least the hall's own; who comes and goes at a step's edge does not move them all."""
        wanted = max(seats, -(-waiting // _STEP) * _STEP)
        before = self._set_out[1]
        return before if wanted <= before < wanted + 2 * _STEP else wanted

    def set_out(self, area: QRectF, view: FloorView, near: float) -> list[QRectF]:
        """Set out the seats of this view in a room; where they look different than before."""
        was, known = self._seated, self._known
        self._own, self._known = _own(view), view.known
        is_anew = self._lay(area, self.room(self._own, len(view.seats)), near)
        if is_anew or view.seats != was:
            self._seated = view.seats
            seated = zip(view.seats, self.spots, strict=False)
            self.places = {f"ticket:{seat.ticket}": self._place(seat, at) for seat, at in seated}
        are_counted = max(len(was), len(view.seats)) > len(self.spots)
        return [area] if is_anew or view.known != known or are_counted else self._changed(was, view.seats)

    def _changed(self, was: tuple[Seat, ...], seats: tuple[Seat, ...]) -> list[QRectF]:
        """Those that look different; one whose ticket only moved up looks as before, unless its number stands below it."""
        shown = [(seat.over, seat.priority, seat.ticket if self._lift else "") for seat in seats]
        before = [(seat.over, seat.priority, seat.ticket if self._lift else "") for seat in was]
        moved = [i for i, (one, other) in enumerate(zip(before, shown, strict=False)) if one != other]
        ends = range(min(len(was), len(seats)), max(len(was), len(seats)))
        return [self.spots[i] for i in (*moved, *ends)]

    def paint(self, p: QPainter, spots: Spots) -> None:
        """A seat for each that waits, the longest first, then the free ones; who finds no place is counted."""
        seats = self._seated
        self._find_corners(p)
        pictures: dict[tuple[object, tuple[float, float]], QImage] = {}
        for i in range(min(len(self.spots), max(self._own, len(seats)))):
            if not spots.is_damaged(self._covered[i]):
                continue
            seat, corner = seats[i] if i < len(seats) else None, self._corners[i]
            what = (seat and (seat.over, seat.priority), corner.part)
            if what not in pictures:
                pictures[what] = seat_picture(self.theme, corner, self._size, seat, known=self._known)
            p.drawImage(QPointF(*corner.corner), pictures[what])
            if self._lift and seat is not None:
                self._name(p, self.spots[i], seat, known=self._known)
        area = self._set_out[0]
        if len(seats) > len(self.spots) and area.height() >= self.theme.px(28):
            self._more(p, area, len(seats) - len(self.spots))

    def _lay(self, area: QRectF, wanted: int, near: float) -> bool:
        """Where the seats are; True when that is elsewhere now."""
        set_out = (QRectF(area), wanted, near)
        if set_out == self._set_out:
            return False
        px = self.theme.px
        self._set_out, self._scale = set_out, 0.0
        self.spots, pitch = floor.seats(area, wanted, widest=px(36) * min(2.0, near), narrowest=px(9))
        self._size = min(px(14) * min(1.4, near), pitch * 0.62)
        self._lift = px(7) if near > 1 and pitch >= px(_NAMED) else 0.0
        self._covered = [spot.toAlignedRect() for spot in self.spots]
        return True

    def _find_corners(self, p: QPainter) -> None:
        """Where their pictures go, at this painter's resolution."""
        scale = p.deviceTransform().m11()
        if scale != self._scale:
            self._scale, half = scale, self._size / 2
            centres = [spot.center() for spot in self.spots]
            self._corners = [Spot.of(p, at.x() - half, at.y() - self._lift - half) for at in centres]

    def _place(self, seat: Seat, spot: QRectF) -> Place:
        press = partial(self._chosen, seat.ticket)
        return Place(key=f"ticket:{seat.ticket}", area=spot, words=seat.ticket, press=press, pointer_only=True)

    def _name(self, p: QPainter, spot: QRectF, seat: Seat, *, known: bool) -> None:
        px = self.theme.px
        below = QRectF(spot.left(), spot.center().y() + px(2), spot.width(), px(16))
        tone = Tone.HIGH if seat.over and known else Tone.FAINT
        canvas.text(p, self.theme, below, seat.ticket, size=Size.TINY, tone=tone, align=canvas.CENTRE)

    def _more(self, p: QPainter, area: QRectF, count: int) -> None:
        px = self.theme.px
        said = translate("FloorPlan", "另 {0} 人").format(count)
        wide = canvas.width_of(self.theme, said, Size.QUIET) + px(12)
        plate = QRectF(area.right() - wide, area.bottom() - px(20), wide, px(20))
        canvas.card(p, self.theme, plate, Tone.RAISED)
        canvas.text(p, self.theme, plate, said, size=Size.QUIET, tone=Tone.HIGH, align=canvas.CENTRE)


def _own(view: FloorView) -> int:
    """The seats that the waiting area has."""
    main = main_waiting(view)
    return next((face.zone.seats for face in view.zones if face.zone.id == main), 0)
