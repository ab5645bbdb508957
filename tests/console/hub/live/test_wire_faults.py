"""What peers may send wrongly, against a real hub over real sockets: each is refused with its code, and the hub goes on."""

import itertools
import os
import random
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
import zmq
from msgspec.structs import replace

from console import station, wire
from console.hub import keys
from console.hub.intake import Intake
from console.hub.refusals import EVERY, Code
from console.hub.server import HubOptions, Server
from console.model import command as do
from console.model.command import Role, may
from console.model.event import AdapterJoined, AdapterLost, DeviceConditionRaised, DisplayShowed, JournalGapDeclared, PeerRefused
from console.model.hall import HallConfig
from console.wire import Ack, Admitted, Answer, Beat, Bye, Enter, Happened, Hello, Nak, Order, Refuse, Welcome
from tests.console.model.test_roles import ONE_OF_EACH
from tests.helpers.hub import Adapter, Console, HubProcess, Peer, closing
from tests.helpers.sample import sample
from tests.helpers.soak import times
from tests.helpers.until import until

_epochs = (f"e{place}" for place in itertools.count())
_count = itertools.count()


@pytest.fixture
def qms(hub: HubProcess) -> Iterator[Adapter]:
    """The queue system's adapter with a fresh outbox."""
    adapter = Adapter(hub.data, "qms", epoch=next(_epochs))
    with closing(adapter):
        yield adapter


def refused(peer: Adapter, code: str, n: int | None = None) -> None:
    refusal = peer.hear_one(Refuse)
    assert isinstance(refusal, Refuse)
    assert (refusal.code, refusal.n) == (code, n), refusal


# --- numbers ---------------------------------------------------------------------------------------------------------------


def test_events_are_acknowledged_and_are_in_the_journal_then(hub: HubProcess, qms: Adapter) -> None:
    assert qms.join().expect == 1
    qms.deliver(qms.shows(1_000))
    told = [entry for entry in hub.entries() if entry.source == "qms"]
    assert [entry.sseq for entry in told] == list(range(1, 1_001))


def test_a_number_sent_again_has_no_effect_and_is_acknowledged_again(hub: HubProcess, qms: Adapter) -> None:
    qms.join()
    qms.deliver(qms.shows(3))
    for n in (1, 2, 3, 2):
        qms.tell(n)
        ack = qms.hear_one(Ack)
        assert isinstance(ack, Ack)
        assert ack.upto == 3
    assert sum(entry.source == "qms" for entry in hub.entries()) == 3


def test_a_number_left_out_is_asked_for_and_nothing_behind_it_is_taken(hub: HubProcess, qms: Adapter) -> None:
    qms.join()
    qms.tell(1)
    qms.tell(3)
    nak = qms.hear_one(Nak)
    assert isinstance(nak, Nak)
    assert (nak.expect, nak.reason) == (2, "gap")
    qms.tell(2)
    qms.tell(3)
    until(lambda: sum(entry.source == "qms" for entry in hub.entries()) == 3)


def test_a_number_that_never_comes_is_declared_lost_in_the_end(hub: HubProcess, qms: Adapter) -> None:
    qms.join()
    end = time.monotonic() + 60
    while not hub.events(JournalGapDeclared):
        assert time.monotonic() < end
        qms.tell(5)
        while qms.socket.poll(50):
            qms.hear()
    assert hub.events(JournalGapDeclared) == [JournalGapDeclared(source="qms", epoch=qms.epoch, first=1, last=4)]
    qms.tell(5)
    until(lambda: [entry.sseq for entry in hub.entries() if entry.source == "qms"] == [5])


def test_an_epoch_that_was_followed_by_another_is_refused(hub: HubProcess, qms: Adapter) -> None:
    qms.join()
    qms.deliver(qms.shows(2))
    old = qms.epoch
    qms.epoch, qms.given, qms.acked = next(_epochs), [], 0
    assert qms.join().expect == 1
    qms.deliver(qms.shows(2))
    qms.hello(epoch=old, acked=2, first=1, last=9)
    refused(qms, "epoch_over")
    assert qms.join().expect == 3


