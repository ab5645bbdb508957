"""The queue-system adapter against a queue system on a real socket: called, calling, and by HTTP."""

import http.client
import http.server
import json
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator

import msgspec
import pytest

from adapters.base import Kept, Obeyed
from adapters.devices.ticket_machine import Adapter, Config
from adapters.lines import LineBuffer
from adapters.qms_frame import ANSWER, QmsFrame, decode, encode
from console.fault import HallFault
from console.model.command import (
    AbandonTicket,
    Beep,
    CallBackTicket,
    CallNext,
    ChangeWorkProfile,
    ClearTicket,
    CloseCounter,
    Command,
    FinishService,
    OpenCounter,
    PauseCounter,
    PrioritiseTicket,
    RecallTicket,
    ResumeCounter,
    SuspendTicket,
    TransferTicket,
)
from console.model.event import (
    AdapterEvent,
    CounterClosed,
    CounterOpened,
    CounterPaused,
    CounterProfileChanged,
    CounterResumed,
    DeviceConditionRaised,
    DeviceFound,
    DeviceLost,
    DeviceMeasured,
    ServiceFinished,
    ServicePaused,
    ServiceResumed,
    ServiceStarted,
    TicketAbandoned,
    TicketCalled,
    TicketCalledBack,
    TicketCleared,
    TicketPrioritised,
    TicketRated,
    TicketRecalled,
    TicketSuspended,
    TicketTaken,
    TicketTransferred,
)
from tests.helpers.until import until

MAPS = {
    "windows": {"3": "c3", "4": "c4"},
    "businesses": {"01": "pay", "02": "bill"},
    "staff": {"1007": "s7"},
    "profiles": {"P1": "cash"},
    "priorities": {"0": "normal", "2": "care"},
    "customers": {"E": "enterprise"},
    "window_devices": {"3": "terminal-3"},
}


class QueueSystem:
    """The other end of a TCP feed: a line at a time, and what it was sent."""

    def __init__(self) -> None:
        self.server = socket.create_server(("127.0.0.1", 0))
        self.server.setblocking(False)
        self.port = self.server.getsockname()[1]
        self.sock: socket.socket | None = None
        self.buffer = LineBuffer()
        self.heard: list[QmsFrame] = []
        self.answers: Callable[[QmsFrame], QmsFrame | None] = lambda _: None

    def dial(self, port: int) -> None:
        self.sock = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.sock.setblocking(False)

    def step(self) -> None:
        try:
            if self.sock is None:
                self.sock, _ = self.server.accept()
                self.sock.setblocking(False)
            for line in self.buffer.feed(self.sock.recv(65_536)):
                frame = decode(line)
                self.heard.append(frame)
                if (answer := self.answers(frame)) is not None:
                    self.sock.send(encode(answer))
        except OSError:
            return

    def say(self, *frames: QmsFrame | bytes) -> None:
        assert self.sock
        self.sock.sendall(b"".join(frame if isinstance(frame, bytes) else encode(frame) for frame in frames))

    def hang_up(self) -> None:
        if self.sock is not None:
            self.sock.close()
            self.sock = None

    def close(self) -> None:
        self.hang_up()
        self.server.close()


class Feed:
    """An adapter, the queue system it listens to, and what was reported."""

    def __init__(self, **options: object) -> None:
        self.kept = Kept()
        self.qms = QueueSystem()
        settings: dict[str, object] = {"device": "qms", "port": self.qms.port, "answer_within": 60.0} | MAPS | options
        self.adapter = Adapter(msgspec.convert(settings, Config), self.kept)
        if self.adapter.config.mode == "listen":
            self.qms.dial(self.adapter.port)

    def step(self) -> None:
        self.adapter.poll(0.02)
        self.qms.step()

    def until(self, is_so: Callable[[], object], seconds: float = 60.0) -> None:
        until(is_so, self.step, seconds)

    def connect(self) -> None:
        self.until(lambda: self.qms.sock)

    @property
    def news(self) -> list[AdapterEvent]:
        """Reports beside the device's own coming and going."""
        return [event for event in self.kept.events if not isinstance(event, DeviceFound | DeviceLost)]

    def close(self) -> None:
        self.adapter.close()
        self.qms.close()


