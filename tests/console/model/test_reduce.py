"""Folding: total, pure, the same from any snapshot, and complete over the closed list of events."""

from typing import get_args

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.model import event as ev
from console.model.event import AdapterEvent, Entry, HubEvent
from console.model.policy import alarm_id, judge
from console.model.reduce import FOLDS, apply, fold, reduce
from console.model.state import HallState, Sample, decode, encode, state_hash
from tests.helpers.streams import MORNING, entries, events_of, open_hall, opening, small_hall, streams, visits

OPEN = open_hall()
thorough = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@thorough
@given(streams())
def test_no_stream_makes_it_raise_and_no_state_is_changed_in_place(stream: list[Entry]) -> None:
    state = HallState()
    for entry in stream:
        before = encode(state)
        after = reduce(state, entry)
        assert encode(state) == before
        assert after.seq == entry.seq
        state = after


@thorough
@given(streams())
def test_a_state_survives_its_encoding(stream: list[Entry]) -> None:
    state = fold(HallState(), stream)
    again = decode(encode(state))
    assert again == state
    assert state_hash(again) == state_hash(state)


def test_states_of_one_hall_share_its_configuration_and_others_do_not() -> None:
    config = small_hall()
    one, again = (decode(encode(HallState(seq=seq, config=config))) for seq in (1, 2))
    assert one.config == config
    assert one.config is again.config
    wider = msgspec.structs.replace(config, width=config.width + 1)
    assert decode(encode(HallState(config=wider))).config == wider
    assert decode(encode(HallState())).config is None


@thorough
@given(streams(), st.data())
def test_folding_on_from_any_snapshot_is_folding_whole(stream: list[Entry], data: st.DataObject) -> None:
    whole = fold(HallState(), stream)
    cut = data.draw(st.integers(0, len(stream)))
    snapshot = decode(encode(fold(HallState(), stream[:cut])))
    assert state_hash(fold(snapshot, stream[cut:])) == state_hash(whole)


def _is_named(event: ev.AlarmRaised) -> bool:
    return event.alarm == alarm_id(event.rule, event.subject)


@thorough
@given(streams(opened=True))
def test_what_judge_says_once_it_does_not_say_again(stream: list[Entry]) -> None:
    # Only the hub writes `alarm.raised`, and it names every alarm after its rule and subject.
    state = fold(
        HallState(), [entry for entry in stream if not isinstance(entry.event, ev.AlarmRaised) or _is_named(entry.event)]
    )
    now = state.at + 30
    state = msgspec.structs.replace(state, at=now)
    for event in judge(state, now):
        state = apply(state, event)
    assert judge(state, now) == ()


@thorough
@given(streams(opened=True))
def test_what_judge_says_of_a_decoded_state_is_the_same(stream: list[Entry]) -> None:
    state = fold(HallState(), stream)
    said = judge(state, state.at + 30)
    again = judge(decode(encode(state)), state.at + 30)
    assert sorted(map(repr, said)) == sorted(map(repr, again))


def test_no_kind_of_event_is_without_its_fold() -> None:
    assert set(FOLDS) == {*get_args(AdapterEvent), *get_args(HubEvent)}


@pytest.mark.parametrize("kind", [*get_args(AdapterEvent), *get_args(HubEvent)], ids=lambda kind: kind.__name__)
@given(data=st.data())
@settings(max_examples=10, deadline=None)
def test_every_kind_of_event_folds_into_any_hall(kind: type[ev.AnyEvent], data: st.DataObject) -> None:
    """Of one without configuration, too."""
    event = data.draw(events_of(kind))
    for state in (HallState(), OPEN):
        assert reduce(state, entries([event], state.at, seq=99)[0]).seq == 99


def test_hall_time_never_runs_backwards() -> None:
    state = open_hall()
    back = reduce(state, msgspec.structs.replace(entries([ev.HubStopped()], seq=99)[0], at=state.at - 60))
    assert back.at == state.at
    assert back.seq == 99


def test_each_minute_is_sampled_as_it_was_before_its_first_entry() -> None:
    state = open_hall()
    state = fold(state, entries([ev.TicketTaken(ticket="A1", business="pay")], MORNING + 30, seq=state.seq + 1))
    assert state.day.samples == ()
    state = fold(state, entries([ev.TicketTaken(ticket="A2", business="pay")], MORNING + 61, seq=state.seq + 1))
    assert state.day.samples == (Sample(at=MORNING + 60, waiting=1, serving=0, open_counters=2, over_limit=0, taken=1),)


def test_a_calm_hour_leaves_a_gap_among_the_samples_and_no_invented_ones() -> None:
    state = fold(open_hall(), entries([ev.HubStopped()], MORNING + 3600, seq=99))
    assert [sample.at for sample in state.day.samples] == [MORNING + 3600]


def test_a_new_day_puts_away_tickets_and_figures_and_leaves_the_hall_as_it_stands() -> None:
    state = fold(open_hall(), entries(visits(small_hall(), customers=30), seq=99))
    new = fold(state, entries([ev.DayStarted(date="2026-11-22")], state.at + 3600, seq=state.seq + 1))
    assert new.tickets == {}
    assert new.day.tallies == {}
    assert all(counter.served == 0 and counter.busy_for == 0 for counter in new.counters.values())
    assert [counter.phase for counter in new.counters.values()] != []
    assert new.devices.keys() == state.devices.keys()
    assert new.staff["an"].post == "c1"


def test_a_new_configuration_keeps_what_is_known_of_the_things_that_stay() -> None:
    state = open_hall()
    fewer = msgspec.structs.replace(small_hall(), counters=small_hall().counters[:1])
    state = fold(state, entries([ev.HallConfigured(config=fewer)], seq=state.seq + 1))
    assert list(state.counters) == ["c1"]
    assert state.counters["c1"].staff == "an"


@pytest.mark.parametrize("event", opening(), ids=lambda event: type(event).__name__)
def test_the_same_entry_gives_the_same_state(event: ev.AnyEvent) -> None:
    state = open_hall()
    entry = entries([event], state.at, seq=state.seq + 1)[0]
    assert state_hash(reduce(state, entry)) == state_hash(reduce(state, entry))
