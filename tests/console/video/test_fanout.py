"""Those who look: who may see what, and what they are sent when they are quick, slow, rude or gone. Real sockets and keys, no camera."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import zmq

from console import config
from console.hub import keys, rotation
from console.hub.keys import curve_pair
from console.model.command import Role
from console.model.hall import Camera, HallConfig
from console.video import protocol
from console.video.eyes import LAG
from console.video.fanout import LARGEST, FanOut
from console.video.protocol import (
    Codec,
    Denied,
    Gap,
    Greet,
    Health,
    Packet,
    Phase,
    Protect,
    Protected,
    Storage,
    Stream,
    Unprotect,
    Unwatch,
    Watch,
)
from console.video.recorder import channels_of
from console.video.recorder_file import RecorderFile
from console.video.ring import Purse
from tests.helpers.fed import Fed
from tests.helpers.recorder import Eye, hall_with
from tests.helpers.until import until

DOOR = Camera(id="door", main="rtsp://camera/door")
SAFE = Camera(id="safe", main="rtsp://camera/safe", roles=(Role.LEADER,))


class Fan:
    """A fan-out in a thread of its own, in front of streams that a test plays."""

    def __init__(self, folder: Path, hall: HallConfig) -> None:
        self.data = folder / "data"
        keys.folder(self.data)
        self.door, self.safe = Fed("small", DOOR), Fed("small", SAFE)
        channels = channels_of(hall.cameras, Purse())
        for fed in (self.door, self.safe):
            for name in Stream:
                channels[fed.camera.id, name] = fed.channel
        self.asked: list[Protect | Unprotect] = []
        self.adapters = 0
        self._todo: list[object] = []
        self._stopped = threading.Event()
        self._ready = threading.Event()
        self._channels = channels
        self._hall = hall
        self.port = 0
        self.turns = 0
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._ready.wait(60)

    @property
    def where(self) -> RecorderFile:
        return RecorderFile(port=self.port, pid=1)

    def _run(self) -> None:
        context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self.fan = FanOut(context, self.data, self._hall, self._channels)
        self.fan.on_hold = self._hold
        self.fan.on_adapter = self._adapter
        self.port = self.fan.port
        self._ready.set()
        while not self._stopped.is_set():
            self.fan.turn(0.02)
            while self._todo:
                message = self._todo.pop(0)
                if isinstance(message, Health):
                    self.fan.tell([message], everything=False)
                elif isinstance(message, Storage | Gap):
                    self.fan.tell_all(message)
                elif isinstance(message, float):
                    self.fan.expire(message)
            self.turns += 1
        self.fan.close()
        context.destroy(0)

    def _hold(self, route: bytes, message: Protect | Unprotect) -> None:
        self.asked.append(message)
        self.fan.answer(route, Protected(hold=message.hold, is_kept=isinstance(message, Protect)))

    def _adapter(self) -> None:
        self.adapters += 1

    def tell(self, message: Health | Storage | Gap | float) -> None:
        """In its own thread; a number: the time has come to look who is silent."""
        self._todo.append(message)

    def play(self, fed: Fed, seconds: float) -> None:
        """Packets come, and who watches is woken as by a pull."""
        fed.play(seconds)
        if fed.channel.wake is not None:
            fed.channel.wake()

    def close(self) -> None:
        self._stopped.set()
        self._thread.join(60)


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> HallConfig:
    return config.load_hall(hall_with(tmp_path_factory.mktemp("hall"), [DOOR, SAFE]))


@pytest.fixture
def fan(tmp_path: Path, hall: HallConfig) -> Iterator[Fan]:
    made = Fan(tmp_path, hall)
    try:
        yield made
    finally:
        made.close()


def packets(eye: Eye, count: int) -> list[Packet]:
    return [eye.hear_one(Packet) for _ in range(count)]


def test_a_stream_begins_with_its_coding_and_its_last_key_picture(fan: Fan) -> None:
    fan.play(fan.door, 5.0)
    with Eye(fan) as eye:
        eye.enter()
        eye.watch("door")
        codec = eye.hear_one(Codec)
        assert (codec.name, codec.width, codec.height, codec.stream) == ("h264", 320, 240, Stream.SUB)
        first = eye.hear_one(Packet)
        assert first.is_key
        assert first.at == pytest.approx(fan.door.pictures[-1] - 14 / 15, abs=1.1)
        assert eye.bytes.startswith(b"\0\0\0\1")
        rest = packets(eye, fan.door.channel.ring.next - 1 - fan.door.channel.ring.last_key())  # type: ignore[operator]
        fan.play(fan.door, 0.2)
        assert eye.hear_one(Packet).at > rest[-1].at
        assert eye.hear_one(Packet).missed == 0


def test_two_who_look_get_the_same_packets_and_one_who_stops_gets_none(fan: Fan) -> None:
    fan.play(fan.door, 2.0)
    with Eye(fan, name="one") as one, Eye(fan, name="two") as two:
        for eye in (one, two):
            eye.enter()
            eye.watch("door", Stream.MAIN)
        assert packets(one, 10) == packets(two, 10)
        one.say(Unwatch(camera="door", stream=Stream.MAIN))
        one.say(Watch(camera="nothing", stream=Stream.MAIN))
        one.hear_one(Denied)
        fan.play(fan.door, 2.0)
        packets(two, 20)
        assert not one.socket.poll(0)


def test_instant_replay_begins_as_far_back_as_is_kept(fan: Fan) -> None:
    fan.door.channel.ring.watched = True
    fan.play(fan.door, 12.0)
    with Eye(fan) as eye:
        eye.enter()
        eye.watch("door", back=6.0)
        eye.hear_one(Codec)
        first = eye.hear_one(Packet)
        assert first.is_key
        assert 5.9 < fan.door.pictures[-1] - first.at < 8.1
        assert len(packets(eye, 80)) == 80


def test_who_may_not_see_a_camera_does_not_hear_of_it_either(fan: Fan) -> None:
    fan.play(fan.safe, 2.0)
    well = Health(camera="safe", stream=Stream.SUB, phase=Phase.LIVE)
    with Eye(fan, Role.LEADER) as leader, Eye(fan, Role.VIEWER) as viewer, Eye(fan, Role.ADAPTER, "cameras") as adapter:
        assert leader.enter().cameras == ("door", "safe")
        assert viewer.enter().cameras == ("door",)
        assert adapter.enter().cameras == ("door", "safe"), "it makes alarms of them"
        for eye in (viewer, adapter):
            eye.watch("safe")
            assert eye.hear_one(Denied).camera == "safe"
        leader.watch("safe")
        leader.hear_one(Packet)
        for eye in (leader, viewer, adapter):
            eye.ask_health()
            eye.watch("nothing")
            eye.hear_one(Denied)  # so it has been read
        assert fan.adapters == 1
        fan.tell(well)
        fan.tell(Gap(camera="safe", begin=1.0, end=2.0, cause="lost_camera"))
        fan.tell(Storage(used=1, free=2))
        for eye in (leader, adapter):
            assert eye.hear_one(Health).camera == "safe"
            assert eye.hear_one(Gap).camera == "safe"
        viewer.hear_one(Storage)
        assert viewer.health == {}


def test_health_is_told_when_it_changes_and_not_with_every_figure(fan: Fan) -> None:
    with Eye(fan) as eye:
        eye.enter()
        eye.ask_health()
        eye.watch("nothing")
        eye.hear_one(Denied)  # so it has been read
        for phase, rate in ((Phase.LIVE, 1.0), (Phase.LIVE, 2.0), (Phase.STALE, 3.0)):
            fan.tell(Health(camera="door", stream=Stream.SUB, phase=phase, rate=rate))
        heard = [eye.hear_one(Health), eye.hear_one(Health)]
        assert [(each.phase, each.rate) for each in heard] == [(Phase.LIVE, 1.0), (Phase.STALE, 3.0)]


def test_a_looker_that_does_not_read_is_led_on_to_a_key_picture_and_told_what_it_missed(fan: Fan) -> None:
    fan.door.change("main")
    fan.play(fan.door, 1.0)
    with Eye(fan, name="slow", waiting=2) as slow, Eye(fan, name="quick") as quick:
        for eye in (slow, quick):
            eye.enter()
            eye.watch("door")
            eye.hear_one(Codec)
            eye.hear_one(Packet)
        for _ in range(200):  # of 4 Mbit/s: until all buffers on the way are full
            if fan.fan.undelivered:
                break
            turns = fan.turns
            fan.play(fan.door, 1.0)
            until(lambda turns=turns: fan.turns > turns + 1, what="the packets to be sent")  # type: ignore[misc]
            packets(quick, 10)
        assert fan.fan.undelivered
        for _ in range(12):  # far more than is kept
            fan.play(fan.door, 5.0)
            packets(quick, 10)
        last = -1.0
        missed = 0
        while last < fan.door.pictures[-1] - LAG - 1:
            if not slow.socket.poll(200):
                fan.play(fan.door, 0.25)
                continue
            message = slow.hear()
            if isinstance(message, Packet):
                assert message.at > last
                assert not message.missed or message.is_key
                last, missed = message.at, missed + message.missed
        assert missed > 100


def test_a_hold_is_for_the_adapter_whose_camera_it_is(fan: Fan) -> None:
    wish = Protect(hold="theft", camera="door", begin=1.0, end=2.0)
    with Eye(fan, Role.ADAPTER, "cameras") as owner, Eye(fan, Role.ADAPTER, "other") as other, Eye(fan) as leader:
        for eye in (owner, other, leader):
            eye.enter()
            eye.say(wish)
        assert owner.hear_one(Protected).is_kept
        answer = other.hear_one(Protected)
        assert (answer.is_kept, answer.reason) == (False, "door belongs to cameras")
        assert "only the camera's adapter" in leader.hear_one(Denied).reason
        owner.say(Unprotect(hold="theft"))
        assert not owner.hear_one(Protected).is_kept
        leader.say(Unprotect(hold="theft"))
        leader.hear_one(Denied)
        owner.say(Protect(hold="theft", camera="nothing", begin=1.0, end=2.0))
        assert "no camera nothing" in owner.hear_one(Protected).reason
    assert fan.asked == [wish, Unprotect(hold="theft")]


def test_a_station_without_the_halls_key_is_not_let_in(fan: Fan) -> None:
    keys.issue_local(fan.data, "known", Role.VIEWER)
    with Eye(fan, Role.LEADER, "door-1") as eye:
        stranger = eye.context.socket(zmq.DEALER)
        pair = curve_pair()
        stranger.curve_serverkey = eye.who.hub_key.encode()
        stranger.curve_publickey, stranger.curve_secretkey = pair.public.encode(), pair.secret.encode()
        stranger.connect(f"tcp://127.0.0.1:{fan.port}")
        stranger.send(protocol.encode(Greet(protocol=protocol.PROTOCOL, station="door-1")), zmq.NOBLOCK)
        eye.enter()
        assert not stranger.poll(300)


def test_lookers_come_again_with_the_hubs_other_key(fan: Fan) -> None:
    fan.play(fan.door, 2.0)
    with Eye(fan, name="eye") as eye:
        eye.enter()
        rotation.replace_now(fan.data)
        until(lambda: fan.fan.lookers == 0, step=lambda: fan.tell(0.0), what="the old line to be cut")
        with Eye(fan, name="eye") as again:
            assert again.who.hub_key != eye.who.hub_key
            again.enter()
            again.watch("door")
            again.hear_one(Packet)


def test_who_is_unpaired_sees_nothing_more(fan: Fan) -> None:
    fan.play(fan.door, 2.0)
    with Eye(fan, name="eye") as eye:
        eye.enter()
        eye.watch("door")
        eye.hear_one(Packet)
        keys.revoke(fan.data, "eye")
        fan.tell(0.0)
        assert "no longer paired" in eye.hear_one(Denied).reason
        until(lambda: fan.fan.lookers == 0, what="it to be shut out")


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (b"", "not understood"),
        (b"[" * 4000, "not understood"),
        (b'{"say":"Watch","camera":"door","stream":"third"}', "not understood"),
        (b'{"say":"Watch","camera":"../x y","stream":"sub"}', "not understood"),
        (b'{"say":"Still","more":1}', "not understood"),
        (b'{"say":"Packet","camera":"door"}', "not understood"),
        (protocol.encode(Greet(protocol=9, station="eye")), "speaks protocol 1"),
        (protocol.encode(Greet(protocol=1, station="somebody")), "belongs to eye"),
    ],
)
def test_what_is_not_understood_is_refused_and_the_others_go_on(fan: Fan, words: bytes, reason: str) -> None:
    with Eye(fan, name="eye") as eye:
        eye.say(words)
        assert reason in eye.hear_one(Denied).reason
        eye.enter()
        eye.say(words, b"more")
        eye.hear_one(Denied)
        fan.play(fan.door, 2.0)
        eye.watch("door")
        eye.hear_one(Packet)


def test_nobody_is_heard_before_its_greeting_and_a_flood_of_words_is_cut(fan: Fan) -> None:
    with Eye(fan, name="eye") as eye, Eye(fan, name="calm") as calm:
        eye.watch("door")
        assert "greet first" in eye.hear_one(Denied).reason
        eye.enter()
        calm.enter()
        fan.play(fan.door, 2.0)
        for _ in range(3000):
            eye.say(Unwatch(camera="door", stream=Stream.SUB))
        calm.watch("door")
        calm.hear_one(Packet)
        assert fan.fan.lookers == 2


def test_a_message_that_is_too_large_ends_the_line_and_nothing_else(fan: Fan) -> None:
    with Eye(fan, name="eye") as eye, Eye(fan, name="rude") as rude:
        rude.enter()
        rude.say(b"x" * (LARGEST + 1))
        eye.enter()
        fan.play(fan.door, 2.0)
        eye.watch("door")
        eye.hear_one(Packet)


def test_who_falls_silent_is_forgotten_and_its_streams_with_it(fan: Fan) -> None:
    fan.play(fan.door, 2.0)
    with Eye(fan) as eye:
        eye.enter()
        eye.watch("door")
        eye.hear_one(Packet)
        until(lambda: fan.fan.watched() == {fan.door.channel}, what="the stream to be watched")
        fan.tell(1e12)
        until(lambda: not fan.fan.watched() and not fan.fan.lookers, what="it to be forgotten")
        assert fan.door.channel.wake is None
