"""An adapter process that reports a steady stream of tickets through the real outbox and link; for benchmarks.

`python -m tests.bench.load STATION OUTBOX RATE SECONDS` — `device_at` is the wall clock at the moment of reporting.
"""

import itertools
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from adapters.link import Link
from adapters.outbox import Outbox
from console import config
from console.model import event as ev
from console.model.hall import HallConfig


def tickets(hall: HallConfig) -> Iterator[ev.AdapterEvent]:
    """Every counter calls, serves and finishes in turn; forty customers wait, in all queues."""
    numbers = itertools.count(1)
    businesses = itertools.cycle(item for item in hall.businesses)

    def take() -> ev.TicketTaken:
        business = next(businesses)
        return ev.TicketTaken(ticket=f"{business.prefix}{next(numbers):06d}", business=business.id)

    queue = [take() for _ in range(40)]
    yield from queue
    yield from (ev.CounterOpened(counter=counter.id) for counter in hall.counters)
    hand: dict[str, str] = {}
    for counter in itertools.cycle(counter.id for counter in hall.counters):
        if counter in hand:
            ticket = hand.pop(counter)
            yield ev.ServiceFinished(ticket=ticket, counter=counter)
            yield ev.TicketRated(counter=counter, score=5)
        taken = take()
        yield taken
        queue.append(taken)
        ticket = hand[counter] = queue.pop(0).ticket
        yield ev.TicketCalled(ticket=ticket, counter=counter)
        yield ev.ServiceStarted(ticket=ticket, counter=counter)


def main(station: Path, outbox: Path, rate: float, seconds: float) -> None:
    """Report `rate` events a second for `seconds`, evenly."""
    hall = config.load_hall(config.DEMO_HALL)
    owned = tuple(device.id for device in hall.devices if device.adapter == "qms")
    link = Link(station_file=station, outbox=Outbox(outbox), name="qms", version="load")
    link.devices = owned
    link.start()
    begin = time.monotonic()
    pace = threading.Event()
    for n, event in enumerate(tickets(hall)):
        due = begin + n / rate
        if due - begin > seconds:
            break
        pace.wait(max(0.0, due - time.monotonic()))
        link.report(event, time.time())
    link.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4]))
