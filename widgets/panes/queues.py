"""The queues, the most urgent first: how many wait, how long, who passes the limit next; by queue, business, class or priority.

Below stand the tickets of the line that is chosen. Two more pages: a countdown of those who will have waited too long, and who was called
before somebody who had waited longer, with the reason.
"""

from functools import partial

from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QRectF, Qt
from PyQt6.QtGui import QPainter

from console.model import command as c
from console.model.overtaking import Why
from console.session import Desk, Frame
from widgets import canvas, words
from widgets.canvas import Canvas
from widgets.pane import Pane
from widgets.plain_ground import stand_on
from widgets.queue_lines import SOON, Axis, BySecond, QueuesView, countdown, view_of
from widgets.queue_rows import line_row, passed_row, rule, said, ticket_pushes, ticket_row
from widgets.reason import Reason
from widgets.strip import Item, Strip
from widgets.table import Action, Column, Table
from widgets.theme import Look, Shape, Size, Theme, Tone

translate = QCoreApplication.translate
_NO_LIMIT = 16_777_215
"""Qt's QWIDGETSIZE_MAX, which PyQt does not name."""
_LISTED = 100
"""Tickets of a queue listed at most; the note says how many wait in all."""
ROW = 30
COUNTDOWN, PASSED = "countdown", "passed"
NARROW = 560
"""Unscaled pixels; in a pane narrower than that, a ticket's business needs the room of a button."""
LOW = 240
"""Unscaled pixels; in a pane lower than that, a chosen queue stands alone above its tickets, without titles: a click brings the others back."""


