"""What a move would do: each kind of consequence, that it agrees with the hub's refusal, and that asking changes nothing."""

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from console.model.book import Matter, MatterPhase
from console.model.command import ReassignStaff, Refusal, Role
from console.model.consequences import Consequences, Effect, consequences, moved
from console.model.event import Presence
from console.model.order import check
from console.model.queueing import figures
from console.model.state import CounterPhase, HallState, Person, state_hash
from tests.widgets.panes import hall

BUSY = hall.busy().state
NOW = hall.NOW


def effects(move: Consequences) -> dict[Effect, tuple[str, ...]]:
    return {each.effect: each.things for each in move.effects}


def with_person(state: HallState, id: str, **more: object) -> HallState:
    person = replace(state.staff.get(id, Person(id=id)), **more)
    return replace(state, staff={**state.staff, id: person})


def test_opening_a_closed_counter_shortens_the_wait_of_what_the_person_can_do_there() -> None:
    move = consequences(BUSY, "t2", "c5", NOW)
    assert move.refused is None
    assert effects(move)[Effect.LACKS] == ("rename", "care", "booked", "consult")
    pay = next(each for each in move.waits if each.queue == "pay")
    assert pay.before is not None
    assert pay.after is not None
    assert pay.after < pay.before


def test_without_foresight_everything_but_the_waits_is_said() -> None:
    whole, quick = consequences(BUSY, "t2", "c5", NOW), consequences(BUSY, "t2", "c5", NOW, foresee=False)
    assert whole.waits
    assert quick == replace(whole, waits=())


def test_a_clerk_with_a_customer_leaves_them_and_the_queue_waits_longer() -> None:
    move = consequences(BUSY, "s3", "door", NOW)
    assert effects(move)[Effect.IN_HAND] == ("B012",)
    assert Effect.BREAK_DUE in effects(move)
    assert move.warns
    assert all(each.before is not None and each.after is not None and each.after > each.before for each in move.waits)


def test_the_last_person_of_a_zone_that_must_be_staffed_leaves_it_uncovered() -> None:
    alone = with_person(BUSY, "t2", post="door")
    assert effects(consequences(alone, "t1", "door", NOW))[Effect.UNCOVERED] == ("guidance",)
    assert Effect.UNCOVERED not in effects(consequences(BUSY, "t1", "door", NOW)), "the other guide stays"
    empty = with_person(alone, "t1", post="door")
    assert effects(consequences(empty, "t1", "guidance", NOW))[Effect.COVERS] == ("guidance",)


def test_the_last_counter_of_a_queue_with_people_in_it_is_named() -> None:
    shut = {
        id: counter if id == "c8" else replace(counter, phase=CounterPhase.CLOSED, staff=None, ticket=None)
        for id, counter in BUSY.counters.items()
    }
    move = consequences(replace(BUSY, counters=shut), "s8", "guidance", NOW)
    assert "enterprise" in effects(move)[Effect.UNSERVED]


def test_who_owns_matters_is_said_to_and_closed_ones_do_not_count() -> None:
    def matter(id: str, owner: str, phase: MatterPhase) -> Matter:
        return Matter(
            id=id, what="表计异议", owner=owner, owned_at=NOW, opened_at=NOW, opened_by="lin", phase=phase, phase_at=NOW
        )

    mine = (matter("m1", "t2", MatterPhase.OPEN), matter("m2", "t2", MatterPhase.CLOSED), matter("m3", "t1", MatterPhase.OPEN))
    state = replace(BUSY, matters={each.id: each for each in mine})
    assert effects(consequences(state, "t2", "c5", NOW))[Effect.MATTERS] == ("m1",)


def test_a_break_that_is_near_or_under_way_is_said() -> None:
    near = with_person(BUSY, "t2", working_since=NOW - 7200 + 600)
    soon = next(each for each in consequences(near, "t2", "c5", NOW).effects if each.effect is Effect.BREAK_SOON)
    assert soon.seconds == 600
    resting = with_person(BUSY, "t2", presence=Presence.BREAK, presence_at=NOW - 120)
    rest = next(each for each in consequences(resting, "t2", "c5", NOW).effects if each.effect is Effect.ON_BREAK)
    assert (rest.seconds, rest.is_grave) == (120, True)


def test_a_counter_that_somebody_stands_at_is_taken() -> None:
    assert effects(consequences(BUSY, "t2", "c1", NOW))[Effect.TAKEN] == ("s1",)


def test_an_illegal_move_names_the_reason_and_what_is_missing() -> None:
    move = consequences(BUSY, "t1", "c5", NOW)
    assert move.refused is Refusal.NOT_SKILLED
    assert "pay" in effects(move)[Effect.LACKS]
    assert consequences(BUSY, "nobody", "c5", NOW).refused is Refusal.NO_SUCH


PEOPLE = st.sampled_from([*BUSY.staff, "nobody"])
POSTS = st.sampled_from([*BUSY.counters, *(zone.id for zone in hall.config().zones), "kiosk-1", "nowhere"])


@settings(max_examples=60, deadline=None)
@given(PEOPLE, POSTS, st.floats(-1e4, 1e4))
def test_it_agrees_with_the_hub_and_changes_nothing(person: str, post: str, later: float) -> None:
    before = state_hash(BUSY)
    move = consequences(BUSY, person, post, NOW + later)
    refused = check(BUSY, ReassignStaff(person=person, post=post), Role.LEADER, NOW + later)
    assert (move.refused is None) == (refused is None)
    assert state_hash(BUSY) == before
    grave = [each.is_grave for each in move.effects]
    assert grave == sorted(grave, reverse=True), "the grave stand first"


@settings(max_examples=40, deadline=None)
@given(PEOPLE, POSTS)
def test_the_waits_said_are_those_that_the_queues_pane_shows(person: str, post: str) -> None:
    move = consequences(BUSY, person, post, NOW)
    for each in move.waits:
        shown = figures(BUSY, each.queue, NOW).wait_estimate
        assert each.before == (None if shown is None else int(shown))
    if move.refused is None:
        after = moved(BUSY, person, post)
        assert after.staff[person].post == post
        assert after.tickets == BUSY.tickets
