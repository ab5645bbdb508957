"""Customers' matters: exactly one owner from first contact to close, whatever is told; an offer nobody takes returns with an alarm."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.model import command as do
from console.model import event as ev
from console.model import matters
from console.model.book import Matter, MatterPhase
from console.model.command import Refusal, Role
from console.model.order import check
from console.model.state import HallState
from tests.console.model.test_duty import lived, ordered
from tests.helpers.streams import MORNING, after, events_of, open_hall


def opened(**more: object) -> HallState:
    return ordered(open_hall(), do.OpenMatter(what="更名资料待补", owner="chu", **more), by="chu")  # type: ignore[arg-type]


def only(state: HallState) -> Matter:
    [matter] = state.matters.values()
    return matter


def refused(state: HallState, command: do.Command) -> Refusal | None:
    answer = check(state, command, Role.OPERATOR, state.at, "du")
    return None if answer is None else answer[0]


def test_who_hears_it_first_owns_it_until_somebody_accepts_it() -> None:
    state = opened()
    matter = only(state)
    assert (matter.owner, matter.phase) == ("chu", MatterPhase.OPEN)
    state = ordered(state, do.OfferMatter(matter=matter.id, to="supply"), by="chu")
    assert (only(state).owner, only(state).phase) == ("chu", MatterPhase.OFFERED)
    state = ordered(state, do.AcceptMatter(matter=matter.id))
    assert (only(state).owner, only(state).phase, only(state).offer) == ("supply", MatterPhase.OPEN, None)
    assert [hop.owner for hop in only(state).chain] == ["chu", "supply"]


@pytest.mark.parametrize(("to", "minutes"), [("bo", 5), ("supply", 30)])
def test_an_offer_that_nobody_takes_returns_in_time_with_an_alarm(to: str, minutes: int) -> None:
    state = opened()
    id = only(state).id
    state = ordered(state, do.OfferMatter(matter=id, to=to))
    assert only(lived(state, state.at + minutes * 60 - 1)).offer is not None
    state = lived(state, state.at + minutes * 60)
    assert (only(state).owner, only(state).offer, only(state).returned_from) == ("chu", None, to)
    assert state.alarms[f"matter_returned:{id}"].active
    state = lived(ordered(state, do.OfferMatter(matter=id, to="du")), state.at + 1)
    assert not state.alarms[f"matter_returned:{id}"].active, "it is somebody's turn again"


def test_an_offer_that_is_declined_returns_without_an_alarm() -> None:
    state = opened()
    id = only(state).id
    state = ordered(ordered(state, do.OfferMatter(matter=id, to="bo")), do.ReturnMatter(matter=id, reason="忙"))
    assert (only(state).owner, only(state).phase) == ("chu", MatterPhase.OPEN)
    assert lived(state, state.at + 600).alarms == {}


def test_who_cannot_be_reached_is_made_good_by_an_appointment_that_is_an_alarm_once_it_passes() -> None:
    state = opened()
    id = only(state).id
    state = ordered(state, do.OfferMatter(matter=id, to="supply"))
    assert refused(state, do.AppointMatter(matter=id, at=state.at - 1, contact="x")) is Refusal.EXPIRED
    state = ordered(state, do.AppointMatter(matter=id, at=state.at + 3_600, contact="尾号 8821"))
    matter = only(state)
    assert (matter.offer, matter.phase, matter.owner) == (None, MatterPhase.OPEN, "chu")
    assert matter.appointment is not None
    assert matter.appointment.contact == "尾号 8821"
    assert lived(state, state.at + 3_599).alarms == {}
    late = lived(state, state.at + 3_600)
    assert late.alarms[f"matter_late:{id}"].active
    assert not lived(ordered(late, do.CloseMatter(matter=id, result="已办")), late.at + 1).alarms[f"matter_late:{id}"].active


def test_an_answer_that_was_promised_is_an_alarm_once_it_is_late() -> None:
    state = opened(due_at=MORNING + 1_800)
    assert f"matter_late:{only(state).id}" in lived(state, MORNING + 1_800).alarms


def test_it_is_closed_with_a_result_and_reopened_to_whom_it_belonged() -> None:
    state = opened()
    id = only(state).id
    state = ordered(state, do.OfferMatter(matter=id, to="bo"))
    assert refused(state, do.CloseMatter(matter=id, result="x")) is Refusal.WRONG_STATE, "nobody closes what another is offered"
    state = ordered(ordered(state, do.AcceptMatter(matter=id)), do.CloseMatter(matter=id, result="已补齐"))
    assert (only(state).phase, only(state).result, only(state).closed_by) == (MatterPhase.CLOSED, "已补齐", "du")
    assert refused(state, do.OfferMatter(matter=id, to="chu")) is Refusal.WRONG_STATE
    state = ordered(state, do.ReopenMatter(matter=id, reason="又来了"))
    assert (only(state).owner, only(state).phase, only(state).reopened) == ("bo", MatterPhase.OPEN, 1)
    assert refused(state, do.ReopenMatter(matter=id, reason="x")) is Refusal.WRONG_STATE


def test_nobody_is_offered_what_is_theirs_or_what_they_cannot_take() -> None:
    state = after(opened(), ev.StaffPresenceChanged(person="bo", presence=ev.Presence.OUT))
    id = only(state).id
    assert refused(state, do.OfferMatter(matter=id, to="chu")) is Refusal.ALREADY
    assert refused(state, do.OfferMatter(matter=id, to="bo")) is Refusal.NOBODY_FREE
    assert refused(state, do.OfferMatter(matter=id, to="nobody")) is Refusal.NO_SUCH
    assert refused(state, do.OpenMatter(what="x", owner="nobody")) is Refusal.NO_SUCH
    assert refused(state, do.AcceptMatter(matter=id)) is Refusal.WRONG_STATE
    offered = ordered(state, do.OfferMatter(matter=id, to="du"))
    assert refused(offered, do.OfferMatter(matter=id, to="supply")) is Refusal.WRONG_STATE


def test_only_the_last_closed_ones_are_kept_and_every_open_one() -> None:
    state = open_hall()
    for number in range(matters.CLOSED_KEPT + 20):
        state = after(state, ev.MatterOpened(matter=f"m{number}", what="x", owner="chu", by="chu"))
        if number >= 5:
            state = after(state, ev.MatterClosed(matter=f"m{number}", by="chu", result="x"))
    assert len(state.matters) == matters.CLOSED_KEPT + 5


_kinds: tuple[type[ev.AnyEvent], ...] = (
    ev.MatterOpened, ev.MatterOffered, ev.MatterAccepted, ev.MatterReturned, ev.MatterAppointed, ev.MatterClosed, ev.MatterReopened,
)  # fmt: skip


@given(st.lists(st.sampled_from(_kinds).flatmap(events_of), max_size=40))
@settings(max_examples=80, deadline=None)
def test_whatever_is_told_a_matter_has_one_owner_and_changes_it_only_by_acceptance(told: list[ev.AnyEvent]) -> None:
    state = open_hall()
    for event in told:
        before = state.matters
        state = after(state, event, at=state.at + 1)
        for id, matter in state.matters.items():
            assert matter.owner
            assert matter.chain[-1].owner == matter.owner
            assert (matter.offer is not None) is (matter.phase is MatterPhase.OFFERED)
            was = before.get(id)
            if was is not None and was.owner != matter.owner:
                assert isinstance(event, ev.MatterAccepted)
                assert was.offer is not None
                assert matter.owner == was.offer.to
