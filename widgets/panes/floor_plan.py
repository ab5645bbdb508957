"""The floor plan: zones, counters, who waits, devices and staff where they are. Click for details; drag a person onto a post."""

from functools import partial

from msgspec import Struct
from msgspec.structs import replace
from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QPointF, QRectF, Qt
from PyQt6.QtGui import QPainter, QPixmap

from console.model import command as c
from console.model import hall, order
from console.model.event import Presence
from console.model.health import Health, counter_doubt, counters_known, health_of, unheard_since, worst_alarms
from console.model.lookup import lookup
from console.model.state import Alarm, Counter, CounterPhase, Device, HallState, Order, Person, Stage, TicketPhase
from console.model.tickets import handled
from console.session import Desk, Frame
from widgets import canvas, floor, words
from widgets.floor_parts import (
    TOKEN,
    CounterTile,
    DeviceMark,
    Seat,
    Token,
    ZoneFace,
    chip_width,
    counter_word,
    device_word,
    paint_chip,
    paint_counter,
    paint_kiosk,
    paint_seat,
    paint_token,
)
from widgets.pane import Pane
from widgets.spots import Spots
from widgets.theme import Look, Shape, Size, Theme, Tone

translate = QCoreApplication.translate
KIOSK = "kiosk"
"""The kind of device that customers use by themselves."""
_AT_WORK = (Presence.ON_POST, Presence.ROVING)
_BUSY = (CounterPhase.CALLING, CounterPhase.SERVING, CounterPhase.PAUSED)
_UNDER_WAY = (Stage.COMMANDED, Stage.REPORTED)
_HEADER, _PAD, _BENCH, _CHIP = 28, 8, 40, 26


class FloorView(Struct, frozen=True, kw_only=True):
    """Everything that stands on the plan."""

    config: hall.HallConfig | None
    zones: tuple[ZoneFace, ...]
    counters: tuple[CounterTile, ...]
    seats: tuple[Seat, ...]
    """Who waits, the longest first."""
    known: bool
    """Whether the queue system is heard; if not, tickets and counters are as they last were."""
    devices: tuple[DeviceMark, ...]
    """Those that stand in a zone; panels and strips belong to their counters."""
    staff: tuple[Token, ...]
    """Those who are here, also on a break."""


