"""The floor plan: zones, counters, who waits, devices and staff where they are. Click for details; drag a person onto a post."""

from functools import partial

from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QPointF, QRectF, QSettings, Qt
from PyQt6.QtGui import QPainter

from console.model import hall
from console.model.event import Presence
from console.model.sight import cameras_of
from console.session import Desk, Frame
from widgets import canvas, floor, words
from widgets import floor_layers as layers
from widgets.floor_cameras import EyeMark, blind_plate, blind_word, eye_words, paint_blind_word, paint_eye, paint_wedge, spot_of
from widgets.floor_canvas import FloorCanvas
from widgets.floor_ground import Ground
from widgets.floor_lanes import LaneFace, beside, lane_words, paint_lane
from widgets.floor_layers import Layer
from widgets.floor_moves import Moves
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
from widgets.floor_tools import FloorTools
from widgets.floor_view import KIOSK, FloorView, by_zone, changed, main_waiting, view_of, waiting_in
from widgets.floor_ways import paint_number, way_words
from widgets.floor_zones import HEADER, zone_says, zone_words
from widgets.pane import AnyPane, Pane
from widgets.theme import Look, Shape, Size, Theme, Tone

translate = QCoreApplication.translate
_PAD, _BENCH, _CHIP = 8, 40, 26


