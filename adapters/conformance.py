"""What a program must do to be an adapter, one function a demand. It asks by playing the hub; nothing here knows a device.

Each demand is a function of a `Bench` that returns an empty text, or says what was expected and what came. The numbers are the
clauses of `resources/help/adapter-protocol.md`.
"""

import itertools
import signal
import subprocess
import time
from collections.abc import Callable, Sequence

from msgspec import Struct

from adapters.bench import Bench
from console import wire
from console.model.event import CommandNotKnown, CommandReported
from console.wire import Bye, Happened, Hello


def greets(bench: Bench) -> str:
    """Connects and greets first."""
    hub = bench.hub
    if not hub.until(lambda: bool(hub.heard or hub.wrong) or not bench.is_running, bench.grace.start):
        return f"no message within {bench.grace.start:g} s: wrong address, keys or mechanism?"
    if not hub.heard and not hub.wrong:
        return "the program ended without a message"
    if not hub.heard:
        return f"the first message is not understood: {hub.wrong[0]}"
    first = hub.heard[0][1]
    if not isinstance(first, Hello):
        return f"the first message is {type(first).__name__.lower()}, not hello"
    if first.protocol != wire.PROTOCOL:
        return f"protocol is {first.protocol}, this is {wire.PROTOCOL}"
    if first.adapter != hub.name:
        return f"adapter is {first.adapter!r}, the station file says {hub.name!r}"
    if not first.devices:
        return "devices is empty: it speaks for nothing"
    if first.acked != 0 or first.first > first.last + 1:
        return f"acked {first.acked}, first {first.first}, last {first.last} do not fit a hub that never acknowledged anything"
    return ""


def beats(bench: Bench) -> str:
    """Beats when there is nothing to say."""

    def listen() -> str:
        began = time.monotonic()
        bench.hub.until(lambda: False, 3.0)
        times = [began, *(at for at, _ in bench.hub.heard if at > began), time.monotonic()]
        longest = max(later - earlier for earlier, later in itertools.pairwise(times))
        return "" if longest <= 1.2 else f"silent for {longest:.1f} s; a beat is due every {wire.HEARTBEAT:g} s"

    return _at_best(bench, listen)


def answers_orders(bench: Bench) -> str:
    """Answers orders."""
    ids = [bench.order() for _ in range(3)]
    missing = next((id for id in ids if not bench.answered(id)), "")
    return f"no command.reported for {missing} within {bench.grace.answer:g} s" if missing else ""


def numbers_without_gap(bench: Bench) -> str:
    """Numbers events 1, 2, 3 … without gap."""
    numbers = [happened.n for happened in bench.hub.said(Happened)]
    if not numbers:
        return "no event came"
    if numbers[0] != 1:
        return f"the first event has number {numbers[0]}, not 1"
    high = 0
    for n in numbers:
        if n > high + 1:
            return f"number {n} came after {high}"
        high = max(high, n)
    return ""


def understood(bench: Bench) -> str:
    """Every message strict, within the limits."""
    if bench.hub.wrong:
        return f"{len(bench.hub.wrong)} messages were not understood, the first: {bench.hub.wrong[0]}"
    largest = bench.hub.largest
    return "" if largest <= wire.MAX_EVENT + 256 else f"a message has {largest} bytes, {wire.MAX_EVENT} are allowed"


def obeys_once(bench: Bench) -> str:
    """Executes an id once, answers it each time."""
    before = bench.count_effects()
    id = bench.order()
    for _ in range(9):
        bench.order(id=id)
    if not bench.answered(id):
        return f"no answer to {id}"
    times = len(bench.answers(id))
    bench.order(id=id)
    if not bench.answered(id, times + 1):
        return "the same id after its answer was not answered again"
    if len(set(bench.answers(id))) > 1:
        return f"the answers differ: {bench.answers(id)}"
    return _effects(bench, before, 1)


def refuses_late(bench: Bench) -> str:
    """Does not execute what is late."""
    before = bench.count_effects()
    id = bench.order(expires_in=0.0)
    if bench.answered(id, seconds=bench.grace.quiet) and any(
        isinstance(word, CommandReported) and word.done for word in bench.answers(id)
    ):
        return "an order whose time was up was reported done"
    return _effects(bench, before, 0)


def refuses_old_boot(bench: Bench) -> str:
    """Does not execute for an older boot."""
    before = bench.count_effects()
    id = bench.order(boot=bench.hub.boot - 1)
    if bench.answered(id, seconds=bench.grace.quiet) and any(
        isinstance(word, CommandReported) and word.done for word in bench.answers(id)
    ):
        return "an order of an older boot was reported done"
    return _effects(bench, before, 0)


def _effects(bench: Bench, before: int | None, expected: int) -> str:
    """Only a program that writes its effects can be counted; others are taken at their word."""
    after = bench.count_effects()
    if before is None and after is None:
        return ""
    difference = (after or 0) - (before or 0)
    return "" if difference == expected else f"{difference} effects, {expected} expected"


