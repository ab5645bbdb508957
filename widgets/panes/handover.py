"""Handing over (交接班): everything open on one sheet, ticked line by line by the next leader, printed to PDF. It gives orders and keeps no facts."""

from datetime import datetime
from functools import partial
from itertools import groupby

from msgspec import Struct
from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QPointF, QRectF, QTimer
from PyQt6.QtGui import QPainter
from PyQt6.QtWidgets import QHBoxLayout, QMenu

from console.model import command as c
from console.model.book import Handover as HandoverFact
from console.model.event import Presence
from console.model.hall import HallConfig, Post
from console.model.handover import is_accepted, open_world
from console.model.lookup import lookup
from console.model.sheet import LineKind, OpenLine
from console.model.state import HallState
from console.session import Desk, Frame
from widgets import canvas, words
from widgets.action import ActionButton, Weight
from widgets.exporting import Exporting
from widgets.handover_sheet import Kind, Sheet, SheetLine, SheetList
from widgets.pane import AnyPane, Pane
from widgets.popup import popup_menu
from widgets.sheet_pdf import Paper, PaperLine, as_pdf
from widgets.sheet_words import said
from widgets.spots import Spots
from widgets.theme import Size, Theme, Tone
from widgets.words import Names

translate = QCoreApplication.translate
HEAD, LOW_HEAD = 76, 48
LOW = 420
"""Unscaled pixels of height under which the head is low, for the sake of the sheet."""
_LOOK_MS = 100
NEXT = 3
"""People offered as next leader at one click; the others stand in a menu."""


class HandoverView(Struct, frozen=True, kw_only=True):
    """The sheet, and how far the handover is."""

    config: HallConfig | None
    kinds: tuple[Kind, ...]
    duty: str | None
    under_way: HandoverFact | None
    last: HandoverFact | None
    next: tuple[str, ...]
    """Who could lead next: leaders at work, then the others at work."""
    now: float
    """To the minute."""
    why: str = ""
    """Why nothing can be ordered, as a code."""
    why_accept: str = ""
    """Why lines cannot be accepted here."""


