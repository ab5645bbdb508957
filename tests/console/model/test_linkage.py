"""What follows from events without anybody's order."""

import pytest

from console.model import command as do
from console.model import event as ev
from console.model.command import Command
from console.model.event import AnyEvent
from console.model.linkage import follow
from console.model.quality import Quality, worst
from tests.helpers.streams import after, open_hall

TAKEN, CALLED = ev.TicketTaken(ticket="A1", business="pay"), ev.TicketCalled(ticket="A1", counter="c1")


def followed(event: AnyEvent, *before: AnyEvent) -> tuple[Command, ...]:
    return follow(after(open_hall(), *before, event), event)


def test_a_call_shows_on_panel_and_strip_and_beeps() -> None:
    others = [ev.TicketTaken(ticket=f"B{n}", business="invoice") for n in range(3)]
    assert followed(CALLED, TAKEN, *others) == (
        do.ShowTicket(device="panel-1", ticket="A1", waiting=3),
        do.Beep(device="panel-1"),
        do.ShowNotice(device="strip-1", text="A1"),
    )


def test_nothing_is_sent_to_what_is_lost_or_out_of_service_or_away() -> None:
    for gone in (
        ev.DeviceLost(device="panel-1"),
        ev.DeviceTakenOut(device="panel-1", by="du", reason="r"),
        ev.AdapterLost(adapter="panels"),
    ):
        assert followed(CALLED, TAKEN, gone) == (do.ShowNotice(device="strip-1", text="A1"),)


def test_a_finished_service_asks_for_a_rating_and_frees_the_strip() -> None:
    done = ev.ServiceFinished(ticket="A1", counter="c1")
    assert followed(done, TAKEN, CALLED) == (do.AskRating(device="panel-1"), do.ShowNotice(device="strip-1", text="1"))


def test_a_strip_is_lit_when_its_counter_opens_and_left_alone_when_it_closes() -> None:
    closed, opened = ev.CounterClosed(counter="c1"), ev.CounterOpened(counter="c1", staff="an")
    assert followed(closed) == (do.ShowNotice(device="strip-1", text=""),)
    assert followed(opened, closed) == (do.ShowNotice(device="strip-1", text="1"),)


KEYS: list[tuple[str, list[AnyEvent], tuple[Command, ...]]] = [
    ("next", [], (do.CallNext(counter="c1"),)),
    ("next", [ev.CounterPaused(counter="c1")], (do.ResumeCounter(counter="c1"), do.CallNext(counter="c1"))),
    ("recall", [], (do.RecallTicket(counter="c1"),)),
    ("finish", [], (do.FinishService(counter="c1"),)),
    ("pause", [], (do.PauseCounter(counter="c1"),)),
    ("transfer", [TAKEN, CALLED], (do.TransferTicket(ticket="A1"),)),
    ("transfer", [], ()),
    ("abandon", [], (do.AbandonTicket(counter="c1"),)),
    ("suspend", [], (do.SuspendTicket(counter="c1"),)),
    ("call_back", [], (do.CallBackTicket(counter="c1"),)),
    ("cancel", [], ()),
]


@pytest.mark.parametrize(("key", "before", "expected"), KEYS)
def test_a_panels_key_is_an_order(key: str, before: list[AnyEvent], expected: tuple[Command, ...]) -> None:
    assert followed(ev.PanelKeyPressed(device="panel-1", counter="c1", key=key), *before) == expected


def test_a_key_of_an_unknown_counter_is_nothing() -> None:
    assert followed(ev.PanelKeyPressed(device="panel-1", counter="c9", key="next")) == ()
    assert followed(ev.TicketCalled(ticket="A1", counter="c9")) == ()


def test_the_worst_quality_counts_and_of_nothing_nothing_is_known() -> None:
    assert worst([Quality.GOOD, Quality.STALE, Quality.UNKNOWN]) is Quality.UNKNOWN
    assert worst([Quality.GOOD, Quality.BAD]) is Quality.BAD
    assert worst([]) is Quality.UNKNOWN