class FloorPlan(Pane[FloorView]):
    """The plan, one painted canvas over one cached ground."""

    name = "floor_plan"
    title = QT_TRANSLATE_NOOP("Pane", "平面图")

    def __init__(self, desk: Desk, theme: Theme) -> None:
        super().__init__(desk, theme)
        self._shown: FloorView | None = None
        self._frame: Frame | None = None
        self._names = words.Names(None)
        self.ground = Ground(theme)
        self.seating = Seating(theme, partial(desk.select, "ticket"))
        self._meant: tuple[str, ...] = ()
        """The camera whose view stands out."""
        self.spots = FloorCanvas(theme, self._paint, self)
        self.spots.foot = theme.px(_BENCH)
        self.moves = Moves(desk, theme, self.spots)
        self.spots.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.body.addWidget(self.spots)
        self.tools = FloorTools(desk, theme, self.spots, self)
        self.tools.changed = self._other_layers
        self.set_head(self.tools)

    @classmethod
    def view(cls, frame: Frame) -> FloorView:
        """What stands where."""
        return view_of(frame)

    def take_frame(self, frame: Frame) -> bool:
        """Keep the frame for what is asked only while somebody drags."""
        self._frame = self.moves.frame = frame
        return super().take_frame(frame)

    def settle(self, settings: QSettings | None) -> None:
        """Take up the layers as they were left."""
        self.tools.settle(settings)

    def take_over(self, old: AnyPane) -> None:
        """The same layers, through the same lens."""
        super().take_over(old)
        if isinstance(old, FloorPlan):
            self.tools.show_layers(old.tools.off)
            self.spots.look(old.spots.lens)

    def _other_layers(self) -> None:
        self.ground.forget()
        self.spots.update()

    def draw(self, view: FloorView) -> None:
        """Paint anew what changed; the ground only when the hall or the size changed."""
        was, self._shown, self.moves.view, self.tools.view = self._shown, view, view, view
        self.tools.setVisible(not view.is_on_wall)
        self._names = words.names_of(view.config)
        everybody = waiting_in(view)
        over = sum(seat.over for seat in everybody)
        note = translate("FloorPlan", "点选看详情与画面，拖动人员到岗位")
        if not view.known and view.config is not None:
            note = translate("FloorPlan", "排队系统失联：窗口与票号停在最后所知")
        elif view.is_on_wall:
            note = ""
        count = len(everybody) if view.known or everybody else "—"
        waiting = translate("FloorPlan", "等候 {0} 人").format(count) if view.config else ""
        counted = words.join((waiting, translate("FloorPlan", "超时 {0}").format(over) if over else ""))
        self.note(note, "" if view.is_on_wall else counted)
        places = changed(was, view)
        seats = None if was is None else self.seating.changed(was, view)
        if places is None or seats is None:
            self.spots.update()
        else:
            self.spots.refresh(places, seats)

    def show_selected(self, selected: tuple[str, str]) -> None:
        """The view of the camera that is meant, or of the one that sees best what is meant, stands out."""
        cameras = cameras_of(self._frame.state, *selected) if self._frame is not None and selected[0] else ()
        if cameras[:1] != self._meant:
            self._meant = cameras[:1]
            self.spots.update()

    # --- painting -------------------------------------------------------------------------------------------------------

    def _paint(self, p: QPainter, area: QRectF) -> None:
        view, px = self._shown, self.theme.px
        if view is None or not view.zones:
            p.fillRect(area, self.theme.colour(Tone.PANEL))  # the spots say that they are opaque
        if view is None:
            return
        if not view.zones:
            canvas.text(
                p, self.theme, area, translate("FloorPlan", "尚无平面图"), size=Size.LABEL, tone=Tone.FAINT, align=canvas.CENTRE
            )
            return
        look = (self.spots.devicePixelRatioF(), self.spots.lens, self.tools.off)
        p.drawPixmap(0, 0, self.ground.lay(view, area.adjusted(0, 0, 0, -px(_BENCH)), area, *look))
        tokens = by_zone(view) if self.tools.has(Layer.STAFF) else {}
        for face in view.zones:
            self._zone(p, face, len(tokens.get(face.zone.id, [])))
        for mark in view.eyes if self.tools.has(Layer.CAMERAS) else ():
            if mark.config.id in self._meant or self.spots.hovered == f"device:{mark.config.id}":
                paint_wedge(p, self.theme, mark, self.ground.plot, self.ground.room, strong=True)
        for face in view.zones:
            self._inside(p, view, face, tokens.get(face.zone.id, []))
        self._numbers(p)
        if self.tools.has(Layer.CAMERAS):
            self._eyes(p, view.eyes)
        if not self.spots.lens.is_whole:
            p.fillRect(QRectF(area.left(), area.bottom() - px(_BENCH), area.width(), px(_BENCH)), self.theme.colour(Tone.PANEL))
        self._bench(p, QRectF(area.left(), area.bottom() - px(_BENCH), area.width(), px(_BENCH)), tokens.get("", []))

    def _numbers(self, p: QPainter) -> None:
        """How many went each way, over the edge that they crossed."""
        for band in self.ground.bands:
            key = f"way:{band.way.begin}>{band.way.end}"
            self.spots.place(key, band.plate, way_words(band.way, self._names), pointer_only=True)
            if self.spots.is_damaged(band.plate):
                paint_number(p, self.theme, band)

    def _eyes(self, p: QPainter, eyes: tuple[EyeMark, ...]) -> None:
        """The cameras, over all else: each can be pressed for its picture and carried to a tile."""
        taken: list[QRectF] | None = None
        for mark in eyes:
            spot = spot_of(self.theme, mark, self.ground.plot, self.ground.room)
            key = f"device:{mark.config.id}"
            press = partial(self.desk.select, "device", mark.config.id)
            over = self.spots.place(key, spot, eye_words(mark, self._names), press, carry=True)
            if said := blind_word(mark, self._names):
                plate = blind_plate(self.theme, spot, said, self.ground.room)
                if taken is None:
                    taken = [area for key, area in self.spots.areas().items() if key.startswith("counter:")]
                # On a small plan a word that covers others says less than the sign alone; the tooltip has it.
                if not any(plate.intersects(each) for each in taken):
                    paint_blind_word(p, self.theme, plate, said)
                    taken.append(plate)
            if self.spots.is_damaged(spot):
                paint_eye(p, self.theme, spot, mark, strong=over or mark.config.id in self._meant)

    def _zone(self, p: QPainter, face: ZoneFace, tokens: int) -> None:
        """What a zone says of itself: how many are in it, whether that is too many, whether nobody looks after it."""
        theme, px = self.theme, self.theme.px
        area = self.ground.areas[face.zone.id]
        self.spots.place(
            f"zone:{face.zone.id}",
            area,
            zone_words(face, self._shown),
            partial(self.desk.select, "zone", face.zone.id),
            takes=True,
        )
        if not self.spots.is_damaged(area):
            return
        tone = Tone.HIGH if face.unstaffed else Tone.MEDIUM if face.crowded else Tone.FAINT
        warmth = layers.heat(face) if self.tools.has(Layer.HEAT) else None
        if warmth is not None and warmth >= 0.25:
            glow = Tone.HIGH if warmth > 1.2 else Tone.MEDIUM
            canvas.card(p, theme, area, theme.faded(glow, round(0.1 * min(warmth, 1.2), 2)), radius=8)
        if face.crowded or face.unstaffed:
            canvas.card(p, theme, area, theme.faded(tone, 0.02 if warmth is not None else 0.07), edge=tone, radius=8)
        troubled = tone is not Tone.FAINT
        named = min(canvas.width_of(theme, words.name(face.zone), Size.LABEL), area.width() * 0.62 - px(12))
        left = area.left() + px(12) + named + px(28 if troubled else 8)
        right = area.right() - px(12) - (tokens * px(TOKEN + 4) if self._is_low(area) else 0)
        row = QRectF(left, area.top(), max(0.0, right - left), px(HEADER))
        said = next(
            (each for each in zone_says(face, self._shown) if canvas.width_of(theme, each, Size.QUIET, bold=True) <= row.width()),
            "",
        )
        used = canvas.text(p, theme, row, said, size=Size.QUIET, tone=tone, bold=troubled, align=canvas.RIGHT)
        if troubled:
            shape = Shape.TRIANGLE if face.unstaffed else Shape.DIAMOND
            canvas.glyph(p, theme, QPointF(row.right() - used - px(12), row.center().y()), Look(shape, tone), px(12))

    def _is_low(self, zone: QRectF) -> bool:
        """Whether there is no room for people and devices under the zone's title."""
        return zone.height() < self.theme.px(HEADER + _PAD + _CHIP)

    def _inside(self, p: QPainter, view: FloorView, face: ZoneFace, tokens: list[Token]) -> None:
        """Tiles, seats or kiosks above; other devices and people in the row below them."""
        px = self.theme.px
        zone = self.ground.areas[face.zone.id]
        area = QRectF(
            zone.left() + px(_PAD), zone.top() + px(HEADER), zone.width() - px(2 * _PAD), zone.height() - px(HEADER + _PAD)
        )
        tiles = [tile for tile in view.counters if tile.place.zone == face.zone.id]
        marks = [mark for mark in view.devices if mark.config.zone == face.zone.id and self.tools.has(Layer.DEVICES)]
        kiosks = [mark for mark in marks if mark.config.kind == KIOSK]
        others = [mark for mark in marks if mark.config.kind != KIOSK]
        waiting = face.zone.kind is hall.ZoneKind.WAITING and face.zone.id == main_waiting(view) and self.tools.has(Layer.WAITING)
        if tiles or self._is_low(zone):
            self._head(p, zone, face, others)
            others = []
        foot = px(TOKEN + 4) if others or tokens else 0
        eyes = () if self._is_low(zone) else self.ground.eyes
        if (kiosks or tiles) and area.height() - foot < px(28):
            beside = area.width() - len(tokens) * px(TOKEN + 4) - px(4)
            self._foot(p, area.adjusted(beside, 0, 0, 0), [], tokens, ())
            area.setWidth(beside)
        elif tiles or kiosks or waiting:
            self._foot(p, QRectF(area.left(), area.bottom() - foot, area.width(), foot), others, tokens, eyes)
            area = area.adjusted(0, 0, 0, -foot)
        else:
            self._foot(p, area, others, tokens, eyes)
        for lane in view.lanes:
            if lane.lane.zone == face.zone.id:
                area = self._lane(p, area, lane)
        self._counters(p, area, tiles)
        self._kiosks(p, area, kiosks)
        if waiting:
            self.seating.paint(p, self.spots, area, view, self.spots.lens.scale)

    def _lane(self, p: QPainter, area: QRectF, face: LaneFace) -> QRectF:
        """A lane in its zone; what it leaves of the zone's room for others."""
        lane, press = face.lane, partial(self.desk.select, "counter", face.counters[0])
        strip = QRectF(self.ground.plot(lane.x, lane.y), self.ground.plot(lane.x + lane.width, lane.y + lane.height)) & area
        if strip.width() < self.theme.px(40) or strip.height() < self.theme.px(28):
            return area
        over = self.spots.place(f"lane:{lane.id}", strip, lane_words(face, self._names), press)
        for spot, seat in zip(paint_lane(p, self.theme, strip, face, over=over), face.seats, strict=False):
            chosen = partial(self.desk.select, "ticket", seat.ticket)
            self.spots.place(f"ticket:{seat.ticket}", spot, seat.ticket, chosen, pointer_only=True)
        return beside(area, strip, self.theme.px(4))

    def _head(self, p: QPainter, zone: QRectF, face: ZoneFace, marks: list[DeviceMark]) -> None:
        """Devices of a counter zone stand in its title line: the room below belongs to the counters."""
        px = self.theme.px
        name = canvas.width_of(self.theme, words.name(face.zone), Size.LABEL) + px(24)
        count = canvas.width_of(self.theme, zone_says(face, self._shown)[0], Size.QUIET, bold=True) + px(40)
        row = QRectF(zone.left() + name, zone.top() + px(2), max(0.0, zone.width() - name - count), px(_CHIP - 2))
        widths = [chip_width(self.theme, mark, self._names) for mark in marks]
        for mark, spot in zip(marks, floor.flow(row, widths, height=px(_CHIP - 2), gap=px(6)), strict=False):
            self._chip(p, mark, spot)

    def _counters(self, p: QPainter, area: QRectF, tiles: list[CounterTile]) -> None:
        px, near = self.theme.px, self.spots.lens.scale
        spread = floor.tiles(
            area, len(tiles), gap=px(8 if len(tiles) < 20 else 4), ratio=0.9, widest=px(104) * near, tallest=px(112) * near
        )
        for tile, spot in zip(tiles, spread, strict=False):
            counter = tile.place.id
            said = words.join((self._names.of("counter", counter), counter_word(tile), tile.ticket, tile.clerk))
            over = self.spots.place(f"counter:{counter}", spot, said, partial(self.desk.select, "counter", counter), takes=True)
            if self.spots.is_damaged(spot):
                paint_counter(p, self.theme, spot, tile, over=over)
            if tile.who is not None and spot.height() >= px(60):
                # The clerk's name is the handle by which they are dragged from the counter.
                rows = 4 if spot.height() >= px(84) else 3
                tall = (spot.height() - px(8)) / rows
                handle = QRectF(spot.right() - px(32), spot.top() + px(4) + tall, px(28), tall)
                self._person(tile.who.id, handle, tile.clerk)

    def _person(self, person: str, area: QRectF, words_: str) -> bool:
        return self.spots.place(f"person:{person}", area, words_, partial(self.desk.select, "person", person), carry=True)

    def _kiosks(self, p: QPainter, area: QRectF, kiosks: list[DeviceMark]) -> None:
        px, near = self.theme.px, min(2.0, self.spots.lens.scale)
        for mark, spot in zip(
            kiosks,
            floor.tiles(area, len(kiosks), gap=px(6), ratio=1.0, widest=px(52) * near, tallest=px(52) * near),
            strict=False,
        ):
            over = self._device_place(mark, spot)
            if self.spots.is_damaged(spot):
                paint_kiosk(p, self.theme, spot, mark, self._names, over=over)

    def _device_place(self, mark: DeviceMark, spot: QRectF) -> bool:
        state = device_word(mark, self._names)
        used = translate("FloorPlan", "使用 {0}").format(words.duration(mark.seconds or 0)) if mark.in_use else ""
        said = words.join((words.name(mark.config), state, used, mark.showing))
        return self.spots.place(f"device:{mark.config.id}", spot, said, partial(self.desk.select, "device", mark.config.id))

    def _foot(self, p: QPainter, area: QRectF, marks: list[DeviceMark], tokens: list[Token], eyes: tuple[QRectF, ...]) -> None:
        """People from the right, beside cameras, devices from the left; of more people than there is room for, how many more."""
        px = self.theme.px
        several = area.height() >= px(TOKEN + 4 + _CHIP)
        rows = int((area.height() - (px(_CHIP + 4) if marks else 0)) // px(TOKEN + 4)) if several else 1
        spots = floor.from_right(area, len(tokens), size=px(TOKEN), gap=px(4), rows=max(1, rows), taken=eyes)
        shown = len(spots) if len(tokens) <= len(spots) else max(0, len(spots) - 1)
        for token, spot in zip(tokens[:shown], spots, strict=False):
            self._token(p, spot.center(), token)
        if shown < len(tokens) and spots:
            self._more(p, spots[-1], tokens[shown:])
        across = area.width() if several else max(0.0, (spots[-1].left() if spots else area.right()) - px(4) - area.left())
        top = area.top() if several else area.bottom() - px(_CHIP)
        lower = spots[-1].top() - px(4) if several and spots else area.bottom()
        row = QRectF(area.left(), top, across, lower - top)
        for mark, spot in floor.chosen(
            row, marks, partial(chip_width, self.theme, names=self._names), is_troubled, px(_CHIP), px(6)
        ):
            self._chip(p, mark, spot)

    def _more(self, p: QPainter, spot: QRectF, tokens: list[Token]) -> None:
        """How many more stand here, and who."""
        said = f"+{len(tokens)}"
        self.spots.place(
            f"more:{tokens[0].who.id}", spot, words.listed(words.name(token.who) for token in tokens[:40]), pointer_only=True
        )
        canvas.text(p, self.theme, spot, said, size=Size.TINY, bold=True, tone=Tone.SOFT, align=canvas.CENTRE)

    def _chip(self, p: QPainter, mark: DeviceMark, spot: QRectF) -> None:
        over = self._device_place(mark, spot)
        if self.spots.is_damaged(spot):
            paint_chip(p, self.theme, spot, mark, self._names, over=over)

    def _token(self, p: QPainter, at: QPointF, token: Token) -> None:
        r = self.theme.px(TOKEN) / 2
        area = QRectF(at.x() - r, at.y() - r, 2 * r, 2 * r)
        free = translate("FloorPlan", "可调") if token.free else ""
        said = words.join((words.name(token.who), words.of(token.who.post), words.of(token.presence), free))
        over = self._person(token.who.id, area, said)
        if f"person:{token.who.id}" != self.spots.carried and self.spots.is_damaged(area):
            paint_token(p, self.theme, at, token, over=over)

    def _bench(self, p: QPainter, area: QRectF, tokens: list[Token]) -> None:
        """Below the plan: who is here but at no post, and what the seats mean."""
        theme, px = self.theme, self.theme.px
        x, y = area.left(), area.center().y() + px(2)
        for presence in (Presence.ROVING, Presence.ON_POST, Presence.AWAY, Presence.BREAK):
            here = [token for token in tokens if token.presence is presence]
            if not here or x > area.right() - px(96):
                continue
            row = QRectF(x, y - px(14), px(72), px(28))
            x += canvas.text(p, theme, row, words.of(presence), size=Size.QUIET, tone=Tone.FAINT) + px(20)
            for token in here:
                if x < area.right() - px(16):
                    self._token(p, QPointF(x, y), token)
                    x += px(TOKEN + 4)
            x += px(4)
        rest = QRectF(x, y - px(14), area.right() - x - px(4), px(28))
        if self.spots.is_damaged(rest):
            paint_legend(p, theme, rest)
