"""Whether a hall's configuration hangs together: every reference points at something, nothing stands twice, nothing goes in circles.

It judges values that have the right types already; each complaint names the file, line and key where the wrong reference stands.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from fnmatch import fnmatchcase
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from console.crossref_cameras import check_cameras
from console.crossref_drawing import check_drawing, outside
from console.crossref_guidance import check_guidance
from console.crossref_walls import check_walls
from console.fault import HallFault
from console.fitting import ANY_HALLS, named_by_orders
from console.model.command import Command
from console.model.hall import AlarmRule, Counter, Device, DutyRound, HallConfig, Plan, PlanStep, Post, StepKind, Watch
from console.toml_file import Place, TomlFile, Where, refer, refuse_twice, suggest


class Places(Struct, frozen=True, kw_only=True):
    """Where each part of a hall was read from, in the order of the hall's own tuples."""

    hall: TomlFile
    plans: tuple[TomlFile, ...]
    alarms: tuple[Place, ...]
    groups: tuple[Place, ...]
    contacts: tuple[Place, ...]
    voices: tuple[Place, ...]
    rounds: tuple[Place, ...]
    departments: tuple[Place, ...]
    kinds: tuple[Place, ...]
    conditions: tuple[Place, ...]
    points: tuple[Place, ...]
    limits: tuple[Place, ...]


def faults_of(
    hall: HallConfig, places: Places, adapters: Sequence[tuple[str, str]], limits: Sequence[str]
) -> Iterator[HallFault]:
    """What does not fit, the first thing first. `adapters`: (name, kind); `limits`: business ids of the profiles."""
    names = _Names(hall, [name for name, _ in adapters])
    yield from _check_uniqueness(hall, places, adapters, limits)
    yield from _check_times(hall, places.hall)
    yield from _check_places(hall, places.hall, names)
    yield from _check_work(hall, places.hall, names)
    yield from _check_devices(hall, places.hall, names)
    yield from check_cameras(hall, places.hall)
    yield from check_walls(hall, places.hall)
    yield from check_drawing(hall, places.hall)
    for kind, (file, where) in zip(hall.kinds, places.kinds, strict=True):
        for key, known in (("conditions", names.conditions), ("points", names.points)):
            for item, id in enumerate(getattr(kind, key)):
                yield from refer(file, (*where, key, item), id, known, key.removesuffix("s"))
    yield from check_guidance(hall, places.groups, places.alarms)
    for rule, place in zip(hall.alarms, places.alarms, strict=True):
        yield from _check_alarm(rule, place, names)
    for plan, file in zip(hall.plans, places.plans, strict=True):
        yield from _check_plan(plan, file, names)
    for round, place in zip(hall.rounds, places.rounds, strict=True):
        yield from _check_round(round, place)


class _Names:
    """What can be referred to, by kind of thing."""

    def __init__(self, hall: HallConfig, adapters: list[str]) -> None:
        self.zones = [zone.id for zone in hall.zones]
        self.queues = [queue.id for queue in hall.queues]
        self.businesses = [business.id for business in hall.businesses]
        self.priorities = [priority.id for priority in hall.priorities]
        self.profiles = [profile.id for profile in hall.profiles]
        self.counters = [counter.id for counter in hall.counters]
        self.staff = [person.id for person in hall.staff]
        self.devices = [device.id for device in hall.devices]
        self.plans = [plan.id for plan in hall.plans]
        self.kinds = {kind.id: kind for kind in hall.kinds}
        self.conditions = [word.id for word in hall.conditions]
        self.points = [word.id for word in hall.points]
        self.adapters = adapters
        self.orders = named_by_orders(hall)
        self.posts = self.orders["post"]


