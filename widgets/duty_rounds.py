"""The left page of the duty book: special problems and the day's rounds, each with what can be said of it. Painted; it keeps only which is open."""

from collections.abc import Callable
from functools import partial

from msgspec import Struct
from PyQt6.QtCore import QCoreApplication, QPointF, QRectF
from PyQt6.QtGui import QPainter

from console.model import command as c
from console.model.book import DutyRound, Problem, ProblemPhase
from console.model.duty import RoundPhase
from console.model.hall import DutyRound as RoundConfig
from widgets import canvas, words
from widgets.sheet_words import plain
from widgets.spots import Offered, Scroll, Spots
from widgets.theme import Size, Theme, Tone, look
from widgets.words import Names, join

translate = QCoreApplication.translate
_HEAD, _ROW, _ITEM, _QUIET = 34, 54, 34, 40
_ASKING = (RoundPhase.OVERDUE, RoundPhase.DUE)


class RoundLine(Struct, frozen=True, kw_only=True):
    """A round as it stands."""

    config: RoundConfig
    phase: RoundPhase
    known: DutyRound
    due_at: float | None = None
    waited: int = 0
    """Whole minutes since it is due."""


class LeftPage(Struct, frozen=True, kw_only=True):
    """What stands on the page."""

    rounds: tuple[RoundLine, ...] = ()
    problems: tuple[Problem, ...] = ()
    waits: tuple[int, ...] = ()
    """Whole minutes since each problem was reported."""
    why: str = ""
    """Why nothing can be ordered, in words; empty: it can."""
    why_skip: str = ""
    """Why no round can be left out."""


