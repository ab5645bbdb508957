"""The generic push adapter with real connections: devices that behave, and devices that do not."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import msgspec
import pytest

from adapters.base import Kept, Obeyed
from adapters.devices.push import Adapter, Config
from adapters.line_link import Heard
from adapters.lines import LineBuffer
from adapters.push_frame import (
    PushAck,
    PushBeat,
    PushDo,
    PushDone,
    PushEvent,
    PushHello,
    PushMessage,
    PushRefuse,
    PushWelcome,
    decode_to_device,
    encode,
    number_of,
)
from console.fault import HallFault
from console.model.command import CallNext, Command, ReassignStaff, RestartDevice, ShowNotice
from console.model.event import (
    AdapterEvent,
    DeviceConditionRaised,
    DeviceFound,
    DeviceLost,
    DeviceMeasured,
    KioskSessionStarted,
    Presence,
    StaffPresenceChanged,
    TicketTaken,
    ZoneCounted,
)
from tests.helpers.until import until

PEERS = [
    {"name": "kiosk", "devices": ["kiosk-1", "kiosk-2"], "token": "s3cret"},
    {"name": "counter", "devices": ["cam"], "zones": ["waiting"]},
    {"name": "terminal", "devices": ["staff-terminal"], "staff": True},
]


class DeviceEnd:
    """A device's end of a connection."""

    def __init__(self, port: int) -> None:
        self.sock = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.sock.setblocking(False)
        self.buffer = LineBuffer()
        self.heard: list[PushMessage] = []
        self.is_closed = False
        self.obeys: Callable[[PushDo], PushMessage | None] = lambda _: None

    def say(self, *messages: PushMessage | bytes) -> None:
        for message in messages:
            self.sock.sendall(message if isinstance(message, bytes) else encode(message))

    def step(self) -> None:
        with contextlib.suppress(BlockingIOError, ConnectionError):
            data = self.sock.recv(65_536)
            self.is_closed = not data
            for line in self.buffer.feed(data):
                message = decode_to_device(line)
                if not isinstance(message, PushBeat):
                    self.heard.append(message)
                if isinstance(message, PushDo) and (answer := self.obeys(message)):
                    self.say(answer)

    def close(self) -> None:
        self.sock.close()


class Port:
    """An adapter, what it reported, and the devices that called it."""

    def __init__(self, **options: object) -> None:
        self.kept = Kept()
        self.adapter = Adapter(
            msgspec.convert({"peers": PEERS, "port": 0, "heartbeat": 20.0, "answer_within": 60.0} | options, Config), self.kept
        )
        self.ends: list[DeviceEnd] = []

    def call(self, name: str = "", token: str = "", session: str = "s1") -> DeviceEnd:
        end = DeviceEnd(self.adapter.port)
        self.ends.append(end)
        if name:
            end.say(PushHello(protocol=1, name=name, session=session, token=token))
            self.until(lambda: end.heard or end.is_closed)
        return end

    def kiosk(self, session: str = "s1") -> DeviceEnd:
        return self.call("kiosk", "s3cret", session)

    def step(self) -> None:
        self.adapter.poll(0.01)
        for end in self.ends:
            if end.sock.fileno() >= 0:
                end.step()

    def until(self, is_so: Callable[[], object], seconds: float = 60.0) -> None:
        until(is_so, self.step, seconds)

    @property
    def news(self) -> list[AdapterEvent]:
        return [event for event in self.kept.events if not isinstance(event, DeviceFound | DeviceLost)]


@pytest.fixture
def make_port() -> Iterator[Callable[..., Port]]:
    ports: list[Port] = []

    def make(**options: object) -> Port:
        ports.append(Port(**options))
        return ports[-1]

    yield make
    for port in ports:
        for end in port.ends:
            end.close()
        port.adapter.close()


def test_a_greeting_finds_the_devices(make_port: Callable[..., Port]) -> None:
    port = make_port()
    kiosk = port.kiosk()
    assert kiosk.heard == [PushWelcome(heartbeat=20.0, last=0)]
    assert port.kept.events == [DeviceFound(device="kiosk-1"), DeviceFound(device="kiosk-2")]


