"""The call-panel adapter on a real pseudo-terminal and on a real TCP gateway, with panels played byte by byte."""

import contextlib
import os
import select
import subprocess
import tty
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from adapters.base import Kept, Obeyed
from adapters.devices.call_panel import Adapter, Config, Panel
from adapters.panel_frame import PanelDecoder, PanelFrame, ask_rating, beep, show_stars, show_ticket
from console.model.command import AskRating, Beep, CallNext, Command, RestartDevice, ShowStars, ShowTicket
from console.model.event import (
    DeviceConditionCleared,
    DeviceConditionRaised,
    DeviceFound,
    DeviceLost,
    PanelKeyPressed,
    TicketRated,
)
from tests.helpers.soak import times
from tests.helpers.until import until

PANELS = tuple(Panel(address=n, device=f"panel-{n}", counter=f"c{n}") for n in (3, 4))
NEXT = PanelFrame(3, 1, b"\x0c")


class Cable:
    """The panels' end of a bus; `path` is a link that survives a replug, like /dev/serial/by-id."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.end = -1
        self.decoder = PanelDecoder()
        self.heard: list[PanelFrame] = []
        self.echoes = False
        self.plug()

    def plug(self) -> None:
        self.end, port = os.openpty()
        tty.setraw(port)
        self.path.unlink(missing_ok=True)
        self.path.symlink_to(os.ttyname(port))
        self._port = port

    def unplug(self) -> None:
        for fd in (self.end, self._port):
            with contextlib.suppress(OSError):
                os.close(fd)
        self.path.unlink(missing_ok=True)
        self.end = -1

    def say(self, *data: PanelFrame | bytes) -> None:
        for one in data:
            os.write(self.end, one if isinstance(one, bytes) else one.encode())

    def listen(self) -> None:
        while self.end >= 0 and select.select([self.end], [], [], 0)[0]:
            new = self.decoder.feed(os.read(self.end, 4096))
            self.heard += new
            if self.echoes:
                self.say(*new)


@pytest.fixture
def cable(tmp_path: Path) -> Iterator[Cable]:
    cable = Cable(tmp_path / "by-id")
    yield cable
    cable.unplug()


class Desk:
    """An adapter at the cable and what it reported."""

    def __init__(self, cable: Cable, **options: object) -> None:
        self.cable = cable
        self.kept = Kept()
        settings: dict[str, object] = {"port": str(cable.path), "panels": PANELS, "bus": "bus", "gap": 0.02} | options
        self.adapter = Adapter(msgspec.convert(settings, Config), self.kept)

    @property
    def news(self) -> list[object]:
        """Reports beside the clearing of conditions, which a fresh adapter does once for each."""
        return [event for event in self.kept.events if not isinstance(event, DeviceConditionCleared)]

    def step(self) -> None:
        self.adapter.poll(0.02)
        self.cable.listen()

    def until(self, is_so: Callable[[], object], seconds: float = 60.0) -> None:
        until(is_so, self.step, seconds)

    def obey(self, command: Command) -> Obeyed:
        obeyed = self.adapter.obey(command)
        self.cable.listen()
        return obeyed


@pytest.fixture
def make_desk(cable: Cable) -> Iterator[Callable[..., Desk]]:
    desks: list[Desk] = []

    def make(**options: object) -> Desk:
        desks.append(Desk(cable, **options))
        desks[-1].step()
        return desks[-1]

    yield make
    for desk in desks:
        desk.adapter.close()


def test_a_key_is_reported_and_echoed(make_desk: Callable[..., Desk], cable: Cable) -> None:
    desk = make_desk()
    cable.say(NEXT)
    desk.until(lambda: cable.heard)
    assert desk.news == [
        DeviceFound(device="bus"),
        DeviceFound(device="panel-3"),
        PanelKeyPressed(device="panel-3", counter="c3", key="next"),
    ]
    assert cable.heard == [NEXT]


@pytest.mark.parametrize(
    ("data", "key"),
    [(b"\x0d", "recall"), (b"\x0b", "finish"), (b"\x12", "pause"), (b"\x13", "transfer"), (b"\x06\x0f", "abandon"),
     (b"\x00\x0f", "suspend"), (b"\x03\x0f", "call_back"), (b"\x01\x02\x03\x04\x05\x06\x07\x0c", "next")],
)  # fmt: skip
def test_each_key_of_the_map(make_desk: Callable[..., Desk], cable: Cable, data: bytes, key: str) -> None:
    desk = make_desk()
    cable.say(PanelFrame(4, 1, data))
    desk.until(lambda: cable.heard)
    assert desk.kept.events[-1] == PanelKeyPressed(device="panel-4", counter="c4", key=key)


@pytest.mark.parametrize(("raw", "score"), [(0, 4), (1, 5), (2, 2), (3, 1)])
def test_a_rating_is_reported_by_the_vendors_map(make_desk: Callable[..., Desk], cable: Cable, raw: int, score: int) -> None:
    desk = make_desk()
    cable.say(PanelFrame(3, 0x11, bytes((raw,))))
    desk.until(lambda: cable.heard)
    assert desk.kept.events[-1] == TicketRated(counter="c3", score=score)
    assert cable.heard == [PanelFrame(3, 0x01, bytes((raw,)))]


def test_an_unused_key_is_echoed_and_not_reported(make_desk: Callable[..., Desk], cable: Cable) -> None:
    desk = make_desk()
    cable.say(PanelFrame(3, 1, b"\x0e"))
    desk.until(lambda: cable.heard)
    assert desk.news[1:] == [DeviceFound(device="panel-3")]


@pytest.mark.parametrize(
    "frame", [PanelFrame(3, 1, b"\x77"), PanelFrame(3, 0x11, b"\x09"), PanelFrame(3, 0x11), PanelFrame(3, 9)]
)
def test_what_is_in_no_map_is_a_condition_and_no_event_of_the_hall(
    make_desk: Callable[..., Desk], cable: Cable, frame: PanelFrame
) -> None:
    desk = make_desk()
    cable.say(frame)
    desk.until(lambda: cable.heard)
    raised = desk.news[-1]
    assert isinstance(raised, DeviceConditionRaised)
    assert (raised.device, raised.condition) == ("panel-3", "protocol")
    cable.say(NEXT)
    desk.until(lambda: len(cable.heard) == 2)
    assert DeviceConditionCleared(device="panel-3", condition="protocol") in desk.kept.events


def test_a_panel_that_missed_our_echo_and_repeats_itself_is_heard_once(make_desk: Callable[..., Desk], cable: Cable) -> None:
    desk = make_desk()
    cable.say(NEXT, NEXT)
    desk.until(lambda: len(cable.heard) == 2)
    assert sum(isinstance(event, PanelKeyPressed) for event in desk.kept.events) == 1


def test_noise_and_a_false_head_do_not_cost_a_key(make_desk: Callable[..., Desk], cable: Cable) -> None:
    desk = make_desk()
    cable.say(b"\x00\xff\x68\x20\x20\x68\x03", NEXT)
    desk.until(lambda: cable.heard)
    assert desk.kept.events[-1] == PanelKeyPressed(device="panel-3", counter="c3", key="next")


def test_a_frame_cut_short_is_given_up_after_the_gap(make_desk: Callable[..., Desk], cable: Cable) -> None:
    desk = make_desk()
    cable.say(NEXT.encode()[:-3])
    desk.until(lambda: desk.adapter._decoder.damaged)
    cable.say(NEXT)
    desk.until(lambda: cable.heard)
    assert cable.heard == [NEXT]


def test_much_damage_is_a_condition_of_the_bus(make_desk: Callable[..., Desk], cable: Cable) -> None:
    desk = make_desk()
    for _ in range(12):
        cable.say(b"\xff\x68\x03\x03\x68\x03\x01\x0c\x11\x16")
        desk.step()
    desk.until(lambda: any(isinstance(event, DeviceConditionRaised) for event in desk.kept.events))
    raised = desk.news[-1]
    assert isinstance(raised, DeviceConditionRaised)
    assert (raised.device, raised.condition) == ("bus", "noise")
    assert not any(isinstance(event, PanelKeyPressed) for event in desk.kept.events)


def test_without_a_bus_its_troubles_are_told_of_every_panel(make_desk: Callable[..., Desk], cable: Cable) -> None:
    desk = make_desk(bus=None)
    assert desk.adapter.devices == ("panel-3", "panel-4")
    cable.say(PanelFrame(99, 1, b"\x0c"))
    desk.until(lambda: len(desk.news) == 2)
    assert desk.news == [
        DeviceConditionRaised(device=f"panel-{n}", condition="unknown_address", detail="address 99") for n in (3, 4)
    ]


def test_an_unknown_address_is_told_once_and_never_answered(make_desk: Callable[..., Desk], cable: Cable) -> None:
    desk = make_desk()
    cable.say(PanelFrame(99, 1, b"\x0c"), PanelFrame(99, 1, b"\x0d"), PanelFrame(7, 1, b"\x0d"), NEXT)
    desk.until(lambda: cable.heard)
    told = [event.detail for event in desk.kept.events if isinstance(event, DeviceConditionRaised)]
    assert told == ["address 99", "address 7, 99"]
    assert cable.heard == [NEXT]


def test_commands_are_the_frames_of_the_data_sheet(make_desk: Callable[..., Desk], cable: Cable) -> None:
    desk = make_desk()
    for command in (
        ShowTicket(device="panel-3", ticket="A018", waiting=12), Beep(device="panel-3"),
        ShowStars(device="panel-4"), AskRating(device="panel-4"),
    ):  # fmt: skip
        assert desk.obey(command) == Obeyed(done=True, detail="sent; these panels do not answer")
    desk.until(lambda: len(cable.heard) == 4)
    assert cable.heard == [show_ticket(3, 12, "018"), beep(3), show_stars(4), ask_rating(4)]


def test_the_same_display_within_five_seconds_is_not_sent_again(make_desk: Callable[..., Desk], cable: Cable) -> None:
    desk = make_desk()
    first, other = ShowTicket(device="panel-3", ticket="A018", waiting=1), ShowTicket(device="panel-3", ticket="A019", waiting=1)
    for command in (first, first, other, first, Beep(device="panel-3"), Beep(device="panel-3")):
        assert desk.obey(command).done
    desk.until(lambda: len(cable.heard) == 5)
    assert [frame.data[-1:] for frame in cable.heard] == [b"\x08", b"\x09", b"\x08", b"", b""]


@pytest.mark.parametrize(
    "command",
    [
        Beep(device="panel-9"),
        RestartDevice(device="panel-3"),
        CallNext(counter="c3"),
        ShowTicket(device="panel-3", ticket="VIP", waiting=1),
    ],
)
def test_what_a_panel_cannot_do_is_refused_with_a_reason(make_desk: Callable[..., Desk], command: Command) -> None:
    obeyed = make_desk().adapter.obey(command)
    assert not obeyed.done
    assert obeyed.detail


def test_without_echo_nobody_is_found_before_it_speaks_nor_lost_for_silence(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk()
    desk.obey(Beep(device="panel-3"))
    for _ in range(20):
        desk.step()
    assert desk.news == [DeviceFound(device="bus")]


def test_an_echo_from_a_panel_that_was_said_not_to_echo_is_no_finish_key(make_desk: Callable[..., Desk], cable: Cable) -> None:
    desk = make_desk()
    cable.echoes = True
    desk.obey(AskRating(device="panel-3"))
    desk.until(lambda: DeviceFound(device="panel-3") in desk.kept.events)
    assert not any(isinstance(event, PanelKeyPressed) for event in desk.kept.events)


def _echoing(monkeypatch: pytest.MonkeyPatch, desk: Desk) -> None:
    """Let the panels' end be heard while the adapter waits for an echo."""
    listen = desk.adapter._listen

    def both(timeout: float) -> None:
        desk.cable.listen()
        listen(min(timeout, 0.005))

    monkeypatch.setattr(desk.adapter, "_listen", both)


