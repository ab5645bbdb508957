"""What to do about an alarm, whom to call and where to look, inherited down the tree of alarm groups. Pure; data in profiles/alarms.toml."""

from msgspec import Struct

from console.model.hall import AlarmGroup, AlarmRule, Contact, HallConfig


class Hint(Struct, frozen=True, kw_only=True):
    """Words of one level of the tree."""

    source: str
    """Id of the group; empty: the rule's own."""
    text: str
    text_en: str = ""


class Advice(Struct, frozen=True, kw_only=True):
    """What holds for an alarm rule, its own first, then that of its group, then that of the group above."""

    path: tuple[str, ...] = ()
    """Ids of the groups that it lies in, the outermost first."""
    hints: tuple[Hint, ...] = ()
    contacts: tuple[Contact, ...] = ()
    views: tuple[str, ...] = ()
    """Names of panes."""


def advice(config: HallConfig | None, rule_id: str) -> Advice:
    """The advice for a rule; nothing for one that the hall does not have."""
    rule = next((each for each in config.alarms if each.id == rule_id), None) if config is not None else None
    if config is None or rule is None:
        return Advice()
    branch = _branch(config, rule)
    levels: tuple[AlarmRule | AlarmGroup, ...] = (rule, *branch)
    known = {contact.id: contact for contact in config.contacts}
    called = dict.fromkeys(id for level in levels for id in level.contacts)
    return Advice(
        path=tuple(group.id for group in reversed(branch)),
        hints=tuple(
            Hint(source="" if level is rule else level.id, text=level.guidance, text_en=level.guidance_en)
            for level in levels
            if level.guidance
        ),
        contacts=tuple(known[id] for id in called if id in known),
        views=tuple(dict.fromkeys(view for level in levels for view in level.views)),
    )


def _branch(config: HallConfig, rule: AlarmRule) -> tuple[AlarmGroup, ...]:
    """The groups that a rule lies in, the nearest first."""
    groups = {group.id: group for group in config.alarm_groups}
    found: dict[str, AlarmGroup] = {}
    above = rule.group
    while above is not None and above in groups and above not in found:
        found[above] = groups[above]
        above = groups[above].parent
    return tuple(found.values())
