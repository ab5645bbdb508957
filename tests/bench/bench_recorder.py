"""What the recorder costs with 36 cameras of 640×360@15, and how soon it says what happens: the real process, a real RTSP server.

Every camera is recorded, and its pictures looked after. Then all cameras are killed and come back, and at last the recorder is.
"""

import os
import tempfile
import time
from pathlib import Path

import psutil

from console.fault import HallFault
from console.model.hall import Camera
from console.video.library import Clip as Recording
from console.video.matroska import examine
from console.video.protocol import Phase, Stream
from tests.helpers.clips import Clip
from tests.helpers.recorder import Eye, RecorderProcess
from tests.helpers.rtsp import RtspServer, rtsp_server

CAMERAS = 36
SECONDS = float(os.environ.get("RECORDER_SECONDS", "30"))
SETTLE = 15.0
CLIP = Clip(seconds=75.0)
"""Longer than the processor is looked at: what comes round is looked into as a camera's fault, and no camera does that."""


def line(name: str, value: float, unit: str, reach: float) -> None:
    """Print one figure whose reach is an upper bound."""
    print(f"{name} {value:.3g} {unit} <={reach:g} {'MET' if value <= reach else 'SHORT'}", flush=True)


def names() -> list[str]:
    """Of the cameras."""
    return [f"camera-{number:02}" for number in range(CAMERAS)]


def rest(eye: Eye, seconds: float) -> None:
    """Let time go by, and go on looking at how the cameras do."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        eye.still()
        if eye.socket.poll(round(min(left, 0.2) * 1000)):
            eye.hear()


def calm(recorder: RecorderProcess, server: RtspServer, eye: Eye) -> None:
    """Processor, memory and connections while all goes well."""
    process = psutil.Process(recorder.pid)
    before = process.cpu_times()
    rest(eye, SECONDS)
    after = process.cpu_times()
    line("recorder_cpu", (after.user + after.system - before.user - before.system) / SECONDS, "cores", 0.15)
    # Proportional, as in the measurements that the reach is from: FFmpeg's libraries are shared with whoever decodes on the machine.
    line("recorder_memory", process.memory_full_info().pss / 2**20, "MB", 120)
    assert server.process is not None
    theirs = psutil.Process(server.process.pid).net_connections("tcp")
    line("recorder_connections", sum(each.status == psutil.CONN_ESTABLISHED for each in theirs) / CAMERAS, "per_stream", 1)
    phases = [health.phase for (_, stream), health in eye.health.items() if stream is Stream.SUB]
    line("recorder_cameras_not_live", CAMERAS - phases.count(Phase.LIVE), "cameras", 0)


def outage(server: RtspServer, eye: Eye) -> None:
    """Cameras without power, and with it again."""
    server.kill()
    killed = time.monotonic()
    for name in names():
        eye.await_phase(name, Phase.STALE, 60)
    line("recorder_killed_to_stale", time.monotonic() - killed, "s", 2.5)
    rest(eye, 3.0)
    server.start()
    back = time.monotonic()
    for name in names():
        eye.await_phase(name, Phase.LIVE, 60)
    line("recorder_back_to_live", time.monotonic() - back, "s", 0.5 + CLIP.gop)


def end_of(clip: Recording) -> float:
    """Until when a camera's last file can be read; one just begun may hold nothing yet, and all before it is in the one before."""
    try:
        return clip.begin + examine(clip.path).seconds
    except HallFault:
        return clip.begin


def crash(recorder: RecorderProcess) -> None:
    """How much of the last seconds a killed recorder has lost, the worst of all cameras."""
    killed = time.time()
    recorder.kill()
    with recorder.library() as library:
        ends = [end_of(library.clips(name, killed - 60, killed)[-1]) for name in names()]
    line("recorder_lost_by_kill", killed - min(ends), "s", 2)


def main() -> None:
    """Print all figures."""
    with (
        tempfile.TemporaryDirectory() as name,
        rtsp_server(Path(name) / "rtsp", {"all": dict.fromkeys(names(), CLIP)}) as server,
    ):
        cameras = [Camera(id=name, main=server.url("all", name)) for name in names()]
        with RecorderProcess(Path(name), cameras) as recorder, Eye(recorder) as eye:
            eye.enter()
            eye.ask_health()
            for camera in names():
                eye.await_phase(camera, Phase.LIVE, 60)
            rest(eye, SETTLE)
            calm(recorder, server, eye)
            outage(server, eye)
            rest(eye, 8.0)  # until all are written again, and for more than a second
            crash(recorder)


if __name__ == "__main__":
    main()