@pytest.mark.parametrize(
    "hello",
    [
        PushHello(protocol=1, name="kiosk", session="s", token="wrong"),
        PushHello(protocol=1, name="nobody", session="s"),
        PushHello(protocol=2, name="counter", session="s"),
        PushBeat(),
        PushEvent(n=1, event=KioskSessionStarted(device="kiosk-1")),
    ],
)
def test_a_wrong_greeting_is_refused_and_hung_up_on(make_port: Callable[..., Port], hello: PushMessage) -> None:
    port = make_port()
    end = port.call()
    end.say(hello)
    port.until(lambda: end.is_closed)
    (refusal,) = end.heard
    assert isinstance(refusal, PushRefuse)
    assert refusal.code == "hello"
    assert not port.kept.events
    assert port.adapter.refused == 1


def test_events_are_reported_with_the_devices_time_and_acknowledged(make_port: Callable[..., Port]) -> None:
    port = make_port()
    kiosk = port.kiosk()
    kiosk.say(PushEvent(n=1, event=KioskSessionStarted(device="kiosk-2"), at=99.5))
    kiosk.say(PushEvent(n=2, event=DeviceConditionRaised(device="kiosk-1", condition="paper_low")))
    port.until(lambda: len(kiosk.heard) == 3)
    assert kiosk.heard[1:] == [PushAck(n=1), PushAck(n=2)]
    assert port.news == [KioskSessionStarted(device="kiosk-2"), DeviceConditionRaised(device="kiosk-1", condition="paper_low")]
    assert port.kept.times[-2:] == [99.5, None]


def test_an_event_sent_again_is_taken_once_even_over_a_new_connection(make_port: Callable[..., Port]) -> None:
    port = make_port()
    event = PushEvent(n=1, event=KioskSessionStarted(device="kiosk-1"))
    kiosk = port.kiosk()
    kiosk.say(event, event)
    port.until(lambda: kiosk.heard.count(PushAck(n=1)) == 2)
    kiosk.close()
    again = port.kiosk()
    assert again.heard == [PushWelcome(heartbeat=20.0, last=1)]
    again.say(event)
    port.until(lambda: PushAck(n=1) in again.heard)
    assert len(port.news) == 1
    anew = port.kiosk(session="s2")
    anew.say(event)
    port.until(lambda: PushAck(n=1) in anew.heard)
    assert len(port.news) == 2


@pytest.mark.parametrize(
    "event",
    [
        KioskSessionStarted(device="cam"),
        DeviceMeasured(device="ups-1", values={"charge": 1.0}),
        ZoneCounted(zone="waiting", people=3),
        StaffPresenceChanged(person="zhang", presence=Presence.BREAK),
        TicketTaken(ticket="A1", business="pay"),
        DeviceLost(device="panel-1"),
    ],
)
def test_nobody_speaks_for_another(make_port: Callable[..., Port], event: AdapterEvent) -> None:
    port = make_port()
    kiosk = port.kiosk()
    kiosk.say(PushEvent(n=4, event=event))
    port.until(lambda: len(kiosk.heard) == 2)
    refusal = kiosk.heard[1]
    assert isinstance(refusal, PushRefuse)
    assert (refusal.code, refusal.n) == ("not_yours", 4)
    assert not port.news


def test_zones_and_staff_are_told_by_who_may(make_port: Callable[..., Port]) -> None:
    port = make_port()
    counter, terminal = port.call("counter"), port.call("terminal")
    counter.say(PushEvent(n=1, event=ZoneCounted(zone="waiting", people=3)))
    port.until(lambda: PushAck(n=1) in counter.heard)
    terminal.say(PushEvent(n=1, event=StaffPresenceChanged(person="zhang", presence=Presence.BREAK)))
    port.until(lambda: PushAck(n=1) in terminal.heard)
    assert len(port.news) == 2


