"""Talks in the recorder: a real one, a real camera with a loudspeaker, desks and the adapter that say what the tests want."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from console.model.command import Role
from console.model.hall import Camera, Recorded
from console.video import secrets, talks
from console.video.login import Secret
from console.video.protocol import EndVoice, OfferVoice, OpenTalk, TalkDoing, TalkEnd, TalkPhase, Voice
from tests.helpers.recorder import Eye, PatientRecorder
from tests.helpers.rtsp import RtspServer, rtsp_server
from tests.helpers.talking import pitch, speak, steps, tone
from tests.helpers.until import until


class Place:
    """The recorder, its camera, the adapter and a desk."""

    def __init__(self, server: RtspServer, recorder: PatientRecorder) -> None:
        self.server = server
        self.recorder = recorder
        self.adapter = Eye(recorder, Role.ADAPTER, "cameras")
        self.desk = Eye(recorder, Role.LEADER)
        self.names = 0

    def name(self) -> str:
        """Of a new talk."""
        self.names += 1
        return f"talk-{self.names}"

    def offer(self, desk: Eye, name: str, camera: str = "door") -> TalkDoing:
        """A desk says that it will speak."""
        desk.say(OfferVoice(talk=name, camera=camera))
        return self.hear(desk, name)

    def hear(self, who: Eye, name: str) -> TalkDoing:
        """The next word on a talk."""
        while (doing := who.hear_one(TalkDoing)).talk != name:
            pass
        return doing

    def open(self, name: str, desk: Eye | None = None, seconds: float = 60.0, camera: str = "door") -> None:
        """Offered, allowed, and on."""
        desk = desk or self.desk
        assert self.offer(desk, name, camera).phase is TalkPhase.WAITING
        self.adapter.say(OpenTalk(talk=name, camera=camera, seconds=seconds))
        for who in (desk, self.adapter):
            assert [self.hear(who, name).phase for _ in range(2)] == [TalkPhase.CONNECTING, TalkPhase.OPEN]

    def ended(self, name: str, *, of: Eye | None = None) -> TalkEnd | None:
        """Why it is over, as both were told."""
        desk = of or self.desk
        told = [self.hear(who, name) for who in (desk, self.adapter)]
        assert {each.phase for each in told} == {TalkPhase.ENDED}
        assert len({each.end for each in told}) == 1
        return told[0].end

    @property
    def said(self) -> int:
        """Bytes that the camera got so far."""
        said = self.server.said("door")
        return said.stat().st_size if said.exists() else 0

    def at_rest(self) -> int:
        """The same, once nothing comes any more."""
        seen: list[int] = []

        def look() -> None:
            seen.append(self.said)
            self.desk.left(TalkDoing)

        until(lambda: len(seen) > 3 and len(set(seen[-3:])) == 1, look, what="the camera to have got all")
        return seen[-1]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("talks")
    with rtsp_server(
        folder / "rtsp",
        {"door": {"sub": "small"}, "mute": {"sub": "small"}},
        user="guard",
        password="s3cret",
        loudspeakers={"door": "PCMU"},
    ) as server:
        usual = Camera(id="door", main=server.url("door", "sub"), secret="gate", has_loudspeaker=True, recorded=Recorded.NONE)
        mute = server.url("mute", "sub")
        cameras = [
            usual,
            replace(usual, id="mute", main=mute),
            replace(usual, id="locked", main=f"{usual.main}?other", secret=None),
            replace(usual, id="plain", main=f"{mute}?other", has_loudspeaker=False),
            replace(usual, id="office", main=f"{mute}?third", roles=(Role.ADMIN,)),
        ]
        with PatientRecorder(folder, cameras) as recorder:
            secrets.put(recorder.data, "gate", Secret(user="guard", password="s3cret"))
            found = Place(server, recorder)
            with found.adapter, found.desk:
                for each in (found.adapter, found.desk):
                    each.enter()
                yield found


def test_what_a_desk_says_comes_out_of_the_camera_until_it_lets_go(place: Place) -> None:
    name, first = place.name(), place.said
    place.open(name)
    speak(lambda piece: place.desk.say(Voice(talk=name, sound=piece)), 700, lambda: place.said - first >= 3200)
    place.desk.say(EndVoice(talk=name))
    assert place.ended(name) is TalkEnd.RELEASED
    last = place.at_rest()
    place.desk.say(Voice(talk=name, sound=tone(700, 0.1)))
    assert place.at_rest() == last, "nothing is said after letting go"
    assert pitch(place.server.said("door"), first=first) == pytest.approx(700, abs=8)


def test_two_leaders_do_not_talk_at_once(place: Place) -> None:
    name, other = place.name(), place.name()
    place.open(name)
    with Eye(place.recorder, Role.LEADER, "second") as second:
        second.enter()
        assert place.offer(second, other).phase is TalkPhase.WAITING
        place.adapter.say(OpenTalk(talk=other, camera="door", seconds=60))
        assert place.ended(other, of=second) is TalkEnd.BUSY
        second.say(Voice(talk=name, sound=tone(900, 0.02)))
        second.say(EndVoice(talk=name))
        place.desk.say(Voice(talk=name, sound=tone(700, 0.02)))
        assert not second.left(TalkDoing), "the second can neither speak nor end in the first one's name"
    place.desk.say(EndVoice(talk=name))
    assert place.ended(name) in {TalkEnd.RELEASED, TalkEnd.SILENT}


def test_a_desk_that_falls_silent_is_not_left_open(place: Place) -> None:
    name = place.name()
    place.open(name)
    assert place.ended(name) is TalkEnd.SILENT


@pytest.mark.parametrize(
    ("late", "end"), [([], TalkEnd.SILENT), ([3.0], TalkEnd.RELEASED), ([0.0, 3.0, 0.0, 3.0], TalkEnd.RELEASED)], ids=str
)
def test_a_recorder_that_stood_still_blames_no_desk(monkeypatch: pytest.MonkeyPatch, late: list[float], end: TalkEnd) -> None:
    """What the desk said meanwhile is read after it: the talk goes on, be it only until the button is let go."""
    now, turns = 1_000.0, iter(late)
    monkeypatch.setattr(talks, "time", SimpleNamespace(monotonic=lambda: now))
    talk = talks.Talk("t", Camera(id="door", main="rtsp://x/"), 60.0, None, None, lambda _doing: None)

    def wait(seconds: float) -> None:
        nonlocal now
        more = next(turns, None)
        talk.is_over = more is None and bool(late)
        now += seconds + (more or 0.0)

    monkeypatch.setattr(talk, "_news", SimpleNamespace(wait=wait, clear=lambda: None))
    camera: Any = SimpleNamespace(say=lambda _sound: None, look=lambda _now: None)
    assert talk._carry(camera) is end


def test_a_talk_ends_when_its_time_is_over(place: Place) -> None:
    name = place.name()
    place.open(name, seconds=0.1)
    for piece in steps(tone(300, 0.3)):
        place.desk.say(Voice(talk=name, sound=piece))
    assert place.ended(name) is TalkEnd.LIMIT


def test_who_lets_go_before_it_is_open_is_never_heard(place: Place) -> None:
    name = place.name()
    assert place.offer(place.desk, name).phase is TalkPhase.WAITING
    place.desk.say(EndVoice(talk=name))
    place.desk.left(TalkDoing)
    place.adapter.say(OpenTalk(talk=name, camera="door", seconds=60))
    told = place.hear(place.adapter, name)
    assert (told.phase, told.end) == (TalkPhase.ENDED, TalkEnd.RELEASED)


@pytest.mark.parametrize(
    ("camera", "end"),
    [("mute", TalkEnd.NO_LOUDSPEAKER), ("locked", TalkEnd.WRONG_PASSWORD)],
)
def test_a_camera_that_does_not_let_in_is_told_to_both(place: Place, camera: str, end: TalkEnd) -> None:
    name = place.name()
    assert place.offer(place.desk, name, camera).phase is TalkPhase.WAITING
    place.adapter.say(OpenTalk(talk=name, camera=camera, seconds=60))
    assert place.hear(place.desk, name).phase is TalkPhase.CONNECTING
    assert place.hear(place.adapter, name).phase is TalkPhase.CONNECTING
    assert place.ended(name) is end


@pytest.mark.parametrize(
    ("camera", "end"), [("plain", TalkEnd.NO_LOUDSPEAKER), ("office", TalkEnd.DENIED), ("nowhere", TalkEnd.DENIED)]
)
def test_an_offer_for_a_camera_that_is_not_for_this_desk_is_refused(place: Place, camera: str, end: TalkEnd) -> None:
    told = place.offer(place.desk, place.name(), camera)
    assert (told.phase, told.end) == (TalkPhase.ENDED, end)


def test_who_only_looks_may_not_speak_and_a_desk_may_not_open(place: Place) -> None:
    name = place.name()
    with Eye(place.recorder, Role.WALL) as wall:
        wall.enter()
        assert place.offer(wall, name).end is TalkEnd.DENIED
    assert place.offer(place.desk, name).phase is TalkPhase.WAITING
    place.desk.say(OpenTalk(talk=name, camera="door", seconds=60))
    assert place.hear(place.desk, name).end is TalkEnd.DENIED
    place.adapter.say(OpenTalk(talk="never-offered", camera="door", seconds=60))
    assert place.hear(place.adapter, "never-offered").end is TalkEnd.DENIED


def test_a_name_is_kept_for_whoever_said_it_first(place: Place) -> None:
    name = place.name()
    place.offer(place.desk, name)
    with Eye(place.recorder, Role.LEADER, "thief") as thief:
        thief.enter()
        assert place.offer(thief, name).end is TalkEnd.DENIED


def test_a_camera_that_loses_power_ends_the_talk_and_the_recorder_goes_on(place: Place) -> None:
    name = place.name()
    place.open(name)
    place.server.kill()
    ends: list[TalkEnd | None] = []

    def talk() -> None:
        place.desk.say(Voice(talk=name, sound=tone(300, 0.02)))
        ends.extend(each.end for each in place.desk.left(TalkDoing))

    until(lambda: ends, talk, what="the end")
    assert ends == [TalkEnd.CAMERA_LOST]
    assert place.hear(place.adapter, name).end is TalkEnd.CAMERA_LOST
    place.server.start()
    name = place.name()
    place.open(name)
    place.desk.say(EndVoice(talk=name))
    assert place.ended(name) is TalkEnd.RELEASED
