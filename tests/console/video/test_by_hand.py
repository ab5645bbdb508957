"""What a technician types: cameras found on the network, their configuration ready to use, logins kept, one camera tried out."""

import io
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from adapters.simulated.units import read_units
from console.config import load_hall
from console.fault import HallFault
from console.model.hall import Camera
from console.video import by_hand, probe, secrets, trial
from console.video.login import Secret
from console.video.onvif import Information, Preset, Profile
from console.video.probe import Described, Found
from console.video.protocol import Fault, Stream
from tests.helpers import camera_hall, ipycam
from tests.helpers.clips import CLIPS, clip
from tests.helpers.ipycam import Ipycam
from tests.helpers.recordings import write
from tests.helpers.rtsp import rtsp_server
from tests.helpers.until import until

USER, PASSWORD = "admin", "geheim-1"
LOGIN = Secret(user=USER, password=PASSWORD)


@pytest.fixture(scope="module")
def eye(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ipycam]:
    with ipycam.camera(tmp_path_factory.mktemp("ipycam"), user=USER, password=PASSWORD, clock_off=30.0, mend=True) as eye:
        yield eye


def type_in(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


# --- probe ---------------------------------------------------------------------------------------------------------------


def test_a_camera_on_the_network_answers(eye: Ipycam) -> None:
    until(
        lambda: eye.onvif in {each.address for each in probe.find(seconds=3.0, interfaces=("127.0.0.1",))},
        what="an answer in time: it is asked once each time",
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"hosts": ("a:b:c",)}, "a:b:c is no HOST"),
        ({"interfaces": ("203.0.113.9",)}, "203.0.113.9 is no address of this machine — it has .*127.0.0.1"),
        ({"interfaces": ("eth0",)}, "eth0 is no address"),
    ],
)
def test_who_cannot_be_asked_is_said_at_once(tmp_path: Path, words: dict[str, tuple[str, ...]], said: str) -> None:
    asked = {"hosts": (), "interfaces": ()} | words
    with pytest.raises(HallFault, match=said):
        by_hand.probe_main(tmp_path, asked["hosts"], "", "", 1.0, asked["interfaces"])


def test_its_configuration_is_ready_to_use(eye: Ipycam, tmp_path: Path) -> None:
    described = probe.describe(Found(address=eye.onvif), LOGIN)
    text = probe.configuration([described], "hall", adapter="field")
    assert PASSWORD not in text
    hall = camera_hall.write(tmp_path, "")
    hall.write_text(hall.read_text() + text)
    (camera,) = load_hall(tmp_path).cameras
    assert (camera.main, camera.sub, camera.onvif, camera.secret) == (eye.main, eye.sub, eye.onvif, "hall")
    assert [preset.id for preset in camera.presets] == ["home"]
    assert "640×360 10 fps 500 kbit/s" in text
    clock = re.search(r"its clock is \+(\d+)", text)
    assert clock is not None
    assert 15 < int(clock[1]) < 45, "thirty, but for half the time of the answer"


