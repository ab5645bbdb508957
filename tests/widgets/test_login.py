"""The login at the desk: calm, over the panes only, in plain words; and the desk locks itself. Real widgets, mouse and keyboard, no hub."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace
from PyQt6.QtCore import QPoint, QPointF, QRect, Qt
from PyQt6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QShortcut
from PyQt6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from console.model import command as c
from console.model.command import Role
from console.model.event import Entry, PersonLoggedOut
from console.model.state import Account, Arming, ArmingPhase
from console.secret import Secret
from console.session import Frame, Link, LoginResult, Mode
from tests.helpers import hand
from tests.helpers.screen import FakeSource
from tests.helpers.until import until
from tests.widgets.conftest import draw
from tests.widgets.panes import hall
from widgets import login, login_form, words
from widgets.login import LoginPanel
from widgets.login_seat import WARNED, Deed, Said, Seat
from widgets.login_second import SecondPanel
from widgets.screens import Screens

Show = Callable[..., Screens]
ROLES = {"t1": Role.OPERATOR, "t2": Role.OPERATOR, "t3": Role.VIEWER, "t4": Role.LEADER}
PEOPLE = {id: Account(id=id, role=role, since=1.0) for id, role in ROLES.items()}
WORD = "three words 1"


def manned(frame: Frame, person: str | None = None, people: dict[str, Account] = PEOPLE, **other: object) -> Frame:
    """A hall with people, and who sits at this desk."""
    frame = replace(frame, state=replace(frame.state, people=people), station="desk-1", station_role=Role.LEADER)
    if person is None:
        return replace(
            frame, **{"must_log_in": True, "can_command": False, "blocked": "login", "role": Role.VIEWER, **other}
        )  # fmt: skip
    return replace(frame, **{"person": person, "role": people[person].role, **other})


@pytest.fixture
def source() -> FakeSource:
    return FakeSource(manned(hall.busy()))


def panel(screens: Screens, window: int = 0) -> LoginPanel:
    return screens.windows[window].login


def on_window(widget: QWidget) -> QRect:
    return QRect(widget.mapTo(widget.window(), QPoint(0, 0)), widget.size())


def chip(form: login_form.LoginForm, person: str) -> QWidget:
    return next(button for button in form.findChildren(login_form.PersonChip) if button.objectName() == person)


def shortcut(screens: Screens) -> None:
    """Ctrl+L. Under a bare X server no window is ever the active one, so that Qt would not pass the keys on to it."""
    found = [each for each in screens.windows[0].findChildren(QShortcut) if each.key() == QKeySequence("Ctrl+L")]
    assert len(found) == 1
    found[0].activated.emit()


def attempt(screens: Screens, source: FakeSource, person: str = "t4", word: str = WORD) -> None:
    """Click the name, type, Enter."""
    form = panel(screens).form
    hand.click(chip(form, person))
    hand.type_text(form.secret, word)
    hand.key(form.secret, Qt.Key.Key_Return)
    draw(screens, source)


def answer(screens: Screens, source: FakeSource, **result: object) -> None:
    source.results.append(LoginResult(**{"id": f"login-{len(source.said)}", "accepted": False, **result}))  # type: ignore[arg-type]
    draw(screens, source)


# --- the panel ----------------------------------------------------------------------------------------------------------------


def test_it_stands_over_the_panes_and_leaves_bars_and_alarms_free(show: Show) -> None:
    screens = show("queues", "detail")
    window = screens.windows[0]
    shown = panel(screens)
    assert shown.isVisible()
    assert window.docks.geometry().contains(shown.geometry())
    for bar in (window.top, window.top.strip, window.time):
        assert not on_window(bar).intersects(shown.geometry())
    assert not shown.isWindow(), "no dialog"
    assert screens.windows[0].top.strip.shown.alarm


def test_it_is_small_enough_for_the_smallest_window(show: Show) -> None:
    screens = show("queues", "detail")
    window = screens.windows[0]
    window.resize(window.minimumSize())
    shown = panel(screens).geometry()

    def fits() -> bool:
        nonlocal shown
        shown = panel(screens).geometry()
        return window.size() == window.minimumSize() and window.docks.geometry().contains(shown)

    until(fits, QApplication.processEvents, what="the panel to lie within the panes")
    assert shown.width() * shown.height() < window.docks.width() * window.docks.height() / 3


def test_a_name_is_clicked_a_secret_typed_and_it_is_sent_once(show: Show, source: FakeSource) -> None:
    screens = show("queues")
    form = panel(screens).form
    assert form.says == "请点选姓名"
    attempt(screens, source)
    hand.key(form.secret, Qt.Key.Key_Return)
    assert source.said == [("login", "t4", Secret(WORD))]
    assert form.secret.text() == ""
    assert (form.go.allowed, form.says) == (False, "主机正在核对…")
    answer(screens, source, accepted=True)
    source.now = manned(hall.busy(), "t4")
    draw(screens, source)
    assert not panel(screens).isVisible()
    assert screens.windows[0].top.emergency.allowed


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        ({"reason": "wrong", "left": 3}, ["口令不对", "3 次"]),
        ({"reason": "wrong"}, ["姓名或口令不对"]),
        ({"reason": "locked", "seconds": 598.0}, ["已锁定", "9:58", "换人"]),
        ({"reason": "busy"}, ["正在核对别的登录"]),
        ({"reason": "nobody"}, ["不必登录"]),
        ({"reason": "link"}, ["没有答复"]),
        ({"reason": "not_recording"}, ["未在记录"]),
        ({"reason": "something new"}, ["something new"]),
    ],
    ids=lambda value: value.get("reason") if isinstance(value, dict) else "",
)
def test_what_is_refused_is_said_in_plain_words(
    show: Show, source: FakeSource, result: dict[str, object], expected: list[str]
) -> None:
    screens = show("queues")
    attempt(screens, source)
    answer(screens, source, **result)
    form = panel(screens).form
    assert all(word in form.says for word in expected), form.says
    assert form.is_trouble
    assert form.person == "t4", "who is chosen stays"
    hand.type_text(form.secret, WORD)
    assert form.go.allowed, "another attempt can be made"


def test_an_answer_to_something_else_changes_nothing(show: Show, source: FakeSource) -> None:
    screens = show("queues")
    attempt(screens, source)
    source.results.append(LoginResult(id="another", accepted=False, reason="wrong"))
    draw(screens, source)
    assert panel(screens).form.says == "主机正在核对…"


def test_somebody_who_is_locked_is_told_how_long_and_another_may_come(show: Show, source: FakeSource) -> None:
    frame = hall.busy()
    locked = {**PEOPLE, "t4": replace(PEOPLE["t4"], locked_until=frame.now + 125)}
    source.now = manned(frame, people=locked)
    screens = show("queues")
    form = panel(screens).form
    hand.click(chip(form, "t4"))
    hand.type_text(form.secret, WORD)
    assert not form.go.allowed
    assert "2:05" in form.says
    hand.click(chip(form, "t1"))
    assert form.go.allowed


@pytest.mark.parametrize("link", [Link.STALE, Link.REFUSED, Link.CONNECTING])
def test_without_the_hub_it_says_so_and_sends_nothing(show: Show, source: FakeSource, link: Link) -> None:
    source.now = manned(hall.busy(), link=link, heard_ago=5.0)
    screens = show("queues")
    attempt(screens, source)
    form = panel(screens).form
    assert source.said == []
    assert (form.go.allowed, form.is_trouble) == (False, True)
    assert form.secret.text() == WORD, "nothing is lost: it can be sent when the hub is back"
    source.now = manned(hall.busy())
    draw(screens, source)
    assert form.go.allowed


def test_escape_folds_it_in_for_good_and_one_click_brings_it_back(show: Show, source: FakeSource) -> None:
    screens = show("queues")
    window, shown = screens.windows[0], panel(screens)
    hand.click(chip(shown.form, "t4"))
    hand.type_text(shown.form.secret, WORD)
    hand.key(shown.form.secret, Qt.Key.Key_Escape)
    assert (shown.isVisible(), shown.form.secret.text()) == (False, "")
    draw(screens, source)
    assert not shown.isVisible()
    assert window.top.seat.text() == "登录"
    hand.click(window.top.seat)
    assert shown.isVisible()
    shortcut(screens)
    assert not shown.isVisible()


def test_what_is_typed_there_moves_no_time(show: Show, source: FakeSource) -> None:
    screens = show("queues")
    form = panel(screens).form
    hand.click(chip(form, "t4"))
    hand.type_text(form.secret, "l a space, L")
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Home, Qt.Key.Key_End):
        hand.key(form.secret, key)
    hand.key(form.go, Qt.Key.Key_Left)
    assert source.asked == []
    assert form.secret.text() == "l a space, L"


def test_a_secret_is_shown_only_while_asked_for(show: Show, source: FakeSource) -> None:
    form = panel(show("queues")).form
    hand.type_text(form.secret, WORD)
    assert form.secret.displayText() != WORD
    hand.click(form.reveal)
    assert form.secret.displayText() == WORD
    assert form.secret.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled), "Chinese can be typed"
    form.wipe()
    hand.type_text(form.secret, WORD)
    assert form.secret.displayText() != WORD


def test_it_says_who_sat_here_and_why_no_longer_and_proposes_them(show: Show, source: FakeSource) -> None:
    event = PersonLoggedOut(person="t1", station="desk-1", reason="idle")
    other = PersonLoggedOut(person="t4", station="desk-2", reason="left")
    entries = tuple(
        Entry(seq=9_000 + n, at=1.0, hall="east", source="hub", epoch="e1", sseq=n + 1, device_at=None, event=each)
        for n, each in enumerate((event, other))
    )
    source.now = manned(hall.busy(), recent=entries)
    screens = show("queues")
    shown = panel(screens).shown
    assert shown is not None
    assert shown.why == f"{words.names_of(hall.busy().state.config).of('person', 't1')}：久无操作"
    assert panel(screens).form.person == "t1"


def test_only_the_first_window_folds_it_out_by_itself(show: Show, source: FakeSource) -> None:
    screens = show("queues", windows=2)
    assert [panel(screens, n).isVisible() for n in (0, 1)] == [True, False]
    hand.click(screens.windows[1].top.seat)
    assert panel(screens, 1).isVisible()
    source.now = manned(hall.busy(), "t4")
    draw(screens, source)
    assert not any(panel(screens, n).isVisible() for n in (0, 1))


def test_many_persons_are_a_list(show: Show, source: FakeSource) -> None:
    many = {f"p{n:02}": Account(id=f"p{n:02}", role=Role.OPERATOR, since=1.0) for n in range(30)}
    source.now = manned(hall.busy(), people=many)
    form = panel(show("queues")).form
    assert (form.list.isVisible(), form.chips.isVisible(), form.list.count()) == (True, False, 30)
    form.choose("p17")
    hand.type_text(form.secret, WORD)
    hand.key(form.secret, Qt.Key.Key_Return)
    assert source.said == [("login", "p17", Secret(WORD))]


def test_a_hall_without_people_knows_no_login(show: Show, source: FakeSource) -> None:
    source.now = hall.busy()
    screens = show("queues")
    window = screens.windows[0]
    assert not window.login.isVisible()
    assert not window.top.seat.isVisible()
    shortcut(screens)
    assert (window.login.isVisible(), source.said) == (False, [])


def test_the_panes_show_the_hall_while_nobody_sits_here(show: Show, source: FakeSource) -> None:
    screens = show("queues", "counters")
    assert all(pane.fault is None for pane in screens.windows[0].panes.values())
    assert not screens.windows[0].top.emergency.allowed
    assert screens.windows[0].top.emergency.reason == "请先登录"


def test_an_order_that_waits_for_a_person_says_so(show: Show, source: FakeSource) -> None:
    screens = show("queues")
    assert screens.workplace.order(c.WriteNote(text="nobody's")) == ""
    assert screens.windows[0].notice.words == "命令未发出：请先登录"


def test_a_person_of_the_past_is_nobody_to_log_in_with(show: Show, source: FakeSource) -> None:
    gone = {"x9": Account(id="x9", role=Role.LEADER, since=1.0)}
    frame = manned(hall.busy())
    source.now = replace(
        frame, mode=Mode.PAUSED, live_alarms=frame.state, state=replace(frame.state, people=gone), blocked="replay"
    )  # fmt: skip
    assert [each.id for each in login.view(source.now, Said()).form.members] != ["x9"]


@pytest.mark.parametrize("speed", [0.0, 16.0])
def test_in_the_past_a_lock_out_is_counted_by_the_present(speed: float) -> None:
    frame = manned(hall.busy(), people={**PEOPLE, "t4": replace(PEOPLE["t4"], locked_until=hall.NOW + 250)})
    past = replace(
        frame, mode=Mode.REPLAY, live_alarms=frame.state, now=hall.NOW - 3600, extent=(0.0, hall.NOW), speed=speed, pace=2.0, blocked="replay"
    )  # fmt: skip
    (leader,) = [each for each in login.view(past, Said()).form.members if each.id == "t4"]
    assert leader.locked == 125


# --- who sits here --------------------------------------------------------------------------------------------------------------


def test_one_click_logs_out_and_nothing_is_ordered_from_that_click_on(show: Show, source: FakeSource) -> None:
    source.now = manned(hall.busy(), "t4")
    screens = show("queues", "detail")
    window = screens.windows[0]
    assert window.top.seat.text().endswith("退出")
    assert words.of(Role.LEADER) in window.top.seat.toolTip()
    hand.click(window.top.seat)
    assert screens.workplace.order(c.WriteNote(text="late")) == ""
    draw(screens, source)
    assert source.said == [("logout", "left")]
    assert source.orders == []
    assert window.top.seat.reason == "正在退出"
    assert window.notice.words == "命令未发出：正在退出"


def test_one_shortcut_logs_out(show: Show, source: FakeSource) -> None:
    source.now = manned(hall.busy(), "t4")
    screens = show("queues")
    shortcut(screens)
    draw(screens, source)
    assert source.said == [("logout", "left")]


class Hours:
    """A clock that is set."""

    def __init__(self) -> None:
        self.at = 1_000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def hours() -> Hours:
    return Hours()


@pytest.fixture
def seat(qapp: QApplication, hours: Hours, monkeypatch: pytest.MonkeyPatch) -> tuple[Seat, FakeSource]:
    monkeypatch.setattr("widgets.login_seat.QCursor.pos", lambda: QPoint(5, 5))
    source = FakeSource(manned(hall.busy(), "t4"))
    return Seat(source, hours), source


def left(sitting: Seat) -> str:
    """Asked by a function, for a type checker believes that a value stays what it was."""
    return sitting.leaving


def warned(sitting: Seat) -> int | None:
    return sitting.locks_in


PATIENCE = 15 * 60
"""What hall.toml gives where it says nothing."""


def test_a_desk_that_nobody_touches_locks_itself_and_says_so_before(seat: tuple[Seat, FakeSource], hours: Hours) -> None:
    sitting, source = seat
    sitting.take_frame(source.now)
    hours.at += PATIENCE - WARNED - 1
    sitting.take_frame(source.now)
    assert warned(sitting) is None
    hours.at += WARNED - 9
    sitting.take_frame(source.now)
    assert warned(sitting) == 10
    assert source.said == []
    hours.at += 10
    sitting.take_frame(source.now)
    assert left(sitting) == "idle"
    assert source.said == [("logout", "idle")]
    sitting.take_frame(source.now)
    assert len(source.said) == 1
    hours.at += 4
    sitting.take_frame(source.now)
    assert len(source.said) == 2, "said again until the hub knows"
    sitting.take_frame(manned(hall.busy()))
    assert (left(sitting), warned(sitting)) == ("", None)


def test_the_halls_own_minutes_count(seat: tuple[Seat, FakeSource], hours: Hours) -> None:
    sitting, source = seat
    frame = source.now
    config = frame.state.config
    assert config is not None
    frame = replace(frame, state=replace(frame.state, config=replace(config, lock_after=2.0)))
    sitting.take_frame(frame)
    hours.at += 59
    sitting.take_frame(frame)
    assert warned(sitting) is None
    hours.at += 2
    sitting.take_frame(frame)
    assert warned(sitting) == 59
    hours.at += 60
    sitting.take_frame(frame)
    assert sitting.leaving == "idle"


@pytest.mark.parametrize("by", ["touch", "mouse"])
def test_a_touch_begins_the_time_anew(
    seat: tuple[Seat, FakeSource], hours: Hours, by: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sitting, source = seat
    sitting.take_frame(source.now)
    hours.at += PATIENCE - 10
    sitting.take_frame(source.now)
    assert warned(sitting) == 10
    if by == "touch":
        sitting.touch()
    else:
        monkeypatch.setattr("widgets.login_seat.QCursor.pos", lambda: QPoint(6, 5))
        hours.at += 1
    sitting.take_frame(source.now)
    assert warned(sitting) is None
    hours.at += PATIENCE - WARNED - 5
    sitting.take_frame(source.now)
    assert (warned(sitting), sitting.leaving) == (None, "")


def test_without_a_link_the_hub_is_told_when_it_is_back(seat: tuple[Seat, FakeSource], hours: Hours) -> None:
    sitting, source = seat
    sitting.take_frame(source.now)
    sitting.leave()
    sitting.take_frame(replace(source.now, link=Link.STALE))
    assert source.said == []
    hours.at += 60
    sitting.take_frame(source.now)
    assert source.said == [("logout", "left")]


def test_nobody_who_does_not_sit_here_is_logged_out(seat: tuple[Seat, FakeSource], hours: Hours) -> None:
    sitting, source = seat
    sitting.leave()
    hours.at += 10 * PATIENCE
    sitting.take_frame(manned(hall.busy()))
    assert (sitting.leaving, source.said) == ("", [])


def test_a_window_tells_of_mouse_and_keys(show: Show, source: FakeSource, monkeypatch: pytest.MonkeyPatch) -> None:
    source.now = manned(hall.busy(), "t4")
    screens = show("queues")
    told: list[int] = []
    monkeypatch.setattr(screens.workplace.seat, "touch", lambda: told.append(1))
    handle = screens.windows[0].windowHandle()
    assert handle is not None
    at = QPointF(300, 300)
    none = Qt.MouseButton.NoButton
    moved = QMouseEvent(QMouseEvent.Type.MouseMove, at, at, none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(handle, moved)
    QApplication.sendEvent(handle, QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_F9, Qt.KeyboardModifier.NoModifier))
    assert len(told) == 2


# --- a second person ------------------------------------------------------------------------------------------------------------


def armed(person: str, *, by: str = "t1", people: dict[str, Account] = PEOPLE, **other: object) -> Frame:
    frame = manned(hall.busy(), person, people, **other)
    arming = Arming(
        id="a1", plan="surge", by=by, station="desk-1", at=frame.now - 10, until=frame.now + 20, reason="queue to the door"
    )
    return replace(frame, state=replace(frame.state, armings={"a1": arming}))


def second(screens: Screens) -> SecondPanel:
    return screens.windows[0].second


def test_who_armed_it_lets_another_agree_with_their_secret_at_this_desk(show: Show, source: FakeSource) -> None:
    source.now = armed("t1")
    screens = show("queues")
    shown = second(screens)
    assert shown.isVisible()
    assert shown.shown.left == 20
    assert [each.id for each in shown.shown.form.members] == ["t4", "t2"], "no viewer, and not the same person again"
    assert not shown.confirm.isVisible()
    hand.click(chip(shown.form, "t2"))
    hand.type_text(shown.form.secret, WORD)
    hand.click(shown.form.go)
    draw(screens, source)
    assert source.said == [("vouch", "a1", "t2", Secret(WORD))]
    answer(screens, source, reason="wrong", left=2)
    assert "2 次" in shown.form.says
    assert panel(screens).seat.said.deed is Deed.VOUCH
    source.now = manned(hall.busy(), "t1")
    draw(screens, source)
    assert not shown.isVisible()


def test_another_persons_desk_agrees_by_holding_a_button(show: Show, source: FakeSource, qtbot: QtBot) -> None:
    source.now = armed("t2")
    screens = show("queues")
    shown = second(screens)
    assert not shown.form.isVisible()
    hand.click(shown.confirm)
    assert source.orders == []
    hand.key_down(shown.confirm, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: bool(source.orders), timeout=60_000)
    hand.key_up(shown.confirm, Qt.Key.Key_Space)
    assert source.orders == [c.ConfirmPlan(arming="a1")]


@pytest.mark.parametrize("person", ["t1", "t2"])
def test_either_takes_it_back_at_one_click(show: Show, source: FakeSource, person: str) -> None:
    source.now = armed(person)
    shown = second(show("queues"))
    hand.click(shown.take_back if person == "t1" else shown.disarm)
    assert source.orders == [c.DisarmPlan(arming="a1")]


@pytest.mark.parametrize(
    "frame",
    [
        armed("t3"),
        armed("t2", mode=Mode.PAUSED, can_command=False, blocked="replay"),
        replace(armed("t2"), person=None, role=Role.VIEWER),
        manned(hall.busy(), "t2"),
    ],
    ids=["viewer", "past", "nobody", "none waits"],
)
def test_it_is_not_in_the_way_where_nobody_could_do_anything(show: Show, source: FakeSource, frame: Frame) -> None:
    source.now = frame
    assert not second(show("queues")).isVisible()


def test_without_the_hub_neither_can_be_pressed(show: Show, source: FakeSource) -> None:
    source.now = armed("t2", link=Link.STALE, can_command=False, blocked="link")
    shown = second(show("queues"))
    assert not shown.confirm.allowed
    assert shown.confirm.reason == words.of("link")


def test_what_nobody_confirmed_is_told(show: Show, source: FakeSource) -> None:
    source.now = frame = armed("t1")
    screens = show("queues", windows=2)
    over = replace(frame.state.armings["a1"], phase=ArmingPhase.LAPSED, phase_at=frame.now, ended_reason="time")
    source.now = replace(frame, state=replace(frame.state, armings={"a1": over}))
    draw(screens, source)
    notice = screens.windows[0].notice
    assert notice.isVisible()
    assert "无人按时确认" in notice.words
    assert not second(screens).isVisible()


def test_with_nobody_else_registered_it_says_so(show: Show, source: FakeSource) -> None:
    alone = {"t1": PEOPLE["t1"]}
    frame = armed("t1", people=alone)
    source.now = frame
    form = second(show("queues")).form
    assert "没有另一位" in form.says