@pytest.mark.parametrize(
    ("line", "code", "n"),
    [
        (b'{"type":"event","n":5,"event":{"kind":"zone.counted","zone":"waiting","people":-3}}\n', "invalid", 5),
        (b'{"type":"event","n":5,"event":{"kind":"zone.exploded","zone":"waiting"}}\n', "invalid", 5),
        (b'{"type":"event","n":5,"event":{"kind":"hub.stopped"}}\n', "invalid", 5),
        (b'{"type":"event","n":0,"event":{"kind":"device.found","device":"kiosk-1"}}\n', "invalid", None),
        (b'{"type":"event","n":5,"evnt":{}}\n', "invalid", 5),
        (b'{"type":"hail"}\n', "invalid", None),
        (b"GET / HTTP/1.1\r\n", "invalid", None),
        (b"\xff\xfe\x00\n", "invalid", None),
        (b'{"type":"beat","x":1}\n', "invalid", None),
        (b"[" * 5000 + b"\n", "invalid", None),
        (b"x" * 20_000 + b"\n", "too_long", None),
    ],
)
def test_nonsense_is_refused_with_a_reason_and_the_connection_stays(
    make_port: Callable[..., Port], line: bytes, code: str, n: int | None
) -> None:
    port = make_port()
    kiosk = port.kiosk()
    kiosk.say(line)
    port.until(lambda: len(kiosk.heard) == 2)
    refusal = kiosk.heard[1]
    assert isinstance(refusal, PushRefuse)
    assert (refusal.code, refusal.n) == (code, n)
    assert refusal.reason
    kiosk.say(PushEvent(n=6, event=KioskSessionStarted(device="kiosk-1")))
    port.until(lambda: PushAck(n=6) in kiosk.heard)


def test_a_closed_connection_loses_its_devices_and_only_those(make_port: Callable[..., Port]) -> None:
    port = make_port()
    kiosk, _ = port.kiosk(), port.call("counter")
    kiosk.close()
    port.until(lambda: isinstance(port.kept.events[-1], DeviceLost))
    assert [event.device for event in port.kept.events if isinstance(event, DeviceLost)] == ["kiosk-1", "kiosk-2"]
    port.kiosk()
    assert port.kept.events[-2:] == [DeviceFound(device="kiosk-1"), DeviceFound(device="kiosk-2")]


def test_a_silent_device_is_hung_up_on_and_lost(make_port: Callable[..., Port]) -> None:
    port = make_port(heartbeat=0.05)
    kiosk, counter = port.kiosk(), port.call("counter")

    def beat() -> None:
        counter.say(PushBeat())
        port.step()

    until(lambda: kiosk.is_closed, beat)
    assert {event.device for event in port.kept.events if isinstance(event, DeviceLost)} == {
        "kiosk-1",
        "kiosk-2",
        "staff-terminal",
    }
    assert not counter.is_closed


