"""The queues, the most urgent first: how many wait, how long, who passes the limit next; and the waiting tickets of the one chosen."""

from functools import partial

from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QPoint, QRectF
from PyQt6.QtGui import QPainter

from console.model import command as c
from console.model.state import TicketPhase
from console.session import Desk, Frame
from widgets import canvas, words
from widgets.canvas import Canvas
from widgets.pane import Pane
from widgets.queue_lines import SOON, QueueLine, QueuesView, WaitingTicket, view_of
from widgets.reason import Reason
from widgets.table import Action, Cell, Column, Push, Row, Table
from widgets.theme import Look, Shape, Size, Theme, Tone, look

translate = QCoreApplication.translate
_NO_LIMIT = 16_777_215
"""Qt's QWIDGETSIZE_MAX, which PyQt does not name."""
_LISTED = 100
"""Tickets of a queue listed at most; the note says how many wait in all."""
ROW = 30
LOW = 240
"""Unscaled pixels; in a pane lower than that, a chosen queue stands alone above its tickets, without titles: a click brings the others back."""


class Queues(Pane[QueuesView]):
    """The table of queues."""

    name = "queues"
    title = QT_TRANSLATE_NOOP("Pane", "队列")

    def __init__(self, desk: Desk, theme: Theme) -> None:
        super().__init__(desk, theme)
        self._shown: QueuesView | None = None
        self._queue: str | None = None
        columns = (
            Column(translate("Queues", "业务"), 96, stretch=3),
            Column(translate("Queues", "等候"), 52, numeric=True),
            Column(translate("Queues", "最长"), 68, stretch=1, numeric=True),
            Column("P90", 60, stretch=1, numeric=True, above=420),
            Column(translate("Queues", "预计"), 104, stretch=1, numeric=True),
            Column(translate("Queues", "超时 / 将超"), 84, numeric=True),
        )
        self.table = Table(theme, columns, self)
        self.table.empty_words = translate("Queues", "尚无队列数据")
        self.table.chosen = self._chosen
        self.line = Canvas(theme, self._paint_line, self)
        self.line.setFixedHeight(theme.px(24))
        self.tickets = Table(theme, self._ticket_columns(), self)
        self.tickets.empty_words = translate("Queues", "这个队列没有人等候")
        self.tickets.chosen = self._ticket_chosen
        self.tickets.pushed = self._pushed
        self.tickets.menu_of = self._ticket_actions
        self.tickets.hide()
        rows = self.table.verticalHeader()
        if rows is not None:  # an empty header is false
            rows.setDefaultSectionSize(theme.px(ROW))
        self.body.setSpacing(theme.px(4))
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.line)
        self.body.addWidget(self.tickets, 1)

    def _ticket_columns(self) -> tuple[Column, ...]:
        return (
            Column(translate("Queues", "票号"), 92),
            Column(translate("Queues", "业务"), 72, stretch=2),
            Column(translate("Queues", "优先"), 60, above=480),
            Column(translate("Queues", "已等"), 64, numeric=True),
            Column("", 112),
        )

    @classmethod
    def view(cls, frame: Frame) -> QueuesView:
        """Figures of all queues; most urgent first: over the limit, about to pass it, longest wait."""
        return view_of(frame)

    def draw(self, view: QueuesView) -> None:
        """Rows by queue; the chosen queue's tickets below."""
        self._shown = view
        self.note("", translate("Queues", "按最紧急排序"))
        self.line.update()
        self._draw_tickets()

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)
        self._draw_queues()

    def _draw_queues(self) -> None:
        """All of them; in a low pane, under whose tickets there is no room, the chosen one."""
        view = self._shown
        if view is None:
            return
        names = words.names_of(view.config)
        lines = view.lines
        is_low = self._queue is not None and self.height() < self.theme.px(LOW)
        if is_low:
            lines = tuple(line for line in lines if line.id == self._queue)
        self.table.setMaximumHeight(self.theme.px(ROW) if is_low else _NO_LIMIT)
        for table in (self.table, self.tickets):
            head = table.horizontalHeader()
            if head is not None:
                head.setVisible(not is_low)
        self.line.setVisible(not is_low)
        self.table.set_rows(tuple(_row(line, names, known=view.known) for line in lines))

    def _draw_tickets(self) -> None:
        self._draw_queues()
        view = self._shown
        if view is None or self._queue is None:
            self.tickets.hide()
            return
        names = words.names_of(view.config)
        reason = words.of(view.blocked) if view.blocked else ""
        mine = [ticket for ticket in view.tickets if ticket.queue == self._queue]
        self.tickets.set_rows(tuple(_ticket_row(ticket, names, reason) for ticket in mine[:_LISTED]))
        self.tickets.show()

    def _paint_line(self, p: QPainter, area: QRectF) -> None:
        """Who passes the limit next, in words."""
        view, theme = self._shown, self.theme
        if view is None or not view.lines:
            return
        area = area.adjusted(theme.px(6), 0, 0, 0)
        if not view.known:
            canvas.state(
                p, theme, area, translate("Queues", "排队系统失联，数字停在最后所知"), Look(Shape.QUESTION, Tone.UNKNOWN)
            )
            return
        said = _said(view)
        if not said:
            quiet = translate("Queues", "{0} 分钟内无人超过上限").format(int(SOON // 60))
            canvas.text(p, theme, area, quiet, size=Size.LABEL, tone=Tone.FAINT)
            return
        urgent = view.over or (view.next_over is not None and view.next_over.left < SOON)
        canvas.text(p, theme, area, said, size=Size.BODY, bold=bool(urgent), tone=Tone.HIGH if urgent else Tone.SOFT)

    def _chosen(self, row_id: str) -> None:
        """The queue's tickets below; the same row again puts them away."""
        self._queue = None if row_id == self._queue else row_id
        self._draw_tickets()
        if self._queue is None:
            self.table.choose(None)
        else:
            self.desk.select("queue", row_id)

    def _ticket_chosen(self, row_id: str) -> None:
        self.desk.select("ticket", row_id)

    def _pushed(self, row_id: str, code: str) -> None:
        match code:
            case "recall":
                self._recall(row_id)
            case "prioritise":
                self._prioritise(row_id)
            case "transfer":
                self._transfer(row_id)

    def _ticket_actions(self, row_id: str) -> tuple[Action, ...]:
        view = self._shown
        ticket = next((each for each in view.tickets if each.id == row_id), None) if view else None
        if view is None or ticket is None:
            return ()
        pushes = _ticket_pushes(ticket, words.of(view.blocked) if view.blocked else "")
        return tuple(Action(push.words, partial(self._pushed, row_id, push.code), enabled=push.enabled) for push in pushes)

    def _recall(self, ticket_id: str) -> None:
        tickets = self._shown.tickets if self._shown else ()
        for ticket in tickets:
            if ticket.id == ticket_id and ticket.counter is not None:
                self.desk.order(c.RecallTicket(counter=ticket.counter))

    def _prioritise(self, ticket_id: str) -> None:
        config = self._shown.config if self._shown else None
        if config is None:
            return
        given = sorted(config.priorities, key=lambda each: -each.credit)
        Reason(
            self.theme,
            translate("Queues", "{0} 改变优先级").format(ticket_id),
            lambda priority, reason: self.desk.order(c.PrioritiseTicket(ticket=ticket_id, priority=priority, reason=reason)),
            self,
            choices=[(each.id, words.name(each)) for each in given],
            suggestions=(translate("Queues", "老人"), translate("Queues", "孕妇或带婴儿"), translate("Queues", "身体不适")),
        ).open_at(self._below(ticket_id))

    def _transfer(self, ticket_id: str) -> None:
        config = self._shown.config if self._shown else None
        if config is None:
            return
        mine = next((each.queue for each in self._shown.tickets if each.id == ticket_id), "") if self._shown else ""
        first = {business.group: business for business in reversed(config.businesses) if business.group != mine}
        Reason(
            self.theme,
            translate("Queues", "{0} 转到队列").format(ticket_id),
            lambda business, _: self.desk.order(c.TransferTicket(ticket=ticket_id, to_business=business)),
            self,
            choices=[(first[queue.id].id, words.name(queue)) for queue in config.queues if queue.id in first],
            needed=False,
        ).open_at(self._below(ticket_id))

    def _below(self, ticket_id: str) -> QPoint:
        row = next((i for i, each in enumerate(self.tickets.rows.rows) if each.id == ticket_id), 0)
        area = self.tickets.visualRect(self.tickets.rows.index(row, 0))
        viewport = self.tickets.viewport()
        return viewport.mapToGlobal(area.bottomLeft()) if viewport is not None else QPoint()


def _said(view: QueuesView) -> str:
    """`3 人已超时；B052 将于 10:48 超过 20 分钟（还有 6 分）`."""
    parts = []
    if view.over:
        parts.append(translate("Queues", "{0} 人已超时").format(view.over))
    if view.next_over is not None and view.next_over.left <= SOON:
        names = words.names_of(view.config)
        left = words.age(view.next_over.left)
        parts.append(
            translate("Queues", "{0} 将于 {1} 超过 {2} 分钟（还有 {3}）").format(
                view.next_over.ticket, names.clock(view.next_over.at)[:5], view.next_over.limit // 60, left
            )
        )
    return "；".join(parts)


def _row(line: QueueLine, names: words.Names, *, known: bool) -> Row:
    urgent = Tone.HIGH if line.over else Tone.MEDIUM if line.soon else Tone.TEXT
    if not known:
        urgent = Tone.FAINT
    waiting = str(line.waiting) if known or line.waiting else "—"
    passing = Cell(str(line.over), tone=urgent, bold=line.over > 0, note=f"/ {line.soon}")
    return Row(
        line.id,
        (
            Cell(_prefixed(line.id, names), note="" if line.served else translate("Queues", "无窗口办理")),
            Cell(waiting, bold=bool(line.waiting), tone=Tone.TEXT if line.waiting else Tone.FAINT),
            Cell(
                words.duration(line.longest) if line.waiting else "–",
                tone=urgent if line.waiting else Tone.FAINT,
                bold=line.over > 0,
            ),
            Cell(words.duration(line.p90) if line.p90 is not None else "–", tone=Tone.SOFT),
            _estimate(line),
            passing if line.over or line.soon else Cell("–", tone=Tone.FAINT),
        ),
        edge=urgent if known and (line.over or line.soon) else None,
        quiet=not known,
    )


def _prefixed(queue: str, names: words.Names) -> str:
    """`B 居民业务`: the letter that the tickets carry first."""
    found = next((each for each in (names.config.queues if names.config else ()) if each.id == queue), None)
    name = names.of("queue", queue)
    return f"{found.prefix} {name}" if found is not None and found.prefix else name


def _estimate(line: QueueLine) -> Cell:
    """Minutes, as the printed ticket says them, and quietly how sure that is; nothing when nothing supports a guess."""
    if line.estimate is None:
        return Cell("–", tone=Tone.SOFT)
    minutes = -(-line.estimate // 60)
    said = translate("Queues", "{0} 分").format(minutes)
    if line.between is None:
        return Cell(said, tone=Tone.SOFT)
    least, most = line.between[0] // 60, -(-line.between[1] // 60)
    spoken = translate("Queues", "约 {0} 分，多在 {1} 至 {2} 分之间").format(minutes, least, most)
    return Cell(said, tone=Tone.SOFT, note=f"{least}–{most}" if most - least > 1 else "", spoken=spoken)


def _ticket_row(ticket: WaitingTicket, names: words.Names, reason: str) -> Row:
    priority = names.of("priority", ticket.priority) if ticket.priority != "normal" else ""
    where = f"{words.of(TicketPhase.CALLED)} {names.of('counter', ticket.counter)}" if ticket.counter else ""
    seen = (
        look(TicketPhase.CALLED)
        if ticket.counter
        else Look(Shape.TRIANGLE, Tone.HIGH)
        if ticket.over
        else look(TicketPhase.WAITING)
    )
    return Row(
        ticket.id,
        (
            Cell(ticket.id, bold=True, look=seen),
            Cell(where or names.of("business", ticket.business), tone=Tone.SOFT),
            Cell(priority, tone=Tone.INFO),
            Cell(words.duration(ticket.waited), tone=Tone.HIGH if ticket.over else Tone.TEXT, bold=ticket.over),
            Cell(pushes=_ticket_pushes(ticket, reason)),
        ),
    )


def _ticket_pushes(ticket: WaitingTicket, reason: str) -> tuple[Push, ...]:
    offered = [("transfer", translate("Queues", "转移"))]
    if ticket.counter is not None:
        offered.insert(0, ("recall", translate("Queues", "重呼")))
    else:
        offered.insert(0, ("prioritise", translate("Queues", "优先")))
    return tuple(Push(code, text, enabled=not reason, reason=reason) for code, text in offered)