class RoundList:
    """Paints the page and gives orders; `ask_why(title, done, key)` asks for a reason under a button."""

    def __init__(self, theme: Theme, order: Callable[[c.Command], object], ask_why: Callable[..., None]) -> None:
        self.theme = theme
        self.order = order
        self.ask_why = ask_why
        self.page = LeftPage()
        self.names: Names = words.names_of(None)
        self.open = ""
        """The round whose items are shown."""
        self.found: frozenset[str] = frozenset()
        """Items of it that are not in order."""
        self.spots = Spots(theme, self.paint)
        self.sheet = Scroll(self.spots)

    def show(self, page: LeftPage, names: Names) -> None:
        """Another page."""
        self.page, self.names = page, names
        if self.open not in {line.config.id for line in page.rounds}:
            self.open, self.found = "", frozenset()
        self._fit()

    def _fit(self) -> None:
        page = self.page
        tall = _HEAD + sum(self._tall(line) + 4 for line in page.rounds)
        if page.problems:
            tall += _HEAD + 8 + (_ROW + 4) * len(page.problems)
        self.sheet.fit(self.theme.px(tall + 8))

    def _tall(self, line: RoundLine) -> int:
        if line.config.id == self.open:
            rows = -(-len(line.config.items) // 2)
            return _ROW + rows * (_ITEM + 4) + 4
        return _ROW if line.phase in _ASKING else _QUIET

    # --- painting -------------------------------------------------------------------------------------------------------

    def paint(self, p: QPainter, area: QRectF) -> None:
        """Problems above, as they cannot wait; then rounds, the most urgent first."""
        px, page = self.theme.px, self.page
        y, width = 0.0, area.width() - px(8)
        if page.problems:
            self._title(
                p,
                QRectF(0, y, width, px(_HEAD)),
                translate("DutyBook", "特殊问题"),
                translate("DutyBook", "{0} 件未解决").format(len(page.problems)),
            )
            y += px(_HEAD)
            for problem, waited in zip(page.problems, page.waits, strict=True):
                self._problem(p, QRectF(0, y, width, px(_ROW)), problem, waited)
                y += px(_ROW + 4)
            y += px(8)
        asking = sum(line.phase in _ASKING for line in page.rounds)
        said = translate("DutyBook", "{0} 项现在该做").format(asking) if asking else translate("DutyBook", "都做了")
        self._title(p, QRectF(0, y, width, px(_HEAD)), translate("DutyBook", "今日巡视"), said if page.rounds else "")
        y += px(_HEAD)
        for line in page.rounds:
            tall = px(self._tall(line))
            self._round(p, QRectF(0, y, width, tall), line)
            y += tall + px(4)

    def _title(self, p: QPainter, area: QRectF, title: str, said: str) -> None:
        theme = self.theme
        used = canvas.text(p, theme, area.adjusted(theme.px(4), 0, 0, 0), title, size=Size.TITLE, bold=True)
        canvas.text(p, theme, area.adjusted(used + theme.px(16), 0, 0, 0), said, size=Size.QUIET, tone=Tone.SOFT)

    def _problem(self, p: QPainter, area: QRectF, problem: Problem, waited: int) -> None:
        theme, px = self.theme, self.theme.px
        seen = look(problem.phase)
        is_new = problem.phase is ProblemPhase.REPORTED
        canvas.card(p, theme, area, Tone.RAISED, edge=seen.tone if is_new else None)
        canvas.glyph(p, theme, QPointF(area.left() + px(18), area.top() + px(18)), seen, px(14))
        said = translate("DutyBook", "我来处理") if is_new else translate("DutyBook", "已解决")
        press = partial(self.order, c.TakeProblem(problem=problem.id)) if is_new else partial(self._solve, problem)
        deed = Offered(said, "do", press, self.page.why, primary=is_new)
        left = self.spots.buttons(p, area.adjusted(0, 0, -px(8), 0), problem.id, (deed,))
        room = QRectF(area.left() + px(36), area.top() + px(6), left - area.left() - px(44), px(22))
        canvas.text(p, theme, room, plain(problem.text), bold=True)
        by = translate("DutyBook", "{0} 报").format(self.names.by(problem.by))
        taken = "" if is_new else translate("DutyBook", "{0} 处理中").format(self.names.by(problem.owner))
        ago = translate("DutyBook", "{0} 分前").format(waited)
        more = canvas.whole_parts(theme, join((plain(problem.place), ago, by, taken)), room.width())
        canvas.text(p, theme, room.translated(0, px(22)), more, size=Size.QUIET, tone=Tone.SOFT)

    def _round(self, p: QPainter, area: QRectF, line: RoundLine) -> None:
        theme, px, id = self.theme, self.theme.px, line.config.id
        asks, is_open = line.phase in _ASKING, id == self.open
        seen = look(line.phase)
        head = QRectF(area.left(), area.top(), area.width(), px(_ROW if asks or is_open else _QUIET))
        if asks or is_open:
            canvas.card(p, theme, area, Tone.RAISED, edge=seen.tone if line.phase is RoundPhase.OVERDUE else None)
        told = words.join((words.name(line.config), self._said(line)))
        over = self.spots.place(f"{id}/open", head, told, partial(self._toggle, id))
        if over and not asks and not is_open:
            canvas.card(p, theme, head, theme.mixed(Tone.TEXT, Tone.PANEL, 0.05))
        canvas.glyph(p, theme, QPointF(area.left() + px(18), head.center().y() - px(10 if asks or is_open else 0)), seen, px(14))
        left = self.spots.buttons(p, head.adjusted(0, 0, -px(8), 0), id, self._deeds(line, is_open=is_open))
        room = QRectF(area.left() + px(36), head.top(), left - area.left() - px(44), head.height())
        if asks or is_open:
            upper = QRectF(room.left(), room.top() + px(6), room.width(), px(22))
            canvas.text(p, theme, upper, words.name(line.config), bold=True)
            tone = seen.tone if line.phase is RoundPhase.OVERDUE else Tone.SOFT
            said = canvas.whole_parts(theme, self._said(line), upper.width())
            canvas.text(p, theme, upper.translated(0, px(22)), said, size=Size.QUIET, tone=tone)
        else:
            used = canvas.text(p, theme, room, words.name(line.config), tone=Tone.SOFT)
            rest = room.adjusted(used + px(12), 0, 0, 0)
            said = canvas.whole_parts(theme, self._said(line), rest.width(), least=0)
            canvas.text(p, theme, rest, said, size=Size.QUIET, tone=Tone.FAINT, align=canvas.RIGHT)
        if is_open:
            self._items(
                p, QRectF(area.left() + px(36), head.bottom(), area.width() - px(44), area.bottom() - head.bottom()), line
            )

    def _items(self, p: QPainter, area: QRectF, line: RoundLine) -> None:
        """What is looked at: in order unless it is pressed."""
        theme, px = self.theme, self.theme.px
        half = (area.width() - px(8)) / 2
        for number, item in enumerate(line.config.items):
            spot = QRectF(
                area.left() + (number % 2) * (half + px(8)), area.top() + (number // 2) * px(_ITEM + 4), half, px(_ITEM)
            )  # fmt: skip
            bad = item.id in self.found
            key = f"{line.config.id}/item/{item.id}"
            hint = translate("DutyBook", "异常") if bad else translate("DutyBook", "正常；有问题就点一下")
            over = self.spots.place(key, spot, words.told(words.name(item), hint), partial(self._mark, item.id))
            edge = Tone.HIGH if bad else Tone.TEXT if over else Tone.LINE
            canvas.card(p, theme, spot, Tone.GROUND, edge=edge)
            seen = look(ProblemPhase.REPORTED if bad else ProblemPhase.SOLVED)
            canvas.glyph(p, theme, QPointF(spot.left() + px(16), spot.center().y()), seen, px(12))
            tone = Tone.HIGH if bad else Tone.TEXT
            canvas.text(p, theme, spot.adjusted(px(30), 0, -px(4), 0), words.name(item), size=Size.LABEL, tone=tone, bold=bad)

    def _deeds(self, line: RoundLine, *, is_open: bool) -> list[Offered]:
        id, why, asks = line.config.id, self.page.why, line.phase in _ASKING
        finish = partial(self._finish, id)
        if is_open and self.found:
            said = translate("DutyBook", "完成，{0} 项异常").format(len(self.found))
            return [Offered(said, "done", finish, why, primary=True)]
        deeds: list[Offered] = []
        if asks:
            deeds.append(Offered(translate("DutyBook", "跳过"), "skip", partial(self._skip, line), self.page.why_skip))
        if line.phase is RoundPhase.ON_CALL and not is_open:
            deeds.append(Offered(translate("DutyBook", "现在需要"), "call", partial(self.order, c.CallRound(round=id)), why))
        elif asks or is_open:
            deeds.append(Offered(translate("DutyBook", "完成"), "done", finish, why, primary=asks))
        return deeds

    def _said(self, line: RoundLine) -> str:
        """`10:30 到时，已 4 分 · 保洁 · 上次 08:31 韩梅`: what matters most goes first, as what has no room is left out."""
        known, names = line.known, self.names
        due = ""
        if line.due_at is not None:
            clock = names.clock(line.due_at)[:5]
            if line.phase is RoundPhase.LATER:
                due = translate("DutyBook", "{0} 做").format(clock)
            else:
                due = translate("DutyBook", "{0} 到时，已 {1} 分").format(clock, line.waited)
        asked = ""
        if known.called_by:
            asked = translate("DutyBook", "{0} 要求").format(names.by(known.called_by))
        last = ""
        if known.last_at is not None:
            how = translate("DutyBook", "上次跳过 {0} {1}") if known.was_skipped else translate("DutyBook", "上次 {0} {1}")
            last = how.format(names.clock(known.last_at)[:5], names.by(known.last_by))
        when = words.of(line.phase) if line.phase in {RoundPhase.ON_CALL, RoundPhase.DONE} else ""
        return join((due, when, words.of(line.config.post), asked, plain(known.called_reason), last))

    # --- actions --------------------------------------------------------------------------------------------------------

    def _toggle(self, id: str) -> None:
        self.open, self.found = ("" if self.open == id else id), frozenset()
        self._fit()

    def _mark(self, item: str) -> None:
        self.found = self.found ^ {item}
        self.spots.update()

    def _finish(self, id: str) -> None:
        found = self.found if id == self.open else frozenset()
        line = next((each for each in self.page.rounds if each.config.id == id), None)
        known = tuple(item.id for item in line.config.items if item.id in found) if line is not None else ()
        if self.order(c.FinishRound(round=id, found=known)):
            self.open, self.found = "", frozenset()
            self._fit()

    def _skip(self, line: RoundLine) -> None:
        id = line.config.id
        title = translate("DutyBook", "跳过“{0}”的原因").format(words.name(line.config))
        usual = (translate("DutyBook", "人手不够"), translate("DutyBook", "今天不适用"))
        self.ask_why(title, lambda reason: self.order(c.SkipRound(round=id, reason=reason)), f"{id}/skip", usual)

    def _solve(self, problem: Problem) -> None:
        title = translate("DutyBook", "怎么解决的")
        usual = (translate("DutyBook", "已当面说明"), translate("DutyBook", "已安排专人"))
        self.ask_why(
            title, lambda result: self.order(c.SolveProblem(problem=problem.id, result=result)), f"{problem.id}/do", usual
        )  # fmt: skip