def test_more_than_was_granted_is_not_taken(qms: Adapter) -> None:
    qms.join()
    for n in range(1, 5_001):
        qms.socket.send(wire.encode(Happened(n=n, event=DisplayShowed(device="qms", text=str(n)))))
    highest, is_refused = 0, False
    while not is_refused and highest < 5_000:
        message = qms.hear()
        highest = message.upto if isinstance(message, Ack) else highest
        is_refused = isinstance(message, Nak)
    qms.given, qms.acked, qms.sent = qms.shows(5_000), highest, highest
    qms.join()
    qms.deliver([])


def test_a_hub_that_lost_entries_says_so_and_takes_what_is_still_kept(hub: HubProcess, qms: Adapter) -> None:
    qms.given, qms.acked = qms.shows(40), 30
    assert qms.join().expect == 1, "it asks for all of it again"
    qms.deliver([])
    assert hub.events(JournalGapDeclared) == [JournalGapDeclared(source="qms", epoch=qms.epoch, first=1, last=30)]
    assert [entry.sseq for entry in hub.entries() if entry.source == "qms"] == list(range(1, 41))


def test_what_nobody_has_any_more_is_declared_and_the_rest_goes_on(hub: HubProcess, qms: Adapter) -> None:
    qms.given, qms.acked = qms.shows(40), 30
    assert qms.join(first=21).expect == 21
    qms.deliver([])
    assert hub.events(JournalGapDeclared) == [JournalGapDeclared(source="qms", epoch=qms.epoch, first=1, last=30)]
    assert [entry.sseq for entry in hub.entries() if entry.source == "qms"] == list(range(21, 41))


# --- what is said -----------------------------------------------------------------------------------------------------------

GARBAGE = {
    "nothing": b"",
    "no JSON": b"\x00\xff\x00garbage",
    "no UTF-8": b'{"type":"bye\xff"}',
    "unknown type": b'{"type":"format_disk"}',
    "no type": b'{"also":1}',
    "unknown key": b'{"type":"beat","also":1}',
    "wrong type": b'{"type":"happened","n":"one","event":{"kind":"device.found","device":"qms"}}',
    "negative number": b'{"type":"happened","n":-1,"event":{"kind":"device.found","device":"qms"}}',
    "future number": b'{"type":"happened","n":99999999999999999999,"event":{"kind":"device.found","device":"qms"}}',
    "deep": b"[" * 60_000,
    "deep in an event": b'{"type":"happened","n":7,"event":' + b'{"a":' * 10_000 + b"1" + b"}" * 10_001,
}


@pytest.mark.parametrize("what", GARBAGE)
def test_garbage_is_refused_and_the_next_event_is_taken(shared_hub: HubProcess, what: str) -> None:
    qms = Adapter(shared_hub.data, "qms", epoch=f"e-{what.replace(' ', '-')}")
    with closing(qms):
        qms.join()
        qms.say(GARBAGE[what])
        refused(qms, "malformed")
        qms.deliver(qms.shows(1))


BAD_EVENTS = {
    "unknown kind": b'{"kind":"hall.exploded"}',
    "an event only the hub may write": b'{"kind":"hub.stopped"}',
    "unknown key": b'{"kind":"device.found","device":"qms","also":1}',
    "missing key": b'{"kind":"device.found"}',
    "control characters in an id": b'{"kind":"device.found","device":"q\\u0000ms"}',
    "a score of 9": b'{"kind":"ticket.rated","counter":"c1","score":9}',
}


