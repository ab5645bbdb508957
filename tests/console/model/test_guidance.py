"""Guidance, contacts and views that an alarm rule inherits from the groups it lies in."""

from msgspec.structs import replace

from console.config import load_hall
from console.model.guidance import Advice, advice
from console.model.hall import AlarmGroup, AlarmRule, Contact, HallConfig
from tests.helpers.streams import small_hall
from widgets.screens import known_panes


def a_tree() -> HallConfig:
    config = small_hall()
    rule = replace(config.alarms[0], id="leaf", group="inner", guidance="拔插头", contacts=("b",), views=("devices",))
    return replace(
        config,
        alarms=(rule, replace(config.alarms[0], id="bare", group="inner", guidance="")),
        alarm_groups=(
            AlarmGroup(id="outer", name="设备", guidance="派人", contacts=("a", "b"), views=("floor_plan",)),
            AlarmGroup(id="inner", name="供电", parent="outer", guidance="锁现金", views=("devices", "plan")),
        ),
        contacts=(Contact(id="a", name="甲"), Contact(id="b", name="乙", phone="119")),
    )


def test_a_rules_own_word_comes_before_its_groups_and_those_before_the_one_above() -> None:
    found = advice(a_tree(), "leaf")
    assert found.path == ("outer", "inner")
    assert [(hint.source, hint.text) for hint in found.hints] == [("", "拔插头"), ("inner", "锁现金"), ("outer", "派人")]
    assert [contact.id for contact in found.contacts] == ["b", "a"], "each once, the nearest first"
    assert found.views == ("devices", "plan", "floor_plan")


def test_a_rule_without_a_word_of_its_own_inherits_all() -> None:
    found = advice(a_tree(), "bare")
    assert [hint.source for hint in found.hints] == ["inner", "outer"]


def test_a_rule_that_nobody_knows_has_no_advice() -> None:
    assert advice(a_tree(), "gone") == Advice()
    assert advice(None, "leaf") == Advice()


def test_every_rule_of_the_shared_profile_says_what_to_do_whom_to_call_and_where_to_look() -> None:
    config = load_hall()
    panes = known_panes()
    for rule in config.alarms:
        found = advice(config, rule.id)
        assert isinstance(rule, AlarmRule)
        assert found.hints, rule.id
        assert all(hint.text_en for hint in found.hints), f"{rule.id} says nothing in English"
        assert found.contacts, rule.id
        assert all(contact.phone for contact in found.contacts), f"{rule.id}: the demo hall has a number for each"
        assert found.views, rule.id
        assert set(found.views) <= set(panes), f"{rule.id} names a pane that is not there"
