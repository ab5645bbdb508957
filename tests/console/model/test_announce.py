"""What is said aloud: single alarms, bursts summed into one sentence, repeats by priority, and nothing that somebody has seen."""

from msgspec.structs import replace

from console.model import event as ev
from console.model.announce import GAP, Announcement, Kind, Spoken, due
from console.model.hall import AlarmPriority, AlarmRule, Annunciation, Watch
from console.model.state import HallState
from tests.helpers.streams import MORNING, after, small_hall

RULES = {"dead": AlarmPriority.CRITICAL, "bad": AlarmPriority.HIGH, "odd": AlarmPriority.MEDIUM, "meh": AlarmPriority.LOW}


def a_hall() -> HallState:
    config = replace(
        small_hall(),
        alarms=tuple(AlarmRule(id=id, name=id, watch=Watch.LOW_RATING, priority=priority) for id, priority in RULES.items()),
        annunciations=(
            Annunciation(priority=AlarmPriority.CRITICAL, repeat=60, times=3),
            Annunciation(priority=AlarmPriority.HIGH),
            Annunciation(priority=AlarmPriority.MEDIUM),
        ),
    )
    return after(HallState(), ev.HallConfigured(config=config), at=MORNING)


def raised(state: HallState, *alarms: str, at: float) -> HallState:
    events = [ev.AlarmRaised(alarm=id, rule=id.partition(":")[0], subject=id.partition(":")[2]) for id in alarms]
    return after(state, *events, at=MORNING + at)


def ask(state: HallState, at: float, spoken: Spoken) -> tuple[Announcement | None, Spoken]:
    return due(state, MORNING + at, spoken)


def test_one_alarm_is_one_sentence_and_is_said_once() -> None:
    state = raised(a_hall(), "bad:1", at=1)
    said, spoken = ask(state, 1, Spoken())
    assert said == Announcement(kind=Kind.SINGLE, alarm="bad:1")
    for at in (2, 30, 300, 3000):
        again, spoken = ask(state, at, spoken)
        assert again is None


def test_a_burst_is_one_sentence_that_names_the_worst() -> None:
    state = raised(a_hall(), *(f"odd:{n}" for n in range(9)), "dead:ups", "bad:1", "bad:2", at=1)
    said, spoken = ask(state, 2, Spoken())
    assert said == Announcement(kind=Kind.BURST, alarm="dead:ups", count=12, minutes=5)
    assert ask(state, 20, spoken)[0] is None, "all twelve have been spoken of"


def test_what_comes_while_a_sentence_is_said_is_summed_afterwards() -> None:
    state = raised(a_hall(), "bad:1", at=0)
    _, spoken = ask(state, 0, Spoken())
    state = raised(state, "odd:1", "bad:2", at=3)
    said, spoken = ask(state, 4, spoken)
    assert said is None
    said, spoken = ask(state, GAP, spoken)
    assert said is not None
    assert (said.kind, said.alarm, said.count) == (Kind.BURST, "bad:2", 3)


def test_a_new_critical_alarm_waits_less() -> None:
    state = raised(a_hall(), "bad:1", at=0)
    _, spoken = ask(state, 0, Spoken())
    said, _ = ask(raised(state, "dead:1", at=3), 5, spoken)
    assert said == Announcement(kind=Kind.SINGLE, alarm="dead:1")


def test_a_critical_alarm_is_repeated_as_often_as_its_rule_says() -> None:
    state = raised(a_hall(), "dead:1", at=0)
    spoken, heard = Spoken(), []
    for at in range(0, 600, 5):
        said, spoken = ask(state, at, spoken)
        if said is not None:
            heard.append((at, said.again))
    assert heard == [(0, False), (60, True), (120, True)]


def test_an_acknowledged_alarm_is_not_repeated_and_one_that_comes_back_is_new() -> None:
    state = raised(a_hall(), "dead:1", at=0)
    _, spoken = ask(state, 0, Spoken())
    state = after(state, ev.AlarmAcknowledged(alarm="dead:1", by="lin"), at=MORNING + 30)
    said, spoken = ask(state, 90, spoken)
    assert said is None
    state = raised(after(state, ev.AlarmCleared(alarm="dead:1"), at=MORNING + 100), "dead:1", at=200)
    said, _ = ask(state, 200, spoken)
    assert said == Announcement(kind=Kind.SINGLE, alarm="dead:1")


def test_what_a_cause_explains_what_is_shelved_and_what_is_low_is_not_spoken() -> None:
    state = raised(a_hall(), "bad:child", "bad:shelf", "meh:1", at=0)
    state = after(
        state,
        ev.AlarmSuppressed(alarm="bad:child", cause="dead:1"),
        ev.AlarmShelved(alarm="bad:shelf", until=MORNING + 9000, by="lin", reason="x"),
        at=MORNING + 1,
    )
    assert ask(state, 2, Spoken()) == (None, Spoken())


def test_a_console_that_starts_late_says_what_stands_in_one_sentence() -> None:
    state = raised(a_hall(), "bad:1", "bad:2", "odd:1", at=0)
    said, _ = ask(state, 3600, Spoken())
    assert said == Announcement(kind=Kind.STANDING, alarm="bad:1", count=3)


def test_a_hall_that_says_nothing_of_voices_is_silent() -> None:
    state = raised(a_hall(), "dead:1", at=0)
    assert state.config is not None
    state = replace(state, config=replace(state.config, annunciations=()))
    assert ask(state, 1, Spoken())[0] is None
    assert ask(HallState(), 1, Spoken())[0] is None