def says_not_known(bench: Bench) -> str:
    """Says when it does not know an id."""
    bench.hub.ask("nobody-ordered-this")
    if not bench.answered("nobody-ordered-this"):
        return f"no command.not_known within {bench.grace.answer:g} s"
    word = bench.answers("nobody-ordered-this")[0]
    return "" if isinstance(word, CommandNotKnown) else f"answered {word}"


def tolerates_the_unknown(bench: Bench) -> str:
    """Ignores messages it does not know."""
    for frame in (b'{"type":"firework","n":1}', b"", b"\xff\xfe", b"[" * 2_000):
        bench.hub.say(frame)
    id = bench.order()
    if bench.answered(id):
        return ""
    return "no answer to an order after messages of unknown types" + ("" if bench.is_running else ": the program ended")


def keeps_to_the_credit(bench: Bench) -> str:
    """Keeps to the credit."""
    hub = bench.hub
    greetings = len(hub.said(Hello))
    hub.credit, hub.acknowledging = 3, False
    hub.restart()
    if not bench.greeted_again(greetings, bench.grace.answer):
        return "no greeting after the hub came back"
    taken, welcomes = len(hub.events()), hub.welcomes
    for _ in range(8):
        bench.order()

    def allowed() -> int:
        """A welcome acknowledges what came before it."""
        return 3 * (1 + hub.welcomes - welcomes)

    hub.until(lambda: len(hub.events()) - taken > allowed(), bench.grace.crowd)
    under_way, limit = len(hub.events()) - taken, allowed()
    hub.settle()
    if under_way > limit:
        return f"{under_way} events under way with a credit of 3"
    return (
        "" if hub.until(lambda: len(hub.events()) >= taken + 8, bench.grace.answer) else "did not go on when credit was granted"
    )


def repeats_after_nak(bench: Bench) -> str:
    """Sends again after nak."""
    hub = bench.hub
    n = hub.nak_at = hub.expect[hub.epoch]
    id = bench.order()
    came = hub.until(lambda: sum(happened.n == n for happened in hub.said(Happened)) >= 2, bench.grace.answer)
    hub.settle()
    if not came:
        return f"number {n} was not sent again after nak"
    return "" if bench.answered(id) else f"number {n} was not sent again once the hub could take it"


def goes_on_after_a_refusal(bench: Bench) -> str:
    """Goes on after an event is refused for good."""
    hub = bench.hub
    hub.refuse_at = hub.expect[hub.epoch]
    bench.order()
    refused = hub.refuse_at
    hub.until(lambda: hub.expect[hub.epoch] > refused, bench.grace.answer)
    hub.settle()
    return "" if bench.answered(bench.order()) else f"nothing came after event {refused} was refused for good"


def repeats_without_acknowledgement(bench: Bench) -> str:
    """Sends again when nothing is acknowledged."""
    hub = bench.hub
    hub.acknowledging = False
    n, greetings = hub.expect[hub.epoch], len(hub.said(Hello))
    bench.order()
    came = hub.until(
        lambda: len(hub.said(Hello)) > greetings or sum(happened.n == n for happened in hub.said(Happened)) >= 2,
        bench.grace.answer,
    )
    hub.settle()
    return "" if came else f"neither hello nor the event again within {bench.grace.answer:g} s without acknowledgement"


def greets_after_silence(bench: Bench) -> str:
    """Greets again after silence."""
    hub = bench.hub
    hub.silent = True
    greetings = len(hub.said(Hello))
    came = bench.greeted_again(greetings, bench.grace.answer)
    welcomes = hub.welcomes
    hub.settle()
    if not came:
        return f"no hello within {bench.grace.answer:g} s of silence; the lease is {wire.LEASE:g} s"
    if not hub.until(lambda: hub.welcomes > welcomes, 1.5 * bench.grace.answer):
        return "did not greet the hub again once it spoke"
    return "" if bench.answered(bench.order()) else "no answer to an order after the hub spoke again"


def gives_again_what_was_lost(bench: Bench) -> str:
    """Gives a hub again what it lost."""
    hub = bench.hub
    ids = [bench.order() for _ in range(4)]
    if not all(bench.answered(id) for id in ids):
        return "no answers to orders"
    before = list(hub.kept[hub.epoch])[-4:]
    hub.restart(forget=4)
    if not hub.until(lambda: len(hub.kept[hub.epoch]) >= 4 and hub.expect[hub.epoch] > before[-1].n, 1.5 * bench.grace.answer):
        return "acknowledged events were not sent again to a hub that had lost them"
    again = [happened for happened in hub.kept[hub.epoch] if happened.n >= before[0].n][:4]
    return "" if again == before else "other events came under the numbers that were given before"


