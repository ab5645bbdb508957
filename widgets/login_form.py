"""Who, and their secret: one click on a name, a field that shows nothing, one button. The login panel's and the second person's."""

from collections.abc import Iterable

from msgspec import Struct
from PyQt6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QPainter
from PyQt6.QtWidgets import QApplication, QButtonGroup, QComboBox, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from console.model import people
from console.model.command import Role
from console.secret import Secret
from console.session import Frame, Link, LoginResult
from widgets import canvas, words
from widgets.action import ActionButton, Weight
from widgets.canvas import Canvas
from widgets.flow import Flow
from widgets.login_seat import Deed, Said
from widgets.sheet import Chip
from widgets.theme import HIT, Look, Shape, Size, Theme, Tone

translate = QCoreApplication.translate
CHIPS = 12
"""Persons who each get a button of their own; more are a list."""
LONGEST = 128
"""Characters of a secret, as the hub takes them."""
_RANK = {Role.LEADER: 0, Role.OPERATOR: 1, Role.VIEWER: 2, Role.ADMIN: 3}


class Member(Struct, frozen=True, kw_only=True):
    """A person who may log in."""

    id: str
    name: str
    role: Role
    locked: int = 0
    """For how many seconds still; 0: not locked."""


def members_of(frame: Frame, roles: Iterable[Role] = (Role.LEADER, Role.OPERATOR, Role.VIEWER, Role.ADMIN)) -> tuple[Member, ...]:
    """Persons of these roles, those who may most first, then by name."""
    state, now = frame.present, frame.present_now
    names, wanted = words.names_of(state.config), set(roles)
    found = []
    for account in state.people.values():
        if account.role in wanted:
            until = people.locked_until(state, account.id, now)
            left = 0 if until is None else max(1, int((until - now) / max(frame.pace, 1e-9)))
            found.append(Member(id=account.id, name=names.of("person", account.id), role=account.role, locked=left))
    return tuple(sorted(found, key=lambda each: (_RANK.get(each.role, 9), each.name)))


class FormView(Struct, frozen=True, kw_only=True):
    """What the form needs to know of the hall and of what was asked."""

    members: tuple[Member, ...] = ()
    refused: str = ""
    """Why nothing can be asked now, in words; empty: it can."""
    is_open: bool = False
    """The hub is checking."""
    answer: str = ""
    """What came of the last attempt, in words."""
    proposed: str = ""
    """Who is most likely: chosen until another is."""


def refused_by_link(frame: Frame) -> str:
    """Why the hub cannot be asked now; empty: it can."""
    if frame.link in (Link.STALE, Link.REFUSED):
        return translate("Login", "与主机失去联系，现在不能登录")
    return "" if frame.link is Link.GOOD else words.of(frame.link)


def told(said: Said, deed: Deed, name: str) -> str:
    """What the hub answered to an attempt, in words; empty when it said yes, or nothing."""
    result = said.answer_to(deed)
    return "" if result is None or result.accepted else refusal(result, name)


def refusal(result: LoginResult, name: str) -> str:
    """Why a login or a second person's word was not taken, and what to do."""
    match result.reason:
        case "wrong" if result.left > 0:
            return translate("Login", "口令不对，{0} 还可以试 %n 次", n=result.left).format(name)
        case "wrong":
            return translate("Login", "姓名或口令不对")
        case "locked":
            wait = words.duration(result.seconds)
            return translate("Login", "{0} 多次输错口令，已锁定，{1} 后可再试；急用请换人登录").format(name, wait)
        case "busy":
            return translate("Login", "主机正在核对别的登录，请再试一次")
        case "nobody":
            return translate("Login", "主机没有登记人员，不必登录")
        case "unreadable":
            return translate("Login", "主机读不到人员登记，{0} 暂时不能登录；请联系运维").format(name)
        case "link":
            return translate("Login", "主机没有答复，可能已失去联系；恢复后请再试")
        case other:
            return words.refusal(other)


class PersonChip(Chip):
    """One person of the list."""

    def __init__(self, member: Member, theme: Theme, parent: QWidget) -> None:
        super().__init__(words.join([member.name, words.of(member.role)]), theme, parent)
        self.setCheckable(True)
        self.setObjectName(member.id)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:
        return self.minimumSize()