class FloorPlan(Pane[FloorView]):
    """The plan, one painted canvas over one cached ground."""

    name = "floor_plan"
    title = QT_TRANSLATE_NOOP("Pane", "平面图")

    def __init__(self, desk: Desk, theme: Theme) -> None:
        super().__init__(desk, theme)
        self._shown: FloorView | None = None
        self._frame: Frame | None = None
        self._names = words.Names(None)
        self._ground = QPixmap()
        self._ground_of: tuple[object, ...] = ()
        self._areas: dict[str, QRectF] = {}
        self._seats_at: list[QRectF] = []
        """The seats of the last painting, in the order of the view's."""
        self.spots = Spots(theme, self._paint, self)
        self.spots.allows = self._why_not
        self.spots.dropped = self._dropped
        self.spots.token = self._paint_carried
        self.spots.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.body.addWidget(self.spots)

    @classmethod
    def view(cls, frame: Frame) -> FloorView:
        """What stands where."""
        state, now = frame.state, frame.now
        known = lookup(state)
        orders = _orders_by_counter(state)
        worst = worst_alarms(state)
        posted = {person.post: person.id for person in state.staff.values() if person.post and person.presence in _AT_WORK}
        return FloorView(
            config=state.config,
            zones=tuple(_zone(state, zone) for zone in known.zones.values()),
            counters=tuple(
                _counter(state, place, now, posted.get(place.id), orders.get(place.id))
                for place in sorted(known.counters.values(), key=lambda place: (place.y, place.x, place.number))
            ),
            seats=_seats(state, now),
            known=counters_known(state),
            devices=tuple(
                _device(state, device, worst.get(device.id), now)
                for device in known.devices.values()
                if device.zone and not device.counter
            ),
            staff=tuple(token for who in known.staff.values() if (token := _token(state, who)) is not None),
        )

    def take_frame(self, frame: Frame) -> bool:
        """Keep the frame for what is asked only while somebody drags."""
        self._frame = frame
        return super().take_frame(frame)

    def draw(self, view: FloorView) -> None:
        """Paint anew what changed; the ground only when the hall or the size changed."""
        was, self._shown = self._shown, view
        self._names = words.names_of(view.config)
        over = sum(seat.over for seat in view.seats)
        note = translate("FloorPlan", "点选看详情，拖动人员到岗位")
        if not view.known and view.config is not None:
            note = translate("FloorPlan", "排队系统失联：窗口与票号停在最后所知")
        count = len(view.seats) if view.known or view.seats else "—"
        waiting = translate("FloorPlan", "等候 {0} 人").format(count) if view.config else ""
        self.note(note, words.join((waiting, translate("FloorPlan", "超时 {0}").format(over) if over else "")))
        changed = _changed(was, view)
        seats = None if was is None else _changed_seats(was, view, len(self._seats_at))
        if changed is None or seats is None:
            self.spots.update()
        else:
            self.spots.refresh(changed, [self._seats_at[i] for i in seats])

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
        self._lay_ground(view, area)
        p.drawPixmap(0, 0, self._ground)
        tokens = _by_zone(view)
        for face in view.zones:
            self._zone(p, face)
        for face in view.zones:
            self._inside(p, view, face, tokens.get(face.zone.id, []))
        self._bench(p, QRectF(area.left(), area.bottom() - px(_BENCH), area.width(), px(_BENCH)), tokens.get("", []))

    def _lay_ground(self, view: FloorView, area: QRectF) -> None:
        """Zones' grounds and names as one picture, made anew when hall, size or language change."""
        ratio = self.spots.devicePixelRatioF()
        key = (id(view.config), area.width(), area.height(), ratio, words.is_english())
        if key == self._ground_of:
            return
        self._ground_of = key
        theme, px = self.theme, self.theme.px
        bounds = floor.Bounds.of(face.zone for face in view.zones)
        room = area.adjusted(0, 0, 0, -px(_BENCH))
        self._areas = {face.zone.id: bounds.place(face.zone, room) for face in view.zones}
        self._ground = QPixmap(round(area.width() * ratio), round(area.height() * ratio))
        self._ground.setDevicePixelRatio(ratio)
        self._ground.fill(theme.colour(Tone.PANEL))
        p = QPainter(self._ground)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        for face in view.zones:
            zone = self._areas[face.zone.id]
            canvas.card(p, theme, zone, Tone.RAISED, radius=8)
            row = QRectF(zone.left() + px(12), zone.top(), zone.width() * 0.62 - px(12), px(_HEADER))
            canvas.text(p, theme, row, words.name(face.zone), size=Size.LABEL, tone=Tone.SOFT)
        p.end()

    def _zone(self, p: QPainter, face: ZoneFace) -> None:
        """What a zone says of itself: how many are in it, whether that is too many, whether nobody looks after it."""
        theme, px = self.theme, self.theme.px
        area = self._areas[face.zone.id]
        self.spots.place(
            f"zone:{face.zone.id}", area, self._zone_words(face), partial(self.desk.select, "zone", face.zone.id), takes=True
        )
        if not self.spots.is_damaged(area):
            return
        tone = Tone.HIGH if face.unstaffed else Tone.MEDIUM if face.crowded else Tone.FAINT
        if face.crowded or face.unstaffed:
            canvas.card(p, theme, area, theme.faded(tone, 0.07), edge=tone, radius=8)
        row = QRectF(area.left() + area.width() * 0.4, area.top(), area.width() * 0.6 - px(12), px(_HEADER))
        used = canvas.text(
            p, theme, row, self._zone_count(face), size=Size.QUIET, tone=tone, bold=tone is not Tone.FAINT, align=canvas.RIGHT
        )
        if tone is not Tone.FAINT:
            shape = Shape.TRIANGLE if face.unstaffed else Shape.DIAMOND
            canvas.glyph(p, theme, QPointF(row.right() - used - px(12), row.center().y()), Look(shape, tone), px(12))

    def _zone_count(self, face: ZoneFace) -> str:
        if face.people is not None:
            people = translate("FloorPlan", "{0} 人").format(face.people)
        elif face.zone.kind is hall.ZoneKind.COUNTERS:
            count = sum(tile.place.zone == face.zone.id for tile in self._shown.counters) if self._shown else 0
            people = translate("FloorPlan", "{0} 窗口").format(count)
        else:
            people = "" if face.zone.crowded_at is None else translate("FloorPlan", "人数未知")
        seats = translate("FloorPlan", "座位 {0}").format(face.zone.seats) if face.zone.seats else ""
        trouble = translate("FloorPlan", "拥挤") if face.crowded else ""
        nobody = translate("FloorPlan", "无人值守") if face.unstaffed else ""
        return words.join((nobody, trouble, people, seats))

    def _zone_words(self, face: ZoneFace) -> str:
        return words.join((words.name(face.zone), self._zone_count(face)))

    def _inside(self, p: QPainter, view: FloorView, face: ZoneFace, tokens: list[Token]) -> None:
        """Tiles, seats or kiosks above; other devices and people in the row below them."""
        px = self.theme.px
        zone = self._areas[face.zone.id]
        area = QRectF(
            zone.left() + px(_PAD), zone.top() + px(_HEADER), zone.width() - px(2 * _PAD), zone.height() - px(_HEADER + _PAD)
        )
        tiles = [tile for tile in view.counters if tile.place.zone == face.zone.id]
        marks = [mark for mark in view.devices if mark.config.zone == face.zone.id]
        kiosks = [mark for mark in marks if mark.config.kind == KIOSK]
        others = [mark for mark in marks if mark.config.kind != KIOSK]
        waiting = face.zone.kind is hall.ZoneKind.WAITING and face.zone.id == _main_waiting(view)
        if tiles:
            self._head(p, zone, face, others)
            others = []
        foot = px(TOKEN + 4) if others or tokens else 0
        if kiosks and area.height() - foot < px(28):
            beside = area.width() - len(tokens) * px(TOKEN + 4) - px(4)
            self._foot(p, area.adjusted(beside, 0, 0, 0), [], tokens)
            area.setWidth(beside)
        elif tiles or kiosks or waiting:
            self._foot(p, QRectF(area.left(), area.bottom() - foot, area.width(), foot), others, tokens)
            area = area.adjusted(0, 0, 0, -foot)
        else:
            self._foot(p, area, others, tokens)
        self._counters(p, area, tiles)
        self._kiosks(p, area, kiosks)
        if waiting:
            self._seats(p, area, view, face.zone.seats)

    def _head(self, p: QPainter, zone: QRectF, face: ZoneFace, marks: list[DeviceMark]) -> None:
        """Devices of a counter zone stand in its title line: the room below belongs to the counters."""
        px = self.theme.px
        name = canvas.width_of(self.theme, words.name(face.zone), Size.LABEL) + px(24)
        count = canvas.width_of(self.theme, self._zone_count(face), Size.QUIET, bold=True) + px(40)
        row = QRectF(zone.left() + name, zone.top() + px(2), max(0.0, zone.width() - name - count), px(_CHIP - 2))
        widths = [chip_width(self.theme, mark, self._names) for mark in marks]
        for mark, spot in zip(marks, floor.flow(row, widths, height=px(_CHIP - 2), gap=px(6)), strict=False):
            self._chip(p, mark, spot)

    def _counters(self, p: QPainter, area: QRectF, tiles: list[CounterTile]) -> None:
        px = self.theme.px
        spread = floor.tiles(area, len(tiles), gap=px(8 if len(tiles) < 20 else 4), ratio=0.9, widest=px(104), tallest=px(112))
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
        px = self.theme.px
        for mark, spot in zip(
            kiosks, floor.tiles(area, len(kiosks), gap=px(6), ratio=1.0, widest=px(52), tallest=px(52)), strict=False
        ):
            over = self._device_place(mark, spot)
            if self.spots.is_damaged(spot):
                paint_kiosk(p, self.theme, spot, mark, self._names, over=over)

    def _device_place(self, mark: DeviceMark, spot: QRectF) -> bool:
        state = device_word(mark, self._names)
        used = translate("FloorPlan", "使用 {0}").format(words.duration(mark.seconds or 0)) if mark.in_use else ""
        said = words.join((words.name(mark.config), state, used, mark.showing))
        return self.spots.place(f"device:{mark.config.id}", spot, said, partial(self.desk.select, "device", mark.config.id))

    def _seats(self, p: QPainter, area: QRectF, view: FloorView, seats: int) -> None:
        """A seat for each that waits, the longest first, then the free ones; who finds no place is counted."""
        px = self.theme.px
        wanted = _room(seats, len(view.seats))
        spots, pitch = floor.seats(area, wanted, widest=px(36), narrowest=px(9))
        size = min(px(14), pitch * 0.62)
        self._seats_at = spots
        for i, spot in enumerate(spots):
            seat = view.seats[i] if i < len(view.seats) else None
            if (seat is not None or i < seats) and self.spots.is_damaged(spot):
                paint_seat(p, self.theme, spot.center(), size, seat, known=view.known)
            if seat is not None:
                press = partial(self.desk.select, "ticket", seat.ticket)
                self.spots.place(f"ticket:{seat.ticket}", spot, seat.ticket, press, pointer_only=True)
        if len(view.seats) > len(spots):
            more = translate("FloorPlan", "另 {0} 人").format(len(view.seats) - len(spots))
            canvas.text(
                p,
                self.theme,
                area.adjusted(0, area.height() - px(18), 0, 0),
                more,
                size=Size.QUIET,
                tone=Tone.HIGH,
                align=canvas.RIGHT,
            )

    def _foot(self, p: QPainter, area: QRectF, marks: list[DeviceMark], tokens: list[Token]) -> None:
        """People from the right, devices from the left."""
        px = self.theme.px
        tall = px(TOKEN)
        room = area.width() - len(tokens) * px(TOKEN + 4)
        x, y = area.right() - tall / 2, area.bottom() - tall / 2
        for token in tokens:
            if x - tall / 2 < area.left():
                x, y = area.right() - tall / 2, y - px(TOKEN + 4)
            self._token(p, QPointF(x, y), token)
            x -= px(TOKEN + 4)
        several = area.height() >= px(TOKEN + 4 + _CHIP)
        widths = [chip_width(self.theme, mark, self._names) for mark in marks]
        across = area.width() if several else max(0.0, room)
        top = area.top() if several else area.bottom() - px(_CHIP)
        row = QRectF(area.left(), top, across, area.bottom() - top - (tall + px(4) if several and tokens else 0))
        for mark, spot in zip(marks, floor.flow(row, widths, height=px(_CHIP), gap=px(6)), strict=False):
            self._chip(p, mark, spot)

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
        self._legend(p, QRectF(x, y - px(14), area.right() - x - px(4), px(28)))

    def _legend(self, p: QPainter, area: QRectF) -> None:
        theme, px = self.theme, self.theme.px
        if not self.spots.is_damaged(area):
            return
        marks: tuple[tuple[Seat | None, str], ...] = (
            (Seat("", over=False, priority=False), translate("FloorPlan", "等候")),
            (Seat("", over=True, priority=False), translate("FloorPlan", "超时")),
            (Seat("", over=False, priority=True), translate("FloorPlan", "优先")),
            (None, translate("FloorPlan", "空座")),
        )
        width = sum(canvas.width_of(theme, word, Size.QUIET) + px(28) for _, word in marks)
        if width > area.width():
            return
        x = area.right() - width
        for seat, word in marks:
            paint_seat(p, theme, QPointF(x + px(8), area.center().y()), px(10), seat, known=True)
            x += px(20)
            x += canvas.text(
                p, theme, QRectF(x, area.top(), area.right() - x + 1, area.height()), word, size=Size.QUIET, tone=Tone.FAINT
            ) + px(8)

    # --- dragging -------------------------------------------------------------------------------------------------------

    def _paint_carried(self, p: QPainter, at: QPointF, key: str) -> None:
        person = key.partition(":")[2]
        state = self._frame.state if self._frame else HallState()
        who = lookup(state).staff.get(person)
        if who is not None:
            known = state.staff.get(person, Person(id=person))
            paint_token(p, self.theme, at, Token(who=who, post=known.post, presence=known.presence, free=True), over=True)

    def _why_not(self, carried: str, target: str) -> str:
        """Why this person cannot be sent to this post; empty: they can."""
        if self._frame is None:
            return ""
        if not self._frame.can_command:
            return words.of(self._frame.blocked)
        command = c.ReassignStaff(person=carried.partition(":")[2], post=target.partition(":")[2])
        refused = order.check(self._frame.state, command, self._frame.role, self._frame.now, self._frame.person or "")
        return "" if refused is None else words.of(refused[0])

    def _dropped(self, carried: str, target: str) -> None:
        self.desk.order(c.ReassignStaff(person=carried.partition(":")[2], post=target.partition(":")[2]))


