"""Customers' matters as cards: what is wanted, through whose hands it went, what was promised, and what can be done now. Painted; it keeps no facts."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from msgspec import Struct
from PyQt6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PyQt6.QtGui import QPainter, QPen
from PyQt6.QtWidgets import QMenu, QWidget

from console.model import command as c
from console.model.book import Matter, MatterPhase
from widgets import canvas, words
from widgets.popup import popup_menu
from widgets.reason import Reason
from widgets.sheet_words import plain
from widgets.spots import Offered, Scroll, Spots
from widgets.theme import Look, Shape, Size, Theme, Tone, look
from widgets.words import Names, join

translate = QCoreApplication.translate
_CARD, _CLOSED, _HEAD = 104, 40, 34


class MatterLine(Struct, frozen=True, kw_only=True):
    """A matter as it stands."""

    matter: Matter
    left: int | None = None
    """Whole minutes until an offer returns by itself, or until what was promised; negative: past."""
    is_late: bool = False


class MatterPage(Struct, frozen=True, kw_only=True):
    """What stands on the page."""

    lines: tuple[MatterLine, ...] = ()
    closed: tuple[Matter, ...] = ()
    parties: tuple[str, ...] = ()
    """Who can take a matter over now: departments, then people at work."""
    now: float = 0.0
    """To the minute: from when on appointments are offered."""
    why: str = ""


class MatterList:
    """Paints the cards and gives orders."""

    def __init__(self, theme: Theme, order: Callable[[c.Command], object], owner: QWidget) -> None:
        self.theme = theme
        self.order = order
        self.page = MatterPage()
        self.names: Names = words.names_of(None)
        self._owner = owner
        self.menu: QMenu | None = None
        self.spots = Spots(theme, self.paint)
        self.sheet = Scroll(self.spots)

    def show(self, page: MatterPage, names: Names) -> None:
        """Other matters."""
        self.page, self.names = page, names
        tall = (_CARD + 8) * len(page.lines) + ((_HEAD + (_CLOSED + 4) * len(page.closed)) if page.closed else 0)
        self.sheet.fit(self.theme.px(max(tall, 60) + 8))

    # --- painting -------------------------------------------------------------------------------------------------------

    def paint(self, p: QPainter, area: QRectF) -> None:
        """Open ones above, what asks for somebody first; the last closed ones below."""
        theme, px, page = self.theme, self.theme.px, self.page
        y, width = 0.0, area.width() - px(8)
        if not page.lines:
            empty = QRectF(0, 0, width, px(60))
            canvas.text(
                p,
                theme,
                empty,
                translate("Matters", "没有未办结的客户事项"),
                size=Size.LABEL,
                tone=Tone.FAINT,
                align=canvas.CENTRE,
            )
            y += px(60)
        for line in page.lines:
            self._card(p, QRectF(0, y, width, px(_CARD)), line)
            y += px(_CARD + 8)
        if page.closed:
            head = QRectF(px(4), y, width, px(_HEAD))
            canvas.text(p, theme, head, translate("Matters", "最近办结"), size=Size.QUIET, tone=Tone.FAINT)
            y += px(_HEAD)
        for matter in page.closed:
            self._closed(p, QRectF(0, y, width, px(_CLOSED)), matter)
            y += px(_CLOSED + 4)

    def _card(self, p: QPainter, area: QRectF, line: MatterLine) -> None:
        theme, px, matter = self.theme, self.theme.px, line.matter
        wants = line.is_late or matter.returned_at is not None
        seen = Look(Shape.TRIANGLE, Tone.HIGH) if wants else look(matter.phase)
        canvas.card(p, theme, area, Tone.RAISED, edge=Tone.HIGH if wants else None)
        canvas.glyph(p, theme, QPointF(area.left() + px(20), area.top() + px(21)), seen, px(14))
        left = self.spots.buttons(p, area.adjusted(0, 0, -px(10), 0), matter.id, self._deeds(matter))
        room = QRectF(area.left() + px(40), area.top() + px(8), left - area.left() - px(48), px(26))
        canvas.text(p, theme, room, plain(matter.what), size=Size.TITLE, bold=True)
        self._chain(p, QRectF(room.left(), area.top() + px(38), room.width(), px(28)), line)
        lower = QRectF(room.left(), area.top() + px(72), room.width(), px(22))
        tone = Tone.HIGH if wants else Tone.SOFT
        said = self._wanting(line)
        used = canvas.text(p, theme, lower, said, size=Size.QUIET, tone=tone, bold=wants) + (px(12) if said else 0)
        canvas.text(p, theme, lower.adjusted(used, 0, 0, 0), self._told(matter), size=Size.QUIET, tone=Tone.SOFT)

    def _chain(self, p: QPainter, area: QRectF, line: MatterLine) -> None:
        """The hands it went through, first handler first; the owner's is the marked one, an offer hangs on a dotted line."""
        matter = line.matter
        x, middle = area.left(), area.center().y()
        hops = matter.chain if len(matter.chain) <= 3 else (matter.chain[0], *matter.chain[-2:])
        for number, hop in enumerate(hops):
            is_owner = number == len(hops) - 1
            if number:
                x = self._arrow(p, x, middle, dotted=False)
            x = self._hand(p, x, area, self.names.by(hop.owner), self.names.clock(hop.at)[:5], owner=is_owner)
        if matter.offer is not None:
            x = self._arrow(p, x, middle, dotted=True)
            left = translate("Matters", "还有 {0} 分接收").format(max(0, line.left or 0))
            self._hand(p, x, area, self.names.by(matter.offer.to), left, owner=False)

    def _hand(self, p: QPainter, x: float, area: QRectF, name: str, more: str, *, owner: bool) -> float:
        theme, px = self.theme, self.theme.px
        canvas.avatar(p, theme, QPointF(x + px(13), area.center().y()), name, Tone.INFO if owner else Tone.LINE)
        x += px(32)
        rest = QRectF(x, area.top(), max(0.0, area.right() - x), area.height())
        x += canvas.text(p, theme, rest, name, size=Size.LABEL, bold=owner, tone=Tone.TEXT if owner else Tone.SOFT) + px(6)
        rest.setLeft(x)
        return x + canvas.text(p, theme, rest, more, size=Size.QUIET, tone=Tone.FAINT) + px(8)

    def _arrow(self, p: QPainter, x: float, y: float, *, dotted: bool) -> float:
        theme, px = self.theme, self.theme.px
        style = Qt.PenStyle.DotLine if dotted else Qt.PenStyle.SolidLine
        p.setPen(QPen(theme.colour(Tone.INFO if dotted else Tone.SOFT), theme.scale * 1.5, style))
        end = x + px(22)
        p.drawLine(QPointF(x, y), QPointF(end, y))
        p.drawLine(QPointF(end, y), QPointF(end - px(5), y - px(4)))
        p.drawLine(QPointF(end, y), QPointF(end - px(5), y + px(4)))
        return end + px(8)

    def _wanting(self, line: MatterLine) -> str:
        """What asks for somebody now."""
        matter = line.matter
        if matter.returned_at is not None:
            return translate("Matters", "{0} 没有按时接收，仍由 {1} 负责").format(
                self.names.by(matter.returned_from), self.names.by(matter.owner)
            )
        return translate("Matters", "已过约定时间") if line.is_late else ""

    def _told(self, matter: Matter) -> str:
        names = self.names
        due = translate("Matters", "答应 {0} 前答复").format(names.moment(matter.due_at)) if matter.due_at is not None else ""
        kept = ""
        if matter.appointment is not None:
            kept = translate("Matters", "预约 {0}，{1}").format(
                names.moment(matter.appointment.at), plain(matter.appointment.contact)
            )
        again = translate("Matters", "第 {0} 次重开").format(matter.reopened) if matter.reopened else ""
        return join((plain(matter.customer), words.of(matter.source), plain(matter.ticket), due, kept, again))

    def _closed(self, p: QPainter, area: QRectF, matter: Matter) -> None:
        theme, px = self.theme, self.theme.px
        canvas.glyph(p, theme, QPointF(area.left() + px(20), area.center().y()), look(matter.phase), px(12))
        again = Offered(translate("Matters", "重开"), "reopen", partial(self._reopen, matter), self.page.why)
        left = self.spots.buttons(p, area.adjusted(0, 0, -px(10), 0), matter.id, (again,))
        room = QRectF(area.left() + px(40), area.top(), left - area.left() - px(48), area.height())
        used = canvas.text(
            p, theme, QRectF(room.left(), room.top(), room.width() * 0.5, room.height()), plain(matter.what), tone=Tone.SOFT
        )
        when = join((self.names.clock(matter.phase_at)[:5], self.names.by(matter.closed_by), plain(matter.result)))
        canvas.text(p, theme, room.adjusted(used + px(14), 0, 0, 0), when, size=Size.QUIET, tone=Tone.FAINT)

    def _deeds(self, matter: Matter) -> list[Offered]:
        why = self.page.why
        book = Offered(translate("Matters", "预约…"), "appoint", partial(self._appoint, matter), why)
        if matter.phase is MatterPhase.OFFERED:
            taken = partial(self.order, c.AcceptMatter(matter=matter.id))
            back = partial(self.order, c.ReturnMatter(matter=matter.id))
            return [
                Offered(translate("Matters", "已接收"), "accept", taken, why, primary=True),
                Offered(translate("Matters", "没接"), "return", back, why),
                book,
            ]
        return [
            Offered(translate("Matters", "交给…"), "offer", partial(self._offer, matter), why),
            book,
            Offered(translate("Matters", "办结…"), "close", partial(self._close, matter), why),
        ]

    # --- actions --------------------------------------------------------------------------------------------------------

    def _offer(self, matter: Matter) -> None:
        """A menu of who can take it."""
        self.menu = menu = popup_menu(self._owner)
        for party in self.page.parties:
            if party != matter.owner:
                entry = menu.addAction(self.names.by(party))
                if entry is not None:
                    entry.setData(party)
                    entry.triggered.connect(partial(self._offered, matter.id, party))
        menu.popup(self.spots.mapToGlobal(self.spots.areas()[f"{matter.id}/offer"].bottomLeft().toPoint()))

    def _offered(self, matter: str, party: str, _checked: bool = False) -> None:
        self.order(c.OfferMatter(matter=matter, to=party))

    def _appoint(self, matter: Matter) -> None:
        times = self._times()

        def done(code: str, contact: str) -> None:
            self.order(c.AppointMatter(matter=matter.id, at=float(code), contact=contact))

        self._ask(
            matter, "appoint", translate("Matters", "预约什么时候，怎么联系客户"), done,
            choices=[(str(at), said) for at, said in times],
            suggestions=[plain(matter.customer)] if matter.customer else [],
            hint=translate("Matters", "联系方式"),
        )  # fmt: skip

    def _times(self) -> list[tuple[float, str]]:
        """In an hour, today at four, tomorrow morning and afternoon: as far as they lie ahead."""
        now = datetime.fromtimestamp(self.page.now, self.names.zone_info).replace(second=0, microsecond=0)
        today = now.replace(hour=16, minute=0)
        morning = (now + timedelta(days=1)).replace(hour=9, minute=30)
        found = [(now + timedelta(hours=1), translate("Matters", "一小时后"))]
        if today > now + timedelta(hours=1):
            found.append((today, translate("Matters", "今天 16:00")))
        found.append((morning, translate("Matters", "明天 9:30")))
        found.append((morning.replace(hour=14), translate("Matters", "明天 14:30")))
        return [(at.timestamp(), said) for at, said in found]

    def _close(self, matter: Matter) -> None:
        usual = (translate("Matters", "已办好"), translate("Matters", "已说明原因，客户认可"))
        self._ask(
            matter, "close", translate("Matters", "结果"),
            lambda _, result: self.order(c.CloseMatter(matter=matter.id, result=result)),
            suggestions=usual, hint=translate("Matters", "结果怎样"),
        )  # fmt: skip

    def _reopen(self, matter: Matter) -> None:
        usual = (translate("Matters", "客户又来了"), translate("Matters", "没有办成"))
        self._ask(
            matter, "reopen", translate("Matters", "为什么重开"),
            lambda _, reason: self.order(c.ReopenMatter(matter=matter.id, reason=reason)), suggestions=usual,
        )  # fmt: skip

    def _ask(
        self, matter: Matter, code: str, title: str, done: Callable[[str, str], object], *,
        choices: Sequence[tuple[str, str]] = (), suggestions: Sequence[str] = (), hint: str = "",
    ) -> None:  # fmt: skip
        below = self.spots.mapToGlobal(self.spots.areas()[f"{matter.id}/{code}"].bottomLeft().toPoint())
        Reason(self.theme, title, done, self._owner, choices=choices, suggestions=suggestions, hint=hint).open_at(below)