class LoginForm(QWidget):
    """`given` names the person when the button or Enter is pressed; `take_secret` then gives what was typed, once."""

    given = pyqtSignal(str)

    def __init__(self, theme: Theme, go: str, parent: QWidget, *, weight: Weight = Weight.PRIMARY) -> None:
        super().__init__(parent)
        self.theme = theme
        self.shown = FormView()
        self.says = ""
        """The line under the field: what is wrong, or what is going on."""
        self.is_trouble = False
        self._group = QButtonGroup(self)
        self._group.buttonClicked.connect(self._chosen)
        self.chips = Flow(theme.px(8), self)
        self.list = QComboBox(self)
        self.list.setMaxVisibleItems(16)
        self.list.currentIndexChanged.connect(self._chosen)
        self.secret = QLineEdit(self)
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.secret.setMaxLength(LONGEST)
        self.secret.setPlaceholderText(translate("Login", "口令"))
        self.secret.setAccessibleName(translate("Login", "口令"))
        self.secret.setTextMargins(theme.px(8), 0, theme.px(8), 0)
        self.secret.returnPressed.connect(self._give)
        self.secret.textChanged.connect(self._check)
        self.reveal = ActionButton(theme, translate("Login", "显示"), self)
        self.reveal.setToolTip(translate("Login", "显示或隐藏口令；用输入法打汉字时须显示"))
        self.reveal.fired.connect(self._toggle)
        self.go = ActionButton(theme, go, self, weight=weight)
        self.go.fired.connect(self._give)
        self.line = Canvas(theme, self._paint_line, self)
        self.line.setFixedHeight(theme.px(38))
        self.foot = QHBoxLayout()
        """The last row: that line, and what a panel adds at its right."""
        self._lay_out()
        self._check()

    def _lay_out(self) -> None:
        theme = self.theme
        for field in (self.list, self.secret):
            field.setFont(theme.font(Size.BODY))
            field.setFixedHeight(theme.px(HIT + 4))
        self.secret.setMinimumWidth(theme.px(160))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(self.chips)
        column.addWidget(self.list)
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(self.secret, 1)
        row.addWidget(self.reveal)
        row.addWidget(self.go)
        column.addLayout(row)
        self.foot.setSpacing(theme.px(8))
        self.foot.addWidget(self.line, 1)
        column.addLayout(self.foot)
        self.list.hide()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    # --- who ---------------------------------------------------------------------------------------------------------------

    @property
    def person(self) -> str:
        """Who is chosen; empty: nobody yet."""
        if self.list.isVisibleTo(self):
            return str(self.list.currentData() or "")
        chosen = self._group.checkedButton()
        return chosen.objectName() if chosen is not None else ""

    def choose(self, person: str) -> None:
        """Choose somebody."""
        self.list.setCurrentIndex(self.list.findData(person))
        for button in self._group.buttons():
            if button.objectName() == person:
                button.setChecked(True)
        self._check()

    def draw(self, shown: FormView) -> None:
        """Show a view; what is typed and who is chosen stays."""
        before, self.shown = self.shown, shown
        if [(each.id, each.name, each.role) for each in shown.members] != [
            (each.id, each.name, each.role) for each in before.members
        ]:
            self._build()
        if shown.proposed and (shown.proposed != before.proposed or not self.person):
            self.choose(shown.proposed)
        if shown.answer and shown.answer != before.answer:
            self.secret.clear()
        self._check()

    def _build(self) -> None:
        chosen, members = self.person, self.shown.members
        for button in self._group.buttons():
            self._group.removeButton(button)
        is_list = len(members) > CHIPS
        chips = [] if is_list else [PersonChip(each, self.theme, self.chips) for each in members]
        for chip in chips:
            self._group.addButton(chip)
        self.chips.show_items([*chips])
        self.list.clear()
        for each in members if is_list else ():
            self.list.addItem(words.join([each.name, words.of(each.role)]), each.id)
        self.chips.setVisible(not is_list)
        self.list.setVisible(is_list)
        self.choose(chosen or (members[0].id if len(members) == 1 else ""))

    def _chosen(self) -> None:
        self._check()
        self.secret.setFocus()

    # --- the secret --------------------------------------------------------------------------------------------------------

    def take_secret(self) -> Secret:
        """What was typed; the field is empty and hidden afterwards."""
        secret = Secret(self.secret.text())
        self.wipe()
        return secret

    def wipe(self) -> None:
        """Forget what was typed."""
        self.secret.clear()
        self._show(shown=False)

    def release(self) -> None:
        """Forget what was typed, and give the keyboard to the window: else Qt gives it to whatever comes next."""
        self.wipe()
        window, focused = self.window(), QApplication.focusWidget()
        if window is not None and focused is not None and self.isAncestorOf(focused):
            window.setFocus()

    def _toggle(self) -> None:
        self._show(shown=self.secret.echoMode() is QLineEdit.EchoMode.Password)
        self.secret.setFocus()

    def _show(self, *, shown: bool) -> None:
        self.secret.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self.reveal.setText(translate("Login", "隐藏") if shown else translate("Login", "显示"))

    def _stuck(self) -> str:
        """What stands against any attempt, in words; empty: nothing."""
        member = next((each for each in self.shown.members if each.id == self.person), None)
        if self.shown.refused or member is None or not member.locked:
            return self.shown.refused
        return refusal(LoginResult(id="", accepted=False, reason="locked", seconds=member.locked), member.name)

    def _lacking(self) -> str:
        """What is still to be done, in words; empty: nothing."""
        if self.shown.is_open:
            return translate("Login", "主机正在核对…")
        if not self.person:
            return translate("Login", "请点选姓名")
        return "" if self.secret.text() else translate("Login", "请输入口令")

    def _check(self) -> None:
        stuck, lacking = self._stuck(), self._lacking()
        self.go.allow(not stuck and not lacking, stuck or lacking)
        answer = "" if self.shown.is_open else self.shown.answer
        says, self.is_trouble = stuck or answer or lacking, bool(stuck or answer)
        if says != self.says:
            self.says = says
            self.setAccessibleDescription(says)
            self.line.setToolTip(says)
            self.line.update()

    def _give(self) -> None:
        if self.go.allowed:
            self.given.emit(self.person)

    def _paint_line(self, p: QPainter, area: QRectF) -> None:
        """What is missing in grey, what went wrong in its colour with its shape."""
        theme, px = self.theme, self.theme.px
        if self.is_trouble:
            canvas.glyph(p, theme, QPointF(area.left() + px(6), area.top() + px(10)), Look(Shape.TRIANGLE, Tone.HIGH))
            area = area.adjusted(px(20), 0, 0, 0)
        tone = Tone.HIGH if self.is_trouble else Tone.FAINT
        canvas.paragraph(p, theme, area, self.says, size=Size.LABEL, bold=self.is_trouble, tone=tone)
