"""Customers' matters (首办责任): each with its one owner, the hands it went through, and what was promised. It gives orders, and keeps no facts."""

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace
from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from console.model.book import Matter, MatterPhase
from console.model.event import Presence
from console.model.hall import HallConfig, Post
from console.model.lookup import lookup
from console.model.matters import is_late, late_since
from console.model.state import HallState
from console.session import Desk, Frame
from widgets import words
from widgets.matter_form import MatterForm
from widgets.matter_list import MatterLine, MatterList, MatterPage
from widgets.pane import Pane
from widgets.theme import Theme

translate = QCoreApplication.translate
CLOSED = 6
"""Closed ones shown."""
_FIRST = (Post.GUIDE, Post.CLERK, Post.SUPPORT, Post.DUTY_LEADER, Post.GUARD, Post.CLEANER)
"""In which order people are offered as first handlers."""


class MattersView(Struct, frozen=True, kw_only=True):
    """The matters of the hall."""

    config: HallConfig | None
    page: MatterPage
    people: tuple[str, ...]
    """Who is at work, guides first."""


class Matters(Pane[MattersView]):
    """Customers' matters."""

    name = "matters"
    title = QT_TRANSLATE_NOOP("Pane", "客户事项")

    def __init__(self, desk: Desk, theme: Theme) -> None:
        super().__init__(desk, theme)
        self.form = MatterForm(theme, self)
        self.form.order = desk.order
        self.list = MatterList(theme, desk.order, self)
        self.body.addWidget(self.form)
        self.body.addWidget(self.list.sheet, 1)

    @classmethod
    def view(cls, frame: Frame) -> MattersView:
        """What asks for somebody first: late, returned, offered; then what was promised first."""
        state, now = frame.state, frame.now
        lines = [_line(each, now) for each in state.matters.values() if each.phase is not MatterPhase.CLOSED]
        lines.sort(key=_urgency)
        closed = sorted(
            (each for each in state.matters.values() if each.phase is MatterPhase.CLOSED),
            key=lambda each: (-each.phase_at, each.id),
        )
        people = tuple(_at_work(state))
        page = MatterPage(
            lines=tuple(lines),
            closed=tuple(closed[:CLOSED]),
            parties=(*lookup(state).departments, *people),
            now=now // 60 * 60,
            why="" if frame.can_command else frame.blocked or "link",
        )
        return MattersView(config=state.config, page=page, people=people)

    def parts(self, frame: Frame) -> tuple[object, ...]:
        """The matters at once; who is here and what comes due by the second."""
        return (frame.state.config, frame.state.matters)

    def draw(self, view: MattersView) -> None:
        """The form above, the cards below."""
        names, page = words.names_of(view.config), view.page
        wanting = sum(each.is_late or each.matter.returned_at is not None for each in page.lines)
        said = translate("Matters", "未办结 {0}").format(len(page.lines))
        self.note(said, translate("Matters", "{0} 件要马上处理").format(wanting) if wanting else "")
        why = words.of(page.why) if page.why else ""
        self.list.show(replace(page, why=why), names)
        self.form.show_people(view.people, names, page.now, why)


def _line(matter: Matter, now: float) -> MatterLine:
    until = matter.offer.until if matter.offer is not None else late_since(matter)
    left = int((until - now) // 60) if until is not None else None
    return MatterLine(matter=matter, left=left, is_late=is_late(matter, now))


def _urgency(line: MatterLine) -> tuple[bool, bool, bool, float, str]:
    matter = line.matter
    waits = late_since(matter)
    return (
        not line.is_late,
        matter.returned_at is None,
        matter.offer is None,
        waits if waits is not None else matter.opened_at + 1e9,
        matter.id,
    )


def _at_work(state: HallState) -> Iterable[str]:
    """People in the hall by their posts, who may hear a customer first."""
    known = lookup(state).staff
    here = [id for id, each in state.staff.items() if each.presence is not Presence.OUT and id in known]
    return sorted(here, key=lambda each: (_FIRST.index(known[each].post), each))
