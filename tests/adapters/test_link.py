"""An adapter process against a played hub: greeting, numbering, resend, commands, and the end."""

import signal

import pytest

from adapters.played_hub import PlayedHub
from console.model.command import Beep, ShowNotice
from console.model.event import CommandNotKnown, CommandReported, DeviceFound, DeviceLost, TicketTaken
from console.wire import Ack, Beat, Bye, Happened, Hello, Refuse
from tests.adapters.conftest import AdapterProcess, ScriptedDevice, wait_until


def ticket(n: int) -> TicketTaken:
    return TicketTaken(ticket=f"A{n:05d}", business="payment")


def tickets(hub: PlayedHub) -> list[str]:
    return [event.ticket for event in hub.events(TicketTaken)]


@pytest.fixture
def running(adapter: AdapterProcess, device: ScriptedDevice, hub: PlayedHub) -> AdapterProcess:
    adapter.start()
    device.meet()
    assert hub.until(lambda: bool(hub.events(DeviceFound)), 10), adapter.said()
    return adapter


def test_it_greets_first_and_reports_what_happens(running: AdapterProcess, device: ScriptedDevice, hub: PlayedHub) -> None:
    first = hub.heard[0][1]
    assert isinstance(first, Hello)
    assert (first.protocol, first.adapter, first.acked, first.devices) == (1, "scripted", 0, ("scripted-1",))
    device.tell(ticket(1), ticket(2))
    assert device.taken(2)
    assert hub.until(lambda: tickets(hub) == ["A00001", "A00002"])
    assert [happened.n for happened in hub.said(Happened)] == [1, 2, 3]
    assert hub.wrong == []
