"""What follows from an event, in the same commit: linkage, verdicts on orders, plans, alarms, until nothing more does.

Each part is tried by itself: a bug in one costs what that one would have said, is an alarm, and stops nothing else.
"""

import logging
from functools import partial

from console.hub.group import HUB, Group
from console.hub.orders import Orders
from console.model import event as ev
from console.model import order as orders
from console.model import plan, policy
from console.model.command import Command, Role
from console.model.judging import Judge
from console.model.orders import UNDER_WAY
from console.model.state import HallState, Order

ROUNDS = 32
"""Rounds of consequences in one group; more means that the hall's rules chase each other."""
LINK_SECONDS = 5.0
PLAN_SECONDS = 30.0
"""How long orders of linkage and of plans may take."""

log = logging.getLogger(__name__)


class Consequences:
    """Adds to a group what follows from what is in it. Live only: replay reads what was written."""

    def __init__(self, desk: Orders) -> None:
        self.judge: policy.Judging = Judge()
        self._orders = desk

    def settle(self, group: Group, vitals: policy.Vitals, speed: float) -> None:
        """Add what follows, and what follows from that, until nothing does."""
        for _ in range(ROUNDS):
            before = len(group.drafts)
            while group.follows:
                id, command = group.follows.popleft()
                self._order(group, id, command, "link", LINK_SECONDS * speed)
            for event in self._verdicts(group, speed):
                group.note(event)
            for events, commands in group.attempt("plans", lambda: [plan.advance(group.state, group.at)]):
                for told in events:
                    group.note(told)
                for id, command in commands:
                    self._order(group, id, command, f"plan:{id.rsplit('.', 2)[0]}"[:64], PLAN_SECONDS * speed)
            for judged in group.attempt("judge", lambda: self.judge(group.state, group.at, vitals, group.attempt)):
                group.note(judged)
            if len(group.drafts) == before:
                return
        log.error("what follows from an event does not come to rest after %d rounds; see the linkage and the plans", ROUNDS)

    def _order(self, group: Group, id: str, command: Command, by: str, seconds: float) -> None:
        part = f"order:{_kind(command)}"
        if part not in group.state.faults:
            with group.whole(part):
                self._orders.authorise(group, id, command, by=by, station=HUB, role=Role.LEADER, expires_at=group.at + seconds)

    def _verdicts(self, group: Group, speed: float) -> list[ev.Event]:
        found: list[ev.Event] = []
        for order in group.state.orders.values():
            if order.stage in UNDER_WAY and not self._orders.is_unresolved(order.id):
                found += group.attempt(f"verdict:{_kind(order.command)}", partial(_verdict, group.state, order, group.at, speed))
        return found


def _verdict(state: HallState, order: Order, now: float, speed: float) -> list[ev.Event]:
    found = orders.verdict(state, order, now, speed)
    return [found] if found is not None else []


def _kind(command: Command) -> str:
    return str(command.__struct_config__.tag)