@pytest.fixture
def make_feed() -> Iterator[Callable[..., Feed]]:
    feeds: list[Feed] = []

    def make(**options: object) -> Feed:
        feeds.append(Feed(**options))
        feeds[-1].connect()
        return feeds[-1]

    yield make
    for feed in feeds:
        feed.close()


REPORTS: list[tuple[QmsFrame, AdapterEvent]] = [
    (QmsFrame(code=8201, ticket="A018", business="01", channel=0, ahead=4, customer="E", priority="2"),
     TicketTaken(ticket="A018", business="pay", channel="kiosk", ahead=4, customer_class="enterprise", priority="care")),
    (QmsFrame(code=8201, ticket="Y001", business="01", channel=9), TicketTaken(ticket="Y001", business="pay", channel="appointment")),
    (QmsFrame(code=8202, ticket="Y002", business="02", appointment_ms=917_938_800_000),
     TicketTaken(ticket="Y002", business="bill", channel="appointment", appointment_at=917_938_800.0)),
    (QmsFrame(code=8002, ticket="A018", window="3", staff="1007", business="01"), TicketCalled(ticket="A018", counter="c3", staff="s7")),
    (QmsFrame(code=8012, ticket="A018", window="3"), TicketRecalled(ticket="A018", counter="c3")),
    (QmsFrame(code=8003, ticket="A018", window="3"), ServiceStarted(ticket="A018", counter="c3")),
    (QmsFrame(code=9006, ticket="A018", window="3"), ServicePaused(ticket="A018", counter="c3")),
    (QmsFrame(code=9007, ticket="A018", window="3"), ServiceResumed(ticket="A018", counter="c3")),
    (QmsFrame(code=8004, ticket="A018", window="3"), ServiceFinished(ticket="A018", counter="c3")),
    (QmsFrame(code=8004, ticket="A018", window="3", business="02", to_business="01"),
     ServiceFinished(ticket="A018", counter="c3", business="bill", next_business="pay")),
    (QmsFrame(code=8005, ticket="A018", window="3", score=1), TicketRated(ticket="A018", counter="c3", score=4)),
    (QmsFrame(code=8014, ticket="A018", window="3"), TicketAbandoned(ticket="A018")),
    (QmsFrame(code=8015, ticket="A018", to_window="4"), TicketTransferred(ticket="A018", to_counter="c4")),
    (QmsFrame(code=9008, ticket="A018", window="3"), TicketSuspended(ticket="A018", counter="c3")),
    (QmsFrame(code=9009, ticket="A018", window="3"), TicketCalledBack(ticket="A018", counter="c3")),
    (QmsFrame(code=9010, ticket="A018", priority="2", reason="孕妇"), TicketPrioritised(ticket="A018", priority="care", reason="孕妇")),
    (QmsFrame(code=8001, window="3", staff="1007"), CounterOpened(counter="c3", staff="s7")),
    (QmsFrame(code=8006, window="3"), CounterClosed(counter="c3")),
    (QmsFrame(code=8010, window="3", reason="toilet"), CounterPaused(counter="c3", reason="toilet")),
    (QmsFrame(code=8011, window="3"), CounterResumed(counter="c3")),
    (QmsFrame(code=8103, window="3", profile="P1"), CounterProfileChanged(counter="c3", profile="cash")),
    (QmsFrame(code=8013, business="01", waiting=7), DeviceMeasured(device="qms", values={"waiting.pay": 7.0})),
]  # fmt: skip


@pytest.mark.parametrize(("frame", "event"), REPORTS, ids=[f"{frame.code}-{n}" for n, (frame, _) in enumerate(REPORTS)])
def test_each_report_is_its_event_and_is_acknowledged(
    make_feed: Callable[..., Feed], frame: QmsFrame, event: AdapterEvent
) -> None:
    feed = make_feed()
    feed.qms.say(msgspec.structs.replace(frame, seq=7, machine="M1", ms=917_938_800_123))
    feed.until(lambda: feed.qms.heard)
    assert feed.news == [event]
    assert feed.kept.times[-1] == 917_938_800.123, "the queue system's own clock, however wrong"
    assert feed.qms.heard == [QmsFrame(code=ANSWER, seq=7)]