class Handover(Pane[HandoverView]):
    """The handover."""

    name = "handover"
    title = QT_TRANSLATE_NOOP("Pane", "交接班")
    by_hand = ("printing",)

    def __init__(self, desk: Desk, theme: Theme) -> None:
        super().__init__(desk, theme)
        self.shown: HandoverView | None = None
        self.names: Names = words.names_of(None)
        self.printing = Exporting()
        """The sheet that is being printed, or was last."""
        self._looking = QTimer(self)
        self._looking.setInterval(_LOOK_MS)
        self._looking.timeout.connect(self._tell)
        self.menu: QMenu | None = None
        self.head = Spots(theme, self._paint_head, self)
        self.head.setFixedHeight(theme.px(HEAD))
        self.sheet = SheetList(theme, desk.order, desk.select)
        self.print_button = ActionButton(theme, translate("Handover", "打印 PDF"), self)
        self.print_button.fired.connect(self.print_sheet)
        self.cancel = ActionButton(theme, translate("Handover", "取消交接"), self)
        self.cancel.fired.connect(self._cancel)
        self.take = ActionButton(theme, translate("Handover", "接班"), self, weight=Weight.WELL, guarded=True)
        self.take.fired.connect(self._finish)
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(8))
        foot.addWidget(self.print_button)
        foot.addWidget(self.cancel)
        foot.addStretch(1)
        foot.addWidget(self.take)
        self.body.addWidget(self.head)
        self.body.addWidget(self.sheet.scroll, 1)
        self.body.addLayout(foot)

    @classmethod
    def view(cls, frame: Frame) -> HandoverView:
        """All that is open, and what of it is accepted as it reads now."""
        state = frame.state

        def line(each: OpenLine) -> SheetLine:
            return SheetLine(line=each, is_accepted=is_accepted(state, each))

        kinds = tuple(
            Kind(kind=kind, lines=tuple(line(each) for each in lines))
            for kind, lines in groupby(open_world(state, frame.now), key=lambda each: each.kind)
        )
        why = "" if frame.can_command else frame.blocked or "link"
        if not why and not c.may(frame.role, c.FinishHandover(handover="-")):
            why = "role"
        is_taker = not state.people or state.handover is None or frame.person == state.handover.taker
        return HandoverView(
            config=state.config,
            kinds=kinds,
            duty=state.duty,
            under_way=state.handover,
            last=state.handed,
            next=_next(state),
            now=frame.now // 60 * 60,
            why=why,
            why_accept=why or ("" if is_taker else "taker"),
        )

    def parts(self, frame: Frame) -> tuple[object, ...]:
        """The handover and what people write at once; the rest once a second, for in a flood of alarms it is thousands of lines."""
        state = frame.state
        return (state.config, state.handover, state.problems, state.matters)

    def draw(self, view: HandoverView) -> None:
        """The head, the sheet, and what is still missing before the hall is another's."""
        self.shown, self.names = view, words.names_of(view.config)
        under_way = view.under_way
        sheet = Sheet(kinds=view.kinds, handover=under_way.id if under_way is not None else "", why=self._words(view.why_accept))
        self.sheet.show(sheet, self.names)
        self._tell()
        left = sheet.total - sheet.accepted
        self.cancel.setVisible(under_way is not None)
        self.cancel.allow(not view.why, self._words(view.why))
        self.take.setVisible(under_way is not None)
        why = self._words(view.why_accept) or (translate("Handover", "还有 {0} 项没有接收").format(left) if left else "")
        self.take.allow(not why, why)
        self.head.update()

    def _words(self, code: str) -> str:
        if code == "taker" and self.shown is not None and self.shown.under_way is not None:
            return translate("Handover", "请 {0} 在本席登录后接收").format(self.names.by(self.shown.under_way.taker))
        return words.of(code) if code else ""

    def resizeEvent(self, event: object) -> None:
        """Where there is little room the sheet gets it."""
        super().resizeEvent(event)
        self.head.setFixedHeight(self.theme.px(LOW_HEAD if self.height() < self.theme.px(LOW) else HEAD))

    # --- the head -------------------------------------------------------------------------------------------------------

    def _paint_head(self, p: QPainter, area: QRectF) -> None:
        view = self.shown
        if view is None:
            return
        canvas.card(p, self.theme, area, Tone.RAISED)
        if view.under_way is not None:
            self._paint_under_way(p, area, view, view.under_way)
        else:
            self._paint_offer(p, area, view)

    def _paint_under_way(self, p: QPainter, area: QRectF, view: HandoverView, handover: HandoverFact) -> None:
        theme, px = self.theme, self.theme.px
        giver = self.names.by(handover.giver) if handover.giver else translate("Handover", "无人")
        x = self._person(p, px(16), area, giver, Tone.LINE)
        arrow = QRectF(x, area.top(), px(40), area.height())
        canvas.text(p, theme, arrow, "→", size=Size.HEAD, tone=Tone.INFO, align=canvas.CENTRE)
        x = self._person(p, x + px(48), area, self.names.by(handover.taker), Tone.INFO)
        sheet = self.sheet.sheet
        count = translate("Handover", "已接收 {0} / {1}").format(sheet.accepted, sheet.total)
        room = QRectF(x + px(16), area.center().y() - px(24), area.right() - x - px(32), px(24))
        if sheet.accepted < sheet.total:
            self.head.place("left", room, translate("Handover", "去看没有接收的"), self.sheet.reveal_left)
        canvas.text(p, theme, room, count, size=Size.VALUE, bold=True, align=canvas.RIGHT)
        share = sheet.accepted / sheet.total if sheet.total else 1.0
        wide = min(px(260), room.width())
        bar = QRectF(room.right() - wide, area.center().y() + px(10), wide, px(8))
        if wide > px(40):
            canvas.card(p, theme, bar, Tone.CONTROL, radius=4)
            if share:
                canvas.card(p, theme, QRectF(bar.left(), bar.top(), max(px(8), wide * share), bar.height()), Tone.WELL, radius=4)

    def _person(self, p: QPainter, x: float, area: QRectF, name: str, tone: Tone) -> float:
        theme, px = self.theme, self.theme.px
        canvas.avatar(p, theme, QPointF(x + px(20), area.center().y()), name, tone, 36)
        room = QRectF(x + px(48), area.top(), px(160), area.height())
        return room.left() + canvas.text(p, theme, room, name, size=Size.HEAD, bold=True) + px(12)

    def _paint_offer(self, p: QPainter, area: QRectF, view: HandoverView) -> None:
        theme, px = self.theme, self.theme.px
        leader = self.names.by(view.duty) if view.duty else translate("Handover", "无人值守")
        is_low = area.height() < px(HEAD)
        upper = QRectF(px(16), area.top() + px(13 if is_low else 8), area.width() - px(32), px(22))
        used = canvas.text(p, theme, upper, translate("Handover", "值班 {0}，交班给：").format(leader), bold=True)
        top = area.top() + px(8 if is_low else 36)
        last = view.last
        if last is not None and last.done_at is not None and not is_low:
            text = translate("Handover", "上次 {0} {1} → {2}，%n 项", n=len(last.accepted)).format(
                self.names.moment(last.done_at), self.names.by(last.giver) if last.giver else "–", self.names.by(last.taker)
            )
            canvas.text(
                p, theme, upper.adjusted(used + px(16), 0, 0, 0), text, size=Size.QUIET, tone=Tone.SOFT, align=canvas.RIGHT
            )
        why, x = self._words(view.why), upper.left() + (used + px(16) if is_low else 0)
        for person in view.next[:NEXT]:
            text = self.names.by(person)
            wide = canvas.width_of(theme, text, Size.LABEL, bold=True) + px(32)
            spot = QRectF(x, top, wide, px(32))
            self.head.button(p, f"next/{person}", spot, text, partial(self._begin, person), why=why)
            x += wide + px(8)
        if len(view.next) > NEXT:
            text = translate("Handover", "其他人…")
            wide = canvas.width_of(theme, text, Size.LABEL, bold=True) + px(32)
            self.head.button(p, "next", QRectF(x, top, wide, px(32)), text, self._others, why=why)

    # --- actions --------------------------------------------------------------------------------------------------------

    def _begin(self, person: str, _checked: bool = False) -> None:
        self.desk.order(c.BeginHandover(to=person))

    def _others(self) -> None:
        self.menu = menu = popup_menu(self)
        for person in self.shown.next[NEXT:] if self.shown is not None else ():
            entry = menu.addAction(self.names.by(person))
            if entry is not None:
                entry.setData(person)
                entry.triggered.connect(partial(self._begin, person))
        menu.popup(self.head.mapToGlobal(self.head.areas()["next"].bottomLeft().toPoint()))

    def _cancel(self) -> None:
        if self.shown is not None and self.shown.under_way is not None:
            self.desk.order(c.CancelHandover(handover=self.shown.under_way.id))

    def _finish(self) -> None:
        if self.shown is not None and self.shown.under_way is not None:
            self.desk.order(c.FinishHandover(handover=self.shown.under_way.id))

    def print_sheet(self) -> None:
        """Print the sheet as it is; after a handover nobody has gone on from, the one that was handed over."""
        if self.shown is None:
            return
        view, names, family = self.shown, self.names, self.theme.family
        self.printing.write(stem(view, names), "pdf", lambda step: as_pdf(paper(view, names, family), step))
        self._looking.start()
        self._tell()

    def take_over(self, old: AnyPane) -> None:
        """The sheet that is being printed is told of here."""
        super().take_over(old)
        self._looking.start()

    def _tell(self) -> None:
        """How much is open, and how far the printing is or what came of it."""
        now = self.printing.progress
        self.note(translate("Handover", "未了事项 %n", n=self.sheet.sheet.total), self.printing.words(now))
        self.print_button.allow(not now.is_running, translate("Export", "正在导出") if now.is_running else "")
        if not now.is_running:
            self._looking.stop()