@pytest.mark.parametrize("what", BAD_EVENTS)
def test_a_bad_event_is_refused_by_its_number_and_does_not_hold_up_the_next(shared_hub: HubProcess, what: str) -> None:
    qms = Adapter(shared_hub.data, "qms", epoch=f"b-{what.replace(' ', '-')}")
    with closing(qms):
        qms.join()
        qms.say(b'{"type":"happened","n":1,"event":' + BAD_EVENTS[what] + b"}")
        refused(qms, "malformed", 1)
        qms.tell(2)
        until(lambda: any(e.source == "qms" and e.epoch == qms.epoch and e.sseq == 2 for e in shared_hub.entries()))


def test_an_adapter_cannot_speak_for_another(hub: HubProcess, qms: Adapter) -> None:
    qms.join()
    qms.tell(1, DeviceConditionRaised(device="ups-1", condition="on_battery"))
    refused(qms, "not_yours", 1)
    qms.hello(adapter="panels")
    refused(qms, "name")
    qms.hello(devices=("ups-1",))
    refused(qms, "not_yours")
    qms.hello(protocol=2)
    refused(qms, "protocol")
    assert not hub.events(DeviceConditionRaised)
    hub.mark = 0
    until(lambda: {e.reason for e in hub.events(PeerRefused)} >= {"not_yours", "name", "protocol"})


def test_before_a_greeting_nothing_is_taken(hub: HubProcess, qms: Adapter) -> None:
    qms.tell(1)
    refused(qms, "hello_first")
    assert not any(entry.source == "qms" for entry in hub.entries())


def test_a_message_too_large_for_an_event_is_refused_by_its_number(qms: Adapter) -> None:
    qms.join()
    spaces = b" " * 40_000
    qms.say(wire.encode(Happened(n=1, event=DisplayShowed(device="qms", text="x"))) + spaces)
    refused(qms, "too_large", 1)
    qms.given = qms.shows(2)
    qms.sent = qms.acked = 1
    qms.deliver([])