def _check_uniqueness(
    hall: HallConfig, places: Places, adapters: Sequence[tuple[str, str]], limits: Sequence[str]
) -> Iterator[HallFault]:
    file = places.hall

    def rows(table: str, count: int, key: str = "id") -> list[Place]:
        return [(file, (table, index, key)) for index in range(count)]

    posts = [
        *((item.id, ("zone", index, "id")) for index, item in enumerate(hall.zones)),
        *((item.id, ("counter", index, "id")) for index, item in enumerate(hall.counters)),
        *((item.id, ("device", index, "id")) for index, item in enumerate(hall.devices)),
    ]
    # People are sent to a post by its id alone, so zones, counters and devices share one set of ids.
    yield from refuse_twice([id for id, _ in posts], [(file, where) for _, where in posts], "zone, counter or device")
    yield from refuse_twice(
        [str(item.number) for item in hall.counters], rows("counter", len(hall.counters), "number"), "counter number"
    )
    for table, items in (
        ("queue", hall.queues),
        ("business", hall.businesses),
        ("priority", hall.priorities),
        ("profile", hall.profiles),
        ("lane", hall.lanes),
        ("staff", hall.staff),
    ):
        yield from refuse_twice([item.id for item in items], rows(table, len(items)), table)
    yield from refuse_twice([name for name, _ in adapters], rows("adapter", len(adapters), "name"), "adapter")
    yield from refuse_twice([plan.id for plan in hall.plans], [(plan, ("id",)) for plan in places.plans], "plan")
    yield from refuse_twice([rule.id for rule in hall.alarms], places.alarms, "alarm rule")
    yield from refuse_twice([group.id for group in hall.alarm_groups], places.groups, "alarm group")
    yield from refuse_twice([contact.id for contact in hall.contacts], places.contacts, "contact")
    yield from refuse_twice([voice.priority for voice in hall.annunciations], places.voices, "voice of the priority")
    yield from refuse_twice([kind.id for kind in hall.kinds], places.kinds, "device kind")
    yield from refuse_twice([each.id for each in hall.rounds], places.rounds, "duty round")
    # A matter is offered to a person or to a department by its id alone, so both share one set of ids.
    people = [*(each.id for each in hall.staff), *(each.id for each in hall.departments)]
    yield from refuse_twice(people, [*rows("staff", len(hall.staff)), *places.departments], "member of staff or department")
    yield from refuse_twice([word.id for word in hall.conditions], places.conditions, "condition")
    yield from refuse_twice([word.id for word in hall.points], places.points, "point")
    yield from refuse_twice(limits, places.limits, "service limit of")


def _check_times(hall: HallConfig, file: TomlFile) -> Iterator[HallFault]:
    try:
        ZoneInfo(hall.timezone)
    except (ValueError, OSError, KeyError):
        yield file.fault(("timezone",), f"there is no time zone `{hall.timezone}`", "write one such as Asia/Shanghai")
    if hall.opens >= hall.closes:
        yield file.fault(("closes",), f"the hall closes at {hall.closes}, before it opens at {hall.opens}", "correct one of them")


def _check_inside(hall: HallConfig, file: TomlFile, table: str, things: Sequence[Counter | Device]) -> Iterator[HallFault]:
    for index, thing in enumerate(things):
        for key, place, end in (("x", thing.x, hall.width), ("y", thing.y, hall.height)):
            if place is not None and not 0 <= place <= end:
                yield outside(hall, file, (table, index, key), thing.id)


def _check_places(hall: HallConfig, file: TomlFile, names: _Names) -> Iterator[HallFault]:
    for index, zone in enumerate(hall.zones):
        if zone.x < 0 or zone.y < 0 or zone.x + zone.width > hall.width or zone.y + zone.height > hall.height:
            yield outside(hall, file, ("zone", index), zone.id)
    yield from _check_inside(hall, file, "counter", hall.counters)
    yield from _check_inside(hall, file, "device", hall.devices)
    users: dict[str, str] = {}
    for index, counter in enumerate(hall.counters):
        yield from refer(file, ("counter", index, "zone"), counter.zone, names.zones, "zone")
        yield from refer(file, ("counter", index, "profile"), counter.profile, names.profiles, "profile")
        for key in ("panel", "strip"):
            device = getattr(counter, key)
            yield from refer(file, ("counter", index, key), device, names.devices, "device")
            if device in users:
                yield file.fault(
                    ("counter", index, key), f"`{device}` is at counter {users[device]} already", "name its own device"
                )
            if device:
                users[device] = counter.id
    yield from _check_lanes(hall, file, names)


