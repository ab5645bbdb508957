"""What may be sent next: pure, with times given."""

from hypothesis import given
from hypothesis import strategies as st

from adapters.window import NAK_PAUSE, NO_PROGRESS, Window


def welcomed(expect: int = 1, credit: int = 4) -> Window:
    window = Window()
    window.welcome(expect=expect, credit=credit, boot=3, now=0.0)
    return window


def test_nothing_is_sent_before_a_welcome() -> None:
    window = Window()
    assert window.room(0.0) == 0
    window.welcome(expect=5, credit=4, boot=3, now=0.0)
    assert (window.next, window.room(0.0)) == (5, 4)
    window.farewell()
    assert window.room(0.0) == 0


def test_credit_is_used_up_and_granted_again() -> None:
    window = welcomed()
    window.next = 5
    assert window.room(0.0) == 0
    assert window.ack(upto=2, credit=4, now=1.0)
    assert window.room(1.0) == 2


def test_an_acknowledgement_of_what_was_never_sent_is_not_believed() -> None:
    window = welcomed()
    assert not window.ack(upto=1, credit=100, now=0.0)
    assert window.room(0.0) == 4


def test_a_number_refused_twice_waits() -> None:
    window = welcomed()
    window.next = 4
    window.nak(expect=2, now=1.0)
    assert (window.next, window.room(1.0)) == (2, 3)
    window.nak(expect=2, now=1.0)
    assert window.room(1.0) == 0
    assert window.room(1.0 + NAK_PAUSE) == 3


def test_a_number_below_the_acknowledged_is_sent_again_when_asked_for() -> None:
    window = welcomed()
    window.next = 5
    window.ack(upto=4, credit=4, now=0.0)
    window.nak(expect=2, now=0.0)
    assert window.next == 2
    assert window.room(0.0) == 4


def test_it_is_stuck_only_while_something_is_wanting() -> None:
    window = welcomed()
    assert not window.stuck(last=0, now=100.0)
    assert not window.stuck(last=1, now=100.0 + NO_PROGRESS)
    assert window.stuck(last=1, now=100.1 + NO_PROGRESS)


@given(
    st.lists(st.tuples(st.sampled_from(["send", "ack", "nak", "welcome"]), st.integers(0, 20), st.integers(0, 8)), max_size=40)
)
def test_never_more_under_way_than_the_credit_last_granted(steps: list[tuple[str, int, int]]) -> None:
    window, acked, credit = welcomed(credit=3), 0, 3
    for what, number, grant in steps:
        if what == "send":
            room = window.room(0.0)
            window.next += min(number, room)
            assert room == 0 or window.next - 1 <= acked + credit
        elif what == "ack" and window.ack(upto=number, credit=grant, now=0.0):
            acked, credit = max(acked, number), grant
        elif what == "nak":
            window.nak(expect=number + 1, now=float(number))
            acked = min(acked, number)
        elif what == "welcome":
            window.welcome(expect=number + 1, credit=grant, boot=1, now=0.0)
            acked, credit = number, grant
