"""What the public sees: every display with how far it is known, and the calls that nobody was told of."""

from msgspec.structs import replace

from console.model.state import Announced
from console.session import Frame
from tests.helpers import hand
from tests.widgets.panes import hall
from tests.widgets.panes.conftest import RememberingDesk, Show
from widgets.panes.public import Public, Trust


def changed(device: str, **changes: object) -> Frame:
    frame = hall.busy()
    devices = {**frame.state.devices, device: replace(frame.state.devices[device], **changes)}
    return replace(frame, state=replace(frame.state, devices=devices))


def test_main_displays_come_first_and_strips_by_the_counters_number() -> None:
    ids = [each.id for each in Public.view(hall.busy()).displays]
    assert ids[0].startswith("board")
    strips = [id for id in ids if id.startswith("strip")]
    assert strips == sorted(strips, key=lambda strip: int(strip.partition("-")[2]))


def test_a_lost_display_says_that_what_it_showed_is_old(show: Show) -> None:
    frame = changed("strip-2", lost_at=hall.NOW - 120, showing="A041")
    pane = show(Public, frame, 1100, 700)
    (row,) = (each for each in pane.displays.rows.rows if each.id == "strip-2")
    assert row.cells[1].text == "A041"
    assert row.cells[2].text.startswith("旧的：")
    assert "不知道现在显示什么" in pane._note


def test_nothing_is_known_of_displays_that_nobody_hears() -> None:
    frame = hall.busy()
    adapters = {id: replace(each, lost_at=hall.NOW - 60) for id, each in frame.state.adapters.items()}
    lost = replace(frame, state=replace(frame.state, adapters=adapters))
    assert {each.trust for each in Public.view(lost).displays} == {Trust.STALE}


def test_a_notice_and_the_last_call_stand_beside_each_other(show: Show) -> None:
    call = Announced(ticket="A041", counter="c2", at=hall.NOW - 10, text="A041 → 2")
    pane = show(Public, changed("board-1", showing="今日停电", announced=call), 1100, 700)
    row = next(each for each in pane.displays.rows.rows if each.id == "board-1")
    assert (row.cells[1].text, row.cells[1].under) == ("今日停电", "A041 → 2")


def test_a_call_that_no_display_showed_is_marked(show: Show, desk: RememberingDesk) -> None:
    pane = show(Public, hall.busy(), 1100, 700)
    rows = {row.id.partition("@")[0]: row for row in pane.calls.rows.rows}
    assert list(rows) == ["A042", "B012", "A041", "A040"], "the newest first"
    assert rows["A040"].cells[3].text == "没有屏幕显示"
    assert rows["A040"].edge is not None
    assert rows["A041"].cells[3].text == "2 块屏"
    assert rows["A041"].cells[4].text == "说了"
    assert rows["A041"].cells[0].note == "第 2 次"
    assert rows["A042"].edge is None, "it was called three seconds ago"
    assert "1 次叫号没有任何屏幕显示" in pane._note
    row = pane.calls.rows.rows.index(rows["A041"])
    hand.click(pane.calls.viewport(), pane.calls.visualRect(pane.calls.rows.index(row, 0)).center())
    assert desk.selected == [("ticket", "A041")]


def test_a_hall_without_displays_blames_none() -> None:
    frame = hall.busy()
    config = frame.state.config
    assert config is not None
    shown = {id: replace(device, showing="", announced=None) for id, device in frame.state.devices.items()}
    config = replace(config, devices=tuple(replace(each, kind="ups") for each in config.devices))
    view = Public.view(replace(frame, state=replace(frame.state, config=config, devices=shown)))
    assert view.displays == ()
    assert view.untold == 0


def test_a_day_without_calls_says_so(show: Show) -> None:
    pane = show(Public, hall.normal(), 1100, 700)
    assert pane.quiet.isVisible()
    assert not pane.calls.isVisible()