def memory(hub: HubProcess) -> int:
    assert hub.process is not None
    pages = Path(f"/proc/{hub.process.pid}/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def test_a_frame_of_64_mib_and_a_message_of_5000_parts_do_no_harm(hub: HubProcess, qms: Adapter) -> None:
    qms.join()
    before = memory(hub)
    flooder = Adapter(hub.data, "field")
    with closing(flooder):
        assert flooder.socket.poll(60_000, zmq.POLLOUT)
        flooder.socket.send(b"x" * 64 * 1024 * 1024)
        qms.socket.send_multipart([b'{"type":"beat"}'] * 5_000)
        refused(qms, "parts")
        qms.deliver(qms.shows(100))
    assert memory(hub) - before < 32_000_000


def fuzz(hub: HubProcess, frames: int, seed: int) -> None:
    """Random frames, and valid ones with some bytes changed, under one name; another adapter works on."""
    chance = random.Random(seed)
    valid = [
        wire.encode(Hello(protocol=1, adapter="field", epoch="f1", acked=0, first=0, last=0, version="1", devices=())),
        wire.encode(Happened(n=1, event=DisplayShowed(device="board-1", text="您好"))),
        wire.encode(Beat()),
        wire.encode(Bye()),
    ]
    field, qms = Adapter(hub.data, "field"), Adapter(hub.data, "qms", epoch=next(_epochs))
    with closing(field, qms):
        qms.join()
        before = memory(hub)
        waits = []
        for place in range(frames):
            if place % 2:
                data = bytearray(chance.choice(valid))
                for _ in range(chance.randint(1, 4)):
                    data[chance.randrange(len(data))] = chance.randrange(256)
            else:
                data = bytearray(chance.randbytes(chance.randint(0, 200)))
            field.say(bytes(data))
            while field.socket.poll(0):
                field.socket.recv_multipart()
            if place % 500 == 0:
                begun = time.monotonic()
                qms.deliver(qms.shows(1))
                waits.append(time.monotonic() - begun)
        assert memory(hub) - before < 32_000_000
        assert sorted(waits)[len(waits) // 2] < 1.0, "the one who works waits for no noise"
        assert {entry.source for entry in hub.entries()} <= {"hub", "qms", "field"}


def test_ten_thousand_frames_of_noise_do_no_harm(hub: HubProcess) -> None:
    begun = time.monotonic()
    fuzz(hub, 10_000, seed=3)
    until(lambda: sum(event.count for event in hub.events(PeerRefused)) > 100)
    rounds = 1 + (time.monotonic() - begun) / EVERY
    assert len(hub.events(PeerRefused)) <= rounds * 2 * len(Code), "refusals are told together"


@pytest.mark.soak
@pytest.mark.timeout(1_800)
def test_a_million_frames_of_noise_do_no_harm(hub: HubProcess) -> None:
    fuzz(hub, times(1_000_000), seed=4)


# --- who says it --------------------------------------------------------------------------------------------------------------


def strangers(hub: HubProcess) -> dict[str, station.Station]:
    good = station.read(keys.issue_local(hub.data, "qms", Role.ADAPTER))
    own, other = keys.curve_pair(), keys.curve_pair()
    return {
        "unknown key": replace(good, public_key=own.public, secret_key=own.secret),
        "wrong server key": replace(good, hub_key=other.public),
    }


@pytest.mark.parametrize("what", ["unknown key", "wrong server key", "no key"])
def test_who_has_not_the_right_keys_gets_no_connection(shared_hub: HubProcess, what: str) -> None:
    who = strangers(shared_hub)
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    try:
        socket = context.socket(zmq.DEALER)
        if what == "no key":
            station.limit(socket)
            socket.setsockopt(zmq.IMMEDIATE, 1)
        else:
            station.secure(socket, who[what])
        socket.connect(f"tcp://127.0.0.1:{shared_hub.where.ingress}")
        assert not socket.poll(700, zmq.POLLOUT), "a connection came about"
    finally:
        context.destroy(0)
    code = "unknown_key" if what == "unknown key" else "no_key"
    shared_hub.mark = 0
    until(lambda: any(event.reason == code for event in shared_hub.events(PeerRefused)))


def test_a_revoked_adapter_is_shut_out_at_its_next_message(hub: HubProcess, qms: Adapter) -> None:
    qms.join()
    qms.deliver(qms.shows(1))
    keys.revoke(hub.data, "qms")
    qms.tell(2)
    refused(qms, "revoked")
    assert sum(entry.source == "qms" for entry in hub.entries()) == 1


def test_a_revoked_console_gets_neither_answers_nor_the_feed(hub: HubProcess) -> None:
    desk, other = Console(hub.data, Role.VIEWER, "old-desk"), Console(hub.data, Role.VIEWER, "new-desk")
    with closing(desk, other):
        feeds = [each.follow(each.enter().feed) for each in (desk, other)]
        assert all(feed.poll(60_000) for feed in feeds)
        keys.revoke(hub.data, "old-desk")
        answer = desk.ask(wire.Sync(after=0))
        assert isinstance(answer, Refuse)
        assert answer.code == "revoked"
        while feeds[0].poll(300):
            feeds[0].recv_multipart()
        assert feeds[1].poll(60_000), "the other one is served on"
        assert not feeds[0].poll(1_500)


def test_a_station_of_the_wrong_role_is_refused_on_either_socket(hub: HubProcess) -> None:
    adapter = Peer(station.read(keys.issue_local(hub.data, "qms", Role.ADAPTER)), "control")
    desk = Peer(station.read(keys.issue_local(hub.data, "desk", Role.LEADER)), "ingress")
    with closing(adapter, desk):
        for peer, message in ((adapter, Enter(protocol=1, station="qms")), (desk, Beat())):
            peer.say(message)
            assert peer.socket.poll(60_000)
            answer = msgspec.json.decode(peer.socket.recv())
            assert (answer["type"], answer["code"]) == ("refuse", "role")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADAPTER])