def test_a_heartbeat_finds_the_machine_and_needs_no_acknowledgement(make_feed: Callable[..., Feed]) -> None:
    feed = make_feed()
    feed.qms.say(QmsFrame(code=8108, machine="M1"), QmsFrame(code=8109, window="3"), QmsFrame(code=8109, window="4"))
    feed.until(lambda: len(feed.kept.events) == 2)
    assert feed.kept.events == [DeviceFound(device="qms"), DeviceFound(device="terminal-3")]
    assert not feed.qms.heard


def test_a_missing_heartbeat_loses_the_queue_system_and_its_word_finds_it(make_feed: Callable[..., Feed]) -> None:
    feed = make_feed(machine_timeout=0.1, window_timeout=60.0)
    feed.until(lambda: feed.kept.events == [DeviceLost(device="qms", reason="nothing heard for 0.1 s")])
    feed.qms.say(QmsFrame(code=8108, machine="M1"))
    feed.until(lambda: DeviceFound(device="qms") in feed.kept.events)


def test_a_hung_up_queue_system_is_lost_at_once_and_called_again(make_feed: Callable[..., Feed]) -> None:
    feed = make_feed()
    feed.qms.say(QmsFrame(code=8108, machine="M1"))
    feed.until(lambda: feed.kept.events)
    feed.qms.hang_up()
    feed.until(lambda: isinstance(feed.kept.events[-1], DeviceLost))
    assert feed.adapter.obey(CallNext(counter="c3")).done is False
    feed.connect()
    feed.qms.say(QmsFrame(code=8108, machine="M1"))
    feed.until(lambda: feed.kept.events[-1] == DeviceFound(device="qms"))


def test_nobody_to_call_is_a_lost_device(unused_port: int) -> None:
    kept = Kept()
    adapter = Adapter(Config(device="qms", port=unused_port), kept)
    until(lambda: kept.events, lambda: adapter.poll(0.02))
    adapter.close()
    assert isinstance(kept.events[0], DeviceLost)


def test_a_report_sent_again_is_acknowledged_again_and_taken_once(make_feed: Callable[..., Feed]) -> None:
    feed = make_feed()
    taken = QmsFrame(code=8201, seq=1, ms=5, machine="M1", ticket="A001", business="01")
    feed.qms.say(taken, taken)
    feed.until(lambda: len(feed.qms.heard) == 2)
    feed.qms.hang_up()
    feed.connect()
    feed.qms.say(taken, msgspec.structs.replace(taken, ticket="A002", ms=9))
    feed.until(lambda: len(feed.qms.heard) == 4)
    assert [event.ticket for event in feed.news if isinstance(event, TicketTaken)] == ["A001", "A002"], "its counter began anew"
    assert feed.adapter.repeats == 2


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (QmsFrame(code=8999, seq=3), "code 8999: not in the vendor's table"),
        (QmsFrame(code=8002, seq=3, ticket="A1"), "code 8002: Ticket called without 'window'"),
        (QmsFrame(code=8002, seq=3, ticket="A1", window="99"), "code 8002: window '99' is in no map"),
        (QmsFrame(code=8201, seq=3, ticket="A 1", business="01"), "code 8201: "),
        (QmsFrame(code=8201, seq=3, ticket="A1", business="01", channel=5), "code 8201: channel 5"),
        (QmsFrame(code=8005, seq=3, window="3", score=77), "code 8005: result 77"),
        (QmsFrame(code=9010, seq=3, ticket="A1", priority="9"), "code 9010: priority '9'"),
        (b'{"code":8002,"window":3}\n', "Expected `str | null`"),
        (b"GET / HTTP/1.1\r\n", "JSON"),
        (b"x" * 20_000 + b"\n", "longer"),
    ],
)
def test_what_is_not_understood_is_told_once_and_never_fatal(
    make_feed: Callable[..., Feed], said: QmsFrame | bytes, why: str
) -> None:
    feed = make_feed()
    feed.qms.say(said, said, QmsFrame(code=8201, seq=4, ticket="A2", business="01"))
    feed.until(lambda: QmsFrame(code=ANSWER, seq=4) in feed.qms.heard)
    raised = [event for event in feed.news if isinstance(event, DeviceConditionRaised)]
    assert [(event.device, event.condition) for event in raised] == [("qms", "protocol")]
    assert why in raised[0].detail
    assert [event.ticket for event in feed.news if isinstance(event, TicketTaken)] == ["A2"]
    if isinstance(said, QmsFrame):
        assert QmsFrame(code=ANSWER, seq=3) in feed.qms.heard, "or it would be sent for ever"
    else:
        assert sum(frame.ok is False for frame in feed.qms.heard) == 2


