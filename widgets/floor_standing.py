"""Who and what stands where on the floor plan: zones, tiles, kiosks, chips, tokens, seats and cameras are set out as things; nothing is decided here."""

from collections.abc import Callable, Iterable
from functools import partial

from PyQt6.QtCore import QCoreApplication, QPointF, QRectF
from PyQt6.QtGui import QPainter

from console.model import hall
from console.model.event import Presence
from widgets import canvas, floor, words
from widgets import floor_layers as layers
from widgets.floor_cameras import EyeMark, blind_plate, blind_word, eye_words, paint_blind_word, paint_eye, paint_wedge, spot_of
from widgets.floor_canvas import FloorCanvas
from widgets.floor_ground import Ground
from widgets.floor_lanes import LaneFace, beside, customers, lane_words, paint_lane
from widgets.floor_layers import Layer
from widgets.floor_parts import (
    TOKEN,
    CounterTile,
    DeviceMark,
    Token,
    ZoneFace,
    chip_width,
    counter_word,
    device_word,
    is_troubled,
    paint_chip,
    paint_counter,
    paint_kiosk,
    paint_legend,
    paint_token,
)
from widgets.floor_seats import Seating
from widgets.floor_things import Things
from widgets.floor_view import KIOSK, FloorView, by_zone, main_waiting
from widgets.floor_ways import Band, paint_number, way_words
from widgets.floor_zones import HEADER, zone_says, zone_words
from widgets.places import Place
from widgets.theme import Look, Shape, Size, Theme, Tone

translate = QCoreApplication.translate
BENCH = 40
"""Height of the line below the plan, unscaled pixels."""
_PAD, _CHIP = 8, 26
_BENCHED = (Presence.ROVING, Presence.ON_POST, Presence.AWAY, Presence.BREAK)


