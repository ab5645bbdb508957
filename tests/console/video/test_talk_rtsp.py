"""The way to a loudspeaker, against GStreamer's ONVIF server: what is said is heard there, and why it is not when it is not."""

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from console.model.hall import Camera
from console.video import trial
from console.video.login import Secret
from console.video.protocol import TalkEnd
from console.video.talk_rtsp import BackChannel, Speaker, TalkFault, authorisation, speaker_in
from tests.helpers.rtsp import RtspServer, rtsp_server
from tests.helpers.talking import pitch, speak, tone
from tests.helpers.until import until

SECRET = Secret(user="guard", password="s3:cret/#")
MEDIA = "v=0\r\nm=video 0 RTP/AVP 96\r\na=sendonly\r\na=control:0\r\nm=audio 0 RTP/AVP {}\r\n{}a=control:stream=1\r\n{}"


@pytest.fixture(scope="module")
def cameras(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RtspServer]:
    known = {name: {"sub": "sub"} for name in ("door", "yard", "mute")}
    with rtsp_server(
        tmp_path_factory.mktemp("rtsp"),
        known,
        user=SECRET.user,
        password=SECRET.password,
        loudspeakers={"door": "PCMU", "yard": "PCMA"},
    ) as server:
        yield server


@pytest.mark.parametrize(("camera", "law", "hertz"), [("door", "PCMU", 1000.0), ("yard", "PCMA", 440.0)])
def test_a_tone_is_heard_as_it_was_said(cameras: RtspServer, camera: str, law: str, hertz: float) -> None:
    said = cameras.said(camera)
    with BackChannel(cameras.url(camera, "sub"), SECRET) as channel:

        def say(piece: bytes) -> None:
            channel.say(piece)
            channel.look(time.monotonic())

        speak(say, hertz, lambda: said.exists() and said.stat().st_size >= 3200)
    assert pitch(said, law) == pytest.approx(hertz, abs=8)


def test_a_camera_without_loudspeaker_says_so(cameras: RtspServer) -> None:
    with pytest.raises(TalkFault, match="back channel") as caught:
        BackChannel(cameras.url("mute", "sub"), SECRET)
    assert caught.value.end is TalkEnd.NO_LOUDSPEAKER


@pytest.mark.parametrize("secret", [Secret(user="guard", password="wrong"), None])
def test_a_wrong_password_is_told_and_does_not_stand_in_the_words(cameras: RtspServer, secret: Secret | None) -> None:
    with pytest.raises(TalkFault, match="user or password") as caught:
        BackChannel(cameras.url("door", "sub"), secret)
    assert caught.value.end is TalkEnd.WRONG_PASSWORD
    assert "wrong" not in str(caught.value)


def test_a_technician_tries_the_loudspeaker_by_hand(cameras: RtspServer) -> None:
    door = Camera(id="door", main=cameras.url("door", "sub"), has_loudspeaker=True)
    assert trial.loudspeaker(door, SECRET) == (True, "loudspeaker: takes G.711 (PCMU)")
    is_well, line = trial.loudspeaker(replace(door, main=cameras.url("mute", "sub")), SECRET)
    assert not is_well
    assert line.startswith("loudspeaker: no_loudspeaker: ")


def test_nobody_at_the_address_is_told(cameras: RtspServer) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(TalkFault) as caught:
            BackChannel(f"rtsp://127.0.0.1:{taken.getsockname()[1]}/sub", SECRET)
    assert caught.value.end is TalkEnd.UNREACHABLE


@pytest.mark.parametrize("answer", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\x00\xff" * 40_000, b""])
def test_a_server_that_speaks_no_rtsp_is_no_loudspeaker(answer: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            peer, _ = server.accept()
            with peer:
                peer.recv(4096)
                peer.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        with pytest.raises(TalkFault) as caught:
            BackChannel(f"rtsp://127.0.0.1:{server.getsockname()[1]}/sub", None)
        thread.join()
    assert caught.value.end in {TalkEnd.UNREACHABLE, TalkEnd.NO_LOUDSPEAKER}


def test_a_camera_that_loses_power_while_somebody_talks_is_noticed(tmp_path: Path) -> None:
    with rtsp_server(tmp_path, {"door": {"sub": "small"}}, loudspeakers={"door": "PCMU"}) as server:
        channel = BackChannel(server.url("door", "sub"), None)
        channel.say(tone(500, 0.02))
        server.kill()
        caught: list[TalkFault] = []

        def talk() -> None:
            try:
                channel.say(tone(500, 0.02))
                channel.look(time.monotonic())
            except TalkFault as fault:
                caught.append(fault)

        until(lambda: caught, talk, what="the camera to be missed")
        channel.close()
    assert caught[0].end is TalkEnd.CAMERA_LOST


def test_a_camera_that_hangs_is_noticed(cameras: RtspServer) -> None:
    with BackChannel(cameras.url("door", "sub"), SECRET) as channel:
        channel.look(time.monotonic())
        with pytest.raises(TalkFault, match="any more") as caught:
            channel.look(time.monotonic() + 5.0)
    assert caught.value.end is TalkEnd.CAMERA_LOST


@pytest.mark.parametrize(
    ("description", "found"),
    [
        (MEDIA.format("0", "", "a=sendonly\r\n"), Speaker("stream=1", 0, "PCMU")),
        (MEDIA.format("8", "", "a=sendonly\r\n"), Speaker("stream=1", 8, "PCMA")),
        (MEDIA.format("97 8 0", "a=rtpmap:97 MPEG4-GENERIC/16000/1\r\n", "a=sendonly\r\n"), Speaker("stream=1", 8, "PCMA")),
        (MEDIA.format("98", "a=rtpmap:98 pcmu/8000/1\r\n", "a=sendonly\r\n"), Speaker("stream=1", 98, "PCMU")),
        (MEDIA.format("0", "", "a=recvonly\r\n"), None),
        ("", None),
        ("m=audio\r\n", None),
    ],
)
def test_the_loudspeaker_is_found_in_a_description(description: str, found: Speaker | None) -> None:
    assert speaker_in(description) == found


def test_a_loudspeaker_that_takes_another_coding_says_which() -> None:
    with pytest.raises(TalkFault, match="MPEG4-GENERIC") as caught:
        speaker_in(MEDIA.format("97", "a=rtpmap:97 MPEG4-GENERIC/16000/1\r\n", "a=sendonly\r\n"))
    assert caught.value.end is TalkEnd.CODEC


def test_a_challenge_is_answered_as_the_standard_has_it() -> None:
    """The example of RFC 2617 without a client's own word, and one that nobody can answer."""
    mufasa = Secret(user="Mufasa", password="Circle Of Life")
    asked = 'Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc"'
    said = authorisation(mufasa, "GET", "/dir/index.html", asked, 1)
    assert 'response="670fd8c2df070c60b045671b8b24ff02"' in said
    assert 'opaque="5ccc"' in said
    assert "nc=00000002" in authorisation(mufasa, "GET", "/", f'{asked}, qop="auth", algorithm=SHA-256', 2)
    assert authorisation(mufasa, "GET", "/", "Negotiate", 1) == ""
    assert authorisation(mufasa, "GET", "/", 'Digest realm="x", nonce="y", algorithm=MD4', 1) == ""