def _check_lanes(hall: HallConfig, file: TomlFile, names: _Names) -> Iterator[HallFault]:
    zones = {zone.id: zone for zone in hall.zones}
    for index, lane in enumerate(hall.lanes):
        yield from refer(file, ("lane", index, "zone"), lane.zone, names.zones, "zone")
        for item, id in enumerate(lane.priorities):
            yield from refer(file, ("lane", index, "priorities", item), id, names.priorities, "priority")
        for item, id in enumerate(lane.counters):
            yield from refer(file, ("lane", index, "counters", item), id, names.counters, "counter")
        zone = zones.get(lane.zone)
        if zone is None:
            continue
        across = zone.x <= lane.x and lane.x + lane.width <= zone.x + zone.width
        down = zone.y <= lane.y and lane.y + lane.height <= zone.y + zone.height
        if not (across and down):
            yield file.fault(("lane", index), f"`{lane.id}` does not lie within its zone `{zone.id}`", "move it inside")


def _check_work(hall: HallConfig, file: TomlFile, names: _Names) -> Iterator[HallFault]:
    for index, business in enumerate(hall.businesses):
        yield from refer(file, ("business", index, "group"), business.group, names.queues, "queue")
    for index, queue in enumerate(hall.queues):
        yield from refer(file, ("queue", index, "priority"), queue.priority, names.priorities, "priority")
    for index, profile in enumerate(hall.profiles):
        for item, id in enumerate(profile.businesses):
            yield from refer(file, ("profile", index, "businesses", item), id, names.businesses, "business")
    for index, person in enumerate(hall.staff):
        for item, id in enumerate(person.skills):
            yield from refer(file, ("staff", index, "skills", item), id, names.businesses, "business")
        yield from refer(file, ("staff", index, "home"), person.home, names.posts, "counter, zone or device")


def _check_devices(hall: HallConfig, file: TomlFile, names: _Names) -> Iterator[HallFault]:
    for index, device in enumerate(hall.devices):
        yield from refer(file, ("device", index, "kind"), device.kind, names.kinds or [device.kind], "device kind")
        yield from refer(file, ("device", index, "adapter"), device.adapter, names.adapters, "adapter")
        yield from refer(file, ("device", index, "zone"), device.zone, names.zones, "zone")
        yield from refer(file, ("device", index, "counter"), device.counter, names.counters, "counter")
        for item, id in enumerate(device.needs):
            yield from refer(file, ("device", index, "needs", item), id, names.devices, "device")
    known = set(names.devices)
    if circle := _circle({device.id: [id for id in device.needs if id in known] for device in hall.devices}):
        at = names.devices.index(circle[0])
        yield file.fault(("device", at, "needs"), f"goes in a circle: {' → '.join(circle)}", "a device cannot need itself")
    yield from refer(file, ("queue_device",), hall.queue_device, names.devices, "device")
    yield from refer(file, ("staff_device",), hall.staff_device, names.devices, "device")


_ALARM_NEEDS: Mapping[Watch, tuple[str, ...]] = {Watch.DEVICE_CONDITION: ("condition",), Watch.DEVICE_VALUE: ("point",)}


def _check_alarm(rule: AlarmRule, place: Place, names: _Names) -> Iterator[HallFault]:
    file, where = place
    needed = _ALARM_NEEDS.get(rule.watch, ())
    for key in ("condition", "point"):
        if key in needed and getattr(rule, key) is None:
            yield file.fault(where, f"`{rule.id}` watches {rule.watch} but names no {key}", f"add {key} = …")
        if key not in needed and getattr(rule, key) is not None:
            yield file.fault((*where, key), f"a rule that watches {rule.watch} has no {key}", "remove it")
    if rule.watch is Watch.DEVICE_VALUE and rule.above is None and rule.below is None:
        yield file.fault(where, f"`{rule.id}` has no bound", "add above = … or below = …")
    if rule.count > 1 and not rule.within:
        yield file.fault((*where, "count"), f"{rule.count} times, but within what time?", "add within = SECONDS")
    for item, id in enumerate(rule.kinds):
        yield from refer(file, (*where, "kinds", item), id, names.kinds, "device kind")
    yield from refer(file, (*where, "condition"), rule.condition, names.conditions, "condition")
    yield from refer(file, (*where, "point"), rule.point, names.points, "point")
    yield from refer(file, (*where, "plan"), rule.plan, names.plans, "plan")