class Standing:
    """Sets out a view on a ground. `has` says which layers are on, `select` is told what was pressed."""

    def __init__(
        self, theme: Theme, spots: FloorCanvas, ground: Ground, has: Callable[[Layer], bool], select: Callable[[str, str], None]
    ) -> None:  # fmt: skip
        self.theme = theme
        self.spots = spots
        self.ground = ground
        self.seating = Seating(theme, partial(select, "ticket"))
        self.things = Things()
        self.meant: tuple[str, ...] = ()
        """The camera whose view stands out."""
        self._has = has
        self._select = select
        self._names = words.Names(None)
        self._of: tuple[FloorView | None, object] = (None, None)
        """The view that is set out, and the ground on which."""

    def is_of(self, view: FloorView) -> bool:
        """Whether this view is set out, on the ground as it is now."""
        return self._of[0] is view and self._of[1] is self.ground.of

    def set_out(self, view: FloorView) -> list[QRectF]:
        """Let all stand where it belongs; where that looks different than before."""
        if self._of[1] is not self.ground.of:
            self.things.forget()
        self._of = (view, self.ground.of)
        self._names = words.names_of(view.config)
        things, area = self.things, QRectF(self.spots.rect())
        tokens = by_zone(view) if self._has(Layer.STAFF) else {}
        eyes = view.eyes if self._has(Layer.CAMERAS) else ()
        things.begin()
        for face in view.zones:
            self._zone(face, view, len(tokens.get(face.zone.id, ())))
        for mark in eyes:
            self._wedge(mark)
        self._insides(view, tokens)
        self._numbers()
        self._eyes(eyes)
        bench = QRectF(area.left(), area.bottom() - self.theme.px(BENCH), area.width(), self.theme.px(BENCH))
        if not self.spots.lens.is_whole:
            things.put("bench", bench, None, lambda p, _: p.fillRect(bench, self.theme.colour(Tone.PANEL)))
        self._bench(bench, tokens.get("", []))
        return things.end()

    # --- zones -----------------------------------------------------------------------------------------------------------

    def _zone(self, face: ZoneFace, view: FloorView, tokens: int) -> None:
        key, area = f"zone:{face.zone.id}", self.ground.areas[face.zone.id]
        beside = tokens if self._is_low(area) else 0
        self.things.put(
            key, area, (face, beside), lambda p, _: self._paint_zone(p, face, area, zone_says(face, view), beside),
            lambda: Place(
                key=key, area=area, words=zone_words(face, view), press=partial(self._select, "zone", face.zone.id), takes=True
            ),
        )  # fmt: skip

    def _paint_zone(self, p: QPainter, face: ZoneFace, area: QRectF, says: Iterable[str], tokens: int) -> None:
        """What a zone says of itself: how many are in it, whether that is too many, whether nobody looks after it."""
        theme, px = self.theme, self.theme.px
        tone = Tone.HIGH if face.unstaffed else Tone.MEDIUM if face.crowded else Tone.FAINT
        warmth = layers.heat(face) if self._has(Layer.HEAT) else None
        if warmth is not None and warmth >= 0.25:
            glow = Tone.HIGH if warmth > 1.2 else Tone.MEDIUM
            canvas.card(p, theme, area, theme.faded(glow, round(0.1 * min(warmth, 1.2), 2)), radius=8)
        if face.crowded or face.unstaffed:
            canvas.card(p, theme, area, theme.faded(tone, 0.02 if warmth is not None else 0.07), edge=tone, radius=8)
        troubled = tone is not Tone.FAINT
        named = min(canvas.width_of(theme, words.name(face.zone), Size.LABEL), area.width() * 0.62 - px(12))
        left = area.left() + px(12) + named + px(28 if troubled else 8)
        right = area.right() - px(12) - tokens * px(TOKEN + 4)
        row = QRectF(left, area.top(), max(0.0, right - left), px(HEADER))
        said = next((each for each in says if canvas.width_of(theme, each, Size.QUIET, bold=True) <= row.width()), "")
        used = canvas.text(p, theme, row, said, size=Size.QUIET, tone=tone, bold=troubled, align=canvas.RIGHT)
        if troubled:
            shape = Shape.TRIANGLE if face.unstaffed else Shape.DIAMOND
            canvas.glyph(p, theme, QPointF(row.right() - used - px(12), row.center().y()), Look(shape, tone), px(12))

    def _is_low(self, zone: QRectF) -> bool:
        """Whether there is no room for people and devices under the zone's title."""
        return zone.height() < self.theme.px(HEADER + _PAD + _CHIP)

    def _insides(self, view: FloorView, tokens: dict[str, list[Token]]) -> None:
        """What stands in each zone."""
        tiles: dict[str, list[CounterTile]] = {}
        for tile in view.counters:
            tiles.setdefault(tile.place.zone, []).append(tile)
        marks: dict[str, list[DeviceMark]] = {}
        for mark in view.devices if self._has(Layer.DEVICES) else ():
            marks.setdefault(mark.config.zone or "", []).append(mark)
        seated = main_waiting(view) if self._has(Layer.WAITING) else ""
        for face in view.zones:
            zone = face.zone.id
            waiting = face.zone.kind is hall.ZoneKind.WAITING and zone == seated
            lanes = [lane for lane in view.lanes if lane.lane.zone == zone]
            here = (face, tiles.get(zone, []), marks.get(zone, []), tokens.get(zone, []), lanes, waiting)
            room = self.things.group(zone, here, partial(self._inside, view, *here))
            if waiting:
                self._seats(view, room)

    def _inside(
        self, view: FloorView, face: ZoneFace, tiles: list[CounterTile], marks: list[DeviceMark], tokens: list[Token],
        lanes: list[LaneFace], waiting: bool,
    ) -> QRectF:  # fmt: skip
        """Tiles, seats or kiosks above; other devices and people in the row below them. The room that is left for seats."""
        px = self.theme.px
        zone = self.ground.areas[face.zone.id]
        area = QRectF(
            zone.left() + px(_PAD), zone.top() + px(HEADER), zone.width() - px(2 * _PAD), zone.height() - px(HEADER + _PAD)
        )
        kiosks = [mark for mark in marks if mark.config.kind == KIOSK]
        others = [mark for mark in marks if mark.config.kind != KIOSK]
        if tiles or self._is_low(zone):
            self._head(zone, face, view, others, len(tokens) if self._is_low(zone) else 0)
            others = []
        foot = px(TOKEN + 4) if others or tokens else 0
        eyes = () if self._is_low(zone) else self.ground.eyes
        if (kiosks or tiles) and area.height() - foot < px(28):
            across = area.width() - len(tokens) * px(TOKEN + 4) - px(4)
            self._foot(area.adjusted(across, 0, 0, 0), [], tokens, ())
            area.setWidth(across)
        elif tiles or kiosks or waiting:
            self._foot(QRectF(area.left(), area.bottom() - foot, area.width(), foot), others, tokens, eyes)
            area = area.adjusted(0, 0, 0, -foot)
        else:
            self._foot(area, others, tokens, eyes)
        for lane in lanes:
            area = self._lane(area, lane)
        self._counters(area, tiles)
        self._kiosks(area, kiosks)
        return area

    def _seats(self, view: FloorView, room: QRectF) -> None:
        """Those who wait; there may be hundreds, so they keep account of themselves."""
        self.things.change(*self.seating.set_out(room, view, self.spots.lens.scale))
        self.things.put_many("seats", room, lambda p, _: self.seating.paint(p, self.spots), self.seating.places)

    def _lane(self, area: QRectF, face: LaneFace) -> QRectF:
        """A lane in its zone; what it leaves of the zone's room for others."""
        lane, key = face.lane, f"lane:{face.lane.id}"
        strip = QRectF(self.ground.plot(lane.x, lane.y), self.ground.plot(lane.x + lane.width, lane.y + lane.height)) & area
        if strip.width() < self.theme.px(40) or strip.height() < self.theme.px(28):
            return area
        self.things.put(
            key, strip, face, lambda p, over: paint_lane(p, self.theme, strip, face, over=over),
            lambda: Place(
                key=key, area=strip, words=lane_words(face, self._names), press=partial(self._select, "counter", face.counters[0])
            ),
        )  # fmt: skip
        for spot, seat in zip(customers(self.theme, strip, face), face.seats, strict=False):
            self._customer(seat.ticket, spot)
        return beside(area, strip, self.theme.px(4))

    def _customer(self, ticket: str, spot: QRectF) -> None:
        """Somebody in a lane, whom the lane paints."""
        key = f"ticket:{ticket}"
        press = partial(self._select, "ticket", ticket)
        self.things.put(
            key, spot, None, None, lambda: Place(key=key, area=spot, words=ticket, press=press, pointer_only=True)
        )  # fmt: skip

    def _head(self, zone: QRectF, face: ZoneFace, view: FloorView, marks: list[DeviceMark], tokens: int) -> None:
        """Devices of a counter zone stand in its title line: the room below belongs to the counters; in a low one, people, too."""
        px = self.theme.px
        name = canvas.width_of(self.theme, words.name(face.zone), Size.LABEL) + px(24)
        count = canvas.width_of(self.theme, zone_says(face, view)[0], Size.QUIET, bold=True) + px(40) + tokens * px(TOKEN + 4)
        row = QRectF(zone.left() + name, zone.top() + px(2), max(0.0, zone.width() - name - count), px(_CHIP - 2))
        widths = [chip_width(self.theme, mark, self._names) for mark in marks]
        for mark, spot in zip(marks, floor.flow(row, widths, height=px(_CHIP - 2), gap=px(6)), strict=False):
            self._device(mark, spot, paint_chip)

    # --- counters and devices --------------------------------------------------------------------------------------------

    def _counters(self, area: QRectF, tiles: list[CounterTile]) -> None:
        px, near = self.theme.px, self.spots.lens.scale
        spread = floor.tiles(
            area, len(tiles), gap=px(8 if len(tiles) < 20 else 4), ratio=0.9, widest=px(104) * near, tallest=px(112) * near
        )
        for tile, spot in zip(tiles, spread, strict=False):
            self._counter(tile, spot)
            if tile.who is not None and spot.height() >= px(60):
                # The clerk's name is the handle by which they are dragged from the counter.
                rows = 4 if spot.height() >= px(84) else 3
                tall = (spot.height() - px(8)) / rows
                handle = QRectF(spot.right() - px(32), spot.top() + px(4) + tall, px(28), tall)
                self._person(tile.who.id, handle, tile.who, None, partial(words.name, tile.who))

    def _counter(self, tile: CounterTile, spot: QRectF) -> None:
        id, key = tile.place.id, f"counter:{tile.place.id}"

        def place() -> Place:
            said = words.join((self._names.of("counter", id), counter_word(tile), tile.ticket, tile.clerk))
            return Place(key=key, area=spot, words=said, press=partial(self._select, "counter", id), takes=True)

        self.things.put(key, spot, tile, lambda p, over: paint_counter(p, self.theme, spot, tile, over=over), place)

    def _kiosks(self, area: QRectF, kiosks: list[DeviceMark]) -> None:
        px, near = self.theme.px, min(2.0, self.spots.lens.scale)
        spread = floor.tiles(area, len(kiosks), gap=px(6), ratio=1.0, widest=px(52) * near, tallest=px(52) * near)
        for mark, spot in zip(kiosks, spread, strict=False):
            self._device(mark, spot, paint_kiosk)

    def _device(self, mark: DeviceMark, spot: QRectF, paint: Callable[..., None]) -> None:
        """A kiosk or a chip, as `paint` paints it."""
        key = f"device:{mark.config.id}"

        def place() -> Place:
            state = device_word(mark, self._names)
            used = translate("FloorPlan", "使用 {0}").format(words.duration(mark.seconds or 0)) if mark.in_use else ""
            said = words.join((words.name(mark.config), state, used, mark.showing))
            return Place(key=key, area=spot, words=said, press=partial(self._select, "device", mark.config.id))

        self.things.put(key, spot, mark, lambda p, over: paint(p, self.theme, spot, mark, self._names, over=over), place)

    # --- people ----------------------------------------------------------------------------------------------------------

    def _foot(self, area: QRectF, marks: list[DeviceMark], tokens: list[Token], eyes: tuple[QRectF, ...]) -> None:
        """People from the right, beside cameras, devices from the left; of more people than there is room for, how many more."""
        px = self.theme.px
        several = area.height() >= px(TOKEN + 4 + _CHIP)
        rows = int((area.height() - (px(_CHIP + 4) if marks else 0)) // px(TOKEN + 4)) if several else 1
        spots = floor.from_right(area, len(tokens), size=px(TOKEN), gap=px(4), rows=max(1, rows), taken=eyes)
        shown = len(spots) if len(tokens) <= len(spots) else max(0, len(spots) - 1)
        for token, spot in zip(tokens[:shown], spots, strict=False):
            self._token(spot.center(), token)
        if shown < len(tokens) and spots:
            self._more(spots[-1], tokens[shown:])
        across = area.width() if several else max(0.0, (spots[-1].left() if spots else area.right()) - px(4) - area.left())
        top = area.top() if several else area.bottom() - px(_CHIP)
        lower = spots[-1].top() - px(4) if several and spots else area.bottom()
        row = QRectF(area.left(), top, across, lower - top)
        for mark, spot in floor.chosen(
            row, marks, partial(chip_width, self.theme, names=self._names), is_troubled, px(_CHIP), px(6)
        ):
            self._device(mark, spot, paint_chip)

    def _more(self, spot: QRectF, tokens: list[Token]) -> None:
        """How many more stand here, and who."""
        key = f"more:{tokens[0].who.id}"
        self.things.put(
            key, spot, tokens,
            lambda p, _: canvas.text(
                p, self.theme, spot, f"+{len(tokens)}", size=Size.TINY, bold=True, tone=Tone.SOFT, align=canvas.CENTRE
            ),
            lambda: Place(
                key=key, area=spot, words=words.listed(words.name(token.who) for token in tokens[:40]), pointer_only=True
            ),
        )  # fmt: skip

    def _token(self, at: QPointF, token: Token) -> None:
        r = self.theme.px(TOKEN) / 2

        def said() -> str:
            free = translate("FloorPlan", "可调") if token.free else ""
            return words.join((words.name(token.who), words.of(token.who.post), words.of(token.presence), free))

        def paint(p: QPainter, over: bool) -> None:
            if f"person:{token.who.id}" != self.spots.carried:
                paint_token(p, self.theme, at, token, over=over)

        self._person(token.who.id, QRectF(at.x() - r, at.y() - r, 2 * r, 2 * r), token, paint, said)

    def _person(
        self, id: str, area: QRectF, shows: object, paint: Callable[[QPainter, bool], None] | None, said: Callable[[], str]
    ) -> None:  # fmt: skip
        """Somebody who can be carried."""
        key, press = f"person:{id}", partial(self._select, "person", id)
        self.things.put(key, area, shows, paint, lambda: Place(key=key, area=area, words=said(), press=press, carry=True))

    def _bench(self, area: QRectF, tokens: list[Token]) -> None:
        """Below the plan: who is here but at no post, and what the seats mean."""
        px = self.theme.px
        x, y = area.left(), area.center().y() + px(2)
        for presence in _BENCHED:
            here = [token for token in tokens if token.presence is presence]
            if not here or x > area.right() - px(96):
                continue
            row = QRectF(x, y - px(14), px(72), px(28))
            self._word(row, words.of(presence))
            x += canvas.width_drawn(self.theme, words.of(presence), row.width(), Size.QUIET) + px(20)
            for token in here:
                if x < area.right() - px(16):
                    self._token(QPointF(x, y), token)
                    x += px(TOKEN + 4)
            x += px(4)
        rest = QRectF(x, y - px(14), area.right() - x - px(4), px(28))
        self.things.put("legend", rest, None, lambda p, _: paint_legend(p, self.theme, rest))

    def _word(self, row: QRectF, said: str) -> None:
        """A quiet word before those whom it is about."""
        self.things.put(
            f"bench:{said}", row, None, lambda p, _: canvas.text(p, self.theme, row, said, size=Size.QUIET, tone=Tone.FAINT)
        )

    def also_lit(self, key: str) -> list[QRectF]:
        """Where it looks different while a place is pointed at, besides there: what a camera sees."""
        return self.things.areas(f"sees:{key.removeprefix('device:')}")

    # --- ways and cameras ------------------------------------------------------------------------------------------------

    def _numbers(self) -> None:
        """How many went each way, over the edge that they crossed."""
        for band in self.ground.bands:
            self._number(f"way:{band.way.begin}>{band.way.end}", band)

    def _number(self, key: str, band: Band) -> None:
        self.things.put(
            key, band.plate, band.way, lambda p, _: paint_number(p, self.theme, band),
            lambda: Place(key=key, area=band.plate, words=way_words(band.way, self._names), pointer_only=True),
        )  # fmt: skip

    def _wedge(self, mark: EyeMark) -> None:
        """What a camera sees, while it is meant or pointed at."""
        ground, key = self.ground, f"device:{mark.config.id}"

        def paint(p: QPainter, _: bool) -> None:
            if mark.config.id in self.meant or self.spots.hovered == key:
                paint_wedge(p, self.theme, mark, ground.plot, ground.room, strong=True)

        self.things.put(f"sees:{mark.config.id}", ground.room, mark, paint)

    def _eyes(self, eyes: tuple[EyeMark, ...]) -> None:
        """The cameras, over all else: each can be pressed for its picture and carried to a tile."""
        taken: list[QRectF] | None = None
        for mark in eyes:
            spot = spot_of(self.theme, mark, self.ground.plot, self.ground.room)
            if said := blind_word(mark, self._names):
                plate = blind_plate(self.theme, spot, said, self.ground.room)
                if taken is None:
                    taken = self.things.areas("counter:")
                # On a small plan a word that covers others says less than the sign alone; the tooltip has it.
                if not any(plate.intersects(each) for each in taken):
                    self._blind(mark, plate, said)
                    taken.append(plate)
            self._eye(mark, spot)

    def _blind(self, mark: EyeMark, plate: QRectF, said: str) -> None:
        """Why it sees nothing."""
        self.things.put(f"blind:{mark.config.id}", plate, said, lambda p, _: paint_blind_word(p, self.theme, plate, said))

    def _eye(self, mark: EyeMark, spot: QRectF) -> None:
        key, press = f"device:{mark.config.id}", partial(self._select, "device", mark.config.id)
        self.things.put(
            key, spot, mark,
            lambda p, over: paint_eye(p, self.theme, spot, mark, strong=over or mark.config.id in self.meant),
            lambda: Place(key=key, area=spot, words=eye_words(mark, self._names), press=press, carry=True),
        )  # fmt: skip
