"""The login panel: over the lower right of the panes, never over the alarm strip. The desk shows on behind it; only orders wait for a person."""

from msgspec import Struct
from PyQt6.QtCore import QCoreApplication, QRect, QRectF, Qt
from PyQt6.QtGui import QGuiApplication, QKeyEvent, QPainter, QPaintEvent
from PyQt6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from console.model.event import PersonLoggedOut
from console.session import Frame, Mode
from widgets import canvas, words
from widgets.action import ActionButton
from widgets.login_form import FormView, LoginForm, members_of, refused_by_link, told
from widgets.login_seat import Deed, Said, Seat
from widgets.theme import Size, Theme, Tone

translate = QCoreApplication.translate
WIDE = 560
"""Unscaled pixels."""


class LoginView(Struct, frozen=True, kw_only=True):
    """Whether somebody must log in, who can, and what came of it."""

    must: bool = False
    """Orders wait for somebody to log in."""
    person: str = ""
    """Id of who sits here."""
    why: str = ""
    """Who sat here last and why no longer, in words; empty: not known, or nobody did."""
    station: str = ""
    form: FormView = FormView()


def view(frame: Frame, said: Said) -> LoginView:
    """The panel's part of a frame."""
    if not frame.must_log_in:
        return LoginView(person=frame.person or "", station=frame.station)
    names = words.names_of(frame.present.config)
    last = next(
        (e.event for e in reversed(frame.recent) if isinstance(e.event, PersonLoggedOut) and e.event.station == frame.station),
        None,
    ) if frame.mode is Mode.LIVE else None  # fmt: skip
    members = members_of(frame)
    known = {each.id for each in members}
    form = FormView(
        members=members,
        refused=refused_by_link(frame),
        is_open=said.is_open and said.deed is Deed.LOGIN,
        answer=told(said, Deed.LOGIN, names.of("person", said.person)),
        proposed=last.person if last is not None and last.person in known else "",
    )
    return LoginView(
        must=True,
        why=translate("Login", "{0}：{1}").format(names.of("person", last.person), words.of(last.reason))
        if last is not None
        else "",
        station=frame.station,
        form=form,
    )


class LoginPanel(QWidget):
    """Folds out by itself where it `comes` when somebody must log in; Esc folds it in, the top bar's button folds it out again."""

    def __init__(self, seat: Seat, theme: Theme, parent: QWidget, *, comes: bool) -> None:
        super().__init__(parent)
        self.seat = seat
        self.theme = theme
        self.shown: LoginView | None = None
        self._comes = comes
        self.form = LoginForm(theme, translate("Login", "登录"), self)
        self.form.given.connect(self._sign_in)
        self.fold = ActionButton(theme, translate("Login", "先看现场 Esc"), self)
        self.fold.fired.connect(self.fold_in)
        pad = theme.px(16)
        column = QVBoxLayout(self)
        column.setContentsMargins(pad, theme.px(64), pad, theme.px(12))
        column.setSpacing(theme.px(4))
        column.addWidget(self.form)
        self.form.foot.addWidget(self.fold)
        self.setAccessibleName(translate("Login", "登录后才能下命令"))
        self.hide()

    def draw(self, shown: LoginView) -> None:
        """Show a view; comes forward when somebody must log in now and nobody had to before, and goes when somebody sits here."""
        before, self.shown = self.shown, shown
        if not shown.must:
            if self.isVisible():
                self.fold_in()
            return
        if (before is None or not before.must) and self._comes:
            self.open(is_asked=False)
        if self.isVisible():
            self.form.draw(shown.form)
            if before is None or (shown.why, shown.form.refused) != (before.why, before.form.refused):
                self.update()

    def open(self, *, is_asked: bool = True) -> None:
        """Fold out; the keyboard goes to the secret, unless somebody is typing elsewhere and did not ask for this."""
        if self.shown is None or not self.shown.must:
            return
        self.seat.forget()
        self.form.draw(self.shown.form)
        self.show()
        self.raise_()
        if is_asked or not isinstance(QGuiApplication.focusObject(), QLineEdit):
            self.form.secret.setFocus()

    def fold_in(self) -> None:
        """Fold in and forget what was typed."""
        self.form.release()
        self.hide()

    def toggle(self) -> None:
        """Fold out or in."""
        if self.isVisible():
            self.fold_in()
        else:
            self.open()

    def place(self, room: QRect) -> None:
        """Stand in the lower right corner of the panes' room, as tall as its words need."""
        gap = self.theme.px(8)
        wide = min(self.theme.px(WIDE), room.width() - 2 * gap)
        layout = self.layout()
        if self.width() != wide:
            self.resize(wide, self.height())
        if layout is not None:
            layout.activate()
        tall = self.sizeHint().height()
        self.setGeometry(room.right() + 1 - gap - wide, room.bottom() + 1 - tall, wide, tall)

    def _sign_in(self, person: str) -> None:
        self.seat.sign_in(person, self.form.take_secret())

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() == Qt.Key.Key_Escape:
            self.fold_in()
        elif event is not None:
            event.accept()  # what is typed here is no key of the time bar

    def paintEvent(self, event: QPaintEvent | None) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, px, area = self.theme, self.theme.px, QRectF(self.rect())
        p.fillRect(area, theme.colour(Tone.GROUND))
        canvas.card(p, theme, area.adjusted(1, 1, -1, -1), Tone.PANEL, edge=Tone.INFO)
        head = QRectF(area.left() + px(16), area.top() + px(8), area.width() - px(32), px(26))
        used = canvas.text(p, theme, head, translate("Login", "登录后才能下命令"), size=Size.TITLE, bold=True)
        station = self.shown.station if self.shown is not None else ""
        canvas.text(p, theme, head.adjusted(used + px(14), 0, 0, 0), station, size=Size.QUIET, tone=Tone.FAINT)
        why = self.shown.why if self.shown is not None else ""
        is_live = self.shown is not None and not self.shown.form.refused
        says = words.join([why, translate("Login", "画面一直是实时的，只有命令在等人") if is_live else ""])
        canvas.text(p, theme, head.translated(0, px(26)), says, size=Size.LABEL, tone=Tone.SOFT)
        p.end()