def test_words_that_came_while_this_program_was_held_up_are_heard_before_silence_is_judged(
    make_port: Callable[..., Port], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 100.0
    for module in ("adapters.line_link", "adapters.devices.push"):
        monkeypatch.setattr(f"{module}.time", SimpleNamespace(monotonic=lambda: now))
    port = make_port()
    counter = port.call("counter")
    look = port.adapter._link.poll

    def held_up(timeout: float) -> list[Heard]:
        nonlocal now
        heard = look(timeout)
        counter.say(PushBeat())
        now += 1_000.0
        return heard

    with monkeypatch.context() as once:
        once.setattr(port.adapter._link, "poll", held_up)
        port.adapter.poll(0.01)
    port.step()
    assert not any(isinstance(event, DeviceLost) and event.device == "cam" for event in port.kept.events)
    now += 61.0
    port.step()
    assert any(isinstance(event, DeviceLost) and event.device == "cam" for event in port.kept.events)


def test_who_never_comes_is_lost_after_three_heartbeats_and_not_before(make_port: Callable[..., Port]) -> None:
    port = make_port(heartbeat=20.0)
    port.step()
    assert not port.kept.events
    for known in port.adapter._known.values():
        known.silent_since -= 50.0
    port.step()
    assert not port.kept.events, "not yet"
    for known in port.adapter._known.values():
        known.silent_since -= 10.0
    port.until(lambda: len(port.kept.events) == 4)
    assert all(isinstance(event, DeviceLost) for event in port.kept.events)


def test_a_connection_that_never_greets_is_hung_up_on(make_port: Callable[..., Port]) -> None:
    port = make_port(heartbeat=0.05)
    end = port.call()
    port.until(lambda: end.is_closed)


def test_a_device_that_comes_back_before_its_old_connection_died_is_never_lost(make_port: Callable[..., Port]) -> None:
    port = make_port()
    old, new = port.kiosk(), port.kiosk()
    port.until(lambda: old.is_closed)
    new.say(PushEvent(n=1, event=KioskSessionStarted(device="kiosk-1")))
    port.until(lambda: PushAck(n=1) in new.heard)
    assert not any(isinstance(event, DeviceLost) for event in port.kept.events)


def _obey(port: Port, command: Command) -> Obeyed:
    """Let the devices work while the adapter waits."""
    stop = threading.Event()

    def serve() -> None:
        while not stop.wait(0.002):
            for end in port.ends:
                end.step()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        return port.adapter.obey(command)
    finally:
        stop.set()
        thread.join()


def test_a_command_goes_to_its_device_and_its_answer_comes_back(make_port: Callable[..., Port]) -> None:
    port = make_port()
    kiosk, terminal = port.kiosk(), port.call("terminal")
    kiosk.obeys = lambda do: PushDone(id=do.id, done=True, detail="restarting")
    terminal.obeys = lambda do: PushDone(id=do.id, done=False, detail="nobody there")
    assert _obey(port, RestartDevice(device="kiosk-2")) == Obeyed(done=True, detail="restarting")
    assert _obey(port, ReassignStaff(person="zhang", post="c3")) == Obeyed(done=False, detail="nobody there")
    assert [message.command for message in kiosk.heard if isinstance(message, PushDo)] == [RestartDevice(device="kiosk-2")]


def test_a_command_to_nobody_is_not_done(make_port: Callable[..., Port]) -> None:
    port = make_port(answer_within=0.1)
    port.kiosk()
    for command, why in (
        (ShowNotice(device="kiosk-1", text="暂停"), "did not answer within 0.1 s"),
        (RestartDevice(device="cam"), "is not connected"),
        (RestartDevice(device="panel-1"), "no peer"),
        (CallNext(counter="c3"), "no peer"),
    ):
        obeyed = port.adapter.obey(command)
        assert not obeyed.done
        assert why in obeyed.detail


def test_a_device_that_hangs_up_instead_of_answering_is_not_waited_for(make_port: Callable[..., Port]) -> None:
    port = make_port(answer_within=30.0)
    kiosk = port.kiosk()

    def die(_: PushDo) -> None:
        kiosk.sock.shutdown(socket.SHUT_RDWR)

    kiosk.obeys = die
    assert not _obey(port, RestartDevice(device="kiosk-1")).done


def test_a_crowd_of_connections_is_bounded(make_port: Callable[..., Port]) -> None:
    port = make_port()
    crowd = []
    for _ in range(40):
        crowd.append(port.call())
        port.step()
    port.until(lambda: sum(end.is_closed for end in crowd) == 40 - (4 * len(PEERS) + 8))
    crowd[0].close()
    port.step()
    assert port.kiosk().heard


def test_a_port_in_use_is_a_plain_fault(make_port: Callable[..., Port]) -> None:
    port = make_port()
    with pytest.raises(HallFault, match="cannot listen"):
        make_port(port=port.adapter.port)


@pytest.mark.parametrize(
    ("peers", "wrong"),
    [
        ([], "length >= 1"),
        ([{"name": "a", "devices": ["x"]}, {"name": "a", "devices": ["y"]}], "peer 'a' stands twice"),
        ([{"name": "a", "devices": ["x"]}, {"name": "b", "devices": ["x"]}], "device 'x' stands twice"),
        ([{"name": "a", "devices": ["x"], "zones": ["z", "z"]}], "zone 'z' stands twice"),
        ([{"name": "a", "devices": ["x"], "staff": True}, {"name": "b", "devices": ["y"], "staff": True}], "staff"),
        ([{"name": "a", "devices": []}], "length >= 1"),
        ([{"name": "a b", "devices": ["x"]}], "regex"),
    ],
)
def test_a_wrong_configuration_is_refused_with_the_reason(peers: list[object], wrong: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=wrong):
        msgspec.convert({"peers": peers}, Config)


def test_the_number_of_a_broken_message_is_found_where_it_can_be() -> None:
    assert number_of(b'{"type":"event","n":7,"event":5}') == 7
    assert number_of(b'{"n":-1}') is None
    assert number_of(b"nonsense") is None