# --- the view -----------------------------------------------------------------------------------------------------------


def _changed(was: FloorView | None, view: FloorView) -> list[str] | None:
    """The places that look different now; None: paint all, since more than counters and devices changed."""
    same = {"counters": view.counters, "devices": view.devices, "seats": view.seats}
    if was is None or replace(was, **same) != view or len(was.devices) != len(view.devices):
        return None
    counters = [f"counter:{new.place.id}" for old, new in zip(was.counters, view.counters, strict=True) if old != new]
    devices = [f"device:{new.config.id}" for old, new in zip(was.devices, view.devices, strict=True) if old != new]
    # Chips are as wide as their words, so a changed one may move its neighbours.
    moved = any(old != new and new.config.kind != KIOSK for old, new in zip(was.devices, view.devices, strict=True))
    return None if moved else counters + devices


def _room(seats: int, waiting: int) -> int:
    """How many the seats are set out for: beyond the real ones in tens, so that they seldom all move."""
    return max(seats, -(-waiting // 10) * 10)


def _changed_seats(was: FloorView, view: FloorView, painted: int) -> list[int] | None:
    """The seats, of so many painted, that look different; None: all is set out anew. One whose ticket only moved up looks as before."""
    main = _main_waiting(view)
    seats = next((face.zone.seats for face in view.zones if face.zone.id == main), 0)
    longest = max(len(was.seats), len(view.seats))
    if was.seats == view.seats:
        return []
    if _room(seats, len(was.seats)) != _room(seats, len(view.seats)) or longest > painted:
        return None
    old, new = ([(seat.over, seat.priority) for seat in seats] for seats in (was.seats, view.seats))
    moved = [i for i, (one, other) in enumerate(zip(old, new, strict=False)) if one != other]
    return moved + list(range(min(len(old), len(new)), longest))


def _zone(state: HallState, zone: hall.Zone) -> ZoneFace:
    known = state.zones.get(zone.id)
    people = known.people if known is not None else None
    return ZoneFace(
        zone=zone,
        people=people,
        crowded=people is not None and zone.crowded_at is not None and people >= zone.crowded_at,
        unstaffed=zone.staffed and known is not None and known.unstaffed_since is not None,
    )


def _orders_by_counter(state: HallState) -> dict[str, Order]:
    latest: dict[str, Order] = {}
    for each in state.orders.values():
        counter = getattr(each.command, "counter", None)
        if counter is not None and each.stage in _UNDER_WAY:
            latest[counter] = each
    return latest


def _counter(state: HallState, place: hall.Counter, now: float, posted: str | None, ordered: Order | None) -> CounterTile:
    counter = state.counters.get(place.id, Counter(id=place.id, profile=place.profile))
    ticket = state.tickets.get(counter.ticket or "")
    seconds: float | None = now - counter.since if counter.since and counter.phase in _BUSY else None
    limit: float | None = None
    if ticket is not None and ticket.legs and ticket.phase in (TicketPhase.SERVING, TicketPhase.PAUSED):
        seconds, limit = handled(ticket.legs[-1], now), lookup(state).handle_limit(ticket.business)
    doubt = counter_doubt(state, place.id)
    since = unheard_since(state, place.panel) if doubt is not None and place.panel else None
    person = counter.staff or posted
    return CounterTile(
        place=place,
        phase=counter.phase,
        doubt=doubt,
        doubt_for=None if since is None else int(now - since),
        who=lookup(state).staff.get(person or ""),
        ticket=counter.ticket or "",
        seconds=None if seconds is None else int(seconds),
        limit=None if limit is None or limit == float("inf") else int(limit),
        calls=ticket.calls if ticket else 0,
        ordered=ordered.stage if ordered else None,
    )


def _seats(state: HallState, now: float) -> tuple[Seat, ...]:
    """Longest first, so that a call moves everybody by one seat and the picture hardly changes."""
    known = lookup(state)
    waiting = [ticket for ticket in state.tickets.values() if ticket.phase is TicketPhase.WAITING]
    waiting.sort(key=lambda ticket: (ticket.queued_at, ticket.id))
    return tuple(
        Seat(ticket.id, now - ticket.queued_at > known.wait_limit(ticket.business), known.credit(ticket.priority) > 0)
        for ticket in waiting
    )


def _device(state: HallState, config: hall.Device, alarm: Alarm | None, now: float) -> DeviceMark:
    device = state.devices.get(config.id, Device(id=config.id))
    health = health_of(state, config.id)
    since = device.session_at if health not in (Health.LOST, Health.UNHEARD) else unheard_since(state, config.id)
    condition = next(iter(device.conditions), "")
    return DeviceMark(
        config=config,
        health=health,
        trouble=alarm.rule if alarm is not None else condition,
        from_rule=alarm is not None,
        priority=alarm.priority if alarm is not None else None,
        seconds=int(now - since) if since is not None and config.kind == KIOSK else None,
        in_use=device.session_at is not None,
        showing=device.showing,
    )


def _token(state: HallState, who: hall.Staff) -> Token | None:
    """A person who is here but serves at no counter."""
    person = state.staff.get(who.id)
    if person is None or person.presence is Presence.OUT:
        return None
    serving = any(counter.staff == who.id and counter.phase is not CounterPhase.CLOSED for counter in state.counters.values())
    free = person.presence in _AT_WORK and bool(who.skills) and not serving and who.post is not hall.Post.DUTY_LEADER
    return Token(who=who, post=person.post, presence=person.presence, free=free)


def _by_zone(view: FloorView) -> dict[str, list[Token]]:
    """Tokens by the zone they stand in; those at a counter are on its tile, those at no post under the empty name."""
    if view.config is None:
        return {}
    on_tiles = {tile.who.id for tile in view.counters if tile.who is not None}
    places = {zone.zone.id: zone.zone.id for zone in view.zones}
    places |= {tile.place.id: tile.place.zone for tile in view.counters}
    places |= {device.id: device.zone for device in view.config.devices if device.zone}
    tokens: dict[str, list[Token]] = {}
    for token in view.staff:
        if token.who.id not in on_tiles:
            here = token.presence is not Presence.BREAK
            tokens.setdefault(places.get(token.post or "", "") if here else "", []).append(token)
    return tokens


def _main_waiting(view: FloorView) -> str:
    """The waiting zone with the most seats: tickets do not say where their holders sit."""
    zones = [face.zone for face in view.zones if face.zone.kind is hall.ZoneKind.WAITING]
    return max(zones, key=lambda zone: (zone.seats, zone.width * zone.height)).id if zones else ""