def test_with_echo_a_command_is_done_when_the_panel_repeated_it(
    make_desk: Callable[..., Desk], cable: Cable, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = make_desk(panels_echo=True)
    _echoing(monkeypatch, desk)
    cable.echoes = True
    assert desk.obey(AskRating(device="panel-3")) == Obeyed(done=True, detail="echoed by the panel")
    assert cable.heard == [ask_rating(3)]
    assert desk.news == [DeviceFound(device="bus"), DeviceFound(device="panel-3")]


def test_with_echo_a_dumb_panel_is_tried_three_times_and_lost(
    make_desk: Callable[..., Desk], cable: Cable, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = make_desk(panels_echo=True)
    _echoing(monkeypatch, desk)
    assert desk.obey(Beep(device="panel-3")) == Obeyed(done=False, detail="panel 3 did not echo")
    assert cable.heard == [beep(3)] * 3
    assert desk.news[-1] == DeviceLost(device="panel-3", reason="address 3 leaves 3 frames unanswered")


def test_a_key_pressed_while_an_echo_is_awaited_is_not_lost(
    make_desk: Callable[..., Desk], cable: Cable, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = make_desk(panels_echo=True)
    _echoing(monkeypatch, desk)
    cable.say(PanelFrame(4, 1, b"\x0c"))
    assert not desk.obey(Beep(device="panel-3")).done
    assert PanelKeyPressed(device="panel-4", counter="c4", key="next") in desk.kept.events


def test_probing_finds_the_living_and_loses_the_dead(make_desk: Callable[..., Desk], cable: Cable) -> None:
    desk = make_desk(panels_echo=True, probe_every=0.05, probe_dark=True)
    cable.echoes = True
    desk.until(lambda: {DeviceFound(device="panel-3"), DeviceFound(device="panel-4")} <= set(desk.kept.events))
    cable.echoes = False
    desk.until(lambda: sum(isinstance(event, DeviceLost) for event in desk.kept.events) == 2)
    cable.echoes = True
    desk.until(lambda: sum(isinstance(event, DeviceFound) for event in desk.kept.events) == 5)
    assert set(cable.heard) == {show_ticket(3, None, ""), show_ticket(4, None, "")}
    assert not any(isinstance(event, PanelKeyPressed) for event in desk.kept.events)


def test_a_converter_that_hears_itself_is_not_taken_for_a_panel(make_desk: Callable[..., Desk], cable: Cable) -> None:
    desk = make_desk(local_echo=True)
    cable.echoes = True  # the line returns every frame once, as such a converter does
    desk.obey(AskRating(device="panel-3"))
    desk.step()
    cable.say(PanelFrame(4, 1, b"\x0d"))
    desk.until(lambda: any(isinstance(event, PanelKeyPressed) for event in desk.kept.events))
    for _ in range(5):
        desk.step()
    assert desk.news == [
        DeviceFound(device="bus"),
        DeviceFound(device="panel-4"),
        PanelKeyPressed(device="panel-4", counter="c4", key="recall"),
    ]


def test_unplug_and_replug(make_desk: Callable[..., Desk], cable: Cable) -> None:
    desk = make_desk()
    cable.say(NEXT)
    desk.until(lambda: cable.heard)
    cable.unplug()
    desk.until(lambda: any(isinstance(event, DeviceLost) and event.device == "bus" for event in desk.kept.events))
    assert {event.device for event in desk.kept.events if isinstance(event, DeviceLost)} == {"bus", "panel-3", "panel-4"}
    assert not desk.obey(Beep(device="panel-3")).done
    cable.plug()
    desk.until(lambda: desk.news[-1] == DeviceFound(device="bus"))
    cable.say(PanelFrame(3, 1, b"\x0d"))
    desk.until(lambda: desk.news[-1] == PanelKeyPressed(device="panel-3", counter="c3", key="recall"))
    assert desk.news[-2] == DeviceFound(device="panel-3")


def test_a_port_that_is_not_there_is_a_lost_bus_and_not_a_crash(make_desk: Callable[..., Desk], cable: Cable) -> None:
    cable.unplug()
    desk = make_desk()
    desk.step()
    lost = [event for event in desk.kept.events if isinstance(event, DeviceLost)]
    assert [event.device for event in lost] == ["panel-3", "panel-4", "bus"]
    assert "No such file" in lost[-1].reason


def test_a_port_in_use_is_refused_and_named(make_desk: Callable[..., Desk]) -> None:
    make_desk()
    second = make_desk()
    lost = [event for event in second.kept.events if isinstance(event, DeviceLost) and event.device == "bus"]
    assert "lock" in lost[0].reason


def test_through_a_tcp_gateway_and_its_restart(cable: Cable, make_desk: Callable[..., Desk], unused_port: int) -> None:
    target = os.ttyname(cable._port)
    command = ["socat", f"TCP-LISTEN:{unused_port},bind=127.0.0.1,reuseaddr,fork", f"FILE:{target},raw,echo=0"]
    gateway = subprocess.Popen(command, start_new_session=True)
    try:
        desk = make_desk(port=f"socket://127.0.0.1:{unused_port}", gap=0.2)
        desk.until(lambda: DeviceFound(device="bus") in desk.kept.events)
        cable.say(NEXT)
        desk.until(lambda: cable.heard)
        assert desk.obey(Beep(device="panel-3")).done
        desk.until(lambda: len(cable.heard) == 2)
        os.killpg(gateway.pid, 15)
        gateway.wait()
        desk.until(lambda: isinstance(desk.news[-1], DeviceLost))
        gateway = subprocess.Popen(command, start_new_session=True)
        desk.until(lambda: desk.news[-1] == DeviceFound(device="bus"))
    finally:
        os.killpg(gateway.pid, 15)
        gateway.wait()


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"panels": ({"address": 3, "device": "a", "counter": "c"}, {"address": 3, "device": "b", "counter": "c"})}, "address 3"),
        (
            {"panels": ({"address": 3, "device": "a", "counter": "c"}, {"address": 4, "device": "a", "counter": "c"})},
            "device 'a'",
        ),
        ({"panels": ()}, "length >= 1"),
        ({"panels": ({"address": 300, "device": "a", "counter": "c"},)}, "<= 254"),
        ({"probe_every": 5.0}, "panels_echo"),
        ({"speed": 9600}, "unknown field `speed`"),
        ({"port": ""}, "length >= 1"),
    ],
)
def test_a_wrong_configuration_is_refused_with_the_reason(change: dict[str, object], wrong: str) -> None:
    good: dict[str, object] = {"port": "x", "panels": ({"address": 3, "device": "a", "counter": "c"},)}
    msgspec.convert(good, Config)
    with pytest.raises(msgspec.ValidationError, match=wrong):
        msgspec.convert(good | change, Config)


@pytest.mark.soak
def test_a_hundred_unplugs_and_replugs_lose_no_key_pressed_afterwards(make_desk: Callable[..., Desk], cable: Cable) -> None:
    desk = make_desk()
    for number in range(1, times(100) + 1):
        cable.say(NEXT)
        until(lambda: len(cable.heard) == number, desk.step)  # noqa: B023 — called within the turn
        assert sum(isinstance(event, PanelKeyPressed) for event in desk.kept.events) == number
        cable.unplug()
        desk.until(lambda: desk.news[-1] == DeviceLost(device="bus", reason=desk.adapter._line.fault))
        cable.plug()
        desk.until(lambda: desk.news[-1] == DeviceFound(device="bus"))