def survives_kill(bench: Bench) -> str:
    """After kill -9: same epoch, numbers and answers."""
    hub = bench.hub
    hub.acknowledging = False
    done = bench.order(id="check-killed")
    if not bench.answered(done):
        return "no answer to an order"
    epoch, kept, word = hub.epoch, list(hub.kept[hub.epoch]), bench.answers(done)[0]
    greetings = len(hub.said(Hello))
    bench.kill()
    hub.restart(forget=1)
    bench.start()
    came = bench.greeted_again(greetings, bench.grace.start)
    hub.settle()
    if not came:
        return "no greeting after kill -9 and start"
    hello = hub.said(Hello)[-1]
    if hello.epoch != epoch:
        return f"a new epoch after kill -9: {hello.epoch!r} instead of {epoch!r}; the outbox was not on disk"
    if hello.last < kept[-1].n:
        return f"last is {hello.last} after kill -9, number {kept[-1].n} was sent before"
    if not hub.until(lambda: hub.expect[epoch] > kept[-1].n, bench.grace.answer):
        return f"number {kept[-1].n} was sent but never acknowledged, and did not come again"
    if hub.kept[epoch][: len(kept)] != kept:
        return "after kill -9 other events came under the same numbers"
    return _same_word_after_kill(bench, done, word)


def _same_word_after_kill(bench: Bench, id: str, word: CommandReported | CommandNotKnown) -> str:
    before, times = bench.count_effects(), len(bench.answers(id))
    bench.order(id=id)
    if not bench.answered(id, times + 1):
        return "an order executed before kill -9 was not answered again"
    if bench.answers(id)[-1] != word:
        return f"an order executed before kill -9 got another answer: {bench.answers(id)[-1]}"
    return _effects(bench, before, 0)


def stops(bench: Bench) -> str:
    """Stops within a second of SIGTERM, says bye."""

    def stop() -> str:
        if not bench.is_running:
            greetings = len(bench.hub.said(Hello))
            bench.start()
            if not bench.greeted_again(greetings, bench.grace.start):
                return "started again after a late stop, it does not greet"
        return _stop(bench)

    return _at_best(bench, stop)


def _stop(bench: Bench) -> str:
    byes = len(bench.hub.said(Bye))
    assert bench.process is not None
    began = time.monotonic()
    bench.process.send_signal(signal.SIGTERM)
    try:
        code = bench.process.wait(bench.grace.stop)
    except subprocess.TimeoutExpired:
        return f"still running {bench.grace.stop:g} s after SIGTERM"
    took = time.monotonic() - began
    if took > 1.2:
        return f"took {took:.1f} s to stop, one second is allowed"
    if code != 0:
        return f"exit code {code} after SIGTERM, 0 expected"
    return "" if bench.hub.until(lambda: len(bench.hub.said(Bye)) > byes, 1.0) else "no bye before it stopped"


def _at_best(bench: Bench, attempt: Callable[[], str]) -> str:
    """What the first attempt that passes gives, or the last."""
    reason = attempt()
    for _ in range(bench.grace.tries - 1):
        if not reason:
            break
        reason = attempt()
    return reason


class Demand(Struct, frozen=True, kw_only=True):
    """One line of the table."""

    clause: str
    check: Callable[[Bench], str]

    @property
    def title(self) -> str:
        """What is demanded, in words."""
        return (self.check.__doc__ or "").rstrip(".")


class Verdict(Struct, frozen=True, kw_only=True):
    """What came of it; an empty reason is a pass."""

    demand: Demand
    reason: str


DEMANDS = (
    Demand(clause="2", check=greets),
    Demand(clause="7", check=beats),
    Demand(clause="8", check=answers_orders),
    Demand(clause="4", check=numbers_without_gap),
    Demand(clause="8", check=obeys_once),
    Demand(clause="8", check=refuses_late),
    Demand(clause="8", check=refuses_old_boot),
    Demand(clause="8", check=says_not_known),
    Demand(clause="3", check=tolerates_the_unknown),
    Demand(clause="6", check=repeats_after_nak),
    Demand(clause="6", check=goes_on_after_a_refusal),
    Demand(clause="6", check=repeats_without_acknowledgement),
    Demand(clause="7", check=greets_after_silence),
    Demand(clause="5", check=keeps_to_the_credit),
    Demand(clause="6", check=gives_again_what_was_lost),
    Demand(clause="4", check=survives_kill),
    Demand(clause="3", check=understood),
    Demand(clause="9", check=stops),
)
"""In this order; each leaves the program running and settled."""


def judge(bench: Bench, demands: Sequence[Demand] = DEMANDS) -> list[Verdict]:
    """Put demands to a program that was started. One that never greets, or has ended, is not asked the rest."""
    verdicts: list[Verdict] = []
    for demand in demands:
        reason = demand.check(bench)
        bench.hub.settle()
        verdicts.append(Verdict(demand=demand, reason=reason))
        last = demand is demands[-1]
        if not last and not bench.is_running:
            verdicts[-1] = Verdict(demand=demand, reason=f"{reason or 'then the program ended by itself'}; see {bench.log}")
            break
        if reason and demand.check is greets:
            break
    return verdicts
