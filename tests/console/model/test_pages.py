"""Pages behave as the dict of their entries, through any number of changes."""

from hypothesis import given, settings
from hypothesis import strategies as st

from console.model import event as ev
from console.model.pages import SMALL, Pages, put, without
from console.model.state import decode, encode
from tests.helpers.streams import after, open_hall


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 150)), max_size=600))
@settings(max_examples=100, deadline=None)
def test_pages_are_what_a_dict_would_be_and_no_version_changes(changes: list[tuple[bool, int]]) -> None:
    plain = {str(n): n for n in range(SMALL)}
    paged = dict(plain)
    mapping = put(paged, "0", 0)
    for add, number in changes:
        key, before = str(number), mapping
        count, was = len(before), before.get(key)
        if add:
            value = number + (was or 0)
            mapping, plain = put(mapping, key, value), {**plain, key: value}
        elif key in mapping:
            mapping, plain = without(mapping, key), {k: v for k, v in plain.items() if k != key}
        assert (len(before), before.get(key)) == (count, was)
    assert mapping == plain
    assert dict(mapping.items()) == plain
    assert sorted(mapping.values()) == sorted(plain.values())
    assert sorted(mapping) == sorted(plain)
    assert (mapping.get("0"), mapping.get("x"), mapping.get("x", 7), "x" in mapping) == (plain.get("0"), None, 7, False)


def test_pages_that_have_emptied_are_a_plain_dict_again() -> None:
    mapping = put({str(n): n for n in range(SMALL)}, "x", 1)
    assert isinstance(mapping, Pages)
    for key in list(mapping):
        mapping = without(mapping, key)
    assert mapping == {}
    assert isinstance(mapping, dict)


def test_a_hall_with_many_tickets_is_encoded_as_if_they_lay_in_a_dict() -> None:
    taken = [ev.TicketTaken(ticket=f"A{n}", business="pay") for n in range(300)]
    state = after(open_hall(), *taken)
    assert isinstance(state.tickets, Pages)
    again = decode(encode(state))
    assert isinstance(again.tickets, dict)
    assert again == state
    assert encode(again) == encode(state)
    assert after(again, ev.TicketCleared(ticket="A7")) == after(state, ev.TicketCleared(ticket="A7"))