def _check_round(round: DutyRound, place: Place) -> Iterator[HallFault]:
    file, where = place
    if round.at and round.every is not None:
        yield file.fault((*where, "every"), f"`{round.id}` is due both at times and at intervals", "remove at = … or every = …")
    items = [(file, (*where, "items", index, "id")) for index in range(len(round.items))]
    yield from refuse_twice([item.id for item in round.items], items, "item")


def _check_plan(plan: Plan, file: TomlFile, names: _Names) -> Iterator[HallFault]:
    ids = [step.id for step in plan.steps]
    yield from refuse_twice(ids, [(file, ("steps", index, "id")) for index in range(len(ids))], "step")
    for index, step in enumerate(plan.steps):
        where: Where = ("steps", index)
        yield from refer(file, (*where, "owner"), step.owner, list(Post), "post")
        for item, id in enumerate(step.after or ()):
            yield from refer(file, (*where, "after", item), id, ids, "step")
        if (step.kind is StepKind.DEVICE) != bool(step.orders):
            yield file.fault(where, f"`{step.id}` is a {step.kind} step", "device steps, and only they, have orders")
        if step.kind is StepKind.TIMER and step.minutes is None:
            yield file.fault(where, f"the timer `{step.id}` has no time", "add minutes = …")
        for item, order in enumerate(step.orders):
            yield from _check_order(order, file, (*where, "orders", item), names)
    before = {step.id: [id for id in _before(plan.steps, index) if id in ids] for index, step in enumerate(plan.steps)}
    if circle := _circle(before):
        at = ids.index(circle[0])
        yield file.fault(("steps", at, "after"), f"goes in a circle: {' → '.join(circle)}", "let one step wait for nothing")


def faults_of_shared(plan: Plan, file: TomlFile, keys: AbstractSet[str]) -> Iterator[HallFault]:
    """A plan that all halls have may order devices by pattern, but names nobody and nothing else of one hall under any of `keys`."""
    for index, step in enumerate(plan.steps):
        for item, order in enumerate(step.orders):
            for key in sorted((keys - ANY_HALLS) & order.keys()):
                yield file.fault(
                    ("steps", index, "orders", item, key),
                    f"a shared plan names the {key.removeprefix('to_')} `{order[key]}`, which is one hall's",
                    "take out the orders, so that the step is its owner's to do, or move the plan into the hall's own `plans`",
                )


def _before(steps: Sequence[PlanStep], index: int) -> tuple[str, ...]:
    after = steps[index].after
    return after if after is not None else tuple(step.id for step in steps[max(index - 1, 0) : index])


def _check_order(order: Mapping[str, object], file: TomlFile, where: Where, names: _Names) -> Iterator[HallFault]:
    """An order of a plan must decode to a command and name what is there; `device` may be a pattern ending in `*`."""
    pattern = order.get("device")
    plain = dict(order)
    if isinstance(pattern, str) and pattern.endswith("*"):
        found = [id for id in names.devices if fnmatchcase(id, pattern)]
        if not found:
            yield file.fault(
                (*where, "device"), f"no device's id begins with `{pattern[:-1]}`", suggest(pattern[:-1], names.devices)
            )
            return
        plain["device"] = found[0]
    try:
        command = msgspec.convert(plain, Command)
    except msgspec.ValidationError as error:
        yield file.fault(where, f"is not a command: {error}", "see the list of commands in resources/help")
        return
    for key, known in names.orders.items():
        yield from refer(file, (*where, key), getattr(command, key, None), known, key.removeprefix("to_"))


def _circle(edges: Mapping[str, Sequence[str]]) -> list[str]:
    """A circle in the graph, first thing repeated at its end; empty when there is none."""
    waiting = {node: len(set(needs)) for node, needs in edges.items()}
    needed_by: dict[str, list[str]] = {}
    for node, needs in edges.items():
        for need in set(needs):
            needed_by.setdefault(need, []).append(node)
    free = [node for node, count in waiting.items() if count == 0]
    while free:
        node = free.pop()
        del waiting[node]
        for other in needed_by.get(node, ()):
            waiting[other] -= 1
            if waiting[other] == 0:
                free.append(other)
    if not waiting:
        return []
    path = [next(iter(waiting))]
    while path.count(path[-1]) == 1:
        path.append(next(node for node in edges[path[-1]] if node in waiting))
    return path[path.index(path[-1]) :]
