"""A whole hall whose cameras want passwords, right and wrong ones, in RTSP, HTTP and ONVIF, for both players and for who talks through one.

Nothing that it writes, says or shows of itself holds any of them, in whatever form; but for the one file that keeps them.
"""

import base64
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path

import psutil
import pytest

from console.feed import LiveFeed, new_id
from console.hub import keys
from console.model.command import GoToPreset, Role, TalkThrough
from console.model.hall import Camera, Player, Word
from console.model.state import Stage
from console.video.protocol import Fault, Health, OfferVoice, Phase, Stream, TalkDoing, TalkPhase
from tests.helpers import ipycam
from tests.helpers.clips import Clip
from tests.helpers.desk_program import Desk
from tests.helpers.hub import HubProcess
from tests.helpers.program import ROOT, Program
from tests.helpers.recorder import Eye, PatientRecorder
from tests.helpers.rtsp import rtsp_server
from tests.helpers.until import until

CORE = "Zaun7qkxw"
"""Stands in each password, and nowhere else: letters and digits are the same in all notations but those of `forms`."""
RIGHT, WRONG, ONVIF = f"{CORE}-gäste/1@ü%25:+#", f"{CORE}%2Fwrong", f"{CORE}onvif"
SUB = Clip(width=320, height=240, gop=0.5, seconds=4.0, sound="alaw")
LONG = 90.0


