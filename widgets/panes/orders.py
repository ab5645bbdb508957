"""The orders of this hall, newest first: when, what, how far each got, and by what evidence or for which reason. It gives none itself."""

from msgspec import Struct
from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from console.model.command import Command, Refusal
from console.model.hall import HallConfig
from console.model.state import Stage
from console.session import Desk, Frame
from widgets import sentences, words
from widgets.pane import Pane
from widgets.table import Cell, Column, Row, Table
from widgets.theme import Theme, Tone, look

translate = QCoreApplication.translate
SHOWN = 100
UNDER_WAY = (Stage.COMMANDED, Stage.REPORTED)
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
    waited: int | None
    """Whole seconds that it has been under way; None: it is over."""


class OrdersView(Struct, frozen=True, kw_only=True):
    """What the pane shows."""

    config: HallConfig | None
    lines: tuple[OrderLine, ...]
    under_way: int


class Orders(Pane[OrdersView]):
    """The list of orders."""

    name = "orders"
    title = QT_TRANSLATE_NOOP("Pane", "命令")

    def __init__(self, desk: Desk, theme: Theme) -> None:
        super().__init__(desk, theme)
        columns = (Column("", 76), Column("", 120, stretch=3), Column("", 96), Column("", 80, stretch=2))
        self.table = Table(theme, columns, self)
        self.table.empty_words = translate("Orders", "今日尚无命令")
        self.body.addWidget(self.table)

    @classmethod
    def view(cls, frame: Frame) -> OrdersView:
        """The last orders, newest first."""
        newest = sorted(frame.state.orders.values(), key=lambda order: (-order.at, order.id))
        lines = tuple(
            OrderLine(
                id=order.id,
                at=order.at,
                by=order.by,
                command=order.command,
                stage=order.stage,
                detail=order.detail,
                waited=int(frame.now - order.at) if order.stage in UNDER_WAY else None,
            )
            for order in newest[:SHOWN]
        )
        return OrdersView(config=frame.state.config, lines=lines, under_way=sum(line.waited is not None for line in lines))

    def draw(self, view: OrdersView) -> None:
        """Rows by order id."""
        names = words.names_of(view.config)
        under_way = translate("Orders", "{0} 条进行中").format(view.under_way) if view.under_way else ""
        self.note(right=under_way)
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
            return words.join((f"{waiting} {words.duration(line.waited)}", line.detail))
        if line.stage is Stage.EXPIRED:
            return line.detail or translate("Orders", "无回执，请查看现场")
        if line.stage is Stage.UNKNOWN:
            return line.detail or translate("Orders", "主机重启，结果不明，请查看现场")
        if line.detail in set(Refusal):
            return words.of(Refusal(line.detail))
        if line.stage is Stage.CONFIRMED and not line.detail:
            return names.by(line.by)
        return line.detail
