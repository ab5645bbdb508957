"""Whether the tree of alarm guidance hangs together: parents, contacts, and no group below itself."""

from collections.abc import Iterable, Iterator

from console.fault import HallFault
from console.model.hall import HallConfig
from console.toml_file import Place, refer, refer_all


def check_guidance(hall: HallConfig, groups: Iterable[Place], alarms: Iterable[Place]) -> Iterator[HallFault]:
    """What does not fit, the first thing first."""
    parents = {group.id: group.parent for group in hall.alarm_groups}
    contacts = [contact.id for contact in hall.contacts]
    for group, (file, where) in zip(hall.alarm_groups, groups, strict=True):
        if group.parent is not None:
            yield from refer(file, (*where, "parent"), group.parent, parents, "alarm group")
        yield from refer_all(file, (*where, "contacts"), group.contacts, contacts, "contact")
        above, seen = group.parent, {group.id}
        while above is not None and above not in seen:
            seen.add(above)
            above = parents.get(above)
        if above == group.id:
            yield file.fault(
                (*where, "parent"), f"the alarm group `{group.id}` lies below itself", "name another parent, or none"
            )
    for rule, (file, where) in zip(hall.alarms, alarms, strict=True):
        if rule.group is not None:
            yield from refer(file, (*where, "group"), rule.group, parents, "alarm group")
        yield from refer_all(file, (*where, "contacts"), rule.contacts, contacts, "contact")