def _handed(view: HandoverView) -> HandoverFact | None:
    """The handover that is over and nobody has gone on from: the last one, if it was within the hour."""
    last = view.last
    is_told = view.under_way is None and last is not None and last.done_at is not None and view.now - last.done_at < 3600
    return last if is_told else None


def stem(view: HandoverView, names: Names) -> str:
    """The name of the sheet's file, without its ending."""
    handed = _handed(view)
    at = handed.done_at if handed is not None and handed.done_at is not None else view.now
    return f"handover-{datetime.fromtimestamp(at, names.zone_info):%Y%m%dT%H%M}"


def paper(view: HandoverView, names: Names, family: str) -> Paper:
    """The sheet in words: of the handover under way, else of the last one if it was within the hour, else what is open."""
    handed = _handed(view)
    told = view.under_way or handed
    at = handed.done_at if handed is not None and handed.done_at is not None else view.now
    taken = told.accepted if told is not None else {}
    if handed is not None:
        lines = [each.line for each in taken.values()]
        state = translate("Handover", "已交接")
    else:
        lines = [each.line for kind in view.kinds for each in kind.lines]
        state = translate("Handover", "交接进行中") if told is not None else translate("Handover", "未了事项清单，尚未交接")
    if view.why == "link":
        state += translate("Handover", "；与主机失去联系，以上为断线前的情况")
    day = datetime.fromtimestamp(at, names.zone_info)

    def line(each: OpenLine) -> PaperLine:
        known, text = taken.get(each.key), said(each, names)
        accepted = f"{names.by(known.by)} {names.moment(known.at)}" if known is not None and known.line == each else ""
        return PaperLine(what=text.what, more=text.more, since=names.moment(each.since), accepted=accepted)

    kinds: dict[LineKind, list[OpenLine]] = {}
    for each in lines:
        kinds.setdefault(each.kind, []).append(each)
    return Paper(
        title=translate("Handover", "交接班单"),
        hall=words.name(view.config) if view.config is not None else "",
        giver=names.by(told.giver) if told is not None and told.giver else (names.by(view.duty) if view.duty else "–"),
        taker=names.by(told.taker) if told is not None else "–",
        at=f"{day:%Y-%m-%d %H:%M}",
        state=state,
        kinds=tuple((words.of(kind), tuple(line(each) for each in found)) for kind, found in kinds.items()),
        family=family,
    )


def _next(state: HallState) -> tuple[str, ...]:
    """Leaders at work first; whoever has the duty cannot take it over."""
    known = lookup(state).staff
    here = [id for id, each in state.staff.items() if each.presence is not Presence.OUT and id in known and id != state.duty]
    return tuple(sorted(here, key=lambda each: (known[each].post is not Post.DUTY_LEADER, each)))