class Queues(Pane[QueuesView]):
    """The table of queues."""

    name = "queues"
    title = QT_TRANSLATE_NOOP("Pane", "队列")
    by_hand = ("_page", "_queue")

    def __init__(self, desk: Desk, theme: Theme) -> None:
        super().__init__(desk, theme)
        self._shown: QueuesView | None = None
        self._page: str = Axis.QUEUE.value
        """What is shown: by what those who wait are put together, `countdown` or `passed`."""
        self._queue: str | None = None
        """The line that is chosen."""
        self._kept = BySecond()
        columns = (
            Column(translate("Queues", "业务"), 96, stretch=6),
            Column(translate("Queues", "等候"), 84, numeric=True, least=64),
            Column(translate("Queues", "最长"), 60, stretch=1, numeric=True),
            Column("P50", 60, stretch=1, numeric=True, above=560),
            Column("P90", 56, stretch=1, numeric=True, above=480),
            Column(translate("Queues", "预计"), 120 if words.is_english() else 104, stretch=1, numeric=True, least=76),
            Column(translate("Queues", "超时 / 将超"), 84, numeric=True),
        )
        self.table = Table(theme, columns, self, ground=Tone.PANEL)
        self.table.empty_words = translate("Queues", "尚无队列数据")
        self.table.chosen = self._chosen
        self.line = Canvas(theme, self._paint_line, self)
        self.line.setFixedHeight(theme.px(24))
        stand_on(self.line, theme, Tone.PANEL)
        self.tickets = Table(theme, self._ticket_columns(), self, ground=Tone.PANEL)
        self.tickets.empty_words = translate("Queues", "这个队列没有人等候")
        self.tickets.chosen = self._ticket_chosen
        self.tickets.pushed = self._pushed
        self.tickets.menu_of = self._ticket_actions
        self.tickets.keys = {
            Qt.Key.Key_R: "recall",
            Qt.Key.Key_X: "abandon",
            Qt.Key.Key_T: "transfer",
            Qt.Key.Key_P: "prioritise",
        }
        self.tickets.hide()
        self.passed = Table(theme, self._passed_columns(), self, ground=Tone.PANEL)
        self.passed.empty_words = translate("Queues", "近 30 分钟无人越号")
        self.passed.chosen = self._passed_chosen
        self.passed.hide()
        self.strip = Strip(theme, self)
        self.strip.picked = self._turn_to
        self.set_head(self.strip)
        rows = self.table.verticalHeader()
        if rows is not None:  # an empty header is false
            rows.setDefaultSectionSize(theme.px(ROW))
        self.body.setSpacing(theme.px(4))
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.line)
        self.body.addWidget(self.tickets, 1)
        self.body.addWidget(self.passed, 1)

    def _passed_columns(self) -> tuple[Column, ...]:
        return (
            Column(translate("Queues", "时间"), 52),
            Column(translate("Queues", "谁先于谁"), 150, stretch=2),
            Column(translate("Queues", "原因"), 140, stretch=2),
            Column(translate("Queues", "窗口"), 80, above=560),
        )

    def _ticket_columns(self) -> tuple[Column, ...]:
        return (
            Column(translate("Queues", "票号"), 78),
            Column(translate("Queues", "业务"), 72, stretch=2),
            Column(translate("Queues", "优先"), 60, above=480),
            Column(translate("Queues", "已等"), 56, numeric=True),
            Column(translate("Queues", "距上限"), 104, numeric=True, above=400),
            Column("", 156),
        )

    @classmethod
    def view(cls, frame: Frame) -> QueuesView:
        """Figures of all queues; most urgent first: over the limit, about to pass it, longest wait."""
        return view_of(frame)

    def viewed(self, frame: Frame) -> QueuesView:
        """By what was chosen here."""
        return view_of(frame, self._axis(), self._kept)

    def parts(self, frame: Frame) -> tuple[object, ...]:
        """Tickets and counters at once; waits, limits, what is foreseen and who was passed over by the second."""
        return (frame.state.config, frame.state.tickets, frame.state.counters)

    def _axis(self) -> Axis:
        return Axis(self._page) if self._page in set(Axis) else Axis.QUEUE

    def draw(self, view: QueuesView) -> None:
        """Rows by queue; the chosen queue's tickets below."""
        self._shown = view
        self._draw_strip(view)
        self.line.update()
        self._draw_tickets()

    def _draw_strip(self, view: QueuesView) -> None:
        urgent, passed = countdown(view), view.passed
        odd = any(each.why is Why.UNEXPLAINED for each in passed)
        over = any(each.over for each in urgent)
        pages = (
            (Axis.QUEUE.value, translate("Queues", "队列"), translate("Queues", "按队列，最紧急在前")),
            (Axis.BUSINESS.value, translate("Queues", "业务"), translate("Queues", "按业务")),
            (Axis.CUSTOMER.value, translate("Queues", "客户"), translate("Queues", "按客户类别")),
            (Axis.PRIORITY.value, translate("Queues", "优先级"), translate("Queues", "按优先级")),
        )
        items = [Item(code=code, words=said_, on=code == self._page, spoken=spoken) for code, said_, spoken in pages]
        items.append(
            Item(
                code=COUNTDOWN,
                words=translate("Queues", "将超时 {0}").format(len(urgent)),
                on=self._page == COUNTDOWN,
                tone=Tone.HIGH if over else Tone.MEDIUM if urgent else Tone.SOFT,
                spoken=translate("Queues", "已超时和 10 分钟内将超时的每一位"),
                apart=True,
            )
        )
        items.append(
            Item(
                code=PASSED,
                words=translate("Queues", "越号 {0}").format(len(passed)),
                on=self._page == PASSED,
                tone=Tone.HIGH if odd else Tone.SOFT,
                spoken=translate("Queues", "近 30 分钟谁先于早到的人被叫，为什么"),
            )
        )
        self.strip.show_items(tuple(items))
        self.place_head()

    def _turn_to(self, page: str) -> None:
        """Show another page; a line chosen in the last one means nothing in it."""
        self._page, self._queue = page, None
        self.table.choose(None)
        self.forget()
        if self._shown is not None:
            self._draw_strip(self._shown)
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
        self.table.setVisible(self._page not in (COUNTDOWN, PASSED))
        self.passed.setVisible(self._page == PASSED)
        self.table.set_rows(tuple(line_row(line, view.axis, names, known=view.known) for line in lines))

    def _draw_tickets(self) -> None:
        self._draw_queues()
        view = self._shown
        if view is None or (self._queue is None and self._page != COUNTDOWN):
            self.tickets.hide()
        if view is None:
            return
        names = words.names_of(view.config)
        if self._page == PASSED:
            self.passed.set_rows(tuple(passed_row(each, names) for each in view.passed))
            return
        if self._page == COUNTDOWN:
            mine = countdown(view)
        else:
            mine = tuple(ticket for ticket in view.tickets if ticket.is_in(view.axis, self._queue or ""))
        if self._queue is None and self._page != COUNTDOWN:
            return
        reason = words.of(view.blocked) if view.blocked else ""
        quiet = translate("Queues", "{0} 分钟内无人超过上限").format(int(SOON // 60))
        self.tickets.empty_words = quiet if self._page == COUNTDOWN else translate("Queues", "这个队列没有人等候")
        self.tickets.set_rows(
            tuple(ticket_row(ticket, names, reason, is_narrow=self.width() < self.theme.px(NARROW)) for ticket in mine[:_LISTED])
        )
        self.tickets.show()

    def _paint_line(self, p: QPainter, area: QRectF) -> None:
        """Who passes the limit next, in words; of a chosen line, who is called next and by which rule."""
        view, theme = self._shown, self.theme
        if view is None or not view.lines:
            return
        area = area.adjusted(theme.px(6), 0, 0, 0)
        if not view.known:
            canvas.state(
                p, theme, area, translate("Queues", "排队系统失联，数字停在最后所知"), Look(Shape.QUESTION, Tone.UNKNOWN)
            )
            return
        if self._queue is not None:
            canvas.text(p, theme, area, rule(view, view.axis, self._queue), size=Size.LABEL, tone=Tone.SOFT)
            return
        told = said(view)
        if not told:
            quiet = translate("Queues", "{0} 分钟内无人超过上限").format(int(SOON // 60))
            canvas.text(p, theme, area, quiet, size=Size.LABEL, tone=Tone.FAINT)
            return
        urgent = view.over or (view.next_over is not None and view.next_over.left < SOON)
        size = canvas.fitting(theme, told, area.width(), (Size.BODY, Size.LABEL, Size.QUIET), bold=bool(urgent))
        canvas.text(p, theme, area, told, size=size, bold=bool(urgent), tone=Tone.HIGH if urgent else Tone.SOFT)

    def _chosen(self, row_id: str) -> None:
        """The queue's tickets below; the same row again puts them away."""
        self._queue = None if row_id == self._queue else row_id
        self._draw_tickets()
        self.line.update()
        if self._queue is None:
            self.table.choose(None)
        elif self._page == Axis.QUEUE.value:
            self.desk.select("queue", row_id)

    def _passed_chosen(self, row_id: str) -> None:
        self.desk.select("ticket", row_id.partition(":")[0])

    def _ticket_chosen(self, row_id: str) -> None:
        self.desk.select("ticket", row_id)

    def _pushed(self, row_id: str, code: str) -> None:
        match code:
            case "recall":
                self._at_counter(row_id, c.RecallTicket)
            case "abandon":
                self._end(row_id)
            case "prioritise":
                self._prioritise(row_id)
            case "transfer":
                self._transfer(row_id)

    def _ticket_actions(self, row_id: str) -> tuple[Action, ...]:
        view = self._shown
        ticket = next((each for each in view.tickets if each.id == row_id), None) if view else None
        if view is None or ticket is None:
            return ()
        pushes = ticket_pushes(ticket, words.of(view.blocked) if view.blocked else "")
        return tuple(Action(push.words, partial(self._pushed, row_id, push.code), enabled=push.enabled) for push in pushes)

    def _at_counter(self, ticket_id: str, command: type[c.RecallTicket] | type[c.AbandonTicket]) -> None:
        """Recall a called ticket, or close one whose customer did not come: an order to its counter."""
        tickets = self._shown.tickets if self._shown else ()
        for ticket in tickets:
            if ticket.id == ticket_id and ticket.counter is not None:
                self.desk.order(command(counter=ticket.counter))

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
        ).open_at(self.tickets.below(ticket_id))

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
        ).open_at(self.tickets.below(ticket_id))

    def _end(self, ticket_id: str) -> None:
        """Close a ticket whose customer does not come: a called one at its counter, a waiting one with a reason."""
        tickets = self._shown.tickets if self._shown else ()
        if any(each.id == ticket_id and each.counter is not None for each in tickets):
            self._at_counter(ticket_id, c.AbandonTicket)
            return
        Reason(
            self.theme,
            translate("Queues", "{0} 清号，不再叫号").format(ticket_id),
            lambda _, reason: self.desk.order(c.ClearTicket(ticket=ticket_id, reason=reason)),
            self,
            suggestions=(translate("Queues", "人已离开"), translate("Queues", "重复取号"), translate("Queues", "本人要求")),
        ).open_at(self.tickets.below(ticket_id))