def forms(core: str) -> tuple[bytes, ...]:
    """As it is, in UTF-16, in hexadecimal digits, and within a text that is coded in base 64, wherever it begins there."""
    plain = core.encode()
    coded = [base64.b64encode(bytes(before) + plain)[-(-before * 8 // 6) : (before + len(plain)) * 8 // 6] for before in range(3)]
    return (plain, core.encode("utf-16-le"), plain.hex().encode(), *coded)


def test_each_form_is_known_again() -> None:
    for text in (RIGHT, f"guard:{RIGHT}", f"x guard:{WRONG}"):
        assert any(form in base64.b64encode(text.encode()) for form in forms(CORE))


class CameraAdapter(Program):
    """The hall's camera adapter."""

    def __init__(self, folder: Path, recorder: PatientRecorder) -> None:
        super().__init__(folder / "adapter.log")
        self._folder, self._recorder = folder, recorder

    def words(self) -> Sequence[str]:
        """As a hall's administrator starts it."""
        data = self._recorder.data
        station = keys.issue_local(data, "cameras", Role.ADAPTER)
        given = {"hall": self._recorder.hall, "station": station, "recorder": data / "recorder.json"}
        given["secrets"] = data / "keys" / "cameras.json"
        path = self._folder / "adapter.toml"
        path.write_text("".join(f'{name} = "{value}"\n' for name, value in given.items()))
        words = ["-m", "adapters.run", "--kind", "camera", "--name", "cameras", "--config", str(path), "--station", str(station)]
        return [*words, "--outbox", str(self._folder / "outbox")]

    def listens(self, pid: int) -> bool:
        """It is heard of by the hub."""
        return True


class WallConsole(Program):
    """The hall's wall."""

    def __init__(self, folder: Path, station: Path) -> None:
        super().__init__(
            folder / "wall.log", {"XDG_STATE_HOME": str(folder / "state"), "XDG_CONFIG_HOME": str(folder / "config")}
        )
        self._station = station

    def words(self) -> Sequence[str]:
        """As its unit of systemd starts it."""
        return ("-m", "console.cli", "console", "--station", str(self._station), "--layout", "wall")

    def listens(self, pid: int) -> bool:
        """It has reached the hub."""
        return any(each.status == psutil.CONN_ESTABLISHED for each in psutil.Process(pid).net_connections("tcp"))


def hallwatch(data: Path, *words: str, said: str = "") -> bytes:
    """What a technician types comes to."""
    run = [sys.executable, "-m", "console.cli", *words, "--data", str(data)]
    done = subprocess.run(run, input=said.encode(), capture_output=True, check=False, timeout=LONG, cwd=ROOT)
    return done.stdout + done.stderr


def keep(data: Path) -> bytes:
    """Let the cameras' logins be kept as a technician does; what the program said to it."""
    logins = {"right": ("guard", RIGHT), "wrong": ("guard", WRONG), "onvif": ("admin", ONVIF)}
    words = ("camera", "secret", "--user")
    return b"".join(hallwatch(data, *words, user, name, said=said + "\n") for name, (user, said) in logins.items())


def of_processes(ours: Sequence[int]) -> Iterator[tuple[str, bytes]]:
    """Command lines and surroundings of these processes and all that they have started."""
    for process in [each for pid in ours for each in (psutil.Process(pid), *psutil.Process(pid).children(recursive=True))]:
        for name in ("cmdline", "environ", "maps"):
            path = Path(f"/proc/{process.pid}/{name}")
            with suppress(FileNotFoundError, ProcessLookupError):  # it has ended
                yield str(path), path.read_bytes()


def of_files(folder: Path, *but: Path) -> Iterator[tuple[str, bytes]]:
    for path in folder.rglob("*"):
        if path.is_file() and path not in but:
            yield str(path), path.read_bytes()
            yield str(path), str(path).encode()


@pytest.mark.timeout(600)
@pytest.mark.usefixtures("display")
def test_no_password_is_found_in_anything_that_a_hall_writes_or_says(tmp_path: Path) -> None:
    peers, hall = tmp_path / "peers", tmp_path / "hall"
    found: list[str] = []

    def look(where: str, text: bytes) -> None:
        found.extend(f"{where} holds {form!r}" for form in forms(CORE) if form in text)

    with ExitStack() as stack:
        enter = stack.enter_context
        digest = enter(
            rtsp_server(peers / "digest", {"digest": {"sub": SUB}}, user="guard", password=RIGHT, loudspeakers={"digest": "PCMU"})
        )
        basic = enter(rtsp_server(peers / "basic", {"basic": {"sub": SUB}}, user="guard", password=RIGHT, digest=False, tls=True))
        turret = enter(ipycam.camera(peers / "turret", user="admin", password=ONVIF, mend=True))
        url = partial(digest.url, "digest")
        presets = (Word(id="1", name="门"),)
        cameras = [
            Camera(id="digest", main=url("sub"), secret="right", has_sound=True, has_loudspeaker=True),
            Camera(id="libvlc", main=url("sub?vlc"), secret="right", has_sound=True, player=Player.VLC),
            Camera(id="basic", main=basic.url("basic", "sub"), secret="right"),
            Camera(id="wrong", main=url("sub?wrong"), secret="wrong"),
            Camera(id="absent", main=url("nothing"), secret="right"),
            Camera(id="turret", main=turret.main, sub=turret.sub, secret="onvif", onvif=turret.onvif, presets=presets),
            Camera(id="other", main=url("sub?other"), secret="wrong", onvif=turret.onvif, presets=presets),
        ]
        recorder = PatientRecorder(hall, cameras)
        look("what `camera secret` says", keep(recorder.data))
        look("what a wrong line comes to", hallwatch(recorder.data, "camera", "secret", "odd", said=f"{RIGHT}\n"))
        kept = recorder.data / "keys" / "cameras.json"
        assert CORE.encode() in kept.read_bytes(), "what is looked for is there"
        (kept.parent / "cameras.pem").touch(0o600)
        (kept.parent / "cameras.pem").write_bytes((basic.folder / "camera.pem").read_bytes())
        hub = HubProcess(recorder.data)
        hub.more = ("--hall", str(recorder.hall))
        enter(hub)
        enter(recorder)
        adapter = enter(CameraAdapter(hall, recorder))
        desk = enter(Desk(keys.issue_local(recorder.data, "desk", Role.LEADER), hall / "desk"))
        wall = enter(WallConsole(hall, keys.issue_local(recorder.data, "wall", Role.WALL)))
        desk.live()

        eye = enter(Eye(recorder, name="eye"))
        eye.enter()
        eye.ask_health()
        for camera in ("digest", "libvlc", "basic", "turret"):
            eye.await_phase(camera, Phase.LIVE, LONG)
        for camera in ("wrong", "absent", "other"):
            eye.await_phase(camera, Phase.REFUSED, LONG)
        assert eye.health["wrong", Stream.SUB].fault is Fault.WRONG_PASSWORD

        # Turned by ONVIF, and talked through: each of them logs in anew.
        feed = LiveFeed(keys.issue_local(recorder.data, "eye", Role.LEADER), person="lin")
        stack.callback(feed.close)
        until(lambda: "cameras" in feed.latest().state.adapters, seconds=LONG, what="the adapter has joined")
        over = {Stage.CONFIRMED, Stage.REFUSED, Stage.FAILED, Stage.EXPIRED, Stage.MISMATCH, Stage.UNKNOWN}
        for camera in ("turret", "other"):
            order = feed.order(GoToPreset(device=camera, preset="1"))
            until(
                lambda order=order: (known := feed.latest().state.orders.get(order)) is not None and known.stage in over,  # type: ignore[misc]
                seconds=LONG,
                what="the order is over",
            )

        def is_open() -> bool:
            """Within the time that a talk has: else it is tried again."""
            talk = new_id()
            eye.say(OfferVoice(talk=talk, camera="digest"))
            feed.order(TalkThrough(device="digest", talk=talk))
            phases = [TalkPhase.WAITING]
            while phases[-1] not in {TalkPhase.OPEN, TalkPhase.ENDED}:
                doing = eye.hear_one(TalkDoing, LONG)
                if doing.talk == talk:
                    phases.append(doing.phase)
                    look("what is said of a talk", repr(doing).encode())
            return phases[-1] is TalkPhase.OPEN

        until(is_open, seconds=LONG, what="somebody talks")
        for words in (("camera", "test", "digest", "--hall", str(recorder.hall)), ("camera", "test", "wrong", "--hall", str(recorder.hall)), ("probe", "camera", "--host", turret.onvif, "--secret", "onvif"),
                      ("probe", "camera", "--host", turret.onvif, "--secret", "wrong")):  # fmt: skip
            said = hallwatch(recorder.data, *words)
            look(f"what `{' '.join(words[:2])}` says", said)
            assert said

        # What breaks off is told in other words.
        digest.kill()
        eye.await_phase("digest", Phase.LOST, LONG)
        until(lambda: eye.hear_one(Health, LONG) and eye.health["digest", Stream.SUB].fault is Fault.UNREACHABLE, seconds=LONG)
        assert desk.process is not None
        ours = (hub.pid, recorder.pid, adapter.pid, desk.process.pid, wall.pid)
        until(lambda: any(b"libvlc" in text for _, text in of_processes(ours)), seconds=LONG, what="libvlc to play")
        seen = dict(of_processes(ours))
        assert {path.split("/")[2] for path in seen} >= {str(pid) for pid in ours}
        for where, text in seen.items():
            look(where, text)
        look("what the recorder says", repr(eye.health).encode())
        look("what the hub says", repr(feed.latest().state).encode())
        for entry in hub.entries():
            look(f"entry {entry.seq}", repr(entry).encode())
        for process in (recorder, hub, adapter):
            assert process.stop() == 0
    written = list(of_files(hall, kept))
    assert len(written) > 20
    for where, text in written:
        look(where, text)
    assert not found
    assert "refuses user or password" in recorder.said()
    assert not any("Traceback" in process.said() for process in (recorder, hub, adapter, wall))
