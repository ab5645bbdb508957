"""The last calls, and who told the customers: displays, loudspeakers, or nobody."""

from msgspec.structs import replace

from console.model import event as ev
from console.model.calls import KEPT, TOLD_WITHIN, is_untold
from console.model.state import Call, HallState, encode
from tests.helpers.streams import MORNING, after, opening


def a_hall() -> HallState:
    return after(HallState(), *opening(), ev.TicketTaken(ticket="A001", business="pay"), at=MORNING)


def called(state: HallState, ticket: str = "A001", counter: str = "c1") -> HallState:
    return after(state, ev.TicketCalled(ticket=ticket, counter=counter))


def last(state: HallState) -> Call:
    return state.calls[-1]


def test_a_call_is_shown_by_the_display_that_says_so_and_said_by_the_voice() -> None:
    state = after(
        called(a_hall()),
        ev.CallAnnounced(device="board-1", ticket="A001", counter="c1", text="A001 → 1"),
        ev.CallAnnounced(device="pa-1", ticket="A001", counter="c1", voice=True, text="请 A001 号"),
    )
    assert (last(state).shown, last(state).voiced) == (("board-1",), ("pa-1",))


def test_a_strip_that_shows_the_number_shows_the_call() -> None:
    state = after(called(a_hall()), ev.DisplayShowed(device="strip-1", text="请A001号到1号窗口"))
    assert last(state).shown == ("strip-1",)


def test_a_display_that_shows_something_else_does_not() -> None:
    state = after(
        called(a_hall()), ev.DisplayShowed(device="strip-1", text="欢迎光临"), ev.DisplayShowed(device="strip-1", text="")
    )
    assert last(state).shown == ()


def test_a_longer_number_is_another_ticket() -> None:
    hall = a_hall()
    for text, shown in (("A0011 → 2", ()), ("BA001", ()), ("A0011 A001 → 1", ("strip-1",)), ("A001→1", ("strip-1",))):
        assert last(after(called(hall), ev.DisplayShowed(device="strip-1", text=text))).shown == shown, text
        assert last(called(after(hall, ev.DisplayShowed(device="strip-1", text=text)))).shown == shown, text


def test_what_is_announced_a_moment_before_the_call_is_written_counts() -> None:
    device = "board-1"
    said = ev.CallAnnounced(device=device, ticket="A001", counter="c1", text="A001 → 1")
    early = after(a_hall(), said)
    assert last(after(early, ev.TicketCalled(ticket="A001", counter="c1"), at=early.at + 1)).shown == (device,)
    assert last(after(early, ev.TicketCalled(ticket="A001", counter="c1"), at=early.at + 60)).shown == ()


def test_a_recall_asks_to_be_told_again() -> None:
    state = after(called(a_hall()), ev.CallAnnounced(device="nowhere", ticket="A001", counter="c1"))
    assert last(state).shown == ("nowhere",)
    state = after(state, ev.TicketRecalled(ticket="A001", counter="c1"), at=state.at + 20)
    assert (last(state).times, last(state).shown) == (2, ())
    assert len(state.calls) == 1


def test_a_strip_that_still_shows_the_number_shows_the_recall() -> None:
    state = called(a_hall())
    strip = next(id for id in state.devices if id.startswith("strip"))
    state = after(state, ev.DisplayShowed(device=strip, text="A001"))
    assert last(after(state, ev.TicketRecalled(ticket="A001", counter="c1"), at=state.at + 20)).shown == (strip,)


def test_a_call_that_no_display_showed_is_untold_after_a_while() -> None:
    state = called(a_hall())
    assert not is_untold(last(state), state.at + TOLD_WITHIN)
    assert is_untold(last(state), state.at + TOLD_WITHIN + 1)
    shown = after(state, ev.CallAnnounced(device="board-1", ticket="A001", counter="c1"))
    assert not is_untold(last(shown), shown.at + TOLD_WITHIN + 1)
    said = after(state, ev.CallAnnounced(device="pa-1", ticket="A001", counter="c1", voice=True))
    assert is_untold(last(said), said.at + TOLD_WITHIN + 1), "a voice is no display"


def test_the_last_twenty_calls_are_kept() -> None:
    state = a_hall()
    for n in range(KEPT + 5):
        state = called(state, f"B{n:03}", "c2")
    assert [call.ticket for call in state.calls] == [f"B{n:03}" for n in range(5, KEPT + 5)]


def test_a_device_keeps_its_last_call_and_its_notice_apart() -> None:
    state = called(a_hall())
    strip = next(id for id in state.devices if id.startswith("strip"))
    state = after(
        state,
        ev.DisplayShowed(device=strip, text="今日停电"),
        ev.CallAnnounced(device=strip, ticket="A001", counter="c1", text="A001"),
    )
    device = state.devices[strip]
    assert device.showing == "今日停电"
    assert device.announced is not None
    assert device.announced.text == "A001"


def test_who_told_already_stands_in_the_same_order_however_the_devices_are_kept() -> None:
    told = after(
        a_hall(),
        *(ev.CallAnnounced(device=id, ticket="A001", counter="c1", text="A001 → 1") for id in ("strip-1", "board-1")),
    )
    turned = replace(told, devices=dict(reversed(list(told.devices.items()))))
    assert encode(called(told)) == encode(called(turned))
    assert last(called(told)).shown == ("board-1", "strip-1")