def test_a_camera_that_wants_a_login_says_so(eye: Ipycam, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert by_hand.probe_main(tmp_path / "data", [eye.onvif], "", "", 1.0, ()) == 1
    said = capsys.readouterr()
    assert said.out.count("refuses user or password") == 1
    assert f"hallwatch probe camera --host {eye.onvif} --secret NAME" in said.out
    assert "1 want a user and a password" in said.err


def test_with_a_stored_login_it_is_described(eye: Ipycam, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    secrets.put(tmp_path / "data", "hall", Secret(user=USER, password=PASSWORD))
    assert by_hand.probe_main(tmp_path / "data", [eye.onvif], "hall", "", 1.0, ()) == 0
    assert f'main = "{eye.main}"' in capsys.readouterr().out


def test_nobody_there_is_said_on_stderr(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(probe, "find", lambda _seconds, _interfaces: ())
    assert by_hand.probe_main(tmp_path, (), "", "", 0.5, ()) == 1
    said = capsys.readouterr()
    assert not said.out
    assert "no camera answered" in said.err


@pytest.mark.parametrize(
    ("typed", "address"),
    [("10.0.0.1", "10.0.0.1:80"), ("10.0.0.1:8080", "10.0.0.1:8080"), ("cam.local", "cam.local:80"), ("::1", "[::1]:80"), ("[::1]:81", "[::1]:81")],
)  # fmt: skip
def test_a_host_may_have_a_port(typed: str, address: str) -> None:
    assert by_hand._host(typed) == Found(address=address)


@pytest.mark.parametrize("typed", ["", "10.0.0.1:", "10.0.0.1:x", "10.0.0.1:99999", ":80"])
def test_what_is_no_host_is_refused(typed: str) -> None:
    with pytest.raises(HallFault, match="no HOST"):
        by_hand._host(typed)


def test_hostile_names_do_not_get_out_of_their_place(tmp_path: Path) -> None:
    nasty = 'x"\n[[adapter]]\nname = "evil"\x1b[31m\ud800'
    profile = Profile(token="1", name=nasty, codec="h264", width=640, height=360, address="rtsp://10.0.0.9/a", has_ptz=True)
    camera = Described(
        found=Found(address="10.0.0.9:80", name=nasty),
        information=Information(maker=nasty, model=nasty),
        profiles=(profile,),
        presets=(Preset(token=nasty, name=nasty), Preset(token="1", name=nasty), Preset(token="2")),
        notes=(nasty,),
    )
    text = probe.configuration([camera], "hall", adapter="field")
    assert "\x1b" not in text
    hall = camera_hall.write(tmp_path, "")
    hall.write_text(hall.read_text() + text)
    (read,) = load_hall(tmp_path).cameras
    assert [preset.id for preset in read.presets] == ["1", "2"]


def test_the_stream_for_grids_is_the_one_nearest_to_its_size() -> None:
    sizes = ((3840, 2160), (1280, 720), (640, 480), (320, 180))
    profiles = [Profile(token=str(w), width=w, height=h, address=f"rtsp://x/{w}") for w, h in sizes]
    sub = probe._sub(profiles)
    assert sub is not None
    assert sub.width == 640
    assert probe._sub(profiles[:1]) is None


# --- secrets ---------------------------------------------------------------------------------------------------------------


def test_a_login_is_stored_for_its_owner_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    type_in(monkeypatch, "geheim ß'\"\\\n")
    by_hand.secret_main(tmp_path, "hall", "admin")
    assert secrets.load(tmp_path)["hall"].password == "geheim ß'\"\\"
    path = tmp_path / "keys" / "cameras.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "geheim" not in "".join(capsys.readouterr())
    by_hand.secret_main(tmp_path, "hall", "", forget=True)
    assert not secrets.load(tmp_path)


@pytest.mark.parametrize(
    ("name", "user", "typed", "said"),
    [("a b", "admin", "x\n", "can be no name"), ("hall", "", "x\n", "whose password"), ("hall", "a:b", "x\n", "no user"), ("hall", "admin", "", "no password")],
)  # fmt: skip
def test_a_login_that_cannot_be_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, user: str, typed: str, said: str
) -> None:
    type_in(monkeypatch, typed)
    with pytest.raises(HallFault, match=said):
        by_hand.secret_main(tmp_path, name, user)
    assert not (tmp_path / "keys" / "cameras.json").exists()


def test_a_name_that_is_not_stored_is_told_with_those_that_are(tmp_path: Path) -> None:
    secrets.put(tmp_path, "hall", Secret(user=USER, password=PASSWORD))
    with pytest.raises(HallFault, match="no login is stored as door; there are hall") as caught:
        by_hand.probe_main(tmp_path, ["10.0.0.1"], "door", "", 1.0, ())
    assert PASSWORD not in str(caught.value)


def test_the_command_line_has_it_all(tmp_path: Path) -> None:
    words = (sys.executable, "-m", "console.cli", "camera", "secret", "hall", "--user", "admin", "--data", str(tmp_path))
    done = subprocess.run(words, input=f"{PASSWORD}\n", capture_output=True, text=True, check=True)
    assert 'secret = "hall"' in done.stdout
    assert PASSWORD not in done.stdout + done.stderr
    assert secrets.load(tmp_path)["hall"].user == "admin"


# --- test ------------------------------------------------------------------------------------------------------------------


def test_a_camera_that_is_well_but_for_its_clock(eye: Ipycam, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    camera = f'\n[[camera]]\nid = "eye-1"\nmain = "{eye.main}"\nsub = "{eye.sub}"\nonvif = "{eye.onvif}"\nsecret = "hall"\n'
    camera_hall.write(tmp_path / "hall", camera)
    secrets.put(tmp_path / "data", "hall", Secret(user=USER, password=PASSWORD))
    assert by_hand.test_main(tmp_path / "data", tmp_path / "hall", "eye-1", 1.0) == 1
    main, sub, onvif = capsys.readouterr().out.splitlines()
    assert main.startswith("ok     main: h264 640×360, ")
    assert re.search(r", a key picture each \d+\.\d s, ", main), main
    assert sub.startswith("ok     sub: h264 320×180, ")
    assert onvif.startswith("fault  ONVIF: PythonCam VirtualCam-1")
    assert onvif.endswith("set an NTP server in the camera")


def test_a_camera_that_the_hall_has_not(tmp_path: Path) -> None:
    camera_hall.write(tmp_path, '\n[[camera]]\nid = "eye-1"\nmain = "rtsp://10.0.0.1/"\n')
    with pytest.raises(HallFault, match="has no camera eye-9 — it has eye-1"):
        by_hand.test_main(tmp_path, tmp_path, "eye-9", 1.0)


def test_pictures_and_bits_are_counted_by_the_streams_own_clock(eye: Ipycam) -> None:
    seen = trial.watch(Camera(id="x", main=eye.main), Stream.MAIN, None, 3.0)
    assert seen.failure is None
    assert seen.decoded
    assert 7 < seen.rate < 13
    assert seen.bits > 0


def tried(camera: Camera, secret: Secret | None, *faults: Fault | None) -> trial.Seen:
    """What came of it, once it is one of these: a camera that was only slow to answer is tried again."""
    found: list[trial.Seen] = []

    def is_so() -> bool:
        seen = trial.watch(camera, Stream.MAIN, secret, 2.0)
        found.append(seen)
        return (seen.failure.fault if seen.failure is not None else None) in faults

    until(is_so, seconds=90, what=f"{camera.main}: {faults}")
    return found[-1]


def test_each_fault_is_named(eye: Ipycam, tmp_path: Path) -> None:
    login = Secret(user=USER, password=PASSWORD)
    with rtsp_server(tmp_path, {"door": {"sub": "sub"}}, user=USER, password=PASSWORD) as server:
        url = server.url("door", "sub")
        right = tried(Camera(id="x", main=url), login, None)
        assert (right.codec, right.width, right.height) == ("h264", 640, 360)
        wrong = tried(Camera(id="x", main=url), Secret(user=USER, password="falsch-2"), Fault.WRONG_PASSWORD)
        assert "falsch-2" not in trial.words(wrong)
        tried(Camera(id="x", main=f"{url}-not"), login, Fault.NO_SUCH_STREAM)
    tried(Camera(id="x", main=url), None, Fault.UNREACHABLE)
    tried(Camera(id="x", main=f"http://{eye.onvif}/"), login, Fault.NOT_VIDEO, Fault.BROKEN_STREAM)
    tried(msgspec.convert({"id": "x", "main": "gopher://x/"}, Camera), None, Fault.BAD_ADDRESS)


def test_a_file_is_tried_like_a_camera(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not a film")
    seen = trial.watch(Camera(id="x", main=str(tmp_path / "notes.txt")), Stream.MAIN, None, 1.0)
    assert seen.failure is not None
    _, pictures = read_units(clip("small"))
    write(tmp_path / "film.mkv", pictures, CLIPS["small"], "h264", "matroska")
    seen = trial.watch(Camera(id="x", main=str(tmp_path / "film.mkv")), Stream.MAIN, None, 0.5)
    assert seen.failure is None
    assert (seen.codec, seen.width, seen.height) == ("h264", 320, 240)