def test_a_station_orders_over_the_wire_what_its_role_may_and_nothing_else(shared_hub: HubProcess, role: Role) -> None:
    desk = Console(shared_hub.data, role)
    with closing(desk):
        boot = desk.enter().boot
        for place, kind in enumerate(ONE_OF_EACH):
            command = sample(kind)
            answer = desk.ask(Order(id=f"{role}-{place}", command=command, boot=boot))
            assert isinstance(answer, Answer), answer
            assert (answer.reason == "role") is not may(role, command), (role, command, answer)


# --- leases -------------------------------------------------------------------------------------------------------------------


def lost(hub: HubProcess, adapter: str) -> list[str]:
    """Why the adapter was lost, each time."""
    return [event.reason for event in hub.events(AdapterLost) if event.adapter == adapter]


def test_a_silent_adapter_is_lost_within_two_seconds_and_found_at_its_next_word(tmp_path: Path) -> None:
    with HubProcess(tmp_path / "hall") as hub, closing(qms := Adapter(hub.data)):
        qms.join()

        def is_lost_soon() -> bool:
            """Within two seconds, a few tenths for a machine that runs other tests beside; where it holds somebody up, once more."""
            begun, times = time.monotonic(), len(lost(hub, "qms"))
            until(lambda: len(lost(hub, "qms")) > times, what="the lease to run out")
            took, joined = time.monotonic() - begun, len(hub.events(AdapterJoined))
            qms.say(Beat())
            until(lambda: len(hub.events(AdapterJoined)) > joined, what="it is found")
            return took < 3.5

        until(is_lost_soon, seconds=90, what="it is lost within two seconds")
        assert set(lost(hub, "qms")) == {f"silent for {wire.LEASE:g} s"}


def test_an_adapter_that_says_goodbye_is_lost_at_once(hub: HubProcess, qms: Adapter) -> None:
    """Not when its lease has run out: of that this hub makes nothing for long."""
    qms.join()
    qms.say(Bye())
    until(lambda: lost(hub, "qms") == ["bye"])


def test_beats_are_answered(qms: Adapter) -> None:
    qms.join()
    qms.say(Beat())
    assert isinstance(qms.hear_one(Beat), Beat)


def test_an_older_connection_of_the_same_adapter_is_not_heard_any_more(hub: HubProcess, qms: Adapter) -> None:
    qms.join()
    newer = Adapter(hub.data, "qms", epoch=qms.epoch)
    with closing(newer):
        assert isinstance(newer.join(), Welcome)
        qms.tell(1)
        refused(qms, "hello_first")
        newer.deliver(newer.shows(1))


def test_two_programs_with_one_key_are_told_so_and_the_later_one_is_heard(hub: HubProcess, qms: Adapter) -> None:
    qms.join()
    newer = Adapter(hub.data, "qms", epoch=next(_epochs))
    with closing(newer):
        newer.join()
        for _ in range(3):
            newer.deliver(newer.shows(1))
            qms.hello()
            refused(qms, "twice")
        until(lambda: any(event.reason == "twice" for event in hub.events(PeerRefused)))
        assert len([event for event in hub.events(AdapterJoined) if event.adapter == "qms"]) == 2
        newer.say(Bye())
    until(lambda: lost(hub, "qms"))


def test_the_older_of_two_programs_is_heard_once_the_newer_is_gone(tmp_path: Path) -> None:
    with HubProcess(tmp_path / "hall") as hub, closing(older := Adapter(hub.data)):
        older.join()
        with closing(newer := Adapter(hub.data, epoch="e2")):
            newer.join()
        until(lambda: heard_again(older), what="the older one to be heard")


def heard_again(adapter: Adapter) -> bool:
    adapter.hello()
    return isinstance(adapter.hear(), Welcome)


# --- consoles -----------------------------------------------------------------------------------------------------------------