def test_a_reset_clears_the_tickets_it_names_or_all_that_are_open(make_feed: Callable[..., Feed]) -> None:
    feed = make_feed()
    for number in (1, 2, 3):
        feed.qms.say(QmsFrame(code=8201, ticket=f"A{number}", business="01"))
    feed.qms.say(QmsFrame(code=8004, ticket="A2", window="3"), QmsFrame(code=8104, seq=9))
    feed.until(lambda: feed.qms.heard)
    assert feed.news[-2:] == [TicketCleared(ticket="A1"), TicketCleared(ticket="A3")]
    feed.qms.say(QmsFrame(code=8201, ticket="B8", business="01"), QmsFrame(code=8104, seq=10, tickets=("B7",)))
    feed.qms.say(QmsFrame(code=8104, seq=11))
    feed.until(lambda: len(feed.qms.heard) == 3)
    assert feed.news[-2:] == [TicketCleared(ticket="B7"), TicketCleared(ticket="B8")]


def test_without_maps_the_codes_are_the_halls_own(make_feed: Callable[..., Feed]) -> None:
    feed = make_feed(windows=None, businesses=None, staff=None)
    feed.qms.say(QmsFrame(code=8002, seq=1, ticket="A1", window="counter-3", staff="zhang"))
    feed.until(lambda: feed.qms.heard)
    assert feed.news == [TicketCalled(ticket="A1", counter="counter-3", staff="zhang")]


COMMANDS: list[tuple[Command, QmsFrame]] = [
    (OpenCounter(counter="c3"), QmsFrame(code=8001, window="3")),
    (OpenCounter(counter="c3", staff="s7"), QmsFrame(code=8001, window="3", staff="1007")),
    (CloseCounter(counter="c3"), QmsFrame(code=8006, window="3")),
    (PauseCounter(counter="c3", reason="饭"), QmsFrame(code=8010, window="3", reason="饭")),
    (ResumeCounter(counter="c3"), QmsFrame(code=8011, window="3")),
    (ChangeWorkProfile(counter="c3", profile="cash"), QmsFrame(code=8103, window="3", profile="P1")),
    (CallNext(counter="c3"), QmsFrame(code=8002, window="3")),
    (RecallTicket(counter="c3"), QmsFrame(code=8012, window="3")),
    (FinishService(counter="c3"), QmsFrame(code=8004, window="3")),
    (AbandonTicket(counter="c3"), QmsFrame(code=8014, window="3")),
    (SuspendTicket(counter="c3"), QmsFrame(code=9008, window="3")),
    (CallBackTicket(counter="c3"), QmsFrame(code=9009, window="3")),
    (TransferTicket(ticket="A1"), QmsFrame(code=8015, ticket="A1")),
    (TransferTicket(ticket="A1", to_counter="c4"), QmsFrame(code=8015, ticket="A1", to_window="4")),
    (TransferTicket(ticket="A1", to_business="bill"), QmsFrame(code=8015, ticket="A1", to_business="02")),
    (ClearTicket(ticket="A1", reason="人已离开"), QmsFrame(code=8104, tickets=("A1",), reason="人已离开")),
    (
        PrioritiseTicket(ticket="A1", priority="care", reason="老人"),
        QmsFrame(code=9010, ticket="A1", priority="2", reason="老人"),
    ),
]


