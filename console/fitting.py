"""Shared emergency plans, fitted to a hall that has less than they speak of: what cannot be ordered there is done by hand. Pure.

A hall's own plans are not fitted: there, an order for what is not there is a mistake (`console.crossref`).
"""

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

from msgspec.structs import replace

from console.model.hall import HallConfig, Plan, PlanStep, StepKind

ANY_HALLS = frozenset(("device", "plan"))
"""Keys of an order under which a shared plan may name something: kinds of devices have the same ids in all halls."""


def fitted(plan: Plan, known: Mapping[str, Sequence[str]]) -> Plan:
    """The plan without orders for what the hall has not (`known`: as `named_by_orders`); a step that has none left is a person's."""
    return replace(plan, steps=tuple(_step(step, known) for step in plan.steps))


def _step(step: PlanStep, known: Mapping[str, Sequence[str]]) -> PlanStep:
    orders = tuple(order for order in step.orders if all(_is_there(order.get(key), ids) for key, ids in known.items()))
    if orders == step.orders:
        return step
    return replace(step, orders=orders, kind=step.kind if orders else StepKind.HUMAN)


def _is_there(named: object, ids: Sequence[str]) -> bool:
    if not isinstance(named, str):
        return True
    return any(fnmatchcase(id, named) for id in ids) if named.endswith("*") else named in ids


def by_hand(plan: Plan, own: Plan) -> tuple[str, ...]:
    """The ids of the steps that order less in a hall than the plan says; `own`: the plan, fitted to it."""
    return tuple(step.id for step, less in zip(plan.steps, own.steps, strict=True) if step.orders != less.orders)


def named_by_orders(hall: HallConfig) -> Mapping[str, Sequence[str]]:
    """What may be named under a key of an order."""
    counters = [counter.id for counter in hall.counters]
    devices = [device.id for device in hall.devices]
    staff = [person.id for person in hall.staff]
    return {
        "counter": counters,
        "to_counter": counters,
        "device": devices,
        "staff": staff,
        "person": staff,
        "post": [*counters, *(zone.id for zone in hall.zones), *devices],
        "profile": [profile.id for profile in hall.profiles],
        "priority": [priority.id for priority in hall.priorities],
        "to_business": [business.id for business in hall.businesses],
        "plan": [plan.id for plan in hall.plans],
    }
