"""Who is here: post, what they do, for how long, breaks and load; who may do what; and the roll call, one click a person."""

from functools import partial

from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Qt

from console.model import command as c
from console.model.consequences import consequences
from console.model.hall import Counter, Zone
from console.model.state import CounterPhase
from console.session import Desk, Frame
from widgets import words
from widgets.move_words import short
from widgets.pane import Pane
from widgets.skill_matrix import SkillMatrix
from widgets.staff_lines import StaffView, view_of
from widgets.staff_rows import line_rows, roll_rows
from widgets.strip import Item, Strip
from widgets.table import Action, Column, Table
from widgets.theme import Theme, Tone

translate = QCoreApplication.translate
LIST, SKILLS, ROLL = "list", "skills", "roll"
FORESEEN = 12
"""Closed counters for which the menu of moves says what the waits would be: it must open at once."""


class Staff(Pane[StaffView]):
    """The table of staff."""

    name = "staff"
    title = QT_TRANSLATE_NOOP("Pane", "人员")
    by_hand = ("_page",)

    def __init__(self, desk: Desk, theme: Theme) -> None:
        super().__init__(desk, theme)
        self._shown: StaffView | None = None
        self._frame: Frame | None = None
        columns = (
            Column(translate("Staff", "姓名"), 72, stretch=1),
            Column(translate("Staff", "岗位"), 84, stretch=2),
            Column(translate("Staff", "状态"), 118, stretch=2),
            Column(translate("Staff", "时长"), 64, numeric=True, above=520),
            Column(translate("Staff", "今日办结"), 88, numeric=True, above=560),
            Column(translate("Staff", "首办"), 58, numeric=True, above=720),
            Column(translate("Staff", "连续"), 112, numeric=True, least=64, above=400),
            Column("", 56),
        )
        self.table = Table(theme, columns, self, ground=Tone.PANEL)
        self.table.empty_words = translate("Staff", "尚无人员数据")
        self.table.chosen = self._chosen
        self.table.pushed = self._pushed
        self.table.menu_of = self._moves
        self.roll = Table(theme, self._roll_columns(), self, ground=Tone.PANEL)
        self.roll.empty_words = translate("Staff", "尚无人员数据")
        self.roll.chosen = self._chosen
        self.roll.pushed = self._checked
        self.roll.keys = {Qt.Key.Key_D: "here", Qt.Key.Key_W: "absent"}
        self.matrix = SkillMatrix(theme, self)
        self.matrix.chosen = self._chosen
        self.strip = Strip(theme, self)
        self.strip.picked = self._turn_to
        self.set_head(self.strip)
        self._page = LIST
        for page in (self.table, self.matrix, self.roll):
            self.body.addWidget(page)
            page.setVisible(page is self.table)

    def _roll_columns(self) -> tuple[Column, ...]:
        return (
            Column(translate("Staff", "姓名"), 80, stretch=1),
            Column(translate("Staff", "终端"), 76, stretch=1),
            Column(translate("Staff", "班次"), 92, above=460),
            Column(translate("Staff", "对照"), 76, stretch=1, above=560),
            Column(translate("Staff", "点名"), 100, stretch=2),
            Column("", 112),
        )

    @classmethod
    def view(cls, frame: Frame) -> StaffView:
        """Everybody who is configured."""
        return view_of(frame)

    def parts(self, frame: Frame) -> tuple[object, ...]:
        """Who is where, who was seen, and what was ordered; how much somebody has done may wait a second."""
        state = frame.state
        return state.config, state.staff, state.orders, state.matters, state.day.roll

    def take_frame(self, frame: Frame) -> bool:
        """Keep the frame: what a move would do is reckoned only when somebody asks."""
        self._frame = frame
        return super().take_frame(frame)

    def draw(self, view: StaffView) -> None:
        """Rows by person."""
        self._shown = view
        names = words.names_of(view.config)
        free = sum(line.free for line in view.lines)
        served = view.served
        load = (
            translate("Staff", "人均办结 {0}，最多 {1}，最少 {2}").format(round(sum(served) / len(served)), served[0], served[-1])
            if served
            else ""
        )
        free_said = translate("Staff", "{0} 人可调").format(free) if free else ""
        at_work = translate("Staff", "在岗 {0} / {1}").format(view.at_work, len(view.lines))
        self.note(words.join((at_work, free_said, load)))
        self._draw_strip(view)
        reason = words.of(view.blocked) if view.blocked else ""
        self.table.setVisible(self._page == LIST)
        self.matrix.setVisible(self._page == SKILLS)
        self.roll.setVisible(self._page == ROLL)
        match self._page:
            case "skills":
                self.matrix.show_view(view)
            case "roll":
                self.roll.set_rows(roll_rows(view, names, reason))
            case _:
                self.table.set_rows(line_rows(view, names, reason))

    def _draw_strip(self, view: StaffView) -> None:
        short = any(each.is_short for each in view.cover)
        odd = any(line.is_at_odds or (line.check is not None and not line.check.present) for line in view.lines)
        roll = translate("Staff", "点名")
        if view.called:
            roll = translate("Staff", "点名 {0}/{1}").format(view.called, len(view.lines))
        self.strip.show_items(
            (
                Item(code=LIST, words=translate("Staff", "名单"), on=self._page == LIST),
                Item(
                    code=SKILLS,
                    words=translate("Staff", "技能"),
                    on=self._page == SKILLS,
                    tone=Tone.HIGH if short else Tone.SOFT,
                    spoken=translate("Staff", "谁会办什么；有人等候而无人会办的业务标出"),
                ),
                Item(
                    code=ROLL,
                    words=roll,
                    on=self._page == ROLL,
                    tone=Tone.HIGH if odd else Tone.SOFT,
                    spoken=translate("Staff", "逐人点名，一人一点；记入日志"),
                ),
            )
        )
        self.place_head()

    def _turn_to(self, page: str) -> None:
        self._page = page
        if self._shown is not None:
            self.draw(self._shown)
            if page == ROLL:  # D and W are for whoever is called next, without a click on their row
                left = (line.who.id for line in self._shown.lines if line.check is None)
                self.roll.choose(next(left, None))
                self.roll.setFocus()

    def _checked(self, row_id: str, code: str) -> None:
        """One click a person; the next row has the keyboard, so that a key each is enough."""
        self.desk.order(c.CheckStaff(person=row_id, present=code == "here"))
        ids = self.roll.rows.ids
        place = ids.index(row_id) + 1 if row_id in ids else 0
        self.roll.choose(ids[min(place, len(ids) - 1)] if ids else None)

    def _chosen(self, row_id: str) -> None:
        self.desk.select("person", row_id)

    def _pushed(self, row_id: str, code: str) -> None:
        """The posts that this person can be sent to, as a menu under the button."""
        del code  # there is one button only
        self.table.open_menu(self._moves(row_id), row_id)

    def _moves(self, row_id: str) -> tuple[Action, ...]:
        """One action a post, with what would come of it; those that the hub would refuse are greyed and say why."""
        if self._shown is None or self._shown.config is None or self._frame is None:
            return ()
        frame, config = self._frame, self._shown.config
        names = words.names_of(config)
        posts: tuple[Counter | Zone, ...] = (*sorted(config.counters, key=lambda counter: counter.number), *config.zones)
        found = []
        foreseen = 0
        for post in posts:
            counter = frame.state.counters.get(post.id)
            foresee = counter is not None and counter.phase is CounterPhase.CLOSED and foreseen < FORESEEN
            foreseen += foresee
            move = consequences(frame.state, row_id, post.id, frame.now, foresee=foresee)
            text = translate("Staff", "调到 {0}").format(names.thing(post.id))
            if said := short(move, names):
                text = translate("Staff", "{0}（{1}）").format(text, said)
            enabled = move.refused is None and not self._shown.blocked
            found.append(Action(text, partial(self.desk.order, c.ReassignStaff(person=row_id, post=post.id)), enabled=enabled))
        return tuple(found)
