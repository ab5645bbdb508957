"""The duty book (值班日志): special problems and rounds on the left page, what happened on the right, and a line to write into. No dialogs."""

from collections.abc import Callable, Sequence

from msgspec import Struct
from msgspec.structs import replace
from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QRectF, QSettings, Qt
from PyQt6.QtGui import QPainter, QPaintEvent
from PyQt6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from console.model import command as c
from console.model import duty
from console.model.book import DutyRound, ProblemPhase, Written
from console.model.duty import RoundPhase
from console.model.hall import HallConfig
from console.model.state import HallState, Stage
from console.session import Desk, Frame
from widgets import canvas, words
from widgets.duty_page import BookPage
from widgets.duty_rounds import LeftPage, RoundLine, RoundList
from widgets.note_form import NoteForm
from widgets.pane import AnyPane, Pane
from widgets.reason import Reason
from widgets.theme import Theme, Tone

translate = QCoreApplication.translate
LINES = 150
"""Lines on the right page; older ones are a matter of winding back."""
BESIDE = 760
"""Unscaled pixels from which on the pages lie side by side."""
_ORDER = {phase: place for place, phase in enumerate(RoundPhase)}


class BookView(Struct, frozen=True, kw_only=True):
    """Both pages."""

    config: HallConfig | None
    left: LeftPage
    lines: tuple[Written, ...]
    duty: str | None
    why: str = ""
    """Why nothing can be written, as a code; empty: it can."""
    sent: tuple[str, Stage] | None = None
    """The order of the part of a note that is under way, and what became of it."""


class DutyBook(Pane[BookView]):
    """The duty book."""

    name = "duty_book"
    title = QT_TRANSLATE_NOOP("Pane", "值班日志")

    def __init__(self, desk: Desk, theme: Theme) -> None:
        super().__init__(desk, theme)
        self.rounds = RoundList(theme, desk.order, self._ask_why)
        self.page = BookPage(theme)
        self.form = NoteForm(theme, self, translate("DutyBook", "写一条记事……（Ctrl+回车记入）"), translate("DutyBook", "记入"))
        self.form.order = self._write
        right = _Paper(theme, self)
        column = QVBoxLayout(right)
        column.setContentsMargins(theme.px(8), theme.px(8), theme.px(8), theme.px(8))
        column.setSpacing(theme.px(6))
        column.addWidget(self.page.sheet, 1)
        column.addWidget(self.form)
        self._pages = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._pages.setSpacing(theme.px(12))
        self._pages.addWidget(self.rounds.sheet, 4)
        self._pages.addWidget(right, 5)
        self.body.addLayout(self._pages, 1)

    @classmethod
    def view(cls, frame: Frame) -> BookView:
        """Rounds by urgency, problems by age, lines by time."""
        state = frame.state
        lines = sorted((*state.book[-LINES:], *state.notes[-LINES:]), key=lambda line: line.seq)
        open_ones = [each for each in state.problems.values() if each.phase is not ProblemPhase.SOLVED]
        open_ones.sort(key=lambda each: (each.phase is not ProblemPhase.REPORTED, each.at, each.id))
        why = "" if frame.can_command else frame.blocked or "link"
        may_skip = c.may(frame.role, c.SkipRound(round="-", reason="-"))
        left = LeftPage(
            rounds=_rounds(state, frame.now),
            problems=tuple(open_ones),
            waits=tuple(int((frame.now - each.at) // 60) for each in open_ones),
            why=why,
            why_skip=why or ("" if may_skip else "role"),
        )
        return BookView(config=state.config, left=left, lines=tuple(lines[-LINES:]), duty=state.duty, why=why)

    def parts(self, frame: Frame) -> tuple[object, ...]:
        """What is written and done at once; what comes due by the second."""
        state = frame.state
        orders = state.orders if self.form.sending else None
        return (state.config, state.book, state.notes, state.problems, state.rounds, state.duty, orders)

    def viewed(self, frame: Frame) -> BookView:
        """With what became of the note that is being written here."""
        order = frame.state.orders.get(self.form.sending) if self.form.sending else None
        view = self.view(frame)
        return view if order is None else replace(view, sent=(order.id, order.stage))

    def take_over(self, old: AnyPane) -> None:
        """The round that was open, with what was found."""
        super().take_over(old)
        if isinstance(old, DutyBook):
            self.rounds.open, self.rounds.found = old.rounds.open, old.rounds.found

    def settle(self, settings: QSettings | None) -> None:
        """A note that was typed and not written is there again."""
        self.form.settle(settings, "duty_book/draft")

    def draw(self, view: BookView) -> None:
        """Both pages; what cannot be done says why."""
        names = words.names_of(view.config)
        leader = names.of("person", view.duty) if view.duty else translate("DutyBook", "无人值守")
        self.note(translate("DutyBook", "值班 {0}").format(leader), "")
        why = words.of(view.why) if view.why else ""
        told = replace(view.left, why=why, why_skip=words.of(view.left.why_skip) if view.left.why_skip else "")
        self.rounds.show(told, names)
        self.page.show(view.lines, names)
        self.form.allow(why)
        if view.sent is not None:
            self.form.follow(*view.sent)
        if why and self.form.sending:
            self.form.stop(why)

    def _write(self, text: str) -> str:
        self.forget_frame()
        return self.desk.order(c.WriteNote(text=text))

    def _ask_why(self, title: str, done: Callable[[str], object], key: str, usual: Sequence[str]) -> None:
        spots = self.rounds.spots
        Reason(self.theme, title, lambda _, said: done(said), self, suggestions=tuple(usual)).open_at(
            spots.mapToGlobal(spots.areas()[key].bottomLeft().toPoint())
        )

    def resizeEvent(self, event: object) -> None:
        """Side by side where there is room, else one above the other."""
        super().resizeEvent(event)
        wide = self.width() >= self.theme.px(BESIDE)
        way = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._pages.direction() is not way:
            self._pages.setDirection(way)


class _Paper(QWidget):
    """The ground of the right page."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        canvas.card(p, self.theme, QRectF(self.rect()), Tone.RAISED)
        p.end()


def _rounds(state: HallState, now: float) -> tuple[RoundLine, ...]:
    config = state.config
    if config is None:
        return ()
    lines = []
    for round in config.rounds:
        known = state.rounds.get(round.id)
        phase = duty.phase_of(config, round, known, now)
        due = duty.next_due(config, round, known, now)
        waited = int((now - due) // 60) if due is not None and now > due else 0
        lines.append(RoundLine(config=round, phase=phase, known=known or DutyRound(id=round.id), due_at=due, waited=waited))
    return tuple(sorted(lines, key=lambda line: (_ORDER[line.phase], line.due_at or 0.0, line.config.id)))