def _obey(feed: Feed, command: Command) -> Obeyed:
    """Let the queue system answer while the adapter waits."""
    stop = threading.Event()

    def serve() -> None:
        while not stop.wait(0.002):
            feed.qms.step()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        return feed.adapter.obey(command)
    finally:
        stop.set()
        thread.join()


@pytest.mark.parametrize(
    ("command", "frame"), COMMANDS, ids=[f"{type(command).__name__}-{n}" for n, (command, _) in enumerate(COMMANDS)]
)
def test_each_command_is_its_request_and_waits_for_its_own_answer(
    make_feed: Callable[..., Feed], command: Command, frame: QmsFrame
) -> None:
    feed = make_feed()
    feed.qms.say(QmsFrame(code=ANSWER, request="somebody-elses", ok=False))
    feed.qms.answers = lambda asked: QmsFrame(code=ANSWER, request=asked.request, ok=True, text="done")
    assert _obey(feed, command) == Obeyed(done=True, detail="done")
    (asked,) = feed.qms.heard
    assert msgspec.structs.replace(asked, request=None) == frame
    assert asked.request


def test_a_refused_command_says_why(make_feed: Callable[..., Feed]) -> None:
    feed = make_feed()
    feed.qms.answers = lambda asked: QmsFrame(code=ANSWER, request=asked.request, ok=False, text="window is paused")
    assert _obey(feed, CallNext(counter="c3")) == Obeyed(done=False, detail="window is paused")


def test_reports_that_come_while_a_command_waits_are_taken(make_feed: Callable[..., Feed]) -> None:
    feed = make_feed(answer_within=0.8)
    feed.qms.say(QmsFrame(code=8201, seq=1, ticket="A1", business="01"))
    obeyed = _obey(feed, CallNext(counter="c3"))
    assert obeyed == Obeyed(done=False, detail="the queue system did not answer within 0.8 s")
    assert feed.news == [TicketTaken(ticket="A1", business="pay")]


@pytest.mark.parametrize(
    "command", [CallNext(counter="c99"), Beep(device="panel-1"), ChangeWorkProfile(counter="c3", profile="none")]
)
def test_what_has_no_code_is_not_sent(make_feed: Callable[..., Feed], command: Command) -> None:
    feed = make_feed()
    obeyed = feed.adapter.obey(command)
    assert not obeyed.done
    assert obeyed.detail
    feed.step()
    assert not feed.qms.heard


def test_being_called_and_answering_who_spoke_last(make_feed: Callable[..., Feed]) -> None:
    feed = make_feed(mode="listen", port=0)
    feed.qms.say(QmsFrame(code=8201, seq=1, ticket="A1", business="01"))
    feed.until(lambda: feed.qms.heard)
    feed.qms.answers = lambda asked: QmsFrame(code=ANSWER, request=asked.request, ok=True)
    assert _obey(feed, CallNext(counter="c3")).done
    feed.qms.hang_up()
    feed.until(lambda: isinstance(feed.kept.events[-1], DeviceLost))


@pytest.fixture
def by_http() -> Iterator[tuple[Adapter, Kept]]:
    kept = Kept()
    adapter = Adapter(msgspec.convert({"device": "qms", "mode": "http", "port": 0, "token": "t0p"} | MAPS, Config), kept)
    stop = threading.Event()

    def poll() -> None:
        while not stop.is_set():
            adapter.poll(0.05)

    thread = threading.Thread(target=poll)
    thread.start()
    yield adapter, kept
    stop.set()
    thread.join()
    adapter.close()


def _post(adapter: Adapter, body: bytes, token: str = "t0p") -> tuple[int, object]:
    connection = http.client.HTTPConnection("127.0.0.1", adapter.port, timeout=60)
    connection.request("POST", "/report", body, {"Authorization": f"Bearer {token}"})
    response = connection.getresponse()
    answer = json.loads(response.read())
    connection.close()
    return response.status, answer


