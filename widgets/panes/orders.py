"""The orders of this hall, newest first: when, what, how far each got, and by what evidence or for which reason. It gives none itself.

What people and plans ordered is shown; what the hub orders by itself (a number on a strip, a beep) only when asked for.
"""

from msgspec import Struct
from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from console.model.command import Command
from console.model.hall import HallConfig
from console.model.orders import UNDER_WAY
from console.model.state import Stage
from console.session import Desk, Frame
from widgets import evidence, sentences, words
from widgets.action import ActionButton
from widgets.pane import Pane
from widgets.table import Cell, Column, Row, Table
from widgets.theme import Theme, Tone, look

translate = QCoreApplication.translate
SHOWN = 100
LINK = "link"
"""Who orders what follows from an event by itself."""
_LEFT_OPEN = {Stage.MISMATCH, Stage.EXPIRED, Stage.FAILED, Stage.UNKNOWN}
"""Stages after which a person has to look for themselves."""


class OrderLine(Struct, frozen=True, kw_only=True):
    """An order and what came of it."""

    id: str
    at: float
    by: str
    command: Command
    stage: Stage
    detail: str
    reason: str
    """Why it was refused, a code; else empty."""
    waited: int | None
    """Whole seconds that it has been under way; None: it is over."""


class OrdersView(Struct, frozen=True, kw_only=True):
    """What the pane shows."""

    config: HallConfig | None
    lines: tuple[OrderLine, ...]
    under_way: int
    linked: int
    """Orders of the linkage, shown or not."""
    linked_wrong: int
    """Those of them that somebody has to look after."""


class Orders(Pane[OrdersView]):
    """The list of orders."""

    name = "orders"
    title = QT_TRANSLATE_NOOP("Pane", "命令")

    def __init__(self, desk: Desk, theme: Theme) -> None:
        super().__init__(desk, theme)
        columns = (Column("", 76), Column("", 130, stretch=5), Column("", 116), Column("", 70, stretch=2, above=440))
        self.table = Table(theme, columns, self, ground=Tone.PANEL)
        self.table.empty_words = translate("Orders", "今日尚无命令")
        self.body.addWidget(self.table)
        self.is_whole = False
        """Whether what the linkage orders is shown too."""
        self.more = ActionButton(theme, "", self)
        self.more.fired.connect(self.toggle)

    @classmethod
    def view(cls, frame: Frame) -> OrdersView:
        """The last orders of people and plans, newest first."""
        return cls.seen(frame, is_whole=False)

    def viewed(self, frame: Frame) -> OrdersView:
        """As `view`, with the linkage's when the operator wants them."""
        return self.seen(frame, is_whole=self.is_whole)

    @staticmethod
    def seen(frame: Frame, *, is_whole: bool) -> OrdersView:
        """The last orders, newest first."""
        linked = [order.stage for order in frame.state.orders.values() if order.by == LINK]
        shown = (order for order in frame.state.orders.values() if is_whole or order.by != LINK)
        newest = sorted(shown, key=lambda order: (-order.at, order.id))
        lines = tuple(
            OrderLine(
                id=order.id,
                at=order.at,
                by=order.by,
                command=order.command,
                stage=order.stage,
                detail=order.detail,
                reason=order.reason,
                waited=int(frame.now - order.at) if order.stage in UNDER_WAY else None,
            )
            for order in newest[:SHOWN]
        )
        return OrdersView(
            config=frame.state.config,
            lines=lines,
            under_way=sum(line.waited is not None for line in lines),
            linked=len(linked),
            linked_wrong=sum(stage in _LEFT_OPEN for stage in linked),
        )

    def toggle(self) -> None:
        """Show the linkage's orders too, or hide them."""
        self.is_whole = not self.is_whole
        self.forget()

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        """At the right end of the title's line."""
        size, px = self.more.sizeHint(), self.theme.px
        self.more.setGeometry(self.width() - size.width() - px(12), px(4), size.width(), size.height())

    def draw(self, view: OrdersView) -> None:
        """Rows by order id."""
        names = words.names_of(view.config)
        under_way = translate("Orders", "{0} 条进行中").format(view.under_way) if view.under_way else ""
        self.note(under_way)
        wrong = translate("Orders", "{0} 条异常").format(view.linked_wrong) if view.linked_wrong else ""
        linked = translate("Orders", "隐藏系统联动") if self.is_whole else translate("Orders", "系统联动 {0}").format(view.linked)
        self.more.setText(words.join((linked, wrong)))
        self._place()
        self.table.set_rows(tuple(self._row(line, names) for line in view.lines))

    def _row(self, line: OrderLine, names: words.Names) -> Row:
        ordered = sentences.ordered(line.command, names)
        return Row(
            line.id,
            (
                Cell(names.clock(line.at), tone=Tone.FAINT),
                Cell(ordered, under=""),
                Cell(words.of(line.stage), look=look(line.stage), pill=True),
                Cell(self._because(line, names), tone=Tone.HIGH if line.stage in _LEFT_OPEN else Tone.SOFT),
            ),
            edge=look(line.stage).tone if line.stage in _LEFT_OPEN else None,
        )

    def _because(self, line: OrderLine, names: words.Names) -> str:
        """The evidence, or the reason; for what is under way how long it has been."""
        if line.waited is not None:
            waiting = translate("Orders", "等待回执") if line.stage is Stage.COMMANDED else translate("Orders", "等待现场确认")
            return f"{waiting} {words.duration(line.waited)}"
        if line.stage is Stage.REFUSED:
            return evidence.refused(line.reason, line.detail, names)
        said = evidence.said(line.detail, names)
        if line.stage is Stage.EXPIRED:
            return said or translate("Orders", "无回执，请查看现场")
        if line.stage is Stage.UNKNOWN:
            return said or translate("Orders", "主机重启，结果不明，请查看现场")
        if line.stage is Stage.WITHDRAWN:
            return translate("Orders", "由后来的命令取代")
        if line.stage is Stage.CONFIRMED:
            return words.join((said, names.by(line.by)))
        return said