def test_a_console_is_admitted_and_reads_every_entry_without_a_hole(hub: HubProcess, qms: Adapter) -> None:
    desk = Console(hub.data)
    with closing(desk):
        admitted = desk.enter()
        assert isinstance(admitted, Admitted)
        feed = desk.follow(admitted.feed)
        qms.join()
        qms.deliver(qms.shows(3_000))
        seen: list[int] = []
        while not seen or seen[-1] < desk.page(seen[-1] if seen else 0).head:
            seen += [sealed.entry.seq for sealed in desk.page(seen[-1] if seen else 0).entries]
        assert seen == list(range(1, len(seen) + 1))
        assert feed.poll(60_000)


def test_two_consoles_with_one_key_are_told_so_and_the_later_one_is_heard_until_it_goes(hub: HubProcess) -> None:
    older, newer = Console(hub.data), Console(hub.data)
    with closing(older), closing(newer):
        older.enter(session="a")
        newer.enter(session="b")
        greeting = Enter(protocol=wire.PROTOCOL, station=older.who.name, person="wang", session="a")
        for _ in range(3):
            assert isinstance(answer := older.ask(greeting), Refuse)
            assert answer.code == "twice"
            assert isinstance(newer.ask(Beat()), Beat)
        newer.enter(session="b")  # it lost its connection for a moment
        newer.say(Bye())
        until(lambda: isinstance(older.ask(greeting), Admitted), what="the older one to be heard")


def test_a_stuck_console_does_not_slow_the_hub(hub: HubProcess, qms: Adapter) -> None:
    desk = Console(hub.data)
    with closing(desk):
        feed = desk.follow(desk.enter().feed)
        feed.setsockopt(zmq.RCVHWM, 1)
        qms.join()
        for _ in range(60):
            desk.say(wire.Sync(after=0))  # and never reads the answers
        qms.deliver(qms.shows(20_000), 100)


def test_an_order_before_a_greeting_and_one_too_many_are_refused(hub: HubProcess) -> None:
    desk = Console(hub.data)
    with closing(desk):
        order = Order(id="o", command=do.WriteNote(text="x"), boot=1)
        assert isinstance(early := desk.ask(order), Refuse)
        assert early.code == "hello_first"
        boot = desk.enter().boot
        reasons: set[str] = set()

        def order_many() -> None:
            """Without waiting for each answer: a slow machine takes time for a hundred."""
            for _ in range(100):
                desk.say(Order(id=f"o{next(_count)}", command=do.WriteNote(text="x"), boot=boot))
            answers = [desk.hear() for _ in range(100)]
            reasons.update(answer.reason for answer in answers if isinstance(answer, Answer))

        until(lambda: "limit" in reasons, order_many)
        assert reasons == {"", "limit"}


def test_a_witness_that_knows_more_than_the_journal_is_believed(hub: HubProcess) -> None:
    desk = Console(hub.data)
    with closing(desk):
        desk.enter(checkpoint=5_000, head="ab" * 32)
        until(lambda: hub.events(JournalGapDeclared))


def test_a_bug_met_by_one_message_does_not_stop_the_hub(
    tmp_path: Path, hall: HallConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = Server(HubOptions(data=tmp_path, hall=hall, ingress=0, control=0, feed=0, history=0, pairing=0))
    qms = Adapter(tmp_path, "qms")
    monkeypatch.setattr(Intake, "_hello", lambda *_: 1 // 0)
    try:
        _turn_until(server, qms, zmq.POLLOUT)
        qms.hello()
        _turn_until(server, qms, zmq.POLLIN)
        refused(qms, "bug")
    finally:
        qms.close()
        server.close()


def _turn_until(server: Server, peer: Peer, flag: int) -> None:
    """Let a hub in this thread work until the peer can send, or has received."""
    end = time.monotonic() + 60
    while not peer.socket.poll(0, flag):
        assert time.monotonic() < end
        server.turn(0.05)
