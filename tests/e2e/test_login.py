"""Two desks of a hall that knows its people, before one real hub: log in by hand, be refused, arm, agree as a second person, be locked."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication

from console.app import dress
from console.feed import HistoryFeed, LiveFeed
from console.hub import keys, people
from console.model import event as ev
from console.model.command import Role, WriteNote
from console.secret import Secret
from console.session import Link, Session
from tests.helpers import hand
from tests.helpers.hub import HubProcess
from tests.helpers.leader import Leader
from widgets import theme as themes
from widgets.layout import Layout, Part, WindowPlan
from widgets.login_form import LoginForm, PersonChip
from widgets.screens import Screens

WORDS = {"han": "operator's word", "zheng": "another operator", "lin": "leader's word"}


@contextmanager
def at(hub: HubProcess, name: str, app: QApplication) -> Iterator[Leader]:
    """A desk with the plans, live."""
    file = keys.issue_local(hub.data, name, Role.LEADER)
    live = LiveFeed(file)
    past = HistoryFeed(file, live.history_port)
    night = themes.load("night")
    dress(app, night)
    session = Session(live, past)
    plan = WindowPlan(id=name, name="现场", parts=(Part(panes=("plan",)),))
    screens = Screens(Layout(name=name, window=(plan,)), session, night)
    screens.windows[0].resize(1366, 768)
    screens.windows[0].show()
    leader = Leader(screens, session, hub.data)
    try:
        leader.until(lambda: leader.frame.link is Link.GOOD and leader.state.people, "the desk is live")
        yield leader
    finally:
        screens.windows[0].close()
        screens.windows[0].deleteLater()
        QApplication.processEvents()
        live.close()
        past.close()


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubProcess]:
    data = tmp_path_factory.mktemp("manned") / "hall"
    for person, word in WORDS.items():
        people.add(data, person, Role.LEADER if person == "lin" else Role.OPERATOR, Secret(word))
    with HubProcess(data) as made:
        yield made


def give(desk: Leader, form: LoginForm, person: str, word: str) -> None:
    """Click the name, type the word, Enter."""
    desk.until(form.isVisible, "the form is there")
    hand.click(next(chip for chip in form.findChildren(PersonChip) if chip.objectName() == person))
    hand.type_text(form.secret, word)
    desk.until(lambda: form.go.allowed, "it can be sent: the hub is heard, and an earlier attempt is answered")
    hand.key(form.secret, Qt.Key.Key_Return)


def log_in(desk: Leader, person: str) -> None:
    give(desk, desk.window.login.form, person, WORDS[person])
    desk.until(lambda: desk.frame.person == person and not desk.window.login.isVisible(), f"{person} sits here")


def test_two_desks_log_in_arm_and_agree_and_lock_again(hub: HubProcess, qapp: QApplication) -> None:
    with at(hub, "one", qapp) as one, at(hub, "two", qapp) as two:
        form = one.window.login.form
        one.until(one.window.login.isVisible, "the login is there by itself")
        assert one.screens.workplace.order(WriteNote(text="nobody's")) == ""
        give(one, form, "han", "not the word")
        one.until(lambda: form.is_trouble, "the refusal in words")
        assert "4" in form.says
        log_in(one, "han")
        assert "韩梅" in one.window.top.seat.text()
        log_in(two, "zheng")

        one.window.toggle_chooser()
        one.until(lambda: one.window.chooser.lines, "the plans")
        one.window.chooser.drill.setChecked(True)
        one.click(one.window.chooser.lines[0].button)
        one.until(one.window.second.form.isVisible, "this desk asks for a second person")
        two.until(two.window.second.confirm.isVisible, "the other desk may agree")
        two.hold(two.window.second.confirm)
        two.until(lambda: two.state.plans, "the plan has begun")
        [run] = two.state.plans.values()
        assert (run.by, run.second, run.drill) == ("han", "zheng", True)
        one.until(lambda: one.state.plans and not one.window.second.isVisible(), "the question is gone")

        one.window.change_seat()
        assert one.screens.workplace.order(WriteNote(text="too late")) == ""
        one.until(one.window.login.isVisible, "the desk asks again")
        one.screens.workplace.seat._touched = two.screens.workplace.seat._touched = float("-inf")  # nobody waits 15 minutes here
        two.until(two.window.login.isVisible, "the other desk locked itself")
        two.until(lambda: two.window.login.shown is not None and two.window.login.shown.why, "it says why")
    out = {each.station: each.reason for each in hub.events(ev.PersonLoggedOut)}
    assert out == {"one": "left", "two": "idle"}
    assert not hub.events(ev.NoteWritten)


def test_a_second_person_gives_their_word_at_the_first_ones_desk(hub: HubProcess, qapp: QApplication) -> None:
    with at(hub, "three", qapp) as desk:
        log_in(desk, "han")
        runs = set(desk.state.plans)
        desk.window.toggle_chooser()
        desk.until(lambda: desk.window.chooser.lines, "the plans")
        desk.window.chooser.drill.setChecked(True)
        desk.click(desk.window.chooser.lines[1].button)
        form = desk.window.second.form
        give(desk, form, "lin", "not the word")
        desk.until(lambda: form.is_trouble, "the refusal in words")
        give(desk, form, "lin", WORDS["lin"])
        desk.until(lambda: set(desk.state.plans) - runs, "the plan has begun")
        [run] = [each for id, each in desk.state.plans.items() if id not in runs]
        assert (run.by, run.second) == ("han", "lin")
        assert desk.frame.person == "han", "nobody took the desk over"
