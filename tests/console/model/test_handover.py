"""The handover's sheet: nothing open can be missing from it, and nobody takes the hall over before each line is accepted as it reads."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from console.model import command as do
from console.model import event as ev
from console.model import handover
from console.model.alarm import phase_of
from console.model.book import MatterPhase, ProblemPhase
from console.model.command import Refusal, Role, WallItem
from console.model.event import Entry, Presence
from console.model.handover import open_world, unaccepted
from console.model.order import check, effects
from console.model.reduce import fold
from console.model.sheet import LineKind
from console.model.state import Account, AlarmPhase, ArmingPhase, HallState, Stage
from tests.console.model.test_duty import lived, ordered
from tests.helpers.streams import after, open_hall, streams

K = LineKind


def keys(state: HallState, now: float | None = None) -> set[str]:
    return {line.key for line in open_world(state, state.at if now is None else now)}


def refused(state: HallState, command: do.Command, by: str = "bo") -> tuple[Refusal, str] | None:
    return check(state, command, Role.LEADER, state.at, by)


def begun(state: HallState | None = None) -> HallState:
    base = state if state is not None else after(open_hall(), ev.DutyTaken(person="du"))
    return ordered(base, do.BeginHandover(to="bo"))


def accept_all(state: HallState) -> HallState:
    assert state.handover is not None
    refs = tuple(line.ref for line in unaccepted(state, state.at))
    return ordered(state, do.AcceptLines(handover=state.handover.id, refs=refs), by="bo") if refs else state


# --- nothing can be missing ---------------------------------------------------------------------------------------------------


def test_every_part_of_the_state_is_said_to_hold_open_things_or_not() -> None:
    parts = set(HallState.__struct_fields__)
    said = set(handover.OPEN) | set(handover.NOT_OPEN)
    assert not parts - said, f"say in {handover.__name__} what of it can be open, in OPEN, or why nothing can, in NOT_OPEN"
    assert not said - parts
    assert not set(handover.OPEN) & set(handover.NOT_OPEN)


def expected(state: HallState, now: float) -> set[str]:
    """What is open, said once more and otherwise than the sheet says it."""
    found: set[tuple[LineKind, str]] = set()
    for alarm in state.alarms.values():
        if alarm.shelved_until is not None:
            found.add((K.SHELVED, alarm.id))
        elif phase_of(alarm, state) is not AlarmPhase.NORM:
            found.add((K.ALARM, alarm.id))
    for order in state.orders.values():
        by_person = order.by != "link" and not order.by.startswith("plan:") and order.adapter is not None
        ended_badly = order.stage in {Stage.MISMATCH, Stage.EXPIRED, Stage.FAILED, Stage.UNKNOWN}
        if by_person and (
            order.stage in {Stage.COMMANDED, Stage.REPORTED} or (ended_badly and order.stage_at >= (state.duty_at or 0))
        ):
            found.add((K.ORDER, order.id))
    for matter in state.matters.values():
        if matter.phase is not MatterPhase.CLOSED:
            found.add((K.MATTER, matter.id))
            found |= {(K.PROMISE, matter.id)} if matter.due_at is not None else set()
            found |= {(K.APPOINTMENT, matter.id)} if matter.appointment is not None else set()
    homes = {person.id: person.home for person in state.config.staff} if state.config else {}
    for person in state.staff.values():
        away = person.post is not None and homes.get(person.id) not in (None, person.post)
        if away and person.presence in {Presence.ON_POST, Presence.BREAK, Presence.AWAY}:
            found.add((K.MOVED, person.id))
    found |= {(K.DEVICE_OUT, each.id) for each in state.devices.values() if each.out_at is not None}
    found |= {(K.PLAN, each.id) for each in state.plans.values() if each.ended_at is None}
    found |= {(K.PROBLEM, each.id) for each in state.problems.values() if each.phase is not ProblemPhase.SOLVED}
    found |= {(K.ROUND, each.id) for each in state.rounds.values() if each.due_at is not None}
    found |= {(K.ARMING, each.id) for each in state.armings.values() if each.phase is ArmingPhase.ARMED and now < each.until}
    found |= {(K.WALL, key) for key, each in state.pushes.items() if now < each.until}
    found |= {(K.PRIVACY, each.camera) for each in state.lifted.values() if now < each.until}
    found |= {(K.NOTICE, each.device) for each in state.notices.values()}
    found |= {(K.FAULT, each.part) for each in state.faults.values()}
    profiles = {each.id: each.profile for each in state.config.counters} if state.config else {}
    found |= {(K.PROFILE, each.id) for each in state.counters.values() if profiles.get(each.id, each.profile) != each.profile}
    found |= {(K.PAUSED, each.id) for each in state.counters.values() if each.phase.value == "paused"}
    return {f"{kind.value}:{id}" for kind, id in found}


@given(streams(opened=True), st.sampled_from([0.0, 61.0, 4_000.0]))
@settings(max_examples=150, deadline=None)
def test_nothing_open_can_be_missing_from_the_sheet(told: list[Entry], later: float) -> None:
    state = fold(HallState(), told)
    for at in (state.at, state.at + later):
        lived_on = lived(state, at)
        for hall in (state, lived_on):
            lines = open_world(hall, at)
            assert {line.key for line in lines} == expected(hall, at)
            assert len({line.key for line in lines}) == len({line.ref for line in lines}) == len(lines)


@given(streams(opened=True))
@settings(max_examples=60, deadline=None)
def test_whatever_is_open_can_be_accepted_and_then_the_hall_is_another_leaders(told: list[Entry]) -> None:
    state = lived(fold(HallState(), told), fold(HallState(), told).at)
    if state.handover is not None:
        state = after(state, ev.HandoverCancelled(handover=state.handover.id, by="du"))
    state = begun(replace(state, duty="du", people={}))
    under_way = state.handover
    assert under_way is not None
    finish = do.FinishHandover(handover=under_way.id)
    while left := unaccepted(state, state.at):
        assert refused(state, finish) == (Refusal.WRONG_STATE, f"lines={len(left)}")
        refs = tuple(line.ref for line in left[:100])
        state = ordered(state, do.AcceptLines(handover=under_way.id, refs=refs), by="bo")
    state = ordered(state, finish, by="bo")
    assert (state.duty, state.handover) == ("bo", None)
    assert state.handed is not None
    assert state.handed.taker == "bo"


# --- one of each kind -----------------------------------------------------------------------------------------------------------


def confirmed(id: str, command: do.Command, by: str = "du") -> tuple[ev.AnyEvent, ...]:
    accepted = ev.CommandAccepted(id=id, by=by, station="desk", command=command, adapter="field", expires_at=2e9)
    return accepted, ev.CommandReported(id=id, done=True), ev.CommandConfirmed(id=id)


def _expired(state: HallState) -> HallState:
    beep = ev.CommandAccepted(
        id="o1", by="du", station="desk", command=do.Beep(device="panel-1"), adapter="panels", expires_at=0.0
    )
    return after(state, beep, ev.CommandExpired(id="o1"))


CASES: dict[str, Callable[[HallState], HallState]] = {
    "alarm:panel_lost:panel-1": lambda s: after(
        s, ev.AlarmRaised(alarm="panel_lost:panel-1", rule="panel_lost", subject="panel-1")
    ),
    "shelved:panel_lost:panel-1": lambda s: after(
        s,
        ev.AlarmRaised(alarm="panel_lost:panel-1", rule="panel_lost", subject="panel-1"),
        ev.AlarmShelved(alarm="panel_lost:panel-1", by="du", until=2e9, reason="x"),
    ),
    "device_out:kiosk-1": lambda s: after(s, ev.DeviceTakenOut(device="kiosk-1", by="du", reason="x")),
    "plan:r1": lambda s: after(s, ev.PlanStarted(run="r1", plan="power", by="du")),
    "arming:a1": lambda s: after(s, ev.PlanArmed(arming="a1", plan="power", by="an", station="desk", until=2e9)),
    "problem:p1": lambda s: ordered(s, do.ReportProblem(text="x")),
    "matter:m1": lambda s: ordered(s, do.OpenMatter(what="x", owner="chu")),
    "round:wet_floor": lambda s: ordered(s, do.CallRound(round="wet_floor")),
    "order:o1": _expired,
    "moved:bo": lambda s: after(s, ev.StaffMoved(person="bo", post="c3")),
    "profile:c1": lambda s: after(s, ev.CounterProfileChanged(counter="c1", profile="all")),
    "paused:c1": lambda s: after(s, ev.CounterPaused(counter="c1", reason="x")),
    "notice:board-1": lambda s: after(s, *confirmed("o2", do.ShowNotice(device="board-1", text="停电"))),
    "wall:#0": lambda s: after(s, ev.WallPushed(item=WallItem.TEXT, shown="x", until=2e9, by="du")),
    "privacy:camera-1": lambda s: after(s, ev.PrivacyLifted(camera="camera-1", until=2e9, reason="x", by="du")),
    "fault:alarm:panel_lost": lambda s: after(s, ev.PartDisabled(part="alarm:panel_lost", error="KeyError")),
}


@pytest.mark.parametrize("key", CASES)
def test_each_kind_of_open_thing_stands_on_the_sheet(key: str) -> None:
    before = after(open_hall(), ev.DutyTaken(person="du"))
    assert key not in keys(before)
    assert keys(CASES[key](before)) - keys(before) == {key}


def test_promises_and_appointments_stand_beside_their_matter() -> None:
    state = ordered(open_hall(), do.OpenMatter(what="x", owner="chu", due_at=2e9))
    state = ordered(state, do.AppointMatter(matter="m1", at=state.at + 60, contact="y"))
    assert keys(state) >= {"matter:m1", "promise:m1", "appointment:m1"}


def test_a_notice_is_open_until_it_is_taken_off_and_what_linkage_shows_is_none() -> None:
    shown = after(open_hall(), *confirmed("o2", do.ShowNotice(device="board-1", text="停电")))
    assert "notice:board-1" not in keys(after(shown, *confirmed("o3", do.ShowNotice(device="board-1", text=""))))
    assert "notice:board-1" not in keys(after(shown, ev.DisplayShowed(device="board-1", text="欢迎光临")))
    assert "notice:board-1" in keys(after(shown, ev.DisplayShowed(device="board-1", text="停电")))
    by_link = after(open_hall(), *confirmed("o2", do.ShowNotice(device="board-1", text="A1"), by="link"))
    assert "notice:board-1" not in keys(by_link)


def test_an_order_that_did_not_come_true_is_not_forgotten_in_a_busy_hall_and_ends_with_the_duty() -> None:
    state = _expired(after(open_hall(), ev.DutyTaken(person="du")))
    beeps = [confirmed(f"l{n}", do.Beep(device="panel-1"), by="link") for n in range(400)]
    state = after(state, *(event for three in beeps for event in three))
    assert "order:o1" in keys(state)
    assert "order:o1" not in keys(after(state, ev.DutyTaken(person="bo"), at=state.at + 1))


# --- accepting ----------------------------------------------------------------------------------------------------------------


def test_what_is_accepted_is_what_was_read_and_a_line_that_reads_otherwise_is_accepted_anew() -> None:
    state = begun(CASES["matter:m1"](after(open_hall(), ev.DutyTaken(person="du"))))
    [line] = [each for each in unaccepted(state, state.at) if each.kind is K.MATTER]
    state = accept_all(state)
    assert unaccepted(state, state.at) == ()
    state = ordered(state, do.OfferMatter(matter="m1", to="supply"))
    assert [each.key for each in unaccepted(state, state.at)] == ["matter:m1"]
    assert state.handover is not None
    answer = refused(state, do.AcceptLines(handover=state.handover.id, refs=(line.ref,)))
    assert answer is not None
    assert answer[0] is Refusal.WRONG_STATE


def test_each_acceptance_is_an_event_and_the_last_one_names_both() -> None:
    state = begun(CASES["matter:m1"](CASES["problem:p1"](after(open_hall(), ev.DutyTaken(person="du")))))
    assert state.handover is not None
    lines = unaccepted(state, state.at)
    command = do.AcceptLines(handover=state.handover.id, refs=tuple(line.ref for line in lines))
    said = effects(state, command, "bo", state.at, lambda: "x")
    assert said == tuple(ev.HandoverLineAccepted(handover=state.handover.id, line=line, by="bo") for line in lines)
    state = accept_all(state)
    # As the hub does it: the order stands in the state when it takes effect, and is nothing open.
    own = ev.CommandAccepted(
        id="o9", by="bo", station="desk", command=do.FinishHandover(handover="h1"), adapter=None, expires_at=2e9
    )
    state = after(state, own)
    [done] = effects(state, do.FinishHandover(handover="h1"), "bo", state.at, lambda: "x")
    assert isinstance(done, ev.HandoverDone)
    assert (done.giver, done.taker, done.lines) == ("du", "bo", len(lines))


def test_where_people_are_known_only_the_next_leader_accepts() -> None:
    people = {id: Account(id=id, role=Role.LEADER, since=1.0) for id in ("du", "bo")}
    state = begun(replace(after(CASES["problem:p1"](open_hall()), ev.DutyTaken(person="du")), people=people))
    assert state.handover is not None
    refs = tuple(line.ref for line in unaccepted(state, state.at))
    accept, finish = do.AcceptLines(handover=state.handover.id, refs=refs), do.FinishHandover(handover=state.handover.id)
    assert refused(state, accept, by="du") == (Refusal.SECOND, "bo")
    assert refused(state, finish, by="du") == (Refusal.SECOND, "bo")
    assert refused(state, accept, by="bo") is None


def test_one_handover_at_a_time_to_somebody_else_who_is_there() -> None:
    state = begun()
    assert refused(state, do.BeginHandover(to="an")) == (Refusal.ALREADY, "bo")
    assert refused(state, do.FinishHandover(handover="h9")) == (Refusal.NO_SUCH, "h9")
    state = ordered(state, do.CancelHandover(handover="h1"))
    assert state.handover is None
    assert refused(state, do.BeginHandover(to="du")) == (Refusal.ALREADY, "du")
    assert refused(state, do.BeginHandover(to="nobody")) == (Refusal.NO_SUCH, "nobody")


def test_an_operator_hands_nothing_over() -> None:
    state = begun()
    for command in (do.BeginHandover(to="bo"), do.FinishHandover(handover="h1"), do.CancelHandover(handover="h1")):
        answer = check(state, command, Role.OPERATOR, state.at, "an")
        assert answer is not None
        assert answer[0] is Refusal.ROLE


def test_a_clock_that_is_put_right_takes_nothing_back_that_was_accepted() -> None:
    alarm = ev.AlarmRaised(alarm="panel_lost:panel-1", rule="panel_lost", subject="panel-1")
    hall = after(open_hall(), ev.DutyTaken(person="du"), alarm, *confirmed("o2", do.ShowNotice(device="board-1", text="停电")))
    lift = ev.PrivacyLifted(camera="camera-1", until=hall.at + 600, reason="x", by="du")
    state = accept_all(begun(after(hall, lift)))
    assert state.handover is not None
    assert len(state.handover.accepted) > 1
    assert unaccepted(state, state.at) == ()
    stepped = after(state, ev.ClockStepped(step=5.0, jump=5.0), at=state.at + 5)
    assert unaccepted(stepped, stepped.at) == ()
    done = ordered(stepped, do.FinishHandover(handover=state.handover.id), by="bo")
    assert done.handover is None


def test_a_notice_on_a_display_that_left_the_hall_is_nobodys_to_settle() -> None:
    state = after(open_hall(), *confirmed("o2", do.ShowNotice(device="board-1", text="停电")))
    assert "notice:board-1" in keys(state)
    assert state.config is not None
    rest = tuple(device for device in state.config.devices if device.id != "board-1")
    assert "notice:board-1" not in keys(after(state, ev.HallConfigured(config=replace(state.config, devices=rest))))
