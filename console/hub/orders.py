"""Orders in the hub: authorised once, answered always the same, given to adapters, asked about after a restart. It writes nothing.

Whether an order may be given is the model's word (`console.model.order`); here is what must be remembered beside the state.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable

from console.hub.group import Given, Group
from console.model import event as ev
from console.model import order as orders
from console.model.command import Command, Role
from console.model.state import HallState, Order, Stage
from console.wire import Answer, Ask, Do

ANSWERS = 10_000
"""Answers kept for orders that are asked again."""
UNRESOLVED_SECONDS = 30.0
"""How long after a restart an adapter is waited for that may know what came of an order."""

Send = Callable[[str, Do | Ask], None]
"""To an adapter, by name, that may be gone."""


class Orders:
    """What the hub remembers of orders. Times are hall time, `speed` hall seconds per real second."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._answers: OrderedDict[str, Answer] = OrderedDict()
        self._unresolved: dict[str, float] = {}
        """Orders of before a restart that nobody has reported on → until when to wait."""

    def take_up(self, state: HallState, until: float) -> None:
        """After a restart: what was answered is answered again, and what was given is asked about until `until`."""
        for order in state.orders.values():
            refused = order.stage is Stage.REFUSED
            self._answers[order.id] = Answer(
                id=order.id, accepted=not refused, reason=order.reason, detail=order.detail if refused else ""
            )
            if order.stage is Stage.COMMANDED and order.adapter is not None:
                self._unresolved[order.id] = until

    def answer(self, id: str) -> Answer | None:
        """What was answered before."""
        return self._answers.get(id)

    def is_unresolved(self, id: str) -> bool:
        """Whether an adapter is still asked what came of it."""
        return id in self._unresolved

    def overdue(self, now: float) -> tuple[str, ...]:
        """Orders that nobody will report on any more."""
        return tuple(id for id, until in self._unresolved.items() if now > until)

    def moved(self, seconds: float) -> None:
        """Hall time was put forward by so much, which nobody waited."""
        self._unresolved = {id: until + seconds for id, until in self._unresolved.items()}

    def authorise(
        self, group: Group, id: str, command: Command, *, by: str, station: str, role: Role, expires_at: float, speed: float = 1.0
    ) -> Answer:
        """Check an order and write down what became of it; a repeated id changes nothing. `role` is the one in force."""
        known = self._answers.get(id) or group.answers.get(id)
        if known is not None:
            return known
        refusal = orders.check(group.state, command, role, group.at, by)
        adapter = orders.route(group.state, command)
        if refusal is not None:
            reason, detail = refusal
            group.note(ev.CommandRefused(id=id, by=by, station=station, command=command, reason=reason.value, detail=detail))
            answer = Answer(id=id, accepted=False, reason=reason.value, detail=detail)
        else:
            group.note(ev.CommandAccepted(id=id, by=by, station=station, command=command, adapter=adapter, expires_at=expires_at))
            if adapter is None:
                run = iter(range(1, 100))
                for event in orders.effects(
                    group.state, command, by, group.at, lambda: f"{id}.{next(run)}"[-64:], station=station, speed=speed
                ):
                    group.note(event)
            else:
                group.given.append(Given(adapter=adapter, id=id, command=command, expires_at=expires_at))
            answer = Answer(id=id, accepted=True)
        group.answers[id] = answer
        return answer

    def committed(self, group: Group) -> None:
        """The group is on disk: its answers hold, and what it tells of an order is known."""
        for id in list(self._unresolved):
            known = group.state.orders.get(id)
            if known is None or known.stage is not Stage.COMMANDED:
                del self._unresolved[id]
        for id, answer in group.answers.items():
            self._answers[id] = answer
        while len(self._answers) > ANSWERS:
            self._answers.popitem(last=False)

    def give(self, given: Iterable[Given], boot: int, now: float, speed: float) -> None:
        """Hand orders to their adapters, with the time they have left."""
        for each in given:
            seconds = max((each.expires_at - now) / speed, 0.0)
            self._send(each.adapter, Do(id=each.id, command=each.command, expires_in=seconds, boot=boot))

    def ask_again(self, state: HallState, adapters: set[str], boot: int, now: float, speed: float) -> None:
        """Adapters came (back): ask about orders of an earlier hub, give again what they may not have heard."""
        for order in state.orders.values():
            if order.adapter not in adapters or order.stage is not Stage.COMMANDED:
                continue
            if order.id in self._unresolved:
                self._send(order.adapter, Ask(id=order.id))
            elif order.expires_at > now:
                self.give((_again(order, order.adapter),), boot, now, speed)


def _again(order: Order, adapter: str) -> Given:
    return Given(adapter=adapter, id=order.id, command=order.command, expires_at=order.expires_at)
