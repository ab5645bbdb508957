"""Orders: refused with a reason, routed, carried out by the hub, and confirmed only by what the hall shows."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.model import command as do
from console.model import event as ev
from console.model import orders
from console.model.command import Command, Refusal, Role, may
from console.model.event import AnyEvent, Presence
from console.model.order import check, effects, route, verdict
from console.model.reduce import apply
from console.model.state import CounterPhase, HallState, Stage
from tests.helpers.streams import after, commands, open_hall, streams

OPEN = open_hall()
TAKEN, CALLED = ev.TicketTaken(ticket="A1", business="pay"), ev.TicketCalled(ticket="A1", counter="c1")
STARTED = ev.ServiceStarted(ticket="A1", counter="c1")
AT_WORK = [ev.StaffMoved(person="bo", post="c3")]
RAISED = ev.AlarmRaised(alarm="a:b", rule="a", subject="b")
POWER = ev.PlanStarted(run="power-1", plan="power", by="du")


def refused(command: Command, *before: AnyEvent, role: Role = Role.LEADER) -> Refusal | None:
    state = after(OPEN, *before)
    answer = check(state, command, role, state.at)
    return answer[0] if answer else None


REFUSALS: list[tuple[Refusal | None, Command, list[AnyEvent]]] = [
    (None, do.OpenCounter(counter="c3", staff="bo"), [ev.CounterClosed(counter="c2")]),
    (Refusal.NO_SUCH, do.OpenCounter(counter="c9"), []),
    (Refusal.ALREADY, do.OpenCounter(counter="c1"), []),
    (Refusal.NO_SUCH, do.OpenCounter(counter="c3", staff="nobody"), []),
    (Refusal.NOBODY_FREE, do.OpenCounter(counter="c3"), []),
    (Refusal.NOBODY_FREE, do.OpenCounter(counter="c3", staff="an"), []),
    (
        Refusal.NOBODY_FREE,
        do.OpenCounter(counter="c3"),
        [*AT_WORK, ev.StaffPresenceChanged(person="bo", presence=Presence.BREAK)],
    ),
    (Refusal.NOT_SKILLED, do.OpenCounter(counter="c3", staff="chu"), []),
    (Refusal.WRONG_STATE, do.PauseCounter(counter="c3"), []),
    (Refusal.ALREADY, do.PauseCounter(counter="c1"), [ev.CounterPaused(counter="c1")]),
    (None, do.PauseCounter(counter="c1"), []),
    (Refusal.WRONG_STATE, do.ResumeCounter(counter="c1"), []),
    (Refusal.ALREADY, do.CloseCounter(counter="c3"), []),
    (Refusal.NO_SUCH, do.ChangeWorkProfile(counter="c1", profile="x"), []),
    (Refusal.ALREADY, do.ChangeWorkProfile(counter="c1", profile="fees"), []),
    (None, do.ChangeWorkProfile(counter="c2", profile="fees"), []),
    (Refusal.WRONG_STATE, do.CallNext(counter="c1"), []),
    (None, do.CallNext(counter="c1"), [TAKEN]),
    (Refusal.WRONG_STATE, do.CallNext(counter="c1"), [ev.TicketTaken(ticket="B1", business="rename")]),
    (Refusal.WRONG_STATE, do.CallNext(counter="c1"), [TAKEN, ev.TicketTaken(ticket="A2", business="pay"), CALLED]),
    (Refusal.WRONG_STATE, do.RecallTicket(counter="c1"), []),
    (Refusal.WRONG_STATE, do.RecallTicket(counter="c1"), [TAKEN, CALLED, STARTED]),
    (Refusal.LIMIT, do.RecallTicket(counter="c1"), [TAKEN, CALLED, *[ev.TicketRecalled(ticket="A1", counter="c1")] * 5]),
    (None, do.RecallTicket(counter="c1"), [TAKEN, CALLED, *[ev.TicketRecalled(ticket="A1", counter="c1")] * 4]),
    (None, do.FinishService(counter="c1"), [TAKEN, CALLED]),
    (Refusal.WRONG_STATE, do.AbandonTicket(counter="c1"), [TAKEN, CALLED, STARTED]),
    (Refusal.LIMIT, do.SuspendTicket(counter="c1"), [TAKEN, CALLED, ev.TicketSuspended(ticket="A1", counter="c1")]),
    (Refusal.WRONG_STATE, do.CallBackTicket(counter="c1"), []),
    (None, do.CallBackTicket(counter="c1"), [TAKEN, CALLED, ev.TicketSuspended(ticket="A1", counter="c1")]),
    (Refusal.NO_SUCH, do.TransferTicket(ticket="A9"), []),
    (Refusal.NO_SUCH, do.TransferTicket(ticket="A1", to_business="x"), [TAKEN]),
    (Refusal.WRONG_STATE, do.TransferTicket(ticket="A1", to_counter="c3"), [TAKEN]),
    (Refusal.ALREADY, do.TransferTicket(ticket="A1", to_business="pay"), [TAKEN]),
    (None, do.TransferTicket(ticket="A1", to_business="rename"), [TAKEN]),
    (Refusal.NO_SUCH, do.PrioritiseTicket(ticket="A1", priority="x", reason="r"), [TAKEN]),
    (Refusal.WRONG_STATE, do.PrioritiseTicket(ticket="A1", priority="care", reason="r"), [TAKEN, CALLED]),
    (Refusal.ALREADY, do.PrioritiseTicket(ticket="A1", priority="normal", reason="r"), [TAKEN]),
    (Refusal.NO_SUCH, do.ClearTicket(ticket="A9", reason="r"), [TAKEN]),
    (Refusal.WRONG_STATE, do.ClearTicket(ticket="A1", reason="r"), [TAKEN, CALLED]),
    (None, do.ClearTicket(ticket="A1", reason="r"), [TAKEN]),
    (Refusal.NO_SUCH, do.ReassignStaff(person="du", post="nowhere"), []),
    (Refusal.ALREADY, do.ReassignStaff(person="an", post="c1"), []),
    (Refusal.NOT_SKILLED, do.ReassignStaff(person="chu", post="c1"), []),
    (None, do.ReassignStaff(person="chu", post="kiosk-1"), []),
    (
        Refusal.WRONG_STATE,
        do.ReassignStaff(person="chu", post="c1"),
        [ev.StaffPresenceChanged(person="chu", presence=Presence.OUT)],
    ),
    (Refusal.NO_SUCH, do.Beep(device="panel-9"), []),
    (Refusal.NO_ADAPTER, do.Beep(device="panel-1"), [ev.AdapterLost(adapter="panels")]),
    (Refusal.WRONG_STATE, do.Beep(device="panel-1"), [ev.DeviceTakenOut(device="panel-1", by="du", reason="r")]),
    (Refusal.ALREADY, do.ReturnToService(device="panel-1"), []),
    (Refusal.NO_SUCH, do.AcknowledgeAlarm(alarm="x:y"), []),
    (Refusal.ALREADY, do.AcknowledgeAlarm(alarm="a:b"), [RAISED, ev.AlarmAcknowledged(alarm="a:b", by="du")]),
    (Refusal.WRONG_STATE, do.UnshelveAlarm(alarm="a:b"), [RAISED]),
    (None, do.ShelveAlarm(alarm="a:b", minutes=5, reason="r"), [RAISED]),
    (Refusal.NO_SUCH, do.TakeDuty(person="nobody"), []),
    (Refusal.NO_SUCH, do.StartPlan(plan="x"), []),
    (Refusal.ALREADY, do.StartPlan(plan="power"), [POWER]),
    (Refusal.WRONG_STATE, do.CompleteStep(run="power-1", step="scope"), [POWER]),
    (Refusal.NO_SUCH, do.SkipStep(run="power-1", step="x", reason="r"), [POWER]),
    (Refusal.WRONG_STATE, do.RetryStep(run="power-1", step="scope"), [POWER]),
    (Refusal.WRONG_STATE, do.StandDownPlan(run="power-1"), [POWER, ev.PlanStoodDown(run="power-1", by="du")]),
]


@pytest.mark.parametrize(("expected", "command", "before"), REFUSALS, ids=lambda each: type(each).__name__)
def test_an_order_is_refused_for_its_reason(expected: Refusal | None, command: Command, before: list[AnyEvent]) -> None:
    assert refused(command, *before) is expected


@given(command=commands(), role=st.sampled_from(Role))
@settings(max_examples=300, deadline=None)
def test_only_those_who_may_are_not_refused_for_their_role(command: Command, role: Role) -> None:
    assert (refused(command, role=role) is Refusal.ROLE) is not may(role, command)


@given(stream=streams(opened=True), command=commands())
@settings(max_examples=100, deadline=None)
def test_no_state_makes_the_check_raise_and_what_passes_has_an_effect_or_an_adapter(
    stream: list[ev.Entry], command: Command
) -> None:
    state = after(HallState())
    for entry in stream:
        state = apply(state, entry.event)
    if check(state, command, Role.LEADER, state.at) is None:
        events = effects(state, command, "du", state.at, lambda: "new")
        assert (route(state, command) is None) is bool(events)
        for event in events:
            state = apply(state, event)


def test_orders_go_to_the_adapter_that_owns_the_thing() -> None:
    assert route(OPEN, do.CallNext(counter="c1")) == "qms"
    assert route(OPEN, do.ShowNotice(device="board-1", text="x")) == "field"
    assert route(OPEN, do.ReassignStaff(person="an", post="c2")) is None
    assert route(OPEN, do.WriteNote(text="x")) is None


# --- verdicts ------------------------------------------------------------------------------------------------------------------


def given_order(command: Command, *before: AnyEvent) -> HallState:
    state = after(OPEN, *before)
    adapter = route(state, command)
    accepted = ev.CommandAccepted(id="o", by="du", station="desk", command=command, adapter=adapter, expires_at=state.at + 5)
    return after(state, accepted)


DONE = ev.CommandReported(id="o", done=True)
Verdict = ev.CommandConfirmed | ev.CommandMismatched | ev.CommandExpired


def judged(state: HallState, after_seconds: float = 0.0) -> type[Verdict] | None:
    found = verdict(state, state.orders["o"], state.at + after_seconds)
    return type(found) if found else None


AN_TO_C3 = do.ReassignStaff(person="an", post="c3")
TAKEN_BACK: list[tuple[Command, Command, list[AnyEvent]]] = [
    (AN_TO_C3, do.ReassignStaff(person="an", post="c1"), []),
    (do.OpenCounter(counter="c3", staff="bo"), do.CloseCounter(counter="c3"), [ev.CounterClosed(counter="c2")]),
    (do.OpenCounter(counter="c3", staff="bo"), do.ReassignStaff(person="bo", post="c2"), [ev.CounterClosed(counter="c2")]),
    (do.CloseCounter(counter="c1"), do.OpenCounter(counter="c1", staff="an"), [TAKEN, CALLED, STARTED]),
    (do.PauseCounter(counter="c1"), do.ResumeCounter(counter="c1"), []),
    (do.ChangeWorkProfile(counter="c2", profile="fees"), do.ChangeWorkProfile(counter="c2", profile="all"), []),
]


@pytest.mark.parametrize(("earlier", "later", "before"), TAKEN_BACK)
def test_an_order_is_taken_back_before_the_hall_shows_it(earlier: Command, later: Command, before: list[AnyEvent]) -> None:
    state = after(given_order(earlier, *before), DONE)
    assert check(state, later, Role.LEADER, state.at) is None
    order = ev.CommandAccepted(
        id="back", by="du", station="desk", command=later, adapter=route(state, later), expires_at=state.at + 5
    )
    state = after(state, order)
    assert state.orders["o"].stage is Stage.WITHDRAWN
    assert judged(state, 1000) is None
    assert after(state, DONE).orders["o"].stage is Stage.WITHDRAWN, "whatever the adapter says late"
    assert state.orders["back"].stage is Stage.COMMANDED


def test_what_leads_to_the_same_takes_nothing_back() -> None:
    state = after(given_order(AN_TO_C3), DONE)
    for same in (AN_TO_C3, do.OpenCounter(counter="c3", staff="an"), do.ReassignStaff(person="bo", post="c1")):
        assert orders.taken_back(state, same) == ()
    assert check(state, do.CloseCounter(counter="c3"), Role.LEADER, state.at) == (Refusal.ALREADY, "closed")


def test_an_order_nobody_reports_expires() -> None:
    state = given_order(do.CallNext(counter="c1"), TAKEN)
    assert judged(state, 5) is None
    assert judged(state, 5.1) is ev.CommandExpired


def test_a_report_that_comes_late_still_counts() -> None:
    state = after(given_order(do.CallNext(counter="c1"), TAKEN), ev.CommandExpired(id="o"), DONE, CALLED)
    assert judged(state) is ev.CommandConfirmed


def test_a_report_is_not_yet_the_truth() -> None:
    state = after(given_order(do.CallNext(counter="c1"), TAKEN), DONE)
    assert judged(state, 10) is None
    assert judged(state, 10.1) is ev.CommandMismatched
    assert judged(after(state, CALLED)) is ev.CommandConfirmed


def test_where_the_halls_clock_runs_faster_devices_have_their_real_seconds_all_the_same() -> None:
    state = after(given_order(do.CallNext(counter="c1"), TAKEN), DONE)
    order = state.orders["o"]
    assert verdict(state, order, state.at + 120, 12.0) is None
    assert isinstance(verdict(state, order, state.at + 121, 12.0), ev.CommandMismatched)


def test_what_the_hall_shows_before_the_report_is_confirmed_with_the_report() -> None:
    state = after(given_order(do.CallNext(counter="c1"), TAKEN), CALLED)
    assert judged(state) is None
    assert judged(after(state, DONE)) is ev.CommandConfirmed


def test_an_order_that_failed_is_not_judged() -> None:
    state = after(given_order(do.CallNext(counter="c1"), TAKEN), ev.CommandReported(id="o", done=False, detail="busy"))
    assert (state.orders["o"].stage, state.orders["o"].detail) == (Stage.FAILED, "busy")
    assert judged(state, 99) is None


def test_a_counter_is_open_when_somebody_logged_in_and_its_panel_lives_and_its_strip_is_lit() -> None:
    closed = ev.CounterClosed(counter="c1")
    opened = ev.CounterOpened(counter="c1", staff="an")
    lit = ev.DisplayShowed(device="strip-1", text="1")
    state = after(given_order(do.OpenCounter(counter="c1", staff="an"), closed), DONE, opened)
    assert judged(state, 180) is None, "somebody may have to walk there"
    assert judged(state, 181) is ev.CommandMismatched
    assert judged(after(state, lit)) is ev.CommandConfirmed
    assert judged(after(state, lit, ev.DeviceLost(device="panel-1")), 181) is ev.CommandMismatched
    assert judged(after(state, lit, ev.DeviceLost(device="strip-1")), 181) is ev.CommandMismatched


def test_a_counter_without_a_strip_needs_none() -> None:
    state = given_order(do.OpenCounter(counter="c2", staff="bo"), ev.CounterClosed(counter="c2"))
    assert judged(after(state, DONE, ev.CounterOpened(counter="c2", staff="bo"))) is ev.CommandConfirmed


def test_a_counter_closes_after_the_ticket_in_hand_however_long_that_takes() -> None:
    state = after(given_order(do.CloseCounter(counter="c1"), TAKEN, CALLED, STARTED), DONE)
    assert judged(state, 1000) is None
    state = after(state, ev.ServiceFinished(ticket="A1", counter="c1"), ev.CounterClosed(counter="c1"))
    assert judged(state, 1000) is ev.CommandConfirmed


@pytest.mark.parametrize("stop", [(), (ev.CounterPaused(counter="c1"),)])
def test_a_counter_whose_ticket_has_just_left_has_time_to_close(stop: tuple[AnyEvent, ...]) -> None:
    state = after(given_order(do.CloseCounter(counter="c1"), TAKEN, CALLED, STARTED, *stop), DONE)
    state = after(state, ev.ServiceFinished(ticket="A1", counter="c1"), at=state.at + 1000)
    assert judged(state, 10) is None, "the ticket and the login go in two reports"
    assert judged(state, 10.1) is ev.CommandMismatched
    assert judged(after(state, ev.CounterClosed(counter="c1"))) is ev.CommandConfirmed


SUSPENDED = ev.TicketSuspended(ticket="A1", counter="c1")
SHOWN: list[tuple[Command, list[AnyEvent], list[AnyEvent]]] = [
    (do.PauseCounter(counter="c1"), [], [ev.CounterPaused(counter="c1")]),
    (do.ResumeCounter(counter="c1"), [ev.CounterPaused(counter="c1")], [ev.CounterResumed(counter="c1")]),
    (do.ChangeWorkProfile(counter="c2", profile="fees"), [], [ev.CounterProfileChanged(counter="c2", profile="fees")]),
    (do.RecallTicket(counter="c1"), [TAKEN, CALLED], [ev.TicketRecalled(ticket="A1", counter="c1")]),
    (do.FinishService(counter="c1"), [TAKEN, CALLED], [ev.ServiceFinished(ticket="A1", counter="c1")]),
    (do.AbandonTicket(counter="c1"), [TAKEN, CALLED], [ev.TicketAbandoned(ticket="A1")]),
    (do.SuspendTicket(counter="c1"), [TAKEN, CALLED], [SUSPENDED]),
    (do.CallBackTicket(counter="c1"), [TAKEN, CALLED, SUSPENDED], [ev.TicketCalledBack(ticket="A1", counter="c1")]),
    (do.TransferTicket(ticket="A1", to_business="rename"), [TAKEN], [ev.TicketTransferred(ticket="A1", to_business="rename")]),
    (
        do.PrioritiseTicket(ticket="A1", priority="care", reason="r"),
        [TAKEN],
        [ev.TicketPrioritised(ticket="A1", priority="care")],
    ),
    (do.ClearTicket(ticket="A1", reason="r"), [TAKEN], [ev.TicketCleared(ticket="A1")]),
    (do.ShowNotice(device="board-1", text="请稍候"), [], [ev.DisplayShowed(device="board-1", text="请稍候")]),
]


@pytest.mark.parametrize(("command", "before", "shown"), SHOWN, ids=lambda each: type(each).__name__)
def test_an_order_is_confirmed_by_what_the_hall_shows_and_by_nothing_less(
    command: Command, before: list[AnyEvent], shown: list[AnyEvent]
) -> None:
    state = after(given_order(command, *before), DONE, every=1)
    assert judged(state, 11) is ev.CommandMismatched
    assert judged(after(state, *shown)) is ev.CommandConfirmed


def test_a_restart_is_seen_when_the_device_is_heard_again() -> None:
    state = after(given_order(do.RestartDevice(device="kiosk-1")), DONE, ev.DeviceLost(device="kiosk-1"), every=1)
    assert judged(state, 60) is None
    assert judged(state, 200) is ev.CommandMismatched
    assert judged(after(state, ev.DeviceFound(device="kiosk-1"))) is ev.CommandConfirmed


def test_a_person_is_given_time_to_walk() -> None:
    order = do.ReassignStaff(person="chu", post="kiosk-1")
    accepted = ev.CommandAccepted(id="o", by="du", station="desk", command=order, adapter="field", expires_at=OPEN.at + 5)
    state = after(OPEN, accepted, DONE)
    assert judged(state, 500) is None
    assert judged(after(state, ev.StaffMoved(person="chu", post="kiosk-1"))) is ev.CommandConfirmed


@pytest.mark.parametrize("command", [do.Beep(device="panel-1"), do.ShowStars(device="panel-1"), do.AskRating(device="panel-1")])
def test_what_cannot_be_seen_is_taken_on_the_adapters_word(command: Command) -> None:
    assert judged(after(given_order(command), DONE)) is ev.CommandConfirmed


def test_the_hubs_own_orders_are_true_at_once() -> None:
    command = do.TakeOutOfService(device="kiosk-1", reason="清洁")
    state = given_order(command)
    state = after(state, *effects(state, command, "du", state.at, lambda: "x"))
    assert state.devices["kiosk-1"].out_reason == "清洁"
    assert judged(state) is ev.CommandConfirmed


def test_a_confirmed_order_stays_so_and_the_same_id_is_the_same_order() -> None:
    state = after(given_order(do.Beep(device="panel-1")), DONE, ev.CommandConfirmed(id="o"))
    again = after(state, ev.CommandReported(id="o", done=False), ev.CommandLost(id="o"))
    assert again.orders == state.orders
    second = ev.CommandAccepted(
        id="o", by="an", station="wall", command=do.WriteNote(text="x"), adapter=None, expires_at=state.at
    )
    assert after(state, second).orders == state.orders


def test_orders_under_way_and_those_of_running_plans_are_kept_among_thousands() -> None:
    def order(id: str) -> list[AnyEvent]:
        accepted = ev.CommandAccepted(
            id=id, by="link", station="hub", command=do.Beep(device="panel-1"), adapter="panels", expires_at=9e9
        )
        return [accepted, ev.CommandReported(id=id, done=True), ev.CommandConfirmed(id=id)]

    plan, open_order = order("power-1.beep.1"), order("open")[:1]
    state = after(OPEN, POWER, *plan, *open_order, *[event for n in range(1000) for event in order(f"n{n}")], every=0.1)
    assert {"power-1.beep.1", "open", "n999", "n800"} <= set(state.orders)
    assert 200 <= len(state.orders) <= 240
    assert state.counters["c1"].phase is CounterPhase.IDLE