def test_http_reports_are_taken_one_or_several_at_a_time(by_http: tuple[Adapter, Kept]) -> None:
    adapter, kept = by_http
    one = b'{"code":8201,"seq":1,"ticket":"A1","business":"01"}'
    assert _post(adapter, one) == (200, {"code": 0, "seq": 1})
    assert _post(adapter, b"[" + one + b',{"code":8002,"seq":2,"ticket":"A1","window":"3"}]') == (
        200, [{"code": 0, "seq": 1}, {"code": 0, "seq": 2}],
    )  # fmt: skip
    assert _post(adapter, b'{"code":8108,"machine":"M1"}') == (200, {"code": 0})
    assert kept.events[1:] == [TicketTaken(ticket="A1", business="pay"), TicketCalled(ticket="A1", counter="c3")]


def test_http_refuses_what_is_wrong(by_http: tuple[Adapter, Kept]) -> None:
    adapter, kept = by_http
    status, answer = _post(adapter, b"{nonsense")
    assert status == 400
    assert isinstance(answer, dict)
    assert answer["ok"] is False
    assert _post(adapter, b'{"code":8108}', token="wrong")[0] == 401
    assert _post(adapter, b"x" * 300_000)[0] == 413
    assert [event.condition for event in kept.events if isinstance(event, DeviceConditionRaised)] == ["protocol"]


def test_http_from_curl(by_http: tuple[Adapter, Kept]) -> None:
    adapter, kept = by_http
    command = ["curl", "-sS", "--noproxy", "*", "-H", "Authorization: Bearer t0p", "--data", '{"code":8006,"seq":4,"window":"4"}']
    answer = subprocess.run([*command, f"http://127.0.0.1:{adapter.port}/"], capture_output=True, check=True, timeout=60)
    assert answer.stdout == b'{"code":0,"seq":4}'
    assert kept.events[-1] == CounterClosed(counter="c4")


def test_http_commands_are_posted_and_answered() -> None:
    asked: list[bytes] = []

    class Commands(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.rfile.read(int(self.headers["Content-Length"])))
            request = decode(asked[-1]).request
            self.send_response(200 if len(asked) == 1 else 500)
            self.end_headers()
            self.wfile.write(encode(QmsFrame(code=ANSWER, request=request, ok=True)))

        def log_message(self, format: str, *args: object) -> None: ...

    server = http.server.HTTPServer(("127.0.0.1", 0), Commands)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    url = f"http://127.0.0.1:{server.server_address[1]}/command"
    adapter = Adapter(Config(device="qms", mode="http", port=0, command_url=url, answer_within=60.0), Kept())
    deaf = Adapter(Config(device="qms", mode="http", port=0), Kept())
    try:
        assert adapter.obey(CallNext(counter="c3")) == Obeyed(done=True)
        assert decode(asked[0]).window == "c3"
        assert "500" in adapter.obey(CallNext(counter="c3")).detail
        assert "no command_url" in deaf.obey(CallNext(counter="c3")).detail
    finally:
        adapter.close()
        deaf.close()
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize("mode", ["listen", "http"])
def test_a_port_in_use_is_a_plain_fault(mode: str, make_feed: Callable[..., Feed]) -> None:
    taken = make_feed().qms.port
    with pytest.raises(HallFault, match=f"cannot listen on 127.0.0.1:{taken}"):
        Adapter(msgspec.convert({"device": "qms", "mode": mode, "port": taken}, Config), Kept())


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"mode": "carrier-pigeon"}, "Invalid enum value"),
        ({"port": 0}, "port 0"),
        ({"command_url": "http://x/"}, 'mode = "http"'),
        ({"windows": {"1": "c1", "2": "c1"}}, "'c1' has two codes"),
        ({"windos": {}}, "unknown field"),
        ({"machine_timeout": -1}, "> 0"),
    ],
)
def test_a_wrong_configuration_is_refused_with_the_reason(change: dict[str, object], wrong: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=wrong):
        msgspec.convert({"device": "qms", "port": 1} | change, Config)
